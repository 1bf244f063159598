import { readerOf, type PageContext } from '../context.js';
import { Layout, document } from '../parts/layout.js';
import { Notice } from '../parts/marks.js';

export interface SignInPageProps extends PageContext {
  readonly notice?: 'expired' | 'required';
}

/** How to get a one-time link. */
export function signInPage(props: SignInPageProps): string {
  const reader = readerOf(props);
  const { t } = reader;
  return document(
    reader,
    <Layout reader={reader} title={t.signIn}>
      <p class="kicker">{t.signIn}</p>
      <h1>{t.signInHeading}</h1>
      {props.notice && (
        <Notice tone={props.notice === 'expired' ? 'warn' : 'info'}>{t.signInNotice[props.notice]}</Notice>
      )}
      <p class="lead">{t.signInLead}</p>
      <pre>npm run -s impact -- login-link --account you --role viewer</pre>
      <p>{t.signInOnce}</p>
      <p class="note">{t.signInPublic}</p>
    </Layout>,
  );
}
