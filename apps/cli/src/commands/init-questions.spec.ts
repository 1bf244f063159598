import { describe, expect, test } from '@jest/globals';
import { SKETCH_FIELDS } from '@impact-ledger/domain';
import { PassThrough } from 'node:stream';
import { CommandFailure } from '../terminal/failure.js';
import { askForProtocol, type Answers } from './init-questions.js';

const ANSWERS: Answers = {
  question: 'Do users find work sooner?',
  product: 'bonne-boite',
  population: 'Registered job seekers',
  timeZero: 'the day of the draw',
  armColumn: 'drawn',
  treated: 'told of the service',
  comparison: 'was not',
  outcomeColumn: 'hired',
  outcomeLabel: 'hired within six months',
  delta: '0.02',
  covariates: 'days_registered, continuous, days without work;calendar_month, category, month',
  reference: 'Register of processing, line 12',
};
const { delta: _, ...ANSWERS_BUT_DELTA } = ANSWERS;
const LOGS = { logs: 'job_seekers', registeredOn: 'registered_on', collectionStart: '2024-10-01' };

/** Answers each question as it is put, in turn where it is put again; with none left the input ends. */
async function dialogue(given: Answers, answers: Readonly<Record<string, string | readonly string[]>>) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const asked: string[] = [];
  const told: string[] = [];
  output.on('data', (chunk) => {
    const put = String(chunk);
    const field = SKETCH_FIELDS.find(({ label: { en } }) => put === `${en}: ` || put.startsWith(`${en} (`));
    // An empty line where it stops.
    if (!field) return;
    asked.push(field.name);
    const turn = asked.filter((name) => name === field.name).length - 1;
    const answer = [answers[field.name] ?? ''].flat()[turn];
    if (answer === undefined) input.end();
    else input.write(`${answer}\n`);
  });
  const sketch = await askForProtocol(given, { input, output, complain: (fault) => void told.push(fault) });
  return { sketch, asked, told };
}

describe('a protocol asked for on a terminal', () => {
  test('of event logs that name the groups drawn asks for their column', async () => {
    const { sketch, asked, told } = await dialogue(LOGS, ANSWERS);
    expect(told).toEqual([]);
    expect(asked).toContain('armColumn');
    expect(asked).not.toContain('outcomeColumn');
    expect(sketch.protocol).toMatchObject({
      arms: { column: 'drawn' },
      outcome: { column: 'outcome' },
      covariates: [{ column: 'days_registered' }, { column: 'calendar_month' }],
    });
  });

  test('asks those again whose answers do not hold, and no other', async () => {
    const { sketch, asked, told } = await dialogue(LOGS, { ...ANSWERS, armColumn: ['', 'treated', 'drawn'] });
    expect(told).toEqual(['armColumn: must be answered', expect.stringMatching(/^armColumn: .*immortal time/)]);
    expect(asked.filter((name) => name === 'question')).toHaveLength(1);
    expect(asked.slice(-2)).toEqual(['armColumn', 'armColumn']);
    expect(sketch.protocol?.arms.column).toBe('drawn');
  });

  test('asks for what was given beforehand only where it does not hold, and leaves out what nothing asks for', async () => {
    const { sketch, asked } = await dialogue({ ...ANSWERS, strata: 'region', delta: 'much' }, ANSWERS);
    expect(asked).not.toContain('question');
    expect(asked.at(-1)).toBe('delta');
    expect(sketch.protocol).toMatchObject({ design: 'cohort', smallestEffectOfInterest: 0.02 });
    expect(sketch.protocol).not.toHaveProperty('strata');
  });

  test('takes back an answer that need not be given', async () => {
    const { sketch } = await dialogue({ ...ANSWERS, controls: 'age, years' }, { controls: '-' });
    expect(sketch.protocol?.negativeControls).toEqual([]);
  });

  test('ends where the input does', async () => {
    await expect(dialogue({}, { question: [] })).rejects.toThrow(CommandFailure);
  });

  test('ends at Ctrl-C, in a later round as well', async () => {
    const [input, output] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY: true })];
    let rounds = 0;
    output.on('data', (chunk) => {
      if (String(chunk).includes('Smallest effect')) input.write(rounds < 2 ? 'much\r' : '\u0003');
      else if (String(chunk).endsWith(': ')) input.write('\r');
    });
    const complain = () => void (rounds += 1);
    const asking = askForProtocol(ANSWERS_BUT_DELTA, { input, output, complain });
    await expect(asking).rejects.toThrow('stopped before the protocol was whole: nothing was written');
    expect(rounds).toBe(2);
  });
});
