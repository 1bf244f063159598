import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** What a thread is told and answers. Functions cannot be sent: it imports the module and calls the function by name. */
interface Answer<Output> {
  readonly index: number;
  readonly output?: Output;
  readonly error?: Error;
}

/** A string and not a file, so that it runs alike from source, from dist and from a bundle. */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
const loaded = import(workerData.module);
parentPort.on('message', async ({ index, input }) => {
  try {
    const output = (await loaded)[workerData.name](input);
    parentPort.postMessage({ index, output });
  } catch (error) {
    parentPort.postMessage({ index, error });
  }
});
`;

export interface ThreadWork<Input> {
  /** URL of the module, as `import.meta.resolve` gives it, and its exported pure function of one argument. */
  readonly module: string;
  readonly name: string;
  readonly inputs: readonly Input[];
  /** At most this many at once; as many as there are processors unless said. */
  readonly threads?: number | undefined;
}

/**
 * A pure function of another module over many inputs, in threads: outputs in the order of the inputs, so that nothing
 * depends on which thread was faster. An idle thread takes the next input. Inputs and outputs are copied, but for
 * SharedArrayBuffers. The first error ends all threads and is thrown.
 */
export async function runInThreads<Input, Output>(work: ThreadWork<Input>): Promise<Output[]> {
  const { module, name, inputs, threads = availableParallelism() } = work;
  const outputs = new Array<Output>(inputs.length);
  let next = 0;
  const workers = Array.from(
    { length: Math.min(threads, inputs.length) },
    () => new Worker(THREAD, { eval: true, workerData: { module, name } }),
  );
  const drain = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      const give = (): void => {
        if (next === inputs.length) return resolve();
        const index = next++;
        worker.postMessage({ index, input: inputs[index] });
      };
      worker.on('message', ({ index, output, error }: Answer<Output>) => {
        if (error !== undefined) return reject(error);
        outputs[index] = output as Output;
        give();
      });
      worker.on('error', reject);
      worker.on('exit', (code) =>
        reject(new Error(`A thread of ${name} ended with code ${code} before its work was done.`)),
      );
      give();
    });
  try {
    await Promise.all(workers.map(drain));
    return outputs;
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
