import { describe, expect, test } from '@jest/globals';
import { METHOD_NAMES } from './method-names.js';
import { isAsked, SKETCH_FIELDS } from './sketch-fields.js';
import { sketchProtocol } from './sketch-protocol.js';
import { STUDY_METHODS } from './study-methods.js';

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
  unknownKept: 'region',
  controls: 'hired_before, binary, hired the year before\nsick_days, continuous, days of sickness',
  knownBefore: 'hired_before',
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
        { column: 'region', label: { en: 'Region, as registered' }, missing: 'indicator' },
      ],
      negativeControls: [
        { column: 'hired_before', measured: 'before_time_zero' },
        { column: 'sick_days', measured: 'after_time_zero' },
      ],
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
    const [horizon] = sketchProtocol({ ...answers, horizon: 'bientôt' }, 'fr').faults;
    expect(horizon).toMatchObject({ field: 'horizon', detail: 'doit être un nombre, et c’est du texte' });
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
    const inFrench = sketchProtocol({ ...answers, known: 'after_time_zero', later: 'age' }, 'fr').faults;
    expect(inFrench.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/« Age » n’est connue qu’après le temps zéro.*Retirez-la/),
      expect.stringMatching(/Le groupe « used the service » n’est connu qu’après le temps zéro.*temps immortel/),
    ]);
    // Nothing of it stands in the JSON of a protocol that has no such fault: its hash is as it was.
    expect(sketchProtocol({ ...answers, known: 'at_time_zero' }, 'en').protocol?.arms).not.toHaveProperty('known');
  });

  test('asks nothing but what fills the protocol, each question once, those of another kind of study not at all', () => {
    expect(new Set(SKETCH_FIELDS.map(({ name }) => name)).size).toBe(SKETCH_FIELDS.length);
    for (const { choices, initial } of SKETCH_FIELDS) if (choices) expect(choices).toContain(initial);
    for (const { when = [] } of SKETCH_FIELDS) {
      for (const [name, among] of when.flatMap((each) => Object.entries(each))) {
        const { choices } = SKETCH_FIELDS.find((field) => field.name === name)!;
        expect(choices).toEqual(expect.arrayContaining([...among]));
      }
    }
    const asked = (more: object) => SKETCH_FIELDS.filter((field) => isAsked(field, { ...initial, ...more }));
    const names = (more: object): string[] => asked(more).map(({ name }) => name);
    expect(names({})).toEqual(expect.not.arrayContaining(['startsOn', 'trials', 'uptake', 'tunedAt']));
    expect(names({ logs: 'others', rule: 'sequential_trials', looks: 'anytime' })).toEqual(
      expect.arrayContaining(['startsOn', 'trials', 'tunedAt']),
    );
    // Every other rule makes the groups of the uses in the logs; a table has a column of them whatever the rule.
    expect(names({ logs: 'others', rule: 'landmark' })).not.toContain('armColumn');
    for (const more of [{ logs: 'others' }, { rule: 'landmark' }]) expect(names(more)).toContain('armColumn');
  });

  test('of event logs names what the cohort builder makes of them', () => {
    const logs = {
      ...answers,
      ...{ logs: 'job_seekers', registeredOn: 'registered_on', collectionStart: '2024-10-01', leftOn: 'on' },
      ...{ usedEmployer: 'siret', hiredEmployer: 'siret', contractDays: 'days', longestContract: '1200' },
      ...{ rule: 'grace', days: '21', outcomeKind: 'time_to_event', unit: 'day', method: 'clone-censor-weight' },
      ...{ armColumn: '', outcomeColumn: '', controls: '', eligibility: 'age, >=, 18, adults\nage, <=, 64' },
      covariates: 'days_registered, continuous, days without work\ncalendar_month, category, month',
    };
    const { protocol, faults } = sketchProtocol(logs, 'en');
    expect(faults).toEqual([]);
    expect(protocol).toMatchObject({
      population: {
        eligibility: [
          { column: 'age', is: '>=', value: '18', label: { en: 'adults' } },
          { column: 'age', is: '<=', value: '64', label: { en: 'age <= 64' } },
        ],
      },
      timeZero: { rule: 'grace', days: 21 },
      arms: { column: 'treated' },
      outcome: { column: 'event', survival: { time: 'time', event: 'event' } },
      estimand: { measure: 'risk_difference' },
      eventLogs: {
        persons: { person: 'person', startsOn: 'starts_on', registeredOn: 'registered_on' },
        outcomes: { employer: 'siret', contractDays: 'days' },
        exits: { person: 'person', on: 'on' },
        rules: { sameDay: 'before', longestContract: 1200 },
      },
    });
    const trials = { ...logs, rule: 'sequential_trials', every: '7', trials: '4', contrast: 'per_protocol' };
    expect(sketchProtocol({ ...trials, method: 'sequential-trials' }, 'en').protocol?.timeZero).toEqual({
      ...{ rule: 'sequential_trials', every: 7, trials: 4, contrast: 'per_protocol' },
      label: { en: 'the day of registration' },
    });
    const told = (more: object) => sketchProtocol({ ...logs, ...more }, 'en').faults.map(({ field }) => field);
    expect(told({ days: '', collectionStart: 'last year', longestContract: 'long' })).toEqual([
      'days',
      'collectionStart',
      'longestContract',
    ]);
    const drawn = { rule: 'assignment', method: 'adjusted-survival' };
    expect(told(drawn)).toEqual(['armColumn']);
    const named = sketchProtocol({ ...logs, ...drawn, armColumn: 'drawn' }, 'en');
    expect([named.faults, named.protocol?.arms.column]).toEqual([[], 'drawn']);
    expect(sketchProtocol({ ...logs, ...drawn, armColumn: 'treated' }, 'en').faults).toEqual([
      { field: 'armColumn', pointer: '/arms/column', detail: expect.stringContaining('immortal time') },
    ]);
  });

  test('takes no answer to a question that is not asked', () => {
    const stale = {
      ...{ strata: 'region', uptake: 'used', treatedShare: '0.5', unitColumn: 'agency', timeColumn: 'days' },
      ...{ days: '30', trials: '4', spending: 'pocock', tunedAt: '5000', startsOn: 'starts_on' },
    };
    expect(sketchProtocol({ ...answers, ...stale }, 'en')).toEqual(sketchProtocol(answers, 'en'));
    const byUse = { logs: 'others', rule: 'landmark', days: '30', collectionStart: '2024-10-01', controls: '' };
    const { draft } = sketchProtocol({ ...answers, ...byUse, known: 'after_time_zero' }, 'en');
    expect(draft).toMatchObject({ arms: { column: 'treated' }, outcome: { column: 'outcome' } });
    expect(draft).not.toHaveProperty('arms.known');
  });

  test('keeps the values of its rules as they were written: a code is no number', () => {
    const { protocol } = sketchProtocol({ ...answers, eligibility: 'departement, !=, 01\nage, >=, 18' }, 'en');
    expect(protocol?.population.eligibility).toMatchObject([
      { column: 'departement', value: '01', label: { en: 'departement != 01' } },
      { column: 'age', value: '18' },
    ]);
  });

  test('offers as primary what gives the measure of an estimand, and tells of another beside its question', () => {
    const { choices } = SKETCH_FIELDS.find(({ name }) => name === 'method')!;
    const shownOnly = Object.keys(STUDY_METHODS).filter((method) => !choices?.includes(method));
    expect(shownOnly).toEqual(['cox', 'log-rank']);
    const survival = { outcomeKind: 'time_to_event', timeColumn: 'days', unit: 'day', method: 'cox' };
    expect(sketchProtocol({ ...answers, ...survival }, 'en').faults).toEqual([
      { field: 'method', pointer: '/primary/method', detail: expect.stringMatching(/gives no risk difference.*aipcw/) },
    ]);
    const beside = { ...answers, ...survival, method: 'aipcw', sensitivity: 'cox' };
    expect(sketchProtocol(beside, 'en')).toMatchObject({ faults: [], protocol: { sensitivity: [{ method: 'cox' }] } });
  });

  test('takes the words of its sentence, both or none', () => {
    const words = { ...answers, exposureWords: 'Using the service', outcomeWords: 'in a job within six months' };
    expect(sketchProtocol(words, 'en').protocol?.wording).toEqual({
      exposure: { en: 'Using the service' },
      outcome: { en: 'in a job within six months' },
    });
    const half = sketchProtocol({ ...words, outcomeWords: '' }, 'en');
    expect(half.faults).toEqual([expect.objectContaining({ field: 'outcomeWords', detail: 'must not be empty' })]);
  });

  test('every method has a name in both languages', () => {
    expect(Object.keys(METHOD_NAMES)).toEqual(Object.keys(STUDY_METHODS));
  });

  test('of other designs and several looks has what these need', () => {
    const common = { ...answers, controls: '', subgroups: 'age_band, age', sensitivity: 'ipw\ng-computation' };
    const several = sketchProtocol(
      { ...common, looks: 'group_sequential', spending: 'pocock', informationMax: '9e4' },
      'en',
    );
    expect([several.faults, several.protocol]).toMatchObject([
      [],
      {
        looks: { kind: 'group_sequential', spending: 'pocock', informationMax: 90_000 },
        primary: { label: { en: 'doubly robust (AIPW)', fr: 'double robustesse (AIPW)' } },
        subgroups: [{ column: 'age_band', label: { en: 'age' } }],
        sensitivity: [{ method: 'ipw' }, { method: 'g-computation' }],
      },
    ]);
    const anytime = sketchProtocol({ ...answers, looks: 'anytime', tunedAt: '5000' }, 'en');
    expect(anytime.protocol?.looks).toEqual({ kind: 'anytime', tunedAt: 5000 });
    const invited = { ...answers, design: 'encouragement', treatedShare: '0.5', uptake: 'used', target: 'LATE' };
    expect(sketchProtocol({ ...invited, method: 'iv' }, 'en').protocol).toMatchObject({
      allocation: { treatedShare: 0.5 },
      uptake: { column: 'used' },
    });
    const strata = { ...answers, design: 'stratified_cohort', strata: 'region, region', method: 'standardisation' };
    expect(sketchProtocol(strata, 'en').protocol?.strata).toEqual([{ column: 'region', label: { en: 'region' } }]);
    const half = { ...answers, design: 'randomised', treatedShare: 'half', method: 'risk-difference' };
    expect(sketchProtocol(half, 'en').faults).toEqual([
      { field: 'treatedShare', pointer: '/allocation/treatedShare', detail: 'must be a number, and is text' },
    ]);
    const unsaid = sketchProtocol({ ...strata, strata: '' }, 'en').faults;
    expect(unsaid).toEqual([expect.objectContaining({ field: 'strata', pointer: '/strata' })]);
    const untold = { ...answers, design: 'randomised', method: 'risk-difference' };
    expect(sketchProtocol(untold, 'en').faults.map(({ field }) => field)).toEqual(['treatedShare']);
    const unknown = sketchProtocol({ ...untold, allocationUnknown: 'the list of the draw is lost' }, 'en');
    expect(unknown).toMatchObject({
      faults: [],
      protocol: { allocation: { unknown: 'the list of the draw is lost' } },
    });
    const both = sketchProtocol({ ...untold, treatedShare: '0.5', allocationUnknown: 'lost' }, 'en').faults;
    expect(both).toEqual([
      { field: 'treatedShare', pointer: '/allocation', detail: expect.stringContaining('has none of the forms') },
    ]);
    const within = { ...answers, design: 'randomised', treatedShare: '0.5', method: 'risk-difference' };
    expect(sketchProtocol(within, 'en')).toMatchObject({ faults: [], protocol: { design: 'randomised' } });
    expect(sketchProtocol({ ...within, strata: 'region' }, 'en').protocol?.strata).toHaveLength(1);
    const panel = {
      ...{ ...answers, design: 'difference_in_differences', unitColumn: 'agency', periodColumn: 'month' },
      ...{ method: 'did', outcomeKind: 'continuous', unit: 'score', target: 'ATT' },
    };
    expect(sketchProtocol(panel, 'en').protocol?.panel).toEqual({ unit: 'agency', period: 'month' });
  });
});
