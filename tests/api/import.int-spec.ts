import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { measurementId } from '@impact-ledger/ledger';
import * as example from '../../apps/api/src/schemas/examples.js';
import { startHarness, type Ask, type Harness } from './harness.js';

interface Report {
  readonly recorded: number;
  readonly repeated: number;
  readonly rejected: number;
  readonly position: string | null;
  readonly rejects: readonly {
    readonly line: number;
    readonly reason: string;
    readonly faults: readonly { readonly pointer: string }[];
  }[];
  readonly stopped: string | null;
}

const HEADER = 'indicator,definitionVersion,period,value,quality,source,vintage,method,breakdown.region';
const row = (period: string, value: string, region = '', indicator = 'hired-6m') =>
  `${indicator},1,${period},${value},50,"declarations, 2026",2026-02-03,,${region}`;
const cellOf = (period: string) => ({ indicator: 'hired-6m', definitionVersion: 1, period, breakdown: {} });
const day = (index: number): string => new Date(Date.UTC(2020, 0, 1) + index * 86_400_000).toISOString().slice(0, 10);

describe('import of measurements', () => {
  let api: Harness;
  beforeAll(async () => {
    api = await startHarness();
    await api.post('/v1/products', example.product);
    await api.post('/v1/indicators', example.indicator);
  });
  afterAll(() => api.close());

  const send = (lines: readonly string[], { query = '', ...ask }: Ask & { readonly query?: string } = {}) =>
    api.post<Report>(`/v1/measurements/import${query}`, lines.join('\n'), {
      as: 'ingest',
      ...ask,
      headers: { 'content-type': 'text/csv', ...ask.headers },
    });

  test('records row by row, tells every reject with its line and pointer, and takes nothing twice', async () => {
    const lines = [
      HEADER,
      row('2024-01', '10'),
      row('2024-02', 'ten'),
      row('2024-03', '12', 'Bretagne'),
      row('2024-01', '11'),
      row('2024-99', '1'),
      row('2024-04', '1', '', 'unknown'),
      'too,few',
      row('2024-05', '9'),
    ];
    const first = await send(lines);
    expect(first).toMatchObject({ status: 200, body: { recorded: 3, repeated: 0, rejected: 5, stopped: null } });
    expect(first.body.rejects.map(({ line, faults }) => [line, faults[0]?.pointer])).toEqual([
      [3, '/value'],
      [5, '/period'],
      [6, '/period'],
      [7, '/indicator'],
      [8, ''],
    ]);
    expect(first.body.rejects[1]?.reason).toContain('correct it');

    const head = await api.store.head();
    const again = await send(lines, { as: 'editor' });
    expect(again.body).toMatchObject({ recorded: 0, repeated: 3, rejected: 5 });
    expect(await api.store.head()).toBe(head);

    const read = await api.get<{ items: { value: string; breakdown: object }[] }>(
      `/v1/measurements?indicator=hired-6m&minPosition=${first.body.position}`,
    );
    expect(read.body.items).toHaveLength(3);
    expect(read.body.items.filter(({ breakdown }) => Object.keys(breakdown).length > 0)).toMatchObject([
      { breakdown: { region: 'Bretagne' }, value: '12' },
    ]);
  });

  test('a file sent again does not undo a correction or a withdrawal', async () => {
    const lines = [HEADER, row('2023-01', '1'), row('2023-02', '2')];
    await send(lines);
    const list = await api.get<{ items: { id: string; period: string }[] }>(
      `/v1/measurements?indicator=hired-6m&minPosition=${await api.store.head()}`,
    );
    const idOf = (period: string) => list.body.items.find((item) => item.period === period)?.id ?? '';
    await api.post(`/v1/measurements/${idOf('2023-01')}/corrections`, example.correction, { ifMatch: 0 });
    await api.post(`/v1/measurements/${idOf('2023-02')}/withdrawal`, { reason: 'Counted twice.' }, { ifMatch: 0 });
    const head = await api.store.head();
    expect((await send(lines)).body).toMatchObject({ recorded: 0, repeated: 2, rejected: 0 });
    expect((await send(lines, { as: 'editor' })).body).toMatchObject({ recorded: 0, repeated: 2, rejected: 0 });
    expect(await api.store.head()).toBe(head);
    // Another figure for the withdrawn cell is news; for the corrected one it is a conflict.
    const other = await send([HEADER, row('2023-01', '5'), row('2023-02', '6')]);
    expect(other.body).toMatchObject({ recorded: 1, rejected: 1, rejects: [{ line: 2 }] });
  });

  test('some thousand rows, cut in the middle and sent again, are recorded once', async () => {
    const lines = Array.from({ length: 2500 }, (_, index) => row(day(index), `${index}`));
    const half = await send([HEADER, ...lines.slice(0, 1200)]);
    expect(half.body).toMatchObject({ recorded: 1200, repeated: 0 });
    const whole = await send([HEADER, ...lines]);
    expect(whole.body).toMatchObject({ recorded: 1300, repeated: 1200, rejected: 0 });
  });

  test('a cell that stands in several batches of a file is filled by the first of its rows', async () => {
    const cells = Array.from({ length: 20 }, (_, index) => day(6000 + index));
    await send([HEADER, ...cells.map((each) => row(each, '0'))]);
    // Withdrawn, so that a row finds something in its cell and may fill it all the same.
    for (const each of cells) {
      const id = measurementId(cellOf(each));
      await api.post(`/v1/measurements/${id}/withdrawal`, { reason: 'Counted twice.' }, { ifMatch: 0 });
    }
    const fill = (from: number) => Array.from({ length: 490 }, (_, index) => row(day(7000 + from + index), '1'));
    const sent = [1, 2, 3].flatMap((value) => [...cells.map((each) => row(each, String(value))), ...fill(490 * value)]);
    const { body } = await send([HEADER, ...sent]);
    expect(body).toMatchObject({ recorded: 20 + 3 * 490, rejected: 40 });
    const values = await Promise.all(
      cells.map(async (each) => {
        return (
          (await api.store.readStream(`measurement-${measurementId(cellOf(each))}`)).at(-1)?.data as { value: string }
        ).value;
      }),
    );
    expect(values).toEqual(cells.map(() => '1'));
  });

  test('two who send the same file at once record it once', async () => {
    const lines = [HEADER, ...Array.from({ length: 300 }, (_, index) => row(day(4000 + index), '1'))];
    const head = await api.store.head();
    const both = await Promise.all([send(lines), send(lines, { as: 'editor' })]);
    expect(both.map(({ body }) => body.recorded + body.repeated)).toEqual([300, 300]);
    expect(both.reduce((sum, { body }) => sum + body.recorded, 0)).toBe(300);
    expect(await api.store.head()).toBe(head + 300n);
  });

  test('NDJSON in, one verdict per row out', async () => {
    const rows = [
      { ...example.measurement, period: '2022-Q1' },
      { ...example.measurement, period: '2022-Q2', colour: 'red' },
    ].map((each) => JSON.stringify(each));
    const answer = await send([...rows, 'not json', ''], {
      headers: { 'content-type': 'application/x-ndjson', accept: 'application/x-ndjson' },
    });
    const lines = answer.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toMatchObject([
      { line: 1, status: 'recorded' },
      { line: 2, status: 'rejected', faults: [{ pointer: '/colour' }] },
      { line: 3, status: 'rejected', faults: [{ pointer: '' }] },
      { report: { recorded: 1, rejected: 2 } },
    ]);
  });

  test('all or nothing', async () => {
    const head = await api.store.head();
    const bad = await send([HEADER, row('2021-01', '1'), row('2021-02', 'x'), row('2021-01', '2')], {
      query: '?atomic=true',
    });
    expect(bad).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/lines/3/value' }, { pointer: '/lines/4/period' }] },
    });
    expect(await api.store.head()).toBe(head);
    const good = [HEADER, row('2021-01', '1'), row('2021-02', '2')];
    expect((await send(good, { query: '?atomic=true' })).body).toMatchObject({ recorded: 2, rejected: 0 });
    expect((await send(good, { query: '?atomic=true' })).body).toMatchObject({ recorded: 0, repeated: 2 });
    expect(await api.store.head()).toBe(head + 2n);
  });

  test('a quote that is never closed stops the import, and the rows before it are told', async () => {
    const { body } = await send([HEADER, row('2019-01', '1'), 'hired-6m,1,"2019-02,1']);
    expect(body).toMatchObject({ recorded: 1, stopped: expect.stringContaining('cannot be read on') });
  });
});
