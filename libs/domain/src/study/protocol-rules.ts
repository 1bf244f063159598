import { DomainError } from '../shared/decider.js';
import { columnFaults } from './column-rules.js';
import { designFaults } from './design-rules.js';
import { logFaults } from './log-rules.js';
import { lookFaults } from './look-rules.js';
import type { Protocol } from './protocol.js';
import { methodFaults } from './method-faults.js';
import { toldIn, type RuleFault } from './rule-fault.js';

/** Every rule the protocol breaks, with the place in it and what to do; empty for one that can be studied. */
export function rulesBroken(protocol: Protocol): readonly RuleFault[] {
  return [
    ...columnFaults(protocol),
    ...designFaults(protocol),
    ...logFaults(protocol),
    ...methodFaults(protocol),
    ...lookFaults(protocol),
  ];
}

/** Refuses a protocol whose answer would mean nothing, and says why. Throws {@link DomainError}. */
export function checkProtocol(protocol: Protocol): void {
  const faults = rulesBroken(protocol);
  if (faults.length > 0) {
    const told = faults.map((fault) => toldIn(fault, 'en'));
    throw new DomainError('invalid', `The protocol cannot answer its question: ${faults[0]?.detail}`, told);
  }
}

/** Each column the protocol reads, with the place that names it. */
export function columnsOf(protocol: Protocol): readonly { readonly column: string; readonly pointer: string }[] {
  const { outcome } = protocol;
  return [
    { column: protocol.arms.column, pointer: '/arms/column' },
    { column: outcome.column, pointer: '/outcome/column' },
    ...(outcome.survival
      ? [
          { column: outcome.survival.time, pointer: '/outcome/survival/time' },
          { column: outcome.survival.event, pointer: '/outcome/survival/event' },
        ]
      : []),
    ...(protocol.uptake ? [{ column: protocol.uptake.column, pointer: '/uptake/column' }] : []),
    ...(protocol.panel
      ? [
          { column: protocol.panel.unit, pointer: '/panel/unit' },
          { column: protocol.panel.period, pointer: '/panel/period' },
        ]
      : []),
    ...(protocol.subgroups ?? []).map(({ column }, index) => ({ column, pointer: `/subgroups/${index}/column` })),
    ...(protocol.strata ?? []).map(({ column }, index) => ({ column, pointer: `/strata/${index}/column` })),
    ...protocol.population.eligibility.map((rule, index) => ({
      column: rule.column,
      pointer: `/population/eligibility/${index}/column`,
    })),
    ...protocol.covariates.map((covariate, index) => ({
      column: covariate.column,
      pointer: `/covariates/${index}/column`,
    })),
    ...protocol.negativeControls.map((control, index) => ({
      column: control.column,
      pointer: `/negativeControls/${index}/column`,
    })),
  ];
}
