import { randomUUID } from 'node:crypto';
import type { Protocol } from '@impact-ledger/domain';
import { definition } from '@impact-ledger/domain/testing';
import { table, trial } from '../../apps/worker/src/testing/trial.js';
import { logDeclaration, type LogWorld } from '../support/log-world.js';
import type { Stack } from './stack.js';

/**
 * Posts as a client does, on the state of the thing that all changes so far have led to, the worker's among them;
 * an error with the API's own words when it is refused.
 */
export async function post<Answer>(stack: Stack, token: string, path: string, body: unknown): Promise<Answer> {
  const form = body instanceof FormData;
  const authorization = `Bearer ${token}`;
  const thing = /^(\/v1\/studies\/[^/]+)\/(?!runs$)/.exec(path)?.[1];
  const read =
    thing &&
    (await fetch(`${stack.url}${thing}?minPosition=${await stack.store.head()}`, { headers: { authorization } }));
  const etag = read ? read.headers.get('etag') : null;
  const response = await fetch(`${stack.url}${path}`, {
    method: 'POST',
    headers: {
      authorization,
      'idempotency-key': randomUUID(),
      ...(form ? {} : { 'content-type': 'application/json' }),
      ...(etag ? { 'if-match': etag } : {}),
    },
    body: form ? body : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${text}`);
  return JSON.parse(text) as Answer;
}

export async function givenProduct(stack: Stack, token: string): Promise<void> {
  await post(stack, token, '/v1/products', {
    product: 'bonne-boite',
    name: 'La Bonne Boite',
    incubator: 'Emploi',
    problem: { en: 'Most jobs are never advertised.' },
    phase: 'acceleration',
  });
}

export const jobFinding = {
  indicator: 'job-finding',
  product: 'bonne-boite',
  name: { en: 'Return to employment' },
  definition,
};

export async function givenIndicator(stack: Stack, token: string): Promise<void> {
  await givenProduct(stack, token);
  await post(stack, token, '/v1/indicators', jobFinding);
}

/** A randomised study of persons whose treated are hired more often by ten points; the same file each time. */
export async function frozenStudy(
  stack: Stack,
  { token, study, persons, protocol = trial }: { token: string; study: string; persons: number; protocol?: Protocol },
): Promise<void> {
  const form = new FormData();
  const declaration = {
    dataset: `${study}-people`,
    product: 'bonne-boite',
    name: 'simulated persons',
    source: 'crash test',
    extractedOn: '2026-01-31',
    quality: 90,
    pseudonymised: ['person'],
  };
  form.set('declaration', JSON.stringify(declaration));
  form.set('file', new Blob([table(persons)], { type: 'text/csv' }), 'people.csv');
  await post(stack, token, '/v1/datasets', form);
  await post(stack, token, '/v1/studies', { study, protocol });
  await post(stack, token, `/v1/studies/${study}/data`, { dataset: declaration.dataset });
  await post(stack, token, `/v1/studies/${study}/freeze`, {});
}

/** Event logs of job seekers, of whom each part holds rows; the same files each time. */
export async function givenLogs(stack: Stack, token: string, dataset: string, world: LogWorld): Promise<void> {
  const form = new FormData();
  form.set('declaration', JSON.stringify(logDeclaration(dataset)));
  for (const [role, text] of Object.entries<string>({ ...world })) form.set(role, new Blob([text]), `${role}.csv`);
  await post(stack, token, '/v1/datasets', form);
}

export const requestRun = async (stack: Stack, token: string, study: string): Promise<string> =>
  (await post<{ run: string }>(stack, token, `/v1/studies/${study}/runs`, {})).run;
