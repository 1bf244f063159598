import { faultsOf, Protocol, rulesBroken } from '@impact-ledger/domain';
import { fingerprint } from '@impact-ledger/ledger';
import { CommandFailure, EXIT } from '../terminal/failure.js';
import { linesOf } from '../terminal/faults.js';
import { print, printJson, say } from '../terminal/terminal.js';
import { jsonFile } from './json-file.js';

/** Says what of a protocol would be refused, and why, without a ledger; a valid one gives the hash it will be known by. */
export async function checkProtocolFile(file: string, { json = false }: { readonly json?: boolean }): Promise<void> {
  const parsed = Protocol.safeParse(await jsonFile(file));
  const faults = parsed.success ? rulesBroken(parsed.data) : faultsOf(parsed.error.issues);
  const hash = parsed.success && faults.length === 0 ? fingerprint(parsed.data) : null;
  if (json) printJson({ valid: hash !== null, hash, faults });
  if (hash === null) {
    throw new CommandFailure(`${file} would be refused:${linesOf(faults)}`, EXIT.usage);
  }
  if (json) return;
  print(hash);
  say('valid: frozen as it stands it will be known by this hash');
}
