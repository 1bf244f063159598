import {
  effectUnit,
  inLocale,
  type EffectUnit,
  type Findings,
  type Protocol,
  type StudyEstimate,
} from '@impact-ledger/domain';
import type { StudyRunView } from '@impact-ledger/readmodel';
import { remediesOf } from '@impact-ledger/web';
import { faint, print, strong } from '../terminal/terminal.js';

/** A figure of the effect's scale, in words: 0.1106 is 11.06 points. */
function amount(value: number, unit: EffectUnit): string {
  const scaled = unit === 'points' ? 100 * value : value;
  const text = scaled.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return text === '-0.00' ? '0.00' : text;
}

const SCALE: Record<EffectUnit, string> = {
  points: 'percentage points',
  euro: 'euros',
  dollar: 'dollars',
  day: 'days',
  score: 'points of the score',
  week: 'weeks',
  ratio: 'times as many',
};

/** Whose effect an estimate speaks of. */
const ESTIMAND: Readonly<Record<string, string>> = {
  ITT: 'intention to treat',
  ATE: 'average over everyone eligible',
  ATT: 'average over those treated',
  ATO: 'average over those who could have been in either group',
};

const MEASURE: Readonly<Record<string, string>> = {
  risk_difference: 'difference in share',
  mean_difference: 'difference in mean',
  risk_ratio: 'ratio of shares',
  odds_ratio: 'ratio of odds',
  rmst_difference: 'difference in mean time without the event',
  hazard_ratio: 'ratio of hazards',
};

/** Words for what has some; else the id, without its underscores. */
const inWords = (words: Readonly<Record<string, string>>, id: string): string => words[id] ?? id.replaceAll('_', ' ');

/** An estimate as it may be quoted: interval first, then the point, with estimand, scale and method. */
export function quoted(
  { interval, value, estimand, measure, label, method }: StudyEstimate,
  outcomeUnit: Protocol['outcome']['unit'],
): string {
  const unit = effectUnit(measure, outcomeUnit);
  const [lower, upper, point] = [interval.lower, interval.upper, value].map((figure) => amount(figure, unit));
  const percent = Number((100 * interval.level).toFixed(1));
  const what = `${inWords(ESTIMAND, estimand)}, ${inWords(MEASURE, measure)}`;
  const how = `${inLocale(label, 'en')} [${method}]`;
  return `${lower} to ${upper} ${SCALE[unit]} (${percent} % interval), estimate ${point}; ${what}; ${how}`;
}

function showFindings({ primary, naive }: Findings, unit: Protocol['outcome']['unit']): void {
  if (primary) print(`  effect          ${quoted(primary, unit)}`);
  // A randomised study without adjustment compares the arms as they are: the same figure twice says nothing.
  if (primary?.method === naive.method && primary.value === naive.value) return;
  const what = primary ? 'shown beside it, not evidence' : 'not evidence of effect';
  print(`  naive           ${quoted(naive, unit)}; ${what}`);
}

/** The end of a run for people: question, verdict, estimates, grade, and the truth where it is known. */
export function showVerdict(protocol: Protocol, run: StudyRunView): void {
  const { result } = run;
  const { unit } = protocol.outcome;
  print('');
  print(strong(inLocale(protocol.question, 'en')));
  if (!result) {
    print(`  run ${run.status}: ${run.reasons.join('; ') || 'no result yet'}`);
    return;
  }
  const { findings } = result;
  print(
    `  verdict         ${strong(result.verdict)}${result.exploratory ? ' (exploratory)' : ''}: ${inLocale(result.verdictReason, 'en')}`,
  );
  if (findings) showFindings(findings, unit);
  else print('  effect          not computed: a gate refused the study');
  for (const remedy of remediesOf(result, 'en')) print(`  to do           ${remedy}`);
  print(`  evidence grade  ${result.grade} of 5`);
  const { knownEffect } = protocol;
  if (knownEffect) {
    const { value, lower, upper, source } = knownEffect;
    const range =
      lower === undefined || upper === undefined ? '' : ` (${amount(lower, unit)} to ${amount(upper, unit)})`;
    print(`  known effect    ${amount(value, unit)} ${SCALE[unit]}${range}; ${inLocale(source, 'en')}`);
  }
  print(`  ${faint(inLocale(result.sentence, 'en'))}`);
}
