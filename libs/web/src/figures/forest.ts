import { FONT, INK, Plot, figureSvg, panel, widthOf, type FigureText, type Size } from './draw.js';
import { textWidth, wrapText } from './measure.js';

export type ForestKind = 'naive' | 'primary' | 'sensitivity' | 'known' | 'control';

export interface ForestRow {
  readonly label: string;
  readonly kind: ForestKind;
  readonly lower: number;
  readonly upper: number;
  /** Null where the result may not show a best estimate: the interval stands alone. */
  readonly value: number | null;
  /** The same figures in the reader's language. */
  readonly text: string;
}

export interface ForestModel {
  /** On the axis' own scale: percentage points, euros, days. */
  readonly rows: readonly ForestRow[];
  readonly axis: string;
  readonly tick: (value: number) => string;
  /** Effects between minus and plus this are too small to matter. */
  readonly smallest: { readonly value: number; readonly label: string };
}

interface Placed extends ForestRow {
  readonly y: number;
  readonly top: number;
  readonly labelLines: readonly string[];
  readonly labelY: number;
  readonly textY: number;
}

const LINE = 15;
const TOP = 22;

const colour = (kind: ForestKind): string =>
  ({ naive: INK.naive, primary: INK.treated, sensitivity: INK.treated, known: INK.known, control: INK.quiet })[kind];

function place(rows: readonly ForestRow[], size: Size, labelWidth: number, width: number): [Placed[], number] {
  let top = TOP;
  const placed = rows.map((row): Placed => {
    const bold = row.kind === 'primary' ? 1.08 : 1;
    const labelLines = wrapText(row.label, (size === 'wide' ? labelWidth : width) / bold, FONT);
    const last = labelLines.at(-1) ?? '';
    const beside = textWidth(last, FONT) * bold + textWidth(row.text, FONT) * bold + 12 <= width;
    const lines = size === 'wide' ? labelLines.length : labelLines.length + (beside ? 0 : 1);
    const height = size === 'wide' ? Math.max(30, lines * LINE + 14) : lines * LINE + 32;
    const y = size === 'wide' ? top + height / 2 : top + 5 + lines * LINE + 9;
    const at: Placed = {
      ...row,
      labelLines,
      y,
      top,
      labelY: size === 'wide' ? y - ((labelLines.length - 1) * LINE) / 2 : top + 5 + LINE / 2,
      textY: size === 'wide' ? y : top + 5 + (lines - 0.5) * LINE,
    };
    top += height;
    return at;
  });
  return [placed, top];
}

const wrapped = (rows: readonly Placed[]): { text: string; y: number; kind: ForestKind }[] =>
  rows.flatMap((row) => row.labelLines.map((text, line) => ({ text, y: row.labelY + line * LINE, kind: row.kind })));

