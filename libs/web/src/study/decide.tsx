import type { StudyDetail, StudyRunView } from '@impact-ledger/readmodel';
import type { Reader } from '../context.js';
import { isPast } from '../parts/as-of.js';
import { ChangeForm, Kept, may } from '../parts/forms.js';

interface DecideProps {
  readonly reader: Reader;
  readonly study: StudyDetail;
  readonly run: StudyRunView | null;
}

/** What is to be decided of a result next, by another person than its author: review, publication, retraction. */
export function StudyDecision({ reader, study, run }: DecideProps) {
  const { t } = reader;
  // What is decided is decided on what is known now.
  if (run?.status !== 'completed' || isPast(reader.path)) return null;
  const next = run.publication === 'published' ? 'retract' : run.review === 'accepted' ? 'publish' : 'review';
  const action = { review: 'ReviewResult', publish: 'PublishResult', retract: 'RetractResult' } as const;
  const decided = run.review === 'rejected' || run.publication === 'retracted';
  if (decided || !may(reader, action[next])) return null;
  const form = { action: `/studies/${study.id}/runs/${run.run}/${next}`, revision: study.revision };
  return (
    <section id="decision" aria-labelledby="decision-h">
      <h2 id="decision-h">{t.decisionHeading}</h2>
      <p>{{ review: t.reviewAsked, publish: t.publishAsked, retract: t.retractAsked }[next]}</p>
      <ChangeForm {...form}>
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
    </section>
  );
}
