import { describe, expect, test } from '@jest/globals';
import { inLocale, type Locale } from '@impact-ledger/domain';
import { studyPage } from '@impact-ledger/web';
import { emailed, invitation } from '../../libs/study/src/testing/e-mail.js';
import { conclude } from '../../libs/study/src/testing/people.js';
import { usersRun, usersStudy } from './fixtures/bonne-boite.js';
import { analyst, freshness } from './fixtures/context.js';
import { plainWords } from './words.js';

const people = emailed(30_600, 30_000, 100_000);

/** The page of the study as it is concluded from its table, at an error rate. */
function pageOf(locale: Locale, alpha: number): string {
  const protocol = { ...invitation, alpha };
  const run = { ...usersRun, result: conclude(people, protocol) };
  const study = { ...usersStudy, ...{ product: protocol.product, question: protocol.question, protocol } };
  const shown = { ...study, design: protocol.design, run, runs: [run] };
  return studyPage({ locale, path: '/studies/x', actor: analyst, freshness, study: shown });
}

/** Each row of the file of estimates that the page offers, by the name of the analysis. */
function rowsOfFile(html: string): Map<string, readonly number[]> {
  const found = /download="forest\.csv" href="data:text\/csv;charset=utf-8,([^"]*)"/.exec(html);
  const file = decodeURIComponent(found![1]!);
  const [, ...rows] = file.trim().split(/\r?\n/);
  return new Map(rows.map((row) => [row.split(',')[0]!, row.split(',').slice(4).map(Number)]));
}

describe('the page of an e-mail with 30,600 hires of 100,000 who were sent it, and 30,000 of 100,000 who were not', () => {
  const at95 = pageOf('en', 0.05);

  test('says whose effect it is, and the smallest that would matter', () => {
    const text = plainWords(at95);
    expect(text).toContain('Estimand\ndifference in share, intention to treat, all eligible');
    expect(text).toContain('Smallest effect that matters\n0.5 points');
    expect(text).toContain('100,000 against 100,000');
  });

  test.each([
    ['en', 'Effect\n+0.20 to +1.00 points\n95% interval', '+0.60 points (30.0% to 30.6%)', '1.007 to 1.034'],
    ['fr', '+0,20 à +1,00 point\nintervalle à 95 %', '+0,60 point (30,0 % à 30,6 %)', '1,007 à 1,034'],
  ] as const)('gives the difference, its limits and those of the ratio: %s', (locale, interval, best, ratio) => {
    const text = plainWords(pageOf(locale, 0.05));
    for (const part of [interval, best, ratio]) expect(text).toContain(part);
  });

  test('gives narrower limits at an error rate of 10%', () => {
    const text = plainWords(pageOf('en', 0.1));
    expect(text).toContain('Effect\n+0.26 to +0.94 points\n90% interval');
    expect(text).toContain('+0.60 points (30.0% to 30.6%)');
    expect(text).toContain('1.009 to 1.031');
  });

  test.each([
    [0.05, 1.959964],
    [0.1, 1.644854],
  ])('offers the figures of Wald unrounded, at an error rate of %d', (alpha, z) => {
    const error = Math.sqrt((0.306 * 0.694 + 0.3 * 0.7) / 100_000);
    const label = inLocale(invitation.primary.label, 'en');
    const row = [...rowsOfFile(pageOf('en', alpha))].find(([name]) => name.startsWith(label))![1];
    const expected = [1 - alpha, 0.006 - z * error, 0.006 + z * error, 0.006, 200_000];
    expect(row).toHaveLength(expected.length);
    row.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 8));
  });
});
