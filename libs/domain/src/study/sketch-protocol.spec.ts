import { describe, expect, test } from '@jest/globals';
import { SKETCH_FIELDS } from './sketch-fields.js';
import { sketchProtocol } from './sketch-protocol.js';

const initial = Object.fromEntries(SKETCH_FIELDS.flatMap(({ name, initial }) => (initial ? [[name, initial]] : [])));
const answers = {
  ...initial,
  question: 'Do users find work sooner?',
  product: 'bonne-boite',
  population: 'Registered job seekers',
  timeZero: 'the day of registration',
  armColumn: 'user',
  treated: 'used the service',
  comparison: 'did not',
  outcomeColumn: 'hired',
  outcomeLabel: 'hired within six months',
  delta: '0,02',
  covariates: 'age, continuous, Age\nregion, category, Region, as registered\n',
  controls: 'hired_before, binary, hired the year before',
  reference: 'Register of processing, line 12',
};

describe('a protocol from answers', () => {
  test('is one that may be frozen, in the language of the answers', () => {
    const { protocol, faults } = sketchProtocol(answers, 'en');
    expect(faults).toEqual([]);
    expect(protocol).toMatchObject({
      question: { en: 'Do users find work sooner?' },
      smallestEffectOfInterest: 0.02,
      covariates: [
        { column: 'age', kind: 'continuous', label: { en: 'Age' } },
        { column: 'region', label: { en: 'Region, as registered' } },
      ],
      negativeControls: [{ column: 'hired_before', measured: 'before_time_zero' }],
      outcome: { primaryHorizon: 182, reportingLag: 30 },
    });
    expect(sketchProtocol(answers, 'fr').protocol?.question).toEqual({ fr: 'Do users find work sooner?' });
  });

  test('tells each fault beside its question: what is missing, what is no number, what the rules refuse', () => {
    const { protocol, faults } = sketchProtocol(
      { ...answers, question: ' ', horizon: 'soon', covariates: 'age, years old, Age', seed: '-1' },
      'en',
    );
    expect(protocol).toBeUndefined();
    expect(faults.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['question', 'horizon', 'covariates', 'seed']),
    );
    // A question that was not answered is told once, in plain words.
    expect(faults.filter(({ field }) => field === 'question')).toEqual([
      { field: 'question', pointer: '/question', detail: 'must be answered' },
    ]);
    expect(faults.some(({ field }) => field === null)).toBe(false);
    const rules = sketchProtocol({ ...answers, covariates: '' }, 'en');
    expect(rules.faults[0]).toMatchObject({ field: expect.stringMatching(/covariates|method/) });
  });

  test('explains what would invent an effect, beside the question that says so', () => {
    const immortal = sketchProtocol({ ...answers, known: 'after_time_zero' }, 'en');
    expect(immortal.faults).toEqual([
      { field: 'known', pointer: '/arms/known', detail: expect.stringMatching(/immortal time.*landmark day/) },
    ]);
    const moved = sketchProtocol({ ...answers, later: 'tenure, age' }, 'en');
    expect(moved.faults).toEqual([
      {
        field: 'covariates',
        pointer: '/covariates/0/measured',
        detail: expect.stringMatching(/"Age" is known only after time zero.*use its value before time zero/),
      },
    ]);
    // Nothing of it stands in the JSON of a protocol that has no such fault: its hash is as it was.
    expect(sketchProtocol({ ...answers, known: 'at_time_zero' }, 'en').protocol?.arms).not.toHaveProperty('known');
  });

  test('asks nothing but what fills the protocol, each question once', () => {
    expect(new Set(SKETCH_FIELDS.map(({ name }) => name)).size).toBe(SKETCH_FIELDS.length);
    for (const { choices, initial } of SKETCH_FIELDS) if (choices) expect(choices).toContain(initial);
  });
});
