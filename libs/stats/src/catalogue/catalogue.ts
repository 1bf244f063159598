import { aipw } from '../adjustment/aipw.js';
import { entropyBalancing } from '../adjustment/entropy-balancing.js';
import { gComputation } from '../adjustment/g-computation.js';
import { ipw } from '../adjustment/ipw.js';
import { matching } from '../adjustment/matching.js';
import { tmle } from '../adjustment/tmle.js';
import { cuped } from '../designs/cuped.js';
import { did } from '../designs/did.js';
import { eventStudy, groupTimeAtt } from '../designs/group-time-att.js';
import { iv } from '../designs/iv.js';
import { balance } from '../diagnostics/balance.js';
import { overlap } from '../diagnostics/overlap.js';
import { sampleRatio } from '../diagnostics/sample-ratio.js';
import { adjustPValuesMethod } from '../many/adjust-p-values.js';
import { equivalence } from '../many/equivalence.js';
import { minimumDetectableEffect } from '../power/minimum-detectable-effect.js';
import { powerLogRank } from '../power/power-log-rank.js';
import { powerTwoProportions } from '../power/power-two-proportions.js';
import { benefitCost } from '../economics/benefit-cost.js';
import { costPerOutcome } from '../economics/cost-per-outcome.js';
import { leastSquares } from '../models/least-squares.js';
import { logistic } from '../models/logistic.js';
import { confidenceSequence } from '../over-time/confidence-sequence.js';
import { groupSequential } from '../over-time/group-sequential.js';
import { msprt } from '../over-time/msprt.js';
import { eValue } from '../sensitivity/e-value.js';
import { negativeControlCalibration } from '../sensitivity/negative-control-calibration.js';
import { partialR2 } from '../sensitivity/partial-r2.js';
import { rosenbaumBounds } from '../sensitivity/rosenbaum-bounds.js';
import { adjustedIncidence } from '../survival/adjusted-incidence.js';
import { adjustedSurvival } from '../survival/adjusted-survival.js';
import { aipcw } from '../survival/aipcw.js';
import { cox } from '../survival/cox.js';
import { cumulativeIncidence } from '../survival/cumulative-incidence.js';
import { kaplanMeier } from '../survival/kaplan-meier.js';
import { logRank } from '../survival/log-rank.js';
import { rmst } from '../survival/rmst.js';
import { cloneCensorWeight } from '../target-trial/clone-censor-weight.js';
import { sequentialTrials } from '../target-trial/sequential-trials.js';
import { fisherExact } from '../two-groups/fisher-exact.js';
import { mantelHaenszel } from '../two-groups/mantel-haenszel.js';
import { oddsRatio } from '../two-groups/odds-ratio.js';
import { riskDifference } from '../two-groups/risk-difference.js';
import { riskRatio } from '../two-groups/risk-ratio.js';
import { standardisation } from '../two-groups/standardisation.js';
import { twoProportionTest } from '../two-groups/two-proportion-test.js';
import { welch } from '../two-groups/welch.js';
import type { CatalogueEntry } from './define-estimator.js';

/** Every method there is. The protocol, the command line, the documentation and the contract tests all read this list. */
export const catalogue: readonly CatalogueEntry[] = [
  riskDifference,
  riskRatio,
  oddsRatio,
  twoProportionTest,
  fisherExact,
  welch,
  mantelHaenszel,
  standardisation,
  leastSquares,
  logistic,
  ipw,
  aipw,
  tmle,
  gComputation,
  entropyBalancing,
  matching,
  kaplanMeier,
  logRank,
  cox,
  rmst,
  cumulativeIncidence,
  adjustedSurvival,
  adjustedIncidence,
  aipcw,
  cloneCensorWeight,
  sequentialTrials,
  cuped,
  iv,
  did,
  groupTimeAtt,
  eventStudy,
  balance,
  overlap,
  sampleRatio,
  partialR2,
  eValue,
  rosenbaumBounds,
  negativeControlCalibration,
  adjustPValuesMethod,
  equivalence,
  groupSequential,
  confidenceSequence,
  msprt,
  powerTwoProportions,
  minimumDetectableEffect,
  powerLogRank,
  costPerOutcome,
  benefitCost,
];
