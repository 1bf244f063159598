import type { EconomicFindings, Findings } from '@impact-ledger/domain';

type Refuter = NonNullable<Findings['refutation']>[number];
type Assumed = EconomicFindings['assumptions'][number];

/** What stands beside the estimate of a study, in English. */
export const beside = {
  besideHeading: 'Beside the estimate',
  relative: 'As a ratio of shares',
  otherScales: 'On other scales: shown, never decide',
  scaleLabel: 'Scale',
  invitationMoved: 'The invitation moved use by',
  firstStage: (share: string, f: string) => `${share} of those invited (F ${f})`,
  weakProof: 'Effects of use not rejected, however weak the invitation',
  andersonRubin: { empty: 'none', line: 'all: the invitation says nothing' } as Readonly<Record<string, string>>,
  unbelow: 'no limit below',
  unabove: 'no limit above',
  calibrated: (controls: string) => `Corrected by ${controls} negative controls`,
  eValue: 'E-value',
  eValueSays: (estimate: string, limit: string) =>
    `${limit} at the limit (${estimate} at the estimate): an unseen cause must multiply use and outcome by as much to explain it`,
  hiddenBias: (analysis: string) => `Hidden bias of pairs: ${analysis}`,
  hiddenBiasSays: (gamma: string, significant: boolean) =>
    significant
      ? `gamma ${gamma}: a hidden cause would have to multiply the odds of use by ${gamma} to explain it away (one-sided test at 0.05)`
      : 'gamma 1: chance alone may explain it, without any hidden cause (one-sided test at 0.05)',
  worstCase: 'If nothing is supposed of unknown outcomes',
  worstCaseSays: (range: string, treated: string, comparison: string) =>
    `${range}, with ${treated} and ${comparison} unknown; sampling error comes on top`,
  misrecorded: 'If the outcome is recorded no better than its source says',
  misrecordedSays: (range: string, interval: string, source: string) => `${range}, interval ${interval} (${source})`,
  trends: 'Trends before',
  trendsSay: (p: string) => `test that both sides changed alike: p ${p}`,
  breakdown: 'Trends after may differ by',
  breakdownSays: (times: string) => `${times} times what they did before, until the interval meets zero`,
  eventStudyCaption: 'Effect by periods since the measure began: before it there should be none',
  eventStudySays:
    'Bars are intervals: thick ones from the beginning of the measure on, thin ones before it. Thin bars away from zero speak against the assumption of like trends.',
  sincePeriod: 'Periods since the measure',
  horizonsCaption:
    'The primary analysis at further horizons, declared beforehand: other questions, which decide nothing here',
  horizonDays: 'Days',
  subgroupsCaption: 'Groups declared beforehand, judged by whether the effect differs between them',
  subgroup: 'Group',
  differs: 'Differs (p, Holm)',
  refutersCaption: 'Attempts to refute the figure: checks of the software, which raise no grade',
  refuter: {
    permutation: 'groups dealt out anew: share of figures at least as far from no effect',
    'placebo-treatment': 'a use that was none: share of false alarms',
    'subset-stability': 'parts of the data: spread over what the error foretells',
  } as Record<Refuter['refuter'], string>,
  attempt: 'Attempt',
  outcomeOfAttempt: 'Result',
  survived: 'survived',
  notSurvived: 'did not survive',
  onSample: (rows: string) => `on a sample of ${rows} rows`,
  economicsHeading: 'Costs and benefits',
  costPerGain: { outcome: 'Cost of one more outcome', time: 'Cost of one unit of time less' } as Record<
    EconomicFindings['gain'],
    string
  >,
  unbounded: 'unbounded: the interval of the effect includes zero, judge by the net benefit',
  outcomesLost: 'none: outcomes are lost, not gained',
  netBenefit: 'Net benefit per person reached',
  benefitCost: 'Benefit over cost',
  uncertaintyRange: (range: string, draws: string, share: string) =>
    `${range}, an uncertainty range of ${draws} draws; above cost in ${share} of them`,
  claimed: (ratio: string) => `${ratio} claimed`,
  assumption: 'Assumption',
  assumptionsCaption: 'Assumptions, frozen with the protocol',
  assumptionState: { published: 'published', assumed: 'assumed', unverified: 'unverified' } as Record<
    Assumed['status'],
    string
  >,
  numbersOf: 'Distribution',
  sourceOf: 'Source',
  between: (lower: string, upper: string) => `${lower} to ${upper}`,
};
