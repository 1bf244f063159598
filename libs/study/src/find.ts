import type { Findings, LocalText, StudyEstimate } from '@impact-ledger/domain';
import { StatisticalError } from '@impact-ledger/stats';
import { analyse, analyseControl, analyseNaively, type Analysed, type AnalysisContext } from './analyse.js';
import { encouragementOf, relativeEffect } from './beside.js';
import { survivalCurves } from './curves.js';
import { isObservational, isUnadjusted } from './designs.js';
import { fragilityOf, type Fragility } from './fragility.js';
import { atLook, readLook, type LookReading } from './looks.js';
import type { Control } from './negative-controls.js';
import type { Step } from './steps.js';
import { say } from './words/say.js';

export interface Found {
  readonly findings: Findings;
  readonly controls: readonly Control[];
  readonly fragility: Fragility | undefined;
  /** Of a 0/1 outcome: people with and without it in each arm. */
  readonly cells: readonly { readonly events: number; readonly nonEvents: number }[] | null;
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
  const cells = cellsOf(naive);
  if (isUnadjusted(protocol)) {
    const curves = withoutFigure(() => survivalCurves(table, protocol), CURVES, context, limits) ?? null;
    const findings = { ...EMPTY, naive: naive.shown, risks: risksOf(naive, protocol.outcome.kind), curves };
    return { findings, controls: [], fragility: undefined, cells, limits, look: undefined };
  }
  onStep('primary');
  const primary = analyse(context, protocol.primary, protocol.outcome.column);
  const look = readLook(protocol, primary.shown, context.inputs);
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
      risks: risksOf(primary, protocol.outcome.kind),
      curves,
      fragility: fragility?.shown ?? null,
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

const EMPTY = { primary: null, sensitivity: [], negativeControls: [], fragility: null };
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

interface Pair {
  readonly treated: number;
  readonly comparison: number;
}

function risksOf({ details }: Analysed, kind: 'binary' | 'continuous'): Findings['risks'] {
  const risks = (details['risks'] ?? details['means']) as Pair | undefined;
  return kind === 'binary' && risks ? { treated: risks.treated, comparison: risks.comparison } : null;
}

function cellsOf({ shown, details }: Analysed): Found['cells'] {
  const events = details['events'] as Pair | undefined;
  if (!events) return null;
  return (['treated', 'comparison'] as const).map((arm) => ({
    events: events[arm],
    nonEvents: shown.n[arm] - events[arm],
  }));
}
