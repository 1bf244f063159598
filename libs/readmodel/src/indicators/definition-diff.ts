import type { DefinitionVersionView, IndicatorDetail } from '../views.js';

/** One field that two versions of a definition write differently; null where one of them has none. */
export interface DefinitionFieldChange {
  readonly field: string;
  readonly before: string | number | boolean | null;
  readonly after: string | number | boolean | null;
}

export interface DefinitionDiff {
  readonly indicator: string;
  readonly from: number;
  readonly to: number;
  /** Material when any version after `from` up to `to` breaks the series. */
  readonly change: 'none' | 'material' | 'editorial';
  readonly fields: readonly DefinitionFieldChange[];
  /** The versions that lead from the one to the other, oldest first: who, why, since when, approved by whom. */
  readonly steps: readonly Pick<
    DefinitionVersionView,
    'version' | 'change' | 'reason' | 'validFrom' | 'recordedAt' | 'actor' | 'approval'
  >[];
}

type Leaf = string | number | boolean;

function leavesOf(value: unknown, name: string, leaves: Map<string, Leaf>): Map<string, Leaf> {
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) leavesOf(inner, name === '' ? key : `${name}.${key}`, leaves);
  } else if (value !== undefined && value !== null) leaves.set(name, value as Leaf);
  return leaves;
}

const fieldsOf = ({ name, definition }: DefinitionVersionView): Map<string, Leaf> =>
  leavesOf({ name, ...definition }, '', new Map());

/** What changed between two versions of a definition, field by field; undefined when there is no such version. */
export function diffDefinitions(
  { id, definitions }: Pick<IndicatorDetail, 'id' | 'definitions'>,
  from: number,
  to: number,
): DefinitionDiff | undefined {
  const [before, after] = [from, to].map((wanted) => definitions.find(({ version }) => version === wanted));
  if (!before || !after) return undefined;
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  const steps = definitions.filter(({ version }) => version > low && version <= high);
  return {
    indicator: id,
    from,
    to,
    change: steps.length === 0 ? 'none' : steps.some(({ change }) => change === 'material') ? 'material' : 'editorial',
    fields: [...new Set([...was.keys(), ...is.keys()])]
      .map((field) => ({ field, before: was.get(field) ?? null, after: is.get(field) ?? null }))
      .filter((each) => each.before !== each.after),
    steps: steps.map(({ version, change, reason, validFrom, recordedAt, actor, approval }) => ({
      version,
      change,
      reason,
      validFrom,
      recordedAt,
      actor,
      approval,
    })),
  };
}
