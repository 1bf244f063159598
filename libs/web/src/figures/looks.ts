import { INK, Plot, figureSvg, panel, widthOf, type FigureText, type Size } from './draw.js';

export interface LookPoint {
  readonly look: string;
  readonly lower: number;
  readonly upper: number;
  /** Only where the verdict of that look may show a best estimate. */
  readonly value: number | null;
  readonly current: boolean;
}

export interface LooksModel {
  /** Oldest first. */
  readonly points: readonly LookPoint[];
  readonly tick: (value: number) => string;
  readonly axis: string;
}

/** The interval as known at each look. */
export function looksSvg(model: LooksModel, size: Size, text: FigureText): string {
  const bounds = model.points.flatMap((point) => [point.lower, point.upper]);
  const common = { x: 'look' as const };
  return figureSvg(
    [
      panel({
        width: widthOf(size, 500),
        height: 220,
        marginLeft: 64,
        marginRight: 16,
        marginTop: 30,
        marginBottom: 30,
        x: { type: 'band', axis: null, domain: model.points.map((point) => point.look) },
        y: { domain: [Math.min(0, ...bounds), Math.max(0, ...bounds)], nice: true, axis: null },
        marks: [
          Plot.gridY({ ticks: 5, stroke: INK.rule, strokeOpacity: 1 }),
          Plot.axisY({ ticks: 5, tickSize: 0, tickFormat: model.tick, label: null, fill: INK.quiet }),
          Plot.ruleY([0], { stroke: INK.quiet, strokeWidth: 1.4 }),
          Plot.ruleX(model.points, {
            ...common,
            y1: 'lower',
            y2: 'upper',
            stroke: (point: LookPoint) => (point.current ? INK.treated : INK.naive),
            strokeWidth: (point: LookPoint) => (point.current ? 4 : 2),
          }),
          Plot.dot(
            model.points.filter((point) => point.current && point.value !== null),
            { ...common, y: 'value', r: 5.5, fill: INK.treated },
          ),
          Plot.axisX({ tickSize: 0, tickPadding: 6, label: null, fill: INK.quiet }),
          Plot.text([0], {
            frameAnchor: 'top-left',
            textAnchor: 'start',
            dx: -64,
            dy: -20,
            text: [model.axis],
            fill: INK.quiet,
          }),
        ],
        color: { type: 'identity' },
      }),
    ],
    size,
    text,
  );
}
