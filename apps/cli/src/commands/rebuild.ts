import { rebuild, UnknownProjection, type RebuildOutcome } from '@impact-ledger/readmodel';
import { openStore } from '../connection/open-store.js';
import { withDatabase } from '../connection/with-database.js';
import { CommandFailure, EXIT } from '../terminal/failure.js';
import { print, printJson, progress, say, table, type Progress } from '../terminal/terminal.js';

export interface RebuildFlags {
  readonly evenIfDifferent?: boolean;
  readonly json?: boolean;
}

/** Builds read models anew beside the live ones, compares them row by row, swaps them in. */
export async function rebuildCommand(names: readonly string[], flags: RebuildFlags): Promise<void> {
  const over = new AbortController();
  const stop = (): void => over.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    const outcomes = await withDatabase(async (database) => {
      const store = openStore(database);
      const shown = showProgress();
      try {
        return await rebuild(database.pool, store, {
          projections: names.length > 0 ? names : undefined,
          evenIfDifferent: flags.evenIfDifferent,
          signal: over.signal,
          onProgress: shown.update,
        });
      } catch (error) {
        if (error instanceof UnknownProjection) throw new CommandFailure(error.message, EXIT.usage);
        throw error;
      } finally {
        shown.end();
        await store.close();
      }
    });
    if (flags.json) printJson(outcomes);
    else show(outcomes);
    if (over.signal.aborted) {
      throw new CommandFailure('stopped before the swap; the same command goes on from there');
    }
    judge(outcomes);
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

type Told = Parameters<NonNullable<NonNullable<Parameters<typeof rebuild>[2]>['onProgress']>>[0];

/** A bar while the log is read, a line for every other step. */
function showProgress(): { readonly update: (told: Told) => void; readonly end: () => void } {
  let bar: Progress | undefined;
  let last = '';
  const end = (): void => {
    bar?.end();
    bar = undefined;
  };
  return {
    end,
    update: (told) => {
      if (told.step === 'reading') {
        bar ??= progress(told.projection, Number(told.until));
        bar.update(Number(told.position), 'events');
        return;
      }
      end();
      const waiting = told.step === 'waiting' ? ` for transactions that began before: ${told.sessions.join(', ')}` : '';
      const line = `${told.projection}: ${told.step}${waiting}`;
      if (line !== last) say(line);
      last = line;
    },
  };
}

function show(outcomes: readonly RebuildOutcome[]): void {
  const rows = outcomes.flatMap((outcome) =>
    outcome.kind === 'stopped'
      ? []
      : outcome.tables.map(({ table: name, live, built }) => [
          outcome.projection,
          name,
          String(live.rows),
          String(built.rows),
          live.checksum === null ? 'not compared: another version' : live.checksum === built.checksum ? 'yes' : 'no',
        ]),
  );
  if (rows.length > 0) print(table([['projection', 'table', 'live rows', 'rebuilt rows', 'identical'], ...rows]));
}

function judge(outcomes: readonly RebuildOutcome[]): void {
  const stopped = outcomes.find((outcome) => outcome.kind === 'stopped');
  if (stopped) {
    const { event, error } = stopped.stop;
    throw new CommandFailure(
      `"${stopped.projection}" cannot be rebuilt: the event at position ${event.position} of ${event.stream} cannot be ` +
        `projected: ${error.message} The live rows stand as they were.`,
    );
  }
  const different = outcomes.filter(({ kind }) => kind === 'different').map(({ projection }) => projection);
  if (different.length > 0) {
    throw new CommandFailure(
      `the live rows of ${different.join(', ')} are not what the events say; nothing was swapped there. ` +
        'Look into it, then put the rebuilt rows in their place with --even-if-different.',
      EXIT.integrity,
    );
  }
  say('the rebuilt rows are in their place');
}
