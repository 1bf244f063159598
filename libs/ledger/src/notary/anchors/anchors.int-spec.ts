import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  cosign,
  formatSignature,
  fromBase64,
  parseCheckpoint,
  parseVerifier,
  ProofError,
  signerOf,
  verifyConsistency,
  verifyCosignature,
  verifyNote,
  type Checkpoint,
  type Verifier,
} from '@impact-ledger/proof';
import {
  openInstallation,
  ORIGIN,
  SEED,
  until,
  type Installation,
} from '../../../../../tests/support/signed-installation.js';
import { publishedCheckpoint } from '../log-reader.js';
import { fileAnchor } from './file-anchor.js';
import { witnessAnchor } from './witness-anchor.js';

const WITNESS = signerOf('witness.example/w1', new Uint8Array(32).fill(3), 'cosignature');
const LOG_KEY = signerOf(ORIGIN, SEED).verifier;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function installation(): Promise<Installation> {
  const made = await openInstallation();
  closing.push(() => made.close());
  return made;
}

/** A witness as C2SP tlog-witness describes it, with one log. It can be told to be away. */
class Witness {
  last: Checkpoint | undefined;
  away = false;
  asked = 0;
  readonly answers: number[] = [];
  #server: Server;

  constructor(private readonly key: Verifier) {
    this.#server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const [status, body] = this.#addCheckpoint(request.url ?? '', Buffer.concat(parts).toString('utf8'));
        this.answers.push(status);
        response.writeHead(status, { 'content-type': status === 409 ? 'text/x.tlog.size' : 'text/plain' }).end(body);
      });
    });
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise((resolve) => this.#server.close(resolve)));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #addCheckpoint(url: string, body: string): [number, string] {
    this.asked += 1;
    if (this.away) return [503, 'gone fishing'];
    const end = body.indexOf('\n\n');
    const [first = '', ...lines] = body.slice(0, end).split('\n');
    const from = Number(/^old (\d+)$/.exec(first)?.[1]);
    const { note, ...checkpoint } = parseCheckpoint(body.slice(end + 2));
    if (url !== '/add-checkpoint' || checkpoint.origin !== this.key.name) return [404, ''];
    try {
      verifyNote(note, this.key);
    } catch {
      return [403, ''];
    }
    if (!(from <= checkpoint.size)) return [400, ''];
    if (from !== (this.last?.size ?? 0)) return [409, `${this.last?.size ?? 0}\n`];
    if (this.last) {
      try {
        const proof = lines.map((line) => fromBase64(line) ?? new Uint8Array());
        verifyConsistency({ from, to: checkpoint.size, fromRoot: this.last.root, toRoot: checkpoint.root, proof });
      } catch (error) {
        if (error instanceof ProofError) return [422, ''];
        throw error;
      }
    }
    this.last = checkpoint;
    const seconds = Math.floor(Date.now() / 1000);
    const other = signerOf('other.example', new Uint8Array(32).fill(4), 'cosignature');
    return [200, [other, WITNESS].map((signer) => formatSignature(cosign(note.text, seconds, signer))).join('')];
  }
}

const cosigned = (given: Installation, size: number) =>
  until(async () => {
    const found = await publishedCheckpoint(given.database.pool);
    return found?.size === size && found.text.includes(WITNESS.verifier.name) ? found : undefined;
  });

