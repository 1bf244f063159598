import { faultWordsFrench } from '../shared/fault-words.js';
import { faultsOf, pointerStep } from '../shared/faults.js';
import type { LocalText } from '../shared/text.js';
import type { Analysis, Protocol } from './protocol.js';
import { MEASURES_OF } from './measures.js';
import type { RuleFault } from './rule-fault.js';
import { STUDY_METHODS, measuresOf, type StudyMethod } from './study-methods.js';

/** What makes an analysis one that cannot be run, or that answers another question than the estimand. */
export function methodFaults(protocol: Protocol): RuleFault[] {
  return [
    ...analysisFaults(protocol, protocol.primary, '/primary'),
    ...targetFaults(protocol),
    ...protocol.sensitivity.flatMap((analysis, index) => analysisFaults(protocol, analysis, `/sensitivity/${index}`)),
  ];
}

function analysisFaults(protocol: Protocol, { method, options }: Analysis, base: string): RuleFault[] {
  const pointer = `${base}/method`;
  // Not by a bare index: "constructor" is no method.
  const known = Object.hasOwn(STUDY_METHODS, method) ? STUDY_METHODS[method] : undefined;
  const others = usable(protocol, base === '/primary' ? 'primary' : 'sensitivity');
  const [instead, plutot] = [`choose ${others.en}.`, `choisissez ${others.fr}.`];
  if (!known) {
    return [
      {
        pointer,
        detail: `"${method}" is no method of a study: it compares its groups on the scale of its estimand: ${instead}`,
        fr: `« ${method} » n’est pas une méthode d’étude : celle-ci compare ses groupes sur l’échelle de l’effet cherché : ${plutot}`,
      },
    ];
  }
  const { kind } = protocol.outcome;
  const faults: RuleFault[] = [];
  const compares = known.outcomes.includes(kind);
  if (base === '/primary' && compares && !measuresOf(known, kind).includes(protocol.estimand.measure)) {
    faults.push({
      pointer,
      detail: `"${method}" gives no ${protocol.estimand.measure.replaceAll('_', ' ')} of a ${kind} outcome: ${instead}`,
      fr: `« ${method} » ne donne pas « ${protocol.estimand.measure} » d’un résultat « ${kind} » : ${plutot}`,
    });
  }
  if (!compares) {
    faults.push({
      pointer,
      detail: `"${method}" does not compare a ${kind} outcome: ${instead}`,
      fr: `« ${method} » ne compare pas un résultat « ${kind} » : ${plutot}`,
    });
  }
  if (base === '/primary' && compares && known.unadjusted && takesPeopleWhoChose(protocol)) {
    faults.push({
      pointer,
      detail: `"${method}" compares the groups as they are, and people of a cohort chose theirs: what made them choose would pass for the effect. It may stand in /sensitivity; here ${instead}`,
      fr: `« ${method} » compare les groupes tels quels, et ceux d’une cohorte ont choisi le leur : ce qui les a fait choisir passerait pour l’effet. Elle a sa place dans /sensitivity ; ici ${plutot}`,
    });
  }
  if (base === '/primary' && compares && losesOtherExits(known, protocol)) {
    faults.push({
      pointer,
      detail: `"${method}" takes people who left otherwise (/outcome/competingEvents) as lost: it answers for a world in which nobody leaves so. It may stand in /sensitivity; here ${instead}`,
      fr: `« ${method} » prend ceux qui sont sortis autrement (/outcome/competingEvents) pour perdus de vue : elle répond pour un monde où personne ne sort ainsi. Elle a sa place dans /sensitivity ; ici ${plutot}`,
    });
  }
  if (known.needsCovariates && protocol.covariates.length === 0) {
    faults.push({
      pointer,
      detail: `"${method}" adjusts for covariates, and none is declared: declare them.`,
      fr: `« ${method} » ajuste sur des covariables, et aucune n’est déclarée : déclarez-les.`,
    });
  }
  if (known.timeZero !== severalRows(protocol)) {
    faults.push({
      pointer,
      detail: `"${method}" takes ${known.timeZero ? 'the several rows a person has' : 'one row a person'}, and the time-zero rule "${protocol.timeZero.rule}" gives ${known.timeZero ? 'others' : 'several, which are no more people'}: ${instead}`,
      fr: `« ${method} » prend ${known.timeZero ? 'les lignes de qui en a plusieurs' : 'une ligne par personne'}, et la règle « ${protocol.timeZero.rule} » du temps zéro en donne ${known.timeZero ? 'd’autres' : 'plusieurs, qui ne font pas plus de personnes'} : ${plutot}`,
    });
  } else if (!answers(known, protocol)) {
    const designs = known.designs
      ? { en: `of design "${known.designs.join('" or "')}"`, fr: `de plan « ${known.designs.join(' » ou « ')} »` }
      : { en: 'of people', fr: 'de personnes' };
    faults.push({
      pointer,
      detail: `"${method}" answers a study ${designs.en}, not "${protocol.design}": ${instead}`,
      fr: `« ${method} » répond à une étude ${designs.fr}, pas « ${protocol.design} » : ${plutot}`,
    });
  }
  const asked = options['target'] ?? wantedTarget(protocol);
  if (known.targets && options['target'] === undefined && !known.targets.includes(asked as string)) {
    faults.push({
      pointer,
      detail: `"${method}" cannot speak of the ${asked}, only of ${known.targets.join(', ')}: choose another method or estimand.`,
      fr: `« ${method} » ne peut parler de ${asked}, seulement de ${known.targets.join(', ')} : choisissez une autre méthode ou un autre effet.`,
    });
  }
  return [...faults, ...optionFaults(method, known, options, `${base}/options`)];
}

