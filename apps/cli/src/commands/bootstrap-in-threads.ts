import {
  bootstrapShards,
  concludeBootstrap,
  planBootstrap,
  type BootstrapOptions,
  type Column,
  type Estimate,
  type Roles,
  type Table,
} from '@impact-ledger/stats';

/** Shards a thread: several, so that a slow thread is helped by the others. */
const SHARDS = 8;

/** A bootstrap spread over threads. Any number of them gives the same bits. */
export async function bootstrapInThreads(
  method: string,
  table: Table,
  roles: Roles,
  options: Readonly<Record<string, unknown>>,
  how: BootstrapOptions,
  threads: number | undefined,
): Promise<Estimate> {
  // Only here: the rest of `impact estimate` needs nothing of the platform and starts sooner without it.
  const { runInThreads } = await import('@impact-ledger/platform');
  const plan = planBootstrap(method, inSharedMemory(table), roles, options, how);
  const shards = bootstrapShards(plan, SHARDS * (threads ?? 2));
  const module = import.meta.resolve('@impact-ledger/stats');
  return concludeBootstrap(
    plan,
    await runInThreads<(typeof shards)[number], Float64Array>({
      module,
      name: 'runBootstrapShard',
      inputs: shards,
      threads,
    }),
  );
}

/** Columns that threads read in place, instead of a copy each. */
function inSharedMemory({ rows, columns }: Table): Table {
  const shared = (column: Column): Column => {
    if (!(column instanceof Float64Array)) return column;
    const values = new Float64Array(new SharedArrayBuffer(column.byteLength));
    values.set(column);
    return values;
  };
  return { rows, columns: Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, shared(column)])) };
}
