import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalHash, canonicalText } from '../bundle/canonical.js';
import type { BundleHeader } from '../bundle/format.js';
import { verifyBundle, type BundleReport, type VerifyOptions } from '../bundle/verify-bundle.js';
import { writeBundle, type PlacedProof } from '../bundle/write-bundle.js';
import { signCheckpoint } from '../checkpoint.js';
import { signerOf, type Signer } from '../keys.js';
import { consistencyProof, inclusionProof } from '../prove.js';
import { leafHash } from '../tree-hash.js';
import { tilesOf } from './memory-tiles.js';

export const ORIGIN = 'ledger.example/log';
export const signer = signerOf(ORIGIN, new Uint8Array(32).fill(3));
export const RUN = '0b0f6f3c-4a43-4d2c-9a0e-0d7c6f1f0a11';

interface Told {
  readonly stream: string;
  readonly type: string;
  readonly data: unknown;
}

/** The bytes of events, each with the next revision of its stream, a second apart. */
export function eventLines(told: readonly Told[]): string[] {
  const revisions = new Map<string, number>();
  return told.map(({ stream, type, data }, index) => {
    const revision = (revisions.get(stream) ?? -1) + 1;
    revisions.set(stream, revision);
    const id = `0199aaaa-0000-7000-8000-${index.toString(16).padStart(12, '0')}`;
    const recordedAt = new Date(Date.UTC(2026, 0, 1) + 1000 * index).toISOString();
    const metadata = { actor: { id: 'ada', role: 'analyst' }, correlationId: id, causationId: id };
    return canonicalText({ data, id, metadata, recordedAt, revision, stream, type, version: 1 });
  });
}

const protocol = { product: 'bonne-boite', question: { en: 'Do users – or others – find work sooner?' } };
const protocolHash = canonicalHash(protocol);
const dataset = { id: 'people', sha256: 'a'.repeat(64), rows: 10 };
const engine = { version: '0.1.0', lock: 'c'.repeat(64) };
const result = {
  schema: 1,
  inputs: { study: 'users', protocolHash, dataset, engine, seed: 1, look: 1 },
  findings: { primary: { value: 0.11, interval: { level: 0.95, lower: 0.02, upper: 0.2 } } },
  verdict: 'positive',
  grade: 5,
  sentence: { en: 'Users find work sooner.' },
};

const asked = { run: RUN, dataset: 'people', sha256: dataset.sha256, protocolHash, look: 1, exploratory: false };
const ofStudy = (type: string, data: unknown): Told => ({ stream: 'study-users', type, data });
const measured = (index: number): Told => ({
  stream: `measurement-${index % 3}`,
  type: 'MeasurementRecorded',
  data: { value: String(index) },
});

/** A study from draft to publication, measurements in between. */
export const STUDY: readonly Told[] = [
  measured(0),
  ofStudy('StudyDrafted', { protocol }),
  measured(1),
  ofStudy('StudyDataAttached', { dataset: 'people', sha256: dataset.sha256 }),
  ofStudy('StudyFrozen', { protocolHash }),
  measured(2),
  ofStudy('StudyRunRequested', asked),
  ofStudy('StudyRunCompleted', { run: RUN, resultHash: canonicalHash(result), result }),
  measured(3),
  ofStudy('StudyResultReviewed', { run: RUN, decision: 'accepted', comment: 'sound' }),
  ofStudy('StudyResultPublished', { run: RUN }),
  measured(4),
];
export const DOCUMENTS = [canonicalText(protocol), canonicalText(result)];

export const checkpointOf = async (lines: readonly string[], by: Signer = signer): Promise<string> => {
  const { tree } = await tilesOf(lines.map((line) => leafHash(line)));
  return signCheckpoint({ origin: by.verifier.name, size: tree.size, root: tree.root() }, by);
};

interface Made {
  readonly lines: readonly string[];
  readonly scope?: BundleHeader['scope'];
  /** As signed, when not of these lines. */
  readonly signed?: readonly string[];
  readonly documents?: readonly string[];
  /** Older sizes to prove consistency from. */
  readonly from?: readonly number[];
}

/** The text of a bundle, as an honest exporter writes it of what is stored. */
export async function bundleText({
  lines,
  scope = 'ledger',
  signed = lines,
  documents,
  from = [],
}: Made): Promise<string> {
  const { read, tree } = await tilesOf(signed.map((line) => leafHash(line)));
  const part = scope !== 'ledger';
  const kept = lines.flatMap((line, at) => (part && !line.includes('"stream":"study-users"') ? [] : [{ line, at }]));
  const proofs = (part ? kept : []).map(async ({ at }): Promise<PlacedProof> => ({
    at,
    hashes: await inclusionProof(at, tree.size, read),
  }));
  const consistency = from.map(async (at): Promise<PlacedProof> => ({
    at,
    hashes: await consistencyProof(at, tree.size, read),
  }));
  const pieces = writeBundle({
    header: {
      engine: '0.1.0',
      guarantees: 'log',
      key: signer.verifier.text,
      origin: ORIGIN,
      run: scope === 'figure' ? RUN : null,
      scope,
      size: tree.size,
      study: part ? 'users' : null,
    },
    checkpoint: await checkpointOf(signed),
    events: [kept.map(({ line }) => line)],
    tree: [signed.map((line) => leafHash(line))],
    proofs: await Promise.all(proofs),
    consistency: await Promise.all(consistency),
    documents: documents ?? (scope === 'figure' ? DOCUMENTS : []),
  });
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

/** Checks a bundle that is written to a file for it. */
export async function check(bundle: string | Uint8Array, options: Partial<VerifyOptions> = {}): Promise<BundleReport> {
  const folder = mkdtempSync(join(tmpdir(), 'impact-bundle-'));
  try {
    const path = join(folder, 'bundle');
    writeFileSync(path, bundle);
    return await verifyBundle(path, { verifier: signer.verifier, ...options });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
