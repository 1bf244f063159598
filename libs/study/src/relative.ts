import type { Findings } from '@impact-ledger/domain';
import { estimate, StatisticalError } from '@impact-ledger/stats';
import type { Analysed } from './analyse.js';
import type { AnalysisContext } from './context.js';
import { isDrawn } from './designs.js';
import { levelOf, type LookReading } from './looks.js';

/** The risk ratio of arms drawn by lot, at the level of this look; nothing where an arm has no events. */
export function relativeEffect({ table, protocol }: AnalysisContext, look: LookReading): Pick<Findings, 'relative'> {
  const { outcome, arms } = protocol;
  if (!isDrawn(protocol) || outcome.kind !== 'binary' || protocol.estimand.measure === 'risk_ratio') return {};
  try {
    const roles = { treatment: arms.column, outcome: outcome.column };
    const level = levelOf(look);
    const { value, interval } = estimate('risk-ratio', table, roles, { level });
    if (value === null || interval.lower === null || interval.upper === null) return {};
    const held = look.record ? 1 - protocol.alpha : level;
    return { relative: { value, interval: { level: held, lower: interval.lower, upper: interval.upper } } };
  } catch (error) {
    if (error instanceof StatisticalError) return {};
    throw error;
  }
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
