import { HORIZON, isMature, isWorkingAge, jobSeeker } from './job-seekers.js';
import { chanceStillLooking, EVERY, life, MESSAGES, weeklyChance, type Life } from './lives.js';

/** Last day of the grace period: that of the fourth message. */
export const GRACE = 3 * EVERY;
/** A trial begins on the day of each of the first messages. */
export const TRIALS = 4;

/** A row of a target trial: a clone of a person, or a person in one of the trials. Days from the row's own time zero. */
export interface TrialRow {
  readonly index: number;
  readonly life: Life;
  readonly treated: boolean;
  readonly time: number;
  readonly event: boolean;
  /** The row ends, without the event, because its person left the strategy of the arm. */
  readonly deviated: boolean;
  readonly trial: number;
}

/** Two clones of each eligible person: beginning to use by the last day of the grace period, and not. */
export const clones = (seed: number, people: number): TrialRow[] =>
  eligible(seed, people, 0).flatMap(({ index, life }) => {
    const used = life.use !== null && life.use <= GRACE;
    return [
      rowOf(index, life, true, 0, used ? null : GRACE, 0),
      rowOf(index, life, false, 0, used ? life.use : null, 0),
    ];
  });

/**
 * Each eligible person in each trial that finds them looking and not yet users.
 *
 * @param perProtocol whether a row of the comparison ends on the day its person begins to use
 */
export const personTrials = (seed: number, people: number, perProtocol: boolean): TrialRow[] =>
  Array.from({ length: TRIALS }, (_, trial) => trial).flatMap((trial) => {
    const start = EVERY * trial;
    return eligible(seed, people, start)
      .filter(({ life: { hire, use } }) => hire > start && (use === null || use >= start))
      .map(({ index, life }) => {
        const treated = life.use === start;
        return rowOf(index, life, treated, start, perProtocol && !treated ? life.use : null, trial + 1);
      });
  });

function eligible(seed: number, people: number, start: number): { index: number; life: Life }[] {
  return Array.from({ length: people }, (_, index) => ({ index, life: life(seed, index) })).filter(
    ({ life: { person } }) => isWorkingAge(person) && isMature(person, start),
  );
}

/** @param leaves day on which the person leaves the strategy, if nothing came before */
function rowOf(
  index: number,
  life: Life,
  treated: boolean,
  start: number,
  leaves: number | null,
  trial: number,
): TrialRow {
  const end = Math.min(start + HORIZON, leaves ?? Infinity);
  const event = life.hire <= end;
  return {
    ...{ index, life, treated, trial, event },
    time: (event ? life.hire : end) - start,
    deviated: !event && leaves === end,
  };
}

export interface TrialTruths {
  readonly grace: number;
  readonly initiation: number;
  readonly perProtocol: number;
}

/** Another seed than the data's: the truth is of the population the people come from, not of those drawn. */
const POPULATION_SEED = 20_260_101;

/**
 * The true differences of risk within the horizon, from each person's own chances under each strategy: those of use by the
 * end of the grace period beside none within it, over everybody eligible, and those of beginning beside not beginning then
 * (or ever), over all person-trials.
 */
export function trialTruths(size: number): TrialTruths {
  let [people, grace, trials, initiation, perProtocol] = [0, 0, 0, 0, 0];
  for (let i = 0; i < size; i++) {
    const person = jobSeeker(POPULATION_SEED, i);
    if (!isWorkingAge(person)) continue;
    for (const email of [true, false]) {
      const chance = weeklyChance(person, email);
      const looking = (uses: readonly number[]): number => chanceStillLooking(person, uses, HORIZON);
      const messages = (count: number, each = chance): number[] => Array<number>(count).fill(each);
      if (isMature(person, 0)) {
        const before = GRACE / EVERY;
        people += 1;
        grace +=
          looking([...messages(before + 1, 0), ...messages(MESSAGES - before - 1)]) - looking([...messages(before), 1]);
      }
      for (let trial = 0; trial < TRIALS; trial++) {
        if (!isMature(person, EVERY * trial)) continue;
        const inIt = ((1 - chance) * Math.exp(-person.hazard * EVERY)) ** trial;
        trials += inIt;
        initiation += inIt * (looking([0, ...messages(MESSAGES - trial - 1)]) - looking([1]));
        perProtocol += inIt * (looking([]) - looking([1]));
      }
    }
  }
  return { grace: grace / people, initiation: initiation / trials, perProtocol: perProtocol / trials };
}
