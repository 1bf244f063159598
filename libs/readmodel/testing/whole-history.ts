import {
  DataSetErased,
  IndicatorDefined,
  IndicatorDefinitionApproved,
  IndicatorRedefined,
  IndicatorRetired,
  IndicatorTargetSet,
  MeasurementCorrected,
  MeasurementRecorded,
  MeasurementWithdrawn,
  PHASES,
  ProductPhaseChanged,
  ProductRegistered,
  SealedResultRead,
  StudyAmended,
  StudyDataAttached,
  StudyDrafted,
  StudyFrozen,
  StudyProtocolRevised,
  StudyResultPublished,
  StudyResultRetracted,
  StudyResultReviewed,
  StudyResultUnsealed,
  StudyRunCompleted,
  StudyRunFailed,
  StudyRunRefused,
  StudyRunRequested,
  StudyScheduled,
  SubjectErased,
  type DomainEvent,
} from '@impact-ledger/domain';
import { definition, protocol, result } from '@impact-ledger/domain/testing';
import { measurementId, type Append } from '@impact-ledger/ledger';
import { appendOne, dataSetRegistered, dice } from './history.js';

type Roll = (limit: number) => number;

const PRODUCTS = 6;
const INDICATORS = 30;
const DATASETS = 40;
const STUDIES = 40;
const PERIODS = Array.from({ length: 36 }, (_, month) => `${2023 + Math.floor(month / 12)}-${two((month % 12) + 1)}`);
const REGIONS = ['', 'Bretagne', 'Corse', 'Occitanie'];

function two(number: number): string {
  return `${number}`.padStart(2, '0');
}
const day = (roll: Roll): string => `${2023 + roll(4)}-${two(1 + roll(12))}-${two(1 + roll(28))}`;
const hash = (...parts: readonly number[]): string =>
  parts
    .map((part) => part.toString(16).padStart(8, '0'))
    .join('')
    .padEnd(64, '0');
const pick = <Item>(roll: Roll, items: readonly Item[]): Item => items[roll(items.length)] as Item;

interface Run {
  readonly id: string;
  status: 'requested' | 'completed' | 'refused' | 'failed';
  review: 'accepted' | 'rejected' | undefined;
  published: boolean;
  unsealed: boolean;
}

interface Study {
  frozen: boolean;
  version: number;
  readonly runs: Run[];
}

/**
 * A valid history of everything the ledger records, by the throw of dice: products change phase; indicators are defined,
 * redefined, approved, targeted, retired; data points recorded, corrected, withdrawn and recorded anew; persons and data
 * sets erased; studies drafted, revised, frozen, amended, scheduled, run, refused, failed, reviewed more than once,
 * published, retracted, published again, unsealed and read.
 */
export function wholeHistory(seed: number, length: number): Append[] {
  const roll = dice(seed);
  const world = new World(roll);
  const history: Append[] = [];
  while (history.length < length) {
    const next = world.next();
    if (next) history.push(appendOne(next.stream, next.event));
  }
  return history;
}

interface Happening {
  readonly stream: string;
  readonly event: DomainEvent;
}

class World {
  readonly #products = new Set<number>();
  readonly #indicators = new Map<number, { versions: number; retired: boolean; readonly approved: Set<number> }>();
  readonly #points = new Map<string, 'live' | 'withdrawn'>();
  readonly #datasets = new Map<number, { rows: number; erasures: number; erased: boolean }>();
  readonly #studies = new Map<number, Study>();
  #runs = 0;

  constructor(private readonly roll: Roll) {}

  next(): Happening | undefined {
    const throwOf = this.roll(100);
    if (throwOf < 2) return this.#product();
    if (throwOf < 12) return this.#indicator();
    if (throwOf < 16) return this.#dataset();
    if (throwOf < 36) return this.#study();
    return this.#measurement();
  }

