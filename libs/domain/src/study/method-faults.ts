import { faultsOf, pointerStep, type Fault } from '../shared/faults.js';
import type { Analysis, Protocol } from './protocol.js';
import { MEASURES_OF } from './measures.js';
import { STUDY_METHODS, measuresOf, type StudyMethod } from './study-methods.js';

/** What makes an analysis one that cannot be run, or that answers another question than the estimand. */
export function methodFaults(protocol: Protocol): Fault[] {
  return [
    ...analysisFaults(protocol, protocol.primary, '/primary'),
    ...targetFaults(protocol),
    ...protocol.sensitivity.flatMap((analysis, index) => analysisFaults(protocol, analysis, `/sensitivity/${index}`)),
  ];
}

function analysisFaults(protocol: Protocol, { method, options }: Analysis, base: string): Fault[] {
  const pointer = `${base}/method`;
  // Not by a bare index: "constructor" is no method.
  const known = Object.hasOwn(STUDY_METHODS, method) ? STUDY_METHODS[method] : undefined;
  const instead = `choose ${usable(protocol, base === '/primary' ? 'primary' : 'sensitivity')}.`;
  if (!known) return [{ pointer, detail: `"${method}" is no method of a study: ${COMPARES}: ${instead}` }];
  const { kind } = protocol.outcome;
  const faults: Fault[] = [];
  const compares = known.outcomes.includes(kind);
  if (base === '/primary' && compares && !measuresOf(known, kind).includes(protocol.estimand.measure)) {
    faults.push({
      pointer,
      detail: `"${method}" gives no ${protocol.estimand.measure.replaceAll('_', ' ')} of a ${kind} outcome: ${instead}`,
    });
  }
  if (!compares) {
    faults.push({ pointer, detail: `"${method}" does not compare a ${kind} outcome: ${instead}` });
  }
  if (base === '/primary' && compares && known.unadjusted && takesPeopleWhoChose(protocol)) {
    faults.push({
      pointer,
      detail: `"${method}" compares the groups as they are, and people of a cohort chose theirs: what made them choose would pass for the effect. It may stand in /sensitivity; here ${instead}`,
    });
  }
  if (base === '/primary' && compares && losesOtherExits(known, protocol)) {
    faults.push({
      pointer,
      detail: `"${method}" takes people who left otherwise (/outcome/competingEvents) as lost: it answers for a world in which nobody leaves so. It may stand in /sensitivity; here ${instead}`,
    });
  }
  if (known.needsCovariates && protocol.covariates.length === 0) {
    faults.push({ pointer, detail: `"${method}" adjusts for covariates, and none is declared: declare them.` });
  }
  if (known.timeZero !== severalRows(protocol)) {
    faults.push({
      pointer,
      detail: `"${method}" takes ${known.timeZero ? 'the several rows a person has' : 'one row a person'}, and the time-zero rule "${protocol.timeZero.rule}" gives ${known.timeZero ? 'others' : 'several, which are no more people'}: ${instead}`,
    });
  } else if (!answers(known, protocol)) {
    const designs = known.designs ? `of design "${known.designs.join('" or "')}"` : 'of people';
    faults.push({
      pointer,
      detail: `"${method}" answers a study ${designs}, not "${protocol.design}": ${instead}`,
    });
  }
  const asked = options['target'] ?? wantedTarget(protocol);
  if (known.targets && options['target'] === undefined && !known.targets.includes(asked as string)) {
    faults.push({
      pointer,
      detail: `"${method}" cannot speak of the ${asked}, only of ${known.targets.join(', ')}: choose another method or estimand.`,
    });
  }
  return [...faults, ...optionFaults(method, known, options, `${base}/options`)];
}

const COMPARES = 'it compares its groups on the scale of its estimand';

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
function usable(protocol: Protocol, place: 'primary' | 'sensitivity'): string {
  const { kind } = protocol.outcome;
  const fitting = Object.entries(STUDY_METHODS).filter(
    ([, method]) => answers(method, protocol) && (place === 'sensitivity' || mayDecide(method, protocol)),
  );
  const giving = fitting.filter(([, method]) => measuresOf(method, kind).includes(protocol.estimand.measure));
  if (giving.length > 0) return giving.map(([id]) => id).join(', ');
  const measures = MEASURES_OF[kind].filter((each) =>
    fitting.some(([, method]) => measuresOf(method, kind).includes(each)),
  );
  return `another measure in /estimand/measure, since none gives this one: ${measures.join(', ')}`;
}

function optionFaults(method: string, known: StudyMethod, options: Analysis['options'], base: string): Fault[] {
  const result = known.options.safeParse(options);
  if (result.success) return [];
  const names = Object.keys(known.options.shape).join(', ');
  const choices = names === '' ? 'it has none' : `choose among ${names}`;
  return result.error.issues.flatMap((issue): Fault[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          pointer: base + pointerStep(key),
          detail:
            key === 'level'
              ? 'would give this analysis an error rate of its own, which nothing has set aside: alpha would be overspent. Every interval is at 1 less /alpha: leave it out.'
              : `is no option that a study may choose for "${method}": ${choices}.`,
        }))
      : faultsOf([issue], base),
  );
}

/** A sensitivity analysis may look at another population; the primary one is the answer itself. */
function targetFaults(protocol: Protocol): Fault[] {
  const { method } = protocol.primary;
  if ((protocol.estimand.target === 'LATE') !== (method === 'iv')) {
    const detail =
      'the effect of use on those whom an invitation moved (LATE) is the figure of "iv", and its only one.';
    return [{ pointer: '/primary/method', detail }];
  }
  if (protocol.design === 'stratified_cohort' && !STUDY_METHODS[method]?.designs) {
    const detail =
      'of a stratified cohort is "mantel-haenszel" or "standardisation": others do not compare within strata.';
    return [{ pointer: '/primary/method', detail }];
  }
  const { target } = protocol.primary.options;
  const wanted = wantedTarget(protocol);
  return target === undefined || target === wanted
    ? []
    : [
        {
          pointer: '/primary/options/target',
          detail: `is "${target}", but the estimand asks for the effect on ${wanted}: write the same, or leave it out.`,
        },
      ];
}
