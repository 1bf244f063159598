import { inLocale, unitOfEffect, type GateId } from '@impact-ledger/domain';
import type { StudyDetail } from '@impact-ledger/readmodel';
import { readerOf, type PageContext, type Reader } from '../context.js';
import { looksSvg } from '../figures/looks.js';
import { AsOfForm, AsOfNotice } from '../parts/as-of.js';
import { DataTable } from '../parts/data-table.js';
import { CsvLink } from '../parts/downloads.js';
import { Figure } from '../parts/figure.js';
import { Layout, document } from '../parts/layout.js';
import { VerdictTag } from '../parts/marks.js';
import { gateNumber } from '../study/checks.js';
import { covariateDrift, endedLooks, type EndedLook } from '../study/drift.js';
import { foundLooks, looksModel } from '../study/look-points.js';
import { effectScale } from '../study/scale.js';
import { headline } from '../study/shown.js';

export interface DriftPageProps extends PageContext {
  readonly study: StudyDetail;
}

interface PartProps {
  readonly reader: Reader;
  readonly study: StudyDetail;
  /** Oldest first, two or more. */
  readonly looks: readonly EndedLook[];
}

const firstAndLast = (looks: readonly EndedLook[]): [EndedLook, EndedLook] => {
  const [first, last] = [looks[0], looks.at(-1)];
  if (!first || !last) throw new Error('there is a look to begin with');
  return [first, last];
};

/** What moved, in sentences: sizes, who is treated, who they are, and what the looks were made from. */
function Plainly({ reader, looks }: PartProps) {
  const { t, f, locale } = reader;
  const [first, last] = firstAndLast(looks);
  const furthest = covariateDrift(looks)[0];
  const [from, to] = [furthest?.differences[0], furthest?.differences.at(-1)];
  const what = { data: t.driftOtherData, protocol: t.driftOtherProtocol, engine: t.driftOtherEngine };
  const changes = looks.filter(({ changed }) => changed.some((each) => each !== 'data'));
  return (
    <ul>
      <li>{t.driftSizes(f.integer(first.kept), f.integer(last.kept))}</li>
      <li>{t.driftSharePlain(f.percent(first.treatedShare), f.percent(last.treatedShare))}</li>
      {furthest && from != null && to != null && (
        <li>{t.driftFurthest(inLocale(furthest.label, locale), f.signed(from, 2), f.signed(to, 2))}</li>
      )}
      {changes.length === 0 && <li>{t.driftSame}</li>}
      {changes.map(({ run, changed }) => (
        <li key={run.run}>{t.driftOther(String(run.look), f.list(changed.map((each) => what[each])))}</li>
      ))}
    </ul>
  );
}

function Made({ reader, study, looks }: PartProps) {
  const { t, f } = reader;
  const short = (hash: string) => <code class="hash">{hash.slice(0, 12)}</code>;
  return (
    <DataTable
      stack
      caption={t.driftMade}
      columns={[
        { label: t.look },
        { label: t.requestedOn },
        { label: t.driftKept, numeric: true },
        { label: t.driftShare, numeric: true },
        { label: t.driftRows, numeric: true },
        { label: t.driftFile },
        { label: t.driftProtocol },
        { label: t.driftEngine },
      ]}
      rows={looks.map(({ run, result, kept, treatedShare }) => [
        <a href={`/studies/${study.id}?run=${run.run}`}>{run.look}</a>,
        f.day(run.requestedAt),
        f.integer(kept),
        f.percent(treatedShare),
        f.integer(result.inputs.dataset.rows),
        short(result.inputs.dataset.sha256),
        short(result.inputs.protocolHash),
        result.inputs.engine.version,
      ])}
    />
  );
}

