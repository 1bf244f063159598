import { unitOfEffect, type Engine } from '@impact-ledger/domain';
import type { ProductView, RunProgressView, StudyDetail } from '@impact-ledger/readmodel';
import { readerOf, type PageContext, type Reader } from '../context.js';
import { AsOfForm, AsOfNotice } from '../parts/as-of.js';
import { Layout, document } from '../parts/layout.js';
import { StudyBalance, StudyOverlap } from '../study/balance.js';
import { StudyFlow, StudyGates } from '../study/checks.js';
import { StudyCurves } from '../study/curves.js';
import { StudyDecision } from '../study/decide.js';
import { StudyForest } from '../study/forest.js';
import { StudyLooks } from '../study/looks.js';
import { StudyLimits, StudyPromise, StudyProof } from '../study/record.js';
import { StudyProgress, StudyTimings } from '../study/progress.js';
import { effectScale } from '../study/scale.js';
import { headline, shownStudy, type ShownStudy } from '../study/shown.js';
import { StudySeal, type SealedReadingView } from '../study/seal.js';
import { StudyVerdict } from '../study/verdict.js';

export interface StudyPageProps extends PageContext {
  readonly study: StudyDetail;
  /** For its name; the study's own product id stands in when absent. */
  readonly product?: ProductView;
  /** What computes here now: a result of another says so. */
  readonly engine?: Engine;
  /** How far the run under way is, else how long the steps of the run shown took. */
  readonly progress?: RunProgressView;
  /** An unsealed result that its reader was just recorded to read. */
  readonly reading?: SealedReadingView;
}

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
  const parts = result && { reader, result, protocol, scale, source };
  const heading = result && !shown.withdrawn ? result.sentence : study.question;
  return document(
    reader,
    <Layout reader={reader} section="studies" title={heading[locale] ?? heading.en ?? heading.fr ?? study.id}>
      <p class="kicker">
        {props.product?.name ?? study.product} · <a href="/studies">{t.studies}</a> · {study.id}
        {run && ` · ${t.studyKicker(run.look)}`} · {t.design[protocol.design]}
      </p>
      <AsOfNotice reader={reader} />
      <StudyVerdict reader={reader} shown={shown} scale={scale} />
      <StudyProgress reader={reader} study={study} progress={props.progress} />
      <StudySeal reader={reader} study={study} run={run} reading={shown.reading} />
      <StudyDecision reader={reader} study={study} run={run} />
      {parts && <StudyForest {...parts} />}
      {parts && (
        <div class="stacks">
          <div>
            <StudyCurves {...parts} />
            <StudyBalance {...parts} />
            <StudyOverlap {...parts} />
          </div>
          <div>
            <StudyGates reader={reader} gates={parts.result.diagnostics.gates} protocol={protocol} />
            <StudyFlow reader={reader} flow={parts.result.diagnostics.flow} />
            <StudyLooks reader={reader} study={study} run={run} scale={scale} source={source} />
            <StudyLimits reader={reader} result={parts.result} scale={scale} />
            <StudyPromise reader={reader} study={study} scale={scale} />
          </div>
        </div>
      )}
      {!parts && <StudyPromise reader={reader} study={study} scale={scale} />}
      <StudyProof reader={reader} study={study} run={run} engine={props.engine} />
      <StudyTimings reader={reader} study={study} progress={props.progress} />
      <AsOfForm reader={reader} />
    </Layout>,
  );
}
