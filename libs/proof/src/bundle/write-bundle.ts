import { createHash } from 'node:crypto';
import { toBase64 } from '../base64.js';
import { canonicalText } from './canonical.js';
import { BUNDLE_FORMAT, SECTION_MARK, SECTIONS, type BundleHeader, type SectionName } from './format.js';

/** Hashes of a proof, and the place it is for: a leaf, or the number of leaves of the older tree. */
export interface PlacedProof {
  readonly at: number;
  readonly hashes: readonly Uint8Array[];
}

type Pages<Item> = AsyncIterable<readonly Item[]> | Iterable<readonly Item[]>;

/** What goes into a bundle; sections that its scope does not have are not asked for. */
export interface BundleContent {
  readonly header: BundleHeader;
  /** As served: with the signature and those of witnesses. */
  readonly checkpoint: string;
  /** The bytes that are hashed, in the order of the log. */
  readonly events: Pages<string>;
  /** Leaf hashes as the tree of the log has them: by them a changed event is found. */
  readonly tree?: Pages<Uint8Array>;
  /** Inclusion of each event, in order. */
  readonly proofs?: readonly PlacedProof[];
  /** From older trees to that of the checkpoint. */
  readonly consistency?: readonly PlacedProof[];
  /** Canonical JSON of protocols and results which events name by their SHA-256. */
  readonly documents?: readonly string[];
}

/** The bundle as text, piece by piece. Nothing is checked here: what is wrong in the log must reach who looks for it. */
export async function* writeBundle(content: BundleContent): AsyncGenerator<string> {
  const sum = createHash('sha256');
  for await (const text of pieces(content)) {
    sum.update(text);
    yield text;
  }
  yield `${SECTION_MARK}end ${sum.digest('hex')}\n`;
}

async function* pieces(content: BundleContent): AsyncGenerator<string> {
  yield `${BUNDLE_FORMAT}\n${canonicalText(content.header)}\n`;
  for (const section of SECTIONS[content.header.scope]) {
    yield `${SECTION_MARK}${section}\n`;
    yield* contentOf(section, content);
  }
}

async function* contentOf(section: SectionName, content: BundleContent): AsyncGenerator<string> {
  switch (section) {
    case 'checkpoint':
      yield content.checkpoint;
      return;
    case 'events':
      for await (const page of content.events) yield lines(page);
      return;
    case 'tree':
      for await (const page of content.tree ?? []) yield lines(page.map(toBase64));
      return;
    case 'proofs':
    case 'consistency':
      yield lines((content[section] ?? []).map(({ at, hashes }) => [at, ...hashes.map(toBase64)].join(' ')));
      return;
    case 'documents':
      yield lines(content.documents ?? []);
  }
}

const lines = (each: readonly string[]): string => each.map((line) => `${line}\n`).join('');
