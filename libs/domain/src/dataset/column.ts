import { z } from 'zod';
import { text } from '../shared/text.js';

/** What may be said of a column of person-level data in an event: its shape, never a person's value. */
export const DataSetColumn = z.strictObject({
  name: text(120),
  kind: z.enum(['number', 'boolean', 'text', 'date']),
  missing: z.int().min(0),
  /** The values of a column that has at most 12 different ones. */
  levels: z.array(z.string().max(120)).max(12).optional(),
});
export type DataSetColumn = z.infer<typeof DataSetColumn>;
