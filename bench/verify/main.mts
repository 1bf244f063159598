/**
 * The checker on a large bundle: time and memory of `impact-verify.mjs`, a process of its own.
 *
 *   npm run bench -- verify [--events 1000000] [--runs 3]
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Frontier, leafHash, signCheckpoint, signerOf, writeBundle } from '@impact-ledger/proof';

const { values } = parseArgs({
  options: { events: { type: 'string', default: '1000000' }, runs: { type: 'string', default: '3' } },
});
const EVENTS = Number(values.events);
const ORIGIN = 'bench.example/log';
const PAGE = 1_000;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const VERIFIER = join(ROOT, 'dist', 'impact-verify.mjs');
/** Measurements of so many indicators, one event after the other, as an import writes them. */
const STREAMS = 200_000;

const folder = mkdtempSync(join(tmpdir(), 'impact-bench-'));
process.once('SIGINT', () => {
  rmSync(folder, { recursive: true });
  process.exit(130);
});
try {
  console.log(`${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, Node ${process.versions.node}`);
  execFileSync(process.execPath, [join(ROOT, 'tools', 'build-verifier.mjs')]);
  const signer = signerOf(ORIGIN, new Uint8Array(32).fill(8));
  const bundle = join(folder, 'bundle.txt');
  await write(bundle);
  writeFileSync(join(folder, 'key'), signer.verifier.text);
  console.log(`bundle of ${EVENTS} events, ${(statSync(bundle).size / 1e6).toFixed(0)} MB`);
  for (let run = 0; run < Number(values.runs); run += 1) await measure(bundle);

  async function write(path: string): Promise<void> {
    const leaves: Uint8Array[] = [];
    const edge = new Frontier();
    for (const page of pages()) {
      for (const line of page) {
        const leaf = leafHash(line);
        leaves.push(leaf);
        edge.append(leaf);
      }
    }
    const text = writeBundle({
      header: {
        engine: '0.1.0',
        guarantees: 'log',
        key: signer.verifier.text,
        origin: ORIGIN,
        run: null,
        scope: 'ledger',
        size: EVENTS,
        study: null,
      },
      checkpoint: signCheckpoint({ origin: ORIGIN, size: EVENTS, root: edge.root() }, signer),
      events: pages(),
      tree: inPages(leaves),
    });
    const file = createWriteStream(path);
    for await (const piece of text) if (!file.write(piece)) await once(file, 'drain');
    file.end();
    await finished(file);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function* pages(): Generator<string[]> {
  for (let first = 0; first < EVENTS; first += PAGE) {
    yield Array.from({ length: Math.min(PAGE, EVENTS - first) }, (_, at) => eventLine(first + at));
  }
}

function* inPages(leaves: readonly Uint8Array[]): Generator<readonly Uint8Array[]> {
  for (let first = 0; first < leaves.length; first += PAGE) yield leaves.slice(first, first + PAGE);
}

/** Keys in canonical order, of the length and shape of a real measurement. */
function eventLine(index: number): string {
  const id = `0199b7e4-${(index >>> 16).toString(16).padStart(4, '0')}-7000-8000-${(index * 7919).toString(16).padStart(12, '0')}`;
  const day = String((index % 28) + 1).padStart(2, '0');
  const data = `{"breakdown":{"region":"Île-de-France"},"definitionVersion":1,"indicator":"return-to-employment","period":"2026-02-${day}","provenance":{"source":"dpae"},"quality":90,"value":"${(index % 9973) / 100}"}`;
  const metadata = `{"actor":{"id":"intake","role":"ingest"},"causationId":"import-${index}","commandHash":"${'c0ffee42'.repeat(8)}","correlationId":"${id}"}`;
  const recordedAt = new Date(1_767_225_600_000 + index).toISOString();
  const revision = Math.floor(index / STREAMS);
  return `{"data":${data},"id":"${id}","metadata":${metadata},"recordedAt":"${recordedAt}","revision":${revision},"stream":"measurement-${index % STREAMS}","type":"MeasurementRecorded","version":1}`;
}

/** One run: seconds by the clock, and the most memory it held, by its own count at its end. */
async function measure(bundle: string): Promise<void> {
  const report = `process.on('exit',()=>process.stderr.write(JSON.stringify(process.resourceUsage())))`;
  const preload = `data:text/javascript,import{isMainThread}from'node:worker_threads';if(isMainThread)${report}`;
  const started = performance.now();
  const checker = spawn(process.execPath, ['--import', preload, VERIFIER, bundle, '--key', join(folder, 'key')]);
  let messages = '';
  checker.stderr.on('data', (chunk) => (messages += String(chunk)));
  let text = '';
  checker.stdout.on('data', (chunk) => (text += String(chunk)));
  const [code] = (await once(checker, 'close')) as [number];
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`the checker ended with ${code}:\n${text}${messages}`);
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(messages) as NodeJS.ResourceUsage;
  const processor = (userCPUTime + systemCPUTime) / 1e6;
  console.log(
    `  ${seconds.toFixed(1)} s, ${(EVENTS / seconds).toFixed(0)} events/s, ${processor.toFixed(1)} s of processor time, ${(maxRSS / 1024).toFixed(0)} MB at most`,
  );
}
