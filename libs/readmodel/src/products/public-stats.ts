import { authorise, DEFAULT_POLICY, type Actor, type PublicationPolicy } from '@impact-ledger/domain';
import { sql } from 'kysely';
import { asOfOf, type AsOf, type Moment } from '../as-of.js';
import { freshness } from '../freshness.js';
import { indicatorDetails, indicatorStates } from '../indicators/indicator-queries.js';
import { measurementStates, toMeasurementView } from '../measurements/measurement-queries.js';
import type { ReadDatabase } from '../read-database.js';
import type { PublicStats } from '../views.js';
import { productStates, toProductView } from './products.js';
import { publicMeasurements } from './public-measurements.js';
import { publicResults } from './public-results.js';

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
  policy: PublicationPolicy,
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
    // All of them, whatever day is asked for: what may be shown of one period depends on the others.
    measurementStates(db, asOf, true)
      .where('indicator', 'in', ids)
      .orderBy('period_start')
      .orderBy('period_end')
      .orderBy('definition_version')
      .orderBy('id')
      .orderBy('revision')
      .execute(),
  ]);
  const holds = ({ periodStart, periodEnd }: { readonly periodStart: string; readonly periodEnd: string }) =>
    validAt === undefined || (periodStart <= validAt && periodEnd > validAt);
  const pseudonym = pseudonyms();
  return details.map((detail) => {
    const history = states.filter(({ indicator }) => indicator === detail.id).map(toMeasurementView);
    const unitOf = (version: number) =>
      (detail.definitions.find((each) => each.version === version) ?? detail).definition.unit;
    return {
      ...detail,
      definitions: detail.definitions.map((version) => ({
        ...version,
        actor: pseudonym(version.actor),
        // Like a review, written between colleagues.
        approval: version.approval && { ...version.approval, by: pseudonym(version.approval.by), comment: null },
      })),
      measurements: publicMeasurements(history, unitOf, policy).filter(holds),
    };
  });
}

/**
 * What anybody may see of a product, without an account: published results, and the live measurements of live indicators
 * that are no vanity figures. Disclosure control happens here and nowhere else: page, JSON, CSV and badge are made from
 * this answer. Undefined when there is no such product, or was none at `asOf`. Throws Forbidden, InvalidAsOf.
 */
export async function readPublicStats(
  db: ReadDatabase,
  actor: Actor,
  product: string,
  moment: Moment = {},
  policy: PublicationPolicy = DEFAULT_POLICY,
): Promise<PublicStats | undefined> {
  authorise(actor, 'ReadPublished');
  const asOf = asOfOf(moment);
  const { validAt } = moment;
  const row = await productStates(db, asOf, validAt).where('product.id', '=', product).executeTakeFirst();
  if (!row) return undefined;
  // Told first: what follows has seen at least this much of the log.
  const seen = await freshness(db);
  const [results, indicators] = await Promise.all([
    publicResults(db, product, asOf, policy),
    liveIndicators(db, product, asOf, validAt, policy),
  ]);
  return { product: toProductView(row), results, indicators, freshness: seen };
}
