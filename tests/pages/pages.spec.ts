import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { LOCALES } from '@impact-ledger/domain';
import { stylesheet } from '@impact-ledger/web';
import { gallery } from './gallery.js';
import { plainWords, words } from './words.js';

// `PAGES_OUT=folder` also writes the pages there, for a look in a browser.
const out = process.env['PAGES_OUT'];
const all = (html: string, pattern: RegExp): string[] => [...html.matchAll(pattern)].map((match) => match[1] ?? '');

describe.each(LOCALES)('pages in %s', (locale) => {
  const pages = gallery(locale);
  if (out) {
    mkdirSync(join(out, 'assets'), { recursive: true });
    writeFileSync(join(out, 'assets/theme.css'), stylesheet);
    pages.forEach((html, name) => writeFileSync(join(out, `${name}.${locale}.html`), html));
  }

  describe.each([...pages])('%s', (_name, html) => {
    test('is a light document in its language', () => {
      expect(html.startsWith(`<!doctype html><html lang="${locale}">`)).toBe(true);
      expect(Buffer.byteLength(html)).toBeLessThan(200_000);
    });

    test('has no id twice, and every reference finds its id', () => {
      const ids = all(html, / id="([^"]+)"/g);
      expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
      const references = all(html, / (?:aria-labelledby|aria-describedby)="([^"]+)"/g).flatMap((list) =>
        list.split(' '),
      );
      expect([...references, ...all(html, /href="#([^"]+)"/g)].filter((id) => !ids.includes(id))).toEqual([]);
    });

    test('has one h1, and no level of heading is skipped', () => {
      const levels = all(html, /<h([1-6])[ >]/g).map(Number);
      expect(levels[0]).toBe(1);
      expect(levels.filter((level) => level === 1)).toHaveLength(1);
      expect(levels.filter((level, index) => level > (levels[index - 1] ?? 1) + 1)).toEqual([]);
    });

    test('needs no script and no style of its own', () => {
      // The event page alone has a script, from a file of ours, that checks its proof.
      const own = html.replace('<script type="module" src="/assets/check-event.js"></script>', '');
      expect(own).not.toMatch(/<script|<style| style="| on[a-z]+="/);
    });

    test('draws no words in the colour of the paper alone', () => {
      const haloed = all(html, /(<g[^>]* stroke="var\(--paper\)"[^>]*>)/g);
      expect(haloed.filter((group) => !/ fill="var\(--(?!paper)/.test(group))).toEqual([]);
    });

    test('never prints what is missing', () => {
      expect(words(html)).not.toMatch(/undefined|NaN|\[object|null|Infinity/);
    });
  });
});

const english = gallery('en');
const french = gallery('fr');
const page = (pages: ReadonlyMap<string, string>, name: string): string => {
  const html = pages.get(name);
  if (html === undefined) throw new Error(`no page "${name}" in the gallery`);
  return html;
};

describe('French pages', () => {
  // English words that are no French words too, so that one of them betrays a sentence left in English.
  const ENGLISH =
    /\b(the|and|of|with|this|that|not|from|every|has|have|were|which|group|people|data|event|seen|shown)\b/gi;

  test.each([...french])('%s holds no English', (_name, html) => {
    const text = words(
      html.replace(
        /<(code|span|p|a)[^>]* lang="en"[\s\S]*?<\/\1>|<code[\s\S]*?<\/code>|<a[^>]*hreflang[\s\S]*?<\/a>|<option[\s\S]*?<\/option>/g,
        ' ',
      ),
    )
      .replace(
        /National Supported Work|NSW, Dehejia and Wahba sample|LaLonde \(1986\), Dehejia and Wahba \(1999\)|public-use file without identifiers|\bdata:\S+/g,
        '',
      )
      .replace(/Figures reproduced with R\./g, '');
    expect(text.match(ENGLISH)).toBeNull();
  });

  test('no line can start with double punctuation', () => {
    for (const html of french.values()) expect(words(html)).not.toMatch(/[ \u00a0][:;?!%»](?!\w)/);
  });
});

describe('a figure is never more certain than its verdict', () => {
  test.each([
    ['study-underpowered', '18.2'],
    ['study-naive', '−$635'],
  ])('%s shows its interval and nowhere %s', (name, point) => {
    const html = page(english, name);
    expect(words(html)).toContain('95% interval');
    expect(words(html)).not.toContain('Best estimate');
    expect(html).not.toContain(point);
  });

  test('a refused study shows no effect at all, and why', () => {
    const text = words(page(english, 'study-refused'));
    expect(text).not.toMatch(/95% interval|Best estimate|[+−]\d+\.\d points/);
    expect(text).toContain('Only 11.9% of these people could have been in either group');
    expect(text).toContain('1 of 3 safety checks passed');
  });

  test('a refused study says what can be done about each check that refused it', () => {
    const refused = words(page(english, 'study-refused'));
    expect(refused).toContain('Narrow the population to people for whom either was a real possibility.');
    expect(refused).not.toContain('wait for more people');
    expect(words(page(french, 'study-refused'))).toContain('Resserrez la population');
    expect(words(page(english, 'study-randomised'))).not.toContain('What can be done');
  });

  test('a sealed estimate is nowhere on the page, and an unsealed one shows to its recorded reader alone', () => {
    for (const name of ['study-sealed', 'study-unsealed']) {
      expect(words(page(english, name))).not.toMatch(/95% interval|Best estimate|[+−]\d+\.\d points/);
    }
    expect(page(english, 'study-sealed')).toContain('/unseal"');
    expect(page(english, 'study-unsealed')).toContain('/read"');
    const text = words(page(english, 'study-unblinded'));
    expect(text).toContain('Unblinded, gates failed');
    expect(text).toContain('95% interval');
    expect(text).not.toContain('Best estimate');
    expect(text).toContain('1 of 5');
  });

  test('a retracted or rejected result no longer speaks in the heading', () => {
    expect(all(page(english, 'study-retracted'), /<h1>([^<]*)/g)).toEqual([
      'This result was retracted. Do not cite it.',
    ]);
    expect(all(page(english, 'study-rejected'), /<h1>([^<]*)/g)).toEqual(['A reviewer rejected this result.']);
    expect(words(page(english, 'studies'))).toContain('This result was retracted. Do not cite it.');
  });

  test('drafts, frozen, running and failed studies carry no figure', () => {
    for (const name of ['study-drafted', 'study-frozen', 'study-requested', 'study-failed']) {
      expect(page(english, name)).not.toContain('class="answer');
      expect(page(english, name)).not.toContain('<svg');
    }
  });
});

describe('the study page', () => {
  test('reads from the question to the record, and its table of contents names every part that is there', () => {
    const html = page(english, 'study-cohort');
    const headings = all(html, /<h2 id="([^"]+)"/g);
    const order = ['forest', 'curves', 'promise', 'flow', 'gates', 'balance', 'overlap', 'looks', 'limits', 'proof'];
    expect(headings.filter((id) => order.includes(id.slice(0, -2)))).toEqual(order.map((id) => `${id}-h`));
    const [contents = ''] = all(html, /<nav class="toc"[^>]*>([\s\S]*?)<\/nav>/g);
    expect(all(contents, /href="#([^"]+)"/g)).toEqual(headings);
    expect(html.indexOf('class="question"')).toBeLessThan(html.indexOf('<h1>'));
  });

  test('says of which group those are who left, once groups are known', () => {
    const [flow = ''] = all(page(english, 'study-cohort'), /<ol class="flow">([\s\S]*?)<\/ol>/g);
    const text = plainWords(flow);
    expect(text).toContain('left out used the service: 87 · did not use it: 89');
    expect(text).toContain('still looking at day 30 used the service: 6,210 · did not use it: 13,202');
    expect(text).toMatch(/left out\n/);
  });

  test('of trials counts people, and rows apart from them', () => {
    const text = plainWords(page(english, 'study-trials'));
    expect(text).toContain('People\n2,941 against 9,102');
    expect(text).toContain('Interval\nBest estimate\nPeople\nRows compared\n');
    expect(text).toContain('+3.2 points\n9,764\n41,307');
    expect(plainWords(page(english, 'study-cohort'))).not.toContain('Rows compared');
  });

  test('says the randomised result with its interval before its point', () => {
    const text = words(page(english, 'study-randomised'));
    expect(text).toContain('+2.4 to +19.3 points');
    expect(text).toContain('+11.1 points (64.6% to 75.7%), 1 more for each 9 people (5 to 42)');
    expect(text.indexOf('+2.4 to +19.3 points')).toBeLessThan(text.indexOf('+11.1 points (64.6%'));
    expect(text).toContain('5 of 5, randomised');
  });

  test('sets planned looks out with the information they had, the error rate they spent and their limits', () => {
    const html = page(english, 'study-planned');
    const [table = ''] = all(html, /<details open[^>]*>([\s\S]*?)<\/details>/g);
    expect(words(table)).toMatch(/50%\n0\.31%\n2\.963[\s\S]*100%\n5\.00%\n1\.969/);
    expect(page(english, 'study-repeated')).not.toContain('<details open');
    const limits = 'limits stand 1.969 standard errors away, so that the intervals of all looks hold together at 95%.';
    for (const part of [/<dl class="answer[\s\S]*?<\/dl>/, /<figcaption>[\s\S]*?<\/figcaption>/])
      expect(words(part.exec(html)![0])).toContain(limits);
    expect(words(page(english, 'study-repeated'))).not.toContain('of all looks hold together');
  });

  test('a result of another engine than the one at hand says so, one of the same does not', () => {
    const told = 'Not the engine of this installation, which is 0.2.0';
    expect(words(page(english, 'study-older-engine'))).toContain(told);
    expect(words(page(english, 'study-randomised'))).not.toContain('Not the engine');
  });

  test('chooses the look that the address asks for, and says that it is not the last', () => {
    const text = words(page(english, 'study-older'));
    expect(text).toContain('This is not the latest run.');
    expect(text).toContain('2 looks at the data');
  });
});

describe('what a second person decides', () => {
  const forms = (name: string): string[] =>
    all(page(english, name), /<form[^>]* method="post" action="([^"]+\/(?:approve|review|publish|retract))"/g);

  test('is asked of those who may, one step at a time, and of nobody in the past', () => {
    const { length } = '/studies/nsw-randomised/runs/';
    const steps = (name: string): string[] => forms(name).map((action) => action.slice(length).split('/')[1] ?? '');
    expect(steps('study-unreviewed')).toEqual(['review']);
    expect(steps('study-accepted')).toEqual(['publish']);
    expect(steps('study-randomised')).toEqual(['retract']);
    for (const name of ['study-rejected', 'study-retracted', 'study-refused', 'study-frozen', 'study-requested']) {
      expect([name, steps(name)]).toEqual([name, []]);
    }
    expect(forms('study-own')).toEqual([]);
    expect(forms('indicator')).toEqual(Array.from({ length: 3 }, () => '/indicators/return-to-employment/approve'));
    expect(forms('indicator-past')).toEqual([]);
  });

  test('is not asked of who did the first part: the page names who may, and who may not', () => {
    const own = words(page(english, 'study-own'));
    expect(own).toContain('You wrote the protocol: you may not do this yourself, whatever your role.');
    expect(own).toContain('Any account whose role is analyst or administrator may do it');
    expect(own).toContain('except claire.martin and paul.durand, who wrote the protocol');
    const asked = page(english, 'study-sealed-asked');
    expect(asked).not.toContain('/unseal"');
    expect(words(asked)).toContain('except ines, who wrote the protocol or asked for the run');
    expect(words(page(english, 'study-unreviewed'))).not.toContain('whatever your role');
  });
});

describe('the public page', () => {
  const html = page(english, 'stats');

  test('hides counts under eleven everywhere, the drawing and the file included', () => {
    expect(words(html)).toContain('fewer than 11');
    const files = all(html, /href="data:text\/csv;charset=utf-8,([^"]*)"/g)
      .map(decodeURIComponent)
      .join('\n');
    expect(files).not.toMatch(/2025-Q4,1,4,|2026-Q1,1,9,/);
    expect(files).toContain('2026-Q2,1,14,');
  });

  test('at a planned look says that its limits hold over all of them', () => {
    const limits = 'limits stand 1.969 standard errors away, so that the intervals of all looks hold together at 95%.';
    expect(words(page(english, 'stats-planned'))).toContain(limits);
    expect(words(html)).not.toContain('of all looks hold together');
  });

  test('gives rates to a tenth of a point', () => {
    expect(words(html)).toContain('30.6%');
    expect(words(html)).not.toMatch(/\d\.\d\d+%/);
  });

  test('carries no menu of pages that need an account', () => {
    expect(html).not.toContain('href="/audit"');
    expect(html).not.toContain('href="/studies"');
  });
});

