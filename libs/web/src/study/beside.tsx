import { inLocale, type Findings, type StudyResult } from '@impact-ledger/domain';
import type { Reader } from '../context.js';
import { looksSvg } from '../figures/looks.js';
import { DataTable } from '../parts/data-table.js';
import { Facts, type Fact } from '../parts/facts.js';
import { Figure } from '../parts/figure.js';
import type { EffectScale } from './scale.js';
import { showsPoint } from './shown.js';

interface BesideProps {
  readonly reader: Reader;
  readonly result: StudyResult;
  readonly scale: EffectScale;
  readonly source: string;
}

/** What stands beside the estimates: other scales, what could hide in the data, groups, trends, attempts. */
export function StudyBeside(props: BesideProps) {
  const { reader, result } = props;
  const { findings } = result;
  if (!findings) return null;
  const facts = [...scaleFacts(props, findings), ...hiddenFacts(props, findings), ...trendFacts(props, findings)];
  const tables = [findings.panel, findings.subgroups, findings.horizons, findings.refutation].some(Boolean);
  if (facts.length === 0 && !tables) return null;
  return (
    <section aria-labelledby="beside-h">
      <h2 id="beside-h">{reader.t.besideHeading}</h2>
      {facts.length > 0 && <Facts facts={facts} wide />}
      <EventStudy {...props} findings={findings} />
      <Subgroups {...props} findings={findings} />
      <Horizons {...props} findings={findings} />
      <Refuters {...props} findings={findings} />
    </section>
  );
}

const num = (value: string) => <span class="num">{value}</span>;

function scaleFacts({ reader, scale }: BesideProps, findings: Findings): Fact[] {
  const { t, f } = reader;
  const ratio = ({ lower, upper }: { readonly lower: number; readonly upper: number }): string =>
    t.between(f.number(lower, 3), f.number(upper, 3));
  const { relative, encouragement } = findings;
  const facts: Fact[] = relative ? [{ term: t.relative, value: num(ratio(relative.interval)) }] : [];
  if (encouragement) {
    const { moved, f: strength, andersonRubin } = encouragement;
    const pieces = andersonRubin.pieces.map(({ lower, upper }) =>
      t.between(lower === null ? t.unbelow : scale.signed(lower), upper === null ? t.unabove : scale.effect(upper)),
    );
    facts.push(
      { term: t.invitationMoved, value: num(t.firstStage(f.percent(moved), f.number(strength, 1))) },
      { term: t.weakProof, value: num(t.andersonRubin[andersonRubin.shape] ?? pieces.join(' · ')) },
    );
  }
  return facts;
}

function hiddenFacts({ reader, scale }: BesideProps, findings: Findings): Fact[] {
  const { t, f } = reader;
  const { calibrated, eValue, hiddenBias, worstCase, misrecorded } = findings;
  const points = (range: { readonly lower: number; readonly upper: number }): string =>
    t.between(f.signed(100 * range.lower, 1), t.withUnit.points(f.signed(100 * range.upper, 1)));
  return [
    ...(calibrated
      ? [{ term: t.calibrated(f.integer(calibrated.controls)), value: num(scale.interval(calibrated.interval)) }]
      : []),
    ...(eValue
      ? [{ term: t.eValue, value: num(t.eValueSays(f.number(eValue.estimate, 2), f.number(eValue.limit, 2))) }]
      : []),
    ...(hiddenBias
      ? [
          {
            term: t.hiddenBias(inLocale(hiddenBias.analysis, reader.locale)),
            value: num(t.hiddenBiasSays(f.number(hiddenBias.gamma, 2), hiddenBias.gamma > 1)),
          },
        ]
      : []),
    ...(worstCase
      ? [
          {
            term: t.worstCase,
            value: num(
              t.worstCaseSays(
                points(worstCase),
                f.integer(worstCase.unknown.treated),
                f.integer(worstCase.unknown.comparison),
              ),
            ),
          },
        ]
      : []),
    ...(misrecorded
      ? [
          {
            term: t.misrecorded,
            value: num(t.misrecordedSays(points(misrecorded.effect), points(misrecorded.interval), misrecorded.source)),
          },
        ]
      : []),
  ];
}

