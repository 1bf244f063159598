import { describe, expect, test } from '@jest/globals';
import { commandId, eventId, measurementId, newId } from './ids.js';

const cell = {
  indicator: 'return-to-work',
  definitionVersion: 1,
  period: '2026-Q1',
  breakdown: { region: 'Bretagne', sex: 'F' },
};

describe('ids', () => {
  // Written down once: another value would make every repeated command a new one.
  test('are the same for ever', () => {
    expect(commandId('ada', 'key-1')).toBe('d6148e0c-b02d-576a-aa84-e47ab137b0d8');
    expect(eventId(commandId('ada', 'key-1'), 0)).toBe('86bc193d-b6eb-50f1-a3c6-688daa130adb');
    expect(measurementId(cell)).toBe('a60294bd-2249-567b-8598-1da132b58e95');
  });

  test('keep apart who sent a command, its key, and its events', () => {
    const ids = [
      commandId('ada', 'key'),
      commandId('adak', 'ey'),
      commandId('bob', 'key'),
      eventId(commandId('ada', 'key'), 0),
      eventId(commandId('ada', 'key'), 1),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('of a data point depend on its cell alone', () => {
    const more = { ...cell, breakdown: { sex: 'F', region: 'Bretagne' }, value: '3' };
    expect(measurementId(more)).toBe(measurementId(cell));
    expect(measurementId({ ...cell, breakdown: {} })).not.toBe(measurementId(cell));
  });

  test('without a key sort by time', () => {
    const ids = Array.from({ length: 100 }, newId);
    expect(ids.toSorted()).toEqual(ids);
  });
});