describe('a witness over HTTP', () => {
  it('is shown that the log only grew, and its signature is published', async () => {
    const given = await installation();
    const witness = new Witness(LOG_KEY);
    const anchors = [witnessAnchor(await witness.open(), WITNESS.verifier)];
    const running = given.notary({ anchors });
    for (const [count, size] of [
      [10, 10],
      [290, 300],
      [1, 301],
    ] as const) {
      await given.append(count);
      const { text } = await cosigned(given, size);
      const { note } = parseCheckpoint(text);
      expect(verifyCosignature(note, parseVerifier(WITNESS.verifier.text))).toBeGreaterThan(1_700_000_000);
      expect(text).not.toContain('other.example');
    }
    await running.stop();
    expect(witness.answers.every((status) => status === 200)).toBe(true);
  });

  it('learns after a restart how far the witness is', async () => {
    const given = await installation();
    const witness = new Witness(LOG_KEY);
    const url = await witness.open();
    await given.append(10);
    const first = given.notary({ anchors: [witnessAnchor(url, WITNESS.verifier)] });
    await cosigned(given, 10);
    await first.stop();
    await given.append(300);
    const second = given.notary({ anchors: [witnessAnchor(url, WITNESS.verifier)] });
    await cosigned(given, 310);
    await second.stop();
    expect(witness.answers).toEqual([200, 409, 200]);
  });

  it('holds nothing up while it is away', async () => {
    const given = await installation();
    const witness = new Witness(LOG_KEY);
    witness.away = true;
    const warned: string[] = [];
    const running = given.notary({
      anchors: [witnessAnchor(await witness.open(), WITNESS.verifier)],
      logger: { info: () => undefined, error: () => undefined, warn: (fields) => warned.push(JSON.stringify(fields)) },
    });
    await given.append(10);
    await until(async () => (await publishedCheckpoint(given.database.pool))?.size === 10);
    await until(async () => witness.asked > 0 && warned.length > 0);
    expect(warned.join()).toContain('answered 503: gone fishing');
    witness.away = false;
    await given.append(10);
    await cosigned(given, 20);
    await running.stop();
  });

  it('stops the signing when it has seen another past, or more of it', async () => {
    const given = await installation();
    const witness = new Witness(LOG_KEY);
    const anchors = [witnessAnchor(await witness.open(), WITNESS.verifier)];
    await given.append(50);
    const running = given.notary({ anchors });
    await cosigned(given, 50);
    await running.stop();

    // The whole machine was put back, the copy in the data folder too: only the witness knows better.
    const restored = await installation();
    await restored.append(40);
    expect(await restored.refusal({ anchors })).toMatch(/has signed a tree of 50 leaves of this log, which now has 40/);
    const forged = await installation();
    await forged.append(60);
    expect(await forged.refusal({ anchors })).toMatch(/does not accept that the log extends the tree of 50 leaves/);
  });

  it('is not believed when it signs something else', async () => {
    const given = await installation();
    const witness = new Witness(LOG_KEY);
    const stranger = signerOf('witness.example/w1', new Uint8Array(32).fill(5), 'cosignature').verifier;
    const warned: string[] = [];
    const running = given.notary({
      anchors: [witnessAnchor(await witness.open(), stranger)],
      logger: { info: () => undefined, error: () => undefined, warn: (fields) => warned.push(JSON.stringify(fields)) },
    });
    await given.append(5);
    await until(async () => warned.length > 0);
    await running.stop();
    expect(warned[0]).toContain('There is no cosignature by witness.example/w1');
    const { rows } = await given.database.pool.query('select from ledger.cosignature');
    expect(rows).toHaveLength(0);
  });
});

describe('a file elsewhere', () => {
  it('gets every checkpoint behind the last, each once', async () => {
    const given = await installation();
    const path = `${given.folder}/anchors.txt`;
    const sizes = async (): Promise<number[]> =>
      [...(await readFile(path, 'utf8')).matchAll(/^(\d+)$/gm)].map(([line]) => Number(line));
    for (const size of [10, 20]) {
      await given.append(10);
      const running = given.notary({ anchors: [fileAnchor(path)] });
      await until(async () => (await sizes().catch(() => [])).at(-1) === size);
      await running.stop();
    }
    // A start without anything new, after a line that a crash cut off.
    await appendFile(path, 'ledger.exam');
    const running = given.notary({ anchors: [fileAnchor(path)] });
    await given.append(1);
    await until(async () => (await sizes()).at(-1) === 21);
    await running.stop();
    expect(await sizes()).toEqual([10, 20, 21]);
    expect(await fileAnchor(path).remembered?.()).toBe(await given.kept.read());
  });

  it('stops the signing of a machine that was put back whole', async () => {
    const given = await installation();
    const path = `${given.folder}/anchors.txt`;
    await given.append(50);
    const running = given.notary({ anchors: [fileAnchor(path)] });
    await until(async () => (await fileAnchor(path).remembered?.())?.includes('\n50\n'));
    await running.stop();
    const restored = await installation();
    await restored.append(40);
    expect(await restored.refusal({ anchors: [fileAnchor(path)] })).toMatch(/has 40 events, but 50 were signed/);
    await writeFile(path, (await readFile(path, 'utf8')).replace('\n50\n', '\n40\n'));
    expect(await restored.refusal({ anchors: [fileAnchor(path)] })).toMatch(/anchors.txt is not one of the log/);
  });
});
