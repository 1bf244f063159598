import { z } from 'zod';
import { sha256, text } from '../shared/text.js';
import { DataSetColumn } from './column.js';

/** What the files of a data set of event logs hold: one row a person in `persons`, any number in the others. */
export const PART_ROLES = ['persons', 'exposures', 'outcomes', 'exits'] as const;
export const PartRole = z.enum(PART_ROLES);
export type PartRole = z.infer<typeof PartRole>;

/** One file of a data set, pseudonymised. Canonical JSON of the list of them has the hash of the data set. */
export const PartFile = z.strictObject({
  role: PartRole,
  sha256: sha256(),
  rows: z.int().min(0),
  bytes: z.int().min(1),
});
export type PartFile = z.infer<typeof PartFile>;

/** The same with its columns as they were registered. */
export const DataSetPart = PartFile.extend({
  columns: z.array(DataSetColumn).min(1).max(500),
  /** Columns whose values were replaced by a keyed hash, with the same key in every part: they join. */
  pseudonymised: z.array(text(120)).min(1),
});
export type DataSetPart = z.infer<typeof DataSetPart>;

const isComplete = (parts: readonly { readonly role: PartRole }[]): boolean => {
  const roles = parts.map(({ role }) => role);
  const needed: readonly PartRole[] = ['persons', 'exposures', 'outcomes'];
  return new Set(roles).size === roles.length && needed.every((role) => roles.includes(role));
};

/** One of each role; exits may be absent. */
export const partsOf = <Part extends z.ZodType<{ readonly role: PartRole }>>(part: Part) =>
  z.array(part).min(3).max(4).refine(isComplete, 'must be persons, exposures, outcomes and perhaps exits, once each');

/** What of a part is told by the list of files: without its columns. */
export const partFileOf = ({ role, sha256: hash, rows, bytes }: PartFile): PartFile => ({
  role,
  sha256: hash,
  rows,
  bytes,
});
