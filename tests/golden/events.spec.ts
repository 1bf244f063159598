import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { isReleased, readEvent, RELEASED_EVENTS, type RecordedEvent } from '@impact-ledger/domain';
import { canonicalJson, sha256Hex } from '@impact-ledger/ledger';

/**
 * One stored event of every version ever released, as its bytes are hashed. Samples and their sums are only ever added:
 * a changed line in SHA256SUMS says that the past would read otherwise.
 */
const folder = new URL('./events/', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, folder), 'utf8').trimEnd();
const samples = readdirSync(folder).filter((file) => file.endsWith('.json'));
const sums = new Map(
  read('SHA256SUMS')
    .split('\n')
    .map((line) => [line.slice(66), line.slice(0, 64)]),
);

test('every version of every event has a sample', () => {
  const released = Object.values(RELEASED_EVENTS).flatMap(({ type, version }) =>
    Array.from({ length: version }, (_none, index) => `${type}.v${index + 1}.json`),
  );
  expect(samples.sort()).toEqual(released.sort());
  expect([...sums.keys()].sort()).toEqual(released.sort());
});

test.each(samples)('%s keeps its hash, and reads as the current shape', (file) => {
  const bytes = read(file);
  expect(sha256Hex(bytes)).toBe(sums.get(file));
  const stored = JSON.parse(bytes) as RecordedEvent;
  expect(canonicalJson(stored)).toBe(bytes);
  expect(`${stored.type}.v${stored.version}.json`).toBe(file);
  expect(isReleased(stored.type)).toBe(true);
  const current = readEvent(stored);
  expect(current.type).toBe(stored.type);
  // Reading the current version gives what was stored: nothing dropped, nothing made up.
  if (isReleased(stored.type) && stored.version === RELEASED_EVENTS[stored.type].version) {
    expect(canonicalJson(current.data)).toBe(canonicalJson(stored.data));
  }
});
