import {
  inLocale,
  isRatio,
  type GateResult,
  type LocalText,
  type Protocol,
  type StudyEstimate,
} from '@impact-ledger/domain';
import { exp } from '@impact-ledger/stats';
import type { Fragility } from './fragility.js';
import { leastCell } from './looks.js';
import type { Judgement } from './verdict.js';
import { scaleFor, type Scale } from './words/numbers.js';
import { say, type Speaker } from './words/say.js';

export interface Conclusion {
  readonly judgement: Judgement;
  readonly protocol: Protocol;
  /** Gates that refused the study. */
  readonly failed: readonly GateResult[];
  readonly estimate: StudyEstimate | null;
  readonly fragility: Fragility | undefined;
}

/** The finding in one sentence a minister can repeat: no bare point, and no figure at all where none may be shown. */
export function sentenceOf(conclusion: Conclusion): LocalText {
  const { judgement, protocol, failed, estimate } = conclusion;
  const delta = shownDelta(protocol);
  const effect = effectOf(estimate);
  const widest = effect ? Math.max(Math.abs(effect.lower), Math.abs(effect.upper)) : delta;
  if (judgement.verdict === 'refused')
    return say(protocol, delta, ({ phrases, subject }) => phrases.refused(subject, failed[0]!.gate));
  if (!effect) return say(protocol, delta, ({ phrases, subject }) => phrases.notAdjusted(subject));
  switch (judgement.verdict) {
    case 'positive':
    case 'negative':
      return say(protocol, effect.value, ({ phrases, subject }) => phrases.effect(subject, effect));
    case 'null_effect':
      return say(protocol, delta, ({ phrases, subject }) => phrases.noEffect(subject, delta));
    case 'underpowered':
      return say(protocol, widest, ({ phrases, subject }) => phrases.tooFew(subject, effect));
    case 'inconclusive':
      return say(protocol, widest, (speaker) =>
        judgement.reason === 'fragile'
          ? speaker.phrases.fragile(speaker.subject, effect, strongestLabel(conclusion, speaker))
          : speaker.phrases.undecided(speaker.subject, effect),
      );
  }
}

/** The rule that gave the verdict, with its figures. */
export function reasonOf(conclusion: Conclusion): LocalText {
  const { judgement, protocol, failed, estimate, fragility } = conclusion;
  const delta = shownDelta(protocol);
  const effect = effectOf(estimate);
  const reference = effect ? Math.max(Math.abs(effect.lower), Math.abs(effect.upper)) : delta;
  return say(protocol, reference, (speaker) => {
    const { because, interval, amount, range } = speaker.phrases;
    const shown = effect ? interval(effect, speaker.scale) : '';
    const { none } = speaker.scale;
    const smallest = amount(delta, speaker.scale);
    const isGood = judgement.verdict === 'positive';
    switch (judgement.reason) {
      case 'gate_failed':
        return because.gates(failed);
      case 'not_adjusted':
        return because.notAdjusted;
      case 'too_few_events':
        return because.tooFewEvents(leastCell(protocol));
      case 'inside_smallest_effect':
        return because.inside(shown, smallest);
      case 'above_zero':
        return because.above(shown, isGood, none);
      case 'below_zero':
        return because.below(shown, isGood, none);
      case 'fragile': {
        const left = fragility?.shown;
        // Always a difference, whatever the estimand: it comes from a regression of the outcome itself.
        const bounds = left ? range(left.adjustedLower, left.adjustedUpper, fragilityScale(protocol, speaker)) : null;
        return because.fragile(shown, strongestLabel(conclusion, speaker), bounds, none);
      }
      case 'too_wide':
        return because.tooWide(shown, smallest, none);
      case 'includes_zero':
        return because.includesZero(shown, none);
    }
  });
}

/** Of a ratio the protocol gives its logarithm. */
export const shownDelta = ({ estimand, smallestEffectOfInterest }: Protocol): number =>
  isRatio(estimand.measure) ? exp(smallestEffectOfInterest) : smallestEffectOfInterest;

function fragilityScale({ outcome, estimand }: Protocol, { locale, scale }: Speaker): Scale {
  if (outcome.kind === 'continuous') return scale;
  return scaleFor({ outcome, estimand: { ...estimand, measure: 'risk_difference' } }, 1, locale);
}

const effectOf = (estimate: StudyEstimate | null) =>
  estimate ? { value: estimate.value, ...estimate.interval } : null;

function strongestLabel({ protocol, fragility }: Conclusion, { locale }: Speaker): string {
  if (!fragility) return locale === 'en' ? 'a declared characteristic' : 'une caractéristique déclarée';
  const name = fragility.strongest;
  const [column, level] = name.split('=', 2);
  const label = [...protocol.covariates, ...(protocol.strata ?? [])].find((known) => known.column === column)?.label;
  if (!label) return name;
  return level === undefined ? inLocale(label, locale) : `${inLocale(label, locale)} (${level})`;
}
