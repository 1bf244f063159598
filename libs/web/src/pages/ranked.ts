import type { PublicStats } from '@impact-ledger/readmodel';

type Published = PublicStats['results'][number];

/** Results that stand, best evidence first; of equal evidence the newest. */
export const ranked = (results: readonly Published[]): Published[] =>
  results.filter((each) => each.result !== null).toSorted((a, b) => (b.result?.grade ?? 0) - (a.result?.grade ?? 0));
