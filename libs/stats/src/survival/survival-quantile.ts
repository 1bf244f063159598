/**
 * Time by which a share p has had the event: the first time at which 1 - survival reaches p; the middle of the flat
 * stretch when the curve lies exactly on it, as survival::quantile.survfit. null when the curve stays above.
 *
 * @param survival a curve that does not increase, or one of its limits (NaN where undefined)
 */
export function survivalQuantile(time: Float64Array, survival: Float64Array, p: number): number | null {
  const tolerance = Math.sqrt(Number.EPSILON);
  for (let k = 0; k < time.length; k++) {
    const gone = 1 - survival[k]!;
    if (!(gone > p - tolerance)) continue;
    if (gone > p + tolerance) return time[k]!;
    for (let next = k + 1; next < time.length; next++) {
      if (1 - survival[next]! > p + tolerance) return (time[k]! + time[next]!) / 2;
    }
    return (time[k]! + time[time.length - 1]!) / 2;
  }
  return null;
}
