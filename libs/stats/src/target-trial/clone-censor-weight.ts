import { defineEstimator } from '../catalogue/define-estimator.js';
import { censoredArm } from './censored-arm.js';
import { checkTrial, trialFinding, trialOptions } from './trial-finding.js';

/**
 * Risk at the horizon had everybody taken up the exposure within a grace period, minus that had nobody within it. Each person is there twice
 * from the same time zero, as a clone of each strategy: `treatment` is the strategy, `time` the days to the event, to censoring or to the day
 * on which the clone's person no longer does what the strategy says, which `deviated` marks. Nobody is given days that had to be survived, and
 * nobody's arm is told by what came later.
 *
 * Estimand: the difference of risks under the two strategies, per protocol, among everybody (ATE). The strategy of taking up lets people
 * choose their day within the grace period as they did; those who had not by its last day are represented by those alike who had.
 * Assumes: covariates at time zero hold all common causes of taking up and the event, both strategies had a chance for everybody (overlap),
 * the models of leaving are right, other censoring is unrelated to the event within a strategy, and taking up late or early in the grace
 * period is the same thing afterwards.
 * Formula: Hernán and Robins (2016); Maringe and others (2020). Clones that stay stand for those that left: each is weighted by the inverse
 * probability of not having left, from a pooled logistic model of leaving for each strategy, with the covariates, the period and its square
 * (`censoredArm`). Curves are weighted product limits.
 * Variance: by person (`cluster`): the influences of both clones are summed before they are squared, with what the fitted models add; the
 * clones of a person move together, and counting them as two people is wrong.
 * Shapes: two rows a person: treatment, event and deviated, 0/1, time, cluster (the person), covariates.
 * Units: risk between 0 and 1, times in one unit.
 * Tested against: R glm and survfit, and the stacked equations' error.
 * Errors: missing-role, event-and-deviation, no-events, too-few-clusters, beyond-follow-up, no-variation (nobody, or everybody, leaves a
 * strategy when asked), separation, collinear.
 *
 * @example estimate('clone-censor-weight', clones, { treatment: 'treated', time: 'time', event: 'event', deviated: 'deviated',
 *   cluster: 'person', covariates: ['age'] }, { horizon: 182 })
 */
export const cloneCensorWeight = defineEstimator({
  id: 'clone-censor-weight',
  group: 'target-trial',
  what: 'Strategies with a grace period: two clones a person, censored at deviation, weighted for it.',
  estimand: 'risk had everybody taken up the exposure in the grace period, minus had nobody',
  required: ['treatment', 'time', 'event', 'deviated', 'cluster', 'covariates'],
  binary: ['deviated'],
  options: trialOptions,
  run(sample, options) {
    checkTrial(sample);
    const base = new Float64Array(sample.rows).fill(1);
    const of = (arm: 0 | 1) => censoredArm(sample, arm, base, sample.covariates, options.periods);
    return trialFinding(sample, [of(1), of(0)], 'per-protocol', options);
  },
});
