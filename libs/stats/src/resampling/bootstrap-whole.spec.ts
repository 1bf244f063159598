import { describe, expect, test } from '@jest/globals';
import { estimate } from '../catalogue/estimate.js';
import { findEstimator } from '../catalogue/find-estimator.js';
import { prepareSample } from '../catalogue/prepare-sample.js';
import { expectClose } from '../testing/close-to.js';
import { rearrange } from '../testing/rearrange.js';
import { simulateCohort, type Call } from '../testing/simulate.js';
import { bootstrap, planBootstrap, runBootstrapShard } from './bootstrap.js';
import { resampler, unitsOf } from './resample-units.js';

const table = simulateCohort(8, 300);
const covariates = ['age', 'urban', 'region'];
const binary = { treatment: 't', outcome: 'y', covariates };
const measured = { treatment: 't', outcome: 'income', covariates };
const REPLICATES = 60;

/** Methods with models that must be fitted anew in every replicate. */
const pipelines: readonly Call[] = [
  { id: 'ipw', roles: binary, options: { target: 'ATT' } },
  { id: 'aipw', roles: binary, options: {} },
  { id: 'aipw', roles: measured, options: { target: 'ATT', measure: 'ratio' } },
  { id: 'aipw', roles: { ...measured, cluster: 'site' }, options: { variance: 'm-estimation' } },
  { id: 'g-computation', roles: binary, options: { measure: 'ratio' } },
  { id: 'g-computation', roles: measured, options: { target: 'ATC', interactions: true, variance: 'delta' } },
  { id: 'tmle', roles: binary, options: {} },
];

describe.each(pipelines.map((call) => [`${call.id} ${JSON.stringify(call.options)}`, call] as const))(
  'bootstrap of %s',
  (_, { id, roles, options }) => {
    const sample = prepareSample(findEstimator(id), table, roles);
    const draw = resampler(unitsOf(sample));
    const own = estimate(id, table, roles, options);
    const answer = bootstrap(id, table, roles, options, { replicates: REPLICATES, seed: 5 });

    test('a replicate is the whole method on the rows drawn, copies written out', () => {
      const plan = planBootstrap(id, table, roles, options, { replicates: REPLICATES, seed: 5 });
      const figures = runBootstrapShard({ plan, from: 0, to: 6 });
      figures.forEach((figure, stream) => {
        const frequency = draw({ seed: 5, stream });
        const rows = Array.from(frequency, (count, row) => Array<number>(count).fill(row)).flat();
        const repeated = estimate(id, rearrange(table, rows), roles, options);
        expectClose(figure, repeated.value!, 1e-9, `${id}, replicate ${stream}`);
      });
    });

    test('figure, counts and details are those of all rows; error and limits those of the replicates', () => {
      const { bootstrap: about, ...details } = answer.details as Record<string, Record<string, unknown>>;
      expect(answer.value).toBe(own.value);
      expect(answer.n).toEqual(own.n);
      expect(answer.estimand).toBe(own.estimand);
      expect(details).toEqual(own.details);
      expect(about).toMatchObject({
        replicates: REPLICATES,
        failed: 0,
        units: roles.cluster === undefined ? 'row' : 'cluster',
        standardErrorOfMethod: own.standardError,
        intervalOfMethod: { lower: own.interval.lower, upper: own.interval.upper },
      });
      const plan = planBootstrap(id, table, roles, options, { replicates: REPLICATES, seed: 5 });
      const figures = runBootstrapShard({ plan, from: 0, to: REPLICATES });
      const scaled = Array.from(figures, own.standardErrorScale === 'log' ? Math.log : (x) => x);
      const mean = scaled.reduce((sum, x) => sum + x, 0) / REPLICATES;
      const variance = scaled.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (REPLICATES - 1);
      expectClose(answer.standardError!, Math.sqrt(variance), 1e-10, 'standard error');
      expect(answer.standardError).not.toBe(own.standardError);
      expect(answer.interval.lower!).toBeGreaterThanOrEqual(Math.min(...figures));
      expect(answer.interval.upper!).toBeLessThanOrEqual(Math.max(...figures));
    });
  },
);

test('a p-value of the method’s own error does not stand beside the interval of the replicates', () => {
  const roles = { treatment: 't', time: 'time', event: 'event', covariates: ['age'] };
  const own = estimate('adjusted-survival', table, roles, { tau: 60, times: [60] });
  const { details } = bootstrap('adjusted-survival', table, roles, { tau: 60, times: [60] }, { replicates: 50 });
  expect(own.details['pValue']).toEqual(expect.any(Number));
  expect(details).not.toHaveProperty('pValue');
  expect(details['bootstrap']).toMatchObject({ pValueOfMethod: own.details['pValue'] });
});

test('clones are drawn with their person', () => {
  const clones = simulateCohort(6, 400);
  const roles = {
    ...{ treatment: 't', time: 'time', event: 'event', deviated: 'left', cluster: 'unit', covariates: ['age'] },
  };
  const options = { horizon: 60, times: [60], periods: 3 };
  const own = estimate('clone-censor-weight', clones, roles, options);
  const { standardError, details } = bootstrap('clone-censor-weight', clones, roles, options, { replicates: 200 });
  expect(details['bootstrap']).toMatchObject({ units: 'cluster', unitCount: 100, failed: 0 });
  // Influences and replicates are two roads to one error; 200 replicates tell it to a twentieth.
  expect(standardError! / own.standardError!).toBeGreaterThan(0.8);
  expect(standardError! / own.standardError!).toBeLessThan(1.25);
});
