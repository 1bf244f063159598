import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvironment, resolveDataRoot } from '@impact-ledger/platform';
import { readRunning } from '../installation/running.js';
import { CommandFailure, EXIT } from '../terminal/failure.js';
import { apiClient, type ApiClient } from './api-client.js';

/** Where a token is kept for the command line; mode 0600. */
export const tokenFile = (dataRoot: string): string => join(dataRoot, 'token');

/**
 * The API to talk to: `--url`, else IMPACT_URL, else the one that runs on the data root, else the configured port.
 * The token comes from IMPACT_TOKEN or from the data root, never from a flag, which everybody on the machine can read.
 */
export function findApi(url: string | undefined): ApiClient {
  const environment = readEnvironment();
  const dataRoot = resolveDataRoot(environment.dataRoot).path;
  const address =
    url ?? environment.apiUrl ?? readRunning(dataRoot)?.url ?? `http://${environment.host}:${environment.port}`;
  if (!URL.canParse(address)) throw new CommandFailure(`"${address}" is not an address`, EXIT.usage);
  const file = tokenFile(dataRoot);
  const token = environment.token ?? (existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined);
  if (!token) {
    throw new CommandFailure(
      `no token: put one into IMPACT_TOKEN, or keep one in ${file} with \`impact token create --account <you> --role <role> --keep\`.`,
    );
  }
  return apiClient(address, token);
}
