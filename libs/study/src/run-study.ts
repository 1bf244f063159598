import {
  buildCohortFromLogs,
  DataFileError,
  readStudyTable,
  selectCohort,
  type Cohort,
  type LogSource,
} from '@impact-ledger/cohort';
import {
  StudyResult,
  type EventLogs,
  type GateResult,
  type LookRecord,
  type Protocol,
  type RunInputs,
} from '@impact-ledger/domain';
import { StatisticalError } from '@impact-ledger/stats';
import { additive } from './additive.js';
import type { FindContext } from './beside.js';
import { reasonOf, sentenceOf } from './conclude.js';
import { diagnose } from './diagnose.js';
import type { Diagnosis } from './diagnosis.js';
import { find, type Found } from './find.js';
import { judgeGates, refusing } from './gates.js';
import { isObservational } from './designs.js';
import { gradeOf } from './grade.js';
import { limitsOf } from './limits.js';
import { leastCell, type LookReading } from './looks.js';
import { judgeControls } from './negative-controls.js';
import type { Step } from './steps.js';
import { withUnknowns } from './unknown-values.js';
import { judge } from './verdict.js';

export interface StudyRun {
  readonly inputs: RunInputs;
  readonly protocol: Protocol;
  /** True when this look comes after somebody has seen a result, or after an amendment that followed one. */
  readonly exploratory: boolean;
  /** The data set in clear, CSV or Parquet; of a data set in parts, the list of them. */
  readonly tablePath: string;
  /** The parts, where the protocol builds its cohort from event logs. */
  readonly logs?: Omit<LogSource, 'extractedOn'>;
  readonly onStep?: (step: Step) => void;
}

export interface StudyOutcome {
  readonly result: StudyResult;
  /**
   * Of a refused study: the same document with the estimate that nobody may see, to be sealed. Null when the study was
   * not refused, or when no estimate can be computed (nobody is comparable).
   */
  readonly sealed: StudyResult | null;
}

/**
 * From a frozen protocol and its data to the result document. Deterministic: the same inputs give the same document, so
 * nothing of the clock, the machine or the run enters it. The result of a refused study holds no estimate.
 *
 * Errors: {@link DataFileError} of the file, or when it is not the file that was registered; {@link StatisticalError}
 * when the primary analysis admits no honest figure. Both are known-fatal: the next attempt would meet them again.
 */
export async function runStudy(run: StudyRun): Promise<StudyOutcome> {
  const { protocol, inputs, onStep = () => undefined } = run;
  onStep('load');
  if (protocol.eventLogs) return concludeStudy(await fromLogs(run, protocol.eventLogs), run);
  if (run.logs) throw notOneTable(inputs);
  const table = await readStudyTable(run.tablePath, protocol);
  if (table.rows !== inputs.dataset.rows) throw wrongRows(table.rows, inputs);
  onStep('eligibility');
  return concludeStudy(selectCohort(table, protocol), run);
}

async function fromLogs({ protocol, inputs, logs, onStep }: StudyRun, eventLogs: EventLogs): Promise<Cohort> {
  const { extractedOn, id } = inputs.dataset;
  if (!logs || extractedOn === undefined) {
    throw new DataFileError(
      'unknown-column',
      `The protocol builds its cohort from event logs, and data set "${id}" is one table: attach one with parts.`,
    );
  }
  const source: LogSource = {
    ...logs,
    extractedOn,
    onStep: (part) => {
      logs.onStep?.(part);
      if (part === 'entries') onStep?.('eligibility');
    },
  };
  const cohort = await buildCohortFromLogs(source, { ...protocol, eventLogs });
  if (cohort.rows !== inputs.dataset.rows) throw wrongRows(cohort.rows, inputs);
  return cohort;
}

const notOneTable = ({ dataset: { id } }: RunInputs): DataFileError =>
  new DataFileError(
    'not-a-table',
    `The protocol reads one table, and data set "${id}" has parts: say in /eventLogs of the protocol what each holds, or attach a table.`,
  );

const wrongRows = (rows: number, { dataset: { id, rows: registered } }: RunInputs): DataFileError =>
  new DataFileError(
    'wrong-rows',
    `The file has ${rows} rows, but data set "${id}" was registered with ${registered}: it is another file.`,
  );

