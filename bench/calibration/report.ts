import { describeOptions, type Scenario } from '#calibration/scenario';
import { BANDS, type Measured, type Summary } from '#calibration/summarise';

export interface Section {
  readonly scenario: Scenario;
  /** Data sets. */
  readonly replications: number;
  readonly summaries: readonly Summary[];
}

const percent = (x: number): string => (100 * x).toFixed(1);

/** The page docs/calibration.md. */
export function report(
  sections: readonly Section[],
  run: {
    readonly seed: number;
    readonly missing: readonly string[];
    readonly command: string;
  },
): string {
  const { coverage, ratio, bias, biased, level, refused } = BANDS;
  const judged = sections.flatMap(({ summaries }) => summaries).filter(({ cell }) => cell.judged !== 'reported');
  const failed = judged.filter(({ faults }) => faults.length > 0);
  const fewest = Math.min(...sections.map(({ replications }) => replications));
  const head = `# Calibration

Made by \`${run.command}\`; not edited by hand. Each line is ${fewest.toLocaleString('en')} simulated data sets or more (seed ${run.seed}) whose true value is
known exactly: do 95 % intervals cover it 95 times in 100, is the stated error the real one, and how often is an effect found
where there is none? Figures after ± are Monte-Carlo standard errors. Ratios are judged as logarithms.

Judged cells pass when coverage lies in ${percent(coverage[0])} to ${percent(coverage[1])} %, the mean stated error over the
empirical standard deviation in ${ratio[0]} to ${ratio[1]}, the bias within ${bias} standard deviations, and at most
${percent(refused)} % of the data sets are refused; under "level", when false alarms stay at ${percent(level)} % within three
Monte-Carlo errors. Cells under "bias" are judged on that alone. Those under "biased" rest on a model that is wrong, and pass when their bias is at
least ${biased} standard deviations: the data set does tell a right method from a wrong one. "reported" is printed and not judged: there the method is not claimed to be
calibrated, for the reason given.

**${judged.length - failed.length} of ${judged.length} judged cells pass.**${failed.length > 0 ? ` Not: ${failed.map(nameOf).join('; ')}.` : ''}
`;
  const missing = run.missing.length > 0 ? `\nNot in the catalogue, hence not run: ${run.missing.join('; ')}.\n` : '';
  return `${head}${missing}\n${sections.map(sectionOf).join('\n')}`;
}

const nameOf = ({ cell, faults }: Summary): string => {
  const options = describeOptions(cell);
  return `${cell.id}${options && ` (${options})`}: ${faults.join(', ')}`;
};

function sectionOf({ scenario, replications, summaries }: Section): string {
  const head = [
    ...['method', 'truth', 'bias', 'empirical SD', 'mean SE', 'SE / SD', 'coverage, %', '0 excluded, %', 'verdict'],
  ];
  const rule = head.map((_, j) => (j === 0 || j === head.length - 1 ? '---' : '---:'));
  const lines = summaries.map((summary) => {
    const { cell, truth, bias, spread, meanError, ratio, coverage, rejected, refused } = summary;
    const options = describeOptions(cell);
    const notes = [
      ...(cell.note === undefined ? [] : [cell.note]),
      ...Object.entries(refused).map(([kind, count]) => `${count} refused: ${kind}`),
    ];
    return [
      `${cell.id}${options && ` (${options})`}`,
      truth.toFixed(4),
      within(bias, 4),
      spread.value.toFixed(4),
      meanError === null ? '' : meanError.value.toFixed(4),
      within(ratio, 3),
      share(coverage),
      share(rejected),
      [verdict(summary), ...notes].join('; '),
    ];
  });
  const table = [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return `## ${scenario.title}\n\n${replications.toLocaleString('en')} data sets of ${scenario.rows.toLocaleString('en')} rows.\n\n${table}\n`;
}

const verdict = ({ cell, faults }: Summary): string => {
  if (cell.judged === 'reported') return 'reported';
  return faults.length === 0 ? `pass (${cell.judged})` : `**FAIL**: ${faults.join(', ')}`;
};

const within = (figure: Measured | null, digits: number): string =>
  figure === null ? '' : `${figure.value.toFixed(digits)} ± ${figure.error.toFixed(digits)}`;

const share = (figure: Measured | null): string =>
  figure === null ? '' : `${percent(figure.value)} ± ${percent(figure.error)}`;