/** The naive figure, the primary one and every analysis promised in advance, on one axis. */
export function forestSvg(model: ForestModel, size: Size, text: FigureText): string {
  const width = widthOf(size, 860);
  const longest = Math.max(
    ...model.rows.map((row) => textWidth(row.label, FONT) * (row.kind === 'primary' ? 1.08 : 1)),
  );
  const labels = size === 'wide' ? Math.min(longest, 300) : 0;
  const figures = size === 'wide' ? Math.max(...model.rows.map((row) => textWidth(row.text, FONT) * 1.08)) : 0;
  const bounds = model.rows.flatMap((row) => [row.lower, row.upper]);
  const edge = Math.max(
    14,
    ...[Math.min(...bounds), Math.max(...bounds)].map((end) => textWidth(model.tick(Math.round(end)), FONT) / 2 + 4),
  );
  const marginLeft = size === 'wide' ? labels + 22 : edge;
  const marginRight = size === 'wide' ? figures + 20 : edge;
  const [rows, bottom] = place(model.rows, size, labels, width);
  const height = bottom + 44;
  const bold = rows.filter((row) => row.kind === 'primary');
  const plain = rows.filter((row) => row.kind !== 'primary');
  // Where labels stand over the axis, a halo keeps grid lines out of the letters.
  const halo = size === 'narrow' ? { stroke: INK.paper, strokeWidth: 5 } : {};
  const side = (anchor: 'left' | 'right', margin: number) => ({
    frameAnchor: anchor,
    ...halo,
    textAnchor: anchor === 'left' ? ('start' as const) : ('end' as const),
    dx: anchor === 'left' ? -margin : margin,
  });
  const zone = model.smallest.value;
  const hollow = rows.filter((row) => row.value !== null && row.kind !== 'primary' && row.kind !== 'sensitivity');
  const solid = rows.filter((row) => row.value !== null && (row.kind === 'primary' || row.kind === 'sensitivity'));
  return figureSvg(
    [
      panel({
        width,
        height,
        marginLeft,
        marginRight,
        marginTop: TOP,
        marginBottom: 44,
        x: { domain: [Math.min(0, -zone, ...bounds), Math.max(0, zone, ...bounds)], nice: true, axis: null },
        y: { type: 'identity', axis: null },
        marks: [
          Plot.rect([0], { x1: -zone, x2: zone, y1: TOP, y2: bottom, fill: INK.wash }),
          Plot.gridX({ ticks: size === 'wide' ? 7 : 5, stroke: INK.rule, strokeOpacity: 1 }),
          Plot.ruleX([0], { stroke: INK.quiet, strokeWidth: 1.4 }),
          Plot.axisX({
            ticks: size === 'wide' ? 7 : 5,
            tickSize: 0,
            tickPadding: 6,
            tickFormat: model.tick,
            label: null,
            fill: INK.quiet,
          }),
          ...(size === 'wide'
            ? [Plot.text([0], { x: [0], y: [TOP - 10], text: [model.smallest.label], fill: INK.quiet })]
            : // Rows that hold their own labels are set apart, so that none is read with the mark above it.
              [
                Plot.ruleY(rows.slice(1), {
                  y: 'top',
                  stroke: INK.rule,
                  insetLeft: -marginLeft,
                  insetRight: -marginRight,
                }),
              ]),
          Plot.text([0], { frameAnchor: 'bottom', dy: 36, text: [model.axis], fill: INK.quiet }),
          Plot.text(wrapped(plain), { ...side('left', marginLeft), y: 'y', text: 'text', fill: INK.text }),
          Plot.text(wrapped(bold), {
            ...side('left', marginLeft),
            y: 'y',
            text: 'text',
            fill: INK.text,
            fontWeight: 650,
          }),
          Plot.text(plain, { ...side('right', marginRight), y: 'textY', text: 'text', fill: INK.text }),
          Plot.text(bold, { ...side('right', marginRight), y: 'textY', text: 'text', fill: INK.text, fontWeight: 650 }),
          Plot.link(rows, {
            x1: 'lower',
            x2: 'upper',
            y1: 'y',
            y2: 'y',
            stroke: (row: Placed) => colour(row.kind),
            strokeWidth: (row: Placed) => (row.kind === 'primary' ? 4 : 2),
          }),
          Plot.dot(hollow, {
            x: 'value',
            y: 'y',
            r: 4.6,
            symbol: (row: Placed) => (row.kind === 'known' ? 'diamond' : row.kind === 'control' ? 'square' : 'circle'),
            fill: INK.paper,
            stroke: (row: Placed) => colour(row.kind),
            strokeWidth: 2,
          }),
          Plot.dot(solid, {
            x: 'value',
            y: 'y',
            r: (row: Placed) => (row.kind === 'primary' ? 6 : 4.2),
            fill: INK.treated,
          }),
        ],
        color: { type: 'identity' },
        symbol: { type: 'identity' } as never,
        r: { type: 'identity' },
      }),
    ],
    size,
    text,
  );
}
