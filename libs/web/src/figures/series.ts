import { FONT, INK, Plot, figureSvg, panel, widthOf, type FigureText, type Size } from './draw.js';
import { wrapText, textWidth } from './measure.js';

export interface SeriesPoint {
  /** Civil day in the middle of the period. */
  readonly date: string;
  readonly value: number;
  /** Early figure whose outcome is not fully known yet. */
  readonly provisional: boolean;
  /** Earlier values of the same cell, now corrected. */
  readonly superseded: readonly number[];
}

export interface SeriesLine {
  readonly version: number;
  /** The definition in force for these periods, else computed side by side with it. */
  readonly inForce: boolean;
  readonly points: readonly SeriesPoint[];
  /** Beside the end of a line that is not in force. */
  readonly label: string;
}

export interface SeriesModel {
  readonly lines: readonly SeriesLine[];
  /** Material changes of the definition. */
  readonly breaks: readonly { readonly date: string; readonly label: string }[];
  readonly targets: readonly {
    readonly from: string;
    readonly to: string;
    readonly value: number;
    readonly label: string;
  }[];
  readonly ticks: readonly { readonly date: string; readonly label: string }[];
  readonly number: (value: number) => string;
}

const LINE = 15;
const day = (iso: string): Date => new Date(`${iso}T00:00:00Z`);

/** A measured series: broken where its definition changed, old and new side by side, corrections visible. */
export function seriesSvg(model: SeriesModel, size: Size, text: FigureText): string {
  const width = widthOf(size);
  const all = model.lines.flatMap((line) => line.points.flatMap((point) => [point.value, ...point.superseded]));
  const values = [...all, ...model.targets.map((target) => target.value)];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const pad = (high - low || Math.abs(high) || 1) * 0.12;
  const marginLeft = 14 + Math.max(...[low, high].map((value) => textWidth(model.number(value), 12)));
  const flat = model.lines.map((line) => line.points.map((point) => ({ ...point, at: day(point.date) })));
  const points = model.lines.flatMap((line, index) =>
    (flat[index] ?? []).map((point) => ({ ...point, inForce: line.inForce })),
  );
  const corrected = points.flatMap((point) =>
    point.superseded.map((value) => ({ at: point.at, value, now: point.value })),
  );
  const times = [
    ...points.map((point) => point.at.getTime()),
    ...model.targets.flatMap((target) => [day(target.from).getTime(), day(target.to).getTime()]),
  ];
  const span = Math.max(...times) - Math.min(...times) || 86_400_000 * 30;
  const start = Math.min(...times) - span * 0.02;
  const end = Math.max(...times) + span * 0.03;
  const frame = width - marginLeft - 14;
  const notes = model.breaks.map((change) => {
    const x = (frame * (day(change.date).getTime() - start)) / (end - start);
    const late = x > frame / 2;
    return {
      ...change,
      late,
      lines: wrapText(change.label, Math.min(260, Math.max(90, (late ? x : frame - x) - 8)), 12),
    };
  });
  const marginTop = 16 + notes.reduce((sum, note) => sum + note.lines.length * LINE, 0);
  const [first, last] = [model.ticks[0], model.ticks.at(-1)];
  const ticksFrame =
    first && last ? (frame * (day(last.date).getTime() - day(first.date).getTime())) / (end - start) : 0;
  const pitch = ticksFrame / Math.max(1, model.ticks.length - 1);
  const widest = Math.max(0, ...model.ticks.map((tick) => textWidth(tick.label, FONT)));
  const every = pitch > 0 ? Math.max(1, Math.ceil((widest + 10) / pitch)) : 1;
  const shown = model.ticks.filter((_, index) => index % every === 0);
  let noteY = 8;
  return figureSvg(
    [
      panel({
        width,
        height: marginTop + (size === 'wide' ? 250 : 220),
        marginLeft,
        marginRight: 14,
        marginTop,
        marginBottom: 30,
        x: { type: 'utc', domain: [new Date(start), new Date(end)], axis: null },
        y: { domain: [low - pad, high + pad], nice: true, axis: null },
        marks: [
          Plot.gridY({ ticks: 5, stroke: INK.rule, strokeOpacity: 1 }),
          Plot.axisY({ ticks: 5, tickSize: 0, tickFormat: model.number, label: null, fill: INK.quiet }),
          Plot.text(shown, {
            x: (tick: { date: string }) => day(tick.date),
            frameAnchor: 'bottom',
            dy: 18,
            text: 'label',
            fill: INK.quiet,
          }),
          Plot.link(model.targets, {
            x1: (target: { from: string }) => day(target.from),
            x2: (target: { to: string }) => day(target.to),
            y1: 'value',
            y2: 'value',
            stroke: INK.known,
            strokeWidth: 2,
            strokeDasharray: '2 3',
          }),
          Plot.text(model.targets, {
            x: (target: { to: string }) => day(target.to),
            y: 'value',
            dy: -10,
            textAnchor: 'end',
            text: 'label',
            fill: INK.known,
          }),
          ...notes.flatMap((note) => {
            const top = noteY;
            noteY += note.lines.length * LINE;
            return [
              Plot.ruleX([day(note.date)], { stroke: INK.warn, strokeDasharray: '5 4', insetTop: top - marginTop }),
              ...note.lines.map((line, index) =>
                Plot.text([line], {
                  x: [day(note.date)],
                  frameAnchor: 'top',
                  dy: top + index * LINE - marginTop,
                  dx: note.late ? -7 : 7,
                  textAnchor: note.late ? 'end' : 'start',
                  text: [line],
                  fill: INK.warn,
                }),
              ),
            ];
          }),
          ...model.lines.map((line, index) =>
            Plot.line(flat[index] ?? [], {
              x: 'at',
              y: 'value',
              stroke: line.inForce ? INK.treated : INK.quiet,
              strokeWidth: line.inForce ? 2.4 : 1.6,
              ...(line.inForce ? {} : { strokeDasharray: '2 4' }),
            }),
          ),
          Plot.link(corrected, { x1: 'at', x2: 'at', y1: 'value', y2: 'now', stroke: INK.naive }),
          Plot.dot(corrected, { x: 'at', y: 'value', symbol: 'times', r: 3.6, stroke: INK.naive, strokeWidth: 1.6 }),
          Plot.dot(
            points.filter((point) => point.inForce && !point.provisional),
            { x: 'at', y: 'value', r: 4, fill: INK.treated },
          ),
          Plot.dot(
            points.filter((point) => point.inForce && point.provisional),
            { x: 'at', y: 'value', r: 4, fill: INK.paper, stroke: INK.treated, strokeWidth: 2 },
          ),
          ...model.lines
            .filter((line) => !line.inForce && line.points.length > 0)
            .map((line) => {
              const [first, second] = line.points;
              const rising = (second?.value ?? 0) >= (first?.value ?? 0);
              return Plot.text([line.label], {
                x: [day(first?.date ?? '2000-01-01')],
                y: [first?.value ?? 0],
                dy: rising ? 15 : -12,
                textAnchor: 'start',
                text: [line.label],
                fill: INK.quiet,
              });
            }),
        ],
      }),
    ],
    size,
    text,
  );
}
