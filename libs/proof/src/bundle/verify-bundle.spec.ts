import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bundleText, check, checkpointOf, DOCUMENTS, eventLines, RUN, signer, STUDY } from '../testing/bundles.js';
import { signerOf } from '../keys.js';
import { BUNDLE_FORMAT } from './format.js';
import type { BundleReport } from './verify-bundle.js';

const LINES = eventLines(STUDY);
const line = (index: number): string => LINES[index] ?? '';
const withLine = (index: number, text: string): string[] => LINES.map((each, at) => (at === index ? text : each));
/** Line of the bundle that has the first event. */
const FIRST = 10;

const found = ({ faults }: BundleReport) =>
  faults.map(({ step, leafIndex, lastLeaf, line: at }) => ({
    step,
    ...(leafIndex === undefined ? {} : { leafIndex }),
    ...(lastLeaf === undefined ? {} : { lastLeaf }),
    ...(at === undefined ? {} : { line: at }),
  }));

/** The sum at the end made anew: as somebody writes it who changes a bundle on purpose. */
function summedAgain(bundle: Buffer): Buffer {
  const end = bundle.lastIndexOf('--- end ');
  const sum = createHash('sha256').update(bundle.subarray(0, end)).digest('hex');
  return Buffer.concat([bundle.subarray(0, end), Buffer.from(`--- end ${sum}\n`)]);
}

describe('a sound bundle', () => {
  it('holds, the whole log and with the checkpoints kept before', async () => {
    const earlier = await Promise.all(
      [0, 1, 5, 12].map(async (size) => ({ note: await checkpointOf(LINES.slice(0, size)), from: `kept-${size}` })),
    );
    const report = await check(await bundleText({ lines: LINES }), { earlier });
    expect(report.faults).toEqual([]);
    expect(report).toMatchObject({ ok: true, events: 12, checkpoint: { size: 12 }, extends: [0, 1, 5, 12] });
  });

  it('of one figure says what the figure hangs on', async () => {
    const earlier = [{ note: await checkpointOf(LINES.slice(0, 5)), from: 'kept' }];
    const report = await check(await bundleText({ lines: LINES, scope: 'figure', from: [5] }), { earlier });
    expect(report.faults).toEqual([]);
    expect(report).toMatchObject({ ok: true, events: 7, extends: [5] });
    expect(report.figure).toMatchObject({
      study: 'users',
      run: RUN,
      protocolHash: createHash('sha256')
        .update(DOCUMENTS[0] ?? '')
        .digest('hex'),
      resultHash: createHash('sha256')
        .update(DOCUMENTS[1] ?? '')
        .digest('hex'),
      published: true,
      verdict: 'positive',
    });
  });

  it('may be empty, or have gone through many blocks', async () => {
    expect((await check(await bundleText({ lines: [] }))).faults).toEqual([]);
    const many = eventLines(
      Array.from({ length: 6_000 }, (_, index) => ({
        stream: `measurement-${index % 4_321}`,
        type: 'MeasurementRecorded',
        data: { note: 'é'.repeat(index % 700), value: '1.5' },
      })),
    );
    const text = await bundleText({ lines: many });
    expect(text.length).toBeGreaterThan(2_000_000);
    expect(await check(text)).toMatchObject({ ok: true, events: 6_000 });
    const changed = many.map((each, at) => (at === 5_432 ? each.replace('1.5', '1.6') : each));
    const report = await check(await bundleText({ lines: changed, signed: many }));
    expect(found(report)).toEqual([{ step: 'tree', leafIndex: 5_432, line: FIRST + 5_432 }]);
  });
});

describe('what was done to the log is found, and where', () => {
  const done: [string, string[], object[]][] = [
    ['an event changed', withLine(5, line(5).replace('"2"', '"3"')), [{ step: 'tree', leafIndex: 5, line: FIRST + 5 }]],
    ['an event deleted', LINES.toSpliced(5, 1), [{ step: 'tree', leafIndex: 5, lastLeaf: 5 }]],
    ['events cut off the end', LINES.slice(0, 9), [{ step: 'tree', leafIndex: 9, lastLeaf: 11 }]],
    [
      'an event inserted',
      LINES.toSpliced(
        5,
        0,
        line(2)
          .replace('000000000002', '0000000000ff')
          .replace('0:02.', '0:04.')
          .replace('measurement-1', 'measurement-9'),
      ),
      [{ step: 'tree', leafIndex: 5, line: FIRST + 5 }],
    ],
    [
      'two events swapped',
      withLine(2, line(5)).map((each, at) => (at === 5 ? line(2) : each)),
      [
        { step: 'order', leafIndex: 3, line: FIRST + 3 },
        { step: 'order', leafIndex: 4, line: FIRST + 4 },
        { step: 'order', leafIndex: 5, line: FIRST + 5 },
        { step: 'tree', leafIndex: 2, line: FIRST + 2 },
      ],
    ],
  ];
  it.each(done)('%s', async (_, lines, expected) => {
    expect(found(await check(await bundleText({ lines, signed: LINES })))).toEqual(expected);
  });

  it('history signed anew: only a checkpoint kept before tells, and the more were kept the nearer', async () => {
    const rewritten = withLine(5, line(5).replace('"2"', '"3"'));
    const text = await bundleText({ lines: rewritten });
    expect((await check(text)).ok).toBe(true);
    const kept = (size: number) => checkpointOf(LINES.slice(0, size)).then((note) => ({ note, from: `kept-${size}` }));
    const one = await check(text, { earlier: [await kept(9)] });
    expect(found(one)).toMatchObject([{ step: 'consistency', leafIndex: 0, lastLeaf: 8 }]);
    const all = await check(text, { earlier: await Promise.all([3, 5, 6, 9].map(kept)) });
    expect(found(all)).toMatchObject([
      { step: 'consistency', leafIndex: 5, lastLeaf: 5 },
      { step: 'consistency', leafIndex: 5, lastLeaf: 8 },
    ]);
    expect(all.extends).toEqual([3, 5]);
  });

  it('a log rolled back behind a checkpoint', async () => {
    const earlier = [{ note: await checkpointOf(LINES), from: 'kept' }];
    for (const scope of ['ledger', 'study'] as const) {
      const report = await check(await bundleText({ lines: LINES.slice(0, 9), scope }), { earlier });
      expect(found(report)).toEqual([{ step: 'consistency', leafIndex: 9, lastLeaf: 11 }]);
    }
  });

  it('another key, whatever the bundle says of itself', async () => {
    const other = signerOf(signer.verifier.name, new Uint8Array(32).fill(4)).verifier;
    const report = await check(await bundleText({ lines: LINES }), { verifier: other });
    expect(report.faults.map(({ step }) => step)).toEqual(['key', 'checkpoint']);
    expect(report.checkpoint).toBeNull();
  });
});

