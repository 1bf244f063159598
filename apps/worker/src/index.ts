/** The worker is a program: its processes run `dist/main.js`. Its parts are exported for tests across rooms. */
export { readSettings, type Settings } from './settings.js';
export { startWorker, type RunningWorker } from './start-worker.js';
