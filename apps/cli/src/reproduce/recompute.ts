import { Protocol, StudyResult, type Engine } from '@impact-ledger/domain';
import type { OpenedDataSet, ReproductionHead } from '@impact-ledger/application';
import { canonicalJson, fingerprint } from '@impact-ledger/ledger';
import { runStudy } from '@impact-ledger/study';
import { differencesOf } from './differences.js';
import type { Outcome } from './outcome.js';

/** A recorded result with all it was made from but the data. */
export type RecordedResult = Pick<
  ReproductionHead,
  'study' | 'run' | 'exploratory' | 'protocol' | 'result' | 'resultHash'
>;

export interface Recomputation {
  readonly outcome: Outcome;
  /** Canonical JSON of the document with the estimate of a refused run: to be compared, shown to nobody. */
  readonly sealed: string | null;
}

const sameEngine = (one: Engine, other: Engine): boolean => one.version === other.version && one.lock === other.lock;

export const engineOf = ({ result }: Pick<RecordedResult, 'result'>): Engine => StudyResult.parse(result).inputs.engine;

/** Runs the engine again on the recorded inputs, and compares the bytes. Writes nothing. */
export async function recompute(
  recorded: RecordedResult,
  { here, ...files }: OpenedDataSet & { readonly here: Engine },
): Promise<Recomputation> {
  const { result, resultHash, exploratory } = recorded;
  const { inputs } = StudyResult.parse(result);
  const broken = faultOf(recorded);
  if (broken !== undefined) return { outcome: { outcome: 'broken', detail: broken }, sealed: null };
  const known = sameEngine(inputs.engine, here);
  let computed;
  try {
    // With the engine of the record, so that nothing but what it computes can differ.
    computed = await runStudy({ inputs, protocol: Protocol.parse(recorded.protocol), exploratory, ...files });
  } catch (error) {
    const detail = JSON.stringify((error as Error).message);
    const differences = [{ pointer: '', recorded: 'a result', recomputed: `none: ${detail}` }];
    return { outcome: differing(known, 'none', differences), sealed: null };
  }
  const hash = fingerprint(computed.result);
  const sealed = computed.sealed && canonicalJson(computed.sealed);
  if (hash !== resultHash) {
    return {
      outcome: differing(known, hash, differencesOf(result, JSON.parse(canonicalJson(computed.result)))),
      sealed,
    };
  }
  if (known) return { outcome: { outcome: 'identical' }, sealed };
  return { outcome: { outcome: 'other_engine', figures: 'identical', differences: [] }, sealed };
}

const differing = (known: boolean, recomputed: string, differences: ReturnType<typeof differencesOf>): Outcome =>
  known
    ? { outcome: 'different', recomputed, differences }
    : { outcome: 'other_engine', figures: 'different', differences };

function faultOf({ result, resultHash, protocol }: RecordedResult): string | undefined {
  const found = fingerprint(result);
  if (found !== resultHash) return `The recorded document has the hash ${found}, not ${resultHash}: it was changed.`;
  const { protocolHash } = StudyResult.parse(result).inputs;
  const frozen = fingerprint(protocol);
  if (frozen !== protocolHash) {
    return `The protocol has the hash ${frozen}, but the result was made by ${protocolHash}: it was changed.`;
  }
  return undefined;
}
