import { EFFECT_OF_USE, HORIZON, jobSeeker, type JobSeeker } from './job-seekers.js';
import { uniform } from './random.js';

/** Days between two messages, on each of which somebody who is looking may begin to use the service; and how many there are. */
export const EVERY = 7;
export const MESSAGES = 8;
/** By how much the log-odds of beginning fall from one message to the next: the eighth finds almost nobody to convince. */
const FADING = 0.7;
/** People of one place, who are after the same posts. */
const ZONE = 200;

const logit = (p: number): number => Math.log(p / (1 - p));
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** What happened to a person, in days from the start. */
export interface Life {
  readonly person: JobSeeker;
  readonly zone: number;
  /** Whether the messages came with the e-mail, drawn by lot. */
  readonly email: boolean;
  /** Day of first use: that of a message; null for never. */
  readonly use: number | null;
  /** Day of the hire, which comes before what else the day would have brought. */
  readonly hire: number;
  /** Day of the hire had there been no service for anybody. */
  readonly hireWithout: number;
}

/**
 * The same people as in `jobSeeker`, whose use has a date: on the day of each weekly message, the first a week after the
 * start, somebody who is still looking and has not used the service begins with a chance made of what is seen of them, of the
 * e-mail and of how many messages there were. From the day after, hires come faster by the one causal number of the world.
 */
export function life(seed: number, index: number): Life {
  const person = jobSeeker(seed, index);
  const email = uniform(seed, index, 20) < 0.5;
  const needed = -Math.log(uniform(seed, index, 22)) / person.hazard;
  let use: number | null = null;
  for (let message = 1; message <= MESSAGES && needed > EVERY * message && use === null; message++) {
    if (uniform(seed, index, 40 + message) < chanceOfBeginning(person, email, message)) use = EVERY * message;
  }
  const hire = use === null ? needed : use + (needed - use) / Math.exp(EFFECT_OF_USE);
  const zone = Math.floor(index / ZONE);
  return { person, zone, email, use, hire: Math.ceil(hire), hireWithout: Math.ceil(needed) };
}

/** Chance of beginning on the day of a message, the first being 1, for somebody looking who has not used the service. */
export const chanceOfBeginning = ({ chanceOfUse }: JobSeeker, email: boolean, message: number): number =>
  logistic(-3 + 0.75 * (logit(chanceOfUse.notSent) + 1.45) + (email ? 0.5 : 0) - FADING * (message - 1));

/**
 * Everybody of a world. With displacement a place has its posts whatever the service does: somebody who uses it and is
 * hired sooner takes the post of a neighbour who does not, and who then waits until the day the user would have waited for.
 * On every day as many people of a place are hired as without the service: what users gain, others lose.
 */
export function lives(seed: number, people: number, { displacement = false } = {}): Life[] {
  const each = Array.from({ length: people }, (_, index) => life(seed, index));
  if (!displacement) return each;
  for (let from = 0; from < people; from += ZONE) shareOutPosts(each, from, Math.min(people, from + ZONE));
  return each;
}

function shareOutPosts(all: Life[], from: number, to: number): void {
  const place = all.slice(from, to).map((life, at) => ({ life, index: from + at }));
  const others = place.filter(({ life }) => life.use === null).sort((a, b) => a.life.hire - b.life.hire);
  for (const { life, index } of place.filter(({ life: { use } }) => use !== null)) {
    const at = others.findIndex(({ life: { hire } }) => hire >= life.hire && hire < life.hireWithout);
    const [taken] = at < 0 ? [] : others.splice(at, 1);
    all[index] = { ...life, hire: taken?.life.hire ?? life.hireWithout };
    if (taken) all[taken.index] = { ...taken.life, hire: life.hireWithout };
  }
}

/**
 * Probability of being looking still so many days after some instant, for somebody then looking who has not used the service.
 *
 * @param uses on that day and every seven days from it, the probability of beginning then if not before; none after the last
 */
export function chanceStillLooking({ hazard }: JobSeeker, uses: readonly number[], days = HORIZON): number {
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
