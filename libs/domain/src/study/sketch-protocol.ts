import { faultWordsFrench } from '../shared/fault-words.js';
import { faultsOf, type Fault } from '../shared/faults.js';
import type { Locale } from '../shared/text.js';
import { Protocol } from './protocol.js';
import { rulesBroken } from './protocol-rules.js';
import { toldIn } from './rule-fault.js';
import { draftOf } from './sketch-draft.js';
import { answerOf, type SketchAnswers, type SketchField } from './sketch-field.js';
import { isAsked, SKETCH_FIELDS } from './sketch-fields.js';

export interface SketchFault extends Fault {
  /** The question it belongs to; null when it is of the whole. */
  readonly field: string | null;
}

export interface ProtocolSketch {
  /** What the answers come to, valid or not. */
  readonly draft: unknown;
  /** Set when there is no fault. */
  readonly protocol: Protocol | undefined;
  readonly faults: readonly SketchFault[];
}

/** A protocol from the answers to {@link SKETCH_FIELDS}, with every fault beside the question it belongs to. */
export function sketchProtocol(answers: SketchAnswers, locale: Locale): ProtocolSketch {
  const asked = SKETCH_FIELDS.filter((field) => isAsked(field, answers));
  const draft = draftOf(Object.fromEntries(asked.map(({ name }) => [name, answers[name]])), locale);
  const missing = asked
    .filter(({ name, optional }) => !optional && answerOf(answers, name) === '')
    .map(({ name, pointer }) => ({ field: name, pointer, detail: MISSING[locale] }));
  const parsed = Protocol.safeParse(draft, { ...(locale === 'fr' && { error: faultWordsFrench }) });
  const found = parsed.success
    ? rulesBroken(parsed.data).map((fault) => toldIn(fault, locale))
    : faultsOf(parsed.error.issues);
  const told = found
    .map((fault) => ({ ...fault, field: fieldOf(fault.pointer, asked) }))
    .filter(({ field }) => field === null || !missing.some((each) => each.field === field));
  const faults = [...missing, ...told];
  return { draft, protocol: parsed.success && faults.length === 0 ? parsed.data : undefined, faults };
}

const MISSING = { en: 'must be answered', fr: 'demande une réponse' } as const;

/** Of the questions asked the one whose place in the protocol is the nearest above the fault, or below it. */
function fieldOf(pointer: string, asked: readonly SketchField[]): string | null {
  const inside = asked.filter((each) => pointer === each.pointer || pointer.startsWith(`${each.pointer}/`));
  const around = asked.find((each) => each.pointer.startsWith(`${pointer}/`));
  return (inside.sort((a, b) => b.pointer.length - a.pointer.length)[0] ?? around)?.name ?? null;
}
