import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { definition } from '@impact-ledger/domain/testing';
import { createMachine, type Call, type Machine } from './impact.js';

const HEAD = 'indicator,definitionVersion,period,value,quality,source,vintage';
const row = (period: string, value: string): string => `job-finding,1,${period},${value},50,declarations,2026-01-31`;

describe('importing measurements', () => {
  let machine: Machine;
  let served: Call;
  let url: string;
  let token: string;

  beforeAll(async () => {
    machine = createMachine({ PORT: '0' });
    served = machine.impact('up');
    await served.says('is ready at');
    url = /is ready at (?<url>\S+)/.exec(served.data())?.groups?.['url'] ?? '';
    const made = await machine.impact('token', 'create', '--account', 'edith', '--role', 'editor').ended;
    token = made.data.trim();
    const kept = await machine.impact('token', 'create', '--account', 'edith', '--role', 'editor', '--keep').ended;
    expect(kept.code).toBe(0);
    await defineIndicator(url, token);
  }, 180_000);
  afterAll(() => machine.clear(), 60_000);

  const imported = async (file: string, ...flags: string[]) => {
    const { code, data, messages } = await machine.impact('import', file, '--json', ...flags).ended;
    return { code, messages, report: data ? (JSON.parse(data) as Record<string, unknown>) : undefined };
  };

  test('records good rows, sets the bad ones aside with the reason, and is safe to repeat', async () => {
    const file = join(machine.folder, 'figures.csv');
    writeFileSync(file, [HEAD, row('2025-Q1', '31.5'), row('2025-Q7', '32'), row('2025-Q2', '33.1')].join('\n'));

    const first = await imported(file);
    expect(first).toMatchObject({ code: 4, report: { recorded: 2, repeated: 0, rejected: 1 } });
    const rejects = `${file}.rejects.csv`;
    expect(readFileSync(rejects, 'utf8')).toBe(`${HEAD}\n${row('2025-Q7', '32')}\n`);
    expect(readFileSync(`${rejects}.reasons.ndjson`, 'utf8')).toContain('"line":3');

    writeFileSync(rejects, readFileSync(rejects, 'utf8').replace('2025-Q7', '2025-Q3'));
    expect(await imported(rejects)).toMatchObject({ code: 0, report: { recorded: 1, rejected: 0 } });
    expect(await imported(file)).toMatchObject({ code: 4, report: { recorded: 0, repeated: 2, rejected: 1 } });
  }, 60_000);

  test('records nothing when all must be good and one is not', async () => {
    const file = join(machine.folder, 'together.csv');
    writeFileSync(file, [HEAD, row('2024-Q1', '30'), row('soon', '31')].join('\n'));
    expect(await imported(file, '--atomic')).toMatchObject({ code: 4, report: { recorded: 0, rejected: 1 } });
    writeFileSync(file, [HEAD, row('2024-Q1', '30')].join('\n'));
    expect(await imported(file, '--atomic')).toMatchObject({ code: 0, report: { recorded: 1, rejected: 0 } });
  }, 60_000);

  test('reads nothing of a file with a column that nobody knows', async () => {
    const file = join(machine.folder, 'wrong.csv');
    writeFileSync(file, `${HEAD},colour\n${row('2023-Q1', '1')},blue\n`);
    const { code, messages, report } = await imported(file);
    expect({ code, report }).toEqual({ code: 1, report: undefined });
    expect(messages).toContain(
      'Line 1: The header of the CSV is wrong: "colour" is not a column we know: use indicator, definitionVersion,',
    );
    expect(messages).toContain('\n  /header/7 "colour" is not a column we know');
    expect(messages).not.toContain('the rest of the file');
  }, 60_000);
});

async function defineIndicator(url: string, token: string): Promise<void> {
  const post = async (path: string, body: unknown): Promise<void> => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': path },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  };
  await post('/v1/products', {
    product: 'bonne-boite',
    name: 'La Bonne Boite',
    incubator: 'Emploi',
    problem: { en: 'Most jobs are never advertised.' },
    phase: 'acceleration',
  });
  await post('/v1/indicators', {
    indicator: 'job-finding',
    product: 'bonne-boite',
    name: { en: 'Return to employment' },
    definition,
  });
}