function trendFacts({ reader }: BesideProps, { panel }: Findings): Fact[] {
  const { t, f } = reader;
  return [
    ...(panel?.preTrend ? [{ term: t.trends, value: num(t.trendsSay(f.number(panel.preTrend.pValue, 3))) }] : []),
    ...(panel && panel.breakdown !== null
      ? [{ term: t.breakdown, value: num(t.breakdownSays(f.number(panel.breakdown, 2))) }]
      : []),
  ];
}

type TableProps = BesideProps & { readonly findings: Findings };

function EventStudy({ reader, result, scale, findings, source }: TableProps) {
  const { t, f } = reader;
  const { panel } = findings;
  if (!panel) return null;
  const points = showsPoint(result.verdict);
  return (
    <Figure
      reader={reader}
      text={{ id: 'event-study', title: t.eventStudyCaption, description: t.eventStudySays }}
      draw={(size, text) =>
        looksSvg(
          {
            axis: scale.axisName,
            tick: scale.tick,
            points: panel.eventStudy.map(({ eventTime, value, lower, upper }) => ({
              look: f.signed(eventTime, 0),
              lower: scale.axis(lower),
              upper: scale.axis(upper),
              value: points ? scale.axis(value) : null,
              current: eventTime >= 0,
            })),
          },
          size,
          text,
        )
      }
      caption={`${t.eventStudySays} ${source}`}
      tableOpen
      table={{
        caption: t.eventStudyCaption,
        columns: [{ label: t.sincePeriod }, { label: t.interval, numeric: true }],
        rows: panel.eventStudy.map((each) => [f.signed(each.eventTime, 0), scale.interval(each)]),
      }}
      csv={[
        ['eventTime', 'lower', 'upper', ...(points ? ['value'] : [])],
        ...panel.eventStudy.map(({ eventTime, lower, upper, value }) => [
          ...[eventTime, lower, upper],
          ...(points ? [value] : []),
        ]),
      ]}
    />
  );
}

function Subgroups({ reader, scale, findings, result }: TableProps) {
  const { t, f, locale } = reader;
  const { subgroups } = findings;
  if (!subgroups) return null;
  const points = showsPoint(result.verdict);
  return (
    <DataTable
      stack
      caption={t.subgroupsCaption}
      columns={[
        { label: t.subgroup },
        { label: t.interval, numeric: true },
        { label: t.peopleLabel, numeric: true },
        { label: t.differs, numeric: true },
      ]}
      rows={subgroups.flatMap(({ label, levels, interaction }) =>
        levels.map(({ level, estimate }, index) => [
          `${inLocale(label, locale)} : ${level}`,
          scale.row(points ? estimate.value : null, estimate.interval),
          f.integer((estimate.n.persons ?? estimate.n).total),
          index === 0 && interaction ? f.number(interaction.adjusted, 3) : '',
        ]),
      )}
    />
  );
}

function Horizons({ reader, scale, findings, result }: TableProps) {
  const { t, f } = reader;
  const { horizons } = findings;
  if (!horizons) return null;
  const points = showsPoint(result.verdict);
  return (
    <DataTable
      stack
      caption={t.horizonsCaption}
      columns={[
        { label: t.horizonDays },
        { label: t.interval, numeric: true },
        { label: t.peopleLabel, numeric: true },
      ]}
      rows={horizons.map(({ days, estimate }) => [
        f.integer(days),
        scale.row(points ? estimate.value : null, estimate.interval),
        f.integer((estimate.n.persons ?? estimate.n).total),
      ])}
    />
  );
}

function Refuters({ reader, findings }: TableProps) {
  const { t, f } = reader;
  const { refutation } = findings;
  if (!refutation) return null;
  return (
    <DataTable
      stack
      caption={t.refutersCaption}
      columns={[{ label: t.attempt }, { label: t.outcomeOfAttempt, numeric: true }]}
      rows={refutation.map(({ refuter, value, survived, rows }) => [
        t.refuter[refuter],
        `${f.number(value, 3)}, ${survived ? t.survived : t.notSurvived}${rows === undefined ? '' : `, ${t.onSample(f.integer(rows))}`}`,
      ])}
    />
  );
}
