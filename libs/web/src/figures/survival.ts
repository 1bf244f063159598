import { FONT, INK, Plot, figureSvg, panel, widthOf, type FigureText, type Panel, type Size } from './draw.js';
import { textWidth } from './measure.js';

/** Share with the outcome by each time, with its interval; a step holds until the next one. */
export interface RiskPoint {
  readonly time: number;
  readonly risk: number;
  readonly lower: number;
  readonly upper: number;
  readonly atRisk: number;
}

export interface GapPoint {
  readonly time: number;
  readonly gap: number;
  readonly lower: number;
  readonly upper: number;
}

export interface SurvivalModel {
  readonly treated: readonly RiskPoint[];
  readonly comparison: readonly RiskPoint[];
  readonly gap: readonly GapPoint[];
  /** Whether the gap has its best estimate in its band: only where the verdict singles one out. */
  readonly line: boolean;
  readonly names: { readonly treated: string; readonly comparison: string };
  readonly end: number;
  readonly percent: (share: number) => string;
  readonly points: (share: number) => string;
  readonly count: (people: number) => string;
  readonly labels: { readonly time: string; readonly atRisk: string; readonly gap: string };
}

/** The last point at or before `time`. */
export const stepAt = <P extends { readonly time: number }>(points: readonly P[], time: number): P | undefined =>
  points.findLast((point) => point.time <= time);

/** Whole days, evenly apart, from 0 to the horizon. */
export const timeTicks = (end: number, steps: number): number[] =>
  Array.from({ length: steps + 1 }, (_, index) => Math.round((end * index) / steps));

const MARGIN = { marginLeft: 52, marginRight: 26 };

/** How the line of a group is drawn; it stands beside its name and before its numbers, so that colour is not alone. */
interface Stroke {
  readonly fill: string;
  readonly wide: number;
  readonly dash?: string | undefined;
}

const TREATED: Stroke = { fill: INK.treated, wide: 2.4 };
const COMPARISON: Stroke = { fill: INK.comparison, wide: 2, dash: '7 3' };

const sample = ({ fill, wide, dash }: Stroke, dx: number, length: number, dy: number) =>
  Plot.vector([0], {
    frameAnchor: 'top-left',
    anchor: 'start',
    length,
    rotate: 90,
    shape: {
      draw: (context: { moveTo(x: number, y: number): void; lineTo(x: number, y: number): void }, reach: number) => {
        context.moveTo(0, 0);
        context.lineTo(0, -reach);
      },
    } as never,
    dx,
    dy,
    stroke: fill,
    strokeWidth: wide,
    ...(dash ? { strokeDasharray: dash } : {}),
  });

const curves = (model: SurvivalModel, width: number, ticks: readonly number[]): Panel => {
  const highest = Math.max(...[...model.treated, ...model.comparison].map((point) => point.upper));
  const finals = [
    { name: model.names.treated, at: stepAt(model.treated, model.end), ...TREATED },
    { name: model.names.comparison, at: stepAt(model.comparison, model.end), ...COMPARISON },
  ].sort((a, b) => (b.at?.risk ?? 0) - (a.at?.risk ?? 0));
  const line = (points: readonly RiskPoint[], { fill, wide, dash }: Stroke) =>
    Plot.line(points, {
      x: 'time',
      y: 'risk',
      stroke: fill,
      strokeWidth: wide,
      curve: 'step-after',
      ...(dash ? { strokeDasharray: dash } : {}),
    });
  // The key stands at the top left, where rising curves leave room, in the order of the curves' ends.
  const key = finals.map((each, index) => ({ ...each, y: 12 + index * 17 }));
  return panel({
    width,
    height: 260,
    ...MARGIN,
    marginTop: 54,
    marginBottom: 40,
    x: { domain: [0, model.end], axis: null },
    y: { domain: [0, highest], nice: true, axis: null },
    marks: [
      Plot.gridY({ ticks: 4, stroke: INK.rule, strokeOpacity: 1 }),
      Plot.axisY({ ticks: 4, tickSize: 0, tickFormat: model.percent, label: null, fill: INK.quiet }),
      Plot.axisX({ ticks: [...ticks], tickSize: 0, tickPadding: 6, tickFormat: String, label: null, fill: INK.quiet }),
      Plot.text([0], { frameAnchor: 'bottom', dy: 34, text: [model.labels.time], fill: INK.quiet }),
      line(model.comparison, COMPARISON),
      line(model.treated, TREATED),
      ...key.map((each) =>
        Plot.text([each.name], {
          frameAnchor: 'top-left',
          textAnchor: 'start',
          dx: -14,
          dy: each.y - 54,
          text: [each.name],
          fill: each.fill,
          fontWeight: 600,
        }),
      ),
      ...key.map((each) => sample(each, -46, 26, each.y - 54)),
    ],
  });
};

