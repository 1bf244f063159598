/** A process of the bench: answers each job it is sent with its readings, until it is told to end. */
import '../../tests/support/typescript.mjs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job } from '#bonne-boite/store';

const { SOURCES } = await import('#bonne-boite/sources');
const folder = mkdtempSync(join(tmpdir(), 'bonne-boite-'));

process.on('message', (job: Job) => {
  const source = SOURCES.find(({ id }) => id === job.source)!;
  void source.read(job.seed, job.persons, folder).then((readings) => process.send!(readings));
});
process.on('disconnect', () => {
  rmSync(folder, { recursive: true, force: true });
  // A world that is still being studied would write its files again.
  process.exit();
});
