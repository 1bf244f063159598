/**
 * The ceiling: a multi-row INSERT of rows that are ready, bytes included, into a table with the columns and indexes of
 * ours, on one connection. No order between writers, no verdicts, nothing computed, nobody told.
 */
import { randomUUID } from 'node:crypto';
import { canonicalJson } from '@impact-ledger/ledger';
import pg from 'pg';
import { measure, told } from '#measure';
import { sampleEvent } from '#sample';

const { url, batch, ...load } = told();
const client = new pg.Client({ connectionString: url });
await client.connect();
await client.query(`
  create table bare (
    position bigint primary key,
    id uuid not null unique,
    revision integer not null,
    stream text collate "C" not null,
    type text collate "C" not null,
    bytes text collate "C" not null,
    unique (stream, revision)
  )`);

const COLUMNS = 6;
const placeholders = (row: number): string =>
  `(${Array.from({ length: COLUMNS }, (_, column) => `$${row * COLUMNS + column + 1}`).join(',')})`;
const text = `insert into bare values ${Array.from({ length: batch }, (_, row) => placeholders(row)).join(',')}`;

// Made before the clock runs; only the ids differ from call to call.
const prepared = Array.from({ length: batch }, (_, revision) => {
  const { id: _id, ...event } = sampleEvent(revision);
  const envelope = { ...event, id: randomUUID(), recordedAt: new Date().toISOString(), revision, version: 1 };
  return { type: event.type, revision, bytes: canonicalJson({ ...envelope, stream: `measurement-${randomUUID()}` }) };
});
let position = 0;
const figures = await measure(load, async () => {
  const stream = `measurement-${randomUUID()}`;
  const values = prepared.flatMap(({ type, revision, bytes }) => [
    ++position,
    randomUUID(),
    revision,
    stream,
    type,
    bytes,
  ]);
  await client.query({ name: 'bare', text, values });
  return batch;
});
await client.end();
console.log(JSON.stringify(figures));
