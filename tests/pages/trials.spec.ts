import { expect, test } from '@jest/globals';
import type { BalanceRow } from '@impact-ledger/domain';
import type { StudyDetail } from '@impact-ledger/readmodel';
import { studyPage } from '@impact-ledger/web';
import { bonneBoite, usersStudy } from './fixtures/bonne-boite.js';
import { analyst, freshness } from './fixtures/context.js';
import { ofTrials } from './fixtures/trials.js';

/** A study's page with one more row of the table of balance. */
function pageWith(study: StudyDetail, row: BalanceRow): string {
  const { result } = study.run!;
  const diagnostics = { ...result!.diagnostics, balance: [...result!.diagnostics.balance, row] };
  const run = { ...study.run!, result: { ...result!, diagnostics } };
  return studyPage({
    ...{ locale: 'en', path: '/studies/x', actor: analyst, freshness, product: bonneBoite },
    study: { ...study, run, runs: [run] },
  });
}

test('preference scores are said to be within each trial by the rule of the study, not by the name of a characteristic', () => {
  const row: BalanceRow = { name: 'trial=2', label: { en: 'trial: 2', fr: 'essai : 2' }, before: 0.1, after: 0.01 };
  const told = 'preference scores are within each trial';
  expect(pageWith(ofTrials, row)).toContain(told);
  expect(pageWith(usersStudy, row)).not.toContain(told);
});
