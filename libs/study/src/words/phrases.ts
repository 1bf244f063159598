import type { GateId, GateResult } from '@impact-ledger/domain';
import type { Scale } from './numbers.js';

/** What a sentence is about, in one language. */
export interface Subject {
  /** "Being offered the programme". */
  readonly exposure: string;
  /** "in work in 1978" of people, "earnings in 1978" of an amount. */
  readonly outcome: string;
  readonly isPeople: boolean;
  /** Of what the effect is a ratio; null when it is a difference. */
  readonly ratio: 'people' | 'odds' | null;
  readonly scale: Scale;
}

export interface Effect {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
}

/** Every sentence a result can say. One file per language; a test renders all of them in both. */
export interface Phrases {
  readonly effect: (subject: Subject, effect: Effect) => string;
  readonly noEffect: (subject: Subject, delta: number) => string;
  readonly undecided: (subject: Subject, effect: Effect) => string;
  readonly tooFew: (subject: Subject, effect: Effect) => string;
  readonly fragile: (subject: Subject, effect: Effect, covariate: string) => string;
  readonly notAdjusted: (subject: Subject) => string;
  readonly refused: (subject: Subject, gate: GateId) => string;

  readonly because: {
    readonly gates: (gates: readonly GateResult[]) => string;
    readonly notAdjusted: string;
    readonly tooFewEvents: (least: number) => string;
    readonly inside: (interval: string, delta: string) => string;
    readonly above: (interval: string, isGood: boolean, none: string) => string;
    readonly below: (interval: string, isGood: boolean, none: string) => string;
    readonly fragile: (interval: string, covariate: string, left: string | null, none: string) => string;
    readonly tooWide: (interval: string, delta: string, none: string) => string;
    readonly includesZero: (interval: string, none: string) => string;
  };
  /** "the 95 % interval, 2.4 to 19.3 points". */
  readonly interval: (effect: Effect, scale: Scale) => string;
  /** "2.4 to 19.3 points". */
  readonly range: (lower: number, upper: number, scale: Scale) => string;
  readonly amount: (value: number, scale: Scale) => string;

  readonly limits: {
    readonly unblinded: string;
    readonly cohort: string;
    readonly displacement: (why: string) => string;
    readonly naive: string;
    readonly beforeAfter: string;
    readonly moved: string;
    readonly parallel: string;
    readonly breakdown: (value: number | null) => string;
    readonly otherExits: (names: readonly string[]) => string;
    readonly unknownAllocation: (reason: string) => string;
    readonly manyLooks: string;
    readonly waived: (gate: GateId, reason: string) => string;
    readonly exploratory: string;
    readonly landmark: (days: number) => string;
    readonly reportingLag: (days: number) => string;
    readonly tooYoung: string;
    readonly controls: Readonly<Record<'too_few' | 'wide' | 'biased', string>>;
    readonly outcomeUnknown: (people: number) => string;
    readonly unadjustedCurves: string;
    readonly notComputed: (label: string, why: string) => string;
    readonly fragilityUnknown: string;
  };
}
