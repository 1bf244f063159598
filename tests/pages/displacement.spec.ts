import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { inLocale, LOCALES, type Protocol, type StudyResult } from '@impact-ledger/domain';
import type { StudyDetail } from '@impact-ledger/readmodel';
import { runStudy } from '@impact-ledger/study';
import { studyPage } from '@impact-ledger/web';
import { eventLogs } from '../../apps/cli/worlds/bonne-boite/event-logs.js';
import { EXTRACTED_ON } from '../../apps/cli/worlds/bonne-boite/job-seekers.js';
import { lives, type Life } from '../../apps/cli/worlds/bonne-boite/lives.js';
import { trials, withDisplacement } from '../../apps/cli/worlds/bonne-boite/log-protocols.js';
import { bonneBoite, usersRun, usersStudy } from './fixtures/bonne-boite.js';
import { analyst, freshness } from './fixtures/context.js';

jest.setTimeout(300_000);

const SEED = 11;
const PEOPLE = 12_000;

/** A whole run, from the files of the world on. */
async function study(everybody: readonly Life[], protocol: Protocol): Promise<StudyResult> {
  const folder = await mkdtemp(join(tmpdir(), 'bonne-boite-'));
  const files = Object.entries(eventLogs(everybody, SEED)).map(([part, content]) => {
    return { part, content, path: join(folder, `${part}.csv`) };
  });
  for (const { path, content } of files) await writeFile(path, content);
  const paths = Object.fromEntries(files.map(({ part, path }) => [part, path]));
  const inputs = {
    ...{ study: 'bonne-boite', protocolHash: 'a'.repeat(64), seed: 1, look: 1 },
    dataset: { id: 'logs', sha256: 'b'.repeat(64), rows: everybody.length, extractedOn: EXTRACTED_ON },
    engine: { version: '0.1.0', lock: 'c'.repeat(64) },
  };
  const logs = { paths, spill: folder };
  const { result } = await runStudy({ inputs, protocol, exploratory: false, tablePath: paths['persons']!, logs });
  await rm(folder, { recursive: true });
  return result;
}

describe('a world in which users are hired only in the place of their neighbours', () => {
  const protocol = withDisplacement(trials('per_protocol'));
  const result = study(lives(SEED, PEOPLE, { displacement: true }), protocol);

  test('a comparison of persons finds an effect all the same', async () => {
    expect(await result).toMatchObject({ verdict: 'positive' });
    expect((await result).findings!.primary!.interval.lower).toBeGreaterThan(0);
  });

  test.each(LOCALES)('the page in %s says what it cannot see, and why', async (locale) => {
    const run = { ...usersRun, result: await result };
    const shown: StudyDetail = { ...usersStudy, protocol, run, runs: [run] };
    const page = studyPage({
      locale,
      path: '/studies/x',
      actor: analyst,
      freshness,
      study: shown,
      product: bonneBoite,
    });
    expect(page).toContain({ en: 'cannot see displacement', fr: 'ne voit pas le déplacement' }[locale]);
    expect(page).toContain(inLocale(protocol.displacement!, locale));
  });
});

test('of a world without it, whose protocol declares none, nothing is said', async () => {
  const { limits } = await study(lives(SEED, PEOPLE), trials('initiation'));
  expect(limits.filter(({ en }) => en?.includes('displacement'))).toEqual([]);
});
