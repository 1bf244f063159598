import { describe, expect, test } from '@jest/globals';
import { textWidth, wrapText } from './measure.js';

describe('wrapText', () => {
  const label = 'allocation chômage bientôt épuisée avant la fin du trimestre';

  test('no line is wider than asked, and no word is lost', () => {
    const lines = wrapText(label, 140, 12);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(textWidth(line, 12)).toBeLessThanOrEqual(140);
    expect(lines.join(' ')).toBe(label);
  });

  test('a word longer than the line keeps one of its own', () => {
    expect(wrapText('anticonstitutionnellement voté', 60, 12)).toEqual(['anticonstitutionnellement', 'voté']);
  });
});
