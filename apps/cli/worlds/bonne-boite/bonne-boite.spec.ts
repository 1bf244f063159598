import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RunInputs, StudyEstimate, StudyResult } from '@impact-ledger/domain';
import { runStudy } from '@impact-ledger/study';
import { email, users } from './protocols.js';
import { uniform } from './random.js';
import { jobSeekersCsv, PEOPLE } from './table.js';

const inputs: RunInputs = {
  study: 'bonne-boite',
  protocolHash: 'a'.repeat(64),
  dataset: { id: 'job-seekers', sha256: 'b'.repeat(64), rows: PEOPLE },
  engine: { version: '0.1.0', lock: 'c'.repeat(64) },
  seed: 182,
  look: 1,
};

let folder: string;
let byEmail: StudyResult;
let byUse: StudyResult;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bonne-boite-'));
  const tablePath = join(folder, 'people.csv');
  await writeFile(tablePath, jobSeekersCsv());
  byEmail = (await runStudy({ inputs, protocol: email(), exploratory: false, tablePath })).result;
  byUse = (await runStudy({ inputs, protocol: users(), exploratory: false, tablePath })).result;
});
afterAll(() => rm(folder, { recursive: true }));

const covers = ({ interval }: StudyEstimate, value: number): boolean =>
  interval.lower <= value && value <= interval.upper;

describe('the world whose truth is known', () => {
  test('the e-mail drawn by lot: positive, of the best grade, the interval holds the truth', () => {
    const truth = email().knownEffect!.value;
    const result = byEmail;
    expect(result).toMatchObject({ verdict: 'positive', grade: 5 });
    expect(result.diagnostics.gates.map(({ gate, passed }) => [gate, passed])).toEqual([
      ['sample_ratio', true],
      ['attrition', true],
    ]);
    const { primary, sensitivity } = result.findings!;
    for (const estimate of [primary!, ...sensitivity]) expect(covers(estimate, truth)).toBe(true);
  });

  test('the users: the naive figure is far off, the adjusted ones hold the truth, the controls are clean', () => {
    const truth = users().knownEffect!.value;
    const result = byUse;
    expect(result).toMatchObject({ verdict: 'positive', grade: 3 });
    const { naive, primary, sensitivity, negativeControls, fragility, curves } = result.findings!;
    expect(covers(naive, truth)).toBe(false);
    expect(naive.value).toBeGreaterThan(1.5 * truth);
    for (const estimate of [primary!, ...sensitivity]) expect(covers(estimate, truth)).toBe(true);
    expect(negativeControls).toHaveLength(3);
    expect(fragility?.adjustedLower).toBeGreaterThan(0);
    // Everybody is followed to the horizon, so the curves end where the naive risks do.
    const ends = [curves!.treated.at(-1)!, curves!.comparison.at(-1)!];
    expect(ends.map(({ time }) => time)).toEqual([182, 182]);
    expect(ends[1]!.survival - ends[0]!.survival).toBeCloseTo(naive.value, 10);
  });

  test('people who leave are counted, and add up', () => {
    const { flow, arms } = byUse.diagnostics;
    flow.slice(1).forEach((step, index) => expect(step.kept + step.left).toBe(flow[index]!.kept));
    expect(flow.at(-1)!.kept).toBe(arms.treated + arms.comparison);
    expect(flow.filter(({ left }) => left > 0).map(({ step }) => step)).toEqual([
      'eligibility-1',
      'eligibility-2',
      'eligibility-3',
      'eligibility-4',
    ]);
  });
});

test('a smaller world is the beginning of a larger one', async () => {
  const read = async (people: number): Promise<string> => {
    let content = '';
    for await (const piece of jobSeekersCsv(people)) content += piece;
    return content;
  };
  expect((await read(2500)).startsWith(await read(1200))).toBe(true);
});

test('draws are uniform, and do not depend on one another', () => {
  const cells = new Float64Array(100);
  let product = 0;
  const size = 40_000;
  for (let person = 0; person < size; person++) {
    const [one, two] = [uniform(3, person, 0), uniform(3, person, 1)];
    cells[Math.floor(one * 10) * 10 + Math.floor(two * 10)]! += 1;
    product += (one - 0.5) * (two - 0.5);
  }
  const chiSquare = cells.reduce((sum, count) => sum + (count - size / 100) ** 2 / (size / 100), 0);
  // 99 degrees of freedom: the 0.1 and 99.9 % points.
  expect(chiSquare).toBeGreaterThan(61.1);
  expect(chiSquare).toBeLessThan(148.2);
  expect(Math.abs(product / size)).toBeLessThan(4 / (12 * Math.sqrt(size)));
});

test('the return that is claimed stands beside our range as unverified, and enters no figure', () => {
  const { economics } = byEmail.findings!;
  expect(economics!.claims).toMatchObject([{ ratio: 60, status: 'unverified' }]);
  expect(economics!.assumptions.map(({ name }) => name)).toEqual(['benefit', 'cost', 'deadweight', 'displacement']);
  expect(economics!.benefitCost.lower).toBeLessThan(economics!.benefitCost.upper);
});
