import { afterAll, describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Protocol } from '@impact-ledger/domain';
import type { StudyRunView } from '@impact-ledger/readmodel';
import { createMachine, type Machine } from './impact.js';

type Shown = readonly { readonly study: string; readonly protocol: Protocol; readonly run: StudyRunView }[];

describe('the demonstration', () => {
  const machines: Machine[] = [];
  const machine = (variables: NodeJS.ProcessEnv = {}): Machine => {
    const made = createMachine(variables);
    machines.push(made);
    return made;
  };
  afterAll(() => Promise.all(machines.map((each) => each.clear())), 60_000);

  /** Loads the worlds to their end; what their studies say. */
  const demo = async (on: Machine): Promise<Shown> => {
    const { code, data, messages } = await on.impact('demo', '--once', '--json').ended;
    if (code !== 0) throw new Error(`impact demo ended with ${code}:\n${messages}`);
    return JSON.parse(data) as Shown;
  };
  /**
   * How many events there are, without those of the accounts, which each start gives their tokens anew; after comparing
   * the read models with a rebuild.
   */
  const events = async (on: Machine): Promise<number> => {
    const { position } = await inside<{ position: string }>(on, 'replay', '--json');
    const tokens = await inside<{ number: string; revokedAt: string | null }[]>(on, 'token', 'list', '--json');
    const accounts = new Set(tokens.map(({ number }) => number)).size;
    return Number(position) - tokens.length - tokens.filter(({ revokedAt }) => revokedAt).length - accounts;
  };
  const inside = async <Answer>(on: Machine, ...command: string[]): Promise<Answer> => {
    const within = createMachine({ IMPACT_DATA: join(on.folder, 'demo') });
    machines.push(within);
    const { code, data, messages } = await within.impact(...command).ended;
    if (code !== 0) throw new Error(`impact ${command[0]} ended with ${code}:\n${messages}`);
    return JSON.parse(data) as Answer;
  };
  /** Another ledger has another pseudonym key, so other data bytes and another hash; the findings are the same. */
  const found = (shown: Shown) =>
    shown.map(({ study, run: { result, publication } }) => ({ study, publication, ...result, inputs: undefined }));
  const hashes = (shown: Shown) => shown.map(({ study, run }) => [study, run.resultHash]);

  let undisturbed: { shown: Shown; count: number };

  test('ends with a verdict for each study, the truth beside it', async () => {
    const on = machine();
    const shown = await demo(on);
    const trial = shown.find(({ study }) => study === 'nsw-randomised')?.run.result;
    expect(trial).toMatchObject({ verdict: 'positive', grade: 5 });
    expect(trial?.findings?.primary?.value).toBeCloseTo(0.1106, 4);
    expect(trial?.findings?.primary?.interval.lower).toBeCloseTo(0.0238, 4);
    expect(trial?.findings?.primary?.interval.upper).toBeCloseTo(0.1927, 4);
    for (const { study, protocol, run } of shown) {
      const { knownEffect } = protocol;
      const primary = run.result?.findings?.primary;
      if (!study.startsWith('bonne-boite') || !knownEffect || !primary) continue;
      expect(primary.interval.lower).toBeLessThan(knownEffect.value);
      expect(primary.interval.upper).toBeGreaterThan(knownEffect.value);
      expect(run.publication).toBe('published');
    }
    expect(shown.map(({ run }) => run.result?.verdict)).toContain('refused');
    undisturbed = { shown, count: await events(on) };

    // Again on the same ledger: nothing is added.
    expect(hashes(await demo(on))).toEqual(hashes(shown));
    expect(await events(on)).toBe(undisturbed.count);
  }, 300_000);

  test('leads to the same world after kill -9 in the middle, twice', async () => {
    const on = machine();
    for (const delay of [400, 2_500]) {
      const call = on.impact('demo', '--once');
      await call.says('starting the API');
      await waitForServers(on, call.messages);
      await pause(delay);
      call.child.kill('SIGKILL');
      await call.ended;
    }
    expect(found(await demo(on))).toEqual(found(undisturbed.shown));
    expect(await events(on)).toBe(undisturbed.count);
  }, 300_000);
});

/** The supervisor leaves word in the data root when its servers are ready. */
async function waitForServers(on: Machine, messages: () => string): Promise<void> {
  for (let waited = 0; !existsSync(join(on.folder, 'demo', 'running.json')); waited += 25) {
    if (waited > 120_000) throw new Error(`the servers do not get ready:\n${messages()}`);
    await pause(25);
  }
}
