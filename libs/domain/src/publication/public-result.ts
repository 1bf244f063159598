import { isRatio } from '../study/measures.js';
import type { Findings, StudyEstimate, StudyResult } from '../study/result.js';
import type { LookRecord } from '../study/looks.js';
import type { LocalText } from '../shared/text.js';
import { isSmall } from './policy.js';
import { publicCurves, type PublicCurves } from './public-curves.js';

/** An estimate as the public reads it: rounded, without what only serves to work out the rest, small counts null. */
export interface PublicEstimate extends Pick<
  StudyEstimate,
  'label' | 'method' | 'estimand' | 'measure' | 'value' | 'interval'
> {
  readonly n: { readonly total: number | null; readonly treated: number | null; readonly comparison: number | null };
}

export interface PublicFindings {
  readonly naive: PublicEstimate;
  readonly primary: PublicEstimate | null;
  readonly sensitivity: readonly PublicEstimate[];
  readonly negativeControls: readonly PublicEstimate[];
  readonly curves: PublicCurves | null;
}

/** `few`: the figures rest on too few people; `close`: they differ by too few from what was published before. */
export type Withheld = 'few' | 'close';

export interface PublicResult extends Pick<StudyResult, 'verdict' | 'grade' | 'exploratory'> {
  readonly sentence: LocalText;
  /** Null where it would tell what is withheld. */
  readonly verdictReason: LocalText | null;
  readonly limits: readonly LocalText[];
  readonly arms: { readonly treated: number | null; readonly comparison: number | null };
  readonly findings: PublicFindings | null;
  readonly withheld: Withheld | null;
  /** Of one of several planned looks: how far the limits stand from the estimate, in standard errors, to hold over all of them. */
  readonly look: Pick<LookRecord, 'kind' | 'critical'> | null;
}

const INSTEAD: Readonly<Record<Withheld, LocalText>> = {
  few: {
    en: 'The figures of this result are not shown: they rest on so few people that somebody could be singled out.',
    fr: 'Les chiffres de ce résultat ne sont pas montrés : ils reposent sur si peu de personnes que l’une d’elles pourrait être reconnue.',
  },
  close: {
    en: 'The figures of this newer result are not shown: they differ by so few people from those published before that somebody could be singled out.',
    fr: 'Les chiffres de ce résultat plus récent ne sont pas montrés : ils diffèrent de ceux publiés auparavant de si peu de personnes que l’une d’elles pourrait être reconnue.',
  },
};

/** People of each arm, and how many of them had the outcome where the result says it. */
interface Counts {
  readonly people: readonly [treated: number, comparison: number];
  readonly events: readonly [treated: number, comparison: number] | null;
  /** Of both arms. */
  readonly allEvents: number | null;
}

/**
 * Events of each arm: as the result counts them; in one of an earlier release from the unadjusted risk difference and the
 * events of both, as any reader could.
 */
function countsOf({ naive, counts }: Findings): Counts {
  const { treated, comparison, events, persons } = naive.n;
  const people = persons ? ([persons.treated, persons.comparison] as const) : ([treated, comparison] as const);
  const allEvents = persons?.events ?? events;
  if (counts) return { people, allEvents, events: [counts.treated.events, counts.comparison.events] };
  if (persons || events === null || naive.measure !== 'risk_difference') return { people, allEvents, events: null };
  const total = treated + comparison;
  const ofTreated = total === 0 ? 0 : Math.round((treated * (events + comparison * naive.value)) / total);
  return { people, allEvents, events: [ofTreated, events - ofTreated] };
}

function restsOnFew(findings: Findings, smallest: number): boolean {
  const { naive, primary, risks } = findings;
  const small = (count: number) => isSmall(count, smallest);
  if ([naive, primary].some((each) => each && (small(each.n.treated) || small(each.n.comparison)))) return true;
  const { persons } = naive.n;
  // Many rows may be of few people.
  if (persons && Object.values(persons).some(small)) return true;
  if (persons && small(persons.total - persons.events)) return true;
  const { people, events } = countsOf(findings);
  if (events?.some((count, arm) => small(count) || small((people[arm] ?? 0) - count))) return true;
  if (naive.n.events !== null && (small(naive.n.events) || small(naive.n.total - naive.n.events))) return true;
  if (!risks) return false;
  return [risks.treated, risks.comparison].some((risk, arm) => {
    const expected = risk * (people[arm] ?? 0);
    return small(Math.round(expected)) || small(Math.round((people[arm] ?? 0) - expected));
  });
}

/**
 * Whether an arm changed by so few people, or by so few with or without the outcome, that the two publications together tell of
 * them. Of an amount nobody can tell how many changed where the people are as many as before.
 */
