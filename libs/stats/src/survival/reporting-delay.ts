/** How many have a value. */
export interface CountedValue {
  readonly value: number;
  readonly count: number;
}

export interface ReportingDelay {
  /** The longest delay that can be spoken of: shares are of what is declared within it. */
  readonly longest: number;
  /** Share declared within so many days; 1 from the longest on. */
  readonly within: (days: number) => number;
}

/**
 * How long declarations take, from those made so far: an event is seen only if its delay is no longer than the days since it, so
 * that late ones are missing, the more so the younger the events. The share declared within t days of those within the longest
 * is the product limit in reverse time Π (1 - d(s)/Y(s)) over s > t, with d(s) delays of s days among the Y(s) events at least s
 * days old with a delay of at most s (Lagakos, Barraj and De Gruttola 1988, Biometrika 75:515).
 *
 * Shapes: `delays` and `ages`, whole days from 0, each of the same events, counted by value. `ages` are the days from the event to
 * the day the data were taken. Days are those that at least `least` events tell of; undefined when none are.
 */
export function reportingDelay(
  delays: readonly CountedValue[],
  ages: readonly CountedValue[],
  least: number,
): ReportingDelay | undefined {
  const most = ages.reduce((longest, { value }) => Math.max(longest, value), -1);
  const delayed = new Float64Array(most + 1);
  const younger = new Float64Array(most + 2);
  for (const { value, count } of delays) delayed[value]! += count;
  for (const { value, count } of ages) younger[value + 1]! += count;
  const asked = new Float64Array(most + 1);
  let [declared, tooYoung] = [0, 0];
  for (let day = 0; day <= most; day++) {
    declared += delayed[day]!;
    tooYoung += younger[day]!;
    asked[day] = declared - tooYoung;
  }
  const longest = asked.findLastIndex((count) => count >= least);
  if (longest < 0) return undefined;
  const share = new Float64Array(longest + 1).fill(1);
  for (let day = longest; day > 0; day--) {
    share[day - 1] = asked[day] === 0 ? share[day]! : share[day]! * (1 - delayed[day]! / asked[day]!);
  }
  return { longest, within: (days) => share[Math.min(days, longest)]! };
}
