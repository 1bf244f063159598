import type { Findings, LocalText, StudyEstimate } from '@impact-ledger/domain';
import { adjustedCurves, curveTimes } from './adjusted-curves.js';
import { additive } from './additive.js';
import { analyse, analyseControl, analyseNaively } from './analyse.js';
import { besideOf, type FindContext } from './beside.js';
import { survivalCurves } from './curves.js';
import { isObservational, isUnadjusted } from './designs.js';
import { fragilityOf, type Fragility } from './fragility.js';
import { atLook, readLook, type LookReading } from './looks.js';
import type { Control } from './negative-controls.js';
import { cellsOf, countsOf, risksOf, type Cells } from './risks.js';
import type { Step } from './steps.js';
import { encouragementOf, relativeEffect } from './relative.js';
import { withoutFigure } from './without-figure.js';

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
export function find(context: FindContext, onStep: (step: Step) => void): Found {
  const { protocol, table } = context;
  const limits: LocalText[] = [];
  onStep('naive');
  const naive = analyseNaively(context, { en: 'Groups as they are', fr: 'Groupes tels quels' });
  const cells = cellsOf(context, naive);
  if (isUnadjusted(protocol)) {
    const curves = withoutFigure(() => survivalCurves(table, protocol), CURVES, context, limits) ?? null;
    const findings = { ...EMPTY, naive: naive.shown, risks: risksOf(naive), curves, ...countsOf(cells) };
    return { findings, controls: [], fragility: undefined, cells, limits, look: undefined };
  }
  onStep('primary');
  const primary = analyse(context, protocol.primary, protocol.outcome.column, curveTimes(protocol));
  const look = readLook(protocol, additive(primary.shown), context.inputs, {
    cells,
    people: [naive.shown.n.treated, naive.shown.n.comparison],
  });
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
  const curves = withoutFigure(() => survivalCurves(table, protocol, look), CURVES, context, limits) ?? null;
  const adjusted = adjustedCurves(primary, look);
  onStep('fragility');
  const fragility = isObservational(protocol) ? fragilityOf(context, look.alpha, additive(primary.shown)) : undefined;
  const shown = atLook(primary.shown, look);
  const calm = controls.map(({ estimate }) => estimate);
  const beside = besideOf(context, { primary: { ...primary, shown }, controls: calm, look }, limits, onStep);
  return {
    findings: {
      naive: atLook(naive.shown, look),
      primary: shown,
      sensitivity,
      negativeControls: calm,
      risks: risksOf(primary),
      curves,
      ...countsOf(cells),
      ...(adjusted && { adjustedCurves: adjusted }),
      fragility: fragility?.shown ?? null,
      ...relativeEffect(context, look),
      ...encouragementOf(primary),
      ...beside,
    },
    controls,
    fragility,
    cells,
    limits,
    look,
  };
}

const EMPTY = { primary: null, sensitivity: [], negativeControls: [], fragility: null };
const CURVES = { en: 'Survival curves', fr: 'Courbes de survie' };
