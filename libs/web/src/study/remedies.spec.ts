import { describe, expect, test } from '@jest/globals';
import type { GateResult, StudyResult } from '@impact-ledger/domain';
import { wordsFor } from '../words/words.js';
import { remediesOf } from './remedies.js';

const gate = (id: GateResult['gate'], changes: Partial<GateResult> = {}): GateResult => ({
  ...{ gate: id, passed: false, value: 0.1, limit: 0.2, rule: 'at_least' },
  ...changes,
});
const refused = (gates: readonly GateResult[], reason = 'Refused.'): StudyResult =>
  ({ verdict: 'refused', diagnostics: { gates }, verdictReason: { en: reason } }) as unknown as StudyResult;
const { remedy } = wordsFor('en');

describe('what can be done about a refusal', () => {
  test('is said of the gates that refused, not of those passed or waived', () => {
    const gates = [gate('balance'), gate('equipoise', { passed: true }), gate('attrition', { waived: 'known' })];
    expect(remediesOf(refused(gates), 'en')).toEqual([remedy.balance]);
    expect(remediesOf(refused(gates), 'fr')).toEqual([wordsFor('fr').remedy.balance]);
  });

  test('is not said twice of a result whose own reason says it', () => {
    const gates = [gate('balance'), gate('equipoise')];
    expect(remediesOf(refused(gates, `Refused. ${remedy.balance} ${remedy.equipoise}`), 'en')).toEqual([]);
  });

  test('is not said where no gate refused', () => {
    expect(remediesOf({ ...refused([gate('balance')]), verdict: 'positive' }, 'en')).toEqual([]);
  });
});
