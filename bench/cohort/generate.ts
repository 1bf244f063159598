/** Writes the logs of a made-up service as Parquet: persons, activity on the site, hires. */
import { DuckDBInstance } from '@duckdb/node-api';
import { join } from 'node:path';

export const EXTRACTED_ON = '2026-04-01';
const FIRST_DAY = '2025-02-01';
const ACTIVITIES_PER_USER = 17;

/** A number in (0, 1) that depends on the person and the draw alone. */
const draw = (person: string, which: number): string =>
  `((hash(${person} * 64 + ${which}) % 1000003 + 0.5) / 1000003.0)`;

/** Rows written, by part. More than ten activities a person: 17 for each of the 61 % who use the service. */
export async function generate(folder: string, persons: number): Promise<Record<string, number>> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '2',
    memory_limit: '1500MB',
    temp_directory: folder,
  });
  const connection = await instance.connect();
  const of = (which: number): string => draw('i', which);
  await connection.run(
    `CREATE VIEW lives AS SELECT *, DATE '${FIRST_DAY}' + CAST(floor(${of(0)} * 80) AS INTEGER) AS starts,
       ${of(4)} < 1 / (1 + exp(-0.5 - 0.25 * (searches - 5))) AS is_user
     FROM (SELECT i, md5(i::VARCHAR) AS person, 18 + CAST(floor(45 * ${of(1)}) AS INTEGER) AS age,
         CASE WHEN ${of(2)} < 0.25 THEN 'none' WHEN ${of(2)} < 0.7 THEN 'secondary' ELSE 'higher' END AS education,
         CAST(floor(11 * ${of(3)}) AS INTEGER) AS searches FROM range(${persons}) t(i))`,
  );
  const activity = `(i * ${ACTIVITIES_PER_USER} + g)`;
  const write = async (name: string, sql: string): Promise<number> => {
    await connection.run(`COPY (${sql}) TO '${join(folder, `${name}.parquet`)}' (FORMAT parquet, COMPRESSION zstd)`);
    const counted = await connection.runAndReadAll(`SELECT count(*) FROM '${join(folder, `${name}.parquet`)}'`);
    return Number(counted.getRowsJson()[0]?.[0]);
  };
  const rows = {
    persons: await write(
      'persons',
      `SELECT person, starts, starts - CAST(floor(400 * ${of(5)}) AS INTEGER) AS registered, age, education, searches FROM lives`,
    ),
    exposures: await write(
      'exposures',
      `SELECT person, starts + CAST(floor(40 * ${of(6)}) + floor(150 * ${draw(activity, 7)}) * (g > 0)::INTEGER AS INTEGER) AS day,
         hash(${activity}) % 400000 AS employer FROM lives, range(${ACTIVITIES_PER_USER}) t(g) WHERE is_user`,
    ),
    outcomes: await write(
      'outcomes',
      `SELECT person, hired AS day, hired + CAST(floor(25 * ${of(9)}) AS INTEGER) AS declared,
         CAST(floor(30 + 400 * ${of(10)}) AS INTEGER) AS contract
       FROM (SELECT *, starts + CAST(floor(-ln(${of(8)}) * 420 * exp(-0.06 * (searches - 5) - 0.15 * is_user::INTEGER)) AS INTEGER) AS hired
         FROM lives) WHERE hired + 25 <= DATE '${EXTRACTED_ON}'`,
    ),
  };
  connection.closeSync();
  instance.closeSync();
  return rows;
}
