import { inLocale } from '@impact-ledger/domain';
import type { Protocol, StudyResult } from '@impact-ledger/domain';
import type { Reader } from '../context.js';
import { DataTable } from '../parts/data-table.js';
import { Downloads } from '../parts/downloads.js';

interface KeepingProps {
  readonly reader: Reader;
  readonly result: StudyResult;
  readonly protocol: Protocol;
}

/** Of a study that weights people for having kept to a strategy: how many did, and whom they stand for. */
export function StudyKeeping({ reader, result, protocol }: KeepingProps) {
  const { t, f, locale } = reader;
  const { keeping, effectiveSampleSize } = result.diagnostics;
  if (!keeping) return null;
  const arms = ['treated', 'comparison'] as const;
  return (
    <>
      <h3>{t.keptHeading}</h3>
      <p class="note">{t.keptLead}</p>
      <DataTable
        stack
        caption={t.keptCaption}
        columns={[
          { label: t.arms },
          ...[t.keptRows, t.keptAsked, t.keptStayed, t.keptEffective, t.keptLargest, t.keptRepresented].map(
            (label) => ({
              label,
              numeric: true,
            }),
          ),
        ]}
        rows={arms.map((arm) => [
          inLocale(protocol.arms[arm], locale),
          ...[f.integer(keeping[arm].rows), f.integer(keeping[arm].asked), f.integer(keeping[arm].kept)],
          effectiveSampleSize ? f.number(effectiveSampleSize[arm], 1) : '',
          f.number(keeping[arm].largestWeight, 1),
          f.percent(keeping[arm].represented, 1),
        ])}
      />
      <Downloads
        reader={reader}
        figure={{
          id: 'keeping',
          rows: [
            ['arm', 'rows', 'asked', 'kept', 'effective_people', 'largest_weight', 'represented'],
            ...arms.map((arm) => [
              ...[arm, keeping[arm].rows, keeping[arm].asked, keeping[arm].kept],
              ...[effectiveSampleSize?.[arm] ?? null, keeping[arm].largestWeight, keeping[arm].represented],
            ]),
          ],
        }}
      />
    </>
  );
}
