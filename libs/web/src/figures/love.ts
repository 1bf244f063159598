import { FONT, INK, Plot, figureSvg, panel, widthOf, type FigureText, type Size } from './draw.js';
import { textWidth, wrapText } from './measure.js';

export interface LoveRow {
  readonly label: string;
  /** Standardised mean difference, signed; drawn by its size. */
  readonly before: number;
  readonly after: number | null;
}

export interface LoveModel {
  readonly rows: readonly LoveRow[];
  readonly limit: number;
  readonly axis: string;
  readonly tick: (value: number) => string;
  readonly limitLabel: string;
}

const LINE = 15;
const TOP = 24;

/** How far apart the two groups are on each covariate, before and after adjustment (Love plot). */
export function loveSvg(model: LoveModel, size: Size, text: FigureText): string {
  const width = widthOf(size, 500);
  const longest = Math.max(...model.rows.map((row) => textWidth(row.label, FONT)));
  const labelWidth = size === 'wide' ? Math.min(longest, 170) : width;
  const marginLeft = size === 'wide' ? labelWidth + 14 : 8;
  let top = TOP;
  const rows = model.rows.map((row) => {
    const lines = wrapText(row.label, labelWidth, FONT);
    const height = size === 'wide' ? lines.length * LINE + 11 : lines.length * LINE + 18;
    const y = size === 'wide' ? top + height / 2 : top + lines.length * LINE + 6;
    const labelY = size === 'wide' ? y - ((lines.length - 1) * LINE) / 2 : top + LINE / 2;
    top += height;
    return { before: Math.abs(row.before), after: row.after === null ? null : Math.abs(row.after), y, lines, labelY };
  });
  const moved = rows.filter((row) => row.after !== null);
  const largest = Math.max(model.limit * 1.6, ...rows.flatMap((row) => [row.before, row.after ?? 0]));
  return figureSvg(
    [
      panel({
        width,
        height: top + 42,
        marginLeft,
        marginRight: 16,
        marginTop: TOP,
        marginBottom: 42,
        x: { domain: [0, largest], nice: true, axis: null },
        y: { type: 'identity', axis: null },
        marks: [
          Plot.rect([0], { x1: 0, x2: model.limit, y1: TOP, y2: top, fill: INK.wash }),
          Plot.gridX({ ticks: 5, stroke: INK.rule, strokeOpacity: 1 }),
          Plot.ruleX([model.limit], { stroke: INK.quiet, strokeDasharray: '4 3' }),
          Plot.text([0], {
            x: [model.limit],
            y: [TOP - 11],
            text: [model.limitLabel],
            fill: INK.quiet,
            textAnchor: 'start',
          }),
          Plot.axisX({ ticks: 5, tickSize: 0, tickPadding: 6, tickFormat: model.tick, label: null, fill: INK.quiet }),
          Plot.text([0], { frameAnchor: 'bottom', dy: 35, text: [model.axis], fill: INK.quiet }),
          Plot.text(
            rows.flatMap((row) => row.lines.map((line, index) => ({ line, y: row.labelY + index * LINE }))),
            size === 'wide'
              ? { frameAnchor: 'left', textAnchor: 'end', dx: -12, y: 'y', text: 'line' }
              : {
                  frameAnchor: 'left',
                  textAnchor: 'start',
                  dx: -8,
                  y: 'y',
                  text: 'line',
                  fill: INK.text,
                  stroke: INK.paper,
                  strokeWidth: 5,
                },
          ),
          Plot.link(moved, { x1: 'before', x2: 'after', y1: 'y', y2: 'y', stroke: INK.rule, strokeWidth: 2 }),
          Plot.dot(rows, { x: 'before', y: 'y', r: 4.5, fill: INK.paper, stroke: INK.naive, strokeWidth: 2 }),
          Plot.dot(moved, { x: 'after', y: 'y', r: 4.8, fill: INK.treated }),
        ],
      }),
    ],
    size,
    text,
  );
}
