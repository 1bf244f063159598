import { isWorkingAge, jobSeeker } from './job-seekers.js';
import { chanceOfBeginning, chanceStillLooking, EVERY, MESSAGES } from './lives.js';

/** Last day of the grace period: that of the third message. */
export const GRACE = 3 * EVERY;
/** A trial begins on the day of each of the first messages. */
export const TRIALS = 4;

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
 * (or ever), over all person-trials: those in which somebody eligible is looking and has not used the service.
 */
export function trialTruths(size: number): TrialTruths {
  let [people, grace, trials, initiation, perProtocol] = [0, 0, 0, 0, 0];
  for (let i = 0; i < size; i++) {
    const person = jobSeeker(POPULATION_SEED, i);
    if (!isWorkingAge(person)) continue;
    for (const email of [true, false]) {
      // By message; nobody begins on the day of the start.
      const chances = [0, ...Array.from({ length: MESSAGES }, (_, m) => chanceOfBeginning(person, email, m + 1))];
      const looking = (uses: readonly number[]): number => chanceStillLooking(person, uses);
      const last = GRACE / EVERY;
      people += 1;
      grace += looking(chances.map((chance, m) => (m <= last ? 0 : chance))) - looking([...chances.slice(0, last), 1]);
      let inIt = 1;
      for (let trial = 1; trial <= TRIALS; trial++) {
        inIt *= Math.exp(-person.hazard * EVERY) * (1 - chances[trial - 1]!);
        trials += inIt;
        initiation += inIt * (looking([0, ...chances.slice(trial + 1)]) - looking([1]));
        perProtocol += inIt * (looking([]) - looking([1]));
      }
    }
  }
  return { grace: grace / people, initiation: initiation / trials, perProtocol: perProtocol / trials };
}
