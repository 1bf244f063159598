import { inLocale } from '../shared/text.js';
import { isRatio, MEASURES_OF } from './measures.js';
import type { Protocol } from './protocol.js';
import type { RuleFault } from './rule-fault.js';

/** An arm that only the future tells gives its people days in which nothing could happen to them. */
function immortalTime({ arms, design }: Protocol): RuleFault[] {
  if (arms.known !== 'after_time_zero' || design === 'naive_match' || design === 'before_after') return [];
  const detail =
    `The arm "${inLocale(arms.treated, 'en')}" is known only after time zero: people had to be still without the outcome ` +
    'to join it, and those days of certain safety would be counted as its effect (immortal time). Tell the arms by what is ' +
    'known at time zero: start the clock at a landmark day, or give event logs and the rule "grace" or "sequential_trials".';
  const fr =
    `Le groupe « ${inLocale(arms.treated, 'fr')} » n’est connu qu’après le temps zéro : il fallait être encore sans le résultat pour ` +
    'en être, et ces jours de certitude compteraient comme son effet (temps immortel). Formez les groupes par ce qui est connu au ' +
    'temps zéro : partez d’un jour repère, ou donnez des journaux et la règle « grace » ou « sequential_trials ».';
  return [{ pointer: '/arms/known', detail, fr }];
}

/** What of a design, its outcome and its estimand does not go together. */
export function designFaults(protocol: Protocol): RuleFault[] {
  const faults: RuleFault[] = immortalTime(protocol);
  const { design, estimand } = protocol;
  const drawn = design === 'randomised' || design === 'encouragement';
  if (drawn && !protocol.allocation) {
    faults.push({
      pointer: '/allocation',
      detail:
        'says how the arms were drawn: give { "treatedShare": 0.5 }, or { "unknown": "why" } when nobody can tell.',
      fr: 'dit comment les groupes ont été tirés : donnez { "treatedShare": 0.5 }, ou { "unknown": "pourquoi" } si personne ne le sait.',
    });
  }
  if (!drawn && estimand.target === 'ITT') {
    faults.push({
      pointer: '/estimand/target',
      detail: 'intention to treat needs a randomised design: choose ATE, ATT or ATO.',
      fr: 'l’intention de traiter demande un tirage au sort : choisissez ATE, ATT ou ATO.',
    });
  }
  if ((design === 'encouragement') !== (protocol.uptake !== undefined)) {
    faults.push({
      pointer: '/uptake',
      detail:
        'names who used the service after an invitation drawn by lot: an "encouragement" needs it, no other has it.',
      fr: 'nomme qui a utilisé le service après une invitation tirée au sort : « encouragement » le demande, aucun autre ne l’a.',
    });
  }
  if (design === 'encouragement' && estimand.target !== 'ITT' && estimand.target !== 'LATE') {
    faults.push({
      pointer: '/estimand/target',
      detail: 'of an encouragement is ITT, the effect of being invited, or LATE, that of use on those whom it moved.',
      fr: 'd’une invitation est ITT, l’effet d’être invité, ou LATE, celui de l’usage sur ceux qu’elle a décidés.',
    });
  }
  if (design !== 'encouragement' && estimand.target === 'LATE') {
    faults.push({
      pointer: '/estimand/target',
      detail: 'LATE needs an invitation drawn by lot: design "encouragement".',
      fr: 'LATE demande une invitation tirée au sort : le plan « encouragement ».',
    });
  }
  const stratified = design === 'stratified_cohort';
  if (stratified !== (protocol.strata !== undefined) && design !== 'randomised') {
    faults.push({
      pointer: '/strata',
      detail:
        'are the columns within which arms are compared: a "stratified_cohort" needs them, a draw may have been made within them, no other has them.',
      fr: 'sont les colonnes au sein desquelles les groupes sont comparés : « stratified_cohort » les demande, un tirage a pu se faire en leur sein, aucun autre ne les a.',
    });
  }
  if (design === 'cohort' && protocol.covariates.length === 0) {
    faults.push({
      pointer: '/covariates',
      detail: 'a cohort without covariates is an unadjusted comparison: declare covariates, or choose "naive_match".',
      fr: 'une cohorte sans covariables est une comparaison brute : déclarez des covariables, ou choisissez « naive_match ».',
    });
  }
  return [...faults, ...measureFaults(protocol), ...panelFaults(protocol), ...economicFaults(protocol)];
}

