import type { Findings, LocalText, StudyEstimate } from '@impact-ledger/domain';
import { StatisticalError } from '@impact-ledger/stats';
import { additive } from './additive.js';
import { analyse, analyseControl, analyseNaively } from './analyse.js';
import type { AnalysisContext } from './context.js';
import { encouragementOf, relativeEffect } from './beside.js';
import { survivalCurves } from './curves.js';
import { incidenceCurves } from './incidence.js';
import { panelOf } from './panel.js';
import { isObservational, isUnadjusted } from './designs.js';
import { fragilityOf, type Fragility } from './fragility.js';
import { atLook, readLook, type LookReading } from './looks.js';
import type { Control } from './negative-controls.js';
import { cellsOf, risksOf, type Cells } from './risks.js';
import type { Step } from './steps.js';
import { say } from './words/say.js';

export interface Found {
  readonly findings: Findings;
  readonly controls: readonly Control[];
  readonly fragility: Fragility | undefined;
  /** Of an event: people with and without it in each arm. */
  readonly cells: Cells | null;
  readonly limits: readonly LocalText[];
  /** What this look may say; undefined where nothing was adjusted. */
  readonly look: LookReading | undefined;
}

/**
 * Every figure of a study whose gates have passed. The naive and primary analyses must succeed; a sensitivity analysis
 * or a control that cannot be computed is named in the limits.
 */
export function find(context: AnalysisContext, onStep: (step: Step) => void): Found {
  const { protocol, table } = context;
  const limits: LocalText[] = [];
  onStep('naive');
  const naive = analyseNaively(context, { en: 'Groups as they are', fr: 'Groupes tels quels' });
  const cells = cellsOf(context, naive);
  if (isUnadjusted(protocol)) {
    const curves = withoutFigure(() => survivalCurves(table, protocol), CURVES, context, limits) ?? null;
    const findings = { ...EMPTY, naive: naive.shown, risks: risksOf(naive), curves };
    return { findings, controls: [], fragility: undefined, cells, limits, look: undefined };
  }
  onStep('primary');
  const primary = analyse(context, protocol.primary, protocol.outcome.column);
  const look = readLook(protocol, additive(primary.shown), context.inputs);
  onStep('sensitivity');
  const sensitivity = protocol.sensitivity.flatMap((analysis): StudyEstimate[] => {
    const done = withoutFigure(
      () => analyse(context, analysis, protocol.outcome.column),
      analysis.label,
      context,
      limits,
    );
    return done ? [atLook(done.shown, look)] : [];
  });
  onStep('negative controls');
  const controls = protocol.negativeControls.flatMap((declared): Control[] => {
    const done = withoutFigure(() => analyseControl(context, declared), declared.label, context, limits);
    return done ? [{ declared, estimate: done.shown }] : [];
  });
  onStep('curves');
  const curves = withoutFigure(() => survivalCurves(table, protocol), CURVES, context, limits) ?? null;
  onStep('fragility');
  const fragility = isObservational(protocol) ? fragilityOf(context, look.alpha) : undefined;
  return {
    findings: {
      naive: atLook(naive.shown, look),
      primary: atLook(primary.shown, look),
      sensitivity,
      negativeControls: controls.map(({ estimate }) => estimate),
      risks: risksOf(primary),
      curves,
      fragility: fragility?.shown ?? null,
      ...besideOf(context, limits),
      ...relativeEffect(context, look),
      ...encouragementOf(primary),
    },
    controls,
    fragility,
    cells,
    limits,
    look,
  };
}

/** What the design and the outcome ask for beside the estimates. */
function besideOf(context: AnalysisContext, limits: LocalText[]): Partial<Findings> {
  const incidence = withoutFigure(() => incidenceCurves(context), INCIDENCE, context, limits);
  const panel = context.protocol.panel && withoutFigure(() => panelOf(context), PANEL, context, limits);
  return { ...(incidence && { incidence }), ...(panel && { panel }) };
}

const EMPTY = { primary: null, sensitivity: [], negativeControls: [], fragility: null };
const INCIDENCE = { en: 'Share over time', fr: 'Part au fil du temps' };
const PANEL = { en: 'Effects before and after', fr: 'Effets avant et après' };
const CURVES = { en: 'Survival curves', fr: 'Courbes de survie' };

function withoutFigure<T>(run: () => T, label: LocalText, { protocol }: AnalysisContext, limits: LocalText[]) {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof StatisticalError)) throw error;
    limits.push(
      say(protocol, protocol.smallestEffectOfInterest, ({ phrases, text }) =>
        phrases.limits.notComputed(text(label), error.message),
      ),
    );
    return undefined;
  }
}
