import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Protocol } from '@impact-ledger/domain';
import { runStudy } from '@impact-ledger/study';
import type { Readings, Source } from '#bonne-boite/reading';
import { readingOf } from '#bonne-boite/run-protocol';
import { eventLogs } from '../../apps/cli/worlds/bonne-boite/event-logs.js';
import { lives } from '../../apps/cli/worlds/bonne-boite/lives.js';
import { grace, trials } from '../../apps/cli/worlds/bonne-boite/log-protocols.js';
import { trialTruths } from '../../apps/cli/worlds/bonne-boite/trial-truths.js';

const POPULATION = 400_000;

/** The same people with dates of use, in three files for each seed: every study is a whole run, cohort included. */
export const logsSource: Source = {
  id: 'logs',
  rules: ['grace', 'trials-initiation', 'trials-per-protocol'],
  truths() {
    const { grace, initiation, perProtocol } = trialTruths(POPULATION);
    return { grace, 'trials-initiation': initiation, 'trials-per-protocol': perProtocol };
  },
  async read(seed, persons, folder): Promise<Readings> {
    const files = Object.entries(eventLogs(lives(seed, persons), seed));
    const spill = join(folder, 'spill');
    await mkdir(spill, { recursive: true });
    const path = (part: string): string => join(folder, `${part}.csv`);
    await Promise.all(files.map(([part, content]) => writeFile(path(part), content)));
    const paths = Object.fromEntries(files.map(([part]) => [part, path(part)]));
    const studied = (protocol: Protocol) =>
      readingOf(protocol, { seed, rows: persons }, async (inputs) =>
        runStudy({ inputs, protocol, exploratory: false, tablePath: path('persons'), logs: { paths, spill } }),
      );
    return {
      grace: await studied(grace()),
      'trials-initiation': await studied(trials('initiation')),
      'trials-per-protocol': await studied(trials('per_protocol')),
    };
  },
};
