import type { Role } from '@impact-ledger/domain';
import type { EventView } from '@impact-ledger/readmodel';
import type { EventProof } from '../browser/check-event.js';
import { readerOf, type PageContext, type Reader } from '../context.js';
import { DataTable } from '../parts/data-table.js';
import { Facts } from '../parts/facts.js';
import { Layout, document } from '../parts/layout.js';

export interface EventPageProps extends PageContext {
  readonly event: EventView & { readonly correlationId?: string; readonly causationId?: string };
  /** Canonical JSON of the whole stored event, exactly the bytes whose fingerprint is `sha256`. */
  readonly canonical: string;
  readonly sha256: string;
  /** The permission it needed and the roles that have it; null when it followed from another event. */
  readonly authority: { readonly permission: string; readonly roles: readonly Role[] } | null;
  /** What it changed in the state of its stream, as JSON text; null when that cannot be told. */
  readonly changes:
    readonly { readonly path: string; readonly before: string | null; readonly after: string | null }[] | null;
  /** Null while the event is not signed yet, which takes a second or two. */
  readonly proof: Omit<EventProof, 'bytes'> | null;
}

/** The proof as text, and what the browser finds when it checks it: see `browser/check-event.ts`. */
function Proof({ reader, proof }: { readonly reader: Reader; readonly proof: EventPageProps['proof'] }) {
  const { t, f } = reader;
  return (
    <section aria-labelledby="proof-h">
      <h2 id="proof-h">{t.inclusionHeading}</h2>
      {!proof && <p>{t.notSignedYet}</p>}
      {proof && (
        <>
          <p
            id="proof-finding"
            class="notice warn"
            role="status"
            data-verified={t.proofVerified}
            data-path={t.proofPathBroken}
            data-signature={t.proofUnsigned}
            data-unsupported={t.proofUnsupported}
          >
            {t.proofNoScript} <code>impact verify</code>
          </p>
          <p class="note">{t.inclusionLead}</p>
          <Facts
            wide
            facts={[
              { term: t.leafIndex, value: <code id="proof-leaf">{proof.leafIndex}</code> },
              {
                term: t.logKey,
                value: (
                  <code id="proof-key" class="hash">
                    {proof.verifierKey}
                  </code>
                ),
              },
            ]}
          />
          <h3 id="checkpoint-h">{t.signedCheckpoint}</h3>
          <pre id="proof-checkpoint" class="bytes" tabIndex={0} role="group" aria-labelledby="checkpoint-h">
            {proof.checkpoint}
          </pre>
          <details>
            <summary>{t.proofPath(f.integer(proof.hashes.length))}</summary>
            <ol id="proof-path">
              {proof.hashes.map((hash) => (
                <li key={hash}>
                  <code class="hash">{hash}</code>
                </li>
              ))}
            </ol>
          </details>
          <p>
            <a href="/audit/checkpoints">{t.allCheckpoints}</a>
          </p>
          <script type="module" src="/assets/check-event.js" />
        </>
      )}
    </section>
  );
}

function Changes({ reader, changes }: { readonly reader: Reader; readonly changes: EventPageProps['changes'] }) {
  const { t } = reader;
  if (!changes) return null;
  return (
    <section aria-labelledby="changes-h">
      <h2 id="changes-h">{t.eventChanges}</h2>
      {changes.length === 0 ? (
        <p>{t.eventChangedNothing}</p>
      ) : (
        <DataTable
          stack
          caption={t.eventChanges}
          columns={[{ label: t.changedField }, { label: t.before }, { label: t.after }]}
          rows={changes.map(({ path, before, after }) => [
            <code>{path}</code>,
            before === null ? t.none : <code>{before}</code>,
            after === null ? t.none : <code>{after}</code>,
          ])}
        />
      )}
    </section>
  );
}

function indented(json: string): string | null {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return null;
  }
}

/** One event with its envelope and its exact bytes. */
export function eventPage(props: EventPageProps): string {
  const reader = readerOf(props);
  const { t, f } = reader;
  const { event, canonical, sha256, authority } = props;
  const readable = indented(canonical);
  const earlier = BigInt(event.position) - 1n;
  const later = BigInt(event.position) + 1n;
  const isLast = later > BigInt(props.freshness.position);
  return document(
    reader,
    <Layout reader={reader} section="audit" title={t.eventHeading(event.type, f.exact(event.position))}>
      <p class="kicker">
        <a href="/audit">{t.audit}</a> · {event.stream}
      </p>
      <h1>{t.eventHeading(event.type, f.exact(event.position))}</h1>
      <p class="lead">{t.eventLead}</p>
      <section aria-labelledby="envelope-h">
        <h2 id="envelope-h">{t.envelope}</h2>
        <Facts
          wide
          facts={[
            { term: t.recordedAt, value: <time dateTime={event.recordedAt}>{f.instant(event.recordedAt)}</time> },
            { term: t.actor, value: `${event.actor.id} (${t.role[event.actor.role]})` },
            ...(authority
              ? [
                  {
                    term: t.authority,
                    value: (
                      <>
                        <code>{authority.permission}</code>{' '}
                        <span class="note">({f.list(authority.roles.map((role) => t.role[role]))})</span>
                      </>
                    ),
                  },
                ]
              : []),
            ...(event.reason ? [{ term: t.reason, value: event.reason }] : []),
            { term: t.stream, value: <a href={`/audit?stream=${encodeURIComponent(event.stream)}`}>{event.stream}</a> },
            { term: t.revision, value: f.integer(event.revision) },
            { term: t.eventType, value: <code>{event.type}</code> },
            { term: t.schemaVersion, value: String(event.version) },
            { term: t.eventId, value: <code class="hash">{event.id}</code> },
            ...(event.causationId ? [{ term: t.causation, value: <code class="hash">{event.causationId}</code> }] : []),
            ...(event.correlationId
              ? [{ term: t.correlation, value: <code class="hash">{event.correlationId}</code> }]
              : []),
          ]}
        />
      </section>
      <Changes reader={reader} changes={props.changes} />
      <section aria-labelledby="bytes-h">
        <h2 id="bytes-h">{t.exactBytes}</h2>
        <p class="note">{t.bytesCount(f.integer(new TextEncoder().encode(canonical).length))}</p>
        <pre id="event-bytes" class="bytes" tabIndex={0} role="group" aria-labelledby="bytes-h">
          {canonical}
        </pre>
        <p>
          {t.fingerprint} <code class="hash">{sha256}</code>
        </p>
        {readable !== null && (
          <details>
            <summary>{t.indented}</summary>
            <pre>{readable}</pre>
          </details>
        )}
      </section>
      <Proof reader={reader} proof={props.proof} />
      <p class="pager">
        {earlier > 0n && <a href={`/audit/${earlier}`}>{t.earlierEvent}</a>}
        {!isLast && <a href={`/audit/${later}`}>{t.laterEvent}</a>}
        <a href={`/audit?stream=${encodeURIComponent(event.stream)}`}>{t.streamHistory}</a>
      </p>
    </Layout>,
  );
}
