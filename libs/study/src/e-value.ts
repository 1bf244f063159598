import { isRatio, type Findings, type StudyEstimate } from '@impact-ledger/domain';
import { estimate } from '@impact-ledger/stats';

/** An outcome rarer than this in both arms lets an odds ratio stand for a risk ratio (VanderWeele and Ding 2017). */
const RARE = 0.15;

/**
 * How strong an unseen confounder would have to be, of an effect on an event among people who were not drawn. A difference
 * of shares enters as the ratio it makes of the comparison's share, and so do its limits. Undefined of an amount, and where
 * nobody of the comparison has the event. Errors: those of `e-value`.
 */
export function eValueOf(primary: StudyEstimate, risks: Findings['risks']): Findings['eValue'] {
  const { value, interval, measure } = primary;
  if (!isRatio(measure) && (measure !== 'risk_difference' || !risks || !(risks.comparison > 0))) return undefined;
  const asRatio = isRatio(measure) ? (each: number) => each : (each: number) => 1 + each / risks!.comparison;
  const [ratio, lower, upper] = [value, interval.lower, interval.upper].map(asRatio) as [number, number, number];
  if (!(ratio > 0)) return undefined;
  const rare = risks !== null && Math.max(risks.treated, risks.comparison) < RARE;
  const result = estimate(
    'e-value',
    { rows: 0, columns: {} },
    {},
    {
      scale: measure === 'odds_ratio' ? 'odds-ratio' : 'risk-ratio',
      outcome: rare ? 'rare' : 'common',
      ...{ ratio, lower: Math.max(0, lower), upper },
    },
  );
  const limit = result.details['limit'] as number | null;
  return result.value === null || limit === null ? undefined : { estimate: result.value, limit };
}
