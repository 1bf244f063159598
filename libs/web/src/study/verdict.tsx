import { inLocale } from '@impact-ledger/domain';
import type { StudyResult } from '@impact-ledger/domain';
import type { Reader } from '../context.js';
import { shortHash } from '../format.js';
import { Facts, type Fact } from '../parts/facts.js';
import { Local } from '../parts/local.js';
import { Grade, Notice, VerdictTag } from '../parts/marks.js';
import type { EffectScale } from './scale.js';
import { remediesOf } from './remedies.js';
import { headline, lookNote, showsPoint, type ShownStudy } from './shown.js';

interface VerdictProps {
  readonly reader: Reader;
  readonly shown: ShownStudy;
  readonly scale: EffectScale | null;
}

function Heading({ reader, shown }: Pick<VerdictProps, 'reader' | 'shown'>) {
  const { t, locale } = reader;
  const { study, result, withdrawn } = shown;
  if (withdrawn) return <h1>{withdrawn === 'retracted' ? t.retractedHeading : t.rejectedHeading}</h1>;
  return (
    <h1>
      <Local value={result ? result.sentence : study.question} locale={locale} />
    </h1>
  );
}

function Lead({ reader, shown }: Pick<VerdictProps, 'reader' | 'shown'>) {
  const { t, locale } = reader;
  const { result, state, run, withdrawn } = shown;
  if (result && withdrawn) {
    return (
      <p class="lead">
        {t.itSaid} <Local value={result.sentence} locale={locale} />
      </p>
    );
  }
  if (shown.reading) return <Notice tone="bad">{t.unblindedLead}</Notice>;
  if (result?.verdict === 'refused' || state === 'refused') return <p class="lead">{t.refusedLead}</p>;
  if (result) {
    return (
      <p class="lead">
        <Local value={result.verdictReason} locale={locale} />
      </p>
    );
  }
  const lead = {
    drafted: t.draftLead,
    frozen: t.frozenLead,
    requested: t.requestedLead,
    failed: t.failedLead,
    cancelled: t.cancelledLead,
    completed: '',
  };
  return (
    <>
      <p class="lead">{lead[state]}</p>
      {(run?.status === 'failed' || run?.status === 'cancelled') && <Reasons reader={reader} reasons={run.reasons} />}
    </>
  );
}

interface ReasonsProps {
  readonly reader: Reader;
  readonly reasons: readonly string[];
  readonly title?: string;
}

function Reasons({ reader, reasons, title = reader.t.reasonsTitle }: ReasonsProps) {
  if (reasons.length === 0) return null;
  return (
    <div class="reasons">
      <h2>{title}</h2>
      <ul>
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </div>
  );
}

function bestEstimate(reader: Reader, result: StudyResult, scale: EffectScale): string {
  const { t, f } = reader;
  const { findings } = result;
  if (!findings) return '';
  const { value, interval, measure } = headline(findings);
  const parts = [scale.effect(value)];
  const { risks } = findings;
  if (risks) parts[0] = `${parts[0]} (${t.fromTo(f.percent(risks.comparison), f.percent(risks.treated))})`;
  if (findings.primary && measure === 'risk_difference' && interval.lower * interval.upper > 0) {
    const people = [value, interval.upper, interval.lower].map((share) => 1 / Math.abs(share));
    const [each, ...ends] = people.map((count) => Math.round(count)) as [number, number, number];
    const say = value > 0 ? t.oneMoreFor : t.oneFewerFor;
    parts.push(say(f.integer(each), f.integer(Math.min(...ends)), f.integer(Math.max(...ends))));
  }
  return parts.join(', ');
}

/** The interval large, the best estimate small, and none at all where the verdict allows none. */
function Answer({ reader, shown, scale }: VerdictProps) {
  const { t, f, locale } = reader;
  const { result, study, withdrawn } = shown;
  if (!result?.findings || !scale) return null;
  const estimate = headline(result.findings);
  const naiveOnly = result.findings.primary === null;
  const { knownEffect } = study.protocol;
  const known =
    knownEffect &&
    (knownEffect.lower !== undefined && knownEffect.upper !== undefined
      ? scale.interval({ lower: knownEffect.lower, upper: knownEffect.upper })
      : scale.effect(knownEffect.value));
  return (
    <dl class={`answer ${withdrawn ? 'withdrawn' : naiveOnly ? 'naive' : result.verdict}`}>
      <div>
        <dt>{naiveOnly ? `${t.difference}, ${t.notEvidence}` : t.absolute}</dt>
        <dd class="big num">{scale.interval(estimate.interval)}</dd>
        <dd class="note">{t.intervalLevel(f.level(estimate.interval.level))}</dd>
        {result.look && <dd class="note">{lookNote(result, study.protocol, reader)}</dd>}
      </div>
      <div>
        {showsPoint(result.verdict) ? (
          <>
            <dt>{t.bestEstimate}</dt>
            <dd class="num">{bestEstimate(reader, result, scale)}</dd>
          </>
        ) : (
          <dd class="note">{t.noPointLead}</dd>
        )}
        {knownEffect && (
          <>
            <dt class="known">{t.knownElsewhere}</dt>
            <dd class="num">
              {known}.{' '}
              <span class="note">
                <Local value={knownEffect.source} locale={locale} />
              </span>
            </dd>
          </>
        )}
      </div>
    </dl>
  );
}

