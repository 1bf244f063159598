import { createHash } from 'node:crypto';
import { canonicalHash } from './canonical.js';

/** A figure with what it hangs on, each named by its hash. */
export interface CheckedFigure {
  readonly study: string;
  readonly run: string;
  readonly protocolHash: string;
  readonly resultHash: string;
  readonly dataset: { readonly id: string; readonly sha256: string };
  readonly engine: { readonly version: string; readonly lock: string };
  readonly published: boolean;
  readonly verdict: string;
  readonly grade: number;
  /** The finding in one sentence, English. */
  readonly sentence: string;
}

interface Run {
  readonly protocolHash: unknown;
  readonly dataset: unknown;
  readonly sha256: unknown;
  accepted: boolean;
  published: boolean;
  figure?: Omit<CheckedFigure, 'published'>;
}

interface Study {
  /** Of the protocol as the last event that carries one has it. */
  current: string;
  frozen?: string;
  readonly runs: Map<string, Run>;
}

type Data = Readonly<Record<string, unknown>>;

/** Tells the place of an event in the report. */
export type At<Place> = (place: Place, message: string) => void;

/**
 * Follows studies from protocol to publication: what was frozen is the protocol that stands there, what was computed is
 * of that protocol and that data set, what is shown is the document that the run made.
 */
export class StudyBook<Place> {
  readonly #studies = new Map<string, Study>();
  readonly #documents = new Map<string, Place>();
  readonly #named = new Set<string>();

  constructor(private readonly fault: At<Place>) {}

  /** An event of a study, parsed; in the order of the log. */
  add(event: { readonly type: string; readonly stream: string; readonly data: unknown }, place: Place): void {
    const { type, stream } = event;
    const id = stream.replace(/^study-/, '');
    const data = (event.data ?? {}) as Data;
    if (type === 'StudyDrafted') {
      this.#studies.set(id, { current: canonicalHash(data['protocol']), runs: new Map() });
      return;
    }
    const study = this.#studies.get(id);
    if (!study) return this.fault(place, `it is of the study "${id}", which was never drafted`);
    if (type === 'StudyProtocolRevised' || type === 'StudyAmended') study.current = canonicalHash(data['protocol']);
    if (type === 'StudyFrozen' || type === 'StudyAmended') {
      study.frozen = String(data['protocolHash']);
      this.#mustBe(study.current, study.frozen, place, 'the protocol that was frozen');
    }
    if (type.startsWith('StudyRun') || type.startsWith('StudyResult')) this.#run(id, study, type, data, place);
  }

  /** A document beside the events, as it stands in the bundle. */
  addDocument(text: string, place: Place): void {
    this.#documents.set(createHash('sha256').update(text).digest('hex'), place);
  }

  /** To be called at the end: documents that nothing names. */
  finish(): void {
    for (const [hash, place] of this.#documents) {
      if (!this.#named.has(hash))
        this.fault(place, 'no event names this document: it was changed, or is of another study');
    }
  }

  /** Undefined when the run did not end with a result. */
  figure(study: string, run: string): CheckedFigure | undefined {
    const found = this.#studies.get(study)?.runs.get(run);
    return found?.figure && { ...found.figure, published: found.published };
  }

  /** Ids of the studies that were drafted. */
  get studies(): readonly string[] {
    return [...this.#studies.keys()];
  }

  hasDocument(hash: string): boolean {
    return this.#documents.has(hash);
  }

  #run(id: string, study: Study, type: string, data: Data, place: Place): void {
    const name = String(data['run']);
    if (type === 'StudyRunRequested') {
      const { protocolHash, dataset, sha256 } = data;
      if (protocolHash !== study.frozen)
        this.fault(place, `the run ${name} is not of the protocol in force, ${study.frozen ?? 'none'}`);
      study.runs.set(name, { protocolHash, dataset, sha256, accepted: false, published: false });
      return;
    }
    const run = study.runs.get(name);
    if (!run) return this.fault(place, `nobody asked for the run ${name}`);
    if (type === 'StudyRunCompleted' || type === 'StudyRunRefused') this.#result(id, name, run, data, place);
    if (type === 'StudyRunRefused' && (data['result'] as Data | null)?.['findings'] !== null) {
      this.fault(place, `the run ${name} was refused, yet its estimate stands in the open`);
    }
    if (type === 'StudyResultReviewed') run.accepted = data['decision'] === 'accepted';
    if (type === 'StudyResultPublished') {
      if (!run.figure || !run.accepted) this.fault(place, `the run ${name} was published without an accepted result`);
      run.published = true;
    }
    if (type === 'StudyResultRetracted') run.published = false;
  }

  #result(id: string, name: string, run: Run, data: Data, place: Place): void {
    const result = (data['result'] ?? {}) as Data;
    const resultHash = String(data['resultHash']);
    this.#mustBe(canonicalHash(result), resultHash, place, `the result of the run ${name}`);
    const inputs = (result['inputs'] ?? {}) as Data;
    const dataset = (inputs['dataset'] ?? {}) as { id?: unknown; sha256?: unknown };
    const engine = (inputs['engine'] ?? {}) as { version?: unknown; lock?: unknown };
    if (inputs['study'] !== id) this.fault(place, `the result of the run ${name} is of another study`);
    if (inputs['protocolHash'] !== run.protocolHash)
      this.fault(place, `the result of the run ${name} is of another protocol`);
    if (dataset.id !== run.dataset || dataset.sha256 !== run.sha256) {
      this.fault(place, `the result of the run ${name} is of other data than were asked for`);
    }
    if (typeof engine.version !== 'string' || engine.version === '' || !/^[0-9a-f]{64}$/.test(String(engine.lock))) {
      this.fault(place, `the result of the run ${name} does not name the engine that made it`);
    }
    run.figure = {
      study: id,
      run: name,
      protocolHash: String(run.protocolHash),
      resultHash,
      dataset: { id: String(dataset.id), sha256: String(dataset.sha256) },
      engine: { version: String(engine.version), lock: String(engine.lock) },
      verdict: String(result['verdict']),
      grade: Number(result['grade']),
      sentence: String((result['sentence'] as Data | undefined)?.['en']),
    };
  }

  #mustBe(actual: string, stated: string, place: Place, what: string): void {
    this.#named.add(stated);
    if (actual !== stated) this.fault(place, `${what} is not the one whose hash it states, ${stated}`);
  }
}
