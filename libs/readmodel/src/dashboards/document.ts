import type { Pool } from 'pg';

interface Line {
  readonly view: string;
  readonly about: string | null;
  readonly column: string;
  readonly type: string;
  readonly meaning: string | null;
}

const HEAD = `# SQL for dashboards

Made from the comments in the database; \`UPDATE_GOLDEN=1\` with the test of this document writes it anew.

Connect Metabase, Grafana or psql to the PostgreSQL of the ledger with an account of your own that is a member of the
group role \`impact_bi\`, and look at schema \`read\`:

\`\`\`sql
create role metabase login password '...' in role impact_bi;
\`\`\`

That role reads the views below and nothing else: no table, no account, no key, no result that is not published, nothing
about persons. \`impact_bi\` is made by the first start of the ledger; when the ledger's own account may not create roles,
the worker says so, an administrator runs \`create role impact_bi nologin;\`, and the next start of the worker grants it
the views.

The views follow the events of the ledger within a second, and keep answering while a read model is built anew.
A column never changes its meaning or goes: that would be a new view, \`_v2\`, beside the old one. New columns may come.
Words in two languages have two columns.

\`\`\`sql
-- The last value of every live indicator for the whole population, with its target.
select distinct on (i.indicator) i.name_en, m.period, m.value, t.value as target, m.quality
from read.indicators_v1 i
  join read.measurements_v1 m on m.indicator = i.indicator and m.definition_version = i.definition_version
  left join read.targets_v1 t on t.indicator = m.indicator and t.period = m.period
where i.status = 'live' and not i.is_vanity and m.breakdown = '{}'
order by i.indicator, m.period_start desc;

-- What was known on a day.
select * from read.measurement_history_v1
where recorded_from <= '2026-01-31' and (recorded_to is null or '2026-01-31' < recorded_to) and status = 'live';
\`\`\`
`;

const TYPES: Readonly<Record<string, string>> = { 'timestamp with time zone': 'timestamptz' };

/** The views that dashboards read, with what the database says of them: the text of docs/dashboards.md. */
export async function dashboardDocument(pool: Pool): Promise<string> {
  const { rows } = await pool.query<Line>(
    `select c.relname as view, obj_description(c.oid, 'pg_class') as about, a.attname as column,
            format_type(a.atttypid, a.atttypmod) as type, col_description(c.oid, a.attnum) as meaning
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = 'read'::regnamespace and c.relkind = 'v'
      order by c.relname, a.attnum`,
  );
  const views = [...new Set(rows.map(({ view }) => view))];
  const sections = views.map((view) => {
    const lines = rows.filter((row) => row.view === view);
    const cells = lines.map(({ column, type, meaning }) => [`\`${column}\``, TYPES[type] ?? type, meaning ?? '']);
    return `## read.${view}\n\n${lines[0]?.about ?? ''}\n\n${markdownTable([['column', 'type', 'meaning'], ...cells])}\n`;
  });
  return [HEAD, ...sections].join('\n');
}

function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, index) => Math.max(...[head, ...body].map((row) => row[index]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
