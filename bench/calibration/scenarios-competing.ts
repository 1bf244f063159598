import { columnsOf, expectation, expit } from '#calibration/draws';
import type { Cell, Scenario } from '#calibration/scenario';

const SHARE = 0.4;
const ROWS = 1000;
const UNTIL = 60;
const roles = { treatment: 't', time: 'time', event: 'cause' };

/** Hazards of the event of interest and of the other way out. */
const hazards = (effect: number, t: 0 | 1, x: number, g: number): readonly [number, number] => [
  0.01 * Math.exp(0.5 * x + 0.6 * g + effect * t),
  0.006 * Math.exp(0.4 * x + 0.5 * g - effect * t),
];
const score = (x: number, g: number): number => expit(-0.4 + 0.6 * x + 0.6 * g);

/** People at higher risk of either way out are treated more often; who leaves by the other way never has the event. */
function competingWith(id: string, title: string, effect: number): Scenario {
  const incidence = (t: 0 | 1, x: number, g: number): number => {
    const [one, other] = hazards(effect, t, x, g);
    return (one / (one + other)) * (1 - Math.exp(-(one + other) * UNTIL));
  };
  const average = (weight: (p: number) => number): number =>
    expectation(SHARE, (x, g) => weight(score(x, g)) * (incidence(1, x, g) - incidence(0, x, g))) /
    expectation(SHARE, (x, g) => weight(score(x, g)));
  const adjusted = (options: Cell['options'], truth: string): Cell => ({
    ...{ id: 'adjusted-incidence', roles: { ...roles, covariates: ['x', 'g'] }, truth, judged: 'coverage' },
    options: { variance: 'estimated-score', times: [UNTIL], ...options },
  });
  return {
    ...{ id, title, rows: ROWS, manifold: 2, draws: ROWS * 7 },
    truths: { ATE: average(() => 1), ATT: average((p) => p), ATO: average((p) => p * (1 - p)) },
    columns: (draws) =>
      columnsOf(ROWS, () => {
        const x = draws.normal();
        const g = draws.flip(SHARE);
        const t = draws.flip(score(x, g));
        const [one, other] = hazards(effect, t, x, g).map((hazard) => draws.exponential(hazard)) as [number, number];
        const lost = Math.min(90, 300 * draws.uniform());
        const time = Math.min(one, other, lost);
        return { x, g, t, time, cause: time === lost ? 0 : time === one ? 1 : 2 };
      }),
    cells: [
      adjusted({}, 'ATE'),
      adjusted({ target: 'ATT' }, 'ATT'),
      adjusted({ target: 'ATO' }, 'ATO'),
      {
        ...adjusted({ variance: 'fixed-weights' }, 'ATE'),
        ...{ judged: 'reported', note: 'conservative by design: the score taken as known' },
      },
      {
        ...{ id: 'cumulative-incidence', roles, options: { times: [UNTIL] }, truth: 'ATE' },
        ...{ judged: 'reported', note: 'no weights: biased' },
      },
    ],
  };
}

export const competing: readonly Scenario[] = [
  competingWith('j-competing', '(j) confounded, with another way out', 0.4),
  competingWith('j-null', '(j) confounded, with another way out, no effect', 0),
];
