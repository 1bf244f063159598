import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { StudyRunCompleted, StudyRunFailed, type RecordedEvent } from '@impact-ledger/domain';
import { fingerprint, type EventStore } from '@impact-ledger/ledger';
import { openCommands, type Commands } from '../commands.js';
import { createLedger, type LedgerOfTest } from '../testing/given-run.js';
import { table, trial } from '../testing/trial.js';
import { executeRun, type RunTools } from './execute-run.js';

const engine = { version: '0.1.0', lock: 'a'.repeat(64) };

describe('a run', () => {
  let ledger: LedgerOfTest;
  const opened: Commands[] = [];
  beforeAll(async () => {
    ledger = await createLedger();
  });
  afterAll(async () => {
    await Promise.all(opened.map((commands) => commands.close()));
    await ledger.close();
  });

  /** What a worker process has. */
  const worker = async (store: EventStore = ledger.store, steps: string[] = []): Promise<RunTools> => {
    const commands = await openCommands(store, ledger.vault);
    opened.push(commands);
    return { store, vault: ledger.vault, send: commands.send, engine, onStep: (step) => steps.push(step) };
  };
  const last = async (study: string): Promise<RecordedEvent> => {
    const event = (await ledger.store.readStream(`study-${study}`)).at(-1);
    if (!event) throw new Error('no event');
    return event;
  };

  test('records what the data say, with the inputs that make it again', async () => {
    await ledger.study('plain');
    const job = await ledger.request('plain');
    const steps: string[] = [];
    expect(await executeRun(job, await worker(ledger.store, steps))).toBe('recorded');

    const { version, data, metadata } = await last('plain');
    const { result, resultHash } = StudyRunCompleted.read(version, data).data;
    expect(result).toMatchObject({
      verdict: 'positive',
      inputs: { study: 'plain', protocolHash: fingerprint(trial), dataset: { rows: 400 }, engine, seed: 1, look: 1 },
    });
    expect(result.findings?.primary?.value).toBeCloseTo(0.1, 12);
    expect(resultHash).toBe(fingerprint(result));
    expect(metadata.actor).toEqual({ id: 'worker', role: 'worker' });
    expect(steps[0]).toBe('load');
    expect(steps.at(-1)).toBe('record');
  });

  test('that is delivered twice ends once', async () => {
    await ledger.study('twice');
    const job = await ledger.request('twice');
    const tools = await worker();
    expect(await executeRun(job, tools)).toBe('recorded');
    expect(await executeRun(job, tools)).toBe('ended already');
    expect((await ledger.events('twice')).slice(-2)).toEqual(['StudyRunRequested', 'StudyRunCompleted']);
  });

  test('that four processes compute at once ends once, with the same bytes from each', async () => {
    await ledger.study('race');
    const job = await ledger.request('race');
    const workers = await Promise.all([1, 2, 3, 4].map(() => worker(ledger.anotherStore())));
    const outcomes = await Promise.all(workers.map((tools) => executeRun(job, tools)));
    expect(outcomes).toContain('recorded');
    expect((await ledger.events('race')).filter((type) => type.startsWith('StudyRun'))).toEqual([
      'StudyRunRequested',
      'StudyRunCompleted',
    ]);
  });

  test('is told as failed, in plain words, when its data were erased', async () => {
    await ledger.study('erased');
    const job = await ledger.request('erased');
    await ledger.erase('erased');
    expect(await executeRun(job, await worker())).toBe('failed');
    const { version, data } = await last('erased');
    expect(StudyRunFailed.read(version, data).data.reason).toBe(
      'Data set "erased" was erased: this run can no longer be computed.',
    );
  });

  test('is told as failed when nobody is left to compare', async () => {
    const nobody = { ...trial, population: { ...trial.population, eligibility: [only('age', '>', 200)] } };
    await ledger.study('nobody', { protocol: nobody, csv: table(40) });
    expect(await executeRun(await ledger.request('nobody'), await worker())).toBe('failed');
    const { version, data } = await last('nobody');
    expect(StudyRunFailed.read(version, data).data.reason).toContain('nothing to compare');
  });

  test('is left open, for another attempt, when the ledger cannot be reached', async () => {
    await ledger.study('cut-off');
    const job = await ledger.request('cut-off');
    const tools = await worker();
    const gone = ledger.anotherStore();
    await gone.close();
    await expect(executeRun(job, { ...tools, store: gone })).rejects.toThrow();
    expect((await ledger.events('cut-off')).at(-1)).toBe('StudyRunRequested');
    expect(await executeRun(job, tools)).toBe('recorded');
  });
});

const only = (column: string, is: '>', value: number) => ({
  column,
  is,
  value,
  label: { en: `${column} ${is} ${value}` },
});
