import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DuckDBInstance } from '@duckdb/node-api';
import { StudyRunCompleted } from '@impact-ledger/domain';
import { createHmac } from 'node:crypto';
import { createVault, defaultScratch } from '@impact-ledger/ledger';
import { keptMasterKey } from '@impact-ledger/platform';
import {
  appendFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { givenLogs, givenProduct, post, requestRun } from '../crash/given.js';
import { endsOf } from '../crash/load.js';
import { createStack, until, type Stack } from '../crash/stack.js';
import { byGrace, byLandmark, logDeclaration, logWorld, nameOf } from '../support/log-world.js';
import { secondCheckout, type Checkout } from '../support/second-checkout.js';
import type { ServerProcess } from '../support/server-process.js';
import { createMachine, type Machine } from './impact.js';

const PEOPLE = 6_000;
const PERSON = 13;

/** A study of event logs on the built stack: from the command line to the verdict, and what is left when a person goes. */
describe('a study of event logs', () => {
  let stack: Stack;
  let worker: ServerProcess;
  let analyst: string;
  let admin: string;
  let installation: Machine;
  /** Another clone, built there, which knows of no installation. */
  let checkout: Checkout;
  const runs = new Map<string, string>();

  beforeAll(async () => {
    stack = await createStack();
    await stack.startApi();
    worker = await stack.startWorker();
    analyst = await stack.token('anna', 'analyst');
    admin = await stack.token('ada', 'admin');
    await givenProduct(stack, admin);
    checkout = await secondCheckout();
    installation = createMachine({
      IMPACT_DATA: stack.dataRoot,
      DATABASE_URL: stack.databaseUrl,
      IMPACT_URL: stack.url,
      IMPACT_TOKEN: analyst,
    });
  }, 120_000);
  afterAll(async () => {
    await installation?.clear();
    checkout?.remove();
    await stack.close();
  }, 60_000);

  const packageOf = (study: string): string => join(installation.folder, study);
  const altered = (study: string, change: (folder: string) => void): string => {
    const folder = `${packageOf(study)}-altered`;
    rmSync(folder, { recursive: true, force: true });
    cpSync(packageOf(study), folder, { recursive: true });
    change(folder);
    return folder;
  };
  const completed = async (study: string, run: string) => {
    const ends = (await stack.store.readStream(`study-${study}`)).filter(({ type }) => type === 'StudyRunCompleted');
    return ends.map(({ version, data }) => StudyRunCompleted.read(version, data).data).find((end) => end.run === run)!;
  };
  /** Takes the package of a run on record, and computes it again in the other checkout. */
  const packaged = async (run: string, folder: string) => {
    const flags = ['--reproduction', run, '--reason', 'a second opinion', '--out', folder];
    const taken = await installation.impact('export', ...flags).ended;
    expect([taken.code, taken.code === 0 ? '' : taken.messages]).toEqual([0, '']);
    return checkout.impact('reproduce', folder);
  };
  /** Asks for a run and waits for its end. */
  const runToItsEnd = async (study: string): Promise<string> => {
    const run = await requestRun(stack, analyst, study);
    await until(async () => (await endsOf(stack, run)).length > 0, 'the run ends', 180_000);
    expect(await endsOf(stack, run)).toEqual(['StudyRunCompleted']);
    return run;
  };

  test('takes in CSV, gzip and Parquet from the command line', async () => {
    const world = logWorld(PEOPLE);
    const { folder } = installation;
    const write = (name: string, content: string | Buffer): string => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const declaration = write('declaration.json', JSON.stringify(logDeclaration('logs')));
    const outcomes = await asParquet(write('outcomes.csv', world.outcomes));
    const paths = {
      persons: write('persons.csv', world.persons),
      exposures: write('exposures.csv.gz', gzipSync(world.exposures)),
      outcomes,
      exits: write('exits.csv', world.exits),
    };
    const flags = Object.entries(paths).flatMap(([role, path]) => [`--${role}`, path]);
    const { code, data, messages } = await installation.impact(
      'dataset',
      'register',
      '--declaration',
      declaration,
      ...flags,
    ).ended;
    expect([code, data, messages]).toEqual([0, 'logs\n', expect.stringContaining('registered at position')]);
    for (const path of Object.values(paths)) rmSync(path);
  }, 120_000);

  test('whose worker is killed in its midst, twice, has one result', async () => {
    await post(stack, analyst, '/v1/studies', { study: 'grace', protocol: byGrace });
    await post(stack, analyst, '/v1/studies/grace/data', { dataset: 'logs' });
    await post(stack, analyst, '/v1/studies/grace/freeze', {});
    const run = await requestRun(stack, analyst, 'grace');
    // Once while it opens the parts, once with a cohort made of them.
    for (const past of [[], ['load', 'eligibility']] as string[][]) {
      await until(async () => (await underWay(run)).some((step) => !past.includes(step)), 'the run is under way');
      await worker.killNine();
      expect(await endsOf(stack, run)).toEqual([]);
      await stack.pool.query('delete from worker.run_progress where run = $1', [run]);
      worker = await stack.startWorker();
    }
    await until(async () => (await endsOf(stack, run)).length > 0, 'the run ends', 180_000);
    expect(await endsOf(stack, run)).toEqual(['StudyRunCompleted']);
    runs.set('grace', run);
  }, 300_000);

  test('is computed again with the same bytes where it was made, and from its package in a second checkout', async () => {
    await post(stack, analyst, '/v1/studies', { study: 'landmark', protocol: byLandmark });
    await post(stack, analyst, '/v1/studies/landmark/data', { dataset: 'logs' });
    await post(stack, analyst, '/v1/studies/landmark/freeze', {});
    runs.set('landmark', await runToItsEnd('landmark'));
    for (const [study, run] of runs) {
      const { resultHash: hash } = await completed(study, run);
      const here = await installation.impact('reproduce', run).ended;
      expect([here.code, here.data]).toEqual([0, expect.stringContaining(`${hash} identical`)]);
      const there = await packaged(run, packageOf(study));
      expect([there.code, there.data]).toEqual([0, expect.stringContaining(`${hash} identical`)]);
      // What did not fit in memory left nothing behind.
      expect(readdirSync(packageOf(study)).sort()).toEqual([
        'data.exits',
        'data.exposures',
        'data.outcomes',
        'data.persons',
        'reproduction.json',
      ]);
      expect(statSync(packageOf(study)).mode & 0o777).toBe(0o700);
    }
  }, 300_000);

  test('of several looks is computed again at each of them, with what it knew of those before', async () => {
    const looks = { kind: 'group_sequential', spending: 'pocock', informationMax: 20_000 } as const;
    await post(stack, analyst, '/v1/studies', { study: 'looks', protocol: { ...byLandmark, looks } });
    await givenLogs(stack, analyst, 'more-logs', logWorld(PEOPLE + PEOPLE / 4));
    const hashes = new Map<string, string>();
    for (const [index, dataset] of ['logs', 'more-logs'].entries()) {
      await post(stack, analyst, '/v1/studies/looks/data', { dataset });
      if (index === 0) await post(stack, analyst, '/v1/studies/looks/freeze', {});
      const run = await runToItsEnd('looks');
      const { result, resultHash } = await completed('looks', run);
      expect(result).toMatchObject({ inputs: { look: index + 1 }, look: { spent: expect.any(Number) } });
      expect(result.inputs.earlierInformation ?? []).toHaveLength(index);
      hashes.set(run, resultHash);
    }
    for (const [run, hash] of hashes) {
      const here = await installation.impact('reproduce', run).ended;
      expect([here.code, here.data]).toEqual([0, expect.stringContaining(`${hash} identical`)]);
      const there = await packaged(run, packageOf(run));
      expect([there.code, there.data]).toEqual([0, expect.stringContaining(`${hash} identical`)]);
    }
  }, 300_000);

  test('says which file of a package was changed or is missing', async () => {
    const again = async (change: (folder: string) => void) => {
      const { code, data } = await checkout.impact('reproduce', altered('landmark', change));
      return [code, data];
    };
    expect(await again((folder) => appendFileSync(join(folder, 'data.exits'), '\n'))).toEqual([
      3,
      expect.stringMatching(/data\.exits has the SHA-256 .* it is another file, or was changed/),
    ]);
    expect(await again((folder) => rmSync(join(folder, 'data.outcomes')))).toEqual([
      1,
      expect.stringMatching(/The file .*data\.outcomes .* is missing/),
    ]);
    const forged = await again((folder) => {
      const file = join(folder, 'reproduction.json');
      writeFileSync(file, readFileSync(file, 'utf8').replace(`"rows": ${PEOPLE}`, `"rows": ${PEOPLE - 1}`));
    });
    expect(forged[0]).toBe(3);
  }, 120_000);

  test('after one person was erased, says exactly that, and leaves nothing of them', async () => {
    const thing = `${stack.url}/v1/datasets/logs`;
    const erased = await fetch(`${thing}/subjects/erasure`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json', 'if-match': '"0"' },
      body: JSON.stringify({ identifier: nameOf(PERSON), reason: 'A request, case 41.' }),
    });
    expect(erased.status).toBe(200);
    const { position } = (await erased.json()) as { position: string };
    for (const [study, run] of runs) {
      const { code, data } = await installation.impact('reproduce', run).ended;
      expect([study, code]).toEqual([study, 1]);
      expect(data).toMatch(
        new RegExp(
          `One person was erased from data set "logs" on \\d{4}-\\d\\d-\\d\\d \\(event ${position}\\): .*cannot be computed again.*The result of ${(await completed(study, run)).resultHash} stands by its hash`,
        ),
      );
    }
    const flags = ['--reproduction', runs.get('grace')!, '--reason', 'again', '--out', 'never'];
    const refused = await installation.impact('export', ...flags).ended;
    expect([refused.code, refused.messages]).toEqual([1, expect.stringContaining('was erased')]);

    const vault = createVault({ folder: join(stack.dataRoot, 'vault'), masterKey: keptMasterKey(stack.dataRoot).key });
    const pseudonym = createHmac('sha256', await vault.pseudonymKey('logs'))
      .update(nameOf(PERSON))
      .digest('hex');
    const { rows } = await stack.pool.query<{ found: string }>(
      `select position::text as found from ledger.event where bytes like '%' || $1 || '%' or bytes like '%' || $2 || '%'`,
      [nameOf(PERSON), pseudonym],
    );
    expect(rows).toEqual([]);
    // Of the workers that were killed with the parts open, too.
    const left = existsSync(defaultScratch()) ? filesBelow(defaultScratch()) : [];
    expect(left.filter((path) => readFileSync(path).includes(pseudonym))).toEqual([]);
    const sealed = readdirSync(join(stack.dataRoot, 'vault', 'data', 'logs'));
    expect(sealed).toHaveLength(5);
  }, 120_000);

  /** The step that the run is at; none before the first. */
  const underWay = async (run: string): Promise<string[]> => {
    const { rows } = await stack.pool.query<{ step: string | null }>(
      'select step from worker.run_progress where run = $1',
      [run],
    );
    return rows.flatMap(({ step }) => step ?? []);
  };
});

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());

async function asParquet(path: string): Promise<string> {
  const out = path.replace(/csv$/, 'parquet');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (SELECT * FROM read_csv('${path}', all_varchar = true)) TO '${out}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  rmSync(path);
  return out;
}
