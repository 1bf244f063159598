/** At most so many of the times of events (ascending), evenly spread over them, and the last time of the follow-up. */
export function printedTimes(events: ArrayLike<number>, last: number, most: number): number[] {
  const count = Math.min(events.length, most);
  const chosen = Array.from({ length: count }, (_, i) => events[Math.floor((i * events.length) / count)]!);
  return chosen.at(-1) === last ? chosen : [...chosen, last];
}
