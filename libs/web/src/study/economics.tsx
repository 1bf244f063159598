import { inLocale, type EconomicFindings } from '@impact-ledger/domain';
import type { Reader } from '../context.js';
import { DataTable } from '../parts/data-table.js';
import { Facts } from '../parts/facts.js';

/** From the effect to money, with every assumption beside the figure it makes. */
export function StudyEconomics({
  reader,
  economics,
}: {
  readonly reader: Reader;
  readonly economics: EconomicFindings;
}) {
  const { t, f, locale } = reader;
  const { currency, gain, status, costPerGain, netBenefit, benefitCost, assumptions, claims } = economics;
  const money = (value: number): string => t.withUnit[currency](f.number(value, 0));
  const range = ({ lower, upper }: { readonly lower: number; readonly upper: number }): string =>
    t.between(money(lower), money(upper));
  const cost = {
    bounded: costPerGain ? range(costPerGain) : '',
    unbounded: t.unbounded,
    'outcomes-lost': t.outcomesLost,
  };
  const times = (value: number): string => t.withUnit.ratio(f.number(value, 1));
  return (
    <section aria-labelledby="economics-h">
      <h2 id="economics-h">{t.economicsHeading}</h2>
      <Facts
        wide
        facts={[
          { term: t.costPerGain[gain], value: <span class="num">{cost[status]}</span> },
          { term: t.netBenefit, value: <span class="num">{range(netBenefit)}</span> },
          {
            term: t.benefitCost,
            value: (
              <span class="num">
                {t.uncertaintyRange(
                  t.between(times(benefitCost.lower), times(benefitCost.upper)),
                  f.integer(benefitCost.draws),
                  f.percent(benefitCost.shareWorthwhile, 0),
                )}
              </span>
            ),
          },
          ...claims.map(({ label, source, status: state, ratio }) => ({
            term: inLocale(label, locale),
            value: `${t.claimed(times(ratio))}, ${t.assumptionState[state]} (${source})`,
          })),
        ]}
      />
      <DataTable
        stack
        caption={t.assumptionsCaption}
        columns={[{ label: t.assumption }, { label: t.numbersOf, numeric: true }, { label: t.sourceOf }]}
        rows={assumptions.map(({ label, distribution, numbers, source, status: state }) => [
          inLocale(label, locale),
          `${distribution} ${numbers.map((value) => f.number(value, 2)).join(' · ')}`,
          `${source} (${t.assumptionState[state]})`,
        ])}
      />
    </section>
  );
}
