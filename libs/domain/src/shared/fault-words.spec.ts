import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { faultWordsFrench } from './fault-words.js';
import { faultsOf } from './faults.js';
import { slug, text } from './text.js';

const Thing = z.strictObject({
  id: slug(),
  name: text(40),
  days: z.int().min(1).max(30),
  share: z.number().gt(0).lt(1),
  kind: z.enum(['table', 'logs', 'panel']),
  parts: z.array(z.string()).min(1).max(2),
  seen: z.boolean().nullable().optional(),
  day: z.iso.date().optional(),
  at: z.iso.datetime().optional(),
  run: z.uuid().optional(),
  pair: z.tuple([z.number(), z.number()]).optional(),
  code: z.string().length(4).optional(),
  value: z.union([z.number(), z.string().min(1)]).optional(),
  draw: z.union([z.strictObject({ share: z.number() }), z.strictObject({ unknown: text(40) })]).optional(),
  rule: z
    .discriminatedUnion('is', [
      z.strictObject({ is: z.literal('sent') }),
      z.strictObject({ is: z.literal('later'), days: z.int() }),
    ])
    .optional(),
});
const told = (value: unknown): string[] => {
  const { error } = Thing.safeParse(value);
  return faultsOf(error?.issues ?? []).map(({ pointer, detail }) => `${pointer} ${detail}`);
};
const sound = { id: 'a', name: 'A', days: 3, share: 0.5, kind: 'logs', parts: ['x'] };

describe('what is wrong with a value, read after its place', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['missing text', { name: undefined }, '/name is missing: give text'],
    ['a missing choice', { kind: undefined }, '/kind is missing: give "table", "logs" or "panel"'],
    ['another kind of value', { name: { en: 'A' } }, '/name must be text, and is an object'],
    ['null', { parts: null }, '/parts must be a list, and is null'],
    ['no such choice', { kind: 'other' }, '/kind must be "table", "logs" or "panel"'],
    ['an unknown name', { nmae: 'A' }, '/nmae is not a field we know: remove it, or correct its name'],
    ['too little', { days: 0 }, '/days must be at least 1'],
    ['too much', { days: 31 }, '/days must be at most 30'],
    ['a fraction of a day', { days: 1.5 }, '/days must be a whole number'],
    ['the open end of a range', { share: 1 }, '/share must be below 1'],
    ['its other end', { share: 0 }, '/share must be above 0'],
    ['a list without items', { parts: [] }, '/parts must have at least 1 item'],
    ['a list too long', { parts: ['x', 'y', 'z'] }, '/parts must have at most 2 items'],
    ['another length', { code: 'abc' }, '/code must have exactly 4 characters'],
    ['a day that is none', { day: '2026-02-30' }, '/day must be a day that there is, such as "2026-01-31"'],
    ['a day in other signs', { day: '31/01/2026' }, '/day must be a day that there is, such as "2026-01-31"'],
    ['no instant', { at: '2026-01-31' }, '/at must be an instant of UTC, such as "2026-01-31T09:30:00Z"'],
    ['no UUID', { run: '7' }, '/run must be a UUID, such as "0b0f6f3c-4a43-4d2c-9a0e-0d7c6f1f0a11"'],
    ['no pair', { pair: 0.5 }, '/pair must be a list, and is a number'],
    ['half a pair', { pair: [0.5] }, '/pair must have at least 2 items'],
    ['none of two kinds', { value: true }, '/value must be a number or text, and is true or false'],
    ['a form that is wrong within', { draw: { share: 'half' } }, '/draw/share must be a number, and is text'],
    ['no form at all', { draw: 'half' }, '/draw must be an object, and is text'],
    [
      'a form that may be either',
      { draw: {} },
      '/draw has none of the forms it may have: /share is missing: give a number; or /unknown is missing: give text',
    ],
    ['a form without its name', { rule: {} }, '/rule/is is missing: give "sent" or "later"'],
    ['a form of another name', { rule: { is: 'never' } }, '/rule/is must be "sent" or "later"'],
    ['words of its own', { name: '' }, '/name must not be empty'],
  ])('%s', (_, change, message) => {
    expect(told({ ...sound, ...change })).toEqual([message]);
  });

  test('nothing is wrong with what is sound', () => {
    expect(told(sound)).toEqual([]);
  });
});

test('in French the same is said in French', () => {
  const { error } = Thing.safeParse(
    { id: 'À', name: ' ', days: 31, share: 0, kind: 'x', parts: [], seen: 1, draw: {} },
    { error: faultWordsFrench },
  );
  expect(faultsOf(error!.issues).map(({ pointer, detail }) => `${pointer} ${detail}`)).toEqual([
    '/id doit être des minuscules sans accent et des chiffres, en groupes liés par un tiret ou un point, comme « bonne-boite »',
    '/name ne doit pas être vide',
    '/days doit valoir au plus 30',
    '/share doit valoir plus de 0',
    '/kind doit être "table", "logs" ou "panel"',
    '/parts doit avoir au moins 1 élément',
    '/seen doit être vrai ou faux (true, false), et c’est un nombre',
    '/draw n’a aucune des formes possibles : /share manque : donnez un nombre ; ou /unknown manque : donnez du texte',
  ]);
});
