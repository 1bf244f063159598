import type { Fault } from '../shared/faults.js';
import { inLocale } from '../shared/text.js';
import { isRatio, MEASURES_OF } from './measures.js';
import type { Protocol } from './protocol.js';

/** An arm that only the future tells gives its people days in which nothing could happen to them. */
function immortalTime({ arms, design }: Protocol): Fault[] {
  if (arms.known !== 'after_time_zero' || design === 'naive_match' || design === 'before_after') return [];
  const detail =
    `The arm "${inLocale(arms.treated, 'en')}" is known only after time zero: people had to be still without the outcome ` +
    'to join it, and those days of certain safety would be counted as its effect (immortal time). Tell the arms by what is ' +
    'known at time zero: start the clock at a landmark day, or give event logs and the rule "grace" or "sequential_trials".';
  return [{ pointer: '/arms/known', detail }];
}

/** What of a design, its outcome and its estimand does not go together. */
export function designFaults(protocol: Protocol): Fault[] {
  const faults: Fault[] = immortalTime(protocol);
  const { design, estimand } = protocol;
  const drawn = design === 'randomised' || design === 'encouragement';
  if (drawn && !protocol.allocation) {
    faults.push({
      pointer: '/allocation',
      detail:
        'says how the arms were drawn: give { "treatedShare": 0.5 }, or { "unknown": "why" } when nobody can tell.',
    });
  }
  if (!drawn && estimand.target === 'ITT') {
    faults.push({
      pointer: '/estimand/target',
      detail: 'intention to treat needs a randomised design: choose ATE, ATT or ATO.',
    });
  }
  if ((design === 'encouragement') !== (protocol.uptake !== undefined)) {
    faults.push({
      pointer: '/uptake',
      detail:
        'names who used the service after an invitation drawn by lot: an "encouragement" needs it, no other has it.',
    });
  }
  if (design === 'encouragement' && estimand.target !== 'ITT' && estimand.target !== 'LATE') {
    faults.push({
      pointer: '/estimand/target',
      detail: 'of an encouragement is ITT, the effect of being invited, or LATE, that of use on those whom it moved.',
    });
  }
  if (design !== 'encouragement' && estimand.target === 'LATE') {
    faults.push({
      pointer: '/estimand/target',
      detail: 'LATE needs an invitation drawn by lot: design "encouragement".',
    });
  }
  const stratified = design === 'stratified_cohort';
  if (stratified !== (protocol.strata !== undefined) && design !== 'randomised') {
    faults.push({
      pointer: '/strata',
      detail:
        'are the columns within which arms are compared: a "stratified_cohort" needs them, a draw may have been made within them, no other has them.',
    });
  }
  if (design === 'cohort' && protocol.covariates.length === 0) {
    faults.push({
      pointer: '/covariates',
      detail: 'a cohort without covariates is an unadjusted comparison: declare covariates, or choose "naive_match".',
    });
  }
  return [...faults, ...measureFaults(protocol), ...panelFaults(protocol), ...economicFaults(protocol)];
}

function measureFaults({ outcome, estimand, design }: Protocol): Fault[] {
  const faults: Fault[] = [];
  const { kind, unit, survival, competingEvents } = outcome;
  const measures = MEASURES_OF[kind];
  if (!measures.includes(estimand.measure)) {
    faults.push({
      pointer: '/estimand/measure',
      detail: `is ${measures.map((each) => `"${each}"`).join(' or ')} for a ${kind} outcome.`,
    });
  }
  const units: readonly string[] = {
    binary: ['points'],
    // The outcome of a table of units and periods may be a share.
    continuous: design === 'difference_in_differences' ? [unit] : ['euro', 'dollar', 'day', 'week', 'score'],
    time_to_event: ['day', 'week'],
  }[kind];
  if (!units.includes(unit)) {
    faults.push({ pointer: '/outcome/unit', detail: `of a ${kind} outcome is ${units.join(', ')}.` });
  }
  if (kind === 'time_to_event' && (!survival || survival.event !== outcome.column)) {
    faults.push({
      pointer: '/outcome/survival',
      detail: 'names the columns of the time and of the event, and /outcome/column is that of the event.',
    });
  }
  if (competingEvents && (kind !== 'time_to_event' || estimand.measure !== 'risk_difference')) {
    faults.push({
      pointer: '/outcome/competingEvents',
      detail:
        'end the time at risk: the answer is then the risk by the horizon of a "time_to_event" outcome (risk_difference), and time lost is shown as if nobody left otherwise.',
    });
  }
  return faults;
}

function panelFaults({ design, panel, outcome }: Protocol): Fault[] {
  if ((design === 'difference_in_differences') !== (panel !== undefined)) {
    return [
      {
        pointer: '/panel',
        detail:
          'names the unit and the period of a table with one row of each: "difference_in_differences" needs it, no other has it.',
      },
    ];
  }
  return panel && outcome.kind !== 'continuous'
    ? [
        {
          pointer: '/outcome/kind',
          detail: 'of a table of units and periods is "continuous": a share, a mean, a count.',
        },
      ]
    : [];
}

function economicFaults({ economics, estimand }: Protocol): Fault[] {
  if (!economics) return [];
  const faults: Fault[] = [];
  const isTime = estimand.measure === 'rmst_difference';
  if (isRatio(estimand.measure)) {
    faults.push({
      pointer: '/economics',
      detail: 'needs an effect that is a difference: a ratio buys nothing by itself.',
    });
  } else if ((economics.gain === 'time') !== isTime) {
    faults.push({
      pointer: '/economics/gain',
      detail:
        'is "time" exactly when the estimand is time lost (rmst_difference): days do not follow from a difference of shares.',
    });
  }
  return faults;
}
