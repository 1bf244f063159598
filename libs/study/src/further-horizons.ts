import { outcomeBy, type Findings } from '@impact-ledger/domain';
import { analyse } from './analyse.js';
import type { AnalysisContext } from './context.js';
import { atLook, type LookReading } from './looks.js';

/**
 * The primary analysis at each further horizon that the protocol declared, with the interval of this look. Of an outcome by a
 * horizon, among those followed for so long: fewer than at a nearer one. Shown beside the answer, each is another question and
 * decides nothing. Undefined where none is declared. Errors: those of the primary method.
 */
export function furtherHorizons(context: AnalysisContext, look: LookReading): Findings['horizons'] {
  const { protocol } = context;
  const { outcome, primary, eventLogs } = protocol;
  const further = (eventLogs?.horizons ?? []).filter((days) => days !== outcome.primaryHorizon);
  if (further.length === 0) return undefined;
  return [...new Set(further)]
    .sort((a, b) => a - b)
    .map((days) => {
      const at = { ...context, protocol: { ...protocol, outcome: { ...outcome, primaryHorizon: days } } };
      const column = outcome.kind === 'binary' ? outcomeBy(days) : outcome.column;
      return { days, estimate: atLook(analyse(at, primary, column).shown, look) };
    });
}
