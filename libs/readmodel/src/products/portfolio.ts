import { authorise, type Actor } from '@impact-ledger/domain';
import type { ReadDatabase } from '../read-database.js';
import { summaries } from '../studies/study-queries.js';
import type { PortfolioEntry, StudySummary } from '../views.js';
import { toProductView } from './products.js';

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

/** Every product with its studies, the best evidence first, and how many live indicators it has. Throws Forbidden. */
export async function readPortfolio(db: ReadDatabase, actor: Actor): Promise<PortfolioEntry[]> {
  authorise(actor, 'ReadRecord');
  const [products, counts, rows] = await Promise.all([
    db.selectFrom('product').selectAll().orderBy('name').orderBy('id').execute(),
    db
      .selectFrom('indicator')
      .where('status', '=', 'live')
      .groupBy('product')
      .select((query) => ['product', query.fn.countAll<string>().as('indicators')])
      .execute(),
    db.selectFrom('study').selectAll().execute(),
  ]);
  const studies = await summaries(db, rows);
  return products.map((product) => ({
    ...toProductView(product),
    indicators: Number(counts.find((count) => count.product === product.id)?.indicators ?? 0),
    studies: studies.filter((study) => study.product === product.id).sort(byEvidence),
  }));
}
