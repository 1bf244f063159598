import type { ProjectionStatus } from '@impact-ledger/readmodel';

interface Metric {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly of: (projection: ProjectionStatus) => string | number;
}

const METRICS: readonly Metric[] = [
  {
    name: 'impact_projection_position',
    type: 'gauge',
    help: 'Position in the ledger of the last event the projection has read.',
    of: ({ position }) => position,
  },
  {
    name: 'impact_projection_lag_seconds',
    type: 'gauge',
    help: 'Age of the oldest event the projection has not read; 0 when there is none.',
    of: ({ lagSeconds }) => lagSeconds,
  },
  {
    name: 'impact_projection_processed_total',
    type: 'counter',
    help: 'Events that concerned the projection so far; starts anew when it is rebuilt.',
    of: ({ processed }) => processed,
  },
  {
    name: 'impact_projection_failed',
    type: 'gauge',
    help: '1 when the projection stopped at an event it cannot project, else 0.',
    of: ({ status }) => (status === 'failed' ? 1 : 0),
  },
];

/** Names that contain a quote, a backslash or a line end would break out of a label. */
const label = (text: string): string =>
  text.replace(/["\\\n]/g, (special) => (special === '\n' ? '\\n' : `\\${special}`));

/** Head of the ledger and state of every projection in the text format of Prometheus, version 0.0.4. */
export function projectionMetrics(head: bigint, projections: readonly ProjectionStatus[]): string {
  const lines = [
    '# HELP impact_ledger_head_position Position of the last event of the ledger.',
    '# TYPE impact_ledger_head_position gauge',
    `impact_ledger_head_position ${head}`,
    ...METRICS.flatMap(({ name, type, help, of }) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${type}`,
      ...projections.map((one) => `${name}{projection="${label(one.name)}",version="${one.version}"} ${of(one)}`),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}
