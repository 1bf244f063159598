import type { Page } from '@impact-ledger/readmodel';
import { readerOf, type PageContext, type Reader } from '../context.js';
import { DataTable } from '../parts/data-table.js';
import { Layout, document } from '../parts/layout.js';
import { Pager } from '../parts/pager.js';

/** One statement about the log that was signed. */
export interface CheckpointLine {
  readonly origin: string;
  /** Events it speaks of. */
  readonly size: number;
  /** In base64; null when the key of the log did not sign it. */
  readonly root: string | null;
  readonly signedAt: string;
  readonly witnesses: readonly { readonly name: string; readonly at: string }[];
}

export interface CheckpointsPageProps extends PageContext {
  /** Newest first, from `?cursor=` of the path on. */
  readonly checkpoints: Page<CheckpointLine>;
  /** Names of the log, the one in use first. */
  readonly origins: readonly {
    readonly origin: string;
    readonly verifierKey: string;
    readonly startedAt: string;
    readonly abandoned: string | null;
  }[];
  /** Why nothing is signed any more; null when all is well. */
  readonly refusal: string | null;
}

type PartProps = Pick<CheckpointsPageProps, 'checkpoints' | 'origins'> & { readonly reader: Reader };

function Checkpoints({ reader, checkpoints, origins }: PartProps) {
  const { t, f } = reader;
  const current = origins[0]?.origin;
  return (
    <DataTable
      stack
      caption={t.checkpoints}
      columns={[
        { label: t.signedEvents, numeric: true },
        { label: t.signedOn },
        { label: t.treeRoot },
        { label: t.signatures },
      ]}
      rows={checkpoints.items.map(({ origin, size, root, signedAt, witnesses }) => [
        f.integer(size),
        <>
          <time class="num" dateTime={signedAt}>
            {f.instant(signedAt)}
          </time>
          {origin !== current && (
            <>
              {' '}
              <span class="tag under">{t.abandonedName}</span>
            </>
          )}
        </>,
        <>
          {root !== null && <code class="hash">{root}</code>}{' '}
          {root !== null && origin === current && <a href={`/v1/log/consistency?from=${size}`}>{t.grewSince}</a>}
        </>,
        <>
          {root === null ? <strong>{t.ourSignatureBroken}</strong> : t.ourSignature} ·{' '}
          {witnesses.length === 0
            ? t.noWitness
            : f.list(witnesses.map(({ name, at }) => t.witnessed(name, f.instant(at))))}
        </>,
      ])}
    />
  );
}

function Origins({ reader, origins }: Omit<PartProps, 'checkpoints'>) {
  const { t, f } = reader;
  return (
    <section aria-labelledby="origins-h">
      <h2 id="origins-h">{t.originsHeading}</h2>
      <p>{t.originsLead}</p>
      {origins.map(({ origin, verifierKey, startedAt, abandoned }, index) => (
        <div key={origin}>
          <h3>
            {origin} {index === 0 && <span class="tag">{t.originInUse}</span>}
          </h3>
          <p class="note">
            {t.originSince} <time dateTime={startedAt}>{f.instant(startedAt)}</time> · {t.logKey}{' '}
            <code class="hash">{verifierKey}</code>
          </p>
          {abandoned !== null && (
            <>
              <h4 id={`abandoned-${index}`}>{t.gaveUp}</h4>
              <pre class="bytes" tabIndex={0} role="group" aria-labelledby={`abandoned-${index}`}>
                {abandoned}
              </pre>
            </>
          )}
        </div>
      ))}
    </section>
  );
}

/** What was signed about the log, since its beginning, under each of its names. */
export function checkpointsPage(props: CheckpointsPageProps): string {
  const reader = readerOf(props);
  const { t } = reader;
  const { checkpoints, origins, refusal } = props;
  return document(
    reader,
    <Layout reader={reader} section="audit" title={t.checkpoints}>
      <p class="kicker">
        <a href="/audit">{t.audit}</a> · {t.checkpoints}
      </p>
      <h1>{t.checkpointsHeading}</h1>
      <p class="lead">{t.checkpointsLead}</p>
      {refusal !== null && (
        <p role="alert">
          <strong>{t.signingStopped}</strong> <span lang="en">{refusal}</span>
        </p>
      )}
      {checkpoints.items.length === 0 ? (
        <p>{t.checkpointsEmpty}</p>
      ) : (
        <Checkpoints reader={reader} checkpoints={checkpoints} origins={origins} />
      )}
      <Pager reader={reader} next={checkpoints.next} />
      <p class="note">
        {t.checkWith} <a href="/.well-known/impact-ledger/checkpoint">{t.theCheckpoint}</a> ·{' '}
        <a href="/.well-known/impact-ledger/key">{t.theKey}</a>. {t.anchorsNote}
      </p>
      <p class="note">
        {t.downloads} <a href="/v1/log/checkpoints?format=csv">{t.csv}</a> · <a href="/v1/log/checkpoints">{t.json}</a>
      </p>
      {origins.length > 0 && <Origins reader={reader} origins={origins} />}
    </Layout>,
  );
}
