import { canonicalText } from './canonical.js';

/** First line of every bundle: another format is another number. */
export const BUNDLE_FORMAT = 'impact-ledger bundle 1';
/** Begins the line that begins a section; neither an event, a hash nor a checkpoint has such a line. */
export const SECTION_MARK = '--- ';

/** What is in a bundle: every event of the log, those of one study, or those of the study of one published figure. */
export type BundleScope = 'ledger' | 'study' | 'figure';

export type SectionName = 'checkpoint' | 'events' | 'tree' | 'proofs' | 'consistency' | 'documents';

/** The sections of each scope, in their order; all of them are there, empty or not. */
export const SECTIONS: Readonly<Record<BundleScope, readonly SectionName[]>> = {
  ledger: ['checkpoint', 'events', 'tree', 'documents'],
  study: ['checkpoint', 'events', 'proofs', 'consistency', 'documents'],
  figure: ['checkpoint', 'events', 'proofs', 'consistency', 'documents'],
};

/** Second line of a bundle, as canonical JSON. */
export interface BundleHeader {
  /** Release that wrote the bundle. The one that computed a figure is named by its result. */
  readonly engine: string;
  /** Whether ids are unique and times ascend along the whole log, or along each stream only: the store decides. */
  readonly guarantees: 'log' | 'stream';
  /** Public key that the log names as its own; the reader trusts the one he brought. */
  readonly key: string;
  readonly origin: string;
  /** Of the figure. */
  readonly run: string | null;
  readonly scope: BundleScope;
  /** Leaves of the checkpoint. */
  readonly size: number;
  readonly study: string | null;
}

/** What is wrong with a bundle as a file: nothing after it can be read. */
export class UnreadableBundle extends Error {
  override readonly name = 'UnreadableBundle';

  constructor(
    message: string,
    /** From 1. */
    readonly line: number,
  ) {
    super(message);
  }
}

const KEYS = 'engine,guarantees,key,origin,run,scope,size,study';

/** The header in this line, which is line 2. Throws UnreadableBundle. */
export function parseHeader(text: string): BundleHeader {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    throw new UnreadableBundle('The header is not JSON.', 2);
  }
  if (!isHeader(header) || canonicalText(header) !== text) {
    throw new UnreadableBundle(`The header is not canonical JSON of ${KEYS.replaceAll(',', ', ')}.`, 2);
  }
  return header;
}

function isHeader(value: unknown): value is BundleHeader {
  if (value === null || typeof value !== 'object' || Object.keys(value).sort().join() !== KEYS) return false;
  const { engine, guarantees, key, origin, run, scope, size, study } = value as Record<keyof BundleHeader, unknown>;
  return (
    [engine, key, origin].every((text) => typeof text === 'string' && text !== '') &&
    (guarantees === 'log' || guarantees === 'stream') &&
    Number.isSafeInteger(size) &&
    (size as number) >= 0 &&
    ((scope === 'ledger' && study === null && run === null) ||
      (scope === 'study' && typeof study === 'string' && run === null) ||
      (scope === 'figure' && typeof study === 'string' && typeof run === 'string'))
  );
}
