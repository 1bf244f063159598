import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { METHOD_NAMES, SKETCH_FIELDS } from '@impact-ledger/domain';
import { en } from './en.js';
import { fr } from './fr.js';

const root = new URL('../', import.meta.url);
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('words') && !name.includes('.spec.'))
  .map((name) => readFileSync(new URL(name, root), 'utf8'))
  .join('\n');

// The masthead picks these by the name of the section, the catalogue by the status of the indicator.
const PICKED = new Set(['portfolio', 'indicators', 'studies', 'audit', 'live', 'retired', 'stream', 'actor']);

describe('the words', () => {
  test.each(Object.keys(en))('%s is used by a page', (key) => {
    expect(PICKED.has(key) || new RegExp(`\\bt\\.${key}\\b`).test(sources)).toBe(true);
  });

  test('every choice of the builder has words', () => {
    const all = SKETCH_FIELDS.flatMap(({ choices = [] }) => choices);
    const choices = new Set(all.filter((choice) => !Object.hasOwn(METHOD_NAMES, choice)));
    for (const { builderChoice } of [en, fr]) expect(new Set(Object.keys(builderChoice))).toEqual(choices);
  });

  test('no French sentence was left in English', () => {
    const same = Object.entries(en).filter(
      ([key, value]) => typeof value === 'string' && value.includes(' ') && value === fr[key as keyof typeof fr],
    );
    expect(same).toEqual([['siteName', 'Impact Ledger']]);
  });
});
