/**
 * Looks at studies without an effect, as runs of a study read them: how often a plan claims one anyway, and whether estimates
 * at successive looks move together as spending supposes.
 *
 *   npm run bench -- looks [--seeds 1000] [--trial-seeds 3000] [--from 1] [--output docs/looks.md]
 *
 * Ends with 1 when a figure leaves its bounds: of counts those of bounds.ts, of spreads three Monte-Carlo errors, of
 * correlations four. Trials are drawn more often, to tell 50 claims of 1,000 from 60.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { NAIVE_SIX, NAIVE_TWELVE } from '#looks/bounds';
import { incrementsOf, type Increments } from '#looks/increments';
import { information, readingsOf, type Row } from '#looks/readings';
import { equalInformation, EVERYBODY, repeated, staggered, type Seen } from '#looks/worlds';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    'trial-seeds': { type: 'string', default: '3000' },
    from: { type: 'string', default: '1' },
    output: { type: 'string' },
  },
});

function whole(name: 'seeds' | 'trial-seeds' | 'from', least: number): number {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number >= least) return number;
  console.error(`--${name} ${values[name]}: give a whole number from ${least}.`);
  process.exit(2);
}
const [SEEDS, TRIAL_SEEDS, FROM] = [whole('seeds', 100), whole('trial-seeds', 100), whole('from', 1)];
const FURTHEST = 4;

const draws = <T,>(count: number, draw: (seed: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => draw(FROM + i));

const readings = (title: string, rows: readonly Row[], seeds: number): string =>
  [
    `## ${title}\n`,
    `| reading | claims an effect, of ${seeds} | bounds | half-width / SE at the last look |`,
    '| --- | ---: | ---: | ---: |',
    ...rows.map(
      ({ name, alarms, bounds, halfWidth }) =>
        `| ${name} | ${alarms} | ${bounds[0]} to ${bounds[1]} | ${halfWidth.toFixed(3)} |`,
    ),
  ].join('\n');

const increments = (title: string, { looks, pairs, furthest, spreadBounds }: Increments): string =>
  [
    `### ${title}\n`,
    '| look | people | spread of the estimate / SE | correlation with the last look | √(I / I of the last) |',
    '| ---: | ---: | ---: | ---: | ---: |',
    ...looks.map(
      ({ people, spread, correlation, implied }, k) =>
        `| ${k + 1} | ${people.toFixed(0)} | ${spread.toFixed(3)} | ${correlation.toFixed(3)} | ${implied.toFixed(3)} |`,
    ),
    `\nOf ${pairs} pairs of looks, the furthest is ${furthest.toFixed(1)} Monte-Carlo errors from √(I / I of the later); the bound is ${FURTHEST}.`,
    `Spreads are bound by ${spreadBounds.map((bound) => bound.toFixed(3)).join(' and ')}.`,
  ].join('\n');

const equal = readingsOf(draws(SEEDS, equalInformation), EVERYBODY, NAIVE_TWELVE);
const people = draws(SEEDS, staggered);
const [fitted, known] = [people.map((paths) => paths.fitted), people.map((paths) => paths.known)];
// Planned with a margin, as a protocol does: information beyond the plan would end the looks before the twelfth.
const late = readingsOf(fitted, 1.1 * EVERYBODY, NAIVE_TWELVE);
const control = readingsOf(known, 1.1 * EVERYBODY, NAIVE_TWELVE);
const trialPaths = draws(TRIAL_SEEDS, repeated);
const reached = (paths: readonly (readonly Seen[])[]): number =>
  paths.reduce((sum, path) => sum + information(path.at(-1)!) / paths.length, 0);
const trials = readingsOf(trialPaths, 1.1 * reached(trialPaths), NAIVE_SIX);
const [ofFitted, ofTrials] = [incrementsOf(fitted), incrementsOf(trialPaths)];

const faults = [
  ...Object.entries({
    [`equal steps, of ${SEEDS}`]: equal,
    [`fitted models, of ${SEEDS}`]: late,
    [`true models, of ${SEEDS}`]: control,
    [`sequence of trials, of ${TRIAL_SEEDS}`]: trials,
  }).flatMap(([where, rows]) =>
    rows
      .filter(({ alarms, bounds }) => alarms < bounds[0] || alarms > bounds[1])
      .map(({ name, alarms }) => `${where}: ${name}, ${alarms}`),
  ),
  ...Object.entries({ 'fitted models': ofFitted, 'sequence of trials': ofTrials }).flatMap(
    ([where, { furthest, looks, spreadBounds }]) => [
      ...(furthest > FURTHEST ? [`${where}: a correlation, by ${furthest.toFixed(1)} errors`] : []),
      ...looks
        .filter(({ spread }) => spread < spreadBounds[0] || spread > spreadBounds[1])
        .map(({ spread }) => `${where}: a spread of ${spread.toFixed(3)}`),
    ],
  ),
];
const judged =
  faults.length === 0
    ? 'All figures lie within their bounds.'
    : `Outside their bounds:\n\n${faults.map((fault) => `- ${fault}`).join('\n')}`;

const text = `# Looking several times

Looks at studies whose service has no effect, ${SEEDS} seeds, of a sequence of trials ${TRIAL_SEEDS}. A reading that takes each of twelve
looks for the only one claims an effect in about one study of five; looks planned in the protocol keep the error rate near 5 %
whatever their number.

${judged}

${readings('Twelve looks, equal steps of information', equal, SEEDS)}

${readings('Twelve looks, staggered entry, late declarations, AIPW fitted again at every look', late, SEEDS)}

${readings('The same people, adjusted by the true models instead of fitted ones', control, SEEDS)}

${readings('Six looks at a sequence of trials, people in several of them', trials, TRIAL_SEEDS)}

Bounds were declared for 1,000 studies: spending 29 to 74, the sequence at most 21, naive readings 169 to 253 of twelve looks and
115 to 184 of six. For another number they are those that a binomial count around the same rate (50, 9.5, 210, 149 of 1,000)
leaves as rarely, once or twice in a thousand.

A look by spending may claim an effect where its estimate is further from zero than its critical value times the standard
error (Lan and DeMets 1983); information is 1/SE², not calendar time, and the last look spends what is left. The sequence's
limits hold at all looks together, however many there will be (Waudby-Smith and others 2024), which costs width: 3.035
standard errors where it is tuned, against 1.960. Neither cures confounding: in all but the first table the one characteristic
that moves use and outcome is adjusted for.

The second and third tables have the same draws. With the true models an estimate is a mean of independent scores, whose
increments are independent by construction: where both tables lie on one side of 50, the draws do, and fitting again is not why.

## Are the increments independent?

Spending supposes that an estimate and a later one correlate by the root of the ratio of their information. People and weights
recur between looks, so that is measured: over seeds, beside what is supposed.

${increments('AIPW fitted again at every look', ofFitted)}

${increments('A sequence of trials, people in several of them', ofTrials)}

What further seeds say of these figures, and why no covariance of looks is fed to spending: [decision 16](adr/0016-looks-keep-independent-increments.md).

Made by \`npm run bench -- looks --output docs/looks.md\`; the sources are bench/looks and libs/study/src/looks.ts.
`;
console.log(text);
if (values.output) writeFileSync(values.output, text);
for (const fault of faults) console.error(`outside its bounds: ${fault}`);
process.exit(faults.length === 0 ? 0 : 1);