function measureFaults({ outcome, estimand, design }: Protocol): RuleFault[] {
  const faults: RuleFault[] = [];
  const { kind, unit, survival, competingEvents } = outcome;
  const measures = MEASURES_OF[kind];
  if (!measures.includes(estimand.measure)) {
    faults.push({
      pointer: '/estimand/measure',
      detail: `is ${measures.map((each) => `"${each}"`).join(' or ')} for a ${kind} outcome.`,
      fr: `est ${measures.map((each) => `« ${each} »`).join(' ou ')} pour un résultat « ${kind} ».`,
    });
  }
  const units: readonly string[] = {
    binary: ['points'],
    // The outcome of a table of units and periods may be a share.
    continuous: design === 'difference_in_differences' ? [unit] : ['euro', 'dollar', 'day', 'week', 'score'],
    time_to_event: ['day', 'week'],
  }[kind];
  if (!units.includes(unit)) {
    faults.push({
      pointer: '/outcome/unit',
      detail: `of a ${kind} outcome is ${units.join(', ')}.`,
      fr: `d’un résultat « ${kind} » est ${units.join(', ')}.`,
    });
  }
  if (kind === 'time_to_event' && (!survival || survival.event !== outcome.column)) {
    faults.push({
      pointer: '/outcome/survival',
      detail: 'names the columns of the time and of the event, and /outcome/column is that of the event.',
      fr: 'nomme les colonnes du temps et de l’événement, et /outcome/column est celle de l’événement.',
    });
  }
  if (competingEvents && (kind !== 'time_to_event' || estimand.measure !== 'risk_difference')) {
    faults.push({
      pointer: '/outcome/competingEvents',
      detail:
        'end the time at risk: the answer is then the risk by the horizon of a "time_to_event" outcome (risk_difference), and time lost is shown as if nobody left otherwise.',
      fr: 'mettent fin au temps à risque : la réponse est alors le risque à l’horizon d’un résultat « time_to_event » (risk_difference), et le temps perdu est montré comme si personne ne sortait autrement.',
    });
  }
  return faults;
}

function panelFaults({ design, panel, outcome }: Protocol): RuleFault[] {
  if ((design === 'difference_in_differences') !== (panel !== undefined)) {
    return [
      {
        pointer: '/panel',
        detail:
          'names the unit and the period of a table with one row of each: "difference_in_differences" needs it, no other has it.',
        fr: 'nomme l’unité et la période d’une table qui a une ligne pour chacune : « difference_in_differences » le demande, aucun autre ne l’a.',
      },
    ];
  }
  return panel && outcome.kind !== 'continuous'
    ? [
        {
          pointer: '/outcome/kind',
          detail: 'of a table of units and periods is "continuous": a share, a mean, a count.',
          fr: 'd’une table d’unités et de périodes est « continuous » : une part, une moyenne, un compte.',
        },
      ]
    : [];
}

function economicFaults({ economics, estimand }: Protocol): RuleFault[] {
  if (!economics) return [];
  const faults: RuleFault[] = [];
  const isTime = estimand.measure === 'rmst_difference';
  if (isRatio(estimand.measure)) {
    faults.push({
      pointer: '/economics',
      detail: 'needs an effect that is a difference: a ratio buys nothing by itself.',
      fr: 'demande un effet qui soit une différence : un rapport n’achète rien à lui seul.',
    });
  } else if ((economics.gain === 'time') !== isTime) {
    faults.push({
      pointer: '/economics/gain',
      detail:
        'is "time" exactly when the estimand is time lost (rmst_difference): days do not follow from a difference of shares.',
      fr: 'est « time » exactement quand l’effet cherché est du temps perdu (rmst_difference) : une différence de parts ne donne pas de jours.',
    });
  }
  return faults;
}
