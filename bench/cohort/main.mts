/**
 * From event logs to a verdict: time, processor time (of both cores) and peak memory of each step.
 *   npm run bench -- cohort [--persons 6000000] [--rule landmark] [--whole] [--folder <where the logs are written>]
 * The logs are made first, in a process of their own, so that their making is in no figure.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runStudy } from '@impact-ledger/study';
import { EXTRACTED_ON, generate } from '#cohort/generate';
import { checkProtocol } from '@impact-ledger/domain';
import { isRuleName, protocolBy, RULE_NAMES } from '#cohort/protocol';

const { values } = parseArgs({
  options: {
    persons: { type: 'string', default: '6000000' },
    folder: { type: 'string', default: tmpdir() },
    rule: { type: 'string', default: 'landmark' },
    whole: { type: 'boolean', default: false },
    generate: { type: 'string' },
  },
});
const persons = Number(values.persons);
if (!Number.isSafeInteger(persons) || persons < 1000) throw new RangeError('--persons is a whole number, 1000 or more');
if (!isRuleName(values.rule)) throw new RangeError(`--rule is one of ${RULE_NAMES.join(', ')}`);
const protocol = protocolBy(values.rule, values.whole);
checkProtocol(protocol);

if (values.generate !== undefined) {
  console.log(JSON.stringify(await generate(values.generate, persons)));
} else {
  await mkdir(values.folder, { recursive: true });
  const folder = await mkdtemp(join(values.folder, 'bench-cohort-'));
  try {
    const made = spawnSync(
      process.execPath,
      [fileURLToPath(import.meta.url), '--persons', String(persons), '--generate', folder],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
    );
    if (made.status !== 0) throw new Error(`the logs could not be made in ${folder}`);
    await measure(folder, JSON.parse(made.stdout) as Record<string, number>);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Highest resident memory since the last reading, in MB; Linux forgets the peak when asked to. */
function peak(): number {
  const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  writeFileSync('/proc/self/clear_refs', '5');
  return Number(line) / 1024;
}

async function measure(folder: string, rows: Readonly<Record<string, number>>): Promise<void> {
  const steps: { step: string; seconds: number; processor: number; megabytes: number }[] = [];
  let step = 'start';
  let since = performance.now();
  let used = process.cpuUsage();
  const next = (name: string): void => {
    const { user, system } = process.cpuUsage(used);
    const seconds = (performance.now() - since) / 1000;
    steps.push({ step, seconds, processor: (user + system) / 1e6, megabytes: peak() });
    [step, since, used] = [name, performance.now(), process.cpuUsage()];
  };
  const path = (part: string): string => join(folder, `${part}.parquet`);
  const { result } = await runStudy({
    inputs: {
      study: 'bench',
      protocolHash: '0'.repeat(64),
      dataset: { id: 'bench', sha256: '0'.repeat(64), rows: rows['persons']!, extractedOn: EXTRACTED_ON },
      engine: { version: '0', lock: '0'.repeat(64) },
      seed: 1,
      look: 1,
    },
    protocol,
    exploratory: false,
    tablePath: path('persons'),
    logs: {
      paths: { persons: path('persons'), exposures: path('exposures'), outcomes: path('outcomes') },
      spill: join(folder, 'spill'),
      onStep: (part) => next(`cohort: ${part}`),
    },
    onStep: next,
  });
  next('');
  console.log(`${JSON.stringify(rows)}, ${JSON.stringify(result.diagnostics.arms)} analysed\n`);
  const all = {
    step: 'all',
    seconds: steps.reduce((sum, { seconds }) => sum + seconds, 0),
    processor: steps.reduce((sum, { processor }) => sum + processor, 0),
    megabytes: Math.max(...steps.map(({ megabytes }) => megabytes)),
  };
  console.log('| step | seconds | processor s | peak MB |\n|---|---:|---:|---:|');
  for (const { step: name, seconds, processor, megabytes } of [...steps.slice(1), all]) {
    console.log(`| ${name} | ${seconds.toFixed(1)} | ${processor.toFixed(1)} | ${megabytes.toFixed(0)} |`);
  }
  console.log('');
  console.log(`verdict ${result.verdict}: ${result.sentence.en}`);
  for (const { gate, passed, value } of result.diagnostics.gates)
    console.log(`  ${gate} ${value} ${passed ? 'passed' : 'failed'}`);
  for (const { refuter, measure, value, rows: tried } of result.findings?.refutation ?? [])
    console.log(`  ${refuter} ${measure} ${value}${tried === undefined ? '' : ` on ${tried} rows`}`);
  const counts = result.eventLogs?.counts.map(({ part, rule, rows: met }) => `${part}/${rule} ${met}`);
  console.log(`  ${counts?.join(', ')}`);
}
