import { readerOf, type PageContext } from '../context.js';
import { Layout, document } from '../parts/layout.js';

export interface ProblemPageProps extends PageContext {
  readonly status: number;
  /** Refused since its reader did the part that somebody else must look at. */
  readonly fourEyes?: boolean;
  /** What the server knows of it, fit for the reader's eyes. */
  readonly detail?: string;
  /** Finds the request in the log. */
  readonly reference?: string;
}

type Known = 400 | 403 | 404 | 409 | 500 | 503;
const KNOWN: readonly number[] = [400, 403, 404, 409, 500, 503];
/** Seen at an older revision: the same to its reader as a thing that has moved on. */
const STALE = 412;
const isKnown = (status: number): status is Known => KNOWN.includes(status);

/** What went wrong, and what to do now. */
export function problemPage(props: ProblemPageProps): string {
  const reader = readerOf(props);
  const { t } = reader;
  const { status, detail, reference } = props;
  const known = status === STALE ? 409 : isKnown(status) ? status : status < 500 ? 400 : 500;
  const { heading, advice } = props.fourEyes ? t.fourEyesProblem : t.problem[known];
  return document(
    reader,
    <Layout reader={reader} title={heading}>
      <p class="kicker num">{status}</p>
      <h1>{heading}</h1>
      <p class="lead">{advice}</p>
      {detail && (
        <>
          <h2>{t.whatHappened}</h2>
          <p lang="en">{detail}</p>
        </>
      )}
      {reference && <p class="note hash">{reference}</p>}
      <p class="pager">
        <a href="/">{t.portfolio}</a>
        <a href="/indicators">{t.indicators}</a>
        <a href="/studies">{t.studies}</a>
      </p>
    </Layout>,
  );
}
