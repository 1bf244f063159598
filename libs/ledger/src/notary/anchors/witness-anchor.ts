import {
  formatSignature,
  parseNote,
  parseSignatures,
  toBase64,
  verifyCosignature,
  type NoteSignature,
  type Verifier,
} from '@impact-ledger/proof';
import { LogRefused } from '../log-refused.js';
import type { Anchor, Anchored, Cosignature } from './anchor.js';

const TIMEOUT_MS = 10_000;

/**
 * A witness over HTTP (C2SP tlog-witness, `add-checkpoint`): it remembers the largest tree it has seen of the log, and
 * signs a checkpoint only when a consistency proof shows that nothing of that tree was changed.
 */
export function witnessAnchor(url: string, witness: Verifier): Anchor {
  let old = 0;

  const ask = async ({ note, prove, signal }: Anchored, from: number): Promise<Response> => {
    const proof = await prove(from);
    return fetch(`${url}/add-checkpoint`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: [`old ${from}`, ...proof.map(toBase64), '', note].join('\n'),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
  };

  return {
    name: `${witness.name} at ${url}`,
    publish: async (checkpoint) => {
      if (old > checkpoint.size) throw rolledBack(witness, old, checkpoint.size);
      let answer = await ask(checkpoint, old);
      if (answer.status === 409) {
        const seen = sizeIn(await answer.text());
        if (seen > checkpoint.size) throw rolledBack(witness, seen, checkpoint.size);
        if (seen === old) throw forked(witness, old);
        answer = await ask(checkpoint, (old = seen));
      }
      const body = await answer.text();
      if (answer.status === 422 || answer.status === 409) throw forked(witness, old);
      if (!answer.ok) throw new Error(`the witness ${witness.name} answered ${answer.status}: ${body.slice(0, 200)}`);
      const cosignature = cosignatureIn(body, checkpoint.note, witness);
      old = checkpoint.size;
      return [cosignature];
    },
  };
}

function sizeIn(body: string): number {
  const size = /^(0|[1-9]\d{0,15})\n$/.test(body) ? Number(body) : Number.NaN;
  if (!Number.isSafeInteger(size)) throw new Error('the witness answered 409 without the size of the tree it knows');
  return size;
}

const rolledBack = (witness: Verifier, seen: number, size: number): LogRefused =>
  new LogRefused(
    'rolled-back',
    `The witness ${witness.name} has signed a tree of ${seen} leaves of this log, which now has ${size}: events were lost. ` +
      'Restore the newer backup, or acknowledge the loss: `impact restore --acknowledge-loss`.',
  );

const forked = (witness: Verifier, old: number): LogRefused =>
  new LogRefused(
    'forked',
    `The witness ${witness.name} does not accept that the log extends the tree of ${old} leaves it has signed: ` +
      'the log has another past than it had then.',
  );

/** Checked: what is stored and published is a signature by this witness of this checkpoint. Throws ProofError. */
function cosignatureIn(body: string, note: string, witness: Verifier): Cosignature {
  const signatures: readonly NoteSignature[] = parseSignatures(body);
  const signed = { ...parseNote(note), signatures };
  const seconds = verifyCosignature(signed, witness);
  const own = signatures.find(({ name, keyId }) => name === witness.name && Buffer.from(keyId).equals(witness.id));
  if (!own) throw new Error(`the witness ${witness.name} did not sign`);
  return { witness: witness.text, line: formatSignature(own), at: new Date(seconds * 1000) };
}
