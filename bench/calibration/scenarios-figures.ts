import { estimate } from '@impact-ledger/stats';
import { columnsOf, type Columns } from '#calibration/draws';
import type { Scenario } from '#calibration/scenario';

const ROWS = 600;
const CONTROLS = 100;
const COST = 40;
const BENEFIT = 90;
const trial = { treatment: 't', outcome: 'income' };

/** The effect and its error as another method gave them. */
function effectOf(columns: Columns): { readonly effect: number; readonly error: number } {
  const { value, standardError } = estimate('welch', { rows: ROWS, columns }, trial);
  return { effect: value!, error: standardError! };
}

/** What is made of figures: methods that take the estimate of another one, or of many. */
export const figuresOfFigures: Scenario = {
  id: 'i-figures',
  title: '(i) figures made of figures',
  rows: ROWS,
  manifold: 10,
  draws: ROWS * 8,
  truths: { mean: 1, share: 0.5, costPerOutcome: COST, ratio: BENEFIT / COST, interest: 0.3 },
  columns: (draws) =>
    columnsOf(ROWS, () => {
      const t = draws.flip(0.5);
      // Every estimate of a design, that of interest too, is off by its own systematic error.
      const estimated = 0.1 + 0.15 * draws.normal() + 0.1 * draws.normal();
      return { t, income: 1 + t + draws.normal(), estimated };
    }),
  cells: [
    { id: 'sample-ratio', roles: { treatment: 't' }, truth: 'share', judged: 'coverage' },
    {
      // Its interval is that of two one-sided tests: at 0.975 it holds 95 %.
      ...{ id: 'equivalence', roles: trial, options: { margin: 2, level: 0.975 }, truth: 'mean', judged: 'coverage' },
    },
    {
      ...{ id: 'cost-per-outcome', roles: {}, truth: 'costPerOutcome', judged: 'coverage', note: 'limits of Fieller' },
      optionsFrom: (columns) => {
        const { effect, error } = effectOf(columns);
        return { cost: COST, effect, effectStandardError: error };
      },
    },
    {
      ...{ id: 'benefit-cost', roles: {}, truth: 'ratio', judged: 'coverage' },
      note: 'nothing uncertain but the effect',
      optionsFrom: (columns) => {
        const { effect, error } = effectOf(columns);
        return {
          effect: [effect, error],
          ...{ benefit: [BENEFIT], benefitDistribution: 'fixed', cost: [COST], costDistribution: 'fixed' },
          ...{ deadweight: [0], deadweightDistribution: 'fixed', displacement: [0], displacementDistribution: 'fixed' },
        };
      },
    },
    {
      ...{ id: 'negative-control-calibration', roles: {}, truth: 'interest', judged: 'coverage' },
      ...{ options: { scale: 'difference' }, note: `${CONTROLS} controls` },
      optionsFrom: ({ estimated }) => ({
        estimates: Array.from(estimated!.subarray(1, 1 + CONTROLS)),
        standardErrors: Array<number>(CONTROLS).fill(0.1),
        ...{ estimate: 0.3 + estimated![0]!, standardError: 0.1 },
      }),
    },
  ],
};
