import { PERMISSIONS } from '@impact-ledger/domain';
import type { StudyDetail, StudyParties, StudyRunView } from '@impact-ledger/readmodel';
import type { Reader } from '../context.js';
import { isPast } from '../parts/as-of.js';
import { ChangeForm, Kept, may, Others } from '../parts/forms.js';

interface DecideProps {
  readonly reader: Reader;
  readonly study: StudyDetail;
  readonly run: StudyRunView | null;
  readonly parties: StudyParties;
}

/** What is to be decided of a result next, by another person than its author: review, publication, retraction. */
export function StudyDecision({ reader, study, run, parties }: DecideProps) {
  const { t } = reader;
  // What is decided is decided on what is known now.
  if (run?.status !== 'completed' || isPast(reader.path)) return null;
  const next = run.publication === 'published' ? 'retract' : run.review === 'accepted' ? 'publish' : 'review';
  if (run.review === 'rejected' || run.publication === 'retracted') return null;
  const action = ({ review: 'ReviewResult', publish: 'PublishResult', retract: 'RetractResult' } as const)[next];
  return (
    <section id="decision" aria-labelledby="decision-h">
      <h2 id="decision-h">{t.decisionHeading}</h2>
      <p>{{ review: t.reviewAsked, publish: t.publishAsked, retract: t.retractAsked }[next]}</p>
      <Others reader={reader} roles={PERMISSIONS[action]} not={parties.authors} did={t.wroteProtocol} />
      {may(reader, action, parties.authors) && (
        <ChangeForm action={`/studies/${study.id}/runs/${run.run}/${next}`} revision={study.revision}>
          {next === 'review' && (
            <>
              <Kept name="comment" label={t.commentAsked} />
              <button type="submit" name="decision" value="accepted">
                {t.accept}
              </button>
              <button type="submit" name="decision" value="rejected">
                {t.reject}
              </button>
            </>
          )}
          {next === 'publish' && <button type="submit">{t.publish}</button>}
          {next === 'retract' && (
            <>
              <Kept name="reason" label={t.reasonAsked} />
              <button type="submit">{t.retract}</button>
            </>
          )}
        </ChangeForm>
      )}
    </section>
  );
}
