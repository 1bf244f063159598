import { PERMISSIONS } from '@impact-ledger/domain';
import type { RunProgressView, StudyDetail } from '@impact-ledger/readmodel';
import type { Reader } from '../context.js';
import { isPast } from '../parts/as-of.js';
import { DataTable } from '../parts/data-table.js';

interface ProgressProps {
  readonly reader: Reader;
  readonly study: StudyDetail;
  /** Of the run under way, or of the one the page shows; absent when the page is of an earlier moment. */
  readonly progress: RunProgressView | undefined;
}

const stepName = ({ t }: Reader, step: string): string => t.stepName[step] ?? step;

const timed = (reader: Reader, { timings }: RunProgressView): string[][] =>
  timings.map(({ step, milliseconds }) => [stepName(reader, step), reader.f.number(milliseconds / 1000, 2, true)]);

/** How far the run under way is, with a way to stop it. */
export function StudyProgress({ reader, study, progress }: ProgressProps) {
  const { t, f, actor, path } = reader;
  const run = study.runs.find(({ status }) => status === 'requested');
  if (!run || isPast(path)) return null;
  const told = progress?.run === run.run && progress.startedAt !== null ? progress : undefined;
  return (
    <section id="progress" aria-labelledby="progress-h">
      <h2 id="progress-h">{t.progressHeading}</h2>
      <p role="status">
        {told
          ? t.progressStep(
              f.integer(Math.min(told.done + 1, told.steps)),
              f.integer(told.steps),
              stepName(reader, told.step ?? 'record'),
            )
          : t.progressWaiting}
      </p>
      {told && (
        <p>
          <progress aria-label={t.progressBar} value={told.done} max={told.steps}>
            {f.percent(told.done / told.steps, 0)}
          </progress>
        </p>
      )}
      {told && told.timings.length > 0 && (
        <DataTable
          fit
          caption={t.progressDone}
          columns={[{ label: t.progressDone }, { label: t.secondsLabel, numeric: true }]}
          rows={timed(reader, told)}
        />
      )}
      <p>
        <a href={`/studies/${study.id}#progress`}>{t.progressAgain}</a>
      </p>
      {actor && PERMISSIONS.CancelRun.includes(actor.role) && (
        <form class="filters" method="post" action={`/studies/${study.id}/runs/${run.run}/cancel`}>
          <input type="hidden" name="revision" value={study.revision} />
          <label>
            {t.reasonAsked}
            <input name="reason" required maxlength={1000} autocomplete="off" />
          </label>
          <button type="submit">{t.cancelRun}</button>
        </form>
      )}
      <p class="note">{t.cancelNote}</p>
    </section>
  );
}

/** How long the steps of the run took that the page shows. */
export function StudyTimings({ reader, study, progress }: ProgressProps) {
  const { t } = reader;
  const run = study.runs.find((each) => each.run === progress?.run);
  if (!progress || !run || run.status === 'requested' || progress.timings.length === 0) return null;
  return (
    <section class="screen-only" aria-labelledby="timings-h">
      <h2 id="timings-h">{t.timingsHeading}</h2>
      <DataTable
        fit
        caption={t.timingsHeading}
        columns={[{ label: t.stepLabel }, { label: t.secondsLabel, numeric: true }]}
        rows={timed(reader, progress)}
      />
      <p class="note">{t.timingsNote}</p>
    </section>
  );
}
