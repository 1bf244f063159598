import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DomainError, PartFile } from '@impact-ledger/domain';
import type { EventStore, Vault } from '@impact-ledger/ledger';
import type { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import type { CommandEnvelope } from '../command/envelope.js';
import { history } from '../command/load.js';
import { StudyMessage } from '../command/messages.js';
import { withDataSet } from '../datasets/open-data-set.js';
import { recordedRun, registeredFiles } from './run-plan.js';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * What a run was computed from and what came of it, without the data: the first line of a reproduction package. Protocol
 * and result are as the log stores them, so that their hashes can be checked; the inputs stand in the result.
 */
export const ReproductionHead = z.strictObject({
  format: z.literal('impact-ledger reproduction 1'),
  study: z.string(),
  run: z.uuid(),
  /** Position of the event that holds the result, where whoever doubts it finds its proof. */
  position: z.string().regex(/^\d+$/),
  exploratory: z.boolean(),
  protocol: z.record(z.string(), z.unknown()),
  result: z.record(z.string(), z.unknown()),
  resultHash: Sha256,
  /** The pseudonymised data, whose bytes follow: of the table, or of the parts one after the other. */
  data: z.strictObject({ sha256: Sha256, bytes: z.int().min(0), parts: z.array(PartFile).optional() }),
});
export type ReproductionHead = z.infer<typeof ReproductionHead>;

interface Wanted {
  readonly study: string;
  readonly run: string;
  readonly reason: string;
}

/**
 * Everything that is needed to compute the result of a run again elsewhere: a line of JSON ({@link ReproductionHead}),
 * then the bytes of the pseudonymised files. That somebody takes person-level data out is recorded before the first byte.
 * The sealed estimate of a refused run is not in it.
 * @throws Forbidden, DomainError (no result; the data were erased), VaultError
 */
export async function exportReproduction(
  { store, bus, vault }: { readonly store: EventStore; readonly bus: CommandBus; readonly vault: Vault },
  { study, run, reason }: Wanted,
  // Without the key of a repetition: whoever takes the data twice is recorded twice.
  { idempotencyKey: _key, ...envelope }: CommandEnvelope,
): Promise<Readable> {
  const { plan, end } = recordedRun(await history(store, `study-${study}`), run);
  if (!end || !('result' in end)) {
    throw new DomainError('wrong_state', `Run "${run}" has no result: there is nothing to compute again.`);
  }
  const { dataset, sha256 } = plan;
  const files = registeredFiles(await history(store, `dataset-${dataset}`), dataset, sha256);
  const out = new PassThrough();
  const begun = Promise.withResolvers<undefined>();
  withDataSet(vault, files, async ({ tablePath, logs }) => {
    const { parts } = files;
    const paths = parts && logs ? parts.map(({ role }) => logs.paths[role]!) : [tablePath];
    await bus.execute(new StudyMessage(study, { type: 'ExportReproduction', data: { run, reason } }, envelope));
    const head: ReproductionHead = {
      format: 'impact-ledger reproduction 1',
      study,
      run,
      position: end.position.toString(),
      exploratory: plan.exploratory,
      protocol: plan.stored as Record<string, unknown>,
      result: end.stored as Record<string, unknown>,
      resultHash: end.resultHash,
      data: { sha256, bytes: await bytesOf(paths), ...(parts && { parts: [...parts] }) },
    };
    out.write(`${JSON.stringify(head)}\n`);
    begun.resolve(undefined);
    await pipeline(bytesIn(paths), out);
  }).catch((error: unknown) => {
    begun.reject(error);
    out.destroy(error as Error);
  });
  await begun.promise;
  return out;
}

async function bytesOf(paths: readonly string[]): Promise<number> {
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function* bytesIn(paths: readonly string[]): AsyncGenerator<Buffer> {
  for (const path of paths) yield* createReadStream(path) as AsyncIterable<Buffer>;
}
