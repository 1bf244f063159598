import { inLocale, type Engine, type Protocol, type StudyResult } from '@impact-ledger/domain';
import type { StudyDetail, StudyRunView } from '@impact-ledger/readmodel';
import type { Reader } from '../context.js';
import { Facts, type Fact } from '../parts/facts.js';
import { Local } from '../parts/local.js';
import { logRuleWords, timeZeroWords } from './logs.js';
import { effectScale, type EffectScale } from './scale.js';

/** What the result does not say, told by those who made it, and what a hidden cause would have to do. */
export function StudyLimits({
  reader,
  result,
  protocol: { covariates, strata = [] },
  scale,
}: {
  readonly reader: Reader;
  readonly result: StudyResult;
  readonly protocol: Protocol;
  readonly scale: EffectScale | null;
}) {
  const { t, f, locale } = reader;
  const fragility = result.findings?.fragility;
  // A category is named whole; older results name its strongest level, as a row of the balance does.
  const named = [...covariates, ...strata].map(({ column, label }) => ({ name: column, label }));
  const covariate = [...named, ...result.diagnostics.balance].find(
    ({ name }) => name === fragility?.strongestCovariate,
  );
  // Always a difference of the outcome itself, whatever the estimand.
  const inPoints = result.findings?.primary?.measure !== 'mean_difference' && fragility;
  const told = inPoints ? effectScale('points', fragility.adjustedUpper - fragility.adjustedLower, reader) : scale;
  return (
    <section aria-labelledby="limits-h">
      <h2 id="limits-h">{t.cannotTell}</h2>
      {result.limits.length === 0 && <p>{t.noLimits}</p>}
      {result.limits.map((limit) => (
        <p key={inLocale(limit, 'en')}>
          <Local value={limit} locale={locale} />
        </p>
      ))}
      {fragility && told && (
        <p>
          {t.fragile(
            f.percent(fragility.robustnessValue),
            covariate ? inLocale(covariate.label, locale) : fragility.strongestCovariate,
            told.signed(fragility.adjustedLower),
            told.effect(fragility.adjustedUpper),
          )}
        </p>
      )}
    </section>
  );
}

/** The protocol in the words of its authors. */
export function StudyPromise({
  reader,
  study,
  scale,
}: {
  readonly reader: Reader;
  readonly study: StudyDetail;
  readonly scale: EffectScale;
}) {
  const { t, f, locale } = reader;
  const { protocol } = study;
  const rule = timeZeroWords(protocol.timeZero, reader);
  const labels = (items: readonly { readonly label: Parameters<typeof inLocale>[0] }[]) =>
    items.length === 0 ? t.none : items.map(({ label }) => inLocale(label, locale)).join(' · ');
  const facts: Fact[] = [
    { term: t.question, value: <Local value={protocol.question} locale={locale} /> },
    { term: t.designLabel, value: t.design[protocol.design] },
    { term: t.population, value: <Local value={protocol.population.label} locale={locale} /> },
    {
      term: t.timeZero,
      value: (
        <>
          <Local value={protocol.timeZero.label} locale={locale} />
          {rule !== null && <p>{rule}</p>}
        </>
      ),
    },
    ...(protocol.eventLogs
      ? [{ term: t.logsRules, value: logRuleWords(protocol.eventLogs, reader).map((each) => <p key={each}>{each}</p>) }]
      : []),
    {
      term: t.arms,
      value: t.against(inLocale(protocol.arms.treated, locale), inLocale(protocol.arms.comparison, locale)),
    },
    { term: t.outcome, value: <Local value={protocol.outcome.label} locale={locale} /> },
    { term: t.primaryAnalysis, value: <Local value={protocol.primary.label} locale={locale} /> },
    { term: t.sensitivityLabel, value: labels(protocol.sensitivity) },
    { term: t.controls, value: labels(protocol.negativeControls) },
    { term: t.covariates, value: labels(protocol.covariates) },
    { term: t.smallestEffect, value: scale.size(protocol.smallestEffectOfInterest) },
    { term: t.errorRate, value: f.level(protocol.alpha) },
    {
      term: t.dataProtection,
      value: `${t.dataProtectionDecision[protocol.dataProtection.decision]} (${protocol.dataProtection.reference})`,
    },
    ...(study.schedule ? [{ term: t.schedule, value: <code>{study.schedule}</code> }] : []),
  ];
  return (
    <section aria-labelledby="promise-h">
      <h2 id="promise-h">{t.protocolHeading}</h2>
      <Facts facts={facts} wide />
      <p class="note sources">
        <a href={`/v1/studies/${study.id}`}>{t.protocolJson}</a>
      </p>
    </section>
  );
}

/** Fingerprints of everything the result was made from, and how to compare them. */
export function StudyProof({
  reader,
  study,
  run,
  engine,
}: {
  readonly reader: Reader;
  readonly study: StudyDetail;
  readonly run: StudyRunView | null;
  readonly engine: Engine | undefined;
}) {
  const { t, f } = reader;
  const inputs = run?.result?.inputs;
  const madeBy = inputs?.engine;
  const another = engine && madeBy && (engine.version !== madeBy.version || engine.lock !== madeBy.lock);
  const hash = (value: string) => <code class="hash">{value}</code>;
  const facts: Fact[] = [
    ...(run?.resultHash ? [{ term: t.resultHash, value: hash(run.resultHash) }] : []),
    ...((inputs?.protocolHash ?? study.protocolHash)
      ? [{ term: t.protocolHash, value: hash(inputs?.protocolHash ?? study.protocolHash ?? '') }]
      : []),
    ...((inputs?.dataset.sha256 ?? study.dataset?.sha256)
      ? [{ term: t.dataHash, value: hash(inputs?.dataset.sha256 ?? study.dataset?.sha256 ?? '') }]
      : []),
    ...(run?.reproducibility ? [{ term: t.canBeComputed, value: t.reproducibility[run.reproducibility] }] : []),
    ...(inputs
      ? [
          {
            term: t.engine,
            value: (
              <>
                {inputs.engine.version} {hash(inputs.engine.lock)}
                {another && <p>{t.anotherEngine(engine.version)}</p>}
              </>
            ),
          },
          { term: t.seed, value: <span class="num">{String(inputs.seed)}</span> },
        ]
      : []),
  ];
  return (
    <section id="proof" aria-labelledby="proof-h">
      <h2 id="proof-h">{t.checkIt}</h2>
      <div class="proof">
        <p>
          {run?.position ? (
            <>
              {t.checkEvent}{' '}
              <a href={`/audit/${run.position}`} class="num">
                {f.exact(run.position)}
              </a>
              . {t.checkSame}
            </>
          ) : (
            t.checkNoResult
          )}
        </p>
        <Facts facts={facts} wide />
        {run?.position && (
          <>
            <p>{t.reproduceIt}</p>
            <pre>{`npm run -s impact -- reproduce ${run.run}`}</pre>
            <p>{t.checkReplay}</p>
            <pre>{`npm run -s impact -- replay --to ${run.position}`}</pre>
          </>
        )}
        <p class="note sources">
          {t.downloads} <a href={`/v1/studies/${study.id}/runs`}>{t.json}</a> ·{' '}
          <a href={`/v1/studies/${study.id}/runs?format=csv`}>{t.csv}</a>
        </p>
      </div>
    </section>
  );
}
