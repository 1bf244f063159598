/** Whether a test runs at its full size: `npm run test:faults` does that, the everyday suites run the same tests small. */
const full = process.env['FAULTS'] === 'full';

/** The size of a test that is too long for every day. */
export const size = (everyday: number, whole: number): number => (full ? whole : everyday);
