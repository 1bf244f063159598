import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { appendFileSync, cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Reproduction } from '../../apps/cli/src/reproduce/outcome.js';
import { worlds } from '../../apps/cli/worlds/index.js';
import { nsw } from '../../apps/cli/worlds/nsw/nsw.js';
import { secondCheckout, type Checkout } from '../support/second-checkout.js';
import { createMachine, type Machine } from './impact.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Every result of the demonstration, computed again: where it was made, and in a second checkout that knows of nothing. */
describe('reproduction', () => {
  const machine = createMachine();
  const others: Machine[] = [];
  let checkout: Checkout;
  let runs: readonly Reproduction[];
  let url: string;
  let analyst: Machine;
  let admin: string;

  const inDemo = (variables: NodeJS.ProcessEnv = {}): Machine => {
    const made = createMachine({ IMPACT_DATA: join(machine.folder, 'demo'), ...variables });
    others.push(made);
    return made;
  };
  const secretOf = async (account: string, role: string): Promise<string> => {
    const { data, messages } = await inDemo().impact('token', 'create', '--account', account, '--role', role, '--json')
      .ended;
    if (data === '') throw new Error(messages);
    return (JSON.parse(data) as { secret: string }).secret;
  };
  const packageOf = (run: string): string => join(analyst.folder, run);
  const eventsOf = async (type: string): Promise<readonly { readonly reason: string }[]> => {
    const headers = { authorization: `Bearer ${admin}` };
    const events = await fetch(`${url}/v1/audit/events?type=${type}`, { headers });
    return ((await events.json()) as { readonly items: { readonly reason: string }[] }).items;
  };
  /** The bytes of a package with something done to them. */
  const altered = (run: string, change: (folder: string) => void): string => {
    const folder = `${packageOf(run)}-altered`;
    rmSync(folder, { recursive: true, force: true });
    cpSync(packageOf(run), folder, { recursive: true });
    change(folder);
    return folder;
  };

  beforeAll(async () => {
    const serving = machine.impact('demo');
    await serving.says('sign in once');
    url = new URL(/sign in once\s+(\S+)/.exec(serving.data())![1]!).origin;
    analyst = inDemo({ IMPACT_TOKEN: await secretOf('ines', 'analyst'), IMPACT_URL: url });
    admin = await secretOf('ada', 'admin');
    checkout = await secondCheckout();
  }, 400_000);
  afterAll(async () => {
    checkout?.remove();
    await Promise.all(others.map((each) => each.clear()));
    await machine.clear();
  }, 60_000);

  test('gives the same bytes where the results were made, sealed ones too', async () => {
    const { code, data, messages } = await inDemo().impact('reproduce', '--all', '--json').ended;
    runs = JSON.parse(data) as Reproduction[];
    expect([code, runs.map(({ result }) => result.outcome)]).toEqual([0, runs.map(() => 'identical')]);
    const studies = worlds().flatMap(({ studies: its }) => its.map(({ id }) => id));
    expect([...new Set(runs.map(({ study }) => study))].sort()).toEqual(studies.sort());
    const ends = await Promise.all(['StudyRunCompleted', 'StudyRunRefused'].map(eventsOf));
    expect(runs).toHaveLength(ends.flat().length);
    expect(runs.filter(({ sealed }) => sealed === 'identical')).toHaveLength(1);
    expect(messages).toContain(`${runs.length} of ${runs.length} computed again with the same bytes`);
    const [first] = runs;
    const byHash = await inDemo().impact('reproduce', first!.resultHash).ended;
    expect([byHash.code, byHash.data]).toEqual([0, `${first!.study} ${first!.run} ${first!.resultHash} identical\n`]);
  }, 300_000);

  test('gives the same bytes in a second checkout, from packages that were taken on record', async () => {
    for (const { run, resultHash } of runs) {
      const flags = ['--reproduction', run, '--reason', 'a second opinion', '--out', packageOf(run)];
      const taken = await analyst.impact('export', ...flags).ended;
      expect([taken.code, taken.code === 0 ? '' : taken.messages]).toEqual([0, '']);
      expect(statSync(packageOf(run)).mode & 0o777).toBe(0o700);
      const { code, data } = await checkout.impact('reproduce', packageOf(run));
      expect([code, data]).toEqual([0, expect.stringContaining(`${resultHash} identical`)]);
    }
    const items = await eventsOf('StudyDataExported');
    expect(items).toHaveLength(runs.length);
    expect(new Set(items.map(({ reason }) => reason))).toEqual(new Set(['a second opinion']));
  }, 300_000);

  test('says which part of a package was changed or is missing', async () => {
    const { run } = runs[0]!;
    const changed = await checkout.impact(
      'reproduce',
      altered(run, (folder) => appendFileSync(join(folder, 'data'), '\n')),
    );
    expect([changed.code, changed.data]).toEqual([3, expect.stringContaining('it is another file, or was changed')]);
    const missing = await checkout.impact(
      'reproduce',
      altered(run, (folder) => rmSync(join(folder, 'data'))),
    );
    expect([missing.code, missing.data]).toEqual([1, expect.stringMatching(/The file .* is missing/)]);
    const protocol = await checkout.impact(
      'reproduce',
      altered(run, (folder) => {
        const file = join(folder, 'reproduction.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace('"alpha": 0.05', '"alpha": 0.06'));
      }),
    );
    expect([protocol.code, protocol.data]).toEqual([
      3,
      expect.stringMatching(/The protocol has the hash .* was changed/),
    ]);
  }, 120_000);

  test('names the engine that made a result, and gives the same bytes with that one kept', async () => {
    const { run, resultHash } = runs[0]!;
    const manifest = join(checkout.folder, 'package.json');
    const released = readFileSync(manifest, 'utf8');
    writeFileSync(manifest, released.replace(/"version": "[^"]+"/, '"version": "99.0.0"'));
    try {
      const newer = await checkout.impact('reproduce', packageOf(run));
      expect([newer.code, newer.data]).toEqual([1, expect.stringMatching(/made by engine \S+ \(.*this is 99\.0\.0/)]);
      expect(newer.data).toContain('the same document but for the engine that is named in it');
      const kept = await checkout.impact('reproduce', packageOf(run), '--engine', ROOT);
      expect([kept.code, kept.data]).toEqual([
        0,
        expect.stringContaining(`${resultHash} identical, by the kept engine`),
      ]);
    } finally {
      writeFileSync(manifest, released);
    }
  }, 120_000);

  test('after one person was erased, says exactly that', async () => {
    const world = nsw();
    const study = world.studies.find(({ protocol }) => protocol.design === 'randomised')!;
    const { file } = world.datasets.find(({ declaration }) => declaration.dataset === study.dataset)!;
    let text = '';
    for await (const piece of file()) text += piece;
    const identifier = text.split('\n')[3]!.split(',')[0]!;
    const thing = `${url}/v1/datasets/${study.dataset}`;
    const authorization = `Bearer ${admin}`;
    const etag = (await fetch(thing, { headers: { authorization } })).headers.get('etag')!;
    const erased = await fetch(`${thing}/subjects/erasure`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', 'if-match': etag },
      body: JSON.stringify({ identifier, reason: 'A request, case 41.' }),
    });
    expect(erased.status).toBe(200);
    const { position } = (await erased.json()) as { position: string };
    const told = runs.find((each) => each.study === study.id)!;
    const { code, data } = await inDemo().impact('reproduce', told.run).ended;
    expect(code).toBe(1);
    expect(data).toMatch(
      new RegExp(
        `One person was erased from data set "${study.dataset}" on \\d{4}-\\d\\d-\\d\\d \\(event ${position}\\): .*cannot be computed again.*The result of ${told.resultHash} stands by its hash`,
      ),
    );
    const refused = await analyst.impact('export', '--reproduction', told.run, '--reason', 'again', '--out', 'never')
      .ended;
    expect([refused.code, refused.messages]).toEqual([1, expect.stringContaining('was erased')]);
  }, 120_000);
});
