/** The command line is a program: `dist/main.js`. What it shows of itself is for the documentation and for tests. */
export { createProgram } from './program.js';
export { EXIT } from './terminal/failure.js';