/** The same from a cohort in memory. Pure. */
export function concludeStudy(selected: Cohort, declared: Omit<StudyRun, 'tablePath'>): StudyOutcome {
  const { cohort, protocol, limits } = withUnknowns(selected, declared.protocol);
  const run = { ...declared, protocol };
  const { inputs, onStep = () => undefined } = run;
  checkArms(cohort, protocol);
  onStep('diagnostics');
  const seen = diagnose(cohort, { table: cohort.table, protocol, inputs });
  const diagnosis = { ...seen, limits: [...limits, ...seen.limits] };
  onStep('gates');
  const gates = judgeGates(cohort, diagnosis, protocol);
  const judged = { cohort, run, diagnosis, gates };
  const context = { table: cohort.table, outcomeUnknown: cohort.outcomeUnknown, protocol, inputs };
  const refused = refusing(gates).length > 0;
  const found = refused ? findForTheSeal(context, diagnosis, onStep) : find(context, onStep);
  onStep('verdict');
  return refused
    ? { result: write(judged, undefined, found?.look), sealed: found ? write(judged, found, found.look) : null }
    : { result: write(judged, found, found?.look), sealed: null };
}

/** The estimate of a refused study; undefined where positivity is violated: no figure would mean anything. */
function findForTheSeal(
  context: FindContext,
  { separated }: Diagnosis,
  onStep: (step: Step) => void,
): Found | undefined {
  if (separated) return undefined;
  try {
    return find(context, onStep);
  } catch (error) {
    if (error instanceof StatisticalError) return undefined;
    throw error;
  }
}

interface Judged {
  readonly cohort: Cohort;
  readonly run: Omit<StudyRun, 'tablePath'>;
  readonly diagnosis: Diagnosis;
  readonly gates: GateResult[];
}

/** The guard reads whether the event came; a longer time without it is the other direction. */
const towardsEvent = ({ estimand }: Protocol, sign: 1 | -1): 1 | -1 =>
  estimand.measure === 'rmst_difference' ? (sign === 1 ? -1 : 1) : sign;

function write(
  { cohort, run, diagnosis, gates }: Judged,
  found: Found | undefined,
  look: LookReading | undefined,
): StudyResult {
  const { protocol, inputs, exploratory } = run;
  const failed = refusing(gates);
  const refused = failed.length > 0;
  const estimate = found?.findings.primary ?? null;
  const judgement = judge({
    design: protocol.design,
    beneficialDirection: protocol.estimand.beneficialDirection,
    critical: look?.critical ?? 0,
    leastCell: leastCell(protocol),
    delta: protocol.smallestEffectOfInterest,
    gateFailed: refused,
    estimate: estimate && additive(estimate),
    cells: found?.cells ?? null,
    survives: (sign) =>
      !isObservational(protocol) || (found?.fragility?.survives(towardsEvent(protocol, sign)) ?? false),
  });
  const controls = judgeControls(found?.controls ?? [], protocol);
  const panel = found?.findings.panel;
  const conclusion = { judgement, protocol, failed, estimate, fragility: found?.fragility };
  const { flow, arms, persons, balance, weighedBy, overlap, effectiveSampleSize, keeping } = diagnosis;
  return StudyResult.parse({
    schema: 2,
    inputs,
    // A sealed run was seen by nobody: it spends nothing until it is unsealed.
    ...(look?.record && { look: refused && !found ? unspent(look.record) : look.record }),
    ...(cohort.logs && { eventLogs: cohort.logs }),
    diagnostics: {
      ...{ flow, arms, ...(persons && { persons }), balance, overlap, effectiveSampleSize, gates },
      ...(weighedBy && { weighedBy }),
      ...(keeping && { keeping }),
    },
    findings: found?.findings ?? null,
    verdict: judgement.verdict,
    verdictReason: reasonOf(conclusion),
    grade: gradeOf(protocol, gates, { refused, unblinded: refused && found !== undefined }, controls, panel?.breakdown),
    exploratory,
    sentence: sentenceOf(conclusion),
    limits: [
      ...limitsOf({
        protocol,
        cohort,
        gates,
        refused,
        unblinded: refused && found !== undefined,
        exploratory,
        controls,
        breakdown: panel?.breakdown,
        hasCurves: Boolean(found?.findings.curves),
        fragilityKnown: found?.fragility !== undefined,
      }),
      ...diagnosis.limits,
      ...(found?.limits ?? []),
    ],
  });
}

const unspent = (look: LookRecord): LookRecord =>
  look.spent === null ? look : { ...look, spent: 0, cumulative: look.cumulative! - look.spent };

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
