import { describe, expect, test } from '@jest/globals';
import type { Actor } from '../shared/actor.js';
import { fold } from '../shared/decider.js';
import { author, colleague, given } from '../testing/given.js';
import { HASH, OTHER_HASH, result, RUN } from '../testing/protocols.js';
import { amend, looked, newer, ready, requested, requestRun } from '../testing/study-history.js';
import * as events from './study-events.js';
import { study } from './study.js';

const accepted = events.StudyResultReviewed.create({ run: RUN, decision: 'accepted', comment: 'sound' });
const published = events.StudyResultPublished.create({ run: RUN });

describe('four eyes', () => {
  const review = { type: 'ReviewResult' as const, data: { run: RUN, decision: 'accepted' as const, comment: 'sound' } };
  const publish = { type: 'PublishResult' as const, data: { run: RUN } };

  test('the author reviews and publishes nothing of their own, an administrator neither', () => {
    expect(() => given(study, looked).when(review)).toThrow('an analyst who did not write it must review its result');
    expect(() => given(study, [...looked, accepted]).when(publish, { id: 'claire', role: 'admin' })).toThrow(
      'an editor or analyst who did not write it must publish',
    );
  });

  test('a colleague reviews, and what was accepted is published', () => {
    expect(given(study, looked).when(review, colleague)).toEqual([accepted]);
    expect(() => given(study, looked).when(publish, colleague)).toThrow('have it reviewed first');
    expect(given(study, [...looked, accepted]).when(publish, colleague)).toEqual([published]);
  });

  test('only what is published is retracted', () => {
    const retract = { type: 'RetractResult' as const, data: { run: RUN, reason: 'data error' } };
    expect(() => given(study, [...looked, accepted]).when(retract, colleague)).toThrow('is not published');
    expect(given(study, [...looked, accepted, published]).when(retract, colleague)).toHaveLength(1);
    expect(() => given(study, [...looked, accepted, published]).when(retract)).toThrow(
      'an editor or analyst who did not write it must retract',
    );
  });
});

describe('a sealed result', () => {
  const refused = events.StudyRunRefused.create({
    run: RUN,
    reasons: ['equipoise'],
    resultHash: HASH,
    result: result('refused'),
    sealed: OTHER_HASH,
  });
  const unsealed = events.StudyResultUnsealed.create({ run: RUN, reason: 'a minister asked' });
  const sealed = [...ready, requested, refused];
  const unseal = { type: 'UnsealResult' as const, data: { run: RUN, reason: 'a minister asked' } };
  const read = { type: 'ReadSealedResult' as const, data: { run: RUN, reason: 'for the minister' } };

  test('is unsealed by neither the author of the protocol nor whoever asked for the run', () => {
    expect(() => given(study, sealed).when(unseal)).toThrow('You wrote this protocol');
    const by = (actor: Actor) => (event: events.StudyEvent) => ({ event, by: actor });
    const state = fold(study, [...ready.map(by(author)), ...[requested, refused].map(by(colleague))]);
    const at = '2026-03-02T09:00:00.000Z';
    expect(() => study.decide(unseal, state, { actor: colleague, at })).toThrow('You asked for this run');
    expect(() => study.decide(unseal, state, { actor: { id: 'claire', role: 'admin' }, at })).toThrow('You wrote');
    expect(study.decide(unseal, state, { actor: { id: 'third', role: 'analyst' }, at })).toEqual([unsealed]);
  });

  test('is read by nobody before, and by name after', () => {
    expect(() => given(study, sealed).when(read, colleague)).toThrow('This result is sealed');
    expect(given(study, [...sealed, unsealed]).when(read, colleague)).toEqual([
      events.SealedResultRead.create({ run: RUN, reason: 'for the minister' }),
    ]);
    expect(() => given(study, looked).when(read, colleague)).toThrow('only the result of a refused run is sealed');
  });

  test('is no look until it is unsealed, but the schedule does not try the same data again', () => {
    expect(given(study, sealed).when(amend())).toMatchObject([{ data: { exploratory: false } }]);
    expect(given(study, [...sealed, unsealed]).when(amend())).toMatchObject([{ data: { exploratory: true } }]);
    expect(given(study, sealed).when(requestRun(true))).toEqual([]);
    expect(given(study, [...sealed, newer]).when(requestRun())).toMatchObject([
      { data: { look: 1, exploratory: false } },
    ]);
    expect(given(study, [...sealed, unsealed, newer]).when(requestRun())).toMatchObject([
      { data: { look: 2, exploratory: true } },
    ]);
  });

  test('that was never computed cannot be unsealed', () => {
    const nothing = events.StudyRunRefused.create({ ...refused.data, sealed: null });
    expect(() => given(study, [...ready, requested, nothing]).when(unseal, colleague)).toThrow('nothing to unseal');
  });
});
