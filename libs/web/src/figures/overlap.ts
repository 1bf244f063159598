import { INK, Plot, figureSvg, panel, widthOf, type FigureText, type Size } from './draw.js';

export interface OverlapModel {
  /** Share of the arm in each bin of the propensity score. */
  readonly bins: readonly {
    readonly from: number;
    readonly to: number;
    readonly treated: number;
    readonly comparison: number;
  }[];
  readonly names: { readonly treated: string; readonly comparison: string };
  readonly axis: string;
  readonly percent: (share: number) => string;
  readonly tick: (score: number) => string;
}

/** Propensity scores of the two arms back to back: where one side is empty nobody can be compared. */
export function overlapSvg(model: OverlapModel, size: Size, text: FigureText): string {
  const width = widthOf(size, 500);
  const highest = Math.max(...model.bins.flatMap((bin) => [bin.treated, bin.comparison]));
  const inset = { insetLeft: 0.7, insetRight: 0.7 };
  return figureSvg(
    [
      panel({
        width,
        height: 250,
        marginLeft: 52,
        marginRight: 20,
        marginTop: 10,
        marginBottom: 40,
        x: { domain: [0, 1], axis: null },
        y: { domain: [-highest * 1.25, highest * 1.25], axis: null },
        marks: [
          Plot.gridY({ ticks: 5, stroke: INK.rule, strokeOpacity: 1 }),
          Plot.axisY({
            ticks: 5,
            tickSize: 0,
            tickFormat: (share: number) => model.percent(Math.abs(share)),
            label: null,
            fill: INK.quiet,
          }),
          Plot.rect(model.bins, { x1: 'from', x2: 'to', y1: 0, y2: 'treated', fill: INK.treated, ...inset }),
          Plot.rect(model.bins, {
            x1: 'from',
            x2: 'to',
            y1: 0,
            y2: (bin: { comparison: number }) => -bin.comparison,
            fill: INK.comparison,
            ...inset,
          }),
          Plot.ruleY([0], { stroke: INK.quiet }),
          Plot.axisX({ ticks: 5, tickSize: 0, tickPadding: 6, tickFormat: model.tick, label: null, fill: INK.quiet }),
          Plot.text([0], {
            frameAnchor: 'top-right',
            dy: 6,
            text: [model.names.treated],
            fill: INK.treated,
            fontWeight: 600,
            textAnchor: 'end',
          }),
          Plot.text([0], {
            frameAnchor: 'bottom-right',
            dy: -6,
            text: [model.names.comparison],
            fill: INK.comparison,
            fontWeight: 600,
            textAnchor: 'end',
          }),
          Plot.text([0], { frameAnchor: 'bottom', dy: 34, text: [model.axis], fill: INK.quiet }),
        ],
      }),
    ],
    size,
    text,
  );
}
