import type { IndicatorDetail } from '@impact-ledger/readmodel';
import { findApi } from '../connection/find-api.js';
import { CommandFailure, EXIT } from '../terminal/failure.js';
import { print, printJson, say } from '../terminal/terminal.js';

interface Flags {
  readonly comment: string;
  readonly definition?: number;
  readonly url?: string;
  readonly json?: boolean;
}

/** Stands by a version of a definition, the one in force unless told; not by whoever wrote it. */
export async function approveDefinition(indicator: string, flags: Flags): Promise<void> {
  const { comment, url, json } = flags;
  const thing = `/v1/indicators/${encodeURIComponent(indicator)}`;
  const api = findApi(url);
  const { body: detail, etag } = await api.get<IndicatorDetail>(thing);
  const definitionVersion = flags.definition ?? detail.definitions.at(-1)?.version ?? 1;
  const version = detail.definitions.find((each) => each.version === definitionVersion);
  if (!version) {
    throw new CommandFailure(
      `indicator "${indicator}" has no definition ${definitionVersion}: the last is ${detail.definitions.length}`,
      EXIT.usage,
    );
  }
  // What was seen is what is approved: a definition written in between refuses it.
  const { body } = await api.post<{ position: string }>(
    `${thing}/approvals`,
    { definitionVersion, comment },
    etag === null ? {} : { ifMatch: etag },
  );
  if (json) return printJson(body);
  print(indicator);
  say(`definition ${definitionVersion}, written by ${version.actor}, approved at position ${body.position}`);
}
