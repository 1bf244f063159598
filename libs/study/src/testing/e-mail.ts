import type { Protocol } from '@impact-ledger/domain';
import { tableOf, trial, twoByTwo } from './people.js';

const uptake = { column: 'used', label: { en: 'used the service', fr: 'a utilisé le service' } };
/** Whether an e-mail that invites to a service brings hires, whoever opens it. */
export const invitation: Protocol = {
  ...trial,
  design: 'encouragement',
  uptake,
  smallestEffectOfInterest: 0.005,
  primary: {
    method: 'risk-difference',
    options: { interval: 'wald' },
    label: { en: 'of the e-mail', fr: 'du courriel' },
  },
};
/** The effect of use itself, on those whom the e-mail moved to it. */
export const late: Protocol = {
  ...invitation,
  estimand: { ...invitation.estimand, target: 'LATE' },
  primary: { method: 'iv', options: {}, label: { en: 'of use', fr: 'de l’usage' } },
};

/** The e-mail was sent to half; 30 % of those and 10 % of the others used the service. */
export function emailed(hired: number, hiredNotSent: number, arm: number) {
  const { columns } = twoByTwo(hired, arm, hiredNotSent, arm);
  const used = Float64Array.from({ length: 2 * arm }, (_, i) => Number(i % 10 < (i < arm ? 3 : 1)));
  return tableOf({ ...columns, used });
}
