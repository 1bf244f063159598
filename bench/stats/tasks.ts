import { COVARIATES } from '#stats/synthetic';

/** One thing to time, the same for everybody. */
export interface Task {
  readonly name: string;
  /** What `estimate` is called with. */
  readonly id: string;
  readonly roles: Readonly<Record<string, string | readonly string[]>>;
  readonly options: Readonly<Record<string, unknown>>;
  /** Bootstrap samples of the whole method, over so many threads. */
  readonly replicates?: number;
  readonly threads?: number;
  readonly sizes: readonly number[];
  readonly peers: readonly Peer[];
  /** Relative distance from a peer's figure that its rules allow; null where conventions or versions differ, which `note` explains. */
  readonly agreement: number | null;
  readonly note?: string;
}

export type Peer = 'R' | 'statsmodels' | 'scikit-learn';

const all = [10_000, 100_000, 1_000_000];
const trial = { treatment: 'treat', outcome: 'y', covariates: COVARIATES };
const durations = { treatment: 'treat', time: 'time', event: 'event' };

export const TASKS: readonly Task[] = [
  {
    name: 'logistic',
    id: 'logistic',
    roles: { outcome: 'treat', covariates: COVARIATES },
    options: {},
    sizes: all,
    peers: ['R', 'statsmodels', 'scikit-learn'],
    agreement: 1e-3,
    note: 'R glm; statsmodels Logit; scikit-learn newton-cholesky without penalty, at its own tolerance (no standard errors)',
  },
  {
    name: 'ipw',
    id: 'ipw',
    roles: trial,
    options: { variance: 'fixed-weights' },
    sizes: all,
    peers: ['R', 'statsmodels'],
    agreement: 1e-6,
    note: 'score by logistic regression, weighted regression, HC0',
  },
  {
    name: 'ipw-stacked',
    id: 'ipw',
    roles: trial,
    options: {},
    sizes: all,
    peers: ['R'],
    agreement: 1e-6,
    note: 'error that accounts for the estimated score; R is timed on HC0, the lesser work',
  },
  { name: 'aipw', id: 'aipw', roles: trial, options: {}, sizes: all, peers: ['R'], agreement: 1e-6 },
  {
    name: 'kaplan-meier',
    id: 'kaplan-meier',
    roles: durations,
    options: {},
    sizes: all,
    peers: ['R', 'statsmodels'],
    agreement: 1e-8,
    note: 'by arm',
  },
  {
    name: 'log-rank',
    id: 'log-rank',
    roles: durations,
    options: {},
    sizes: all,
    peers: ['R', 'statsmodels'],
    agreement: 1e-8,
  },
  {
    name: 'cox',
    id: 'cox',
    roles: { ...durations, covariates: COVARIATES },
    options: {},
    sizes: all,
    peers: ['R'],
    agreement: 1e-6,
    note: 'Efron ties; ours also tests proportional hazards, R is not asked to',
  },
  {
    name: 'cox-robust',
    id: 'cox',
    roles: { ...durations, covariates: COVARIATES },
    options: { variance: 'robust' },
    sizes: [100_000],
    peers: ['R'],
    agreement: 1e-6,
    note: 'Lin and Wei; see cox',
  },
  {
    name: 'matching',
    id: 'matching',
    roles: trial,
    options: {},
    sizes: [10_000, 50_000],
    peers: ['R'],
    agreement: null,
    note: 'one to one, nearest score; MatchIt 4.5.1 gives wrong pairs (its speed only), and does not estimate',
  },
  {
    name: 'bootstrap-ipw',
    id: 'ipw',
    roles: trial,
    options: {},
    replicates: 200,
    sizes: [10_000],
    peers: ['R'],
    agreement: null,
    note: '200 resamples of the rows, score fitted again in each; one thread',
  },
  {
    name: 'bootstrap-ipw-threads',
    id: 'ipw',
    roles: trial,
    options: {},
    replicates: 200,
    threads: 2,
    sizes: [10_000],
    peers: ['R'],
    agreement: null,
    note: 'the same resamples on two threads, the same bits, their start included; R: mclapply with two processes',
  },
];

/** What a process of the benchmark is told, and what it answers. */
export interface Told {
  readonly task: string;
  readonly file: string;
  readonly rows: number;
  readonly runs: number;
  /** Seconds after which no further run is begun. */
  readonly budget: number;
}

export interface Timing {
  readonly seconds: readonly number[];
  readonly value: number;
  readonly version: string;
  /** Of our process: peak memory of the first call above that of the empty process, over the bytes of the columns the task reads. */
  readonly memoryRatio?: number;
}
