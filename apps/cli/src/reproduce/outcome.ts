import type { Engine } from '@impact-ledger/domain';
import { EXIT } from '../terminal/failure.js';
import type { Difference } from './differences.js';

/** What came of computing a result again. */
export type Outcome =
  /** The same bytes. */
  | { readonly outcome: 'identical' }
  /** The same inputs and the same engine gave other bytes. */
  | { readonly outcome: 'different'; readonly recomputed: string; readonly differences: readonly Difference[] }
  /**
   * Made by another engine than this one, and no kept one is at hand. `figures`: whether this one gives the same
   * document but for the engine it names.
   */
  | {
      readonly outcome: 'other_engine';
      readonly figures: 'identical' | 'different';
      readonly differences: readonly Difference[];
    }
  /** What was recorded does not hold together: a hash does not fit. */
  | { readonly outcome: 'broken'; readonly detail: string }
  | { readonly outcome: 'persons_erased'; readonly persons: number; readonly detail: string }
  | { readonly outcome: 'data_set_erased'; readonly detail: string }
  | { readonly outcome: 'file_missing'; readonly detail: string };

export interface Reproduction {
  readonly study: string;
  readonly run: string;
  /** SHA-256 of the recorded document. */
  readonly resultHash: string;
  /** Which engine made the result, and which one computed it again. */
  readonly engine: { readonly recorded: Engine; readonly here: Engine };
  /** Folder of the kept engine that computed it, where it was not this one. */
  readonly keptEngine?: string;
  /** Of a refused run with a sealed estimate, on the installation: whether the sealed document is the same, too. */
  readonly sealed?: 'identical' | 'different' | 'not at hand';
  readonly result: Outcome;
}

/** 0 the same bytes; 3 other bytes, or a record that does not hold together; 1 it cannot be computed again as it was. */
export function exitOf({ result, sealed }: Reproduction): (typeof EXIT)[keyof typeof EXIT] {
  if (result.outcome === 'different' || result.outcome === 'broken' || sealed === 'different') return EXIT.integrity;
  return result.outcome === 'identical' ? EXIT.ok : EXIT.error;
}

const engineName = ({ version, lock }: Engine): string => `${version} (lock file ${lock.slice(0, 12)})`;

const differencesIn = (differences: readonly Difference[]): string =>
  differences
    .map(
      ({ pointer, recorded, recomputed }) => `\n  ${pointer} was ${recorded ?? 'absent'}, is ${recomputed ?? 'absent'}`,
    )
    .join('');

/** One line for people, with what changed by name. */
export function tell({ result, engine, resultHash, sealed, keptEngine }: Reproduction): string {
  const by = `made by engine ${engineName(engine.recorded)}`;
  switch (result.outcome) {
    case 'identical': {
      const seal =
        sealed === undefined
          ? ''
          : sealed === 'not at hand'
            ? '; the sealed estimate is not in the vault, so it was not compared'
            : `; the sealed estimate: ${sealed}`;
      return `${resultHash} identical${keptEngine === undefined ? '' : `, by the kept engine in ${keptEngine}`}${seal}`;
    }
    case 'different':
      return `different: the record says ${resultHash}, the same inputs now give ${result.recomputed}${differencesIn(result.differences)}`;
    case 'other_engine':
      return result.figures === 'identical'
        ? `${by}, this is ${engineName(engine.here)}: it gives the same document but for the engine that is named in it. For the same bytes keep that engine, docs/reproduce.md`
        : `${by}, this is ${engineName(engine.here)}: it gives another document. For the same bytes keep that engine, docs/reproduce.md${differencesIn(result.differences)}`;
    default:
      return `${result.detail} The result of ${resultHash} stands by its hash.`;
  }
}
