import type { GateId, GateResult } from '@impact-ledger/domain';
import { concise, decimal, small } from './numbers.js';
import type { Effect, Phrases, Subject } from './phrases.js';

const GATES: Readonly<Record<GateId, string>> = {
  balance: 'the two groups still differ after adjustment',
  equipoise: 'the two groups have too little in common',
  effective_sample: 'too few comparable people are left',
  sample_ratio: 'the groups do not have the sizes the draw should give',
  attrition: 'the outcome is unknown for more people in one group than in the other',
  completeness: 'too many outcomes are not declared yet',
  clusters: 'too few units are on one side to know how far chance alone goes',
  composition: 'the units are not the same from one period to the next',
};

const FIGURES: Readonly<Record<GateId, string>> = {
  balance: 'largest standardised difference',
  equipoise: 'equipoise',
  effective_sample: 'effective sample',
  sample_ratio: 'p-value of the group sizes',
  attrition: 'difference in unknown outcomes',
  completeness: 'completeness',
  clusters: 'units on the smaller side',
  composition: 'units seen in every period',
};

const figure = (value: number): string => concise(value, value >= 10 ? 1 : value < 0.001 ? 6 : 3, 'en');

const gateText = ({ gate, value, limit, rule }: GateResult): string =>
  `${GATES[gate]} (${FIGURES[gate]} ${figure(value)}, where at ${rule === 'at_most' ? 'most' : 'least'} ${figure(limit)} is asked)`;

/** "3 fewer", "5 more", "no more" of people; "300 dollars less" of an amount. */
function change(value: number, { isPeople, ratio, scale }: Subject): string {
  const size = scale.size(value);
  if (!ratio && size === scale.size(0)) return 'no change';
  if (ratio) return size;
  if (isPeople) return `${size} ${value < 0 ? 'fewer' : 'more'}`;
  return `${size} ${scale.unit} ${value < 0 ? 'less' : 'more'}`;
}

const possible = (subject: Subject, { lower, upper }: Effect): string =>
  `${subject.ratio ? 'any factor' : 'anything'} from ${change(lower, subject)} to ${change(upper, subject)}${subject.isPeople ? ` ${subject.scale.base}` : ''} remains possible`;

function what({ outcome, isPeople, ratio }: Subject): string {
  if (ratio === 'odds') return `the odds of the outcome (people ${outcome})`;
  return isPeople || ratio === 'people' ? `the number of people ${outcome}` : outcome;
}

const whether = (subject: Subject): string => `whether ${small(subject.exposure)} changes ${what(subject)}`;

const bounds = ({ lower, upper }: Effect, { ratio, scale }: Subject): string => {
  if (ratio) return `between ${scale.size(lower)} and ${scale.size(upper)}`;
  const [near, far] = Math.abs(lower) <= Math.abs(upper) ? [lower, upper] : [upper, lower];
  return `between ${scale.size(near)} and ${scale.size(far)}`;
};