/** The study's own figure at each look, naive beside adjusted. A refused look shows neither. */
function Estimates({ reader, study, looks }: PartProps) {
  const { t } = reader;
  const seen = foundLooks(looks.map(({ run }) => run));
  const last = seen.at(-1);
  if (!last) return null;
  const { lower, upper } = headline(last.findings).interval;
  const scale = effectScale(unitOfEffect(study.protocol), upper - lower, reader);
  const title = t.driftEstimates;
  return (
    <section aria-labelledby="estimates-h">
      <h2 id="estimates-h">{title}</h2>
      <Figure
        reader={reader}
        text={{ id: 'estimates', title, description: t.driftEstimatesCaption }}
        draw={(size, text) => looksSvg(looksModel(seen, scale, last.run), size, text)}
        caption={t.driftEstimatesCaption}
        table={{
          caption: title,
          columns: [
            { label: t.look },
            { label: t.verdictLabel },
            { label: t.driftAdjusted, numeric: true },
            { label: t.driftNaive, numeric: true },
          ],
          rows: looks.map(({ run, result }) => [
            run.look,
            <VerdictTag verdict={result.verdict} reader={reader} />,
            result.findings ? scale.interval(headline(result.findings).interval) : t.driftWithheld,
            result.findings ? scale.interval(result.findings.naive.interval) : t.driftWithheld,
          ]),
        }}
        csv={[
          ['look', 'verdict', 'lower', 'upper', 'naive_lower', 'naive_upper'],
          ...looks.map(({ run, result }) => {
            const shown = result.findings && headline(result.findings).interval;
            const naive = result.findings?.naive.interval;
            return [
              ...[run.look, result.verdict],
              ...[shown?.lower ?? null, shown?.upper ?? null, naive?.lower ?? null, naive?.upper ?? null],
            ];
          }),
        ]}
      />
    </section>
  );
}

function Selection({ reader, looks }: PartProps) {
  const { t, f, locale } = reader;
  const rows = covariateDrift(looks);
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="selection-h">
      <h2 id="selection-h">{t.driftSelection}</h2>
      <p>{t.driftSelectionNote}</p>
      <DataTable
        caption={t.driftSelection}
        columns={[
          { label: t.covariate },
          ...looks.map(({ run }) => ({ label: `${t.look} ${run.look}`, numeric: true })),
        ]}
        rows={rows.map(({ label, differences }) => [
          inLocale(label, locale),
          ...differences.map((value) => (value === null ? t.driftNotMeasured : f.signed(value, 3))),
        ])}
      />
      <p class="note">
        {t.downloads}{' '}
        <CsvLink
          reader={reader}
          name="selection"
          rows={[
            ['covariate', ...looks.map(({ run }) => `look_${run.look}`)],
            ...rows.map(({ name, differences }) => [name, ...differences]),
          ]}
        />
      </p>
    </section>
  );
}

function Gates({ reader, looks }: PartProps) {
  const { t } = reader;
  const gates = [...new Set(looks.flatMap(({ result }) => result.diagnostics.gates.map(({ gate }) => gate)))];
  if (gates.length === 0) return null;
  const cell = (gate: GateId, { result }: EndedLook) => {
    const found = result.diagnostics.gates.find((each) => each.gate === gate);
    if (!found) return t.driftNotMeasured;
    return (
      <>
        <b class={found.passed ? 'ok' : 'no'}>{found.passed ? t.passed : t.failed}</b>{' '}
        {gateNumber(gate, found.value, reader)}
      </>
    );
  };
  return (
    <section aria-labelledby="gates-h">
      <h2 id="gates-h">{t.driftGates}</h2>
      <DataTable
        caption={t.driftGates}
        columns={[
          { label: t.gateColumn },
          ...looks.map(({ run }) => ({ label: `${t.look} ${run.look}`, numeric: true })),
        ]}
        rows={gates.map((gate) => [t.gate[gate], ...looks.map((look) => cell(gate, look))])}
      />
    </section>
  );
}

/** How a repeated study moved: the estimate as known at each look, and the data it was known from. */
export function driftPage(props: DriftPageProps): string {
  const reader = readerOf(props);
  const { t, locale } = reader;
  const { study } = props;
  const looks = endedLooks(study);
  const parts = { reader, study, looks };
  const question = study.question[locale] ?? study.question.en ?? study.question.fr ?? study.id;
  return document(
    reader,
    <Layout reader={reader} section="studies" title={`${t.driftTitle}: ${question}`}>
      <p class="kicker">
        <a href="/studies">{t.studies}</a> · <a href={`/studies/${study.id}`}>{study.id}</a> · {t.driftTitle}
      </p>
      <AsOfNotice reader={reader} />
      <h1>{question}</h1>
      <p class="lead">{t.driftLead}</p>
      {looks.length < 2 ? (
        <p>{t.driftTooFew}</p>
      ) : (
        <>
          <Plainly {...parts} />
          <div class="sections">
            <Estimates {...parts} />
            <section aria-labelledby="made-h">
              <h2 id="made-h">{t.driftMade}</h2>
              <Made {...parts} />
            </section>
            <Selection {...parts} />
            <Gates {...parts} />
          </div>
        </>
      )}
      <AsOfForm reader={reader} />
    </Layout>,
  );
}
