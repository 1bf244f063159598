/** Columns of the synthetic cohort, in the order in which they are stored. */
export const COLUMNS = [
  ...['x1', 'x2', 'x3', 'x4', 'x5', 'x6', 'x7', 'x8', 'x9', 'x10'],
  ...['treat', 'y', 'time', 'event'],
] as const;
export const COVARIATES = COLUMNS.slice(0, 10);

const SHARES = [0.5, 0.3, 0.4, 0.2, 0.6];
const ROOT3 = Math.sqrt(3);

/**
 * A cohort that any language with IEEE doubles can repeat bit for bit: five nearly normal covariates, five binary ones, a
 * treatment that depends on them, `y` whether the event came within 182 days, and `time` and `event` under censoring.
 * True average effect on `y` 0.122105, log hazard ratio 0.35. A smaller cohort is the beginning of a larger one.
 *
 * Random numbers: Park and Miller's minimal standard generator with multiplier 48271, exact in doubles; 28 draws a row.
 */
export function syntheticCohort(rows: number): Record<string, Float64Array> {
  let state = 20260101;
  const draw = (): number => {
    state = (48271 * state) % 2147483647;
    return state / 2147483647;
  };
  const columns = COLUMNS.map(() => new Float64Array(rows));
  const x = new Float64Array(10);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < 5; k++) {
      const sum = draw() + draw() + draw() + draw();
      x[k] = Math.floor((sum - 2) * ROOT3 * 1e4 + 0.5) / 1e4;
    }
    for (let k = 0; k < 5; k++) x[5 + k] = draw() < SHARES[k]! ? 1 : 0;
    const [x1, x2, x3, x4, , x6, x7, x8, x9] = x as unknown as readonly [
      ...[number, number, number, number, number],
      ...[number, number, number, number],
    ];
    const score = -1 + 0.3 * x1 - 0.2 * x2 + 0.1 * x3 + 0.25 * x6 - 0.3 * x7 + 0.15 * x8;
    const treat = draw() < 1 / (1 + Math.exp(-score)) ? 1 : 0;
    const hazard = 0.004 * Math.exp(0.35 * treat + 0.2 * x1 + 0.15 * x2 - 0.1 * x4 + 0.3 * x6 - 0.2 * x9);
    const duration = Math.ceil(-Math.log(draw()) / hazard);
    const censoring = Math.min(182, 1 + Math.floor(draw() * 400));
    x.forEach((value, k) => (columns[k]![i] = value));
    columns[10]![i] = treat;
    columns[11]![i] = duration <= 182 ? 1 : 0;
    columns[12]![i] = Math.min(duration, censoring);
    columns[13]![i] = duration <= censoring ? 1 : 0;
  }
  return Object.fromEntries(COLUMNS.map((name, j) => [name, columns[j]!]));
}