export const en: Phrases = {
  effect: (subject, effect) => {
    const { exposure, outcome, isPeople, scale } = subject;
    const size = scale.size(effect.value);
    if (subject.ratio) return `${exposure} multiplied ${what(subject)} by about ${size} (${bounds(effect, subject)}).`;
    return isPeople
      ? `${exposure} put about ${size} ${effect.value > 0 ? 'more' : 'fewer'} people ${scale.base} ${outcome} (${bounds(effect, subject)}).`
      : `${exposure} ${effect.value > 0 ? 'raised' : 'lowered'} ${outcome} by about ${size} ${scale.unit} (${bounds(effect, subject)}).`;
  },
  noEffect: (subject, delta) => {
    const { exposure, isPeople, ratio, scale } = subject;
    const least = ratio
      ? `a factor of ${scale.size(delta)}`
      : `${scale.size(delta)} ${isPeople ? scale.base : scale.unit}`;
    return `${exposure} changed ${what(subject)} by less than ${least}, either way.`;
  },
  undecided: (subject, effect) => `The data do not settle ${whether(subject)}: ${possible(subject, effect)}.`,
  tooFew: (subject, effect) =>
    `Too few people were followed to tell ${whether(subject)}: ${possible(subject, effect)}.`,
  fragile: (subject, effect, covariate) =>
    `The data do not settle ${whether(subject)}: an unseen difference no stronger than "${covariate}" could explain all of what is seen (${bounds(effect, subject)}${subject.isPeople ? ` ${subject.scale.base}` : subject.ratio ? '' : ` ${subject.scale.unit}`}).`,
  notAdjusted: ({ exposure }) =>
    `Nothing can be said of the effect of ${small(exposure)}: the two groups were not made comparable.`,
  refused: (subject, gate) => `These data cannot tell ${whether(subject)}: ${GATES[gate]}.`,
  because: {
    gates: (gates) => `Refused before anybody saw an estimate: ${gates.map(gateText).join('; ')}.`,
    notAdjusted: 'The groups were compared as they are. Such a figure is shown beside others, and decides nothing.',
    tooFewEvents: (least) =>
      `In at least one group fewer than ${least} people had the outcome, or fewer than ${least} did not.`,
    inside: (interval, delta) =>
      `${interval}, lies inside plus or minus ${delta}, the smallest effect that would matter.`,
    above: (interval, isGood, none) =>
      `${interval}, is above ${none}, which is the ${isGood ? 'hoped-for' : 'harmful'} direction.`,
    below: (interval, isGood, none) =>
      `${interval}, is below ${none}, which is the ${isGood ? 'hoped-for' : 'harmful'} direction.`,
    fragile: (interval, covariate, left, none) =>
      `${interval}, excludes ${none}, but an unmeasured confounder as strong as "${covariate}" would ${left === null ? 'leave no bound at all' : `move it to ${left}`}.`,
    tooWide: (interval, delta, none) =>
      `${interval}, includes ${none} and is too wide: an effect of ${delta}, the smallest that would matter, would be missed more than one time in five.`,
    includesZero: (interval, none) => `${interval}, includes ${none} and effects large enough to matter.`,
  },
  interval: (effect, scale) =>
    `The ${concise(100 * effect.level, 2, 'en')} % interval, ${en.range(effect.lower, effect.upper, scale)}`,
  range: (lower, upper, scale) => `${scale.exact(lower)} to ${scale.exact(upper)} ${scale.unit}`.trimEnd(),
  amount: (value, scale) =>
    scale.unit === '' ? `a factor of ${scale.exact(value)}` : `${scale.exact(value)} ${scale.unit}`,
  limits: {
    unblinded:
      'Unblinded, gates failed: the safety checks refused this comparison, so the figure is no evidence of effect.',
    displacement: (why) =>
      `A comparison of persons cannot see displacement: what the ones gained, others may have lost, and the total effect may be smaller, or none. Only a comparison of places could tell. ${why}`,
    cohort: 'Who used the service was not drawn by lot: a difference nobody measured may explain part of the effect.',
    naive: 'The groups were not made comparable: this figure is not evidence of effect.',
    beforeAfter: 'Whatever else changed between before and after is in this figure.',
    moved:
      'The effect is that of use on people whom the invitation moved, if the invitation acts only through use and moves nobody the other way.',
    parallel: 'Without the measure both sides are supposed to have changed alike: no data can prove it.',
    breakdown: (value) =>
      value === null
        ? 'No period before the measure shows whether both sides changed alike.'
        : `The effect is told from none as long as trends differ afterwards by less than ${concise(value, 2, 'en')} times what they differed by before.`,
    otherExits: (names) =>
      `People may leave otherwise (${names.join(', ')}): the risk counts them as without the outcome; figures marked "had nobody left otherwise" suppose they would have gone on as those who stayed.`,
    unknownAllocation: (reason) => `The intended sizes of the groups are unknown, so they were not checked: ${reason}`,
    manyLooks: 'Looking several times is allowed for in the intervals; that cures no difference between the groups.',
    waived: (gate, reason) => `A check was waived beforehand (${GATES[gate]}): ${reason}`,
    exploratory: 'Exploratory: somebody had seen a result, or changed the protocol, before this look.',
    landmark: (days) => `The result speaks only of people still concerned ${days} days after the start.`,
    reportingLag: (days) =>
      days === 0
        ? 'Outcomes are taken as the file gives them: the protocol says that each is known at once, and the file does not show it.'
        : `Outcomes are taken as the file gives them: it does not show which were declared late, up to ${days} days after they happened.`,
    tooYoung:
      'The days of declaration are there, but too few outcomes are old enough to tell how many are still to be declared.',
    controls: {
      too_few:
        'Fewer than three comparable negative controls, one of them known beforehand: hidden bias was not tested.',
      wide: 'The negative controls are too imprecise to exclude a bias as large as the smallest effect that matters.',
      biased: 'A negative control shows an effect the service cannot have had: some bias remains after adjustment.',
    },
    outcomeUnknown: (people) =>
      `The outcome of ${decimal(people, 0, 'en')} people is unknown; they were left out, as if they resembled the others of their group.`,
    unadjustedCurves: 'The curves show the groups as they are, not adjusted.',
    notComputed: (label, why) => `"${label}" could not be computed: ${why}`,
    fragilityUnknown: 'How strong a hidden difference would have to be could not be computed.',
  },
};
