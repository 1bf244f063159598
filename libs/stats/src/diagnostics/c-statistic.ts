/**
 * Probability that a treated row has a higher score than a comparison row, ties counting half: the area under the
 * receiver operating curve (Hanley and McNeil 1982).
 *
 * @param order rows by ascending score
 */
export function cStatistic(
  order: Uint32Array,
  score: Float64Array,
  treatment: Float64Array,
  frequency: Float64Array,
): number {
  let comparisonBelow = 0;
  let concordant = 0;
  let treatedTotal = 0;
  for (let start = 0; start < order.length;) {
    let end = start;
    const here = [0, 0];
    while (end < order.length && score[order[end]!] === score[order[start]!]) {
      here[treatment[order[end]!]!]! += frequency[order[end]!]!;
      end++;
    }
    concordant += here[1]! * (comparisonBelow + here[0]! / 2);
    comparisonBelow += here[0]!;
    treatedTotal += here[1]!;
    start = end;
  }
  return concordant / (treatedTotal * comparisonBelow);
}
