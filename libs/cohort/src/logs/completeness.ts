import type { Protocol } from '@impact-ledger/domain';
import { reportingDelay, type CountedValue } from '@impact-ledger/stats';
import type { Parts } from './open-parts.js';
import type { Completeness } from './trial-table.js';

/** Delays are told by no fewer than this share of the declared outcomes. */
const LEAST_SHARE = 1 / 20;
/** Days that outcomes must be followed for, or twice the reporting lag: what comes later than all of them nobody can see. */
const LEAST_FOLLOWED = 30;

/**
 * How long declarations take, of the outcomes in table `declared`: the share declared within so many days, of those that are
 * within the longest that can be seen ({@link reportingDelay}: an outcome declared late is not there yet). Empty where the logs
 * hold no days of declaration, or too few outcomes are old enough to tell.
 */
export async function completenessOf(
  parts: Parts,
  { outcome: { reportingLag: lag }, eventLogs }: Protocol,
  extraction: number,
): Promise<readonly Completeness[]> {
  if (!eventLogs?.outcomes.declaredOn) return [];
  const [delays, ages] = await Promise.all(
    ['greatest(declared - hired, 0)', `${extraction} - hired`].map((days) =>
      countBy(parts, days, `declared <= ${extraction} AND hired <= ${extraction}`),
    ),
  );
  const total = ages!.reduce((sum, { count }) => sum + count, 0);
  const found = reportingDelay(delays!, ages!, Math.max(1, total * LEAST_SHARE));
  if (!found || found.longest < Math.max(2 * lag, LEAST_FOLLOWED)) return [];
  const days = lag === 0 ? [0, 7, LEAST_FOLLOWED] : [Math.floor(lag / 4), Math.floor(lag / 2), lag, 2 * lag];
  return [...new Set(days)].map((each) => ({ days: each, share: found.within(each) }));
}

const countBy = async (parts: Parts, days: string, which: string): Promise<CountedValue[]> =>
  (await parts.persons.rows(`SELECT ${days} AS value, count(*) FROM declared WHERE ${which} GROUP BY value`)).map(
    ([value, count]) => ({ value: Number(value), count: Number(count) }),
  );
