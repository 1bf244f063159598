import { columnsOf, expectation, expit } from '#calibration/draws';
import type { Cell, Judged, Scenario } from '#calibration/scenario';

const SHARE = 0.4;
const covariates = ['x', 'g'];
const trial = { treatment: 't', outcome: 'y', covariates };
const measured = { treatment: 't', outcome: 'income', covariates };
const durations = { treatment: 't', time: 'time', event: 'event', covariates };
/** In whole days: a method whose work grows with the distinct times. */
const days = { ...durations, time: 'day' };
const CURVE_AT = 60;

interface World {
  readonly id: string;
  readonly title: string;
  readonly rows: number;
  readonly manifold?: number;
  readonly effect: number;
  /** Logit of the treatment. */
  readonly score: (x: number, g: number) => number;
  /** What the outcomes owe to the covariates, on the scale of each. */
  readonly outcome: (x: number, g: number) => number;
  readonly cells: readonly Cell[];
}

function confoundedBy({ id, title, rows, manifold = 1, effect, score, outcome, cells }: World): Scenario {
  const risk = (t: 0 | 1, x: number, g: number): number => expit(outcome(x, g) - 0.3 + effect * t);
  const average = (weight: (p: number) => number): readonly [number, number] => {
    const over = (t: 0 | 1): number =>
      expectation(SHARE, (x, g) => weight(expit(score(x, g))) * risk(t, x, g)) /
      expectation(SHARE, (x, g) => weight(expit(score(x, g))));
    return [over(1), over(0)];
  };
  const survival = (t: 0 | 1): number =>
    expectation(SHARE, (x, g) => Math.exp(-0.008 * Math.exp(outcome(x, g) / 2 - effect * t) * CURVE_AT));
  const [p1, p0] = average(() => 1);
  const [a1, a0] = average((p) => p);
  const [o1, o0] = average((p) => p * (1 - p));
  return {
    id,
    title,
    rows,
    manifold,
    draws: rows * 9,
    truths: {
      ATE: p1 - p0,
      ATT: a1 - a0,
      ATO: o1 - o0,
      logRatio: Math.log(p1 / p0),
      logOdds: effect,
      mean: effect,
      logHazard: -effect,
      survival: survival(1) - survival(0),
    },
    columns: (draws) =>
      columnsOf(rows, () => {
        const x = draws.normal();
        const g = draws.flip(SHARE);
        const t = draws.flip(expit(score(x, g)));
        const y = draws.flip(risk(t, x, g));
        const income = 1 + effect * t + outcome(x, g) + draws.normal();
        const duration = draws.exponential(0.008 * Math.exp(outcome(x, g) / 2 - effect * t));
        const censoring = Math.min(120, 300 * draws.uniform());
        const time = Math.min(duration, censoring);
        return { x, g, t, y, income, time, day: Math.ceil(time), event: duration <= censoring ? 1 : 0 };
      }),
    cells,
  };
}

const linearScore = (x: number, g: number): number => -0.3 + 0.5 * x + 0.4 * g;
const linearOutcome = (x: number, g: number): number => 0.6 * x + 0.5 * g;
const bothRight = (judged: Judged): Cell[] => [
  { id: 'ipw', roles: trial, truth: 'ATE', judged },
  { id: 'ipw', roles: trial, options: { target: 'ATT' }, truth: 'ATT', judged },
  { id: 'ipw', roles: trial, options: { target: 'ATO' }, truth: 'ATO', judged },
  { id: 'ipw', roles: trial, options: { measure: 'ratio' }, truth: 'logRatio', judged },
  {
    id: 'ipw',
    roles: trial,
    options: { variance: 'fixed-weights' },
    truth: 'ATE',
    judged: 'reported',
    note: 'conservative by design: the score taken as known',
  },
  { id: 'aipw', roles: trial, truth: 'ATE', judged },
  { id: 'aipw', roles: trial, options: { target: 'ATT' }, truth: 'ATT', judged },
  { id: 'aipw', roles: trial, options: { variance: 'm-estimation' }, truth: 'ATE', judged },
  { id: 'aipw', roles: trial, options: { folds: 5 }, truth: 'ATE', judged },
  { id: 'tmle', roles: trial, truth: 'ATE', judged },
  { id: 'tmle', roles: trial, options: { target: 'ATT' }, truth: 'ATT', judged },
  { id: 'tmle', roles: measured, truth: 'mean', judged },
  { id: 'g-computation', roles: trial, truth: 'ATE', judged },
  { id: 'g-computation', roles: trial, options: { measure: 'ratio' }, truth: 'logRatio', judged },
  { id: 'g-computation', roles: measured, options: { target: 'ATT' }, truth: 'mean', judged },
  { id: 'entropy-balancing', roles: measured, truth: 'mean', judged },
  {
    id: 'entropy-balancing',
    roles: measured,
    options: { variance: 'fixed-weights' },
    truth: 'mean',
    judged: 'reported',
    note: 'conservative by design: the weights taken as known',
  },
  { id: 'least-squares', roles: measured, options: { variance: 'HC2' }, truth: 'mean', judged },
  { id: 'logistic', roles: trial, truth: 'logOdds', judged },
  { id: 'logistic', roles: trial, options: { variance: 'HC1' }, truth: 'logOdds', judged },
  { id: 'cox', roles: durations, truth: 'logHazard', judged },
  { id: 'cox', roles: durations, options: { variance: 'robust' }, truth: 'logHazard', judged },
  {
    id: 'adjusted-survival',
    roles: durations,
    options: { variance: 'estimated-score', times: [CURVE_AT], tau: CURVE_AT },
    truth: 'survival',
    judged,
  },
  {
    id: 'adjusted-survival',
    roles: durations,
    options: { variance: 'fixed-weights', times: [CURVE_AT], tau: CURVE_AT },
    truth: 'survival',
    judged: 'reported',
    note: 'conservative by design: the score taken as known',
  },
  { id: 'aipcw', roles: days, options: { times: [CURVE_AT] }, truth: 'survival', judged },
  {
    id: 'matching',
    roles: measured,
    options: { caliper: 0.1 },
    truth: 'mean',
    judged: 'reported',
    note: 'error takes the estimated score as known; pairs are near, not equal',
  },
  {
    id: 'matching',
    roles: measured,
    options: { replace: true },
    truth: 'mean',
    judged: 'reported',
    note: 'error takes the estimated score as known; pairs are near, not equal',
  },
];

