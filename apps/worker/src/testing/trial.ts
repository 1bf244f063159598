import type { Protocol } from '@impact-ledger/domain';
import { protocol } from '@impact-ledger/domain/testing';

/** Balanced by construction: arms alternate, and within each the outcome follows a fixed pattern. */
export function table(persons: number): string {
  const lines = ['person,mailed,hired,age'];
  for (let person = 0; person < persons; person += 1) {
    const mailed = person % 2;
    const pattern = Math.floor(person / 2) % 10;
    lines.push(`p${person},${mailed},${pattern < 3 + mailed ? 1 : 0},${20 + (Math.floor(person / 20) % 40)}`);
  }
  return `${lines.join('\n')}\n`;
}

export const trial: Protocol = {
  ...protocol,
  question: { en: 'Does the e-mail help people find work?' },
  design: 'randomised',
  timeZero: { rule: 'assignment', label: { en: 'the day of the draw' } },
  arms: { column: 'mailed', treated: { en: 'mailed' }, comparison: { en: 'not mailed' } },
  allocation: { treatedShare: 0.5 },
  estimand: { measure: 'risk_difference', target: 'ITT', beneficialDirection: 'increase' },
  primary: { method: 'risk-difference', options: {}, label: { en: 'difference of proportions' } },
  sensitivity: [{ method: 'aipw', options: {}, label: { en: 'adjusted' } }],
};
