/** Effects that the data do not reject: an interval, or what a weak instrument makes of it. */
export interface ConfidenceSet {
  readonly shape: 'interval' | 'ray' | 'union' | 'line' | 'empty';
  /** Pieces in ascending order; null is without end. */
  readonly pieces: readonly { readonly lower: number | null; readonly upper: number | null }[];
}

/** Effect of the instrument on outcome and treatment, with their robust variances and covariance. */
export interface ReducedForms {
  readonly onOutcome: number;
  readonly onTreatment: number;
  readonly varianceOutcome: number;
  readonly varianceTreatment: number;
  readonly covariance: number;
}

/**
 * All b for which (onOutcome - b·onTreatment)² <= critical² of its variance (Anderson and Rubin 1949, robust as in Andrews,
 * Stock and Sun 2019): a quadratic inequality, whose solutions keep their coverage however weak the instrument is.
 */
export function andersonRubinSet(forms: ReducedForms, critical: number): ConfidenceSet {
  const { onOutcome, onTreatment, varianceOutcome, varianceTreatment, covariance } = forms;
  const q = critical * critical;
  const a = onTreatment * onTreatment - q * varianceTreatment;
  const half = onOutcome * onTreatment - q * covariance;
  const c = onOutcome * onOutcome - q * varianceOutcome;
  return quadraticSet(a, half, c);
}

/** Solutions of a·b² - 2·half·b + c <= 0. */
export function quadraticSet(a: number, half: number, c: number): ConfidenceSet {
  if (a === 0) {
    if (half === 0) return c <= 0 ? line : { shape: 'empty', pieces: [] };
    const end = c / (2 * half);
    return { shape: 'ray', pieces: [half > 0 ? { lower: end, upper: null } : { lower: null, upper: end }] };
  }
  const discriminant = half * half - a * c;
  if (discriminant < 0) return a > 0 ? { shape: 'empty', pieces: [] } : line;
  // The root away from zero first, the other through the product of the roots: no digits cancel.
  const far = half + (half >= 0 ? 1 : -1) * Math.sqrt(discriminant);
  const roots = [far / a, far === 0 ? 0 : c / far];
  const [low, high] = [Math.min(...roots), Math.max(...roots)];
  return a > 0
    ? { shape: 'interval', pieces: [{ lower: low, upper: high }] }
    : {
        shape: 'union',
        pieces: [
          { lower: null, upper: low },
          { lower: high, upper: null },
        ],
      };
}

const line: ConfidenceSet = { shape: 'line', pieces: [{ lower: null, upper: null }] };
