import type { EventLogs, Protocol } from '@impact-ledger/domain';

/** A person of a small world; days count from 1970-01-01. */
export interface SmallPerson {
  readonly start: number;
  readonly age: number;
  readonly sent: 0 | 1;
  readonly uses: readonly { readonly day: number; readonly employer: string }[];
  readonly hires: readonly { readonly day: number; readonly employer: string; readonly contract: number }[];
  readonly exits: readonly { readonly day: number; readonly kind: 'training' | 'moved' }[];
}

export interface OracleRow {
  readonly person: number;
  readonly treated: number;
  readonly time: number;
  readonly event: number;
  readonly outcome: number | null;
  readonly deviated: number;
  readonly trial: number;
}

/** The cohort by walking through each person's days one at a time: slow, and as the words of the rules say it. */
export function oracle(
  people: readonly SmallPerson[],
  protocol: Protocol & { readonly eventLogs: EventLogs },
  extraction: number,
): OracleRow[] {
  const { timeZero, eventLogs: logs, population } = protocol;
  const rows: OracleRow[] = [];
  people.forEach((person, index) => {
    if (population.eligibility.length > 0 && person.age < 18) return;
    const naive = protocol.design === 'naive_match';
    const collection = Date.parse(logs.collectionStart) / 86_400_000;
    const uses = person.uses.filter(({ day }) => day >= collection);
    const firstUse = Math.min(...uses.map(({ day }) => day));
    const hires = hiresThatCount(person, uses, firstUse, logs);
    const see = (zero: number, treated: number, departs: number | null, trial: number): void => {
      const row = follow({ zero, treated, departs, hires, person, protocol, extraction });
      if (row) rows.push({ person: index, trial, treated, ...row });
    };
    const free = (zero: number): boolean => atRisk(person, hires, zero, logs.rules.sameDay);
    if (naive) return see(firstUse === Infinity ? person.start : firstUse, Number(firstUse < Infinity), null, 0);
    if (timeZero.rule !== 'assignment' && firstUse < person.start) return;
    if (timeZero.rule === 'assignment' && free(person.start)) see(person.start, person.sent, null, 0);
    if (timeZero.rule === 'landmark') {
      const zero = person.start + timeZero.days;
      if (free(zero)) see(zero, Number(firstUse <= zero), null, 0);
    }
    if (timeZero.rule === 'grace' && free(person.start)) {
      const last = person.start + timeZero.days;
      see(person.start, 1, firstUse <= last ? null : last, 0);
      see(person.start, 0, firstUse <= last ? firstUse : null, 0);
    }
    if (timeZero.rule === 'sequential_trials') {
      for (let trial = 1; trial <= timeZero.trials; trial++) {
        const zero = person.start + trial * timeZero.every;
        const usedBefore = trial > 1 && firstUse <= zero - timeZero.every;
        if (usedBefore || !free(zero)) continue;
        const stops = timeZero.contrast === 'per_protocol' && firstUse > zero && firstUse < Infinity;
        see(zero, Number(firstUse <= zero), stops ? firstUse : null, trial);
      }
    }
  });
  return rows;
}

function hiresThatCount(
  person: SmallPerson,
  uses: SmallPerson['uses'],
  firstUse: number,
  { rules }: EventLogs,
): number[] {
  return person.hires
    .filter(({ contract }) => rules.longestContract === null || contract <= rules.longestContract)
    .filter(({ day, employer }) => {
      if (rules.match === 'person') return !(rules.sameDay === 'drop' && day === firstUse);
      const there = uses.filter((use) => use.employer === employer).map((use) => use.day);
      const from = Math.min(...there);
      return rules.sameDay === 'after' ? day >= from : day > from;
    })
    .map(({ day }) => day);
}

function atRisk(person: SmallPerson, hires: readonly number[], zero: number, sameDay: string): boolean {
  for (let day = person.start; day <= zero; day++) {
    if (hires.includes(day) && (day < zero || sameDay === 'before')) return false;
    if (person.exits.some((exit) => exit.day === day)) return false;
  }
  return true;
}

interface Followed {
  readonly zero: number;
  readonly treated: number;
  readonly departs: number | null;
  readonly hires: readonly number[];
  readonly person: SmallPerson;
  readonly protocol: Protocol & { readonly eventLogs: EventLogs };
  readonly extraction: number;
}

function follow(of: Followed): Pick<OracleRow, 'time' | 'event' | 'outcome' | 'deviated'> | undefined {
  const { zero, protocol, extraction, person, hires, treated, departs } = of;
  const { primaryHorizon: horizon, reportingLag: lag, kind } = protocol.outcome;
  const { sameDay } = protocol.eventLogs.rules;
  const mature = zero + horizon + lag <= extraction;
  if (kind === 'binary' ? !mature : zero + 1 > extraction - lag) return undefined;
  const end = Math.min(zero + horizon, extraction - lag);
  const told = (day: number, event: number, deviated = 0) => {
    const time = event > 0 ? Math.max(day - zero, 0.5) : day - zero;
    const outcome = !mature ? null : event > 0 && time <= horizon ? Number(event === 1) : time >= horizon ? 0 : null;
    return { time, event, outcome, deviated };
  };
  for (let day = zero; day <= end; day++) {
    const hired = hires.includes(day) && (day > zero || sameDay === 'after');
    // A user leaves the other strategy before what the day brings; a non-user has all of the last day of grace.
    const departsFirst = departs === day && treated === 0;
    if (hired && !(departsFirst && sameDay !== 'before')) return told(day, 1);
    const gone = person.exits.filter((exit) => exit.day === day && (day > zero || protocol.design !== 'naive_match'));
    const ways = day === zero && protocol.design === 'naive_match' ? [] : gone;
    if (ways.some((exit) => exit.kind === 'training') && !departsFirst) return told(day, 2);
    if (departs === day) return told(day, 0, 1);
    if (ways.length > 0) return told(day, 0);
  }
  return told(end, 0);
}
