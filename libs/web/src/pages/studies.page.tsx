import type { Page, StudySummary } from '@impact-ledger/readmodel';
import { queryOf, readerOf, type PageContext } from '../context.js';
import { AsOfForm, AsOfNotice } from '../parts/as-of.js';
import { DataTable } from '../parts/data-table.js';
import { Layout, document } from '../parts/layout.js';
import { Local } from '../parts/local.js';
import { Grade, VerdictTag } from '../parts/marks.js';
import { Pager } from '../parts/pager.js';
import { standingResult, summaryInterval } from '../study/summary.js';

export interface StudiesPageProps extends PageContext {
  readonly studies: Page<StudySummary>;
}

/** The register: every study from its first draft, whatever it found. */
export function studiesPage(props: StudiesPageProps): string {
  const reader = readerOf(props);
  const { t, locale } = reader;
  const { items, next } = props.studies;
  // One page of several does not know how many there are.
  const partial = next !== null || queryOf(props.path, 'cursor') !== undefined;
  return document(
    reader,
    <Layout reader={reader} section="studies" title={t.studies}>
      <p class="kicker">{t.studies}</p>
      <h1>{partial ? t.studies : t.studiesHeading(items.length)}</h1>
      <p class="lead">{items.length === 0 ? t.studiesEmpty : t.studiesLead}</p>
      <p>
        <a href="/protocol">{t.builderLink}</a>
      </p>
      <AsOfNotice reader={reader} />
      {items.length > 0 && (
        <DataTable
          stack
          caption={t.studies}
          columns={[
            { label: t.question },
            { label: t.product },
            { label: t.designLabel },
            { label: t.status },
            { label: t.finding },
            { label: t.evidence },
          ]}
          rows={items.map((study) => {
            const result = standingResult(study);
            const interval = result && summaryInterval(result, reader);
            const withdrawn =
              study.run?.publication === 'retracted'
                ? t.retractedHeading
                : study.run?.review === 'rejected'
                  ? t.rejectedHeading
                  : null;
            return [
              <>
                <a class="rowname" href={`/studies/${study.id}`}>
                  <Local value={study.question} locale={locale} />
                </a>
                <span class="sub">{study.id}</span>
              </>,
              study.product,
              t.design[study.design],
              <>
                {t.studyState[study.run?.status ?? study.status]}
                {(study.run?.exploratory ?? study.exploratory) && <span class="tag under">{t.exploratoryTag}</span>}
              </>,
              result ? (
                <span class="finding">
                  <VerdictTag verdict={result.verdict} reader={reader} />{' '}
                  {interval && <span class="num">{interval}</span>}
                </span>
              ) : (
                <span class="note">{withdrawn ?? t.none}</span>
              ),
              result && result.verdict !== 'refused' ? (
                <Grade grade={result.grade} reader={reader} meaning={false} />
              ) : (
                ''
              ),
            ];
          })}
        />
      )}
      <Pager reader={reader} next={next} />
      <AsOfForm reader={reader} />
    </Layout>,
  );
}
