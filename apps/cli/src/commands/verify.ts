import { verifyCommand, type VerifyFlags } from '@impact-ledger/proof';
import { CommandFailure, EXIT } from '../terminal/failure.js';

/** Checks a bundle offline, with the code of `impact-verify.mjs`. */
export async function verifyBundleCommand(bundle: string, flags: VerifyFlags): Promise<void> {
  const { code, text } = await verifyCommand(bundle, flags);
  if (code === EXIT.usage) throw new CommandFailure(text.trimEnd(), EXIT.usage);
  process.stdout.write(text);
  if (code !== EXIT.ok) throw new CommandFailure('integrity is broken: the bundle does not hold', EXIT.integrity);
}
