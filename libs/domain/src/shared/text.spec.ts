import { expect, test } from '@jest/globals';
import { decimal, inLocale, localText, slug, text } from './text.js';

test('text that a store cannot keep is refused', () => {
  for (const broken of ['a\u0000b', 'half \ud800 pair']) expect(text().safeParse(broken).success).toBe(false);
  expect(text().parse(' 👩🏽‍🔬 é ')).toBe('👩🏽‍🔬 é');
});

test.each(['0', '-3', '12.50', '999999999999999999.000000000001'])('%s is a decimal, kept as written', (value) => {
  expect(decimal().parse(value)).toBe(value);
});

test.each(['', '1,5', '01', '1e3', '.5', '1.', 'NaN', '1 000', '+1'])('"%s" is no decimal', (value) => {
  expect(decimal().safeParse(value).success).toBe(false);
});

test.each(['Bonne Boite', '-a', 'a-', 'a--b', 'é', 'a/b', ''])('"%s" is no identifier', (value) => {
  expect(slug().safeParse(value).success).toBe(false);
});

test('a sentence falls back to the language it was written in', () => {
  expect(inLocale(localText().parse({ fr: 'Bonjour' }), 'en')).toBe('Bonjour');
  expect(localText().safeParse({}).success).toBe(false);
});
