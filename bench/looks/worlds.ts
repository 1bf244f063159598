/** Paths of estimates over looks at studies whose service has no effect: one path a seed. */
import { estimate, type Table } from '@impact-ledger/stats';

/** What a run knows of its primary estimate at one look. */
export interface Seen {
  readonly value: number;
  readonly standardError: number;
  readonly n: { readonly total: number };
}

const PEOPLE = 100;
const LOOKS = 12;
/** People of `equalInformation` and `staggered` at the last look. */
export const EVERYBODY = PEOPLE * LOOKS;

/** Mulberry32, so that a table is the same everywhere. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4_294_967_296;
  };
}

const normalOf = (next: () => number): number => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** Equal steps of information: the mean of PEOPLE more standard normal differences at each look. */
export function equalInformation(seed: number): Seen[] {
  const next = random(seed);
  let sum = 0;
  return Array.from({ length: LOOKS }, (_, k) => {
    const total = PEOPLE * (k + 1);
    sum += Math.sqrt(PEOPLE) * normalOf(next);
    return { value: sum / total, standardError: 1 / Math.sqrt(total), n: { total } };
  });
}

interface Person {
  readonly x: number;
  readonly mature: number;
  readonly used: number;
  readonly hired: number;
}

const chanceOfUse = ({ x }: Pick<Person, 'x'>): number => logistic(0.5 * x);
const chanceOfHire = ({ x }: Pick<Person, 'x'>): number => logistic(0.6 * x);

/**
 * People enter over twelve months and are seen when their outcome, declared up to a month late, is mature: a look takes
 * those whose outcome can be known, in the order of maturity. Use depends on a characteristic that moves the outcome.
 * AIPW adjusts for it: with models fitted again at every look, and with both as they are.
 */
export function staggered(seed: number): { readonly fitted: Seen[]; readonly known: Seen[] } {
  const next = random(seed);
  const people: Person[] = Array.from({ length: EVERYBODY }, () => {
    const x = normalOf(next);
    const mature = LOOKS * next() + 3 + next();
    const used = next() < chanceOfUse({ x }) ? 1 : 0;
    const hired = next() < chanceOfHire({ x }) ? 1 : 0;
    return { x, mature, used, hired };
  }).sort((one, other) => one.mature - other.mature);
  const looks = Array.from({ length: LOOKS }, (_, k) => {
    // The first look waits for 50 events in each group.
    const end = k === LOOKS - 1 ? Infinity : 6 + (9.5 * k) / (LOOKS - 1);
    return people.filter(({ mature }) => mature <= end);
  });
  return { fitted: looks.map(fittedAipw), known: looks.map(knownAipw) };
}

function fittedAipw(seen: readonly Person[]): Seen {
  const column = (pick: (person: Person) => number) => Float64Array.from(seen, pick);
  const columns = { x: column(({ x }) => x), used: column(({ used }) => used), hired: column(({ hired }) => hired) };
  const roles = { treatment: 'used', outcome: 'hired', covariates: ['x'] };
  return seenOf('aipw', { rows: seen.length, columns }, roles, {});
}

/** A mean of independent scores: its increments are independent by construction. */
function knownAipw(seen: readonly Person[]): Seen {
  const total = seen.length;
  const scores = seen.map((person) => {
    const use = chanceOfUse(person);
    return (person.used / use - (1 - person.used) / (1 - use)) * (person.hired - chanceOfHire(person));
  });
  const value = scores.reduce((sum, score) => sum + score, 0) / total;
  const squares = scores.reduce((sum, score) => sum + (score - value) ** 2, 0);
  return { value, standardError: Math.sqrt(squares) / total, n: { total } };
}

/**
 * A sequence of four trials, four weeks apart from each person's own start, and its risk by twelve weeks: a person is in
 * each trial until first use or hire, so later looks add rows, and weeks of rows, to people who were there already. They
 * start over a year; six looks, the first with some 50 events among users. Use and hire both depend on x, not on each other.
 */
export function repeated(seed: number): Seen[] {
  const [persons, trials, every, horizon, looks] = [1000, 4, 4, 12, 6];
  const next = random(seed);
  const weeksUntil = (x: number): number => Math.ceil(-Math.log(next()) / (0.035 * Math.exp(0.4 * x)));
  const people = Array.from({ length: persons }, () => {
    const x = normalOf(next);
    return { x, starts: Math.floor(52 * next()), uses: weeksUntil(x), hired: weeksUntil(x) };
  });
  return Array.from({ length: looks }, (_, k) => {
    const end = k === looks - 1 ? Infinity : 38 + (24 * k) / (looks - 1);
    const rows = people.flatMap(({ x, starts, uses, hired }, person) =>
      Array.from({ length: trials }, (_, index) => ({ trial: index + 1, zero: (index + 1) * every }))
        .filter(({ zero }) => starts + zero + 1 <= end && hired > zero && (zero === every || uses > zero - every))
        .map(({ trial, zero }) => {
          const followed = Math.min(horizon, end - (starts + zero));
          const event = hired - zero <= followed ? 1 : 0;
          return { x, person, trial, used: uses <= zero ? 1 : 0, event, time: Math.min(hired - zero, followed) };
        }),
    );
    const column = (pick: (row: (typeof rows)[0]) => number) => Float64Array.from(rows, pick);
    const columns = {
      ...{ x: column(({ x }) => x), person: column(({ person }) => person), trial: column(({ trial }) => trial) },
      ...{ used: column(({ used }) => used), event: column(({ event }) => event), time: column(({ time }) => time) },
    };
    const roles = {
      ...{ treatment: 'used', time: 'time', event: 'event', cluster: 'person', strata: ['trial'], covariates: ['x'] },
    };
    const found = seenOf('sequential-trials', { rows: rows.length, columns }, roles, { horizon });
    return { ...found, n: { total: new Set(columns.person).size } };
  });
}

function seenOf(method: string, table: Table, roles: Parameters<typeof estimate>[2], options: { horizon?: number }) {
  const { value, standardError } = estimate(method, table, roles, options);
  return { value: value!, standardError: standardError!, n: { total: table.rows } };
}
