import { PERMISSIONS, type StudyResult } from '@impact-ledger/domain';
import type { StudyDetail, StudyParties, StudyRunView } from '@impact-ledger/readmodel';
import type { Reader } from '../context.js';
import { isPast } from '../parts/as-of.js';
import { Facts } from '../parts/facts.js';
import { ChangeForm, Kept, may, Others } from '../parts/forms.js';
import { Notice } from '../parts/marks.js';

/** An unsealed document in the hands of somebody the ledger has recorded as its reader. */
export interface SealedReadingView {
  readonly run: string;
  readonly result: StudyResult;
  /** Of the event that recorded the reading. */
  readonly position: string;
  readonly reason: string;
}

interface SealProps {
  readonly reader: Reader;
  readonly study: StudyDetail;
  readonly run: StudyRunView | null;
  readonly reading: SealedReadingView | null;
  readonly parties: StudyParties;
}

/** The seal of a refused run: whether it was opened and by whom, and a form for whoever may open or read it. */
export function StudySeal({ reader, study, run, reading, parties }: SealProps) {
  if (!run?.seal) return null;
  const asked = parties.requesters[run.run];
  const not = [...new Set([...parties.authors, ...(asked === undefined ? [] : [asked])])];
  const { t, f } = reader;
  const { unsealing } = run;
  return (
    <section id="seal" aria-labelledby="seal-h">
      <h2 id="seal-h">{unsealing ? t.unsealedHeading : t.sealedHeading}</h2>
      <p>{unsealing ? t.unsealedText : t.sealedText}</p>
      <Facts
        wide
        facts={[
          { term: t.seal, value: <code class="hash">{run.seal}</code> },
          ...(unsealing
            ? [
                { term: t.unsealedOn, value: `${f.day(unsealing.at)}, ${t.by(unsealing.by)}` },
                { term: t.reasonLabel, value: unsealing.reason },
              ]
            : []),
        ]}
      />
      {reading && (
        <Notice tone="info">
          {t.readingRecorded} <a href={`/audit/${reading.position}`}>{t.eventNumber(f.exact(reading.position))}</a>
        </Notice>
      )}
      {/* What is decided is decided on what is known now. */}
      {isPast(reader.path) ? null : unsealing ? (
        !reading && may(reader, 'ReadSealedResult') && <ReasonForm {...{ reader, study, run }} act="read" />
      ) : (
        <>
          <Others reader={reader} roles={PERMISSIONS.UnsealResult} not={not} did={t.wroteOrAsked} />
          {may(reader, 'UnsealResult', not) && <ReasonForm {...{ reader, study, run }} act="unseal" />}
        </>
      )}
    </section>
  );
}

function ReasonForm({
  reader,
  study,
  run,
  act,
}: {
  readonly reader: Reader;
  readonly study: StudyDetail;
  readonly run: StudyRunView;
  readonly act: 'read' | 'unseal';
}) {
  const { t } = reader;
  return (
    <ChangeForm action={`/studies/${study.id}/runs/${run.run}/${act}`} revision={study.revision}>
      <Kept name="reason" label={t.reasonAsked} />
      <button type="submit">{act === 'read' ? t.readSealed : t.unseal}</button>
    </ChangeForm>
  );
}
