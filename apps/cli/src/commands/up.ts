import { readEnvironment, resolveDataRoot } from '@impact-ledger/platform';
import { firstSignIn } from '../installation/first-sign-in.js';
import { withInstallation } from '../installation/with-installation.js';
import { CommandFailure } from '../terminal/failure.js';
import { print, say } from '../terminal/terminal.js';

/** Serves the ledger of this machine until it is told to stop. */
export async function up(): Promise<void> {
  const environment = readEnvironment();
  const dataRoot = resolveDataRoot(environment.dataRoot);
  say(`data in ${dataRoot.path} (${dataRoot.reason})`);
  const options = {
    environment,
    dataRoot: dataRoot.path,
    logs: undefined,
    anyPortWillDo: false,
    onProgress: say,
  } as const;
  await withInstallation(options, async (installation) => {
    if (installation.servedBy !== undefined) {
      throw new CommandFailure(
        `this ledger is served already at ${installation.url} (process ${installation.servedBy}): use that one, or stop it first.`,
      );
    }
    const address = environment.publicUrl ?? installation.url;
    print(`Impact Ledger is ready at ${address}`);
    const link = await firstSignIn(installation, address);
    if (link) print(`The ledger is new. Sign in once, within 15 minutes, as administrator: ${link}`);
    else say('`impact login-link --account <you> --role <role>` makes a link to sign in with');
    say('Ctrl-C stops it');
    await installation.stopRequested;
  });
  say('stopped');
}
