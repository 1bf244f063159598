import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash, createHmac } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createVault, defaultScratch } from '@impact-ledger/ledger';
import { keptMasterKey } from '@impact-ledger/platform';
import { parseNote, parseVerifier, verifyNote } from '@impact-ledger/proof';
import { nsw } from '../../apps/cli/worlds/nsw/nsw.js';
import { givenLogs, post } from '../crash/given.js';
import { endsOf } from '../crash/load.js';
import { createStack, until, type Stack } from '../crash/stack.js';
import { byLandmark, logWorld, nameOf } from '../support/log-world.js';
import type { ServerProcess } from '../support/server-process.js';

interface Run {
  readonly run: string;
  readonly position: string;
}

/** The estimate of the refused study, as R finds it: what must be nowhere, in any of the ways it is written. */
const DIGITS = ['1226.54', '1226,54', '1,226.54', '813.416', '1214.071'];
const PERSON = 'martine.durand@example.org';

/**
 * What is left behind of a sealed estimate and of an erased person: in the database (every table as text, and the raw
 * files of the server with its write-ahead log), the queue (which is in that database), the vault, the scratch folder and
 * the logs of the built API and worker.
 */
describe('residue', () => {
  let stack: Stack;
  const processes: ServerProcess[] = [];
  const world = nsw();
  const study = world.studies.find(({ protocol }) => protocol.design === 'cohort')!;
  let author: string;
  let asker: string;
  let admin: string;

  beforeAll(async () => {
    stack = await createStack();
    processes.push(await stack.startApi(), await stack.startWorker());
    author = await stack.token('claire', 'analyst');
    asker = await stack.token('amadou', 'analyst');
    admin = await stack.token('ada', 'admin');
    for (const product of world.products) await post(stack, admin, '/v1/products', product);
    const { declaration, file } = world.datasets.find((each) => each.declaration.dataset === study.dataset)!;
    let text = '';
    for await (const piece of file()) text += piece;
    // Her mail address stands where the number of the third person was.
    const lines = text.split('\n');
    lines[3] = lines[3]!.replace(/^[^,]*/, PERSON);
    const form = new FormData();
    form.set('declaration', JSON.stringify(declaration));
    form.set('file', new Blob([lines.join('\n')]), 'people.csv');
    await post(stack, author, '/v1/datasets', form);
    await post(stack, author, '/v1/studies', { study: study.id, protocol: study.protocol });
    await post(stack, author, `/v1/studies/${study.id}/data`, { dataset: study.dataset });
    await post(stack, author, `/v1/studies/${study.id}/freeze`, {});
  }, 120_000);
  afterAll(async () => {
    await Promise.all(processes.map((each) => each.killNine()));
    await stack.close();
  });

  const logs = (): string => processes.flatMap(({ lines }) => lines).join('\n');

  /** Every row of every table of every schema, queue included, as COPY would write it. */
  const dump = async (): Promise<string> => {
    const { rows } = await stack.pool.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['ledger.event', 'read.study_run']));
    let text = '';
    for (const { name } of rows) {
      const table = await stack.pool.query<{ row: string }>(`select t::text as row from ${name} t`);
      text += table.rows.map(({ row }) => row).join('\n');
    }
    return text;
  };
  const filesBelow = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => lstatSync(path, { throwIfNoEntry: false })?.isFile());
  const holding = (paths: readonly string[], needles: readonly string[]): string[] =>
    paths.filter((path) => {
      const bytes = readFileSync(path);
      return needles.some((needle) => bytes.includes(needle));
    });
  /** The files of this database and the write-ahead log of its server, flushed. */
  const rawFiles = async (): Promise<string[]> => {
    await stack.pool.query('checkpoint');
    const { rows } = await stack.pool.query<{ root: string; oid: string }>(
      `select current_setting('data_directory') as root, oid::text from pg_database where datname = current_database()`,
    );
    const { root, oid } = rows[0]!;
    return [...filesBelow(join(root, 'base', oid)), ...filesBelow(join(root, 'pg_wal'))];
  };
  const residue = async (needles: readonly string[]): Promise<string[]> => {
    const text = await dump();
    const places = [
      ...needles.filter((needle) => text.includes(needle)).map((needle) => `a table: ${needle}`),
      ...needles.filter((needle) => logs().includes(needle)).map((needle) => `a log: ${needle}`),
      ...holding(filesBelow(stack.dataRoot), needles),
      ...holding(await rawFiles(), needles),
    ];
    return [...places, ...holding(scratchOf(), needles)];
  };
  const scratchOf = (): string[] => {
    const folder = defaultScratch();
    return lstatSync(folder, { throwIfNoEntry: false }) ? filesBelow(folder) : [];
  };

  const runStudy = async (): Promise<string> => {
    const { run, position } = await post<Run>(stack, asker, `/v1/studies/${study.id}/runs`, {});
    for (let waited = 0; waited < 60_000; waited += 100) {
      const response = await fetch(`${stack.url}/v1/runs/${run}?minPosition=${position}`, {
        headers: { authorization: `Bearer ${admin}` },
      });
      const { status } = (await response.json()) as { status: string };
      if (status === 'refused') return run;
      expect(status).toBe('requested');
      await pause(100);
    }
    throw new Error('the run does not end');
  };

  test('of the estimate of a refused study there is none, before it is unsealed and after it is read', async () => {
    const run = await runStudy();
    // The scan sees what is there: in a table, and in the files of the server.
    const refusal = await residue(['StudyRunRefused']);
    expect(refusal).toContain('a table: StudyRunRefused');
    expect(refusal.length).toBeGreaterThan(1);
    expect(await residue(DIGITS)).toEqual([]);
    const second = await stack.token('ines', 'analyst');
    const path = `/v1/studies/${study.id}/runs/${run}`;
    await post(stack, second, `${path}/unsealing`, { reason: 'how far off is it' });
    const reading = await post<{ document: string }>(stack, second, `${path}/readings`, {
      reason: 'for the committee',
    });
    // In the ways they are written here, too: they stand in the answer to the one who may read.
    expect(DIGITS.filter((digits) => reading.document.includes(digits)).length).toBeGreaterThan(0);
    expect(await residue(DIGITS)).toEqual([]);
  }, 120_000);

  test('of an erased person there is none, neither identifier nor pseudonym; others are still found', async () => {
    const thing = `/v1/datasets/${study.dataset}`;
    const authorization = `Bearer ${admin}`;
    const read = async <Body>(path: string) =>
      (await (await fetch(`${stack.url}${path}`, { headers: { authorization } })).json()) as Body;
    const erased = await fetch(`${stack.url}${thing}/subjects/erasure`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', 'if-match': '"0"', 'idempotency-key': 'case-41' },
      body: JSON.stringify({ identifier: PERSON, reason: 'A request, case 41.' }),
    });
    expect(erased.status).toBe(200);
    const vault = createVault({
      folder: join(stack.dataRoot, 'vault'),
      masterKey: keptMasterKey(stack.dataRoot).key,
    });
    const key = await vault.pseudonymKey(study.dataset);
    const pseudonym = createHmac('sha256', key).update(PERSON).digest('hex');
    // A plain hash is looked for too, since a careless index would hold it.
    const hash = createHash('sha256').update(PERSON).digest('hex');
    expect(await residue([PERSON, 'martine.durand', pseudonym, hash])).toEqual([]);
    const { rows } = await read<{ rows: number }>(`${thing}?minPosition=${((await erased.json()) as Run).position}`);
    expect(rows).toBe(613);

    const { verifier } = await signedLog();
    const { items } = await read<{ items: { note: string; position: string; eventSha256: string }[] }>(
      `${thing}/erasures`,
    );
    const [receipt] = items;
    verifyNote(parseNote(receipt!.note), parseVerifier(verifier));
    expect(() => verifyNote(parseNote(receipt!.note.replace('613', '614')), parseVerifier(verifier))).toThrow();
    const event = await read<{ sha256: string }>(`/v1/audit/events/${receipt!.position}`);
    expect(event.sha256).toBe(receipt!.eventSha256);
  }, 120_000);

  test('of a person erased from event logs there is none in any part, with a run of them on record', async () => {
    const parts = Object.entries<string>({ ...logWorld(400) });
    const theirs = parts.map(([role, text]) => [role, text.replaceAll(nameOf(2), PERSON)]);
    expect(theirs.filter(([, text]) => text!.includes(PERSON))).toHaveLength(4);
    await post(stack, admin, '/v1/products', { ...world.products[0]!, product: 'bonne-boite' });
    await givenLogs(stack, author, 'logs', Object.fromEntries(theirs) as ReturnType<typeof logWorld>);
    await post(stack, author, '/v1/studies', { study: 'users', protocol: byLandmark });
    await post(stack, author, '/v1/studies/users/data', { dataset: 'logs' });
    await post(stack, author, '/v1/studies/users/freeze', {});
    const { run } = await post<Run>(stack, asker, '/v1/studies/users/runs', {});
    await until(async () => (await endsOf(stack, run)).length > 0, 'the run ends');
    const erased = await fetch(`${stack.url}/v1/datasets/logs/subjects/erasure`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json', 'if-match': '"0"' },
      body: JSON.stringify({ identifier: PERSON, reason: 'A request, case 42.' }),
    });
    expect(erased.status).toBe(200);
    const vault = createVault({
      folder: join(stack.dataRoot, 'vault'),
      masterKey: keptMasterKey(stack.dataRoot).key,
    });
    const key = await vault.pseudonymKey('logs');
    const pseudonym = createHmac('sha256', key).update(PERSON).digest('hex');
    expect(await residue([PERSON, 'martine.durand', pseudonym])).toEqual([]);
  }, 120_000);

  /** The public key under which the worker signs the log. */
  const signedLog = async (): Promise<{ verifier: string }> => {
    for (let waited = 0; waited < 30_000; waited += 100) {
      const { rows } = await stack.pool.query<{ verifier: string }>(
        'select verifier_key as verifier from ledger.log_origin',
      );
      if (rows[0]) return rows[0];
      await pause(100);
    }
    throw new Error('the log is not signed');
  };
});
