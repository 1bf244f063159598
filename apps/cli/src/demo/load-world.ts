import { fingerprint, measurementId } from '@impact-ledger/ledger';
import type { StudyDetail, StudyRunView } from '@impact-ledger/readmodel';
import type { DemoIndicator, DemoStudy, DemoWorld } from '#worlds';
import { sendDataSet } from '../commands/dataset.js';
import { sendMeasurements } from '../commands/import.js';
import { endOfRun } from '../commands/run.js';
import { ApiRefusal, type ApiClient } from '../connection/api-client.js';
import { CommandFailure } from '../terminal/failure.js';
import { progress, say } from '../terminal/terminal.js';
import type { Accounts } from './accounts.js';

interface Receipt {
  readonly revision: number;
  readonly position: string;
}

const RUN_PATIENCE_MS = 240_000;
const ACCEPTED = { decision: 'accepted', comment: 'Flow, gates and limits read; the protocol was followed.' };

/** The same content gives the same key: what was loaded before is answered, not repeated. */
const keyOf = (path: string, content: unknown): string => `demo:${fingerprint({ path, content })}`;

/** A change of what `before` made or changed. */
async function change(api: ApiClient, path: string, body: unknown, before: Receipt): Promise<Receipt> {
  return (await api.post<Receipt>(path, body, { key: keyOf(path, body), ifMatch: `"${before.revision}"` })).body;
}

/** Something new; undefined when it stands already with other content, made by an earlier release of these worlds. */
async function make(api: ApiClient, path: string, body: unknown): Promise<Receipt | undefined> {
  try {
    return (await api.post<Receipt>(path, body, { key: keyOf(path, body) })).body;
  } catch (error) {
    if (error instanceof ApiRefusal && error.status === 409) return undefined;
    throw error;
  }
}

/**
 * Loads a world through the public API, as its people would, and brings its studies to their end. Safe to repeat, and
 * to go on with after a crash at any point.
 */
export async function loadWorld(world: DemoWorld, accounts: Accounts): Promise<StudyDetail[]> {
  const { editor, author } = accounts;
  const { products, indicators, corrections, datasets, studies } = world;
  const bar = progress(
    `loading ${products.map(({ name }) => name).join(', ')}`,
    products.length + indicators.length + 1 + corrections.length + datasets.length + studies.length,
  );
  let done = 0;
  const step = (note: string): void => bar.update((done += 1), note);
  try {
    for (const product of products) {
      await make(editor, '/v1/products', product);
      step(product.name);
    }
    for (const indicator of indicators) {
      await loadIndicator(accounts, indicator);
      step(indicator.define.indicator);
    }
    await loadMeasurements(editor, world);
    step('measurements');
    await loadCorrections(editor, world, step);
    for (const { declaration, file, fileName } of datasets) {
      const blob = new Blob([await wholeText(file())], { type: 'text/csv' });
      const files = [{ part: 'file' as const, content: blob, name: fileName }];
      await sendDataSet(author, declaration, files, keyOf('/v1/datasets', declaration));
      step(fileName);
    }
    const runs: Conducted[] = [];
    for (const study of studies) runs.push(await conduct(study, accounts));
    const details: StudyDetail[] = [];
    for (const run of runs) {
      details.push(await conclude(run, world.publish.includes(run.id), accounts));
      step(run.id);
    }
    return details;
  } finally {
    bar.end();
  }
}

/** Written by the editor, approved by somebody else, version by version. */
async function loadIndicator(
  { editor, reviewer }: Accounts,
  { define, redefinitions, targets }: DemoIndicator,
): Promise<void> {
  const thing = `/v1/indicators/${define.indicator}`;
  let receipt = await make(editor, '/v1/indicators', define);
  if (!receipt) return;
  for (const redefinition of redefinitions) {
    receipt = await change(editor, `${thing}/definitions`, redefinition, receipt);
  }
  for (const target of targets) receipt = await change(editor, `${thing}/targets`, target, receipt);
  // Last, so that a ledger that an earlier release loaded takes them too.
  for (let definitionVersion = 1; definitionVersion <= 1 + redefinitions.length; definitionVersion += 1) {
    const approval = { definitionVersion, comment: 'Read against the source; the figure can be computed from it.' };
    receipt = await change(reviewer, `${thing}/approvals`, approval, receipt);
  }
}

async function loadMeasurements(editor: ApiClient, { id, measurements }: DemoWorld): Promise<void> {
  if (measurements.length === 0) return;
  const rows = Buffer.from(measurements.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const key = keyOf(`/v1/measurements/import of ${id}`, measurements);
  const { report, rejects } = await sendMeasurements(editor, [rows], { type: 'application/x-ndjson', key });
  const [first] = rejects;
  if (first)
    throw new CommandFailure(`${report.rejected} measurements of "${id}" were rejected, the first: ${first.reason}`);
}

async function loadCorrections(
  editor: ApiClient,
  { corrections }: DemoWorld,
  step: (note: string) => void,
): Promise<void> {
  const latest = new Map<string, Receipt>();
  for (const { cell, correction } of corrections) {
    const id = measurementId(cell);
    const before = latest.get(id) ?? { revision: 0, position: '0' };
    latest.set(id, await change(editor, `/v1/measurements/${id}/corrections`, correction, before));
    step(`${cell.indicator} ${cell.period}`);
  }
}

interface Conducted {
  readonly id: string;
  readonly position: string;
  /** Undefined when the study stands already as an earlier release wrote it. */
  readonly run: string | undefined;
}

/** Draft, data, freeze, run: by the author of the protocol. */
async function conduct({ id, protocol, dataset }: DemoStudy, { author }: Accounts): Promise<Conducted> {
  const thing = `/v1/studies/${id}`;
  const drafted = await make(author, '/v1/studies', { study: id, protocol });
  if (!drafted) {
    say(`study "${id}" stands already with another protocol: kept as it is`);
    return { id, position: '0', run: undefined };
  }
  const attached = await change(author, `${thing}/data`, { dataset }, drafted);
  const frozen = await change(author, `${thing}/freeze`, {}, attached);
  const path = `${thing}/runs`;
  const { body } = await author.post<Receipt & { run: string }>(path, {}, { key: keyOf(path, frozen.revision) });
  return { id, position: body.position, run: body.run };
}

/** Waits for the result; has it reviewed and published by others than its author. */
async function conclude(
  { id, position, run }: Conducted,
  publish: boolean,
  { author, reviewer, publisher }: Accounts,
): Promise<StudyDetail> {
  const thing = `/v1/studies/${id}`;
  let seen = position;
  if (run !== undefined) {
    const ended = await endOfRun(author, { run, position }, RUN_PATIENCE_MS);
    if (publish && ended.status === 'completed') {
      const path = `${thing}/runs/${run}`;
      const { etag } = await author.get<StudyRunView>(`/v1/runs/${run}`);
      const before = { revision: Number(etag?.replaceAll('"', '')), position };
      const reviewed = await change(reviewer, `${path}/review`, ACCEPTED, before);
      seen = (await change(publisher, `${path}/publication`, {}, reviewed)).position;
    }
  }
  return (await author.get<StudyDetail>(`${thing}?minPosition=${seen}`)).body;
}

async function wholeText(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}
