import { columnsOf, expit } from '#calibration/draws';
import type { Cell, Scenario } from '#calibration/scenario';

const trial = { treatment: 't', outcome: 'y' };

/** No effect, and twelve looks at the data while they arrive. */
const looks: Scenario = {
  id: 'e-looks',
  title: '(e) no effect, looked at 12 times',
  rows: 1200,
  draws: 1200 * 4,
  truths: { none: 0 },
  columns: (draws) =>
    columnsOf(1200, () => {
      const x = draws.normal();
      return { x, t: draws.flip(0.5), y: draws.flip(expit(0.6 * x)) };
    }),
  cells: [
    { id: 'risk-difference', roles: trial, truth: 'none', judged: 'reported', note: 'one look, at the end' },
    { id: 'risk-difference', roles: trial, truth: 'none', looks: 12, judged: 'reported', note: 'false alarms pile up' },
    {
      ...{ id: 'confidence-sequence', roles: trial, options: { tunedAt: 600 }, looks: 12 },
      ...{ truth: 'none', judged: 'level' },
    },
    { id: 'msprt', roles: trial, options: { tau: 0.1 }, looks: 12, truth: 'none', judged: 'level' },
    ...['obrien-fleming', 'pocock', 'kim-demets'].map((spending): Cell => ({
      ...{ id: 'group-sequential', roles: trial, options: { spending }, looks: 12, estimatedBy: 'risk-difference' },
      ...{ truth: 'none', judged: 'level' },
    })),
  ],
};

const CLUSTERS = 200;
const SIZE = 8;
const clusterRoles = { treatment: 't', outcome: 'income', covariates: ['x'], cluster: 'cluster' };
const joinRoles = { treatment: 'joins', outcome: 'earned', covariates: ['x'], cluster: 'cluster' };

/**
 * Whole clusters are treated (`t`) and share a part of their outcome; within them people join something else (`joins`), in some clusters
 * more than in others, and rather those with a high x.
 */
const clustered: Scenario = {
  id: 'f-clustered',
  title: '(f) clustered',
  rows: CLUSTERS * SIZE,
  manifold: 10,
  draws: CLUSTERS * SIZE * 6 + CLUSTERS * 6,
  truths: { mean: 0.4 },
  columns: (draws) => {
    const of = (spread: number): number[] => Array.from({ length: CLUSTERS }, () => spread * draws.normal());
    const [shared, joining, common] = [of(0.5), of(0.7), of(0.6)];
    return columnsOf(CLUSTERS * SIZE, (i) => {
      const cluster = Math.floor(i / SIZE);
      const t = cluster % 2;
      const x = common[cluster]! + 0.8 * draws.normal();
      const joins = draws.flip(expit(-0.2 + 0.5 * x + joining[cluster]!));
      const without = 1 + 0.5 * x + shared[cluster]! + draws.normal();
      return { cluster, t, x, income: without + 0.4 * t, joins, earned: without + 0.4 * joins };
    });
  },
  cells: [
    {
      ...{ id: 'least-squares', roles: clusterRoles, options: { variance: 'CR1' } },
      ...{ truth: 'mean', judged: 'coverage', note: 'whole clusters treated' },
    },
    {
      ...{ id: 'least-squares', roles: clusterRoles, options: { variance: 'CR0' } },
      ...{ truth: 'mean', judged: 'reported', note: 'no correction for the number of clusters' },
    },
    {
      ...{ id: 'least-squares', roles: clusterRoles, options: { variance: 'HC1' } },
      ...{ truth: 'mean', judged: 'reported', note: 'takes rows for independent' },
    },
    ...(
      [
        ['ipw', {}],
        ['aipw', {}],
        ['aipw', { variance: 'm-estimation' }],
        ['tmle', {}],
        ['g-computation', {}],
        ['entropy-balancing', {}],
      ] as const
    ).map(([id, options]): Cell => ({
      ...{ id, roles: joinRoles, options, truth: 'mean', judged: 'coverage', note: 'people join within clusters' },
    })),
    {
      ...{ id: 'aipw', roles: { ...joinRoles, cluster: undefined }, truth: 'mean' },
      ...{ judged: 'reported', note: 'takes rows for independent' },
    },
  ],
};

/** Some are encouraged at random; two thirds of people follow, and who does also has other outcomes. */
const encouraged: Scenario = {
  id: 'h-encouraged',
  title: '(h) encouragement at random',
  rows: 1500,
  manifold: 10,
  draws: 1500 * 7,
  truths: { mean: 0.5 },
  columns: (draws) =>
    columnsOf(1500, () => {
      const x = draws.normal();
      const z = draws.flip(0.5);
      const kind = draws.uniform();
      const t = kind < 0.65 ? z : kind < 0.85 ? 0 : 1;
      const income = 1 + 0.5 * t + 0.4 * x + (kind < 0.65 ? 0 : 0.6) + draws.normal();
      return { x, z, t, income };
    }),
  cells: [
    {
      ...{ id: 'iv', roles: { treatment: 't', outcome: 'income', instrument: 'z' } },
      ...{ truth: 'mean', judged: 'coverage' },
    },
    {
      ...{ id: 'iv', roles: { treatment: 't', outcome: 'income', instrument: 'z', covariates: ['x'] } },
      ...{ truth: 'mean', judged: 'coverage', note: 'with a covariate' },
    },
    {
      ...{ id: 'least-squares', roles: { treatment: 't', outcome: 'income', covariates: ['x'] } },
      ...{ truth: 'mean', judged: 'reported', note: 'who follows differs: biased' },
    },
  ],
};

export const designs: readonly Scenario[] = [looks, clustered, encouraged];
