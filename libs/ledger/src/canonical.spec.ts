import { describe, expect, test } from '@jest/globals';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson, fingerprint } from './canonical.js';

describe('canonical JSON', () => {
  test('is the example of RFC 8785, section 3.2', () => {
    const example = {
      numbers: [JSON.parse('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\u0022\u002f",
      literals: [null, true, false],
    };
    expect(canonicalJson(example)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test('sorts keys by UTF-16 code units, as the example of section 3.2.3', () => {
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6'];
    expect(
      Object.keys(JSON.parse(canonicalJson(Object.fromEntries(keys.map((key) => [`k${key}`, 0])))) as object),
    ).toEqual(['\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33'].map((key) => `k${key}`));
  });

  test('agrees with another implementation on any JSON, and reads back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
        expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value));
      }),
    );
  });

  test('sorts keys it has met in another order, a beginning of others, and more shapes than it remembers', () => {
    expect(canonicalJson({ b: 1, a: 2 })).toBe('{"a":2,"b":1}');
    expect(canonicalJson({ a: 2, b: 1 })).toBe('{"a":2,"b":1}');
    expect(canonicalJson({ b: 1 })).toBe('{"b":1}');
    expect(canonicalJson({ b: 1, a: 2, '0': undefined })).toBe('{"a":2,"b":1}');
    for (let index = 0; index < 6_000; index += 1) {
      const object = { [`z${index}`]: 1, [`y${index}`]: 2 };
      expect(canonicalJson(object)).toBe(canonicalize(object));
    }
    expect(canonicalJson({ c: 1, b: 2, a: 3 })).toBe('{"a":3,"b":2,"c":1}');
  });

  test('leaves undefined properties out and takes dates as they write themselves', () => {
    expect(canonicalJson({ b: undefined, a: new Date(0) })).toBe('{"a":"1970-01-01T00:00:00.000Z"}');
    expect(canonicalJson(-0)).toBe('0');
  });

  test.each([
    [undefined],
    [Number.NaN],
    [Infinity],
    [1n],
    [() => 1],
    [Symbol('a')],
    ['\ud83d'],
    [{ '\udc00': 1 }],
    [[undefined]],
  ])('refuses %p, alone and inside', (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
    expect(() => canonicalJson([value])).toThrow(TypeError);
  });

  test('a fingerprint does not depend on the order of keys', () => {
    expect(fingerprint({ a: 1, b: [2] })).toBe(fingerprint({ b: [2], a: 1 }));
    // printf '%s' '{"a":1,"b":[2]}' | sha256sum
    expect(fingerprint({ a: 1, b: [2] })).toBe('0855bfc20eb6cfaa4be7d6b510c63dd22997718bddadcb1a4915cec3a16145b9');
  });
});
