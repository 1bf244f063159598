import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DataFileError } from '../data-file-error.js';
import { smallLogs, smallProtocol } from '../testing/small-world.js';
import { buildTrialTable } from './build-trial-table.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parts-'));
});
afterAll(() => rm(folder, { recursive: true }));

const GOOD = {
  persons: 'id,starts,age\na,2025-01-05,30\nb,2025-01-05,40\n',
  exposures: 'id,day,siret\na,2025-01-06,1\n',
  outcomes: 'id,day,siret,contract\na,2025-01-12,1,30\n',
  exits: 'id,day,kind\nb,2025-01-14,training\n',
};

/** The header can be read, the end is not there. */
function cutShort(): Buffer {
  const lines = Array.from({ length: 5000 }, (_, index) => `p${(index * 7919) % 65_521},2025-01-05,${index % 60}`);
  const zipped = gzipSync(['id,starts,age', ...lines, ''].join('\n'));
  return zipped.subarray(0, zipped.length / 2);
}

async function build(changed: Partial<Record<keyof typeof GOOD, string | Buffer>>, protocol = smallProtocol) {
  const paths: Record<string, string> = {};
  for (const [role, content] of Object.entries({ ...GOOD, ...changed })) {
    paths[role] = join(folder, role);
    await writeFile(paths[role], content);
  }
  return buildTrialTable({ paths, extractedOn: '2025-06-01', spill: join(folder, 'spill') }, protocol);
}

const event = async (changed: Parameters<typeof build>[0]): Promise<number[]> =>
  Array.from((await build(changed)).table.columns['event'] as Float64Array);

test('a log compressed with gzip is read as the log', async () => {
  expect(await event({ persons: gzipSync(GOOD.persons), outcomes: gzipSync(GOOD.outcomes) })).toEqual([1, 2]);
});

test('a log without rows is a log in which nothing happened', async () => {
  expect(await event({ outcomes: 'id,day,siret,contract\n' })).toEqual([0, 2]);
});

test.each([
  ['a person twice', { persons: `${GOOD.persons}a,2025-01-05,30\n` }, 'wrong-rows', /1 rows of the persons repeat/],
  [
    'a column that is not there',
    { exposures: 'id,day\na,2025-01-06\n' },
    'unknown-column',
    /Of the exposures: .*"siret"/,
  ],
  ['a name the cohort gives', { persons: 'id,starts,age,time\na,2025-01-05,30,1\n' }, 'duplicate-column', /rename it/],
  ['an empty part', { exits: '' }, 'empty', /Of the exits/],
  ['a gzip file cut short', { persons: cutShort() }, 'truncated', /.+/],
] as const)('%s is refused with the way out', async (_, changed, kind, message) => {
  const error = await build(changed).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(DataFileError);
  expect(error).toMatchObject({ kind, message: expect.stringMatching(message) as unknown });
});

test('a part the protocol reads and the data set lacks is named', async () => {
  const { exits: _absent, ...withoutExits } = smallLogs;
  await expect(build({}, { ...smallProtocol, eventLogs: withoutExits })).resolves.toBeDefined();
  const paths = {
    persons: join(folder, 'persons'),
    exposures: join(folder, 'exposures'),
    outcomes: join(folder, 'outcomes'),
  };
  await expect(
    buildTrialTable({ paths, extractedOn: '2025-06-01', spill: join(folder, 'spill') }, smallProtocol),
  ).rejects.toThrow('The protocol reads exits, and the data set has no such part.');
});
