import type { TableModel } from './relations.js';

/** Partial moves looked at before giving up; giving up hides more, never less. */
const PATIENCE = 20_000;

interface Partial {
  readonly moved: ReadonlyMap<number, 1 | -1>;
  readonly cost: number;
  /** By relation: parts minus total, of the move alone. Balanced relations are absent. */
  readonly open: ReadonlyMap<number, number>;
}

/** Partial moves, cheapest first. */
class Queue {
  private readonly heap: { readonly at: number; readonly item: Partial }[] = [];

  push(item: Partial): void {
    const entry = { at: item.cost + 0.75 * item.open.size, item };
    let index = this.heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = this.heap[parent];
      if (!above || above.at <= entry.at) break;
      this.heap[index] = above;
      index = parent;
    }
    this.heap[index] = entry;
  }

  pop(): Partial | undefined {
    const first = this.heap[0];
    const last = this.heap.pop();
    if (!first || !last || this.heap.length === 0) return first?.item;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      const [left, right] = [this.heap[child], this.heap[child + 1]];
      if (!left) break;
      if (right && right.at < left.at) child += 1;
      const below = this.heap[child] as typeof left;
      if (below.at >= last.at) break;
      this.heap[index] = below;
      index = child;
    }
    this.heap[index] = last;
    return first.item;
  }
}

/** For each variable, the relations it is in, with its sign there: parts +1, the total -1. */
export function relationsBy({ variables, relations }: TableModel): ReadonlyMap<number, 1 | -1>[] {
  const by = variables.map(() => new Map<number, 1 | -1>());
  for (const [index, { total, parts }] of relations.entries()) {
    by[total]?.set(index, -1);
    for (const part of parts) by[part]?.set(index, 1);
  }
  return by;
}

/**
 * Another table that agrees with everything published and gives `target` another value: one more or one less there, made
 * good by one more or one less elsewhere, among hidden numbers and those it costs least to hide too. Undefined when there
 * is none, or none was found in time. What it moves is what must stay hidden.
 */
export function findMove(
  model: TableModel,
  by: ReturnType<typeof relationsBy>,
  hidden: ReadonlySet<number>,
  target: number,
): ReadonlyMap<number, 1 | -1> | undefined {
  const { variables, relations } = model;
  const largest = Math.max(1, ...variables.map(({ value }) => value));
  const queue = new Queue();
  const tried = new Set<string>();

  const extend = (from: Partial, variable: number, step: 1 | -1): void => {
    const of = variables[variable];
    if (!of) return;
    const secret = of.unseen || hidden.has(variable);
    // A reader sees which numbers are hidden, and that nobody hides a zero.
    if (!secret && of.value < of.least) return;
    if (step < 0 && of.value - 1 < of.least) return;
    const moved = new Map(from.moved).set(variable, step);
    const key = [...moved]
      .map(([at, sign]) => (at + 1) * sign)
      .sort((a, b) => a - b)
      .join();
    if (tried.has(key)) return;
    tried.add(key);
    const open = new Map(from.open);
    for (const [relation, sign] of by[variable] ?? []) {
      const left = (open.get(relation) ?? 0) + sign * step;
      if (left === 0) open.delete(relation);
      else open.set(relation, left);
    }
    queue.push({ moved, open, cost: from.cost + (secret ? 0.01 : 1 + of.value / largest) });
  };

  const start: Partial = { moved: new Map(), open: new Map(), cost: 0 };
  extend(start, target, 1);
  extend(start, target, -1);
  for (let looked = 0; looked < PATIENCE; looked++) {
    const next = queue.pop();
    if (!next) return undefined;
    const [first] = next.open;
    if (!first) return next.moved;
    const [relation, left] = first;
    const { total, parts } = relations[relation] as (typeof relations)[number];
    for (const part of parts) if (!next.moved.has(part)) extend(next, part, left > 0 ? -1 : 1);
    if (!next.moved.has(total)) extend(next, total, left > 0 ? 1 : -1);
  }
  return undefined;
}
