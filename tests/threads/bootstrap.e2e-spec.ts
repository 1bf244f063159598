import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** `impact estimate` as built, on the file of the NSW experiment. */
const answer = (threads: number, how: object): string =>
  execFileSync(
    process.execPath,
    [
      'apps/cli/dist/main.js',
      ...['estimate', 'ipw', '--data', 'libs/stats/fixtures/nsw_dw.csv', '--treatment', 'treat', '--outcome', 're78'],
      ...[
        '--covariates',
        'age,education,re74',
        '--bootstrap',
        JSON.stringify(how),
        '--threads',
        `${threads}`,
        '--json',
      ],
    ],
    { cwd: root, encoding: 'utf8' },
  );

describe('a bootstrap in threads', () => {
  test('gives the same bytes from 1, 2 and 4 threads, and on a second run', () => {
    const how = { replicates: 120, interval: 'bca', seed: 5 };
    const first = answer(1, how);
    expect([2, 4, 1].map((threads) => answer(threads, how))).toEqual([first, first, first]);
    expect(answer(2, { ...how, seed: 6 })).not.toBe(first);
    expect(JSON.parse(first)).toMatchObject({
      method: 'ipw',
      details: { bootstrap: { replicates: 120, interval: 'bca' } },
    });
  });
});
