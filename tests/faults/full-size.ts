/** Whether this is `npm run test:faults`: every fault test at full size. In the everyday suites they run small. */
const full = process.env['FAULTS'] === 'full';

/** The size of a fault test. */
export const size = (everyday: number, whole: number): number => (full ? whole : everyday);
