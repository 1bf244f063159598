import { PHASES } from '@impact-ledger/domain';
import type { PortfolioEntry, StudySummary } from '@impact-ledger/readmodel';
import { queryOf, readerOf, withQuery, type PageContext, type Reader } from '../context.js';
import { AsOfForm, AsOfNotice } from '../parts/as-of.js';
import { DataTable, type Column } from '../parts/data-table.js';
import { Layout, document } from '../parts/layout.js';
import { Local } from '../parts/local.js';
import { Grade, VerdictTag } from '../parts/marks.js';
import { showsPoint } from '../study/shown.js';
import { showsEffect, standingResult, summaryInterval } from '../study/summary.js';

export interface PortfolioPageProps extends PageContext {
  /** All products; `?phase=` and `?sort=name|phase|evidence` of the path choose and order. */
  readonly products: readonly PortfolioEntry[];
}

type Sort = 'name' | 'phase' | 'evidence';

/** Effects shown first, by grade; then what was looked at and told nothing; then what was never looked at. */
const standing = (entry: PortfolioEntry): number => {
  const best = bestStudy(entry);
  const result = best && standingResult(best);
  if (!result) return best ? -1 : -2;
  return result.verdict === 'refused' ? 0 : result.grade + (showsPoint(result.verdict) ? 10 : 0);
};

/** Studies come with the best evidence first; one without a standing result only speaks when nothing else does. */
const bestStudy = (entry: PortfolioEntry): StudySummary | undefined =>
  entry.studies.find((study) => standingResult(study) !== null) ?? entry.studies[0];

const ORDER: Readonly<Record<Sort, (a: PortfolioEntry, b: PortfolioEntry) => number>> = {
  name: (a, b) => a.name.localeCompare(b.name),
  phase: (a, b) => PHASES.indexOf(a.phase) - PHASES.indexOf(b.phase),
  evidence: (a, b) => standing(b) - standing(a),
};

function Finding({ entry, reader }: { readonly entry: PortfolioEntry; readonly reader: Reader }) {
  const { t, locale } = reader;
  const study = bestStudy(entry);
  if (!study) return <span class="note">{t.noStudy}</span>;
  const result = standingResult(study);
  const interval = result && summaryInterval(result, reader);
  return (
    <>
      {interval && <b class="num">{interval}</b>}
      <span class={interval ? 'sub' : undefined}>
        <a href={`/studies/${study.id}`}>
          <Local value={result ? result.sentence : study.question} locale={locale} />
        </a>
      </span>
      {!result && <span class="sub">{t.studyWaiting}</span>}
    </>
  );
}

function Phases({ reader, products }: { readonly reader: Reader; readonly products: readonly PortfolioEntry[] }) {
  const { t, path } = reader;
  const chosen = queryOf(path, 'phase');
  const present = PHASES.filter((phase) => products.some((product) => product.phase === phase));
  const current = (yes: boolean) => (yes ? { 'aria-current': 'true' as const } : {});
  return (
    <nav aria-label={t.filterPhase}>
      <ul class="chips">
        <li>
          <a href={withQuery(path, { phase: null })} {...current(chosen === undefined)}>
            {t.all} ({products.length})
          </a>
        </li>
        {present.map((phase) => (
          <li key={phase}>
            <a href={withQuery(path, { phase })} {...current(chosen === phase)}>
              {t.phase[phase]} ({products.filter((product) => product.phase === phase).length})
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Every product, what is known of its effect, and how well it is known. */
export function portfolioPage(props: PortfolioPageProps): string {
  const reader = readerOf(props);
  const { t, f, locale, path } = reader;
  const { products } = props;
  const asked = queryOf(path, 'sort');
  const sort: Sort = asked === 'name' || asked === 'phase' ? asked : 'evidence';
  const phase = queryOf(path, 'phase');
  const rows = products
    .filter((entry) => phase === undefined || entry.phase === phase)
    .toSorted((a, b) => ORDER[sort](a, b) || a.name.localeCompare(b.name));
  const results = products.map((entry) => entry.studies.map(standingResult).filter((result) => result !== null));
  const proven = results.filter((each) => each.some(showsEffect)).length;
  const strong = results.filter((each) => each.some((result) => showsEffect(result) && result.grade >= 3)).length;
  const waiting = products.filter((entry, index) => entry.studies.length > 0 && results[index]?.length === 0).length;
  const sortable = (key: Sort, label: string): Column => ({
    label: (
      <a href={withQuery(path, { sort: key })} aria-label={t.sortBy(label)}>
        {label} <span aria-hidden="true">{sort === key ? '↓' : '↕'}</span>
      </a>
    ),
    name: label,
    ...(sort === key ? { sort: key === 'evidence' ? ('descending' as const) : ('ascending' as const) } : {}),
  });
  return document(
    reader,
    <Layout reader={reader} section="portfolio" title={t.portfolio}>
      <p class="kicker">{f.list([...new Set(products.map((entry) => entry.incubator))].slice(0, 3)) || t.portfolio}</p>
      <h1>{t.portfolioHeading(proven, products.length)}</h1>
      <p class="lead">{products.length === 0 ? t.portfolioEmpty : t.portfolioLead(strong, waiting)}</p>
      <AsOfNotice reader={reader} />
      {products.length > 0 && <Phases reader={reader} products={products} />}
      {products.length > 0 && rows.length === 0 && <p>{t.noneInPhase}</p>}
      {rows.length > 0 && (
        <DataTable
          stack
          caption={t.productsInPhase}
          columns={[
            sortable('name', t.product),
            sortable('phase', t.filterPhase),
            { label: t.bestFinding },
            { label: t.verdictLabel },
            sortable('evidence', t.evidence),
          ]}
          rows={rows.map((entry) => {
            const best = bestStudy(entry);
            const result = best && standingResult(best);
            return [
              <>
                <span class="rowname">{entry.name}</span>
                <span class="sub">
                  <Local value={entry.problem} locale={locale} />
                </span>
                <span class="sub">
                  {t.studiesCount(entry.studies.length)} ·{' '}
                  <a href={`/indicators?product=${entry.id}`}>{t.indicatorsCount(entry.indicators)}</a> ·{' '}
                  <a href={`/${entry.id}/stats`}>{t.publicPage}</a>
                </span>
              </>,
              <>
                {t.phase[entry.phase]}
                {entry.phaseSince && <span class="sub">{t.since(f.day(entry.phaseSince))}</span>}
              </>,
              <Finding entry={entry} reader={reader} />,
              <VerdictTag verdict={result?.verdict ?? null} reader={reader} />,
              result && result.verdict !== 'refused' ? (
                <Grade grade={result.grade} reader={reader} />
              ) : (
                <Grade grade={0} reader={reader} meaning={false} />
              ),
            ];
          })}
        />
      )}
      <AsOfForm reader={reader} valid />
    </Layout>,
  );
}
