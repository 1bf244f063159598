import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { faultsOf } from './faults.js';

const faults = (schema: z.ZodType, value: unknown, base?: string) => {
  const result = schema.safeParse(value);
  return result.success ? [] : faultsOf(result.error.issues, base);
};

describe('faults of an input', () => {
  const Row = z.strictObject({ name: z.string(), tags: z.array(z.strictObject({ 'a/b': z.int() })) });

  test('point at the place, with the escapes of RFC 6901', () => {
    expect(faults(Row, { name: 1, tags: [{ 'a/b': 1 }, { 'a/b': 'x' }] }).map(({ pointer }) => pointer)).toEqual([
      '/name',
      '/tags/1/a~1b',
    ]);
    expect(faults(Row, 7, '/query').map(({ pointer }) => pointer)).toEqual(['/query']);
  });

  test('name every unknown field on its own', () => {
    expect(faults(Row, { name: 'a', tags: [], 'x~y': 1, z: 2 }).map(({ pointer }) => pointer)).toEqual(['/x~0y', '/z']);
  });

  test('in a union are those of the form that was meant', () => {
    const Either = z.strictObject({ allocation: z.union([z.strictObject({ share: z.number() }), z.string()]) });
    expect(faults(Either, { allocation: { share: 'half' } })).toMatchObject([{ pointer: '/allocation/share' }]);
    expect(faults(Either, { allocation: 5 })).toMatchObject([{ pointer: '/allocation' }]);
  });
});
