import { setTimeout as pause } from 'node:timers/promises';
import type { StudyDetail, StudyRunView } from '@impact-ledger/readmodel';
import type { ApiClient } from '../connection/api-client.js';
import { findApi } from '../connection/find-api.js';
import { CommandFailure } from '../terminal/failure.js';
import { printJson, say } from '../terminal/terminal.js';
import { showVerdict } from './verdict.js';

const POLL_MS = 250;

/** Waits for the end of a run, or throws when the patience (milliseconds) is over. */
export async function endOfRun(
  api: ApiClient,
  { run, position }: { readonly run: string; readonly position: string },
  patienceMs: number,
  onWaiting: (seconds: number) => void = () => undefined,
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
    onWaiting(Math.round(waited / 1000));
    await pause(POLL_MS);
  }
}

/** Asks for a run as a person does, waits for it, and shows what it found. */
export async function runStudyCommand(
  study: string,
  flags: { readonly wait: number; readonly last?: boolean; readonly url?: string; readonly json?: boolean },
): Promise<void> {
  const api = findApi(flags.url);
  const asked = flags.last ? { last: true } : {};
  const { body: receipt } = await api.post<{ run: string; position: string }>(`/v1/studies/${study}/runs`, asked);
  say(`run ${receipt.run} requested`);
  let said = 0;
  const run = await endOfRun(api, receipt, 1000 * flags.wait, (seconds) => {
    if (seconds >= said + 5) say(`${(said = seconds)} s: still computing`);
  });
  if (flags.json) printJson(run);
  else {
    const { body: detail } = await api.get<StudyDetail>(`/v1/studies/${study}`);
    showVerdict(detail.protocol, run);
  }
  if (run.status === 'failed') throw new CommandFailure(`the run failed: ${run.reasons.join('; ')}`);
}
