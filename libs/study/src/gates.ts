import type { Cohort } from '@impact-ledger/cohort';
import { MOST_IMBALANCE, type GateResult, type Protocol } from '@impact-ledger/domain';
import { estimate } from '@impact-ledger/stats';
import normal from '@stdlib/stats-base-dists-normal';
import { attritionOf } from './attrition.js';
import type { Diagnosis } from './diagnosis.js';
import { countPanel } from './panel-gates.js';

/** Beyond it the What Works Clearinghouse takes no group for comparable, however they are adjusted. */
const MOST_IMBALANCE_EVER = 0.25;
/** How often chance alone may refuse a study, as with the sizes of the groups of a draw. */
const CHANCE = 0.001;
const LEAST_EQUIPOISE = 0.2;
const LEAST_EFFECTIVE = 100;
const LEAST_EFFECTIVE_SHARE = 0.1;
const SAMPLE_RATIO_ALARM = CHANCE;
/** Share of the outcomes that were declared by the reporting lag. */
const LEAST_COMPLETENESS = 0.98;
/** Of the order of the cautious boundary of the What Works Clearinghouse for a randomised study with little attrition. */
const MOST_DIFFERENTIAL_ATTRITION = 0.05;

/**
 * Whether the comparison may be looked at. They read covariates, arms, who is missing and for how long people were followed;
 * none compares the outcome between the arms.
 *
 * A cohort: balance after adjustment, equipoise, effective sample of each arm. A randomised study: arm sizes against the
 * declared allocation, and the difference between the arms in the share lost to view (`attritionOf`); its balance is shown,
 * not gated, since chance alone exceeds 0.1 in small trials; the arms of an encouragement are the invited and the others.
 * A stratified cohort: those of a cohort, under the weights of its strata. A table of units and periods: units on the smaller side, and
 * those seen in every period (`countPanel`). What promises nothing has no gate.
 *
 * Where a person has several rows, the gates of a cohort judge those who kept to their arm, after the weights (`diagnoseTrials`).
 */
export function judgeGates(cohort: Cohort, diagnosis: Diagnosis, protocol: Protocol): GateResult[] {
  const none = (): GateResult[] => [];
  const gates = {
    ...{ randomised: randomisedGates, encouragement: randomisedGates, cohort: cohortGates },
    ...{ stratified_cohort: cohortGates, difference_in_differences: panelGates },
    ...{ before_after: none, naive_match: none },
  };
  const judged = [...gates[protocol.design](cohort, diagnosis, protocol), ...completenessGate(cohort, protocol)];
  return judged.map((gate) => {
    const waiver = protocol.waivedGates.find((waived) => waived.gate === gate.gate);
    return gate.passed || !waiver ? gate : { ...gate, waived: waiver.reason };
  });
}

/** A hire declared late is not an absence. A naive match promises nothing, complete or not. */
function completenessGate({ logs }: Cohort, { outcome, design }: Protocol): GateResult[] {
  const known = logs?.completeness.find(({ days }) => days === outcome.reportingLag);
  return known && design !== 'naive_match' ? [atLeast('completeness', known.share, LEAST_COMPLETENESS)] : [];
}

/** Gates that refuse the study. */
export const refusing = (gates: readonly GateResult[]): GateResult[] =>
  gates.filter(({ passed, waived }) => !passed && waived === undefined);

const atMost = (gate: GateResult['gate'], value: number, limit: number): GateResult => ({
  gate,
  passed: value <= limit,
  value,
  limit,
  rule: 'at_most',
});
const atLeast = (gate: GateResult['gate'], value: number, limit: number): GateResult => ({
  gate,
  passed: value >= limit,
  value,
  limit,
  rule: 'at_least',
});

function cohortGates({ analysed }: Cohort, diagnosis: Diagnosis): GateResult[] {
  const size = diagnosis.effectiveSampleSize ?? analysed;
  const counted = diagnosis.counted ?? analysed;
  const arms = (['treated', 'comparison'] as const).map((arm) => ({
    value: size[arm],
    limit: Math.max(LEAST_EFFECTIVE, LEAST_EFFECTIVE_SHARE * counted[arm]),
  }));
  const [first, second] = arms as [(typeof arms)[0], (typeof arms)[0]];
  const weaker = first.value / first.limit <= second.value / second.limit ? first : second;
  const { differences } = diagnosis;
  const mostImbalance = differences === undefined ? MOST_IMBALANCE : imbalanceByChance(size, differences);
  const balance = atMost('balance', diagnosis.largestImbalance, mostImbalance);
  return [
    atLeast('equipoise', diagnosis.overlap?.equipoise ?? 0, LEAST_EQUIPOISE),
    { ...balance, passed: balance.passed && !diagnosis.separated },
    atLeast('effective_sample', weaker.value, weaker.limit),
  ];
}

/**
 * Few who kept to a strategy stand for everybody, so that chance alone can part them by more than 0.1: the limit is then what the
 * largest of so many differences exceeds once in a thousand studies whose groups are alike (for allowing for chance, family-wise:
 * Hripcsak and others 2025), and never more than 0.25. They are all that are judged, shown or not: their number is of the protocol
 * and the levels of its covariates, never of how large they are.
 */
function imbalanceByChance({ treated, comparison }: Cohort['analysed'], differences: number): number {
  const error = Math.sqrt(1 / treated + 1 / comparison);
  const reach = -normal.quantile(CHANCE / (2 * differences), 0, 1);
  return Math.min(MOST_IMBALANCE_EVER, Math.max(MOST_IMBALANCE, reach * error));
}

function panelGates({ table }: Cohort, _: Diagnosis, protocol: Protocol): GateResult[] {
  const { clusters, composition } = countPanel(table, protocol);
  return [
    atLeast('clusters', clusters.value, clusters.limit),
    atLeast('composition', composition.value, composition.limit),
  ];
}

function randomisedGates(cohort: Cohort, _: Diagnosis, protocol: Protocol): GateResult[] {
  const { allocation } = protocol;
  const attrition = attritionOf(cohort, protocol, { least: MOST_DIFFERENTIAL_ATTRITION, chance: CHANCE });
  return [
    ...(allocation && 'treatedShare' in allocation
      ? [atLeast('sample_ratio', sampleRatio(cohort.assigned, allocation.treatedShare), SAMPLE_RATIO_ALARM)]
      : []),
    atMost('attrition', attrition.value, attrition.limit),
  ];
}

function sampleRatio({ treated, comparison }: Cohort['assigned'], expected: number): number {
  const table = {
    rows: 2,
    columns: { arm: Float64Array.of(1, 0), people: Float64Array.of(treated, comparison) },
  };
  return estimate('sample-ratio', table, { treatment: 'arm', weights: 'people' }, { expected }).details[
    'pValue'
  ] as number;
}
