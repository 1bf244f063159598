import { describe, expect, test } from '@jest/globals';
import { definition } from '@impact-ledger/domain/testing';
import type { DefinitionVersionView } from '../views.js';
import { diffDefinitions } from './definition-diff.js';

const version = (
  number: number,
  change: DefinitionVersionView['change'],
  more: Partial<DefinitionVersionView> = {},
) => ({
  version: number,
  name: { en: 'Hired' },
  definition,
  change,
  reason: change === 'first' ? null : `reason ${number}`,
  validFrom: null,
  recordedAt: '2026-01-01T00:00:00.000Z',
  actor: `writer ${number}`,
  approval: null,
  ...more,
});

const { denominator: _none, ...plain } = definition;
const definitions = [
  version(1, 'first'),
  version(2, 'editorial', { name: { en: 'Hired for long', fr: 'Embauche' } }),
  version(3, 'material', {
    name: { en: 'Hired for long', fr: 'Embauche' },
    definition: { ...plain, outcomeLagDays: 30, priority: { userValue: 4, dataEase: 3 } },
    approval: { by: 'paul', comment: null, recordedAt: '2026-02-01T00:00:00.000Z' },
  }),
];
const indicator = { id: 'hired', definitions };

describe('the difference between two versions of a definition', () => {
  test('is told field by field, with every step that led to it', () => {
    expect(diffDefinitions(indicator, 1, 3)).toEqual({
      indicator: 'hired',
      from: 1,
      to: 3,
      change: 'material',
      fields: [
        { field: 'name.en', before: 'Hired', after: 'Hired for long' },
        { field: 'denominator', before: 'people registered', after: null },
        { field: 'outcomeLagDays', before: 212, after: 30 },
        { field: 'priority.userValue', before: 5, after: 4 },
        { field: 'name.fr', before: null, after: 'Embauche' },
      ],
      steps: [
        expect.objectContaining({
          version: 2,
          change: 'editorial',
          reason: 'reason 2',
          actor: 'writer 2',
          approval: null,
        }),
        expect.objectContaining({ version: 3, change: 'material', approval: expect.objectContaining({ by: 'paul' }) }),
      ],
    });
  });

  test('read backwards has the same steps and the fields the other way round', () => {
    const back = diffDefinitions(indicator, 2, 1);
    expect(back).toMatchObject({ change: 'editorial', steps: [{ version: 2 }] });
    expect(back?.fields).toContainEqual({ field: 'name.en', before: 'Hired for long', after: 'Hired' });
  });

  test('of a version with itself is none, and of one that is not there nothing', () => {
    expect(diffDefinitions(indicator, 2, 2)).toMatchObject({ change: 'none', fields: [], steps: [] });
    expect(diffDefinitions(indicator, 1, 4)).toBeUndefined();
  });
});