test('what stands beside an estimate is told on its own scale, interval first, and claims as claims', () => {
  const text = plainWords(page(english, 'study-beside'));
  expect(text).toContain('a hidden cause would have to multiply the odds of use by 1.14');
  for (const part of [
    ['As a ratio of shares', '1.04 to 1.32'],
    ['no limit above'],
    ['Corrected by 24 negative controls', '+0.5 to +20.0 points'],
    ['+5.0 to +17.0 points, with 6 and 9 unknown'],
    ['1.31 times what they did before'],
    ['thin ones before it', 'Periods since the measure'],
    ['2.4, did not survive'],
    ['Cost of one more outcome', '€290 to €2,500'],
    ['× 60 claimed, unverified (une plaquette)'],
  ].flat()) {
    expect(text).toContain(part);
  }
  expect(plainWords(page(french, 'study-beside'))).toContain(
    'Biais caché des paires : Paires appariées\ngamma 1,14 : une cause cachée devrait multiplier par 1,14 la cote de l’usage',
  );
  const ratio = plainWords(page(french, 'study-ratio'));
  expect(ratio).toContain('× 1,04 à × 1,32');
  expect(ratio).toContain('rapport de parts');
  expect(ratio).not.toMatch(/1,17 points|117/);
});

test.each([
  [
    ...['en', 'On other scales: shown, never decide'],
    [
      'Cox intention to treat, all eligible ratio of hazards × 1.01 to × 1.16',
      'Time without work average over everyone eligible difference in mean time without the event −40 to −3 days',
      'Negative control: schooling intention to treat, all eligible difference in mean −0.21 to +0.45 ',
    ],
  ],
  [
    ...['fr', 'Sur d’autres échelles : montrés, ne décident jamais'],
    ['Temps sans emploi moyenne sur toutes les personnes éligibles différence de temps moyen sans l’événement'],
  ],
] as const)('estimates that cannot share the axis stand in a table of their own: %s', (locale, caption, rows) => {
  const html = page(locale === 'en' ? english : french, 'study-beside');
  const table = all(html, /(<table[\s\S]*?<\/table>)/g).filter((each) => plainWords(each).startsWith(caption));
  expect(table).toHaveLength(1);
  const text = plainWords(table[0]!).replaceAll(/\s+/g, ' ');
  for (const row of rows) expect(text).toContain(row);
  // The file of the figure holds every estimate, with what it is of and its scale.
  const figure = html.split('id="forest-h"')[1]!;
  const csv = decodeURIComponent(/href="data:text\/csv;charset=utf-8,([^"]*)"/.exec(figure)![1]!);
  expect(csv).toContain('analysis,kind,estimand,measure,level,lower,upper');
  expect(csv).toContain('Cox,sensitivity,ITT,hazard_ratio,0.95,1.01,1.16');
  expect(csv).toMatch(/,control,ITT,mean_difference,0.95,-0.21,0.45/);
});

