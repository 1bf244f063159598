import { afterEach, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createMachine, type Machine } from './impact.js';

const SENTENCE = /^impact: the database died \(.+\): start again, .* nothing acknowledged is lost\.$/m;

/** Ends the embedded PostgreSQL of a data root without a word. */
function killPostgres(dataRoot: string): void {
  const [pid] = readFileSync(join(dataRoot, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n');
  process.kill(Number(pid), 'SIGKILL');
}

async function serving(on: Machine) {
  const call = on.impact('up');
  await call.says('Ctrl-C stops it');
  const url = /ready at (\S+)/.exec(call.data())?.[1] ?? '';
  return { call, url };
}

const late = (ms: number): Promise<never> =>
  pause(ms, undefined, { ref: false }).then(() => Promise.reject(new Error(`it does not end within ${ms} ms`)));

describe('kill -9 of the embedded PostgreSQL', () => {
  const machines: Machine[] = [];
  const machine = (): Machine => {
    const made = createMachine({ PORT: '0' });
    machines.push(made);
    return made;
  };
  afterEach(() => Promise.all(machines.splice(0).map((each) => each.clear())), 60_000);

  test('ends `impact up` with one sentence, and the next one has all that was acknowledged', async () => {
    const on = machine();
    const first = await serving(on);
    const { data } = await on.impact('token', 'create', '--account', 'edith', '--role', 'editor').ended;
    const authorization = `Bearer ${data.trim()}`;
    const recorded = await fetch(`${first.url}/v1/products`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({
        product: 'bonne-boite',
        name: 'La Bonne Boite',
        incubator: 'Emploi',
        problem: { en: 'Most jobs are never advertised.' },
        phase: 'acceleration',
      }),
    });
    expect(recorded.status).toBe(201);
    const { position } = (await recorded.json()) as { position: string };

    killPostgres(on.folder);
    const { code, messages } = await first.call.ended;
    expect(code).toBe(1);
    expect(messages).toMatch(SENTENCE);
    expect(messages).not.toMatch(/^\s+at /m);
    await expect(fetch(first.url)).rejects.toThrow();

    const { url } = await serving(on);
    const product = await fetch(`${url}/v1/products/bonne-boite?minPosition=${position}`, {
      headers: { authorization },
    });
    expect(product.status).toBe(200);
  }, 120_000);

  test('ends `impact demo` in the middle of its work, and the next one brings it to its end', async () => {
    const on = machine();
    const call = on.impact('demo', '--once');
    await call.says('starting the API');
    const dataRoot = join(on.folder, 'demo');
    killPostgres(dataRoot);
    // It has nothing more to wait for: long before the minute that the API has to get ready.
    const { code, messages } = await Promise.race([call.ended, late(30_000)]);
    expect(code).toBe(1);
    expect(messages).toMatch(SENTENCE);
    expect(messages).not.toMatch(/^\s+at /m);
    expect(await on.impact('demo', '--once').ended).toMatchObject({ code: 0 });
  }, 240_000);
});