describe('events that do not go together', () => {
  const unsound: [string, string[], string][] = [
    ['an id twice', withLine(5, line(5).replace('000000000005', '000000000002')), 'its id stands before, on line 12'],
    ['a gap in a stream', LINES.toSpliced(3, 1), 'its revision is 2, where its stream goes on with 1'],
    [
      'a time that falls',
      withLine(5, line(5).replace('0:05.000', '0:03.000')),
      'it was recorded at 2026-01-01T00:00:03.000Z',
    ],
    ['keys out of order', withLine(5, line(5).replace('{"data"', '{"zeta":1,"data"')), 'it is not in canonical form'],
    [
      'a number written another way',
      withLine(5, line(5).replace('"version":1', '"version":1.0')),
      'it is not in canonical form',
    ],
    ['half of a surrogate pair', withLine(5, line(5).replace('"2"', '"\\ud800"')), 'it is not in canonical form'],
    [
      'a protocol that is not the frozen one',
      withLine(1, line(1).replace('sooner', 'later')),
      'the protocol that was frozen is not',
    ],
    ['a result that is not the one hashed', withLine(7, line(7).replace('0.11', '0.12')), 'the result of the run'],
    ['no engine', withLine(7, line(7).replace('"version":"0.1.0"', '"version":""')), 'does not name the engine'],
    ['other data', withLine(7, line(7).replace('a'.repeat(64), 'b'.repeat(64))), 'is of other data'],
    [
      'published without review',
      withLine(9, line(9).replace('accepted', 'rejected')),
      'published without an accepted result',
    ],
  ];
  it.each(unsound)('%s, though signed', async (_, lines, message) => {
    const { faults, ok } = await check(await bundleText({ lines }));
    expect(ok).toBe(false);
    expect(faults.map((fault) => fault.message.toLowerCase()).join('\n')).toContain(message.toLowerCase());
    expect(faults.every((fault) => fault.line !== undefined)).toBe(true);
  });
});

describe('the file', () => {
  it('that ends early, goes on, or is something else', async () => {
    const text = await bundleText({ lines: LINES });
    const of = async (bundle: string) => (await check(bundle)).faults.map(({ step, message }) => `${step}: ${message}`);
    expect(await of(text.slice(0, -3))).toEqual(['format: The last line of the bundle is cut off.']);
    expect(await of(text.slice(0, text.indexOf('--- tree')))).toEqual([
      'format: The bundle ends before its end: export or copy it again.',
    ]);
    expect(await of(`${text}\n`)).toEqual(['format: The bundle goes on after its end.']);
    expect(await of('')).toHaveLength(1);
    expect(await of(text.replace(BUNDLE_FORMAT, 'impact-ledger bundle 2'))).toEqual([
      expect.stringContaining('its first line'),
    ]);
    expect(await of(text.replace('--- tree', '--- leaves'))).toEqual([
      'format: Here begins "leaves", where "tree" should.',
    ]);
  });

  const scopes = ['ledger', 'study', 'figure'] as const;
  it.each(scopes)('of a %s: no byte can be changed', async (scope) => {
    const bundle = Buffer.from(await bundleText({ lines: LINES, scope, from: [5] }));
    expect((await check(bundle)).ok).toBe(true);
    await fc.assert(
      fc.asyncProperty(fc.nat(bundle.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = Buffer.from(bundle);
        changed[at] = (changed[at] ?? 0) ^ flip;
        expect((await check(changed)).ok).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it.each(scopes)('of a %s: nor by somebody who makes its sum anew', async (scope) => {
    const earlier = [{ note: await checkpointOf(LINES.slice(0, 5)), from: 'kept' }];
    const bundle = Buffer.from(await bundleText({ lines: LINES, scope, from: scope === 'ledger' ? [] : [5] }));
    const end = bundle.lastIndexOf('--- end ');
    // Which release wrote the bundle is said by the bundle alone.
    const engine = bundle.indexOf('"engine":"') + '"engine":"'.length;
    await fc.assert(
      fc.asyncProperty(fc.nat(end - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        fc.pre(at < engine || at >= engine + '0.1.0'.length);
        const changed = Buffer.from(bundle);
        changed[at] = (changed[at] ?? 0) ^ flip;
        expect((await check(summedAgain(changed), { earlier })).ok).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});
