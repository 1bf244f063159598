import { inLocale, type DataSetColumn, type DataSetPart } from '@impact-ledger/domain';
import type { DataSetView, ProductView, StudySummary } from '@impact-ledger/readmodel';
import { readerOf, type PageContext, type Reader } from '../context.js';
import { AsOfForm, AsOfNotice } from '../parts/as-of.js';
import { DataTable } from '../parts/data-table.js';
import { Facts } from '../parts/facts.js';
import { Layout, document } from '../parts/layout.js';
import { Notice, VerdictTag } from '../parts/marks.js';
import { standingResult } from '../study/summary.js';

export interface DataSetPageProps extends PageContext {
  readonly dataset: DataSetView;
  /** For its name; the data set's own product id stands in when absent. */
  readonly product?: ProductView;
  /** The files of event logs; empty for a table. */
  readonly parts?: readonly DataSetPart[];
  /** Those it is attached to. */
  readonly studies: readonly StudySummary[];
}

interface ColumnsProps {
  readonly reader: Reader;
  /** Of its heading; one of several files names itself. */
  readonly id: string;
  readonly heading: string;
  readonly file: Pick<DataSetView, 'columns' | 'rows'> & { readonly sha256?: string };
}

function Columns({ reader, id, heading, file }: ColumnsProps) {
  const { t, f } = reader;
  const values = ({ levels }: DataSetColumn) => levels?.join(' · ') ?? '';
  return (
    <section aria-labelledby={`${id}-h`}>
      <h2 id={`${id}-h`}>{heading}</h2>
      {file.sha256 !== undefined && (
        <p class="note">
          {t.fingerprint}: <code class="hash">{file.sha256}</code>
        </p>
      )}
      <p>{t.datasetColumnsLead}</p>
      <DataTable
        stack
        caption={file.sha256 === undefined ? t.datasetColumnsCaption : heading}
        columns={[
          { label: t.columnName },
          { label: t.columnKind },
          { label: t.columnMissing, numeric: true },
          { label: t.columnValues },
        ]}
        rows={file.columns.map((column) => [
          <code>{column.name}</code>,
          t.kindOfColumn[column.kind],
          `${f.integer(column.missing)} (${f.percent(file.rows === 0 ? 0 : column.missing / file.rows)})`,
          values(column),
        ])}
      />
    </section>
  );
}

function Uses({ reader, studies }: { readonly reader: Reader; readonly studies: readonly StudySummary[] }) {
  const { t, locale } = reader;
  return (
    <section aria-labelledby="uses-h">
      <h2 id="uses-h">{t.datasetUses}</h2>
      {studies.length === 0 ? (
        <p>{t.datasetUnused}</p>
      ) : (
        <DataTable
          stack
          caption={t.datasetUses}
          columns={[{ label: t.question }, { label: t.designLabel }, { label: t.verdictLabel }]}
          rows={studies.map((study) => [
            <a href={`/studies/${study.id}`}>{inLocale(study.question, locale)}</a>,
            t.design[study.design],
            <VerdictTag verdict={standingResult(study)?.verdict ?? null} reader={reader} />,
          ])}
        />
      )}
    </section>
  );
}

/** What may be said of data about people: where it is from, how good it is, its shape; never a person's value. */
export function datasetPage(props: DataSetPageProps): string {
  const reader = readerOf(props);
  const { t, f } = reader;
  const { dataset, studies, parts = [] } = props;
  return document(
    reader,
    <Layout reader={reader} section="studies" title={dataset.name}>
      <p class="kicker">
        {props.product?.name ?? dataset.product} · {t.datasetKicker} · {dataset.id}
      </p>
      <AsOfNotice reader={reader} />
      <h1>{dataset.name}</h1>
      <p class="lead">{t.datasetLead(f.integer(dataset.rows), f.day(dataset.extractedOn))}</p>
      {dataset.status === 'erased' && <Notice tone="warn">{t.datasetErased}</Notice>}
      <div class="sections">
        <section aria-labelledby="origin-h">
          <h2 id="origin-h">{t.datasetOrigin}</h2>
          <Facts
            wide
            facts={[
              { term: t.sourceOf, value: dataset.source },
              { term: t.licence, value: dataset.licence ?? t.none },
              { term: t.dataTo, value: f.day(dataset.extractedOn) },
              { term: t.qualityLabel, value: t.quality(String(dataset.quality)) },
              { term: t.fingerprint, value: <code class="hash">{dataset.sha256}</code> },
            ]}
          />
          <p class="note sources">
            <a href={`/v1/datasets/${dataset.id}`}>{t.json}</a> ·{' '}
            <a href={`/audit?stream=dataset-${dataset.id}`}>{t.streamHistory}</a>
          </p>
        </section>
        {parts.length === 0 && (
          <Columns
            reader={reader}
            id="columns"
            heading={t.datasetColumns(f.integer(dataset.columns.length))}
            file={{ columns: dataset.columns, rows: dataset.rows }}
          />
        )}
        {parts.map((part) => (
          <Columns
            key={part.role}
            reader={reader}
            id={`columns-${part.role}`}
            heading={t.datasetPart(t.partName[part.role], f.integer(part.rows), f.integer(part.columns.length))}
            file={part}
          />
        ))}
        <Uses reader={reader} studies={studies} />
      </div>
      <AsOfForm reader={reader} />
    </Layout>,
  );
}
