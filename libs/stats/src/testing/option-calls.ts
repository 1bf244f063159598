import type { Roles } from '../core/table.js';
import type { Call } from './simulate.js';

const covariates = ['age', 'urban', 'region'];
const binary: Roles = { treatment: 't', outcome: 'y', covariates };
const measured: Roles = { treatment: 't', outcome: 'income', covariates };
const none: Roles = {};
const adopted: Roles = {
  outcome: 'income',
  unit: 'unit',
  period: 'period',
  firstTreated: 'first',
  covariates: ['age'],
};

/** A distribution that each quantity of a benefit-cost ratio may have, with numbers for it. */
const distributions: Readonly<Record<string, (at: number) => readonly number[]>> = {
  fixed: (at) => [at],
  uniform: (at) => [0.5 * at, 1.5 * at],
  triangular: (at) => [0.5 * at, at, 1.5 * at],
  normal: (at) => [at, 0.01 * at],
  lognormal: (at) => [at, 0.01],
};
const benefitCost = (distribution: string): Call => {
  const quantities = { effect: 0.1, benefit: 2000, cost: 50, deadweight: 0.1, displacement: 0.2 };
  const options = Object.entries(quantities).flatMap(([name, at]) => [
    [name, distributions[distribution]!(at)],
    [`${name}Distribution`, distribution],
  ]);
  return { id: 'benefit-cost', roles: none, options: Object.fromEntries(options) as Call['options'] };
};

const call = (id: string, roles: Roles, options: Call['options']): Call => ({ id, roles, options });

/** Values of options that neither `calls` nor the fixtures ask for: the contract tries its first laws on them. */
export const optionCalls: readonly Call[] = [
  call('ipw', measured, { target: 'ATC', stabilised: 'yes' }),
  ...['aipw', 'tmle', 'g-computation'].flatMap((id) => [
    call(id, binary, { outcomeModel: 'logistic' }),
    call(id, binary, { outcomeModel: 'linear' }),
  ]),
  call('matching', measured, { variance: 'cluster-pair' }),
  call(
    'adjusted-survival',
    { treatment: 't', time: 'time', event: 'event', covariates },
    { target: 'ATC', tau: 60, times: [40] },
  ),
  call(
    'adjusted-incidence',
    { treatment: 't', time: 'time', event: 'cause', covariates },
    { target: 'ATC', times: [40] },
  ),
  call('cuped', { ...measured, cluster: 'site' }, { variance: 'CR0' }),
  call('event-study', adopted, { control: 'notyet', method: 'dr' }),
  ...['ATT', 'ATO', 'ATC'].map((weights) => call('balance', { treatment: 't', covariates }, { weights })),
  ...['ATE', 'ATT', 'ATO', 'ATC'].map((weights) => call('overlap', { treatment: 't', covariates }, { weights })),
  ...['odds-ratio', 'hazard-ratio'].map((scale) =>
    call('e-value', none, { scale, outcome: 'rare', ratio: 2, lower: 1.5, upper: 2.7 }),
  ),
  call('rosenbaum-bounds', measured, { test: 'signed-rank' }),
  ...Object.keys(distributions).map(benefitCost),
];
