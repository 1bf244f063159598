import { findMove, relationsBy } from './moves.js';
import { isSmall } from './policy.js';
import { modelOf, type TableCell, type TableModel } from './relations.js';

/** Published totals whose hidden parts together are few: "somebody of these two regions" is as telling as one region. */
function tellingTotal({ variables, relations }: TableModel, hidden: ReadonlySet<number>, smallest: number) {
  const open = (at: number) => !hidden.has(at) && variables[at]?.unseen === false;
  for (const { total, parts } of relations) {
    if (!open(total)) continue;
    const shown = parts.filter(open);
    const left = shown.reduce((rest, at) => rest - (variables[at]?.value ?? 0), variables[total]?.value ?? 0);
    if (isSmall(left, smallest)) return { total, shown };
  }
  return undefined;
}

/**
 * Which counts of a table may not be published: those of fewer people than `smallest`, those whose complement in a published
 * total is as small, and as many more as it takes that no hidden count can be worked out from what is left. After it, for
 * every hidden count there is another table of whole, positive numbers that agrees with all that is published and gives
 * that count another value. Zeros stay: nobody is behind them.
 *
 * @param cells counts that belong together: of one indicator and definition, whatever their breakdowns and periods
 * @returns the indices of the cells to hide
 */
export function suppressTable(cells: readonly TableCell[], smallest: number): ReadonlySet<number> {
  const hidden = new Set(cells.flatMap(({ value }, index) => (isSmall(value, smallest) ? [index] : [])));
  const model = modelOf(cells);
  const by = relationsBy(model);
  const safe = new Set<number>();
  const hide = (at: number): void => {
    if (at < cells.length) hidden.add(at);
  };
  const hideAll = (): ReadonlySet<number> => new Set(cells.flatMap(({ value }, index) => (value > 0 ? [index] : [])));

  for (;;) {
    const telling = tellingTotal(model, hidden, smallest);
    if (telling) {
      const value = (at: number) => model.variables[at]?.value ?? 0;
      const people = telling.shown.filter((at) => value(at) > 0).sort((a, b) => value(a) - value(b));
      hide(people[0] ?? telling.total);
      continue;
    }
    const exposed = [...hidden].find((at) => !safe.has(at));
    if (exposed === undefined) return hidden;
    const move = findMove(model, by, hidden, exposed);
    // A table too tangled to reason about is not published at all.
    if (!move) return hideAll();
    for (const at of move.keys()) {
      hide(at);
      safe.add(at);
    }
  }
}
