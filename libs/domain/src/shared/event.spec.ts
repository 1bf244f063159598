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

// The example of docs/event-versions.md: the visits of a service, counted in three ways over the years.
const VisitsV1 = z.strictObject({ visits: z.number() });
const VisitsV2 = z.strictObject({ visits: z.string(), unit: z.enum(['visit', 'person']) });
const VisitsV3 = z.strictObject({
  count: z.string(),
  unit: z.enum(['visit', 'person']),
  source: z.string().nullable(),
});
const VisitsCounted = event('VisitsCounted', VisitsV1)
  // An amount is text from here on; what was counted before were visits, not persons.
  .revised(VisitsV2, ({ visits }) => ({ visits: String(visits), unit: 'visit' as const }))
  // Where it came from was never asked before: null says so, where a guess would be a lie.
  .revised(VisitsV3, ({ visits, unit }) => ({ count: visits, unit, source: null }));

test('an event of three versions reads any of them as the third, through every step between', () => {
  const read = [
    VisitsCounted.read(1, { visits: 12 }),
    VisitsCounted.read(2, { visits: '12', unit: 'visit' }),
    VisitsCounted.read(3, { count: '12', unit: 'visit', source: null }),
  ];
  for (const { data } of read) expect(data).toEqual({ count: '12', unit: 'visit', source: null });
  expect(VisitsCounted.version).toBe(3);
});

test('reading an old version leaves what was stored as it was', () => {
  const stored = Object.freeze({ visits: 12 });
  VisitsCounted.read(1, stored);
  expect(JSON.stringify(stored)).toBe('{"visits":12}');
});

test('each version is held to its own shape: data of another are refused, also the newer ones', () => {
  expect(() => VisitsCounted.read(1, { visits: '12', unit: 'visit' })).toThrow(z.ZodError);
  expect(() => VisitsCounted.read(3, { visits: 12 })).toThrow(z.ZodError);
});
