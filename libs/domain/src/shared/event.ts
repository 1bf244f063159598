import type { z } from 'zod';

export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
}

/** One version of an event that was released once and is readable for ever. */
interface Version {
  readonly schema: z.ZodType;
  readonly fromPrevious: (previous: unknown) => unknown;
}

export interface EventDefinition<Type extends string, Data> {
  readonly type: Type;
  /** Counts the released shapes; it is stored beside the data. */
  readonly version: number;
  /** The current shape first validated, then wrapped. Throws ZodError on data that breaks the schema. */
  create(data: Data): DomainEvent<Type, Data>;
  /** Reads data stored at any released version as the current one. Throws on an unknown version or broken data. */
  read(version: number, data: unknown): DomainEvent<Type, Data>;
  /** A new shape of the same event; both ends of `fromPrevious` are type-checked. */
  revised<Next>(schema: z.ZodType<Next>, fromPrevious: (previous: Data) => Next): EventDefinition<Type, Next>;
}

function define<Type extends string, Data>(type: Type, versions: readonly Version[]): EventDefinition<Type, Data> {
  const current = versions.at(-1);
  if (!current) throw new RangeError(`${type} has no version`);
  return {
    type,
    version: versions.length,
    create: (data) => ({ type, data: current.schema.parse(data) as Data }),
    read: (version, data) => {
      const stored = versions[version - 1];
      if (!stored) {
        throw new RangeError(
          `${type} version ${version} was written by a newer release (this one knows ${versions.length}): upgrade before reading`,
        );
      }
      const parsed: unknown = stored.schema.parse(data);
      return { type, data: versions.slice(version).reduce((value, next) => next.fromPrevious(value), parsed) as Data };
    },
    revised: <Next>(schema: z.ZodType<Next>, fromPrevious: (previous: Data) => Next) =>
      define<Type, Next>(type, [...versions, { schema, fromPrevious: (value) => fromPrevious(value as Data) }]),
  };
}

/** The first version of an event. */
export const event = <Type extends string, Data>(type: Type, schema: z.ZodType<Data>): EventDefinition<Type, Data> =>
  define(type, [{ schema, fromPrevious: (value) => value }]);

/** The current data of an event: `DataOf<typeof ProductRegistered>`. */
export type DataOf<Definition> = Definition extends EventDefinition<string, infer Data> ? Data : never;

/** The event that a definition makes: `EventOf<typeof ProductRegistered>`. */
export type EventOf<Definition> =
  Definition extends EventDefinition<infer Type, infer Data> ? DomainEvent<Type, Data> : never;
