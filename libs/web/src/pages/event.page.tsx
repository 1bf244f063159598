import type { EventView } from '@impact-ledger/readmodel';
import { readerOf, type PageContext } from '../context.js';
import { Facts } from '../parts/facts.js';
import { Layout, document } from '../parts/layout.js';

export interface EventPageProps extends PageContext {
  readonly event: EventView & { readonly correlationId?: string; readonly causationId?: string };
  /** Canonical JSON of the whole stored event, exactly the bytes whose fingerprint is `sha256`. */
  readonly canonical: string;
  readonly sha256: string;
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
  const { event, canonical, sha256 } = props;
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
      <section aria-labelledby="bytes-h">
        <h2 id="bytes-h">{t.exactBytes}</h2>
        <p class="note">{t.bytesCount(f.integer(new TextEncoder().encode(canonical).length))}</p>
        <pre class="bytes" tabIndex={0} role="group" aria-labelledby="bytes-h">
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
      <p class="pager">
        {earlier > 0n && <a href={`/audit/${earlier}`}>{t.earlierEvent}</a>}
        {!isLast && <a href={`/audit/${later}`}>{t.laterEvent}</a>}
        <a href={`/audit?stream=${encodeURIComponent(event.stream)}`}>{t.streamHistory}</a>
      </p>
    </Layout>,
  );
}
