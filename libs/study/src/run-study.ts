import { DataFileError, readStudyTable, selectCohort, type Cohort } from '@impact-ledger/cohort';
import { StudyResult, type Protocol, type RunInputs } from '@impact-ledger/domain';
import { StatisticalError } from '@impact-ledger/stats';
import { reasonOf, sentenceOf } from './conclude.js';
import { diagnose } from './diagnose.js';
import { find } from './find.js';
import { judgeGates, refusing } from './gates.js';
import { gradeOf } from './grade.js';
import { limitsOf } from './limits.js';
import { judgeControls } from './negative-controls.js';
import type { Step } from './steps.js';
import { judge } from './verdict.js';

export interface StudyRun {
  readonly inputs: RunInputs;
  readonly protocol: Protocol;
  /** True when this look comes after somebody has seen a result, or after an amendment that followed one. */
  readonly exploratory: boolean;
  /** The data set in clear, CSV or Parquet. */
  readonly tablePath: string;
  readonly onStep?: (step: Step) => void;
}

/**
 * From a frozen protocol and its data to the result document. Deterministic: the same inputs give the same document, so
 * nothing of the clock, the machine or the run enters it. The estimate is not computed when a gate refuses the study.
 *
 * Errors: {@link DataFileError} of the file, or when it is not the file that was registered; {@link StatisticalError}
 * when the primary analysis admits no honest figure. Both are known-fatal: the next attempt would meet them again.
 */
export async function runStudy(run: StudyRun): Promise<StudyResult> {
  const { protocol, inputs, onStep = () => undefined } = run;
  onStep('load');
  const table = await readStudyTable(run.tablePath, protocol);
  if (table.rows !== inputs.dataset.rows) {
    throw new DataFileError(
      'wrong-rows',
      `The file has ${table.rows} rows, but data set "${inputs.dataset.id}" was registered with ${inputs.dataset.rows}: it is another file.`,
    );
  }
  onStep('eligibility');
  return concludeStudy(selectCohort(table, protocol), run);
}

/** The same from a cohort in memory. Pure. */
export function concludeStudy(cohort: Cohort, run: Omit<StudyRun, 'tablePath'>): StudyResult {
  const { protocol, inputs, exploratory, onStep = () => undefined } = run;
  checkArms(cohort, protocol);
  onStep('diagnostics');
  const diagnosis = diagnose(cohort, protocol);
  onStep('gates');
  const gates = judgeGates(cohort, diagnosis, protocol);
  const failed = refusing(gates);
  const refused = failed.length > 0;
  const context = { table: cohort.table, protocol, seed: inputs.seed };
  const found = refused ? undefined : find(context, onStep);
  onStep('verdict');
  const estimate = found?.findings.primary ?? null;
  const judgement = judge({
    design: protocol.design,
    beneficialDirection: protocol.estimand.beneficialDirection,
    alpha: protocol.alpha,
    delta: protocol.smallestEffectOfInterest,
    gateFailed: refused,
    estimate,
    cells: found?.cells ?? null,
    survives: protocol.design === 'cohort' ? (found?.fragility?.survives ?? (() => false)) : () => true,
  });
  const controls = judgeControls(found?.controls ?? [], protocol);
  const conclusion = { judgement, protocol, failed, estimate, fragility: found?.fragility };
  const { flow, arms, balance, overlap, effectiveSampleSize } = diagnosis;
  return StudyResult.parse({
    schema: 1,
    inputs,
    diagnostics: { flow, arms, balance, overlap, effectiveSampleSize, gates },
    findings: found?.findings ?? null,
    verdict: judgement.verdict,
    verdictReason: reasonOf(conclusion),
    grade: gradeOf(protocol.design, gates, refused, controls),
    exploratory,
    sentence: sentenceOf(conclusion),
    limits: [
      ...limitsOf({
        protocol,
        cohort,
        gates,
        refused,
        exploratory,
        controls,
        hasCurves: Boolean(found?.findings.curves),
        fragilityKnown: found?.fragility !== undefined,
      }),
      ...diagnosis.limits,
      ...(found?.limits ?? []),
    ],
  });
}

function checkArms({ analysed }: Cohort, { arms }: Protocol): void {
  for (const arm of ['treated', 'comparison'] as const) {
    if (analysed[arm] < 2) {
      throw new StatisticalError(
        'single-arm',
        `${analysed[arm]} people are left in the ${arm} group ("${arms.column}") after eligibility: there is nothing to compare. Look at the rules and at missing values.`,
        [arms.column],
      );
    }
  }
}