function verdictFacts({ reader, shown }: Pick<VerdictProps, 'reader' | 'shown'>): Fact[] {
  const { t, f, locale } = reader;
  const { study, run, result, state, withdrawn } = shown;
  const { protocol, dataset } = study;
  const { outcome, estimand } = protocol;
  const rows = result?.diagnostics.arms;
  const persons = result?.diagnostics.persons;
  const arms = persons ?? rows;
  const facts: Fact[] = [];
  if (result && !withdrawn) {
    facts.push({
      term: t.verdictLabel,
      value: (
        <>
          <VerdictTag verdict={result.verdict} reader={reader} />
          {result.exploratory && <span class="tag under">{t.exploratoryTag}</span>}
        </>
      ),
    });
    if (result.verdict !== 'refused' || shown.reading)
      facts.push({ term: t.evidence, value: <Grade grade={result.grade} reader={reader} /> });
  } else {
    facts.push({
      term: t.status,
      value: (
        <span class="tag">
          {withdrawn
            ? (withdrawn === 'retracted' ? t.retractedHeading : t.rejectedHeading).split('.')[0]
            : t.studyState[state]}
        </span>
      ),
    });
  }
  facts.push(
    { term: t.estimand, value: `${t.measure[estimand.measure]}, ${t.target[estimand.target]}` },
    {
      term: t.outcome,
      value: (
        <>
          <Local value={outcome.label} locale={locale} />, {t.withinDays(f.integer(outcome.primaryHorizon))}
        </>
      ),
    },
  );
  if (arms)
    facts.push({
      term: t.peopleLabel,
      value: <span class="num">{t.armsOf(f.integer(arms.treated), f.integer(arms.comparison))}</span>,
    });
  if (rows && persons)
    facts.push({
      term: t.rowsLabel,
      value: (
        <span class="num">
          {t.rowsOf(f.integer(persons.total), f.integer(rows.treated), f.integer(rows.comparison))}
        </span>
      ),
    });
  facts.push({
    term: t.dataTo,
    value: dataset ? (
      <>
        <a href={`/datasets/${dataset.id}`}>{f.day(dataset.extractedOn)}</a>, {t.qualityShort(dataset.quality)}
      </>
    ) : (
      t.noData
    ),
  });
  facts.push({
    term: t.frozenLabel,
    value: study.frozenAt ? (
      <>
        {study.exploratory ? f.day(study.frozenAt) : t.frozenBeforeLook(f.day(study.frozenAt))}{' '}
        {study.protocolHash && <span class="hash">{shortHash(study.protocolHash)}</span>}
      </>
    ) : (
      t.notFrozen
    ),
  });
  if (result) {
    facts.push({
      term: t.reviewLabel,
      value: t.reviewState[run?.review ?? 'waiting'] + (run?.publication === 'published' ? `, ${t.publishedTag}` : ''),
    });
  }
  if (run?.position) {
    facts.push({
      term: t.ledgerLabel,
      value: (
        <span class="num">
          <a href={`/audit/${run.position}`}>{t.eventNumber(f.exact(run.position))}</a> · <a href="#proof">{t.proof}</a>
        </span>
      ),
    });
  }
  return facts;
}

function Notices({ reader, shown }: Pick<VerdictProps, 'reader' | 'shown'>) {
  const { t } = reader;
  const { study, run, result, newer, withdrawn } = shown;
  return (
    <>
      {withdrawn && run && (run.reasons.length > 0 || run.reviewComment) && (
        <Notice tone="bad">
          {[...run.reasons, ...(run.reviewComment ? [t.reviewSaid(run.reviewComment)] : [])].join(' ')}
        </Notice>
      )}
      {(run?.exploratory ?? study.exploratory) && <Notice tone="warn">{t.exploratoryNotice}</Notice>}
      {newer && (
        <Notice tone="info">
          {newer.status === 'requested' ? t.newerRunNotice : t.olderRunNotice}{' '}
          {newer.status !== 'requested' && <a href={`/studies/${study.id}?run=${newer.run}`}>{t.latestRun}</a>}
        </Notice>
      )}
      {run?.reproducibility === 'hash_only' && <Notice tone="warn">{t.erasedNotice}</Notice>}
      {run?.reproducibility === 'inputs_partly_erased' && <Notice tone="warn">{t.partlyErasedNotice}</Notice>}
      {result && run?.review === null && <Notice tone="info">{t.unreviewedNotice}</Notice>}
    </>
  );
}

/** One screenful: the finding, how sure it is, and what it rests on. */
export function StudyVerdict(props: VerdictProps) {
  const { reader, shown } = props;
  const refusal = shown.result?.verdict === 'refused' || shown.state === 'refused';
  return (
    <div class="verdict">
      <div>
        {shown.result && (
          <p class="question">
            <Local value={shown.study.question} locale={reader.locale} />
          </p>
        )}
        <Heading reader={reader} shown={shown} />
        <Lead reader={reader} shown={shown} />
        <Answer {...props} />
        {refusal && !shown.withdrawn && (
          <Reasons
            reader={reader}
            reasons={shown.result ? [inLocale(shown.result.verdictReason, reader.locale)] : (shown.run?.reasons ?? [])}
          />
        )}
        {shown.result && !shown.withdrawn && (
          <Reasons reader={reader} title={reader.t.remediesTitle} reasons={remediesOf(shown.result, reader.locale)} />
        )}
        <Notices reader={reader} shown={shown} />
      </div>
      <Facts facts={verdictFacts(props)} />
    </div>
  );
}
