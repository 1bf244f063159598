import type { IndicatorView, Page } from '@impact-ledger/readmodel';
import { queryOf, readerOf, type PageContext } from '../context.js';
import { AsOfForm, AsOfNotice } from '../parts/as-of.js';
import { DataTable } from '../parts/data-table.js';
import { Layout, document } from '../parts/layout.js';
import { Local } from '../parts/local.js';
import { Pager } from '../parts/pager.js';

export interface IndicatorsPageProps extends PageContext {
  readonly indicators: Page<IndicatorView>;
}

/** The catalogue: what is counted, out of what, and whether it may be read as an effect. */
export function indicatorsPage(props: IndicatorsPageProps): string {
  const reader = readerOf(props);
  const { t, locale } = reader;
  const { items, next } = props.indicators;
  // One page of several does not know how many there are.
  const partial = next !== null || queryOf(props.path, 'cursor') !== undefined;
  return document(
    reader,
    <Layout reader={reader} section="indicators" title={t.indicators}>
      <p class="kicker">{t.indicators}</p>
      <h1>{partial ? t.indicators : t.indicatorsHeading(items.length)}</h1>
      <p class="lead">{items.length === 0 ? t.indicatorsEmpty : t.indicatorsLead}</p>
      <AsOfNotice reader={reader} />
      {items.length > 0 && (
        <DataTable
          stack
          caption={t.indicators}
          columns={[
            { label: t.name },
            { label: t.product },
            { label: t.principleLabel },
            { label: t.unit },
            { label: t.definitionLabel },
            { label: t.status },
          ]}
          rows={items.map((indicator) => [
            <>
              <a class="rowname" href={`/indicators/${indicator.id}`}>
                <Local value={indicator.name} locale={locale} />
              </a>
              <span class="sub">
                {indicator.definition.numerator}
                {indicator.definition.denominator && ` / ${indicator.definition.denominator}`}
              </span>
            </>,
            indicator.product,
            <>
              {t.principle[indicator.definition.principle]}
              {indicator.definition.isVanity && <span class="tag under">{t.vanity}</span>}
              {indicator.definition.isProxy && <span class="tag">{t.proxy}</span>}
            </>,
            t.unitName[indicator.definition.unit],
            t.version(indicator.definitionVersion),
            t[indicator.status],
          ])}
        />
      )}
      <Pager reader={reader} next={next} />
      <AsOfForm reader={reader} valid />
    </Layout>,
  );
}
