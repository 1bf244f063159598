import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  study as decider,
  fold,
  readEvent,
  StudyRunCompleted,
  type Protocol,
  type StudyEvent,
} from '@impact-ledger/domain';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RUN_STEPS } from '../../apps/worker/src/runs/watch-steps.js';
import { EXTRACTED_ON, generate } from '../../bench/cohort/generate.js';
import { protocol } from '../../bench/cohort/protocol.js';
import { givenProduct, post, requestRun } from '../crash/given.js';
import { endsOf } from '../crash/load.js';
import { createStack, until, type Stack } from '../crash/stack.js';
import { createMachine, type Machine } from '../journeys/impact.js';
import type { ServerProcess } from '../support/server-process.js';
import { size } from './full-size.js';
import { attemptTable, filesIn, watchAttempt, type Attempt } from './watch-attempt.js';

const ALL = 6_000_000;
const PERSONS = Number(process.env['FAULTS_PERSONS'] ?? size(20_000, ALL));
const MINUTE = 60_000;
const MILLIONS = PERSONS > 1_000_000;
const PATIENCE = (MILLIONS ? 30 : 5) * MINUTE;
const MOST_MEGABYTES = 4096;

/** Each costs all that was computed before it: of millions of people, the steps that take a second or more. */
const DEADLY: readonly string[] = MILLIONS
  ? ['load', 'eligibility', 'diagnostics', 'primary', 'sensitivity', 'fragility', 'verdict', 'record']
  : RUN_STEPS;
/** A run that killed ten workers is given up: it would kill the next. Of nine, one may repeat what chance has missed. */
const MOST_KILLS = size(4, 9);

/** Where the next worker may die: of millions in what none died in yet, of thousands further on, or short steps cost all. */
const due = (died: readonly string[]): readonly string[] =>
  MILLIONS ? DEADLY.filter((step) => !died.includes(step)) : DEADLY.slice(DEADLY.indexOf(died.at(-1) ?? '') + 1);

const asked: Protocol = {
  ...protocol,
  product: 'bonne-boite',
  sensitivity: [{ method: 'aipw', options: {}, label: { en: 'doubly robust' } }],
};

