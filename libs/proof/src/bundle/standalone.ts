import { parseArgs } from 'node:util';
import { isMainThread } from 'node:worker_threads';
import { verifyCommand } from './verify-command.js';

/** What `impact-verify.mjs` begins with: the checker without the rest, on any Node from 20. */
const USAGE = `Checks an audit bundle of an Impact Ledger: no network, no database, only this file, the bundle and the key.

  node impact-verify.mjs <bundle> --key <key or file> [--checkpoint <file>]... [--witness <key or file>]... [--json]

--checkpoint  checkpoints you kept: the log must begin with what they say
--witness     a witness whose cosignature must stand on the checkpoint
Exit codes: 0 it holds, 2 wrong usage, 3 integrity is broken.
`;

async function main(): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        key: { type: 'string' },
        checkpoint: { type: 'string', multiple: true },
        witness: { type: 'string', multiple: true },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    const [bundle, ...others] = positionals;
    if (values.help) {
      process.stdout.write(USAGE);
      return 0;
    }
    if (bundle === undefined || values.key === undefined || others.length > 0)
      throw new Error('Name one bundle, and the key.');
    const { key, checkpoint = [], witness = [], json = false } = values;
    const { code, text } = await verifyCommand(bundle, { key, checkpoint, witness, json });
    (code === 2 ? process.stderr : process.stdout).write(text);
    return code;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
}

// Its threads run this same file.
if (isMainThread) process.exitCode = await main();
