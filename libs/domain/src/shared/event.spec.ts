import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { event } from './event.js';

const Priced = event('Priced', z.strictObject({ price: z.number() })).revised(
  z.strictObject({ amount: z.string(), currency: z.string() }),
  ({ price }) => ({ amount: price.toFixed(2), currency: 'EUR' }),
);

test('the version counts the released shapes', () => {
  expect(Priced.version).toBe(2);
});

test('data of an old version reads as the current shape', () => {
  expect(Priced.read(1, { price: 3 })).toEqual({ type: 'Priced', data: { amount: '3.00', currency: 'EUR' } });
});

test('data of the current version reads as it stands', () => {
  const data = { amount: '3.10', currency: 'CHF' };
  expect(Priced.read(2, data).data).toEqual(data);
});

test('a version of a newer release is refused with what to do', () => {
  expect(() => Priced.read(3, {})).toThrow(
    'Priced version 3 was written by a newer release (this one knows 2): upgrade before reading',
  );
});

test('an event is never made from data that breaks its schema', () => {
  expect(() => Priced.create({ amount: '1' } as never)).toThrow(z.ZodError);
  expect(() => Priced.read(1, { price: 3, surprise: true })).toThrow(z.ZodError);
});
