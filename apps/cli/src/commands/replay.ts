import { replay } from '@impact-ledger/readmodel';
import { openStore } from '../connection/open-store.js';
import { withDatabase } from '../connection/with-database.js';
import { CommandFailure, EXIT } from '../terminal/failure.js';
import { print, printJson, say, table } from '../terminal/terminal.js';

/** Rebuilds what the ledger said at a position or an instant, and compares it with the as-of answer, byte for byte. */
export async function replayCommand(flags: { readonly to?: string; readonly json?: boolean }): Promise<void> {
  const outcome = await withDatabase(async (database) => {
    const store = openStore(database);
    try {
      return await replay(database.pool, store, { to: flags.to ?? (await store.head()).toString() });
    } finally {
      await store.close();
    }
  });
  if (flags.json) printJson(outcome);
  else
    print(
      table([
        ['table', 'rows', 'differences'],
        ...outcome.tables.map(({ table: name, rows, differences }) => [name, String(rows), String(differences)]),
      ]),
    );
  if (!outcome.identical) {
    throw new CommandFailure(
      'the rebuild differs from the live answer: the read models do not say what the events say',
      EXIT.integrity,
    );
  }
  say('identical, byte for byte');
}
