import { DomainError } from '../shared/decider.js';
import type { Locale } from '../shared/text.js';
import { Protocol } from './protocol.js';
import { checkProtocol } from './protocol-rules.js';
import { SKETCH_FIELDS } from './sketch-fields.js';

export interface SketchFault {
  /** The question it belongs to; null when it is of the whole. */
  readonly field: string | null;
  readonly pointer: string;
  readonly detail: string;
}

export interface ProtocolSketch {
  /** What the answers come to, valid or not. */
  readonly draft: unknown;
  /** Set when there is no fault. */
  readonly protocol: Protocol | undefined;
  readonly faults: readonly SketchFault[];
}

/** A protocol from the answers to {@link SKETCH_FIELDS}, with every fault beside the question it belongs to. */
export function sketchProtocol(answers: Readonly<Record<string, string | undefined>>, locale: Locale): ProtocolSketch {
  const draft = draftOf(answers, locale);
  const missing = SKETCH_FIELDS.filter(({ name, optional }) => !optional && textOf(answers, name) === '').map(
    ({ name, pointer }) => ({ field: name, pointer, detail: MISSING[locale] }),
  );
  const parsed = Protocol.safeParse(draft);
  const found = parsed.success
    ? rulesBroken(parsed.data)
    : parsed.error.issues.map(({ path, message }) => ({ pointer: `/${path.join('/')}`, detail: message }));
  const told = found
    .map((fault) => ({ ...fault, field: fieldOf(fault.pointer) }))
    .filter(({ field }) => field === null || !missing.some((each) => each.field === field));
  const faults = [...missing, ...told];
  return { draft, protocol: parsed.success && faults.length === 0 ? parsed.data : undefined, faults };
}

const MISSING = { en: 'must be answered', fr: 'demande une réponse' } as const;

const textOf = (answers: Readonly<Record<string, string | undefined>>, name: string): string =>
  (answers[name] ?? '').trim();

function rulesBroken(protocol: Protocol): readonly { readonly pointer: string; readonly detail: string }[] {
  try {
    checkProtocol(protocol);
    return [];
  } catch (error) {
    if (error instanceof DomainError) return error.pointers;
    throw error;
  }
}

/** The question whose place in the protocol is the nearest above the fault, or below it. */
function fieldOf(pointer: string): string | null {
  const inside = SKETCH_FIELDS.filter((each) => pointer === each.pointer || pointer.startsWith(`${each.pointer}/`));
  const around = SKETCH_FIELDS.find((each) => each.pointer.startsWith(`${pointer}/`));
  return (inside.sort((a, b) => b.pointer.length - a.pointer.length)[0] ?? around)?.name ?? null;
}

function draftOf(answers: Readonly<Record<string, string | undefined>>, locale: Locale): unknown {
  const text = (name: string): string => textOf(answers, name);
  const said = (name: string) => ({ [locale]: text(name) });
  const number = (name: string): number | string => {
    const value = Number(text(name).replace(',', '.'));
    // What is no number stays as it was written, so that the fault is told of it.
    return text(name) === '' || Number.isNaN(value) ? text(name) : value;
  };
  const rows = (name: string): { column: string; kind: string; label: Record<string, string> }[] =>
    text(name)
      .split('\n')
      .map((line) => line.split(',').map((part) => part.trim()))
      .filter(([column]) => column)
      .map(([column = '', kind = '', ...label]) => ({ column, kind, label: { [locale]: label.join(', ') || column } }));
  const measured = 'before_time_zero';
  const later = text('later')
    .split(',')
    .map((column) => column.trim());
  const randomised = text('design') === 'randomised';
  const binary = text('outcomeKind') !== 'continuous';
  return {
    question: said('question'),
    product: text('product'),
    design: text('design'),
    population: { label: said('population'), eligibility: [] },
    timeZero: { rule: 'assignment', label: said('timeZero') },
    arms: {
      column: text('armColumn'),
      treated: said('treated'),
      comparison: said('comparison'),
      // At time zero is what a protocol means that does not say.
      ...(text('known') === 'after_time_zero' && { known: text('known') }),
    },
    ...(randomised && text('treatedShare') !== '' && { allocation: { treatedShare: number('treatedShare') } }),
    outcome: {
      kind: text('outcomeKind'),
      column: text('outcomeColumn'),
      label: said('outcomeLabel'),
      unit: text('unit'),
      primaryHorizon: number('horizon'),
      reportingLag: number('lag'),
    },
    estimand: {
      measure: binary ? 'risk_difference' : 'mean_difference',
      target: text('target'),
      beneficialDirection: text('direction'),
    },
    covariates: rows('covariates').map((row) => ({
      ...row,
      measured: later.includes(row.column) ? 'after_time_zero' : measured,
    })),
    primary: { method: text('method'), options: {}, label: { en: text('method') } },
    sensitivity: [],
    negativeControls: rows('controls').map((row) => ({ ...row, measured })),
    alpha: number('alpha'),
    looks: { kind: 'single' },
    waivedGates: [],
    smallestEffectOfInterest: number('delta'),
    seed: number('seed'),
    dataProtection: { decision: text('decision'), reference: text('reference') },
  };
}
