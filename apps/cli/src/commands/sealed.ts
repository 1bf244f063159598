import { randomUUID } from 'node:crypto';
import type { SealedReading } from '@impact-ledger/application';
import { inLocale } from '@impact-ledger/domain';
import { findApi } from '../connection/find-api.js';
import { print, printJson, say } from '../terminal/terminal.js';

interface Flags {
  readonly reason: string;
  readonly url?: string;
  readonly json?: boolean;
}

/** Opens the seal of a refused run: from then on its figure may be read, each time on record. */
export async function unsealResult(study: string, run: string, { reason, url, json }: Flags): Promise<void> {
  const api = findApi(url);
  const { etag } = await api.get(`/v1/studies/${study}`);
  const { body } = await api.post<{ position: string }>(
    `/v1/studies/${study}/runs/${run}/unsealing`,
    { reason },
    { key: randomUUID(), ...(etag === null ? {} : { ifMatch: etag }) },
  );
  if (json) return printJson(body);
  print(run);
  say(`unsealed at position ${body.position}; the verdict stays: refused`);
}

/** Shows an unsealed figure; who asked, and why, is recorded first. */
export async function readSealed(study: string, run: string, { reason, url, json }: Flags): Promise<void> {
  const path = `/v1/studies/${study}/runs/${run}/readings`;
  const { body } = await findApi(url).post<SealedReading>(path, { reason }, { key: randomUUID() });
  if (json) return printJson(body);
  const { result, receipt, seal } = body;
  say(`this reading is recorded at position ${receipt.position}`);
  print('UNBLINDED, GATES FAILED: no evidence of effect.');
  print(inLocale(result.verdictReason, 'en'));
  const primary = result.findings?.primary ?? result.findings?.naive;
  if (primary) {
    const { interval, estimand, measure } = primary;
    print(`${measure} (${estimand}), ${100 * interval.level} % interval: ${interval.lower} to ${interval.upper}`);
  }
  print(`seal ${seal}`);
}
