import { fingerprint } from '@impact-ledger/ledger';
import type { StudyDetail } from '@impact-ledger/readmodel';
import type { DemoWorld } from '#worlds';
import { sendDataSet } from '../commands/dataset.js';
import { sendMeasurements } from '../commands/import.js';
import { endOfRun } from '../commands/run.js';
import { ApiRefusal, type ApiClient } from '../connection/api-client.js';
import { say } from '../terminal/terminal.js';
import type { Accounts } from './accounts.js';

interface Receipt {
  readonly revision: number;
  readonly position: string;
}

const RUN_PATIENCE_MS = 180_000;

/** The same content gives the same key: whatever was loaded before is answered, not repeated. */
const keyOf = (path: string, content: unknown): string => `demo:${fingerprint({ path, content })}`;

/** One command of the world; `revision` is what the step before left behind. */
async function step(api: ApiClient, path: string, body: unknown, revision?: number): Promise<Receipt> {
  const answer = await api.post<Receipt>(path, body, {
    key: keyOf(path, body),
    ...(revision === undefined ? {} : { ifMatch: `"${revision}"` }),
  });
  return answer.body;
}

/**
 * Loads a world through the public API, as its people would, and brings its studies to their end. Safe to repeat, and
 * to go on with after a crash at any point.
 */
export async function loadWorld(world: DemoWorld, accounts: Accounts): Promise<StudyDetail[]> {
  const { editor, author } = accounts;
  say(`loading ${world.products.map(({ name }) => name).join(', ')}`);
  for (const product of world.products) await step(editor, '/v1/products', product);
  for (const indicator of world.indicators) await loadIndicator(editor, indicator);
  await loadMeasurements(editor, world);
  for (const { declaration, file } of world.datasets) {
    say(`  data set ${declaration.dataset}`);
    const blob = new Blob([await contentOf(file())], { type: 'text/csv' });
    await sendDataSet(author, declaration, blob, `${declaration.dataset}.csv`, keyOf('/v1/datasets', declaration));
  }
  const details: StudyDetail[] = [];
  for (const study of world.studies) details.push(await conduct(study, world.publish.includes(study.id), accounts));
  return details;
}
