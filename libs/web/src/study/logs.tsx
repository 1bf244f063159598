import { inLocale, type EventLogs, type Protocol, type StudyResult, type TimeZero } from '@impact-ledger/domain';
import type { Reader } from '../context.js';
import { DataTable } from '../parts/data-table.js';
import { Downloads } from '../parts/downloads.js';

/** What the rule of time zero does, in words; null for a day that is the same whatever people do after. */
export function timeZeroWords(timeZero: TimeZero, { t, f }: Reader): string | null {
  switch (timeZero.rule) {
    case 'assignment':
      return null;
    case 'landmark':
      return t.timeZeroRule.landmark(f.integer(timeZero.days));
    case 'grace':
      return t.timeZeroRule.grace(f.integer(timeZero.days));
    case 'sequential_trials': {
      const words = timeZero.contrast === 'initiation' ? t.timeZeroRule.initiation : t.timeZeroRule.perProtocol;
      return words(f.integer(timeZero.every), f.integer(timeZero.trials));
    }
  }
}

/** The rules a protocol sets for its logs, a sentence each. */
export function logRuleWords({ collectionStart, rules }: EventLogs, { t, f }: Reader): string[] {
  return [
    t.logsSince(f.day(collectionStart)),
    t.sameDay[rules.sameDay],
    ...(rules.duplicates === 'keep_first' ? [t.keepFirst] : []),
    ...(rules.longestContract === null ? [] : [t.longestContract(f.integer(rules.longestContract))]),
    ...(rules.match === 'person_and_employer' ? [t.matchedByEmployer] : []),
  ];
}

interface StudyLogsProps {
  readonly reader: Reader;
  readonly result: StudyResult;
  readonly protocol: Protocol;
}

/** What each rule met in the logs, and how late their outcomes are declared. Null for a study of a table. */
export function StudyLogs({ reader, result, protocol }: StudyLogsProps) {
  const { t, f, locale } = reader;
  if (!result.eventLogs) return null;
  const { counts, completeness } = result.eventLogs;
  const dropped = counts.filter((count) => count.dropped && count.rows > 0);
  const parts = [...new Set(dropped.map(({ part }) => t.partName[part]))];
  const rows = dropped.reduce((sum, count) => sum + count.rows, 0);
  const lag = completeness.find(({ days }) => days === protocol.outcome.reportingLag);
  return (
    <section aria-labelledby="logs-h">
      <h2 id="logs-h">{rows === 0 ? t.logsNone : t.logsHeading(f.integer(rows), f.list(parts))}</h2>
      {counts.length > 0 && (
        <>
          <DataTable
            stack
            caption={t.logsRules}
            columns={[
              { label: t.logsRule },
              { label: t.logsPart },
              { label: t.logsRows, numeric: true },
              { label: t.logsDone },
            ]}
            rows={counts.map((count) => [
              inLocale(count.label, locale),
              t.partName[count.part],
              f.integer(count.rows),
              count.dropped ? t.logsDropped : t.logsCounted,
            ])}
          />
          <Downloads
            reader={reader}
            figure={{
              id: 'logs',
              rows: [
                ['part', 'rule', 'rows', 'dropped'],
                ...counts.map(({ part, rule, rows, dropped }) => [part, rule, rows, dropped ? 'yes' : 'no']),
              ],
            }}
          />
        </>
      )}
      {completeness.length > 0 && (
        <>
          {lag && <p>{t.logsComplete(f.percent(lag.share), f.integer(lag.days))}.</p>}
          <DataTable
            caption={t.completenessCaption}
            columns={[{ label: t.logsCompleteColumns.days }, { label: t.logsCompleteColumns.share, numeric: true }]}
            rows={completeness.map(({ days, share }) => [f.integer(days), f.percent(share)])}
          />
          <Downloads
            reader={reader}
            figure={{
              id: 'completeness',
              rows: [['days', 'share'], ...completeness.map(({ days, share }) => [days, share])],
            }}
          />
        </>
      )}
    </section>
  );
}
