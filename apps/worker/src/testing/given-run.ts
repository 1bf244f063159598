import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes, randomUUID } from 'node:crypto';
import {
  ApplicationModule,
  DataSetMessage,
  prepareDatabase,
  ProductMessage,
  StudyMessage,
} from '@impact-ledger/application';
import { inspectTable } from '@impact-ledger/cohort';
import type { Actor, Protocol } from '@impact-ledger/domain';
import { createVault, type EventStore, type Vault } from '@impact-ledger/ledger';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { createTestDatabase, openTestStore, type TestDatabase } from '../../../../tests/support/test-database.js';
import type { RunJob } from '../runs/run-job.js';
import { table, trial } from './trial.js';

const analyst: Actor = { id: 'anna', role: 'analyst' };
const admin: Actor = { id: 'ada', role: 'admin' };

/** A real ledger with a vault, in which studies can be set up the way their authors do. */
export interface LedgerOfTest {
  readonly database: TestDatabase;
  readonly store: EventStore;
  readonly vault: Vault;
  /** Settings of a worker process on this ledger. */
  readonly environment: NodeJS.ProcessEnv;
  /** Another connection to the same ledger, as another process has. */
  anotherStore(): EventStore;
  /** A frozen study on a file of 400 persons, or on this one. */
  study(id: string, options?: { readonly protocol?: Protocol; readonly csv?: string }): Promise<void>;
  request(id: string): Promise<RunJob>;
  cancel(job: RunJob): Promise<void>;
  schedule(id: string, pattern: string | null): Promise<void>;
  erase(id: string): Promise<void>;
  /** Types of the events of a study, in order. */
  events(id: string): Promise<string[]>;
  close(): Promise<void>;
}

export async function createLedger(): Promise<LedgerOfTest> {
  const database = await createTestDatabase();
  await prepareDatabase(database.pool);
  const folder = mkdtempSync(join(tmpdir(), 'impact-run-'));
  const stores: EventStore[] = [];
  const open = (): EventStore => {
    const store = openTestStore(database);
    stores.push(store);
    return store;
  };
  const store = open();
  const masterKey = randomBytes(32);
  const vault = createVault({ folder: join(folder, 'vault'), masterKey });
  const context = await NestFactory.createApplicationContext(ApplicationModule.register({ store, vault }), {
    logger: false,
    abortOnError: false,
  });
  const bus = context.get(CommandBus);
  const send = (study: string, request: StudyMessage['request']) =>
    bus.execute(new StudyMessage(study, request, { actor: analyst }));

  await bus.execute(
    new ProductMessage(
      trial.product,
      {
        type: 'RegisterProduct',
        data: { name: 'La Bonne Boite', incubator: 'Emploi', problem: { en: 'Hidden jobs.' }, phase: 'acceleration' },
      },
      { actor: admin },
    ),
  );

  return {
    database,
    store,
    vault,
    environment: {
      ...database.environment,
      IMPACT_DATA: folder,
      IMPACT_MASTER_KEY: masterKey.toString('base64'),
    },
    anotherStore: open,
    study: async (id, { protocol = trial, csv = table(400) } = {}) => {
      const path = join(folder, `${id}.csv`);
      writeFileSync(path, csv);
      const { rows, columns } = await inspectTable(path);
      const kept = await vault.put(id, path);
      const data = {
        ...kept,
        rows,
        columns: [...columns],
        product: protocol.product,
        name: id,
        source: 'simulation',
        extractedOn: '2026-01-31',
        quality: 90 as const,
        pseudonymised: [],
      };
      await bus.execute(new DataSetMessage(id, { type: 'RegisterDataSet', data }, { actor: analyst }));
      await send(id, { type: 'DraftStudy', data: { protocol } });
      await send(id, { type: 'AttachData', data: { dataset: id } });
      await send(id, { type: 'FreezeStudy', data: {} });
    },
    request: async (id) => {
      const run = randomUUID();
      await send(id, { type: 'RequestRun', data: { run, onlyOnNewData: false } });
      return { study: id, run };
    },
    cancel: async ({ study, run }) => {
      await send(study, { type: 'CancelRun', data: { run, reason: 'the wrong file' } });
    },
    schedule: async (id, pattern) => {
      await send(id, { type: 'ScheduleStudy', data: { pattern } });
    },
    erase: async (id) => {
      await bus.execute(
        new DataSetMessage(
          id,
          { type: 'EraseDataSet', data: { reason: 'a request of the persons' } },
          { actor: admin },
        ),
      );
      await vault.destroy(id);
    },
    events: async (id) => (await store.readStream(`study-${id}`)).map(({ type }) => type),
    close: async () => {
      await context.close();
      await Promise.all(stores.map((each) => each.close()));
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
