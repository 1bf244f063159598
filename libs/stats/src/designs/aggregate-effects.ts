import { errorOf, type Effect, type GroupTimeEffect } from './group-time.js';
import type { Panel } from './panel.js';

export interface Aggregates {
  /** Mean over all groups and times of treatment, groups by their size. */
  readonly simple: Effect;
  /** By time since treatment, groups by their size; `overall` is the plain mean from 0 on. */
  readonly dynamic: { readonly overall: Effect; readonly at: readonly (Effect & { readonly eventTime: number })[] };
  /** By group, the plain mean over its times; `overall` weighs groups by their size. */
  readonly group: { readonly overall: Effect; readonly at: readonly (Effect & { readonly group: number })[] };
}

/** The aggregates of Callaway and Sant'Anna (2021); influence functions count the estimated sizes of the groups. */
export function aggregateEffects(effects: readonly GroupTimeEffect[], panel: Panel): Aggregates {
  const share = new Map(panel.groups.map((g) => [g, sizeOf(g, panel) / panel.total]));
  const bySize = (selected: readonly GroupTimeEffect[]): Effect =>
    combine(
      selected,
      selected.map(({ group }) => group),
      share,
      panel,
    );
  const after = effects.filter(({ group, time }) => time >= group);
  const eventTimes = [...new Set(effects.map(({ group, time }) => time - group))].sort((a, b) => a - b);
  const at = eventTimes.map((eventTime) => ({
    eventTime,
    ...bySize(effects.filter(({ group, time }) => time - group === eventTime)),
  }));
  const groups = panel.groups.map((group) => ({
    group,
    ...mean(
      after.filter((effect) => effect.group === group),
      panel,
    ),
  }));
  return {
    simple: bySize(after),
    dynamic: {
      overall: mean(
        at.filter(({ eventTime }) => eventTime >= 0),
        panel,
      ),
      at,
    },
    group: { overall: combine(groups, panel.groups, share, panel), at: groups },
  };
}

/** Plain mean. */
export function mean(effects: readonly Effect[], panel: Panel): Effect {
  const influence = new Float64Array(panel.units);
  let value = 0;
  for (const effect of effects) {
    value += effect.value / effects.length;
    for (let i = 0; i < influence.length; i++) influence[i]! += effect.influence[i]! / effects.length;
  }
  return { value, influence, standardError: errorOf(influence, panel) };
}

/** Mean by the shares of the groups, which are estimated: dw = (1{G=g} - p)/S - Σ(1{G=g'} - p')·p/S². */
function combine(
  effects: readonly Effect[],
  groups: readonly number[],
  share: ReadonlyMap<number, number>,
  panel: Panel,
): Effect {
  const sum = groups.reduce((total, g) => total + share.get(g)!, 0);
  const value = effects.reduce((total, effect, k) => total + (share.get(groups[k]!)! / sum) * effect.value, 0);
  const influence = new Float64Array(panel.units);
  effects.forEach((effect, k) => {
    const weight = share.get(groups[k]!)! / sum;
    // Σ over k of (1{G=g} - p)/S·(value - mean) is the same sum with the second term folded in.
    const gain = (effect.value - value) / sum;
    for (let i = 0; i < influence.length; i++) {
      const member = panel.first[i] === groups[k] ? 1 : 0;
      influence[i]! += weight * effect.influence[i]! + gain * (member - share.get(groups[k]!)!);
    }
  });
  return { value, influence, standardError: errorOf(influence, panel) };
}

function sizeOf(group: number, { first, frequency }: Panel): number {
  return first.reduce((sum, g, i) => (g === group ? sum + frequency[i]! : sum), 0);
}
