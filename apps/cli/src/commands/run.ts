import { setTimeout as pause } from 'node:timers/promises';
import type { Page, RunProgressView, StudyDetail, StudyRunView } from '@impact-ledger/readmodel';
import type { ApiClient } from '../connection/api-client.js';
import { findApi } from '../connection/find-api.js';
import { CommandFailure } from '../terminal/failure.js';
import { print, printJson, progress, say, table } from '../terminal/terminal.js';
import { showVerdict } from './verdict.js';

const POLL_MS = 250;

/** Waits for the end of a run, or throws when the patience (milliseconds) is over. */
export async function endOfRun(
  api: ApiClient,
  { run, position }: { readonly run: string; readonly position: string },
  patienceMs: number,
  onWaiting: (seconds: number) => void | Promise<void> = () => undefined,
): Promise<StudyRunView> {
  const started = Date.now();
  for (;;) {
    const { body } = await api.get<StudyRunView>(`/v1/runs/${run}?minPosition=${position}`);
    if (body.status !== 'requested') return body;
    const waited = Date.now() - started;
    if (waited > patienceMs) {
      throw new CommandFailure(
        `run ${run} has not ended after ${Math.round(waited / 1000)} s: it goes on without us; is a worker running?`,
      );
    }
    await onWaiting(Math.round(waited / 1000));
    await pause(POLL_MS);
  }
}

interface WatchFlags {
  readonly wait: number;
  readonly url?: string;
  readonly json?: boolean;
}

/** Asks for a run as a person does, follows its steps, and shows what it found. */
export async function runStudyCommand(study: string, flags: WatchFlags & { readonly last?: boolean }): Promise<void> {
  const api = findApi(flags.url);
  const asked = flags.last ? { last: true } : {};
  const { body: receipt } = await api.post<{ run: string; position: string }>(`/v1/studies/${study}/runs`, asked);
  say(`run ${receipt.run} requested`);
  await follow(api, receipt, study, flags);
}

/** Follows the last run of a study to its end; of one that has ended it shows what it found, and its timings. */
export async function watchStudy(study: string, flags: WatchFlags): Promise<void> {
  const api = findApi(flags.url);
  const { body } = await api.get<Page<StudyRunView>>(`/v1/studies/${study}/runs?limit=1`);
  const [latest] = body.items;
  if (!latest) throw new CommandFailure(`study "${study}" has no run yet: ask for one with \`impact run ${study}\``);
  const { run } = await follow(api, { run: latest.run, position: '0' }, study, flags);
  if (!flags.json) await showTimings(api, run);
}

/** Cancels the run of a study that is under way. */
export async function cancelRun(
  study: string,
  run: string,
  { reason, url, json }: { readonly reason: string; readonly url?: string; readonly json?: boolean },
): Promise<void> {
  const { body } = await findApi(url).change<{ position: string }>(`/v1/studies/${study}`, `runs/${run}/cancellation`, {
    reason,
  });
  if (json) return printJson(body);
  print(run);
  say(`cancelled at position ${body.position}: the worker stops at its next step; it was no look`);
}

async function follow(
  api: ApiClient,
  asked: { readonly run: string; readonly position: string },
  study: string,
  flags: WatchFlags,
): Promise<StudyRunView> {
  let bar: ReturnType<typeof progress> | undefined;
  const step = async (): Promise<void> => {
    const { body } = await api.get<RunProgressView>(`/v1/runs/${asked.run}/progress`);
    if (body.steps === 0) return;
    bar ??= progress(`run of ${study}`, body.steps);
    bar.update(body.done, body.step ?? '');
  };
  let run: StudyRunView;
  try {
    run = await endOfRun(api, asked, 1000 * flags.wait, step);
    await step();
  } finally {
    bar?.end();
  }
  if (flags.json) printJson(run);
  else if (run.status !== 'cancelled') {
    const { body: detail } = await api.get<StudyDetail>(`/v1/studies/${study}`);
    showVerdict(detail.protocol, run);
  }
  if (run.status === 'failed') throw new CommandFailure(`the run failed: ${run.reasons.join('; ')}`);
  if (run.status === 'cancelled') throw new CommandFailure(`the run was cancelled: ${run.reasons.join('; ')}`);
  return run;
}

async function showTimings(api: ApiClient, run: string): Promise<void> {
  const { body } = await api.get<RunProgressView>(`/v1/runs/${run}/progress`);
  if (body.timings.length === 0) return;
  print('');
  print(
    table([['step', 'seconds'], ...body.timings.map((each) => [each.step, (each.milliseconds / 1000).toFixed(2)])]),
  );
}
