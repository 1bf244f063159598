import { chanceOfHire, HORIZON, isMature, isWorkingAge, jobSeeker, LANDMARK } from './job-seekers.js';

export interface Truth {
  /** Effect on a hire within 182 days of being sent the e-mail, over everybody eligible. */
  readonly email: number;
  /** Effect on a hire within 182 days of day 14 of using the service by then, over everybody still looking on that day. */
  readonly use: number;
}

/** Another seed than the data's: the truth is of the population the people come from, not of those drawn. */
const POPULATION_SEED = 20_260_101;
const POPULATION = 50_000;

let known: Truth | undefined;

/**
 * The true effects, from both potential outcomes of each of 50,000 people: each person's own chance of a hire with and
 * without, not a draw of it, so that the only error left is that of the population's make-up (about 0.0001).
 */
export const truth = (): Truth => (known ??= truthOf(POPULATION));

/** The same from another number of people of the population. */
export function truthOf(size: number): Truth {
  let [people, email, atRisk, use] = [0, 0, 0, 0];
  for (let i = 0; i < size; i++) {
    const person = jobSeeker(POPULATION_SEED, i);
    if (!isWorkingAge(person)) continue;
    if (isMature(person, 0)) {
      const { sent, notSent } = person.chanceOfUse;
      people += 1;
      email += (sent - notSent) * gain(person, 0, HORIZON);
    }
    if (isMature(person, LANDMARK)) {
      // Use changes nothing before the landmark, so who is still looking then does not depend on it.
      const looking = 1 - chanceOfHire(person, false, 0, LANDMARK);
      atRisk += looking;
      use += looking * gain(person, LANDMARK, LANDMARK + HORIZON);
    }
  }
  const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
  return { email: rounded(email / people), use: rounded(use / atRisk) };
}

const gain = (person: Parameters<typeof chanceOfHire>[0], from: number, to: number): number =>
  chanceOfHire(person, true, from, to) - chanceOfHire(person, false, from, to);
