import { authorise, type Actor } from '@impact-ledger/domain';
import { sql } from 'kysely';
import { asOfOf, type AsOf, type Moment } from '../as-of.js';
import { freshness } from '../freshness.js';
import { indicatorDetails, indicatorStates } from '../indicators/indicator-queries.js';
import { measurementStates, periodHolds, toMeasurementView } from '../measurements/measurement-queries.js';
import type { ReadDatabase } from '../read-database.js';
import { runRows, toRunView } from '../studies/run-queries.js';
import { studyStates } from '../studies/study-queries.js';
import type { PublicStats } from '../views.js';
import { productStates, toProductView } from './products.js';

/** Published results of the product, newest first, each with the protocol it followed, not a later amendment of it. */
async function publishedResults(
  db: ReadDatabase,
  product: string,
  asOf: AsOf | undefined,
): Promise<PublicStats['results']> {
  const rows = await runRows(db, asOf)
    .innerJoin(studyStates(db, asOf).as('study'), 'study.id', 'known.study')
    .innerJoinLateral(
      (query) =>
        query
          .selectFrom('study_protocol')
          .whereRef('study_protocol.study', '=', 'known.study')
          .whereRef('study_protocol.protocol_hash', '=', 'known.protocol_hash')
          .orderBy('study_protocol.revision')
          .limit(1)
          .select('study_protocol.protocol as followed')
          .as('own'),
      (join) => join.onTrue(),
    )
    .where('study.product', '=', product)
    .where('known.publication', '=', 'published')
    .select('own.followed')
    .orderBy('known.requested_position', 'desc')
    .execute();
  return rows.map(({ followed, ...run }) => ({
    ...toRunView(run),
    // Written between colleagues.
    reviewComment: null,
    question: followed.question,
    design: followed.design,
    protocol: followed,
  }));
}

/** Accounts by number, in the order they appear: the public reads who changed what together, not who they are. */
function pseudonyms(): (account: string) => string {
  const seen: string[] = [];
  return (account) => {
    if (!seen.includes(account)) seen.push(account);
    return `account ${seen.indexOf(account) + 1}`;
  };
}

async function liveIndicators(
  db: ReadDatabase,
  product: string,
  asOf: AsOf | undefined,
  validAt: string | undefined,
): Promise<PublicStats['indicators']> {
  const known = await indicatorStates(db, asOf, validAt)
    .where('indicator.product', '=', product)
    // A figure of activity is never shown as impact.
    .where(sql<boolean>`not (definition.definition->'isVanity')::boolean`)
    .execute();
  const shown = known.filter(({ status }) => status === 'live');
  const ids = shown.map(({ id }) => id);
  if (ids.length === 0) return [];
  const [details, states] = await Promise.all([
    indicatorDetails(db, ids, asOf, validAt),
    measurementStates(db, asOf, false)
      .where('indicator', 'in', ids)
      .$if(validAt !== undefined, (query) => query.where(periodHolds(validAt as string)))
      .orderBy('period_start')
      .orderBy('period_end')
      .orderBy('definition_version')
      .orderBy('id')
      .execute(),
  ]);
  const pseudonym = pseudonyms();
  return details.map((detail) => ({
    ...detail,
    definitions: detail.definitions.map((version) => ({
      ...version,
      actor: pseudonym(version.actor),
      // Like a review, written between colleagues.
      approval: version.approval && { ...version.approval, by: pseudonym(version.approval.by), comment: null },
    })),
    measurements: states.filter(({ indicator }) => indicator === detail.id).map(toMeasurementView),
  }));
}

/**
 * What anybody may see of a product, without an account: published results that were not retracted, and the live
 * measurements of live indicators that are no vanity figures. Undefined when there is no such product, or was none at
 * `asOf`. Throws Forbidden, InvalidAsOf.
 */
export async function readPublicStats(
  db: ReadDatabase,
  actor: Actor,
  product: string,
  moment: Moment = {},
): Promise<PublicStats | undefined> {
  authorise(actor, 'ReadPublished');
  const asOf = asOfOf(moment);
  const { validAt } = moment;
  const row = await productStates(db, asOf, validAt).where('product.id', '=', product).executeTakeFirst();
  if (!row) return undefined;
  // Told first: what follows has seen at least this much of the log.
  const seen = await freshness(db);
  const [results, indicators] = await Promise.all([
    publishedResults(db, product, asOf),
    liveIndicators(db, product, asOf, validAt),
  ]);
  return { product: toProductView(row), results, indicators, freshness: seen };
}
