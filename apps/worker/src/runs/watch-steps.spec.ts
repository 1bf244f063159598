import { BroadcastChannel } from 'node:worker_threads';
import { describe, expect, test } from '@jest/globals';
import { listenForCancellations, openCanceller, RunCancelled } from './cancellations.js';
import { RUN_STEPS, watchSteps, type StepReport } from './watch-steps.js';

describe('the steps of a run', () => {
  test('are told with the time of each; a refused run passes over those it leaves out', () => {
    const times = [1_000, 1_000, 1_250, 1_200, 1_900];
    const told: StepReport[] = [];
    const watch = watchSteps(
      (report) => told.push(report),
      () => times.shift()!,
    );
    watch.begin('load');
    watch.begin('eligibility');
    watch.begin('verdict');
    watch.end();
    expect(told[0]).toEqual({
      startedAt: '1970-01-01T00:00:01.000Z',
      step: 'load',
      done: 0,
      steps: RUN_STEPS.length,
      timings: [],
    });
    expect(told[2]).toMatchObject({ step: 'verdict', done: RUN_STEPS.indexOf('verdict') });
    // The clock was set back during the second step.
    expect(told[3]).toMatchObject({
      step: null,
      done: RUN_STEPS.length,
      timings: [
        { step: 'load', milliseconds: 250 },
        { step: 'eligibility', milliseconds: 0 },
        { step: 'verdict', milliseconds: 700 },
      ],
    });
  });
});

describe('a cancelled run', () => {
  test('is known after the event loop has turned, too', async () => {
    const cancellations = listenForCancellations();
    const canceller = openCanceller();
    const other = new BroadcastChannel('cancelled runs');
    try {
      const arrived = new Promise((resolve) => (other.onmessage = resolve));
      canceller.cancel('one');
      await arrived;
      await new Promise((resolve) => setImmediate(resolve));
      expect(() => cancellations.check('one')).toThrow(RunCancelled);
    } finally {
      for (const each of [canceller, cancellations, other]) each.close();
    }
  });

  test('is known without the event loop turning; others go on', async () => {
    const cancellations = listenForCancellations();
    const canceller = openCanceller();
    try {
      cancellations.check('one');
      canceller.cancel('one');
      canceller.cancel('two');
      await expect(heard(() => cancellations.check('one'))).resolves.toBeInstanceOf(RunCancelled);
      expect(() => cancellations.check('one')).toThrow(RunCancelled);
      expect(() => cancellations.check('two')).toThrow('Run two was cancelled.');
      cancellations.check('three');
    } finally {
      canceller.close();
      cancellations.close();
    }
  });
});

/** What the check throws, once the message has arrived. */
async function heard(check: () => void): Promise<unknown> {
  for (;;) {
    try {
      check();
    } catch (error) {
      return error;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
