/** A published count: of whom (`{}` is everybody) and of when. Breakdowns may have any number of dimensions. */
export interface TableCell {
  readonly breakdown: Readonly<Record<string, string>>;
  readonly value: number;
  /** Civil days, the end excluded; and the kind of period, since quarters add up to a year and so do months. */
  readonly period?: { readonly start: string; readonly end: string; readonly kind: string };
}

/** What a reader may suppose of a number: that it is there, and at least `least`. */
export interface Variable {
  readonly value: number;
  readonly least: number;
  /** Never published: a total nobody printed, or what categories leave over. */
  readonly unseen: boolean;
}

/** `total` is the sum of `parts`; all are indices of variables. */
export interface Relation {
  readonly total: number;
  readonly parts: readonly number[];
}

export interface TableModel {
  /** The cells first, in their order; then totals and remainders that are not published. */
  readonly variables: Variable[];
  readonly relations: Relation[];
}

const keyOf = (breakdown: TableCell['breakdown'], period: TableCell['period']): string =>
  JSON.stringify([
    period ? [period.start, period.end] : null,
    Object.entries(breakdown).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);

function without(breakdown: TableCell['breakdown'], dimension: string): TableCell['breakdown'] {
  return Object.fromEntries(Object.entries(breakdown).filter(([name]) => name !== dimension));
}

/** Whether these periods, in order, leave no day out of the larger one and count none twice. */
function tiles(cells: readonly TableCell[], whole: NonNullable<TableCell['period']>): boolean {
  const sorted = cells.flatMap(({ period }) => (period ? [period] : [])).sort((a, b) => (a.start < b.start ? -1 : 1));
  return (
    sorted.length > 1 &&
    sorted[0]?.start === whole.start &&
    sorted.at(-1)?.end === whole.end &&
    sorted.every((period, index) => index === 0 || sorted[index - 1]?.end === period.start)
  );
}

/** Every sum a reader may take for granted: over the categories of each dimension, and over the periods in a longer one. */
export function modelOf(cells: readonly TableCell[]): TableModel {
  const variables: Variable[] = cells.map(({ value }) => ({ value, least: 1, unseen: false }));
  const relations: Relation[] = [];
  const known = new Map(cells.map((cell, index) => [keyOf(cell.breakdown, cell.period), index]));
  const everything: TableCell[] = [...cells];
  const families = new Map<string, { total: TableCell; parts: number[] }>();

  // Totals nobody printed tie the families below them together: they are there, unseen.
  for (let index = 0; index < everything.length; index++) {
    const cell = everything[index] as TableCell;
    for (const dimension of Object.keys(cell.breakdown)) {
      const breakdown = without(cell.breakdown, dimension);
      const key = keyOf(breakdown, cell.period);
      const total: TableCell = { ...cell, breakdown };
      if (!known.has(key)) {
        known.set(key, everything.length);
        everything.push({ ...total, value: Number.NaN });
      }
      const family = families.get(`${key}/${dimension}`);
      if (family) family.parts.push(index);
      else families.set(`${key}/${dimension}`, { total, parts: [index] });
    }
  }

  // Smallest breakdowns last: the value of an unseen total needs those of its parts.
  const byDepth = [...families.values()].sort(
    (a, b) => Object.keys(b.total.breakdown).length - Object.keys(a.total.breakdown).length,
  );
  const values = everything.map(({ value }) => value);
  const sum = (parts: readonly number[]) => parts.reduce((total, part) => total + (values[part] ?? 0), 0);
  const indexOf = (total: TableCell) => known.get(keyOf(total.breakdown, total.period)) as number;
  for (const { total, parts } of byDepth) {
    const at = indexOf(total);
    if (at >= cells.length) values[at] = Math.max(Number.isNaN(values[at]) ? 0 : (values[at] ?? 0), sum(parts));
  }
  for (const value of values.slice(cells.length)) variables.push({ value, least: 0, unseen: true });

  const relate = (total: number, parts: readonly number[]): void => {
    const rest = (values[total] ?? 0) - sum(parts);
    // Categories that overlap add up to more than their total: nothing follows from them.
    if (rest < 0) return;
    if (rest === 0) relations.push({ total, parts });
    else relations.push({ total, parts: [...parts, variables.push({ value: rest, least: 0, unseen: true }) - 1] });
  };
  for (const { total, parts } of byDepth) relate(indexOf(total), parts);

  for (const [total, { breakdown, period }] of cells.entries()) {
    if (!period) continue;
    const inside = new Map<string, number[]>();
    for (const [index, cell] of cells.entries()) {
      const other = cell.period;
      if (index === total || !other || other.start < period.start || other.end > period.end) continue;
      if (keyOf(cell.breakdown, undefined) !== keyOf(breakdown, undefined)) continue;
      inside.set(other.kind, [...(inside.get(other.kind) ?? []), index]);
    }
    for (const parts of inside.values()) {
      if (
        tiles(
          parts.map((part) => cells[part] as TableCell),
          period,
        )
      )
        relate(total, parts);
    }
  }
  return { variables, relations };
}
