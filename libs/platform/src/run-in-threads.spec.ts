import { expect, test } from '@jest/globals';
import { runInThreads } from './run-in-threads.js';

const source = `
export const square = (x) => x * x;
export const refuse = (x) => { if (x === 3) throw new RangeError('three is not allowed'); return x; };
export const leave = () => process.exit(7);
`;
const module = `data:text/javascript,${encodeURIComponent(source)}`;
const inputs = [5, 4, 3, 2, 1];

test.each([1, 2, 4, 9])('outputs come in the order of the inputs: %d threads', async (threads) => {
  expect(await runInThreads({ module, name: 'square', inputs, threads })).toEqual([25, 16, 9, 4, 1]);
});

test('nothing to do', async () => {
  expect(await runInThreads({ module, name: 'square', inputs: [] })).toEqual([]);
});

test('the first error is thrown, with its message', async () => {
  await expect(runInThreads({ module, name: 'refuse', inputs, threads: 2 })).rejects.toThrow('three is not allowed');
  await expect(runInThreads({ module, name: 'missing', inputs, threads: 2 })).rejects.toThrow(/not a function/);
  await expect(runInThreads({ module: 'data:text/javascript,(', name: 'x', inputs })).rejects.toThrow();
});

test('a thread that dies is not waited for', async () => {
  await expect(runInThreads({ module, name: 'leave', inputs, threads: 2 })).rejects.toThrow('ended with code 7');
});
