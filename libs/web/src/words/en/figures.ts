import type { GateId, Protocol } from '@impact-ledger/domain';
import { beside } from './beside.js';
import { kept } from './kept.js';

/** The figures and checks of a study, in English. */
export const figures = {
  ...beside,
  ...kept,
  // Study: figures
  forestOutside: (naive: string) => `Unadjusted, the groups differ by ${naive}: that is not the effect`,
  forestAgree: 'The analyses promised in advance agree',
  forestDisagree: 'The analyses promised in advance do not agree: read each',
  forestAlone: 'One analysis was promised, and here it is',
  forestNaiveOnly: 'An unadjusted comparison, and nothing else',
  forestNaiveWrong: (naive: string, known: string) => `Unadjusted: ${naive}. Known effect: ${known}`,
  forestExplain: {
    randomised:
      'The draw makes the groups alike but for chance, so the plain difference is the effect of being assigned. The adjusted analyses use what was known before the draw.',
    encouragement:
      'Who was invited was drawn by lot: the plain difference is the effect of being invited. The effect of use is that on people whom the invitation moved.',
    stratified_cohort:
      'Users and others are compared within strata of what was known of them before; what the strata do not hold may still differ.',
    difference_in_differences:
      'The change of those that took the measure is compared with the change of the others: what sets them apart for ever cancels out, what changes for one side only does not.',
    before_after:
      'People after the start are compared with people before it: whatever else changed in between is in the figure.',
    cohort:
      'Users and others differed before any use. The grey figure mixes those differences with the effect; the others take out what the declared covariates can explain.',
    naive_match:
      'The two groups were not made comparable. The figure is shown so that nobody has to guess it, and must not be read as an effect.',
  } as Record<Protocol['design'], string>,
  forestDescription: (axis: string) =>
    `Each analysis with its interval, in ${axis}. The same figures stand in the table below.`,
  naiveRow: 'Unadjusted difference',
  knownRow: 'Known effect',
  primaryRow: (label: string) => `${label} (primary)`,
  controlRow: (label: string) => `Negative control: ${label}`,
  forestShaded: (delta: string) => `Shaded: smaller than the smallest effect that would matter (${delta}).`,
  forestHollow: 'Hollow: not an estimate of this effect.',
  tooSmall: 'too small to matter',
  analysis: 'Analysis',
  interval: 'Interval',
  estimateLabel: 'Best estimate',
  curvesApart: (gap: string, day: string) => `By day ${day} the gap is ${gap}`,
  curvesClose: (day: string) => `By day ${day} the two curves cannot be told apart`,
  curvesUnadjusted: ', before any adjustment',
  curvesOthersCounted: ', other ways out counted',
  curvesAdjusted: ', after adjustment',
  curvesAdjustedCaption: (method: string, level: string) =>
    `One minus survival by the primary analysis (${method}). Band: its ${level} interval of the difference, at each day taken alone. Below, the people followed as they are, unweighted.`,
  curvesDescription: (treated: string, comparison: string) =>
    `Share with the outcome by day, ${treated} and ${comparison}, people still followed, and under them the difference with its interval.`,
  curvesCaption: (level: string) =>
    `Kaplan-Meier, one minus survival, unadjusted: had nobody left otherwise. Band: ${level} interval of the difference at each day, from those of the two curves.`,
  curvesIncidenceCaption: (level: string) =>
    `Aalen-Johansen, unadjusted: the share that had the outcome first; who left otherwise counts as without it. Band: ${level} interval of the difference at each day, from those of the two curves.`,
  daysSince: 'days since time zero',
  stillAtRisk: 'followed, outcome not yet seen',
  gapAxis: 'Difference, percentage points',
  day: 'Day',
  gatesHeading: (passed: number, total: number) =>
    passed === total
      ? 'Every safety check passed before the result was opened'
      : `${passed} of ${total} safety checks passed`,
  gatesRandomised:
    'For a randomised study, balance is shown and not required: chance alone exceeds 0.1 in small trials.',
  gateNone: 'No safety check applies to this design.',
  gate: {
    balance: 'Groups alike after adjustment, worst difference',
    equipoise: 'Share of people who could be in either group',
    effective_sample: 'Effective size of the smaller group',
    sample_ratio: 'Groups as large as planned (p value)',
    attrition: 'Outcomes missing alike in both groups, difference',
    completeness: 'Outcomes known at the reporting lag',
    clusters: 'Units on the smaller side',
    composition: 'Units seen in every period, on the side with fewer',
  } satisfies Record<GateId, string> as Record<GateId, string>,
  // What whoever asked can do about a failed gate.
  remedy: {
    balance: 'Declare what else sets people apart, or narrow the population to people more alike.',
    equipoise: 'Narrow the population to people for whom either was a real possibility.',
    effective_sample:
      'A few people carry most of the weight: wait for more people, or narrow the population to those who could have done either.',
    sample_ratio: 'Find out where the draw or the file lost people before comparing anybody.',
    attrition: 'Find the missing outcomes, or learn why one group lacks more of them.',
    completeness: 'Extract the data again later, or declare a longer reporting lag.',
    clusters: 'Add units, or plan the wild bootstrap (method "did"), which needs five on each side.',
    composition:
      'Find out first why units come and go; only where that has nothing to do with the measure, keep those that are there throughout, and say whom the result then speaks of.',
  } satisfies Record<GateId, string> as Record<GateId, string>,
  gatesCaption: 'Safety checks, what was found and what was asked',
  gateLabel: 'Check',
  gateFound: 'Found',
  gateAsked: 'Threshold',
  gateOutcome: 'Outcome',
  gateLimit: { at_most: (limit: string) => `at most ${limit}`, at_least: (limit: string) => `at least ${limit}` },
  passed: 'passed',
  failed: 'not passed',
  waived: (reason: string) => `Waived in the protocol: ${reason}`,
  flowHeading: 'Who is counted',
  flowLeft: 'left out',
  flowArm: (arm: string, count: string) => `${arm}: ${count}`,
  loveImproved: (worst: string) => `After adjustment no group difference exceeds ${worst}`,
  loveNotClosed: (name: string, worst: string) => `Adjustment leaves the groups ${worst} apart on: ${name}`,
  loveBefore: (worst: string) => `The groups differ by at most ${worst} before the start`,
  loveDescription: 'For each covariate, the distance between the two groups before and after adjustment.',
  loveAxis: 'absolute standardised mean difference',
  loveLimit: (limit: string) => `limit ${limit}`,
  loveCaption: '○ before, ● after adjustment. In standard deviations of the covariate.',
  loveWeighedBy: {
    matching: 'After: the people matched, each as often as they serve.',
    entropy_balancing: 'After: the comparison group under the weights of the primary analysis.',
    outcome_model:
      'After: under weights by the probability of being treated. The primary analysis models the outcome instead, and leans on that model more the further apart the groups are.',
  },
  loveCaptionBefore: '○ as they are: this design adjusts nothing. In standard deviations of the covariate.',
  loveTop: (shown: number, total: number) =>
    `The ${shown} largest of ${total} covariates are drawn; all stand in the table.`,
  covariate: 'Covariate',
  before: 'Before',
  after: 'After',
  overlapHeading: (share: string) => `${share} of people could have been in either group`,
  overlapDescription: 'Share of each group by estimated probability of being treated.',
  overlapAxis: 'estimated probability of being treated',
  overlapCaption: 'Where one side is empty, nobody can be compared. Counted: preference scores from 0.3 to 0.7.',
  looksHeading: (count: number) => (count === 1 ? 'One look at the data' : `${count} looks at the data`),
  looksSingle: (alpha: string) =>
    `The protocol planned a single look and spends its whole error rate of ${alpha} on it.`,
  looksCaption: 'Intervals as known that day. Only the look on this page carries a point.',
  looksRepeated: (alpha: string) => `The protocol planned a single look at ${alpha}: the later ones are exploratory.`,
  looksPlanned: (alpha: string) =>
    `The protocol planned its looks beforehand. Their intervals hold together at an error rate of ${alpha}; looking again at the same data is no look and spends nothing.`,
  information: 'Information reached',
  alphaSpent: 'Error rate spent so far',
  looksBelowFloor:
    'A look with fewer than 50 events, or 50 people without one, in a group spends nothing: limits over many looks hold only for many. Later looks do not build on it.',
  atLook: (level: string, errors: string) =>
    `At this planned look limits stand ${errors} standard errors away, so that the intervals of all looks hold together at ${level}.`,
  critical: 'Standard errors to either limit',
  look: 'Look',
  requestedOn: 'Requested',
  cannotTell: 'What this cannot tell',
  noLimits: 'No limit is stated with this result: ask its authors before you rely on it.',
  fragile: (share: string, covariate: string, from: string, to: string) =>
    `A hidden cause would have to explain ${share} of what is left of both use and outcome to move the interval onto zero. One as strong as “${covariate}” would leave ${from} to ${to}.`,
  checkIt: 'Check it yourself',
  checkEvent: 'This page shows ledger event',
  checkNoResult: 'No result to check yet. What is fixed so far:',
  checkSame: 'Same protocol, same data, same engine and same seed give the same bytes.',
  checkReplay: 'Rebuild the read models from the events up to here and compare',
  resultHash: 'Result',
  protocolHash: 'Protocol',
  dataHash: 'Data set',
  engine: 'Engine',
  anotherEngine: (here: string) =>
    `Not the engine of this installation, which is ${here} with libraries of its own. To get the same bytes again, keep the engine that made them.`,
  seed: 'Seed',
  protocolHeading: 'What was promised',
  population: 'Population',
  timeZero: 'Time zero',
  arms: 'Groups',
  against: (treated: string, comparison: string) => `${treated}; compared with: ${comparison}`,
  covariates: 'Covariates',
  primaryAnalysis: 'Primary analysis',
  sensitivityLabel: 'Also promised',
  controls: 'Negative controls',
  smallestEffect: 'Smallest effect that matters',
  errorRate: 'Error rate',
  schedule: 'Schedule',
  dataProtection: 'Data protection',
  dataProtectionDecision: {
    impact_assessment_accepted: 'impact assessment accepted',
    not_required: 'not required',
  } as Record<Protocol['dataProtection']['decision'], string>,
  protocolJson: 'The whole protocol as JSON',
};
