import { gaussian, uniform } from './random.js';

export const EDUCATION = ['none', 'secondary', 'higher'] as const;

/** Days after the sending by which somebody counts as a user, and from which users are followed. */
export const LANDMARK = 14;
export const HORIZON = 182;
export const REPORTING_LAG = 30;
export const EXTRACTED_ON = '2026-04-01';

const DAY = 86_400_000;
const FIRST_SENDING = Date.parse('2024-10-01') / DAY;
const DAYS_OF_SENDING = 395;
const EXTRACTION = Date.parse(EXTRACTED_ON) / DAY;
const QUARTERS = Array.from(
  { length: DAYS_OF_SENDING },
  (_, day) => `Q${Math.floor(new Date((FIRST_SENDING + day) * DAY).getUTCMonth() / 3) + 1}` as JobSeeker['quarter'],
);

/** Log of the hazard ratio of a hire for somebody who uses the service, from day 14 on. The one causal number of the world. */
export const EFFECT_OF_USE = 0.24;

/** A person of the simulated world, with what no file would hold. Days count from the sending of the e-mail. */
export interface JobSeeker {
  readonly age: number;
  readonly education: (typeof EDUCATION)[number];
  /** Months registered at the sending. */
  readonly months: number;
  readonly quarter: 'Q1' | 'Q2' | 'Q3' | 'Q4';
  /** Offers per job seeker around the home. */
  readonly offers: number;
  /** Applications declared in the month before: the part of motivation that is seen. */
  readonly searches: number;
  readonly followed: number;
  /** Chance of using the service by day 14, if the e-mail is sent and if not. */
  readonly chanceOfUse: { readonly sent: number; readonly notSent: number };
  /** Hazard of a hire per day, before any use. */
  readonly hazard: number;
  /** What the negative controls depend on: the same traits as use and hire, and never the service. */
  readonly errands: number;
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * How the world works. Motivation is hidden; the applications declared before the sending show part of it. The service
 * proposes itself by what it sees (declared applications, age, schooling, months, local offers) and by the e-mail, which
 * is drawn by lot. Hires depend on all of these and on the hidden part of motivation. So users differ from non-users in
 * ways that also bring hires, each of which is in the file: the naive comparison is wrong and adjustment can be right.
 */
export function jobSeeker(seed: number, person: number): JobSeeker {
  const u = (draw: number): number => uniform(seed, person, draw);
  const age = 17 + Math.floor(50 * u(0) ** 1.15);
  const education = u(1) < 0.24 ? 'none' : u(1) < 0.7 ? 'secondary' : 'higher';
  const months = Math.min(36, Math.floor(-7 * Math.log(u(2))));
  const sent = Math.floor(DAYS_OF_SENDING * u(3));
  const quarter = QUARTERS[sent]!;
  const offers = Math.max(0.1, Math.round(100 * (0.75 + 0.3 * gaussian(seed, person, 4))) / 100);
  const motivation = gaussian(seed, person, 5);
  const searches = Math.max(0, Math.round(5 + 2 * motivation + 2 * gaussian(seed, person, 6)));

  const active = 0.21 * (searches - 5);
  const older = (age - 40) / 10;
  const market = 1.2 * (offers - 0.75);
  const schooling = { none: -1, secondary: 0, higher: 1 }[education];
  const traits = 0.45 * active - 0.12 * older + 0.28 * schooling - 0.03 * (months - 7) + 0.4 * market;
  return {
    age,
    education,
    months,
    quarter,
    offers,
    searches,
    followed: EXTRACTION - FIRST_SENDING - sent,
    chanceOfUse: { sent: logistic(0.25 + 1.25 * traits), notSent: logistic(-1.45 + 1.25 * traits) },
    hazard: Math.exp(-6.15 + 0.75 * traits + 0.2 * motivation + (quarter === 'Q2' ? 0.12 : 0)),
    errands: 0.3 * active - 0.2 * older + 0.15 * schooling,
  };
}

/** Probability of a hire between two days, for a user and for a non-user; the service acts from the landmark on. */
export function chanceOfHire({ hazard }: JobSeeker, used: boolean, from: number, to: number): number {
  const cumulated = (day: number): number =>
    hazard * (Math.min(day, LANDMARK) + Math.max(0, day - LANDMARK) * (used ? Math.exp(EFFECT_OF_USE) : 1));
  return -Math.expm1(cumulated(from) - cumulated(to));
}

/** The day of the hire at which a uniform draw is reached: the inverse of the cumulated hazard. */
export function dayOfHire({ hazard }: JobSeeker, used: boolean, draw: number): number {
  const needed = -Math.log(draw) / hazard;
  return needed <= LANDMARK ? needed : LANDMARK + (needed - LANDMARK) / (used ? Math.exp(EFFECT_OF_USE) : 1);
}

export const isWorkingAge = ({ age }: JobSeeker): boolean => age >= 18 && age <= 64;
export const isMature = ({ followed }: JobSeeker, from: number): boolean => followed >= from + HORIZON + REPORTING_LAG;
