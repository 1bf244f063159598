import { describe, expect, test } from '@jest/globals';
import { typeset, typesetHtml } from './typography.js';

const NARROW = '\u202f';

describe('French typography', () => {
  test('binds double punctuation and per cent to the word before', () => {
    expect(typeset('Pourquoi ? 12 % : oui ; non !', 'fr')).toBe(
      `Pourquoi${NARROW}? 12${NARROW}%${NARROW}: oui${NARROW}; non${NARROW}!`,
    );
    expect(typeset('« âge »', 'fr')).toBe(`«${NARROW}âge${NARROW}»`);
  });

  test('leaves English as it is', () => {
    expect(typeset('a : b', 'en')).toBe('a : b');
  });

  test('touches text and spoken attributes, never code, entities or addresses', () => {
    const html = '<p title="Oui ?">Oui ? &amp; <a href="/a?b=1 :2">non !</a></p><pre>{"a" : 1}</pre><p>fin !</p>';
    expect(typesetHtml(html, 'fr')).toBe(
      `<p title="Oui${NARROW}?">Oui${NARROW}? &amp; <a href="/a?b=1 :2">non${NARROW}!</a></p><pre>{"a" : 1}</pre><p>fin${NARROW}!</p>`,
    );
  });
});
