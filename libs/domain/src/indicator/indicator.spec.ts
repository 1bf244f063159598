import { describe, expect, test } from '@jest/globals';
import { definition } from '../testing/definitions.js';
import { colleague, given } from '../testing/given.js';
import {
  indicator,
  IndicatorDefined,
  IndicatorDefinitionApproved,
  IndicatorRedefined,
  IndicatorRetired,
  RedefineIndicator,
} from './indicator.js';

const name = { en: 'Return to employment' };
const defined = IndicatorDefined.create({ product: 'bonne-boite', name, definition });
const retired = IndicatorRetired.create({ reason: 'replaced', since: '2026-01-01' });
const redefine = {
  type: 'RedefineIndicator' as const,
  data: { name, definition, change: 'material' as const, reason: 'short contracts count too', validFrom: '2025-07-01' },
};

describe('an indicator', () => {
  test('is redefined under the next version', () => {
    expect(given(indicator, [defined]).when(redefine)).toEqual([
      IndicatorRedefined.create({ ...redefine.data, definitionVersion: 2 }),
    ]);
  });

  test('is not defined twice', () => {
    expect(() => given(indicator, [defined]).when({ type: 'DefineIndicator', data: defined.data })).toThrow(
      'is defined already',
    );
  });

  test('takes no change once retired', () => {
    expect(() => given(indicator, [defined, retired]).when(redefine)).toThrow('This indicator is retired');
  });

  test('is not redefined without a reason', () => {
    expect(RedefineIndicator.safeParse({ ...redefine.data, reason: undefined }).success).toBe(false);
    expect(RedefineIndicator.safeParse({ ...redefine.data, reason: '  ' }).success).toBe(false);
  });
});

describe('four eyes on a definition', () => {
  const data = { definitionVersion: 1, comment: 'computed by hand for 2025' };
  const approve = { type: 'ApproveDefinition' as const, data };

  test('its author does not approve it, an administrator who wrote it neither', () => {
    expect(() => given(indicator, [defined]).when(approve)).toThrow('You wrote this definition');
    expect(() => given(indicator, [defined]).when(approve, { id: 'claire', role: 'admin' })).toThrow('You wrote');
    expect(given(indicator, [defined]).when(approve, colleague)).toEqual([IndicatorDefinitionApproved.create(data)]);
  });

  test('each version is approved once, by itself', () => {
    const redefined = IndicatorRedefined.create({ ...redefine.data, definitionVersion: 2 });
    const approved = IndicatorDefinitionApproved.create(data);
    const second = { ...approve, data: { ...data, definitionVersion: 2 } };
    expect(given(indicator, [defined, approved]).when(approve, colleague)).toEqual([]);
    expect(given(indicator, [defined, approved, redefined]).when(second, colleague)).toHaveLength(1);
    expect(() => given(indicator, [defined, approved]).when(second, colleague)).toThrow('no definition 2');
  });
});