describe(`a study of the logs of ${PERSONS} persons whose worker is killed in ${MILLIONS ? 'every step of a second or more' : 'one step after the other'}`, () => {
  const logs = mkdtempSync(join(tmpdir(), 'impact-logs-'));
  /** Of the workers of this test alone: their peak is then that of their memory, and nothing else is left there. */
  const scratch = mkdtempSync(join(tmpdir(), 'impact-scratch-'));
  let stack: Stack;
  let api: ServerProcess;
  let worker: ServerProcess;
  let installation: Machine;
  let analyst: string;
  beforeAll(async () => {
    await generate(logs, PERSONS);
    stack = await createStack();
    api = await stack.startApi();
    worker = await startWorker();
    analyst = await stack.token('anna', 'analyst');
    await givenProduct(stack, await stack.token('ada', 'admin'));
    installation = createMachine({
      IMPACT_DATA: stack.dataRoot,
      DATABASE_URL: stack.databaseUrl,
      IMPACT_URL: stack.url,
      IMPACT_TOKEN: analyst,
    });
  }, PATIENCE);
  afterAll(async () => {
    await installation?.clear();
    await stack?.close();
    for (const folder of [logs, scratch]) rmSync(folder, { recursive: true, force: true });
  }, MINUTE);

  test(
    'an API that is killed while it takes the logs in is cleared by the next, which takes them in',
    async () => {
      const declaration = join(logs, 'declaration.json');
      writeFileSync(
        declaration,
        JSON.stringify({
          dataset: 'logs',
          product: 'bonne-boite',
          name: 'persons, their activity and their hires',
          source: 'simulation',
          extractedOn: EXTRACTED_ON,
          quality: 90,
          pseudonymised: ['person'],
        }),
      );
      const files = ['persons', 'exposures', 'outcomes'].flatMap((part) => [
        `--${part}`,
        join(logs, `${part}.parquet`),
      ]);
      const register = () => installation.impact('dataset', 'register', '--declaration', declaration, ...files);
      const cut = register();
      await until(async () => filesIn(incoming()).length > 0, 'the API receives the logs', PATIENCE);
      await api.killNine();
      expect([(await cut.ended).code, filesIn(incoming())]).toEqual([1, [expect.anything()]]);
      api = await stack.startApi();
      expect(filesIn(incoming())).toEqual([]);
      const { code, messages } = await register().ended;
      expect([code, messages]).toEqual([0, expect.stringContaining('registered at position')]);
      await post(stack, analyst, '/v1/studies', { study: 'cohort', protocol: asked });
      await post(stack, analyst, '/v1/studies/cohort/data', { dataset: 'logs' });
      await post(stack, analyst, '/v1/studies/cohort/freeze', {});
    },
    PATIENCE,
  );

  test(
    'each worker after it clears what the dead one left and begins anew; the run has one result, and is one look',
    async () => {
      const attempts: Attempt[] = [];
      const run = await requestRun(stack, analyst, 'cohort');
      for (;;) {
        const steps = attempts.length < MOST_KILLS ? due(attempts.flatMap(({ step }) => step ?? [])) : [];
        const before = attempts.at(-1);
        const attempt = await watchAttempt(stack, {
          run,
          worker,
          scratch,
          steps,
          spills: PERSONS >= ALL,
          before,
          patienceMs: PATIENCE,
        });
        attempts.push(attempt);
        if (attempt.step === null) break;
        await worker.killNine();
        if ((await endsOf(stack, run)).length > 0) continue;
        // What it had decrypted, which somebody has to clear; late in the run that may be gone already.
        const left = filesIn(scratch);
        if (attempt.step === 'load') expect(left).toHaveLength(1);
        worker = await startWorker();
        // It may have taken the run up by now, in a folder of its own.
        expect(filesIn(scratch).filter((name) => left.includes(name))).toEqual([]);
      }
      process.stderr.write(`\n${attemptTable(attempts)}\n`);
      await until(async () => (await endsOf(stack, run)).length > 0, 'the run ends', PATIENCE);

      const stream = await stack.store.readStream('study-cohort');
      const types = stream.map(({ type }) => type).filter((type) => type.startsWith('StudyRun'));
      expect(types).toEqual(['StudyRunRequested', 'StudyRunCompleted']);
      const facts = stream.map((recorded) => ({
        event: readEvent(recorded) as StudyEvent,
        by: recorded.metadata.actor,
      }));
      const state = fold(decider, facts);
      expect(state).toMatchObject({ looks: [expect.anything()] });
      const killedIn = attempts.flatMap(({ step }) => step ?? []);
      // Of thousands, how many short steps are seen is left to chance; the long ones are always seen.
      expect(killedIn).toEqual(expect.arrayContaining(MILLIONS ? [...DEADLY] : ['load', 'eligibility', 'diagnostics']));
      for (const { megabytes = 0 } of attempts) expect(megabytes).toBeLessThan(MOST_MEGABYTES);

      const { version, data } = stream.find(({ type }) => type === 'StudyRunCompleted')!;
      const { resultHash } = StudyRunCompleted.read(version, data).data;
      const again = await installation.impact('reproduce', run).ended;
      expect([again.code, again.data]).toEqual([0, expect.stringContaining(`${resultHash} identical`)]);

      await worker.terminate();
      expect(filesIn(scratch)).toEqual([]);
      for (const folder of ['incoming', 'scratch']) expect(filesIn(join(stack.dataRoot, folder))).toEqual([]);
    },
    3 * PATIENCE,
  );

  const startWorker = () => stack.startWorker({ IMPACT_SCRATCH: scratch });
  const incoming = (): string => join(stack.dataRoot, 'incoming');
});