/** Tables of units and periods have methods of their own. */
const answers = ({ designs, timeZero }: StudyMethod, protocol: Protocol): boolean =>
  timeZero === severalRows(protocol) &&
  (designs ? designs.includes(protocol.design) : protocol.design !== 'difference_in_differences');

/** The rule of time zero, where it gives a person several rows. */
const severalRows = ({ timeZero: { rule } }: Pick<Protocol, 'timeZero'>): StudyMethod['timeZero'] =>
  rule === 'grace' || rule === 'sequential_trials' ? rule : undefined;

/** The effect of being assigned is that for everybody assigned. */
const wantedTarget = ({ estimand }: Protocol): string => (estimand.target === 'ITT' ? 'ATE' : estimand.target);

const takesPeopleWhoChose = ({ design }: Protocol): boolean => design === 'cohort' || design === 'stratified_cohort';

/** Where a person has several rows nothing else is there to ask, and the label says what is answered. */
const losesOtherExits = ({ censorsOtherExits, timeZero }: StudyMethod, { outcome }: Protocol): boolean =>
  censorsOtherExits === true && outcome.competingEvents !== undefined && timeZero === undefined;

/** Whether a method may be the answer itself. */
const mayDecide = (method: StudyMethod, protocol: Protocol): boolean =>
  !(method.unadjusted && takesPeopleWhoChose(protocol)) && !losesOtherExits(method, protocol);

/** The methods that answer the protocol's question, or the questions that have one. */
function usable(protocol: Protocol, place: 'primary' | 'sensitivity'): Required<LocalText> {
  const { kind } = protocol.outcome;
  const fitting = Object.entries(STUDY_METHODS).filter(
    ([, method]) => answers(method, protocol) && (place === 'sensitivity' || mayDecide(method, protocol)),
  );
  const giving = fitting.filter(([, method]) => measuresOf(method, kind).includes(protocol.estimand.measure));
  const names = giving.map(([id]) => id).join(', ');
  if (giving.length > 0) return { en: names, fr: names };
  const measures = MEASURES_OF[kind].filter((each) =>
    fitting.some(([, method]) => measuresOf(method, kind).includes(each)),
  );
  return {
    en: `another measure in /estimand/measure, since none gives this one: ${measures.join(', ')}`,
    fr: `une autre mesure dans /estimand/measure, car aucune ne donne celle-ci : ${measures.join(', ')}`,
  };
}

function optionFaults(method: string, known: StudyMethod, options: Analysis['options'], base: string): RuleFault[] {
  const result = known.options.safeParse(options);
  if (result.success) return [];
  const inFrench = known.options.safeParse(options, { error: faultWordsFrench });
  const names = Object.keys(known.options.shape).join(', ');
  const choices =
    names === ''
      ? { en: 'it has none', fr: 'elle n’en a pas' }
      : { en: `choose among ${names}`, fr: `choisissez parmi ${names}` };
  return result.error.issues.flatMap((issue, index): RuleFault[] => {
    if (issue.code !== 'unrecognized_keys') {
      const fr = inFrench.error!.issues[index]!.message;
      return faultsOf([issue], base).map((fault) => ({ ...fault, fr }));
    }
    return issue.keys.map((key) => ({
      pointer: base + pointerStep(key),
      ...(key === 'level'
        ? LEVEL
        : {
            detail: `is no option that a study may choose for "${method}": ${choices.en}.`,
            fr: `n’est pas une option qu’une étude puisse choisir pour « ${method} » : ${choices.fr}.`,
          }),
    }));
  });
}

const LEVEL = {
  detail:
    'would give this analysis an error rate of its own, which nothing has set aside: alpha would be overspent. Every interval is at 1 less /alpha: leave it out.',
  fr: 'donnerait à cette analyse un risque d’erreur à elle, que rien n’a prévu : alpha serait dépassé. Chaque intervalle est à 1 moins /alpha : retirez-le.',
};

/** A sensitivity analysis may look at another population; the primary one is the answer itself. */
function targetFaults(protocol: Protocol): RuleFault[] {
  const { method } = protocol.primary;
  if ((protocol.estimand.target === 'LATE') !== (method === 'iv')) {
    return [
      {
        pointer: '/primary/method',
        detail: 'the effect of use on those whom an invitation moved (LATE) is the figure of "iv", and its only one.',
        fr: 'l’effet de l’usage sur ceux qu’une invitation a décidés (LATE) est le chiffre de « iv », et son seul.',
      },
    ];
  }
  if (protocol.design === 'stratified_cohort' && !STUDY_METHODS[method]?.designs) {
    return [
      {
        pointer: '/primary/method',
        detail:
          'of a stratified cohort is "mantel-haenszel" or "standardisation": others do not compare within strata.',
        fr: 'd’une cohorte stratifiée est « mantel-haenszel » ou « standardisation » : les autres ne comparent pas au sein des strates.',
      },
    ];
  }
  const { target } = protocol.primary.options;
  const wanted = wantedTarget(protocol);
  return target === undefined || target === wanted
    ? []
    : [
        {
          pointer: '/primary/options/target',
          detail: `is "${target}", but the estimand asks for the effect on ${wanted}: write the same, or leave it out.`,
          fr: `est « ${target} », mais l’effet cherché est celui sur ${wanted} : écrivez le même, ou retirez-le.`,
        },
      ];
}
