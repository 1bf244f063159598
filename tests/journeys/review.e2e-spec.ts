import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { table, trial } from '../../apps/worker/src/testing/trial.js';
import { jobFinding } from '../crash/given.js';
import { createMachine, type Machine } from './impact.js';

const machines: Machine[] = [];
let server: Machine;
let url: string;

beforeAll(async () => {
  server = createMachine({ PORT: '0' });
  machines.push(server);
  const served = server.impact('up');
  await served.says('Ctrl-C stops it');
  url = /ready at (\S+)/.exec(served.data())?.[1] ?? '';
}, 120_000);
afterAll(async () => {
  for (const machine of machines.toReversed()) await machine.clear();
}, 60_000);

/** The command line of a person elsewhere, who has an address and a token. */
async function person(account: string, role: string) {
  const { data } = await server.impact('token', 'create', '--account', account, '--role', role).ended;
  const token = data.trim();
  const machine = createMachine({ IMPACT_URL: url, IMPACT_TOKEN: token });
  machines.push(machine);
  const impact = (...args: string[]) => machine.impact(...args).ended;
  const write = (name: string, content: string): string => {
    const file = join(machine.folder, name);
    writeFileSync(file, content);
    return file;
  };
  return { impact, write, token };
}

test('a result is reviewed and published by others than its author, retracted, and its data erased', async () => {
  const author = await person('anna', 'analyst');
  const reviewer = await person('rosa', 'analyst');
  const publisher = await person('edith', 'editor');
  const registered = await fetch(`${url}/v1/products`, {
    method: 'POST',
    headers: { authorization: `Bearer ${publisher.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      product: trial.product,
      name: 'La Bonne Boite',
      incubator: 'Emploi',
      problem: { en: 'Most jobs are never advertised.' },
      phase: 'acceleration',
    }),
  });
  expect(registered.status).toBe(201);
  const defined = await fetch(`${url}/v1/indicators`, {
    method: 'POST',
    headers: { authorization: `Bearer ${publisher.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(jobFinding),
  });
  expect(defined.status).toBe(201);
  const { position } = (await defined.json()) as { position: string };
  const seen = await fetch(`${url}/v1/indicators/job-finding?minPosition=${position}`, {
    headers: { authorization: `Bearer ${publisher.token}` },
  });
  expect(seen.status).toBe(200);
  const approve = ['approve', 'job-finding', '--comment', 'Read against the source.'];
  expect(await publisher.impact(...approve)).toMatchObject({
    code: 1,
    messages: expect.stringContaining('You wrote this definition') as unknown,
  });
  expect((await reviewer.impact(...approve, '--definition', '7')).code).toBe(2);
  expect(await reviewer.impact(...approve)).toMatchObject({ code: 0, data: 'job-finding\n' });
  const declaration = author.write(
    'people.json',
    JSON.stringify({
      dataset: 'people',
      product: trial.product,
      name: 'simulated persons',
      source: 'simulation',
      extractedOn: '2026-01-31',
      quality: 90,
      pseudonymised: ['person'],
    }),
  );
  const done = { code: 0 };
  const file = author.write('people.csv', table(400));
  expect(await author.impact('dataset', 'add', file, '--declaration', declaration)).toMatchObject(done);
  const protocol = author.write('protocol.json', JSON.stringify(trial));
  expect(await author.impact('study', 'draft', 'mail', protocol)).toMatchObject(done);
  expect(await author.impact('study', 'attach', 'mail', 'people')).toMatchObject(done);
  expect(await author.impact('study', 'freeze', 'mail')).toMatchObject(done);
  const computed = await author.impact('run', 'mail', '--json');
  expect(computed).toMatchObject(done);
  const { run } = JSON.parse(computed.data) as { run: string };

  const accept = ['study', 'review', 'mail', run, '--accept', '--comment', 'Flow and gates read.'];
  expect((await author.impact(...accept)).code).toBe(1);
  expect(await reviewer.impact(...accept)).toMatchObject({ code: 0, data: 'mail\n' });
  expect((await author.impact('study', 'publish', 'mail', run)).code).toBe(1);
  expect(await publisher.impact('study', 'publish', 'mail', run)).toMatchObject(done);
  const retract = ['study', 'retract', 'mail', run, '--reason', 'The source has withdrawn its file.'];
  expect(await publisher.impact(...retract)).toMatchObject(done);
  const shown = await author.impact('study', 'show', 'mail', '--json');
  expect(JSON.parse(shown.data)).toMatchObject({ run: { review: 'accepted', publication: 'retracted' } });

  const erase = ['dataset', 'erase', 'people', '--reason', 'A request of the persons.'];
  expect((await author.impact(...erase)).code).toBe(1);
  const admin = await person('ada', 'admin');
  expect(await admin.impact(...erase)).toMatchObject({ code: 0, data: 'people\n' });
  expect((await author.impact('run', 'mail')).code).toBe(1);
}, 180_000);