  #product(): Happening {
    const { roll } = this;
    const number = roll(PRODUCTS);
    const stream = `product-p${number}`;
    if (!this.#products.has(number)) {
      this.#products.add(number);
      const phase = pick(roll, PHASES);
      return {
        stream,
        event: ProductRegistered.create({ name: `P${number}`, incubator: 'I', problem: { en: 'P' }, phase }),
      };
    }
    return { stream, event: ProductPhaseChanged.create({ phase: pick(roll, PHASES), since: day(roll), reason: 'r' }) };
  }

  #indicator(): Happening | undefined {
    const { roll } = this;
    const number = roll(INDICATORS);
    const stream = `indicator-i${number}`;
    const known = this.#indicators.get(number);
    const name = { en: `Indicator ${number}` };
    if (!known) {
      this.#indicators.set(number, { versions: 1, retired: false, approved: new Set() });
      return { stream, event: IndicatorDefined.create({ product: `p${number % PRODUCTS}`, name, definition }) };
    }
    if (known.retired) return undefined;
    switch (roll(8)) {
      case 0:
        known.retired = roll(40) === 0;
        return known.retired
          ? { stream, event: IndicatorRetired.create({ reason: 'replaced', since: day(roll) }) }
          : undefined;
      case 1: {
        const version = known.versions;
        if (known.approved.has(version)) return undefined;
        known.approved.add(version);
        return {
          stream,
          event: IndicatorDefinitionApproved.create({ definitionVersion: version, comment: 'checked' }),
        };
      }
      case 2:
      case 3:
        return {
          stream,
          event: IndicatorTargetSet.create({ period: pick(roll, ['2025', '2026', ...PERIODS]), value: `${roll(100)}` }),
        };
      default:
        known.versions += 1;
        return {
          stream,
          event: IndicatorRedefined.create({
            name: { en: `Indicator ${number}, wording ${known.versions}` },
            definition: { ...definition, outcomeLagDays: roll(300), isVanity: roll(6) === 0 },
            change: roll(2) === 0 ? 'material' : 'editorial',
            reason: 'said better',
            validFrom: day(roll),
            definitionVersion: known.versions,
          }),
        };
    }
  }

  #measurement(): Happening | undefined {
    const { roll } = this;
    const number = roll(INDICATORS);
    const known = this.#indicators.get(number);
    if (!known) return undefined;
    const region = pick(roll, REGIONS);
    const cell = {
      indicator: `i${number}`,
      definitionVersion: Math.max(1, known.versions - roll(2)),
      period: pick(roll, PERIODS),
      breakdown: region === '' ? {} : { region },
    };
    const stream = `measurement-${measurementId(cell)}`;
    const reading = {
      value: (roll(10_000) / 100).toFixed(2),
      quality: pick(roll, [10, 50, 90] as const),
      provenance: { source: 'hiring declarations' },
      vintage: day(roll),
    };
    if (this.#points.get(stream) !== 'live') {
      this.#points.set(stream, 'live');
      return { stream, event: MeasurementRecorded.create({ ...cell, ...reading }) };
    }
    if (roll(4) === 0) {
      this.#points.set(stream, 'withdrawn');
      return { stream, event: MeasurementWithdrawn.create({ reason: 'counted twice' }) };
    }
    return { stream, event: MeasurementCorrected.create({ ...reading, reason: 'late returns' }) };
  }

  #dataset(): Happening | undefined {
    const { roll } = this;
    const number = roll(DATASETS);
    const stream = `dataset-d${number}`;
    const known = this.#datasets.get(number);
    if (!known) {
      this.#datasets.set(number, { rows: 10_000, erasures: 0, erased: false });
      const registered = dataSetRegistered(`p${number % PRODUCTS}`);
      return { stream, event: { ...registered, data: { ...registered.data, rows: 10_000, sha256: hash(number, 0) } } };
    }
    if (known.erased) return undefined;
    if (roll(60) === 0) {
      known.erased = true;
      return { stream, event: DataSetErased.create({ sha256: hash(number, known.erasures), reason: 'asked' }) };
    }
    const fromSha = hash(number, known.erasures);
    known.erasures += 1;
    known.rows -= 1;
    const toSha = hash(number, known.erasures);
    return {
      stream,
      event: SubjectErased.create({ dataset: `d${number}`, fromSha, toSha, count: 1, rows: known.rows }),
    };
  }

  #study(): Happening | undefined {
    const { roll } = this;
    const number = roll(STUDIES);
    const stream = `study-s${number}`;
    const known = this.#studies.get(number);
    const written = (version: number) => ({
      ...protocol,
      product: `p${number % PRODUCTS}`,
      question: { en: `Question ${number}, as put the ${version}th time?` },
    });
    if (!known) {
      this.#studies.set(number, { frozen: false, version: 1, runs: [] });
      return { stream, event: StudyDrafted.create({ protocol: written(1) }) };
    }
    const act = roll(12);
    if (act === 0) return { stream, event: this.#attached(number) };
    if (!known.frozen) {
      if (act < 7) {
        known.version += 1;
        return { stream, event: StudyProtocolRevised.create({ protocol: written(known.version), reason: 'clearer' }) };
      }
      known.frozen = true;
      return { stream, event: StudyFrozen.create({ protocolHash: hash(number, known.version, 7) }) };
    }
    if (act === 1) {
      known.version += 1;
      const protocolHash = hash(number, known.version, 7);
      const amended = { protocol: written(known.version), reason: 'r', protocolHash, exploratory: roll(2) === 0 };
      return { stream, event: StudyAmended.create(amended) };
    }
    if (act === 2) return { stream, event: StudyScheduled.create({ pattern: roll(2) === 0 ? null : '0 6 * * 1' }) };
    const event = this.#run(number, known);
    return event && { stream, event };
  }

  #attached(number: number): DomainEvent {
    const dataset = (number + this.roll(3)) % DATASETS;
    return StudyDataAttached.create({
      dataset: `d${dataset}`,
      sha256: hash(dataset, this.#datasets.get(dataset)?.erasures ?? 0),
    });
  }

  #run(number: number, study: Study): DomainEvent | undefined {
    const { roll } = this;
    const pending = study.runs.find(({ status }) => status === 'requested');
    if (pending) return this.#end(pending);
    const ended = study.runs.length > 0 ? pick(roll, study.runs) : undefined;
    if (ended && roll(6) > 0) return this.#step(ended);
    this.#runs += 1;
    const id = `00000000-0000-4000-8000-${this.#runs.toString(16).padStart(12, '0')}`;
    study.runs.push({ id, status: 'requested', review: undefined, published: false, unsealed: false });
    const dataset = number % DATASETS;
    return StudyRunRequested.create({
      run: id,
      dataset: `d${dataset}`,
      sha256: hash(dataset, this.#datasets.get(dataset)?.erasures ?? 0),
      protocolHash: hash(number, study.version, 7),
      look: study.runs.length,
      exploratory: study.runs.length > 1,
      earlierInformation: [],
      last: false,
    });
  }

  #end(run: Run): DomainEvent {
    const throwOf = this.roll(6);
    if (throwOf === 0) {
      run.status = 'failed';
      return StudyRunFailed.create({ run: run.id, reason: 'no memory left' });
    }
    const ended = { run: run.id, resultHash: hash(this.roll(1_000_000), 1) };
    if (throwOf === 1) {
      run.status = 'refused';
      const sealed = this.roll(2) === 0 ? null : hash(this.roll(1_000_000), 2);
      return StudyRunRefused.create({ ...ended, reasons: ['equipoise'], result: result('refused'), sealed });
    }
    run.status = 'completed';
    const verdict = pick(this.roll, ['positive', 'negative', 'inconclusive', 'null_effect'] as const);
    return StudyRunCompleted.create({ ...ended, result: { ...result(verdict), grade: this.roll(5) } });
  }

  #step(run: Run): DomainEvent | undefined {
    const { roll } = this;
    if (run.status === 'refused') {
      if (run.unsealed) return SealedResultRead.create({ run: run.id, reason: 'audit' });
      run.unsealed = true;
      return StudyResultUnsealed.create({ run: run.id, reason: 'asked by the committee' });
    }
    if (run.status !== 'completed') return undefined;
    if (run.published && roll(3) === 0) {
      run.published = false;
      return StudyResultRetracted.create({ run: run.id, reason: 'a mistake in the data' });
    }
    if (run.review === 'accepted' && roll(2) === 0) {
      run.published = true;
      return StudyResultPublished.create({ run: run.id });
    }
    run.review = roll(4) === 0 ? 'rejected' : 'accepted';
    return StudyResultReviewed.create({ run: run.id, decision: run.review, comment: `looked at ${roll(100)} times` });
  }
}