function tooClose(now: StudyResult, before: StudyResult, smallest: number): boolean {
  if (!now.findings || !before.findings) return false;
  const small = (change: number): boolean => isSmall(Math.abs(change), smallest);
  const [one, other] = [countsOf(now.findings), countsOf(before.findings)];
  const people = one.people.map((count, arm) => count - other.people[arm]!);
  if (people.some(small)) return true;
  if (one.events && other.events) {
    const events = one.events.map((count, arm) => count - other.events![arm]!);
    return events.some((change, arm) => small(change) || small(people[arm]! - change));
  }
  if (one.allEvents !== null && other.allEvents !== null) return small(one.allEvents - other.allEvents);
  return people.every((change) => change === 0) && now.findings.naive.value !== before.findings.naive.value;
}

const significant = (value: number): number => Number(value.toPrecision(4));
const round = (measure: string, value: number): number =>
  measure === 'risk_difference' || isRatio(measure) ? Math.round(value * 1000) / 1000 : significant(value);

function publicEstimate(estimate: StudyEstimate, smallest: number): PublicEstimate {
  const { label, method, estimand, measure, value, interval, n } = estimate;
  const shown = (count: number) => (isSmall(count, smallest) ? null : count);
  const people = n.persons ?? n;
  return {
    ...{ label, method, estimand, measure },
    value: round(measure, value),
    interval: { ...interval, lower: round(measure, interval.lower), upper: round(measure, interval.upper) },
    n: { total: shown(people.total), treated: shown(people.treated), comparison: shown(people.comparison) },
  };
}

/** None of an earlier release that counted rows where a person has several: nobody can tell how many people those are. */
function curvesOf({ diagnostics, findings }: StudyResult, smallest: number): PublicCurves | null {
  const curves = findings?.curves;
  if (!curves) return null;
  const counted = [...curves.treated, ...curves.comparison].every(({ persons }) => persons !== undefined);
  return diagnostics.persons && !counted ? null : publicCurves(curves, smallest);
}

/** "4 people" of a limit becomes "fewer than 11 people". */
function withoutSmallCounts(text: LocalText, smallest: number): LocalText {
  const hide = (written: string, noun: string, instead: string): string =>
    written.replace(new RegExp(`(?<![\\d.,\\u202f\\u00a0])(\\d+)(?=[ \\u00a0]${noun})`, 'g'), (whole, count: string) =>
      isSmall(Number(count), smallest) ? instead : whole,
    );
  return {
    ...(text.en !== undefined && { en: hide(text.en, '(?:people|persons?)\\b', `fewer than ${smallest}`) }),
    ...(text.fr !== undefined && { fr: hide(text.fr, 'personnes?\\b', `moins de ${smallest}`) }),
  };
}

/**
 * What the public reads of a result, and all it reads: rates to a tenth of a point, curves on a coarse grid, no flow, no
 * balance, no count of 1 to `smallest` - 1 people. Where an arm has so few people, or so few with or without the outcome,
 * no figure is left but the verdict and the grade; likewise where the result differs by so few from an earlier one.
 *
 * @param published results of the same study that the public has read before, retracted ones included
 */
export function publicResult(result: StudyResult, published: readonly StudyResult[], smallest: number): PublicResult {
  const { verdict, grade, exploratory, findings, look } = result;
  const withheld: Withheld | null =
    findings && restsOnFew(findings, smallest)
      ? 'few'
      : published.some((before) => tooClose(result, before, smallest))
        ? 'close'
        : null;
  const { treated, comparison } = result.diagnostics.persons ?? result.diagnostics.arms;
  const shown = (count: number) => (withheld !== null || isSmall(count, smallest) ? null : count);
  const estimate = (each: StudyEstimate) => publicEstimate(each, smallest);
  return {
    ...{ verdict, grade, exploratory, withheld },
    look: look && withheld === null ? { kind: look.kind, critical: Math.round(look.critical * 1000) / 1000 } : null,
    sentence: withheld === null ? result.sentence : INSTEAD[withheld],
    verdictReason: withheld === null ? result.verdictReason : null,
    limits: result.limits.map((limit) => withoutSmallCounts(limit, smallest)),
    arms: { treated: shown(treated), comparison: shown(comparison) },
    findings:
      findings === null || withheld !== null
        ? null
        : {
            naive: estimate(findings.naive),
            primary: findings.primary && estimate(findings.primary),
            sensitivity: findings.sensitivity.map(estimate),
            negativeControls: findings.negativeControls.map(estimate),
            curves: curvesOf(result, smallest),
          },
  };
}
