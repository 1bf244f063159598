import type { Locale } from '../shared/text.js';
import { MEASURES_OF, type OutcomeKind, type StudyMeasure } from './measures.js';
import { METHOD_NAMES } from './method-names.js';
import { answerOf, type SketchAnswers } from './sketch-field.js';
import { draftOfLogs } from './sketch-logs.js';
import { measuresOf, STUDY_METHODS } from './study-methods.js';

/** What the cohort builder calls the arm and the outcome that it makes of event logs. */
const OUTCOME_OF_LOGS: Readonly<Record<string, string>> = { binary: 'outcome', time_to_event: 'event' };

/**
 * The protocol that the answers come to, valid or not: what is wrong in an answer stays in its place, to be told there.
 * Only questions that are asked have answers here; the place of one that is not stays out of the protocol.
 */
export function draftOf(answers: SketchAnswers, locale: Locale): unknown {
  const text = (name: string): string => answerOf(answers, name);
  const said = (name: string) => ({ [locale]: text(name) });
  const number = (name: string): number | string => numberOf(text(name));
  const given = <T>(read: (name: string) => T, ...names: string[]): Record<string, T> =>
    Object.fromEntries(names.filter((name) => text(name) !== '').map((name) => [name, read(name)]));
  const lines = (name: string): string[][] => linesOf(text(name));
  const named = (column = '', ...label: string[]) => ({ column, label: { [locale]: label.join(', ') || column } });
  const kinds = (name: string) =>
    lines(name).map(([column, kind = '', ...label]) => ({ ...named(column, ...label), kind }));
  const listed = (name: string) =>
    text(name)
      .split(',')
      .map((column) => column.trim());
  const [later, knownBefore, unknownKept] = [listed('later'), listed('knownBefore'), listed('unknownKept')];
  const logs = draftOfLogs(text, number);
  const outcomeColumn = text('outcomeColumn') || (logs ? (OUTCOME_OF_LOGS[text('outcomeKind')] ?? '') : '');
  const time = logs ? 'time' : text('timeColumn');
  const analysis = (method: string) => ({ method, options: {}, label: nameOf(method) });
  return {
    question: said('question'),
    product: text('product'),
    design: text('design'),
    population: {
      label: said('population'),
      eligibility: lines('eligibility').map(([column, is = '', value = '', ...label]) => ({
        ...named(column, ...(label.length > 0 ? label : [`${column} ${is} ${value}`.trim()])),
        is,
        // As written: "01" is a code, and what a column holds tells whether "18" is a number.
        ...(value !== '' && { value }),
      })),
    },
    timeZero: {
      rule: text('rule') || 'assignment',
      label: said('timeZero'),
      ...given(number, 'days', 'every', 'trials'),
      ...given(text, 'contrast'),
    },
    arms: {
      column: text('armColumn') || (logs ? 'treated' : ''),
      treated: said('treated'),
      comparison: said('comparison'),
      // At time zero is what a protocol means that does not say.
      ...(text('known') === 'after_time_zero' && { known: text('known') }),
    },
    ...(text('treatedShare') + text('allocationUnknown') !== '' && {
      allocation: {
        ...given(number, 'treatedShare'),
        ...(text('allocationUnknown') !== '' && { unknown: text('allocationUnknown') }),
      },
    }),
    ...(text('uptake') !== '' && { uptake: named(text('uptake')) }),
    ...(text('strata') !== '' && { strata: lines('strata').map((line) => named(...line)) }),
    ...(text('unitColumn') + text('periodColumn') !== '' && {
      panel: { unit: text('unitColumn'), period: text('periodColumn') },
    }),
    outcome: {
      kind: text('outcomeKind'),
      column: outcomeColumn,
      label: said('outcomeLabel'),
      unit: text('unit'),
      primaryHorizon: number('horizon'),
      reportingLag: number('lag'),
      ...(text('outcomeKind') === 'time_to_event' && { survival: { time, event: outcomeColumn } }),
    },
    estimand: {
      measure: measureOf(text('method'), text('outcomeKind') as OutcomeKind),
      target: text('target'),
      beneficialDirection: text('direction'),
    },
    ...(text('displacement') !== '' && { displacement: said('displacement') }),
    covariates: kinds('covariates').map((row) => ({
      ...row,
      measured: later.includes(row.column) ? 'after_time_zero' : 'before_time_zero',
      ...(unknownKept.includes(row.column) && { missing: 'indicator' }),
    })),
    primary: analysis(text('method')),
    sensitivity: lines('sensitivity').map(([method = '']) => analysis(method)),
    ...(text('subgroups') !== '' && { subgroups: lines('subgroups').map((line) => named(...line)) }),
    // A control known beforehand is worth more, so that one is said to be.
    negativeControls: kinds('controls').map((row) => ({
      ...row,
      measured: knownBefore.includes(row.column) ? 'before_time_zero' : 'after_time_zero',
    })),
    alpha: number('alpha'),
    looks: {
      kind: text('looks') || 'single',
      ...given(text, 'spending'),
      ...given(number, 'informationMax', 'tunedAt'),
    },
    waivedGates: [],
    smallestEffectOfInterest: number('delta'),
    seed: number('seed'),
    dataProtection: { decision: text('decision'), reference: text('reference') },
    ...(text('exposureWords') + text('outcomeWords') !== '' && {
      wording: { exposure: said('exposureWords'), outcome: said('outcomeWords') },
    }),
    ...(logs && { eventLogs: logs }),
  };
}

const nameOf = (method: string) => (Object.hasOwn(METHOD_NAMES, method) ? METHOD_NAMES[method] : { en: method });

/** What is no number stays as it was written, so that the fault is told of it. */
function numberOf(written: string): number | string {
  const value = Number(written.replace(',', '.'));
  return written === '' || Number.isNaN(value) ? written : value;
}

const linesOf = (text: string): string[][] =>
  text
    .split('\n')
    .map((line) => line.split(',').map((part) => part.trim()))
    .filter(([first]) => first);

/** The first measure the primary analysis gives of such an outcome: a protocol that wants another says so by hand. */
function measureOf(method: string, kind: OutcomeKind): StudyMeasure {
  const known = Object.hasOwn(STUDY_METHODS, method) ? STUDY_METHODS[method] : undefined;
  const first = known && measuresOf(known, kind)[0];
  // Of one that gives no estimand's measure the rules tell, beside the question of the method.
  return first && first !== 'hazard_ratio' ? first : (MEASURES_OF[kind]?.[0] ?? 'risk_difference');
}
