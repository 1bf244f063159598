import { measureOf, type Findings } from '@impact-ledger/domain';
import { estimate, StatisticalError } from '@impact-ledger/stats';
import { analyse, type Analysed } from './analyse.js';
import type { AnalysisContext } from './context.js';
import { isDrawn, isObservational } from './designs.js';
import { atLook, levelOf, type LookReading } from './looks.js';

/**
 * The risk ratio beside a difference of shares, with the limits of this look: of arms drawn by lot as they are, of a cohort by its
 * primary analysis where that gives ratios. Nothing where an arm has no events.
 */
export function relativeEffect(context: AnalysisContext, look: LookReading): Pick<Findings, 'relative'> {
  const { protocol } = context;
  if (protocol.outcome.kind !== 'binary' || protocol.estimand.measure !== 'risk_difference') return {};
  try {
    if (isDrawn(protocol)) return asDrawn(context, look);
    return isObservational(protocol) ? asAdjusted(context, look) : {};
  } catch (error) {
    if (error instanceof StatisticalError) return {};
    throw error;
  }
}

function asDrawn({ table, protocol }: AnalysisContext, look: LookReading): Pick<Findings, 'relative'> {
  const roles = { treatment: protocol.arms.column, outcome: protocol.outcome.column };
  const level = levelOf(look);
  const { value, interval } = estimate('risk-ratio', table, roles, { level });
  if (value === null || interval.lower === null || interval.upper === null) return {};
  const held = look.record ? 1 - protocol.alpha : level;
  return { relative: { value, interval: { level: held, lower: interval.lower, upper: interval.upper } } };
}

function asAdjusted(context: AnalysisContext, look: LookReading): Pick<Findings, 'relative'> {
  const { protocol } = context;
  const asked = { ...protocol, estimand: { ...protocol.estimand, measure: 'risk_ratio' as const } };
  if (measureOf(protocol.primary.method, asked) !== 'risk_ratio') return {};
  const { shown } = analyse({ ...context, protocol: asked }, protocol.primary, protocol.outcome.column);
  const { value, interval } = atLook(shown, look);
  return { relative: { value, interval } };
}

interface Moved {
  readonly firstStage: { readonly value: number; readonly f: number };
  readonly andersonRubin: NonNullable<Findings['encouragement']>['andersonRubin'];
}

/** Of an analysis by an instrument: how far it moved use, and the set of effects that holds however weak it is. */
export function encouragementOf({ shown, details }: Analysed): Pick<Findings, 'encouragement'> {
  if (shown.method !== 'iv') return {};
  const { firstStage, andersonRubin } = details as unknown as Moved;
  return { encouragement: { moved: firstStage.value, f: firstStage.f, andersonRubin } };
}
