import { inLocale } from '@impact-ledger/domain';
import { fingerprint } from '@impact-ledger/ledger';
import type { Page, StudyDetail, StudySummary } from '@impact-ledger/readmodel';
import { findApi } from '../connection/find-api.js';
import { CommandFailure, EXIT } from '../terminal/failure.js';
import { faint, print, printJson, say, strong, table } from '../terminal/terminal.js';
import { jsonFile } from './json-file.js';
import { showVerdict } from './verdict.js';

interface Flags {
  readonly url?: string;
  readonly json?: boolean;
}

interface Receipt {
  readonly id: string;
  readonly revision: number;
  readonly position: string;
}

const told = ({ json }: Flags, receipt: Receipt, what: string): void => {
  if (json) return printJson(receipt);
  print(receipt.id);
  say(`${what}, position ${receipt.position}`);
};

export async function draftStudy(study: string, file: string, flags: Flags): Promise<void> {
  const body = { study, protocol: await jsonFile(file) };
  const { body: receipt } = await findApi(flags.url).post<Receipt>('/v1/studies', body, {
    key: `draft:${fingerprint(body)}`,
  });
  told(flags, receipt, 'drafted: attach data and freeze it before anybody looks');
}

const change =
  (path: string, what: string) =>
  async (study: string, body: unknown, flags: Flags): Promise<void> => {
    const { body: receipt } = await findApi(flags.url).change<Receipt>(`/v1/studies/${study}`, path, body);
    told(flags, receipt, what);
  };

export const freezeStudy = (study: string, flags: Flags): Promise<void> =>
  change('freeze', 'frozen: from here on it changes by amendment only')(study, {}, flags);

export const attachData = (study: string, dataset: string, flags: Flags): Promise<void> =>
  change('data', 'data attached')(study, { dataset }, flags);

export const scheduleStudy = (study: string, pattern: string, flags: Flags): Promise<void> =>
  change(
    'schedule',
    pattern === 'off' ? 'schedule stopped' : `runs at "${pattern}", Europe/Paris, when there is new data`,
  )(study, { pattern: pattern === 'off' ? null : pattern }, flags);

export async function amendStudy(
  study: string,
  file: string,
  flags: Flags & { readonly reason: string; readonly dataset?: string },
): Promise<void> {
  const { reason, dataset } = flags;
  const body = { protocol: await jsonFile(file), reason, ...(dataset === undefined ? {} : { dataset }) };
  await change('amendments', 'amended')(study, body, flags);
}

export async function reviseStudy(
  study: string,
  file: string,
  flags: Flags & { readonly reason: string },
): Promise<void> {
  const { reason } = flags;
  await change('protocol', 'revised')(study, { protocol: await jsonFile(file), reason }, flags);
}

/** By somebody who has not written the protocol. */
export async function reviewResult(
  study: string,
  run: string,
  flags: Flags & { readonly accept?: boolean; readonly reject?: boolean; readonly comment: string },
): Promise<void> {
  const { accept = false, reject = false, comment } = flags;
  if (accept === reject) throw new CommandFailure('say --accept or --reject', EXIT.usage);
  const decision = accept ? 'accepted' : 'rejected';
  await change(`runs/${run}/review`, `result ${decision}`)(study, { decision, comment }, flags);
}

export const publishResult = (study: string, run: string, flags: Flags): Promise<void> =>
  change(`runs/${run}/publication`, 'result published')(study, {}, flags);

export const retractResult = (study: string, run: string, flags: Flags & { readonly reason: string }): Promise<void> =>
  change(`runs/${run}/retraction`, 'result retracted: it stays readable, marked')(
    study,
    { reason: flags.reason },
    flags,
  );

export async function listStudies(flags: Flags): Promise<void> {
  const api = findApi(flags.url);
  const items: StudySummary[] = [];
  let next: string | null = null;
  do {
    const query: string = next === null ? '' : `?cursor=${encodeURIComponent(next)}`;
    const { body } = await api.get<Page<StudySummary>>(`/v1/studies${query}`);
    items.push(...body.items);
    next = body.next;
  } while (next !== null);
  if (flags.json) return printJson(items);
  print(
    table([
      ['study', 'status', 'verdict', 'grade', 'question'],
      ...items.map(({ id, status, run, question }) => [
        id,
        status,
        run?.result?.verdict ?? run?.status ?? '',
        run?.result ? String(run.result.grade) : '',
        inLocale(question, 'en'),
      ]),
    ]),
  );
}

export async function showStudy(study: string, flags: Flags): Promise<void> {
  const { body } = await findApi(flags.url).get<StudyDetail>(`/v1/studies/${study}`);
  if (flags.json) return printJson(body);
  print(strong(inLocale(body.question, 'en')));
  print(`${faint('study')} ${body.id}   ${faint('design')} ${body.design}   ${faint('status')} ${body.status}`);
  print(`${faint('data')} ${body.dataset?.id ?? 'none attached'}   ${faint('schedule')} ${body.schedule ?? 'none'}`);
  if (body.protocolHash) print(`${faint('protocol')} ${body.protocolHash}`);
  for (const run of body.runs) print(`${faint('run')} ${run.run}  ${run.status}  look ${run.look}  ${run.requestedAt}`);
  if (body.run) showVerdict(body.protocol, body.run);
}
