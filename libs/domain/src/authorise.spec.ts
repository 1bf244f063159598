import { expect, test } from '@jest/globals';
import { authorise, PERMISSIONS } from './authorise.js';
import { ANYONE } from './shared/actor.js';

test('a coach challenges figures and authors none', () => {
  const coach = { id: 'lea', role: 'coach' as const };
  expect(() => authorise(coach, 'RecordMeasurement')).toThrow(
    'Role "coach" may not RecordMeasurement: ask one of editor, ingest, admin.',
  );
  expect(() => authorise(coach, 'ReadRecord')).not.toThrow();
});

test('without an account only what is published can be read', () => {
  const open = Object.entries(PERMISSIONS).filter(([, roles]) => roles.includes(ANYONE.role));
  expect(open.map(([action]) => action)).toEqual(['ReadPublished']);
});

test('no person ends a run, and no administrator either', () => {
  expect(PERMISSIONS.CompleteRun).toEqual(['worker']);
  expect(PERMISSIONS.FailRun).toEqual(['worker']);
});
