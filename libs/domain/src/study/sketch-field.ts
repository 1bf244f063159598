import type { LocalText } from '../shared/text.js';

/** One question of the builder page and of `impact study init`. */
export interface SketchField {
  readonly name: string;
  readonly label: Required<LocalText>;
  /** Where the answer goes in the protocol, as JSON pointer: faults below it are told beside the question. */
  readonly pointer: string;
  readonly choices?: readonly string[];
  readonly initial?: string;
  readonly optional?: true;
  /** Several lines. */
  readonly long?: true;
  /** Asked only in one of these cases: the answers to all questions of the case are among those named. */
  readonly when?: readonly SketchCase[];
  /** Questions of one group stand together. */
  readonly group: SketchGroup;
}

export type SketchCase = Readonly<Record<string, readonly string[]>>;

export type SketchGroup = 'question' | 'start' | 'logs' | 'groups' | 'outcome' | 'effect' | 'analysis' | 'protection';

/** By the names of the questions; what is not answered is absent or blank. */
export type SketchAnswers = Readonly<Record<string, string | undefined>>;

type Ungrouped = Omit<SketchField, 'group'>;

export const field = (
  name: string,
  pointer: string,
  en: string,
  fr: string,
  more: Partial<Ungrouped> = {},
): Ungrouped => ({ name, pointer, label: { en, fr }, ...more });

export const together = (group: SketchGroup, ...fields: readonly Ungrouped[]): SketchField[] =>
  fields.map((each) => ({ ...each, group }));

export const answerOf = (answers: SketchAnswers, name: string): string => (answers[name] ?? '').trim();
