import { describe, expect, it } from '@jest/globals';
import { parseTilePath, tileHashes, tilePath, tileWidth } from './tiles.js';

describe('tiles of C2SP tlog-tiles', () => {
  it('has the addresses of the specification', () => {
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 1, index: 0, width: 17 })).toBe('tile/1/000.p/17');
    expect(tilePath({ level: 2, index: 1000, width: 1 })).toBe('tile/2/x001/000.p/1');
  });

  it('has the widths of the tree of 70,000 leaves of the specification', () => {
    const widths = (level: number, indices: readonly number[]): number[] =>
      indices.map((index) => tileWidth(70_000, { level, index }));
    expect(widths(0, [0, 272, 273, 274])).toEqual([256, 256, 112, 0]);
    expect(widths(1, [0, 1, 2])).toEqual([256, 17, 0]);
    expect(widths(2, [0, 1])).toEqual([1, 0]);
    expect(tileWidth(256, { level: 1, index: 0 })).toBe(1);
  });

  it.each([
    { level: 0, index: 0, width: 256 },
    { level: 0, index: 999, width: 1 },
    { level: 3, index: 1_000_000, width: 255 },
    { level: 63, index: 45, width: 256 },
  ])('reads what it writes: $level, $index, $width', (part) => {
    expect(parseTilePath(tilePath(part))).toEqual(part);
  });

  it.each([
    'tile/0/0',
    'tile/00/000',
    'tile/64/000',
    'tile/0/x000/001',
    'tile/0/001/002',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/entries/000',
    '/tile/0/000',
    'tile/0/000/',
    'tile/0/x999/x999/x999/x999/x999/x999/999',
  ])('refuses %s', (path) => {
    expect(parseTilePath(path)).toBeUndefined();
  });

  it('takes a tile apart', () => {
    expect(tileHashes(new Uint8Array(64))).toHaveLength(2);
    expect(() => tileHashes(new Uint8Array(33))).toThrow('33 bytes');
    expect(() => tileHashes(new Uint8Array(257 * 32))).toThrow('hashes of a tile');
  });
});
