import type { Cohort } from '@impact-ledger/cohort';
import type { GateResult, LocalText, Protocol } from '@impact-ledger/domain';
import { isDrawn, isObservational, isUnadjusted } from './designs.js';
import type { ControlsVerdict } from './negative-controls.js';
import type { Phrases } from './words/phrases.js';
import { say } from './words/say.js';

export interface Circumstances {
  readonly protocol: Protocol;
  readonly cohort: Cohort;
  readonly gates: readonly GateResult[];
  readonly refused: boolean;
  /** The document of a refused study with its estimate. */
  readonly unblinded: boolean;
  readonly exploratory: boolean;
  readonly controls: ControlsVerdict;
  /** Of difference-in-differences; null when no period before could test the trends. */
  readonly breakdown: number | null | undefined;
  readonly hasCurves: boolean;
  readonly fragilityKnown: boolean;
}

/** What a careful reader must know beside the finding, gravest first. */
export function limitsOf(circumstances: Circumstances): LocalText[] {
  const { protocol, cohort, gates, refused, exploratory, controls } = circumstances;
  const limits: LocalText[] = [];
  const add = (write: (words: Phrases['limits']) => string): void => {
    limits.push(say(protocol, protocol.smallestEffectOfInterest, ({ phrases }) => write(phrases.limits)));
  };
  if (circumstances.unblinded) add(({ unblinded }) => unblinded);
  if (isUnadjusted(protocol)) add(({ naive }) => naive);
  if (protocol.design === 'before_after') add(({ beforeAfter }) => beforeAfter);
  if (protocol.estimand.target === 'LATE') add(({ moved }) => moved);
  if (protocol.panel) {
    add((words) => words.parallel);
    const { breakdown } = circumstances;
    if (breakdown !== undefined) add((words) => words.breakdown(breakdown));
  }
  const { competingEvents } = protocol.outcome;
  if (competingEvents) {
    limits.push(
      say(protocol, protocol.smallestEffectOfInterest, ({ phrases, text }) =>
        phrases.limits.otherExits(competingEvents.map(({ label }) => text(label))),
      ),
    );
  }
  const { displacement } = protocol;
  if (displacement) {
    limits.push(
      say(protocol, protocol.smallestEffectOfInterest, ({ phrases, text }) =>
        phrases.limits.displacement(text(displacement)),
      ),
    );
  }
  if (exploratory) add((words) => words.exploratory);
  if (isObservational(protocol)) {
    add((words) => words.cohort);
    if (protocol.looks.kind !== 'single') add((words) => words.manyLooks);
    if (!refused && controls !== 'clean') add((words) => words.controls[controls]);
    if (!refused && !circumstances.fragilityKnown) add((words) => words.fragilityUnknown);
  }
  for (const { gate, passed, waived } of gates) {
    if (!passed && waived !== undefined) add((words) => words.waived(gate, waived));
  }
  const { allocation } = protocol;
  if (isDrawn(protocol) && allocation && 'unknown' in allocation) {
    add(({ unknownAllocation }) => unknownAllocation(allocation.unknown));
  }
  const unknown = cohort.outcomeUnknown.treated + cohort.outcomeUnknown.comparison;
  if (unknown > 0) add(({ outcomeUnknown }) => outcomeUnknown(unknown));
  const { timeZero, outcome } = protocol;
  if (timeZero.rule === 'landmark') add(({ landmark }) => landmark(timeZero.days));
  const showsDelays = (cohort.logs?.completeness.length ?? 0) > 0;
  if (!showsDelays && !protocol.panel) {
    const dated = protocol.eventLogs?.outcomes.declaredOn !== undefined;
    add(({ reportingLag, tooYoung }) => (dated ? tooYoung : reportingLag(outcome.reportingLag)));
  }
  if (circumstances.hasCurves && !isDrawn(protocol)) add((words) => words.unadjustedCurves);
  return limits;
}
