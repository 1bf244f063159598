import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { slug, text } from './text.js';

const Thing = z.strictObject({
  id: slug(),
  name: text(40),
  days: z.int().min(1).max(30),
  share: z.number().gt(0).lt(1),
  kind: z.enum(['table', 'logs', 'panel']),
  parts: z.array(z.string()).min(1).max(2),
  seen: z.boolean().nullable().optional(),
});
const told = (value: unknown): string[] => {
  const { error } = Thing.safeParse(value);
  return (error?.issues ?? []).map(({ path, message }) => `/${path.join('/')} ${message}`);
};
const sound = { id: 'a', name: 'A', days: 3, share: 0.5, kind: 'logs', parts: ['x'] };

describe('what is wrong with a value, read after its place', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['missing text', { name: undefined }, '/name is missing: give text'],
    ['a missing choice', { kind: undefined }, '/kind is missing: give "table", "logs" or "panel"'],
    ['another kind of value', { name: { en: 'A' } }, '/name must be text, and is an object'],
    ['null', { parts: null }, '/parts must be a list, and is null'],
    ['no such choice', { kind: 'other' }, '/kind must be "table", "logs" or "panel"'],
    ['an unknown name', { nmae: 'A' }, '/ has no place for "nmae": check the spelling, or leave it out'],
    ['too little', { days: 0 }, '/days must be at least 1'],
    ['too much', { days: 31 }, '/days must be at most 30'],
    ['a fraction of a day', { days: 1.5 }, '/days must be a whole number'],
    ['the open end of a range', { share: 1 }, '/share must be below 1'],
    ['its other end', { share: 0 }, '/share must be above 0'],
    ['a list without items', { parts: [] }, '/parts must have at least 1 item'],
    ['a list too long', { parts: ['x', 'y', 'z'] }, '/parts must have at most 2 items'],
    ['words of its own', { name: '' }, '/name must not be empty'],
  ])('%s', (_, change, message) => {
    expect(told({ ...sound, ...change })).toEqual([message]);
  });

  test('nothing is wrong with what is sound', () => {
    expect(told(sound)).toEqual([]);
  });
});
