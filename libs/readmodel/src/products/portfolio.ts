import { authorise, type Actor } from '@impact-ledger/domain';
import { asOfOf, type Moment } from '../as-of.js';
import { indicatorStates } from '../indicators/indicator-queries.js';
import type { ReadDatabase } from '../read-database.js';
import { studyStates, summaries } from '../studies/study-queries.js';
import type { PortfolioEntry, StudySummary } from '../views.js';
import { productStates, toProductView } from './products.js';

/** How much a study tells: its evidence grade, below all grades when it has no result. */
const evidence = ({ run }: StudySummary): number => run?.result?.grade ?? -1;

/** The better evidence first; of two alike the one that confirms, then the one that ended last. */
function byEvidence(left: StudySummary, right: StudySummary): number {
  return (
    evidence(right) - evidence(left) ||
    Number(left.run?.exploratory ?? true) - Number(right.run?.exploratory ?? true) ||
    (right.run?.endedAt ?? '').localeCompare(left.run?.endedAt ?? '') ||
    left.id.localeCompare(right.id)
  );
}

/** Every product with its studies, the best evidence first, and how many live indicators it has. Throws Forbidden, InvalidAsOf. */
export async function readPortfolio(db: ReadDatabase, actor: Actor, moment: Moment = {}): Promise<PortfolioEntry[]> {
  authorise(actor, 'ReadRecord');
  const asOf = asOfOf(moment);
  const [products, indicators, rows] = await Promise.all([
    productStates(db, asOf, moment.validAt).orderBy('product.name').orderBy('product.id').execute(),
    indicatorStates(db, asOf, moment.validAt).execute(),
    studyStates(db, asOf).orderBy('id').execute(),
  ]);
  const studies = await summaries(db, rows, asOf);
  return products.map((product) => ({
    ...toProductView(product),
    indicators: indicators.filter((each) => each.product === product.id && each.status === 'live').length,
    studies: studies.filter((study) => study.product === product.id).sort(byEvidence),
  }));
}
