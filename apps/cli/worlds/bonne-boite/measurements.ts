import type { RecordMeasurement } from '@impact-ledger/domain';
import type { z } from 'zod';
import type { DemoCorrection } from '../demo-world.js';

type Reading = z.infer<typeof RecordMeasurement>;

const QUARTERS = [
  '2023-Q1',
  '2023-Q2',
  '2023-Q3',
  '2023-Q4',
  '2024-Q1',
  '2024-Q2',
  '2024-Q3',
  '2024-Q4',
  '2025-Q1',
  '2025-Q2',
  '2025-Q3',
  '2025-Q4',
];

/** The 20th of the month so many months after the quarter ends. */
function publishedOn(quarter: string, monthsLater: number): string {
  const [year = '', number = ''] = quarter.split('-Q');
  return new Date(Date.UTC(Number(year), 3 * Number(number) - 1 + monthsLater, 20)).toISOString().slice(0, 10);
}

interface Series {
  readonly indicator: string;
  readonly definitionVersion: number;
  readonly from: string;
  readonly values: readonly string[];
  readonly quality: 10 | 50 | 90;
  readonly source: string;
  readonly method?: string;
  /** Months from the end of the quarter to the first publication. */
  readonly delay: number;
  readonly breakdown?: Readonly<Record<string, string>>;
}

function readings({ from, values, source, method, delay, breakdown = {}, ...rest }: Series): Reading[] {
  const first = QUARTERS.indexOf(from);
  return values.map((value, index) => {
    const period = QUARTERS[first + index]!;
    return {
      ...rest,
      period,
      breakdown,
      value,
      provenance: { source, ...(method && { method }) },
      vintage: publishedOn(period, delay),
    };
  });
}

const HIRES = 'hiring declarations joined to site activity';

/** First publications: early, and revised later where `corrections` says so. */
export const measurements: readonly Reading[] = [
  ...readings({
    indicator: 'searches-launched',
    definitionVersion: 1,
    from: '2023-Q1',
    values: [
      '412380',
      '398114',
      '455902',
      '441276',
      '503645',
      '488210',
      '561377',
      '540092',
      '618450',
      '604881',
      '702316',
      '689547',
    ],
    quality: 90,
    source: 'site activity log',
    delay: 1,
  }),
  ...readings({
    indicator: 'user-satisfaction',
    definitionVersion: 1,
    from: '2023-Q1',
    values: ['3.9', '3.9', '4.0', '3.8'],
    quality: 50,
    source: 'question after a search',
    delay: 1,
  }),
  ...readings({
    indicator: 'user-satisfaction',
    definitionVersion: 2,
    from: '2024-Q1',
    values: ['4.0', '4.0', '4.1', '4.1', '4.0', '4.2', '4.2', '4.2'],
    quality: 50,
    source: 'question after a search',
    delay: 1,
  }),
  ...readings({
    indicator: 'return-to-employment',
    definitionVersion: 1,
    from: '2023-Q1',
    values: ['35.8', '36.4', '34.9', '35.5', '36.1', '37.0', '35.2', '34.6', '36.3', '36.9'],
    quality: 50,
    source: HIRES,
    method: 'declarations received by the day of the vintage',
    delay: 7,
  }),
  ...readings({
    indicator: 'return-to-employment',
    definitionVersion: 2,
    from: '2024-Q3',
    values: ['39.4', '38.8', '40.6', '41.3'],
    quality: 50,
    source: HIRES,
    method: 'declarations received by the day of the vintage, contracts of one employer added up',
    delay: 7,
  }),
  ...['Bretagne', 'Grand Est', 'Occitanie'].flatMap((region, index) =>
    readings({
      indicator: 'return-to-employment',
      definitionVersion: 2,
      from: '2025-Q1',
      values: [
        ['43.1', '43.9'],
        ['38.2', '38.7'],
        ['39.5', '40.4'],
      ][index]!,
      quality: 50,
      source: HIRES,
      delay: 7,
      breakdown: { region },
    }),
  ),
];

function revised(
  definitionVersion: number,
  period: string,
  value: string,
  months: number,
  reason: string,
): DemoCorrection {
  return {
    cell: { indicator: 'return-to-employment', definitionVersion, period, breakdown: {} },
    correction: {
      value,
      quality: 90,
      provenance: { source: HIRES, method: 'declarations complete' },
      vintage: publishedOn(period, months),
      reason,
    },
  };
}

const LATE = 'Declarations that came after the first publication are in.';

/** Later vintages: late declarations add about a point, and one join was wrong. */
export const corrections: readonly DemoCorrection[] = [
  revised(1, '2023-Q1', '36.7', 10, LATE),
  revised(1, '2023-Q2', '37.2', 10, LATE),
  revised(1, '2023-Q3', '35.8', 10, LATE),
  revised(1, '2023-Q4', '36.4', 10, LATE),
  revised(1, '2024-Q1', '36.9', 10, LATE),
  revised(1, '2024-Q2', '38.6', 10, LATE),
  revised(
    1,
    '2024-Q2',
    '37.8',
    12,
    'The join counted hires of the day before first use; hires now have to come after it.',
  ),
  revised(1, '2024-Q3', '36.0', 10, LATE),
  revised(2, '2024-Q3', '40.3', 10, LATE),
  revised(1, '2024-Q4', '35.5', 10, LATE),
  revised(2, '2024-Q4', '39.7', 10, LATE),
];
