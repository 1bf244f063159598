import { describe, expect, test } from '@jest/globals';
import {
  checkProtocol,
  CorrectMeasurement,
  DataSetDeclaration,
  DefineIndicator,
  LOCALES,
  MeasurementCell,
  Protocol,
  RecordMeasurement,
  RedefineIndicator,
  RegisterProduct,
  SetIndicatorTarget,
} from '@impact-ledger/domain';
import { worlds } from './index.js';

/** Every text of a value that is written by language. */
function texts(value: unknown): Record<string, unknown>[] {
  if (value === null || typeof value !== 'object') return [];
  const record = value as Record<string, unknown>;
  if (typeof record['en'] === 'string' || typeof record['fr'] === 'string') return [record];
  return Object.values(record).flatMap(texts);
}

describe.each(worlds().map((world) => [world.id, world] as const))('the world %s', (_, world) => {
  test('is made of commands the ledger takes', () => {
    for (const product of world.products) RegisterProduct.parse(product);
    for (const { define, redefinitions, targets } of world.indicators) {
      DefineIndicator.parse(define);
      for (const redefinition of redefinitions) RedefineIndicator.parse(redefinition);
      for (const target of targets) SetIndicatorTarget.parse(target);
    }
    for (const measurement of world.measurements) RecordMeasurement.parse(measurement);
    for (const { cell, correction } of world.corrections) {
      MeasurementCell.parse(cell);
      CorrectMeasurement.parse(correction);
    }
    for (const { declaration } of world.datasets) DataSetDeclaration.parse(declaration);
    for (const { protocol } of world.studies) checkProtocol(Protocol.parse(protocol));
  });

  test('measures each cell of a definition that exists once, and corrects in the order of vintages', () => {
    const versions = new Map(world.indicators.map((each) => [each.define.indicator, 1 + each.redefinitions.length]));
    const key = (cell: { indicator: string; definitionVersion: number; period: string; breakdown: object }): string =>
      JSON.stringify([cell.indicator, cell.definitionVersion, cell.period, cell.breakdown]);
    const vintages = new Map<string, string>();
    for (const reading of world.measurements) {
      expect(versions.get(reading.indicator)).toBeGreaterThanOrEqual(reading.definitionVersion);
      expect(vintages.has(key(reading))).toBe(false);
      vintages.set(key(reading), reading.vintage);
    }
    for (const { cell, correction } of world.corrections) {
      expect(vintages.get(key(cell))! < correction.vintage).toBe(true);
      vintages.set(key(cell), correction.vintage);
    }
  });

  test('speaks both languages wherever the ledger does', () => {
    for (const text of texts(world)) expect(Object.keys(text).sort()).toEqual([...LOCALES]);
  });

  test('gives the same bytes at each call, with the columns its protocols name', async () => {
    for (const { declaration, file } of world.datasets) {
      const [first, second] = [await contentOf(file()), await contentOf(file())];
      expect(second).toBe(first);
      const header = first.slice(0, first.indexOf('\n')).split(',');
      expect(header).toEqual(expect.arrayContaining([...declaration.pseudonymised]));
    }
    const again = worlds().find(({ id }) => id === world.id);
    expect(JSON.stringify(again)).toBe(JSON.stringify(world));
  });
});

async function contentOf(pieces: AsyncIterable<string>): Promise<string> {
  let content = '';
  for await (const piece of pieces) content += piece;
  return content;
}
