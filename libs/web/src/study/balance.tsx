import { inLocale, MOST_IMBALANCE } from '@impact-ledger/domain';
import type { BalanceRow, Protocol, StudyResult } from '@impact-ledger/domain';
import type { Reader } from '../context.js';
import { loveSvg } from '../figures/love.js';
import { overlapSvg } from '../figures/overlap.js';
import { Figure } from '../parts/figure.js';
import { typeset } from '../typography.js';
import { StudyKeeping } from './keeping.js';

const DRAWN = 24;

const worstBy = (rows: readonly BalanceRow[], size: (row: BalanceRow) => number): BalanceRow | undefined =>
  rows.reduce<BalanceRow | undefined>((worst, row) => (!worst || size(row) > size(worst) ? row : worst), undefined);

interface PartProps {
  readonly reader: Reader;
  readonly result: StudyResult;
  readonly protocol: Protocol;
  readonly source: string;
}

/** After adjustment, the largest difference that was judged; null where nothing was adjusted. */
const judged = ({ after, fromStart }: BalanceRow): number | null =>
  after === null ? null : Math.max(...[after, fromStart?.treated ?? 0, fromStart?.comparison ?? 0].map(Math.abs));

function loveTitle(rows: readonly BalanceRow[], limit: number, reader: Reader): string {
  const { t, f, locale } = reader;
  const adjusted = rows.filter((row) => row.after !== null);
  const after = worstBy(adjusted, (row) => judged(row) ?? 0);
  if (!after)
    return t.loveBefore(f.number(Math.abs(worstBy(rows, (row) => Math.abs(row.before))?.before ?? 0), 2, true));
  const worst = judged(after) ?? 0;
  return worst <= limit
    ? t.loveImproved(f.number(worst, worst < 0.01 ? 3 : 2, true))
    : t.loveNotClosed(inLocale(after.label, locale), f.number(worst, 2, true));
}

/** Whom the differences are about, where people are weighted for having kept to a strategy. */
function judgedWhen({ timeZero, outcome }: Protocol, { t, f }: Reader): string {
  const horizon = f.integer(outcome.primaryHorizon);
  return timeZero.rule === 'grace' ? t.loveKeptGrace(f.integer(timeZero.days), horizon) : t.loveKeptTrials(horizon);
}

/** Under which weights the groups are held against each other, where these are not those of a probability. */
function weighedBy({ diagnostics }: StudyResult, { primary, design, timeZero }: Protocol, { t }: Reader): string {
  if (diagnostics.weighedBy) return `${t.loveWeighedBy[diagnostics.weighedBy]} `;
  const plain = design === 'cohort' && (timeZero.rule === 'assignment' || timeZero.rule === 'landmark');
  return plain && OUTCOME_MODELS.has(primary.method) ? `${t.loveWeighedBy.outcome_model} ` : '';
}

/** Primary analyses that weight nobody. */
const OUTCOME_MODELS: ReadonlySet<string> = new Set(['g-computation', 'least-squares']);

