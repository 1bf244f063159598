import type { EffectUnit, Protocol } from '@impact-ledger/domain';

const isOne = (written: string): boolean => /^[+\u2212]?1$/.test(written);

/** One study, its states and its answer, in English. */
export const study = {
  // Study: table of contents
  toc: {
    progress: 'Progress',
    seal: 'Seal',
    estimates: 'Estimates',
    overTime: 'Over time',
    design: 'Protocol',
    flow: 'Flow of people',
    checks: 'Safety checks',
    balance: 'Balance',
    overlap: 'Overlap',
    beside: 'Sensitivity',
    money: 'Money',
    looks: 'Looks',
    limits: 'Limits',
    decision: 'Decision',
    proof: 'Proof',
    timings: 'Timings',
  },
  // Study: states
  studyState: {
    drafted: 'Draft',
    frozen: 'Frozen, not run',
    requested: 'Running',
    completed: 'Completed',
    refused: 'Refused',
    failed: 'Failed',
    cancelled: 'Cancelled',
  } as Record<'drafted' | 'frozen' | 'requested' | 'completed' | 'refused' | 'failed' | 'cancelled', string>,
  studyKicker: (look: number) => `look ${look}`,
  exploratoryTag: 'exploratory',
  exploratoryNotice:
    'Exploratory: the protocol changed after a first look at the data. This result suggests, it does not confirm.',
  draftLead:
    'The protocol is a draft. No one can have seen a result: the data is opened only after the protocol is frozen.',
  frozenLead: 'The protocol is frozen and cannot change without leaving a trace. No run has been asked for yet.',
  requestedLead: 'A run is under way. Its result, or the reason why there is none, will stand here.',
  failedLead: 'The run failed before it made a result. Nothing was concluded from the data.',
  cancelledLead: 'The run was cancelled before its end. Nobody saw anything of it, so it was no look.',
  refusedLead: 'The safety checks refused to compare these groups, so no effect is shown.',
  unblindedLead:
    'Unblinded, gates failed. The safety checks refused this comparison: what follows is no evidence of effect.',
  sealedHeading: 'The estimate is sealed',
  sealedText:
    'It was computed and nobody has seen it. An analyst who neither wrote the protocol nor asked for the run may unseal it, with a reason that stays on record.',
  unsealedHeading: 'The estimate was unsealed',
  unsealedText:
    'Safety checks failed, and a second analyst opened the seal. The verdict stays: refused. Whoever reads the figure is recorded, with a reason.',
  seal: 'Seal',
  unsealedOn: 'Unsealed',
  reasonLabel: 'Reason',
  reasonAsked: 'Reason, kept for ever',
  unseal: 'Unseal the estimate',
  readSealed: 'Read the figure',
  readingRecorded: 'This reading is recorded:',
  canBeComputed: 'Can be computed again',
  reproducibility: {
    reproducible: 'yes: the vault holds the same file',
    inputs_partly_erased: 'no: a person was erased from the data since',
    hash_only: 'no: the data set was erased, only its hash is left',
  },
  partlyErasedNotice:
    'A person was erased from the data behind this result. The figures stand in the ledger as they were found; computed again, they may differ.',
  noPointLead: 'The interval is the result. No single best figure is shown, because the data does not single one out.',
  retractedHeading: 'This result was retracted. Do not cite it.',
  rejectedHeading: 'A reviewer rejected this result.',
  itSaid: 'It said:',
  unreviewedNotice: 'Not reviewed yet: no one but its authors has vouched for this result.',
  newerRunNotice: 'A newer run is in progress; this page shows the last result.',
  olderRunNotice: 'This is not the latest run.',
  latestRun: 'See the latest',
  erasedNotice:
    'The data behind this result was erased: only its hash is left. The figures stand in the ledger; they can no longer be computed again.',
  reasonsTitle: 'Why',
  publishedTag: 'published',
  reviewSaid: (comment: string) => `Review: ${comment}`,

  // Study: answer
  absolute: 'Effect',
  difference: 'Unadjusted difference',
  notEvidence: 'not evidence of effect',
  bestEstimate: 'Best estimate',
  intervalLevel: (level: string) => `${level} interval`,
  fromTo: (from: string, to: string) => `${from} to ${to}`,
  oneMoreFor: (each: string, least: string, most: string) => `1 more for each ${each} people (${least} to ${most})`,
  oneFewerFor: (each: string, least: string, most: string) => `1 fewer for each ${each} people (${least} to ${most})`,
  knownElsewhere: 'Known from elsewhere',
  estimand: 'Estimand',
  target: {
    ITT: 'intention to treat, all eligible',
    LATE: 'people whom the invitation moved',
    ATE: 'average over everyone eligible',
    ATT: 'average over those treated',
    ATO: 'average over those who could have been in either group',
  } as Record<Protocol['estimand']['target'], string>,
  measure: {
    risk_difference: 'difference in share',
    mean_difference: 'difference in mean',
    risk_ratio: 'ratio of shares',
    odds_ratio: 'ratio of odds',
    rmst_difference: 'difference in mean time without the event',
  } as Record<Protocol['estimand']['measure'], string>,
  outcome: 'Outcome',
  withinDays: (days: string) => `within ${days} days`,
  peopleLabel: 'People',
  rowsLabel: 'Rows compared',
  rowsOf: (people: string, treated: string, comparison: string) =>
    `${treated} against ${comparison}, of ${people} people in all: somebody may stand in both groups`,
  armsOf: (treated: string, comparison: string) => `${treated} against ${comparison}`,
  dataTo: 'Data to',
  noData: 'no data attached',
  frozenBeforeLook: (when: string) => `${when}, before the first look`,
  ledgerLabel: 'Ledger',
  proof: 'proof',
  reviewLabel: 'Review',
  reviewState: { accepted: 'accepted', rejected: 'rejected', waiting: 'not yet' } as Record<
    'accepted' | 'rejected' | 'waiting',
    string
  >,
  scale: {
    points: 'percentage points',
    euro: 'euros',
    dollar: 'US dollars',
    day: 'days',
    score: 'score points',
    week: 'weeks',
    ratio: 'times as many',
  } as Record<EffectUnit, string>,
  withUnit: {
    points: (n: string) => `${n} ${isOne(n) ? 'point' : 'points'}`,
    euro: (n: string) => n.replace(/^[+\u2212]?/, '$&€'),
    dollar: (n: string) => n.replace(/^[+\u2212]?/, '$&$$'),
    day: (n: string) => `${n} ${isOne(n) ? 'day' : 'days'}`,
    score: (n: string) => `${n} score ${isOne(n) ? 'point' : 'points'}`,
    week: (n: string) => `${n} ${isOne(n) ? 'week' : 'weeks'}`,
    ratio: (n: string) => `×\u00a0${n}`,
  } as Record<EffectUnit, (n: string) => string>,
};