test.each([
  ['en', english, 'Periods since the measure'],
  ['fr', french, 'Périodes depuis la mesure'],
] as const)('effects by period of a panel are drawn, with their table and files: %s', (_, pages, column) => {
  const figures = page(pages, 'study-beside')
    .split('<figure')
    .filter((each) => each.includes('id="event-study-'));
  expect(figures).toHaveLength(1);
  const figure = figures[0]!.split('</figure>')[0]!;
  expect(figure).toMatch(/<svg class="chart wide"[\s\S]*<svg class="chart narrow"/);
  expect(words(figure)).toContain(column);
  expect(decodeURIComponent(/href="data:text\/csv;charset=utf-8,([^"]*)"/.exec(figure)![1]!)).toContain('0,0.02,0.19');
  expect(figure).toContain('/figures/event-study.svg');
});

describe('golden pages', () => {
  // UPDATE_GOLDEN=1 writes them anew; a change of wording or structure is then read in the difference.
  const golden = (name: string, text: string): void => {
    const file = new URL(`golden/${name}`, import.meta.url);
    if (process.env['UPDATE_GOLDEN']) writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  };

  test.each(['sign-in', 'problem-404', 'event'])('%s, as HTML', (name) => {
    golden(`${name}.en.html`, `${page(english, name).replace(/></g, '>\n<')}\n`);
  });

  test.each([
    'portfolio',
    'study-randomised',
    'study-trials',
    'indicator',
    'indicator-compared',
    'checkpoints',
    'stats',
  ])('%s, as a reader hears it', (name) => {
    golden(`${name}.en.txt`, `${words(page(english, name))}\n`);
    golden(`${name}.fr.txt`, `${words(page(french, name))}\n`);
  });
});
