import { unitOfEffect, type Engine } from '@impact-ledger/domain';
import type { ProductView, RunProgressView, StudyDetail, StudyParties } from '@impact-ledger/readmodel';
import { readerOf, type PageContext, type Reader } from '../context.js';
import { AsOfForm, AsOfNotice } from '../parts/as-of.js';
import { Layout, document } from '../parts/layout.js';
import { Report, type Chapter } from '../parts/report.js';
import { StudyBalance, StudyOverlap } from '../study/balance.js';
import { StudyBeside } from '../study/beside.js';
import { StudyFlow, StudyGates } from '../study/checks.js';
import { AdjustedCurves, IncidenceCurves, StudyCurves } from '../study/curves.js';
import { StudyDecision } from '../study/decide.js';
import { StudyEconomics } from '../study/economics.js';
import { StudyForest } from '../study/forest.js';
import { StudyLogs } from '../study/logs.js';
import { StudyLooks } from '../study/looks.js';
import { StudyLimits, StudyPromise, StudyProof } from '../study/record.js';
import { StudyProgress, StudyTimings } from '../study/progress.js';
import { effectScale } from '../study/scale.js';
import { headline, lookNote, shownStudy, type ShownStudy } from '../study/shown.js';
import { StudySeal, type SealedReadingView } from '../study/seal.js';
import { StudyVerdict } from '../study/verdict.js';

export interface StudyPageProps extends PageContext {
  readonly study: StudyDetail;
  /** For its name; the study's own product id stands in when absent. */
  readonly product?: ProductView;
  /** What computes here now: a result of another says so. */
  readonly engine?: Engine;
  /** Who may not decide of its results, having written the protocol or asked for the run. */
  readonly parties?: StudyParties;
  /** How far the run under way is, else how long the steps of the run shown took. */
  readonly progress?: RunProgressView;
  /** An unsealed result that its reader was just recorded to read. */
  readonly reading?: SealedReadingView;
}

const NOBODY: StudyParties = { authors: [], requesters: {} };

/** What every figure of the study rests on: source, quality, ledger position, evidence grade. */
function sourceLine(shown: ShownStudy, reader: Reader): string {
  const { t, f } = reader;
  const { study, run, result } = shown;
  return [
    study.dataset && t.source(study.dataset.source),
    study.dataset && t.quality(String(study.dataset.quality)),
    result && (result.verdict !== 'refused' || shown.reading) && t.evidenceGrade(result.grade),
    run?.position && `${t.atEvent(f.exact(run.position))}.`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** From the question to the verdict, with everything it rests on. */
export function studyPage(props: StudyPageProps): string {
  const reader = readerOf(props);
  const { t, locale } = reader;
  const shown = shownStudy(props.study, props.path, props.reading);
  const { study, run, result } = shown;
  const { protocol } = study;
  const estimate = result?.findings ? headline(result.findings) : null;
  const width = estimate ? estimate.interval.upper - estimate.interval.lower : protocol.smallestEffectOfInterest;
  const scale = effectScale(unitOfEffect(protocol), width, reader);
  const source = sourceLine(shown, reader);
  const parties = props.parties ?? NOBODY;
  const diagnostics = result?.diagnostics ?? null;
  const findings = result?.findings ?? null;
  const adjusted = findings?.adjustedCurves;
  const economics = findings?.economics ?? null;
  const incidence = findings?.incidence;
  const parts = result && { reader, result, protocol, scale, source };
  // Figures whose limits are those of this look.
  const limited = parts && { ...parts, source: [lookNote(result, protocol, reader), source].filter(Boolean).join(' ') };
  const heading = result && !shown.withdrawn ? result.sentence : study.question;
  const chapters: Chapter[] = [
    { id: 'progress', label: t.toc.progress, body: StudyProgress({ reader, study, progress: props.progress }) },
    { id: 'seal', label: t.toc.seal, body: StudySeal({ reader, study, run, reading: shown.reading, parties }) },
    { id: 'forest', label: t.toc.estimates, body: limited && StudyForest(limited) },
    {
      id: 'adjusted-curves',
      label: t.toc.overTime,
      body:
        limited && adjusted
          ? AdjustedCurves({ ...limited, verdict: result.verdict, points: adjusted, plain: findings.curves })
          : null,
    },
    {
      id: 'incidence',
      label: t.toc.overTimeOthers,
      body: limited && incidence ? IncidenceCurves({ ...limited, verdict: result.verdict, incidence }) : null,
    },
    { id: 'curves', label: adjusted ? t.toc.overTimeBefore : t.toc.overTime, body: limited && StudyCurves(limited) },
    { id: 'promise', label: t.toc.design, body: StudyPromise({ reader, study, scale }) },
    { id: 'flow', label: t.toc.flow, body: diagnostics && StudyFlow({ reader, protocol, flow: diagnostics.flow }) },
    { id: 'logs', label: t.toc.logs, body: parts && StudyLogs(parts) },
    {
      id: 'gates',
      label: t.toc.checks,
      body: diagnostics && StudyGates({ reader, gates: diagnostics.gates, protocol }),
    },
    { id: 'balance', label: t.toc.balance, body: parts && StudyBalance(parts) },
    { id: 'overlap', label: t.toc.overlap, body: parts && StudyOverlap(parts) },
    { id: 'beside', label: t.toc.beside, body: parts && StudyBeside(parts) },
    { id: 'economics', label: t.toc.money, body: economics && StudyEconomics({ reader, economics }) },
    { id: 'looks', label: t.toc.looks, body: parts && StudyLooks({ reader, study, run, scale, source }) },
    { id: 'limits', label: t.toc.limits, body: parts && StudyLimits(parts) },
    { id: 'decision', label: t.toc.decision, body: StudyDecision({ reader, study, run, parties }) },
    { id: 'proof', label: t.toc.proof, body: StudyProof({ reader, study, run, engine: props.engine }) },
    { id: 'timings', label: t.toc.timings, body: StudyTimings({ reader, study, progress: props.progress }) },
  ];
  return document(
    reader,
    <Layout reader={reader} section="studies" title={heading[locale] ?? heading.en ?? heading.fr ?? study.id}>
      <p class="kicker">
        {props.product?.name ?? study.product} · <a href="/studies">{t.studies}</a> · {study.id}
        {run && ` · ${t.studyKicker(run.look)}`} · {t.design[protocol.design]}
      </p>
      <AsOfNotice reader={reader} />
      <StudyVerdict reader={reader} shown={shown} scale={scale} />
      <Report reader={reader} chapters={chapters} />
      <AsOfForm reader={reader} />
    </Layout>,
  );
}