const atRisk = (model: SurvivalModel, width: number, ticks: readonly number[]): Panel => {
  const row = (points: readonly RiskPoint[], y: number) =>
    ticks.map((time) => ({ time, y, text: model.count(stepAt(points, time)?.atRisk ?? 0) }));
  const numbers = (points: readonly RiskPoint[], y: number, fill: string) =>
    Plot.text(row(points, y), { x: 'time', y: 'y', text: 'text', fill, fontVariant: 'tabular-nums' });
  return panel({
    width,
    height: 58,
    ...MARGIN,
    marginTop: 0,
    marginBottom: 0,
    x: { domain: [0, model.end], axis: null },
    y: { type: 'identity', axis: null },
    marks: [
      Plot.text([0], {
        frameAnchor: 'left',
        textAnchor: 'start',
        dx: -52,
        y: [6],
        text: [model.labels.atRisk],
        fill: INK.quiet,
      }),
      sample(TREATED, -51, 19, 25),
      numbers(model.treated, 25, INK.treated),
      sample(COMPARISON, -51, 19, 42),
      numbers(model.comparison, 42, INK.comparison),
    ],
  });
};

const gap = (model: SurvivalModel, width: number, ticks: readonly number[]): Panel => {
  const bounds = model.gap.flatMap((point) => [point.lower, point.upper]);
  return panel({
    width,
    height: 194,
    ...MARGIN,
    marginTop: 34,
    marginBottom: 40,
    x: { domain: [0, model.end], axis: null },
    y: { domain: [Math.min(0, ...bounds), Math.max(0, ...bounds)], nice: true, axis: null },
    marks: [
      Plot.gridY({ ticks: 4, stroke: INK.rule, strokeOpacity: 1 }),
      Plot.axisY({ ticks: 4, tickSize: 0, tickFormat: model.points, label: null, fill: INK.quiet }),
      Plot.areaY(model.gap, {
        x: 'time',
        y1: 'lower',
        y2: 'upper',
        fill: INK.treated,
        fillOpacity: 0.18,
        curve: 'step-after',
      }),
      Plot.ruleY([0], { stroke: INK.quiet, strokeWidth: 1.4 }),
      ...(model.line
        ? [Plot.line(model.gap, { x: 'time', y: 'gap', stroke: INK.treated, strokeWidth: 1.8, curve: 'step-after' })]
        : []),
      Plot.axisX({ ticks: [...ticks], tickSize: 0, tickPadding: 6, tickFormat: String, label: null, fill: INK.quiet }),
      Plot.text([0], {
        frameAnchor: 'top-left',
        textAnchor: 'start',
        dx: -52,
        dy: -20,
        text: [model.labels.gap],
        fill: INK.text,
        fontWeight: 600,
      }),
      Plot.text([0], { frameAnchor: 'bottom', dy: 34, text: [model.labels.time], fill: INK.quiet }),
    ],
  });
};

/** Curves, the people behind them at each time, and under both the gap with its band, all on one time axis. */
export function survivalSvg(model: SurvivalModel, size: Size, text: FigureText): string {
  const width = widthOf(size, 500);
  const room = (width - MARGIN.marginLeft - MARGIN.marginRight) / (textWidth(model.count(100_000), FONT) + 10);
  const ticks = timeTicks(model.end, Math.max(2, Math.min(5, Math.floor(room) - 1)));
  return figureSvg([curves(model, width, ticks), atRisk(model, width, ticks), gap(model, width, ticks)], size, text);
}
