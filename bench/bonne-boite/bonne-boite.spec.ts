import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Figures, Reading } from '#bonne-boite/reading';
import { centralCounts, summarise } from '#bonne-boite/summarise';

const main = fileURLToPath(new URL('main.mts', import.meta.url));

/** The command itself, in a process of its own; `state` keeps what is done. */
async function bench(state: string, options: readonly string[]): Promise<string> {
  const all = [...options, '--workers', '1', '--state', state];
  // It ends with 1 when a rule fails, which these tests read from the page.
  return promisify(execFile)(process.execPath, [main, ...all]).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
}

const cellsOf = (page: string, rule: string): string[] =>
  (new RegExp(`^\\| ${rule} +\\|.*$`, 'm').exec(page)?.[0] ?? '').split('|').map((cell) => cell.trim());
const coversOf = (page: string, rule: string): string => cellsOf(page, rule)[4] ?? '';

let state: string;
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'bonne-boite-'));
});
afterEach(() => rm(state, { recursive: true }));

/** 20,000 persons, as the whole bench has, would take minutes here; the bands do not depend on how many there are. */
test('200 worlds: each rule holds the truth as often as it says, the naive figure does not; a second run finds them done', async () => {
  const rules = ['assignment', 'landmark'];
  const options = ['--sources', 'table', '--seeds', '200', '--persons', '3000'];
  const page = await bench(state, options);
  expect(page).toContain(`**${rules.length} of ${rules.length} rules pass.**`);
  for (const rule of rules) {
    const covers = Number(/^(\d+) of 200/.exec(coversOf(page, rule))?.[1]);
    expect(covers).toBeGreaterThanOrEqual(181);
    expect(covers).toBeLessThanOrEqual(197);
  }
  const again = await bench(state, options);
  expect(again).toContain('200 worlds to study, 200 of them done before');
  const table = (text: string): string => text.slice(text.indexOf('| time zero'), text.indexOf('\n- _'));
  expect(table(again)).toBe(table(page));
}, 600_000);

/**
 * Few worlds, since smaller ones are refused for their balance: what is caught is a wrong truth, or a cohort that is not the
 * one the truth is of.
 */
test('6 worlds of event logs: whole runs from the files on, none refused, intervals about the truth, naive figures above it', async () => {
  const page = await bench(state, ['--sources', 'logs', '--seeds', '6', '--persons', '10000']);
  for (const rule of ['grace', 'trials-initiation', 'trials-per-protocol']) {
    const [, , , truth, covers, , , , , naive] = cellsOf(page, rule);
    expect(Number(/^(\d+) of 6$/.exec(covers!)?.[1])).toBeGreaterThanOrEqual(5);
    expect(Number(naive)).toBeGreaterThan(Number(truth) + 0.025);
  }
}, 600_000);

describe('what fails a rule', () => {
  const TRUTH = 0.1;
  /** Ninety-five in a hundred hold the truth: quantiles of a normal. */
  const honest = Array.from({ length: 2000 }, (_, i): Figures => {
    const angle = 2 * Math.PI * ((i * 0.6180339887498949) % 1);
    const z = Math.sqrt(-2 * Math.log((i + 0.5) / 2000)) * Math.cos(angle);
    return around(TRUTH + 0.01 * z, 0.01);
  });
  const faults = (readings: readonly Reading[]): readonly string[] => summarise('landmark', TRUTH, readings).faults;
  const changed = (change: (figures: Figures) => Reading): readonly string[] => faults(honest.map(change));

  test('the bands are the ones of the issue', () => {
    expect(centralCounts(2000, 0.95, 0.01)).toEqual([1874, 1924]);
    expect(centralCounts(200, 0.95, 0.01)).toEqual([181, 197]);
  });

  test('an honest method passes; bias, false errors, refusals and a naive figure that would do are seen', () => {
    expect(faults(honest)).toEqual([]);
    expect(changed(({ value, standardError }) => around(value + 0.0008, standardError))).toEqual(['bias']);
    expect(changed(({ value }) => around(value, 0.0085))).toEqual(['coverage', 'error over spread']);
    expect(changed(({ value }) => around(value, 0.012))).toEqual(['coverage', 'error over spread']);
    expect(faults(honest.map((each, i) => (i % 20 === 0 ? { refused: 'balance' } : each)))).toEqual(['coverage']);
    expect(changed((each) => ({ ...each, naive: each }))).toEqual(['the naive interval covers']);
  });
});

function around(value: number, standardError: number): Figures {
  const reach = 1.959963984540054 * standardError;
  return { value, standardError, lower: value - reach, upper: value + reach, naive: null, rows: 1000 };
}