/**
 * What is promised of doubly robust figures when one model is wrong: no bias; a right interval only from m-estimation or resampling. What rests
 * on the wrong model alone must be far off, or the scenario shows nothing.
 */
function oneWrong(wrong: 'outcome' | 'treatment'): Cell[] {
  const [right, misled] =
    wrong === 'outcome' ? (['ipw', 'g-computation'] as const) : (['g-computation', 'ipw'] as const);
  const both = [
    [trial, 'ATE'],
    [measured, 'mean'],
  ] as const;
  return [
    ...both.map(([roles, truth]): Cell => ({
      ...{ id: misled, roles, truth, judged: 'biased', note: 'rests on the wrong model' },
    })),
    ...both.map(([roles, truth]): Cell => ({
      ...{ id: right, roles, truth, judged: 'coverage', note: 'uses the right model only' },
    })),
    ...both.map(([roles, truth]): Cell => ({
      ...{ id: 'aipw', roles, options: { variance: 'm-estimation' }, truth, judged: 'coverage' },
    })),
    ...['aipw', 'tmle'].flatMap((id) =>
      both.map(([roles, truth]): Cell => ({
        ...{ id, roles, truth, judged: 'bias', note: 'its error is not doubly robust' },
      })),
    ),
    {
      ...{ id: 'aipcw', roles: days, options: { times: [CURVE_AT] }, truth: 'survival' },
      ...{ judged: 'bias', note: 'its error is not doubly robust' },
    },
    ...(wrong === 'outcome'
      ? [{ id: 'ipw', roles: trial, bootstrap: 200, truth: 'ATE', judged: 'coverage' } as const]
      : []),
  ];
}

const poor = bothRight('reported').filter(({ id }) =>
  ['ipw', 'aipw', 'tmle', 'g-computation', 'entropy-balancing', 'adjusted-survival', 'aipcw', 'matching'].includes(id),
);

export const confounded: readonly Scenario[] = [
  confoundedBy({
    ...{ id: 'b-effect', title: '(b) confounded, models right', rows: 1000, manifold: 2, effect: 0.5 },
    ...{ score: linearScore, outcome: linearOutcome, cells: bothRight('coverage') },
  }),
  confoundedBy({
    ...{ id: 'b-null', title: '(b) confounded, models right, no effect', rows: 1000, manifold: 2, effect: 0 },
    ...{ score: linearScore, outcome: linearOutcome, cells: bothRight('coverage') },
  }),
  confoundedBy({
    ...{ id: 'c-outcome', title: '(c) outcome model wrong', rows: 4000, effect: 0.5 },
    score: (x, g) => -1.1 + 0.95 * x + 0.3 * g,
    outcome: (x, g) => 0.5 * g + 2 * Math.sin(1.5 * x + 1.5),
    cells: oneWrong('outcome'),
  }),
  confoundedBy({
    ...{ id: 'c-treatment', title: '(c) treatment model wrong', rows: 4000, effect: 0.5 },
    score: (x, g) => -0.3 + 1.25 * Math.tanh(3 * (x - 0.5)) + 0.3 * g,
    outcome: (x, g) => 1.5 * x + 0.5 * g,
    cells: oneWrong('treatment'),
  }),
  confoundedBy({
    ...{ id: 'd-overlap', title: '(d) poor overlap', rows: 1000, effect: 0.5 },
    ...{ score: (x, g) => -0.5 + 2 * x + g, outcome: linearOutcome, cells: poor },
  }),
];
