import { EFFECT_OF_USE, jobSeeker, type JobSeeker } from './job-seekers.js';
import { uniform } from './random.js';

/** Days between two messages, on each of which somebody who is looking may begin to use the service; and how many there are. */
export const EVERY = 7;
export const MESSAGES = 8;

const logit = (p: number): number => Math.log(p / (1 - p));
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** What happened to a person, in days from the first message. */
export interface Life {
  readonly person: JobSeeker;
  /** Whether the messages came with the e-mail, drawn by lot. */
  readonly email: boolean;
  /** Day of first use: that of a message; null for never. */
  readonly use: number | null;
  /** Day of the hire, which comes before what else the day would have brought. */
  readonly hire: number;
}

/**
 * The same people as in `jobSeeker`, whose use has a date: on the day of each weekly message somebody who is still looking
 * and has not used the service begins with the same chance each time, made of what is seen of them and the e-mail. From the
 * day after, hires come faster by the one causal number of the world.
 */
export function life(seed: number, index: number): Life {
  const person = jobSeeker(seed, index);
  const email = uniform(seed, index, 20) < 0.5;
  const chance = weeklyChance(person, email);
  const needed = -Math.log(uniform(seed, index, 22)) / person.hazard;
  let use: number | null = null;
  for (let message = 0; message < MESSAGES && needed > EVERY * message && use === null; message++) {
    if (uniform(seed, index, 40 + message) < chance) use = EVERY * message;
  }
  const hire = use === null ? needed : use + (needed - use) / Math.exp(EFFECT_OF_USE);
  return { person, email, use, hire: Math.ceil(hire) };
}

export const weeklyChance = ({ chanceOfUse }: JobSeeker, email: boolean): number =>
  logistic(-3 + 0.7 * (logit(chanceOfUse.notSent) + 1.45) + (email ? 0.7 : 0));

/**
 * Probability of being looking still `days` after a message, for somebody then looking who has not used the service.
 *
 * @param uses on each message from this one on, the probability of beginning then if not before; none after the last given
 */
export function chanceStillLooking({ hazard }: JobSeeker, uses: readonly number[], days: number): number {
  const faster = hazard * Math.exp(EFFECT_OF_USE);
  let [without, using, day] = [1, 0, 0];
  for (const chance of uses) {
    if (day >= days) break;
    using += without * chance;
    without *= 1 - chance;
    const step = Math.min(EVERY, days - day);
    without *= Math.exp(-hazard * step);
    using *= Math.exp(-faster * step);
    day += step;
  }
  return without * Math.exp(-hazard * (days - day)) + using * Math.exp(-faster * (days - day));
}
