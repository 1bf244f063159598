import { openCheckpoint, parseCheckpoint, type Checkpoint } from '../checkpoint.js';
import { verifyCosignature } from '../cosignature.js';
import { Frontier } from '../frontier.js';
import type { Verifier } from '../keys.js';
import { HASH_BYTES, sameHash } from '../tree-hash.js';
import { LogCheck } from './check-log.js';
import { checkConsistency, checkFigure, checkInclusion } from './check-part.js';
import { StudyBook, type CheckedFigure } from './check-studies.js';
import { compareEarlier, type EarlierCheckpoint } from './compare-earlier.js';
import { Faults, type Fault } from './faults.js';
import { BUNDLE_FORMAT, parseHeader, SECTIONS, UnreadableBundle, type BundleHeader } from './format.js';
import { Hashes } from './locate.js';
import { reportDifferences } from './report-differences.js';
import { hashIn, proofLine, type LinedProof } from './proof-lines.js';
import { linesOf, readPieces, type Piece } from './read-pieces.js';
import type { Scan } from './scan-events.js';
import { scanHere, type Scanner } from './scan-threads.js';

export interface VerifyOptions {
  /** Key of the log, from elsewhere than the bundle. */
  readonly verifier: Verifier;
  /** Checkpoints the reader kept, as signed, and where each is from. */
  readonly earlier?: readonly { readonly note: string; readonly from: string }[];
  readonly witnesses?: readonly Verifier[];
  /** In this thread unless told. */
  readonly scanner?: Scanner;
}

/** What the bundle was found to be. */
export interface BundleReport {
  /** Nothing is wrong. */
  readonly ok: boolean;
  /** At most a hundred; `faultCount` says how many there were. */
  readonly faults: readonly Fault[];
  readonly faultCount: number;
  /** Null when the bundle cannot be read so far. */
  readonly header: BundleHeader | null;
  /** Events in the bundle. */
  readonly events: number;
  /** Checkpoint of the bundle, once its signature was found good. */
  readonly checkpoint: { readonly origin: string; readonly size: number; readonly root: string } | null;
  /** The reader's own checkpoints that the log was found to extend: their sizes. */
  readonly extends: readonly number[];
  readonly cosignatures: readonly { readonly witness: string; readonly at: string }[];
  /** Of a bundle of a figure. */
  readonly figure: CheckedFigure | null;
}

/**
 * Checks a bundle with nothing but a key: every event is as it was hashed, in its place in the log that the key signed;
 * the log extends the checkpoints kept before; figures hang on the protocol and data that they name. Never throws for
 * what is wrong in the bundle: the report says it, and where. Throws what reading the file throws.
 */
export const verifyBundle = (path: string, options: VerifyOptions): Promise<BundleReport> =>
  new Verification(path, options).run();

class Verification {
  readonly #faults = new Faults();
  readonly #scanner: Scanner;
  readonly #earlier: readonly EarlierCheckpoint[];
  readonly #texts = new Map<string, { readonly lines: string[]; readonly line: number }>();
  readonly #tree = new Hashes();
  readonly #cosignatures: { witness: string; at: string }[] = [];
  readonly #scans: { readonly scan: Promise<Scan>; readonly line: number }[] = [];
  readonly #studies: StudyBook<{ line: number; leafIndex?: number; event?: string }>;
  #header: BundleHeader | null = null;
  #checkpoint: Checkpoint | null = null;
  #log: LogCheck | null = null;
  #section = '';
  #extends: readonly number[] = [];
  #figure: CheckedFigure | null = null;

