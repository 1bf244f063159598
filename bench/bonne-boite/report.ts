import type { Rule } from '#bonne-boite/reading';
import type { Summary } from '#bonne-boite/summarise';

const QUESTIONS: Readonly<Record<Rule, string>> = {
  assignment: 'effect of being sent the e-mail, from the day of sending (drawn by lot)',
  landmark: 'use by day 14 beside no use, from day 14, of those still looking then (AIPW)',
  grace: 'use within the grace period of 21 days beside none within it, from day 0 (clone-censor-weight)',
  'trials-initiation': 'beginning to use beside not beginning then, whatever came later (sequential-trials, 4 trials)',
  'trials-per-protocol': 'beginning to use beside never using (sequential-trials, comparators censored at use)',
};

/** The page docs/bonne-boite.md. */
export function report(
  summaries: readonly Summary[],
  run: { readonly seeds: number; readonly persons: number; readonly command: string },
): string {
  const failed = summaries.filter(({ faults }) => faults.length > 0);
  const count = (n: number): string => n.toLocaleString('en');
  const { band, ratioBand } = summaries[0]!;
  const [least, most] = band;
  const [low, high] = ratioBand.map((limit) => limit.toFixed(2));
  return `# Bonne Boite: does the interval hold the truth?

Made by \`${run.command}\`; not edited by hand. The simulated world of the demonstration is drawn anew for each of the seeds 1 to
${count(run.seeds)}, ${count(run.persons)} persons each, and studied from the file to the estimate. The true effect is that in the
population the people are drawn from: each one's own chances with and without, averaged; it does not depend on a seed.

A rule passes when ${count(least)} to ${count(most)} of ${count(run.seeds)} intervals of 95 % hold the truth (99 of 100 binomial counts), the bias is below
2.6 empirical standard deviations over the root of the number of seeds, the mean standard error over the empirical standard
deviation lies in ${low} to ${high}, and the naive interval, where there is one, holds the truth in fewer than half: that of the
groups as they are, which every result shows beside the adjusted one. A refused study counts as one that does not cover.

**${summaries.length - failed.length} of ${summaries.length} rules pass.**${failed.map(({ rule, faults }) => ` ${rule}: ${faults.join(', ')}.`).join('')}

${table(summaries)}

${summaries.map(({ rule }) => `- *${rule}*: ${QUESTIONS[rule]}.`).join('\n')}
`;
}

function table(summaries: readonly Summary[]): string {
  const head = [
    'time zero',
    'rows',
    'truth',
    'covers',
    'bias',
    'limit',
    'SD',
    'SE / SD',
    'naive mean',
    'naive covers, %',
  ];
  const lines = summaries.map(
    ({ rule, rows, truth, covers, seeds, refused, bias, biasLimit, spread, ratio, naive, faults }) => [
      rule,
      rows.toLocaleString('en'),
      truth.toFixed(5),
      `${covers} of ${seeds}${refused > 0 ? ` (${refused} refused)` : ''}`,
      bias.toFixed(5),
      biasLimit.toFixed(5),
      spread.toFixed(5),
      ratio.toFixed(3),
      naive !== null ? naive.mean.toFixed(4) : refused < seeds ? 'drawn by lot' : '',
      naive === null ? '' : (100 * naive.covers).toFixed(1),
      faults.length === 0 ? 'pass' : `**fails**: ${faults.join(', ')}`,
    ],
  );
  const rule = [...head, ''].map((_, j) => (j === 0 || j > 9 ? '---' : '---:'));
  return [[...head, 'verdict'], rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
