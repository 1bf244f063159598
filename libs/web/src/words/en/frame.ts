import type { Phase, Protocol, Role, Verdict } from '@impact-ledger/domain';

const isOne = (written: string): boolean => /^[+\u2212]?1$/.test(written);

/** The frame, shared words and lists, in English. */
export const frame = {
  // Frame
  siteName: 'Impact Ledger',
  skip: 'Skip to content',
  mainNavigation: 'Main',
  portfolio: 'Portfolio',
  indicators: 'Indicators',
  studies: 'Studies',
  audit: 'Audit',
  otherLanguage: 'Français',
  signIn: 'Sign in',
  role: {
    viewer: 'viewer',
    editor: 'editor',
    coach: 'coach',
    analyst: 'analyst',
    sponsor: 'sponsor',
    auditor: 'auditor',
    admin: 'administrator',
    ingest: 'import key',
    worker: 'worker',
    public: 'public',
  } satisfies Record<Role, string> as Record<Role, string>,
  footReplay: 'Every figure here can be replayed from the ledger.',
  ledgerAt: (position: string) => `Ledger read up to event ${position}`,
  recordedOn: (when: string) => `recorded ${when} (Paris time)`,
  ledgerEmpty: 'The ledger is empty',
  // Shared
  contents: 'On this page',
  pageAddress: 'Page:',
  tableAndCsv: 'The numbers as a table',
  csv: 'CSV',
  json: 'JSON',
  downloads: 'Download',
  source: (what: string) => `Source: ${what}.`,
  qualityLabel: 'Quality',
  quality: (grades: string) => `Data quality: about ${grades}% correct.`,
  qualityShort: (grade: number) => `quality ${grade}%`,
  evidenceGrade: (grade: number) => `Evidence grade ${grade} of 5.`,
  atEvent: (position: string) => `Ledger event ${position}`,
  eventNumber: (position: string) => `event ${position}`,
  gradeOf: (grade: number) => `${grade} of 5`,
  gradeMeaning: [
    'usage figure, not evidence of effect',
    'unadjusted comparison',
    'adjusted, no informative controls',
    'adjusted, controls clean',
    'strong quasi-experiment',
    'randomised',
  ] as readonly string[],
  verdict: {
    positive: 'positive',
    negative: 'negative',
    null_effect: 'no effect that matters',
    inconclusive: 'inconclusive',
    underpowered: 'too few to say',
    refused: 'refused',
  } satisfies Record<Verdict, string> as Record<Verdict, string>,
  noEvidence: 'no evidence',
  design: {
    randomised: 'randomised',
    encouragement: 'invitation drawn by lot',
    cohort: 'adjusted cohort',
    stratified_cohort: 'stratified cohort',
    difference_in_differences: 'difference in differences',
    before_after: 'before and after',
    naive_match: 'unadjusted comparison',
  } satisfies Record<Protocol['design'], string> as Record<Protocol['design'], string>,
  phase: {
    investigation: 'Investigation',
    construction: 'Construction',
    acceleration: 'Acceleration',
    consolidation: 'Consolidation',
    operated: 'Operated',
    transferred: 'Transferred',
    abandoned: 'Abandoned',
  } satisfies Record<Phase, string> as Record<Phase, string>,
  yes: 'yes',
  none: 'none',
  valueWith: {
    percent: (n: string) => `${n}%`,
    count: (n: string) => n,
    score: (n: string) => n,
    euro: (n: string) => `€${n}`,
    day: (n: string) => `${n} ${isOne(n) ? 'day' : 'days'}`,
  } as Record<'percent' | 'count' | 'score' | 'euro' | 'day', (n: string) => string>,
  indented: 'Indented for reading',
  next: 'Next page',
  firstPage: 'First page',
  apply: 'Apply',
  all: 'All',
  product: 'Product',
  status: 'Status',
  verdictLabel: 'Verdict',
  evidence: 'Evidence',
  name: 'Name',
  unit: 'Unit',
  value: 'Value',
  reason: 'Reason',
  period: 'Period',
  // Portfolio
  portfolioHeading: (proven: number, total: number) =>
    total === 0
      ? 'No product is registered yet.'
      : proven === 0
        ? `None of ${total} product${total === 1 ? '' : 's'} has shown an effect yet.`
        : `${proven} of ${total} product${total === 1 ? '' : 's'} ${proven === 1 ? 'has' : 'have'} shown an effect.`,
  portfolioLead: (strong: number, waiting: number) =>
    `${strong} ${strong === 1 ? 'rests' : 'rest'} on evidence of grade 3 or better. ` +
    (waiting === 0 ? 'No result is awaited.' : `${waiting} ${waiting === 1 ? 'waits' : 'wait'} for a result.`),
  portfolioEmpty:
    'Register a product through the API or with the command line; its studies and indicators appear here.',
  productsInPhase: 'Products',
  filterPhase: 'Phase',
  bestFinding: 'What is known',
  noStudy: 'No study yet. Usage is not an effect.',
  studyWaiting: 'Study without a result yet',
  sortBy: (column: string) => `Sort by ${column}`,
  studiesCount: (count: number) => (count === 0 ? 'no study' : count === 1 ? '1 study' : `${count} studies`),
  indicatorsCount: (count: number) =>
    count === 0 ? 'no indicator' : count === 1 ? '1 indicator' : `${count} indicators`,
  noneInPhase: 'No product is in this phase.',
  publicPage: 'public page',
  since: (day: string) => `since ${day}`,

  // Studies register
  studiesHeading: (total: number) =>
    total === 0
      ? 'No study has been drafted yet.'
      : `${total} ${total === 1 ? 'study' : 'studies'}, whatever ${total === 1 ? 'it' : 'they'} found.`,
  studiesLead:
    'The register shows every study from its first draft: refused and inconclusive ones as well as those that found an effect.',
  studiesEmpty: 'Draft a protocol through the API; it is listed here before anyone sees a result.',
  question: 'Question',
  designLabel: 'Design',
  frozenLabel: 'Frozen',
  notFrozen: 'not yet',
  finding: 'Finding',
};