  constructor(
    private readonly path: string,
    private readonly options: VerifyOptions,
  ) {
    this.#scanner = options.scanner ?? scanHere;
    this.#earlier = this.#openEarlier();
    this.#studies = new StudyBook((where, message) =>
      this.#faults.add({ step: 'study', message: `${sentence(message)}`, ...where }),
    );
  }

  async run(): Promise<BundleReport> {
    try {
      await this.#read();
    } catch (error) {
      if (!(error instanceof UnreadableBundle)) throw error;
      this.#faults.add({ step: 'format', message: error.message, ...(error.line > 0 ? { line: error.line } : {}) });
    } finally {
      await Promise.allSettled(this.#scans.map(({ scan }) => scan));
    }
    return {
      ok: this.#faults.count === 0,
      faults: this.#faults.list,
      faultCount: this.#faults.count,
      header: this.#header,
      events: this.#log?.size ?? 0,
      checkpoint: this.#checkpoint && {
        ...this.#checkpoint,
        root: Buffer.from(this.#checkpoint.root).toString('base64'),
      },
      extends: this.#extends,
      cosignatures: this.#cosignatures,
      figure: this.#figure,
    };
  }

  async #read(): Promise<void> {
    const pieces = readPieces(this.path);
    try {
      for (;;) {
        const next = await pieces.next();
        if (next.done) return await this.#end(next.value);
        await this.#take(next.value);
      }
    } finally {
      // Closes the file when something that is not readable ended the reading.
      await pieces.return({ line: 0, whole: false });
    }
  }

  async #take(piece: Piece): Promise<void> {
    if (piece.section !== this.#section) await this.#begin(piece);
    if (piece.bytes.length === 0) return;
    if (piece.section === 'events') {
      this.#scans.push({ scan: this.#scanner.scan(piece.bytes), line: piece.line });
      while (this.#scans.length > this.#scanner.ahead) await this.#absorb();
    } else if (piece.section === 'tree') {
      const hashes = linesOf(piece).map((text, index) => hashIn(text, piece.line + index));
      this.#tree.append(Buffer.concat(hashes));
    } else {
      const known = this.#texts.get(piece.section) ?? { lines: [], line: piece.line };
      known.lines.push(...linesOf(piece));
      this.#texts.set(piece.section, known);
    }
  }

  /** A section begins: the one before it is whole. */
  async #begin({ section, line }: Piece): Promise<void> {
    await this.#close();
    const expected = this.#nextSection();
    if (expected !== section) {
      const message = `Here begins "${section}", where "${expected ?? 'the end'}" should.`;
      throw new UnreadableBundle(message, line - 1);
    }
    this.#section = section;
  }

  async #close(): Promise<void> {
    if (this.#section === '') this.#readHead();
    if (this.#section === 'checkpoint') this.#readCheckpoint();
    while (this.#scans.length > 0) await this.#absorb();
  }

  #nextSection(): string | undefined {
    const order: readonly string[] = this.#header ? SECTIONS[this.#header.scope] : [];
    return order[order.indexOf(this.#section) + 1];
  }

  #readHead(): void {
    const [format, header, ...more] = this.#texts.get('')?.lines ?? [];
    if (format !== BUNDLE_FORMAT) {
      throw new UnreadableBundle(
        `This is not a bundle that can be read here: its first line is not "${BUNDLE_FORMAT}".`,
        1,
      );
    }
    if (header === undefined || more.length > 0) throw new UnreadableBundle('The second line is not the header.', 2);
    this.#header = parseHeader(header);
    if (this.#header.key !== this.options.verifier.text) {
      const message = `The log of this bundle names the key ${this.#header.key}, not the one given: it is another log, or somebody else signed it.`;
      this.#faults.add({ step: 'key', message, line: 2 });
    }
  }

  #readCheckpoint(): void {
    const { lines, line } = this.#texts.get('checkpoint') ?? { lines: [], line: 3 };
    const note = `${lines.join('\n')}\n`;
    const header = this.#header;
    try {
      this.#checkpoint = openCheckpoint(note, this.options.verifier);
      for (const witness of this.options.witnesses ?? []) {
        const seconds = verifyCosignature(parseCheckpoint(note).note, witness);
        this.#cosignatures.push({ witness: witness.text, at: new Date(1000 * seconds).toISOString() });
      }
    } catch (error) {
      this.#faults.add({ step: 'checkpoint', message: (error as Error).message, line });
    }
    if (!this.#checkpoint || !header) return;
    const { origin, size } = this.#checkpoint;
    if (origin !== header.origin || size !== header.size) {
      const message = `The checkpoint is of ${size} events of ${origin}, the header of ${header.size} of ${header.origin}: another checkpoint stands in its place.`;
      this.#faults.add({ step: 'checkpoint', message, line });
    }
  }

  #logCheck(): LogCheck {
    const header = this.#header;
    const whole = header?.scope === 'ledger';
    const sizes = [
      ...(this.#checkpoint ? [this.#checkpoint.size] : []),
      ...this.#earlier.map(({ checkpoint }) => checkpoint.size),
    ];
    const rootsAt = whole ? [...new Set(sizes)].sort((a, b) => a - b) : [];
    return (this.#log ??= new LogCheck({
      faults: this.#faults,
      guarantees: header?.guarantees ?? 'log',
      rootsAt,
      whole,
    }));
  }

  async #absorb(): Promise<void> {
    const next = this.#scans.shift();
    if (!next) return;
    const scan = await next.scan;
    const log = this.#logCheck();
    const before = log.size;
    log.take(scan, next.line);
    for (const { index, text } of scan.studies) {
      this.#studies.add(JSON.parse(text) as Parameters<StudyBook<unknown>['add']>[0], log.where(before + index));
    }
  }

  async #end({ line, whole }: { readonly line: number; readonly whole: boolean }): Promise<void> {
    await this.#close();
    if (this.#nextSection() !== undefined) {
      throw new UnreadableBundle(`The bundle ends where "${this.#nextSection()}" should begin.`, line);
    }
    const log = this.#logCheck();
    const documents = this.#texts.get('documents');
    for (const [index, text] of (documents?.lines ?? []).entries()) {
      this.#studies.addDocument(text, { line: (documents?.line ?? 0) + index });
    }
    this.#studies.finish();
    if (this.#header && this.#checkpoint) {
      if (this.#header.scope === 'ledger') this.#checkWhole(log, this.#checkpoint);
      else this.#checkPart(log, this.#checkpoint, this.#header);
    }
    if (!whole) {
      const message =
        'The sum at the end of the bundle is not that of what stands before it: the file was changed after it was written.';
      this.#faults.add({ step: 'checksum', message, line });
    }
  }

  #checkWhole(log: LogCheck, checkpoint: Checkpoint): void {
    const sound = log.size === checkpoint.size && sameHash(log.root(), checkpoint.root);
    // Where the events lead to the root and the tree beside them is the same, there is nothing to make out.
    const treeSound =
      sound && this.#tree.equals(log.hashes)
        ? true
        : this.#tree.size === checkpoint.size && sameHash(rootOf(this.#tree), checkpoint.root);
    if (!sound || !treeSound) reportDifferences({ log, tree: this.#tree, treeSound, checkpoint, faults: this.#faults });
    this.#extends = compareEarlier({ log, checkpoint, earlier: this.#earlier, faults: this.#faults });
  }

  #checkPart(log: LogCheck, checkpoint: Checkpoint, { study, run }: BundleHeader): void {
    const faults = this.#faults;
    checkInclusion({ log, checkpoint, proofs: this.#proofs('proofs'), faults });
    const proofs = this.#proofs('consistency');
    this.#extends = checkConsistency({ checkpoint, earlier: this.#earlier, proofs, faults });
    if (this.#studies.studies.join() !== study) {
      const message = `The events are not those of the study "${study}", which the header names.`;
      faults.add({ step: 'study', message, line: 2 });
    }
    if (study !== null && run !== null) this.#figure = checkFigure({ study, run, studies: this.#studies, faults });
  }

  #proofs(section: 'proofs' | 'consistency'): LinedProof[] {
    const { lines, line } = this.#texts.get(section) ?? { lines: [], line: 0 };
    return lines.map((text, index) => proofLine(text, line + index));
  }

  #openEarlier(): EarlierCheckpoint[] {
    const opened: EarlierCheckpoint[] = [];
    for (const { note, from } of this.options.earlier ?? []) {
      try {
        opened.push({ checkpoint: openCheckpoint(note, this.options.verifier), from });
      } catch (error) {
        const message = `The checkpoint of ${from} cannot be used: ${(error as Error).message}`;
        this.#faults.add({ step: 'consistency', message });
      }
    }
    return opened.sort((one, other) => one.checkpoint.size - other.checkpoint.size);
  }
}

function rootOf(hashes: Hashes): Uint8Array {
  const edge = new Frontier();
  for (let index = 0; index < hashes.size; index += 1) edge.append(hashes.at(index) ?? new Uint8Array(HASH_BYTES));
  return edge.root();
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
