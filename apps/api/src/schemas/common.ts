import type { CommandReceipt } from '@impact-ledger/application';
import { slug } from '@impact-ledger/domain';
import type { Freshness } from '@impact-ledger/readmodel';
import { z } from 'zod';

export const Id = slug().meta({ description: 'Chosen by a person, stable for ever.', example: 'bonne-boite' });
export const Uuid = z.uuid().meta({ example: '0b0f6f3c-4a43-4d2c-9a0e-0d7c6f1f0a11' });

/** A place in the ledger's one order. */
export const Position = z
  .string()
  .regex(/^\d{1,18}$/, 'must be a position: digits, as a receipt gave it')
  .meta({ description: 'Place in the one order of the ledger: a decimal string.', example: '1204' });

const AsOf = z.string().min(1).max(40).meta({
  description: 'What the ledger said at this moment: a position, a time with its zone, or a day (its end in Paris).',
  example: '2026-03-01',
});

export const MinPosition = Position.meta({
  description: 'Wait, at most some seconds, until this event can be read: the position of your receipt.',
});

export const ReadQuery = z.strictObject({ minPosition: MinPosition.optional() });

const ValidAt = z.iso.date().meta({
  description: 'What holds on this civil day (Europe/Paris): phases, definitions, periods.',
  example: '2026-03-31',
});

export const AsOfQuery = ReadQuery.extend({ asOf: AsOf.optional() });
/** On both clocks: what was known when, of which day. */
export const MomentQuery = AsOfQuery.extend({ validAt: ValidAt.optional() });

/** A number in an address arrives as text. */
const count = (maximum: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(1).max(maximum));

export const VersionNumber = count(1_000_000);

export const ListQuery = ReadQuery.extend({
  cursor: z.string().max(1000).optional().meta({ description: '`next` of the page before.' }),
  limit: count(1000)
    .optional()
    .meta({ description: '1 to 1000; 100 unless told. CSV and NDJSON give all unless told.' }),
  format: z.enum(['json', 'csv', 'ndjson']).optional().meta({ description: 'Instead of the Accept header.' }),
});

/** Lists as they were known; {@link ListOfMomentQuery} also as they were valid. */
export const ListAsOfQuery = ListQuery.extend({ asOf: AsOfQuery.shape.asOf });
export const ListOfMomentQuery = ListQuery.extend(MomentQuery.pick({ asOf: true, validAt: true }).shape);

export const Receipt = z
  .strictObject({
    id: z.string(),
    stream: z.string(),
    revision: z.int().meta({ description: 'The ETag of the next change.' }),
    position: Position,
    repeated: z.boolean().meta({ description: 'True when the same command had been carried out before.' }),
  })
  .meta({
    id: 'Receipt',
    example: { id: 'bonne-boite', stream: 'product-bonne-boite', revision: 0, position: '1204', repeated: false },
  }) satisfies z.ZodType<CommandReceipt>;

export const FaultSchema = z
  .strictObject({
    pointer: z.string().meta({ description: 'JSON pointer into what was sent; /query and /headers for those.' }),
    detail: z.string(),
  })
  .meta({ id: 'Fault', example: { pointer: '/period', detail: 'must be an ISO year, quarter, month, week or day' } });

export const ProblemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What happened, where, and what to do.' }),
    errors: z.array(FaultSchema).optional(),
  })
  .meta({
    id: 'Problem',
    description: 'RFC 9457.',
    example: {
      type: 'urn:impact-ledger:problem:invalid_input',
      title: 'The request is not understood',
      status: 400,
      detail: 'Correct the fields named below and send it again.',
      errors: [{ pointer: '/phase', detail: 'must be "investigation" or "construction"' }],
    },
  });

export const FreshnessSchema = z
  .strictObject({ position: Position, recordedAt: z.iso.datetime().nullable() })
  .meta({ id: 'Freshness' }) satisfies z.ZodType<Freshness>;

/** A page of a list; as CSV and NDJSON the items alone. */
export const pageOf = <Item extends z.ZodType>(id: string, item: Item) =>
  z.strictObject({ items: z.array(item), next: z.string().nullable() }).meta({ id });
