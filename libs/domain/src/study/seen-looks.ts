import type { Protocol } from './protocol.js';
import type { StudyResult } from './result.js';

/** What a look told, where several are planned: what those after it build on. */
interface Told {
  readonly information: number;
  /** The rest of the error rate was spent there. */
  readonly last: boolean;
}

/** A data set somebody has seen a figure of. */
export interface SeenLook {
  readonly sha256: string;
  readonly declaredLast: boolean;
  readonly told?: Told;
}

export const toldBy = ({ look }: StudyResult): { told?: Told } =>
  look && !look.belowFloor ? { told: { information: look.information, last: look.last } } : {};

/** Data already looked at are the same look again, which is no news. */
export const withLook = (looks: readonly SeenLook[], look: SeenLook): readonly SeenLook[] =>
  looks.some(({ sha256 }) => sha256 === look.sha256) ? looks : [...looks, look];

/** The look that a run on these data is. */
export interface NextLook {
  readonly look: number;
  readonly planned: boolean;
  readonly earlierInformation: number[];
  readonly last: boolean;
}

/**
 * On data already looked at it is that look again: it knows of the same looks before it and computes the same document,
 * so it spends nothing anew.
 */
export function nextLook(
  looks: readonly SeenLook[],
  sha256: string,
  plan: Protocol['looks'],
  declaredLast: boolean,
): NextLook {
  const index = looks.findIndex((look) => look.sha256 === sha256);
  const earlier = index >= 0 ? looks.slice(0, index) : looks;
  const { kind } = plan;
  const taken = kind === 'single' ? earlier.length : earlier.filter(({ told }) => told).length;
  const most = kind === 'single' ? 1 : kind === 'group_sequential' ? (plan.fractions?.length ?? Infinity) : Infinity;
  return {
    look: earlier.length + 1,
    planned: taken < most && !(kind !== 'single' && earlier.some(({ told }) => told?.last)),
    earlierInformation: kind === 'single' ? [] : earlier.flatMap(({ told }) => (told ? [told.information] : [])),
    last: kind === 'group_sequential' && (looks[index]?.declaredLast ?? declaredLast),
  };
}
