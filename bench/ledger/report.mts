import { cpus, totalmem } from 'node:os';
import type { createPool } from '@impact-ledger/platform';
import type { Figures } from '#measure';

/** A Markdown table; the first contender is the one the others are compared with. */
export function report(title: string, runs: ReadonlyMap<string, readonly Figures[]>): string {
  const [first = []] = runs.values();
  const rows = [...runs].map(([name, figures]) => {
    const rates = figures.map(({ perSecond }) => perSecond);
    const ratio = middle(first, 'perSecond') / middle(figures, 'perSecond');
    return [
      name,
      whole(middle(figures, 'perSecond')),
      `${whole(Math.min(...rates))} to ${whole(Math.max(...rates))}`,
      middle(figures, 'median').toFixed(1),
      middle(figures, 'p99').toFixed(1),
      figures === first ? '' : ratio.toFixed(2),
    ];
  });
  const head = ['', 'events/s, median', 'lowest to highest', 'a call, median ms', 'a call, 99 % ms', 'ours / it'];
  const lines = [head, ['---', ...head.slice(1).map(() => '---:')], ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `\n${title}\n\n${lines.join('\n')}`;
}

/** What the figures depend on. */
export async function describeMachine(admin: ReturnType<typeof createPool>): Promise<string> {
  const { rows } = await admin.query<{ version: string; fsync: string; commit: string; method: string }>(
    `select current_setting('server_version') as version, current_setting('fsync') as fsync,
            current_setting('synchronous_commit') as commit, current_setting('wal_sync_method') as method`,
  );
  const [postgres] = rows;
  return [
    `${cpus().length} cores (${cpus()[0]?.model}), ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}, Node ${process.versions.node}`,
    `PostgreSQL ${postgres?.version}: fsync ${postgres?.fsync} (${postgres?.method}), synchronous_commit ${postgres?.commit}`,
  ].join('\n');
}

function middle(figures: readonly Figures[], key: keyof Figures): number {
  const sorted = figures.map((figure) => figure[key]).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const whole = (value: number): string => Math.round(value).toLocaleString('en');