/** Balance of the two groups before and after adjustment. */
export function StudyBalance({ reader, result, protocol, source }: PartProps) {
  const { t, f, locale } = reader;
  const rows = [...result.diagnostics.balance].sort((a, b) => Math.abs(b.before) - Math.abs(a.before));
  if (rows.length === 0) return null;
  const limit = result.diagnostics.gates.find((gate) => gate.gate === 'balance')?.limit ?? MOST_IMBALANCE;
  const title = loveTitle(rows, limit, reader);
  const number = (value: number | null) => (value === null ? '' : f.signed(value, 3));
  const drawn = rows.slice(0, DRAWN);
  const { keeping } = result.diagnostics;
  const arms = [protocol.arms.treated, protocol.arms.comparison].map((arm) => inLocale(arm, locale));
  return (
    <section aria-labelledby="balance-h">
      <h2 id="balance-h">{title}</h2>
      <Figure
        reader={reader}
        text={{ id: 'balance', title, description: t.loveDescription }}
        draw={(size, text) =>
          loveSvg(
            {
              rows: drawn.map((row) => ({
                label: typeset(inLocale(row.label, locale), locale),
                before: row.before,
                after: judged(row),
              })),
              limit,
              axis: t.loveAxis,
              tick: (value) => f.number(value, 2),
              limitLabel: t.loveLimit(f.number(limit, 2)),
            },
            size,
            text,
          )
        }
        caption={`${rows.some((row) => row.after !== null) ? t.loveCaption : t.loveCaptionBefore} ${keeping ? `${judgedWhen(protocol, reader)} ` : ''}${weighedBy(result, protocol, reader)}${rows.length > DRAWN ? `${t.loveTop(DRAWN, rows.length)} ` : ''}${source}`}
        table={{
          caption: title,
          columns: [
            { label: t.covariate },
            { label: t.before, numeric: true },
            { label: t.after, numeric: true },
            ...(keeping ? arms.map((arm) => ({ label: t.fromStart(arm), numeric: true })) : []),
          ],
          rows: rows.map(({ label, before, after, fromStart }) => [
            ...[inLocale(label, locale), number(before), number(after)],
            ...(fromStart ? [number(fromStart.treated), number(fromStart.comparison)] : []),
          ]),
        }}
        csv={[
          ['covariate', 'smd_before', 'smd_after', ...(keeping ? ['treated_from_start', 'comparison_from_start'] : [])],
          ...rows.map(({ name, before, after, fromStart }) => [
            ...[name, before, after],
            ...(fromStart ? [fromStart.treated, fromStart.comparison] : []),
          ]),
        ]}
      />
      <StudyKeeping reader={reader} result={result} protocol={protocol} />
    </section>
  );
}

/** Of whom the probabilities are, where a person has several rows; older results took the rows as they were. */
function whoseScore(
  { diagnostics: { balance, keeping } }: StudyResult,
  { timeZero }: Protocol,
  { t, f }: Reader,
): string {
  if (timeZero.rule === 'grace' && keeping) return `${t.overlapKeptGrace(f.integer(timeZero.days))} `;
  const byTrial = timeZero.rule === 'sequential_trials' && balance.some(({ name }) => name.startsWith('trial='));
  return byTrial ? `${t.overlapTrials} ` : '';
}

/** Whether the two groups hold people alike enough to be compared. */
export function StudyOverlap({ reader, result, protocol, source }: PartProps) {
  const { t, f, locale } = reader;
  const { overlap } = result.diagnostics;
  if (!overlap) return null;
  const title = t.overlapHeading(f.percent(overlap.equipoise, 1));
  const names = {
    treated: inLocale(protocol.arms.treated, locale),
    comparison: inLocale(protocol.arms.comparison, locale),
  };
  const filled = overlap.bins.filter((bin) => bin.treated > 0 || bin.comparison > 0);
  return (
    <section aria-labelledby="overlap-h">
      <h2 id="overlap-h">{title}</h2>
      <Figure
        reader={reader}
        text={{ id: 'overlap', title, description: t.overlapDescription }}
        draw={(size, text) =>
          overlapSvg(
            {
              bins: overlap.bins,
              names,
              axis: t.overlapAxis,
              percent: (share) => f.percent(share, 0),
              tick: (score) => f.number(score, 1),
            },
            size,
            text,
          )
        }
        caption={`${t.overlapCaption} ${whoseScore(result, protocol, reader)}${source}`}
        table={{
          caption: title,
          columns: [
            { label: t.overlapAxis },
            { label: names.treated, numeric: true },
            { label: names.comparison, numeric: true },
          ],
          rows: filled.map((bin) => [
            t.fromTo(f.number(bin.from, 2, true), f.number(bin.to, 2, true)),
            f.percent(bin.treated),
            f.percent(bin.comparison),
          ]),
        }}
        csv={[
          ['from', 'to', 'treated_share', 'comparison_share'],
          ...overlap.bins.map((bin) => [bin.from, bin.to, bin.treated, bin.comparison] as const),
        ]}
      />
    </section>
  );
}
