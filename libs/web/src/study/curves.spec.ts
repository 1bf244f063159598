import { describe, expect, test } from '@jest/globals';
import { riskGap, risks } from './curves.js';

const point = (time: number, survival: number, lower: number, upper: number) => ({
  time,
  survival,
  lower,
  upper,
  atRisk: 100,
  events: 1,
});

describe('the gap between two curves', () => {
  test('from two Wilson intervals is the Newcombe interval', () => {
    // NSW: 140 of 185 against 168 of 260; R: DescTools::BinomDiffCI(140, 185, 168, 260, method = "score")
    const treated = [
      { time: 730, risk: 0.7567567567567568, lower: 0.6901187839717682, upper: 0.8129487129289149, atRisk: 45 },
    ];
    const comparison = [
      { time: 730, risk: 0.6461538461538462, lower: 0.586289851611131, upper: 0.7017619213729223, atRisk: 92 },
    ];
    const gap = riskGap(treated, comparison, 730)[0];
    expect(gap?.gap).toBeCloseTo(0.11060291060291061, 12);
    expect(gap?.lower).toBeCloseTo(0.02381075976849871, 10);
    expect(gap?.upper).toBeCloseTo(0.19270792738668557, 10);
  });

  test('reads both curves as steps, from a start without events, up to the horizon', () => {
    const treated = risks([point(10, 0.8, 0.7, 0.9), point(40, 0.6, 0.5, 0.7)]);
    const comparison = risks([point(20, 0.9, 0.85, 0.95)]);
    const gap = riskGap(treated, comparison, 30);
    expect(gap.map((each) => each.time)).toEqual([0, 10, 20]);
    expect(gap.map((each) => Number(each.gap.toFixed(6)))).toEqual([0, 0.2, 0.1]);
    expect(gap[0]).toEqual({ time: 0, gap: 0, lower: 0, upper: 0 });
  });
});
