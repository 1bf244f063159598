import { RELEASED_EVENTS } from '@impact-ledger/domain';
import type { EventView, Page, ProjectionStatus } from '@impact-ledger/readmodel';
import { pathOnly, queryOf, readerOf, withQuery, type PageContext, type Reader } from '../context.js';
import { AsOfForm, AsOfNotice } from '../parts/as-of.js';
import { DataTable } from '../parts/data-table.js';
import { Layout, document } from '../parts/layout.js';
import { Pager } from '../parts/pager.js';

export interface AuditPageProps extends PageContext {
  /** Filtered as `?type=`, `?stream=` and `?actor=` of the path ask. */
  readonly events: Page<EventView>;
  /** Read models that stopped at an event they cannot project. */
  readonly stopped: readonly Pick<ProjectionStatus, 'name' | 'failure'>[];
}

const TOPICS = ['sealed', 'permissions', 'erasures'] as const;

function Filters({ reader }: { readonly reader: Reader }) {
  const { t, path } = reader;
  const type = queryOf(path, 'type');
  const filtered = ['type', 'about', 'stream', 'actor', 'from', 'to'].find((name) => queryOf(path, name) !== undefined);
  return (
    <form class="filters" method="get" action={pathOnly(path)} role="search" aria-label={t.filters}>
      <label>
        {t.eventType}
        <select name="type">
          <option value="">{t.all}</option>
          {Object.keys(RELEASED_EVENTS)
            .sort()
            .map((name) => (
              <option key={name} value={name} selected={name === type}>
                {name}
              </option>
            ))}
        </select>
      </label>
      <label>
        {t.about}
        <select name="about">
          <option value="">{t.all}</option>
          {TOPICS.map((topic) => (
            <option key={topic} value={topic} selected={topic === queryOf(path, 'about')}>
              {t.topic[topic]}
            </option>
          ))}
        </select>
      </label>
      {(['stream', 'actor'] as const).map((name) => (
        <label key={name}>
          {t[name]}
          <input name={name} value={queryOf(path, name) ?? ''} autocomplete="off" spellcheck={false} />
        </label>
      ))}
      {(['from', 'to'] as const).map((name) => (
        <label key={name}>
          {name === 'from' ? t.fromMoment : t.toMoment}
          <input name={name} value={queryOf(path, name) ?? ''} autocomplete="off" placeholder="2026-03-31" />
        </label>
      ))}
      <button type="submit">{t.apply}</button>
      {filtered !== undefined && <a href={pathOnly(path)}>{t.clearFilters}</a>}
    </form>
  );
}

/** The timeline of everything that was recorded. */
export function auditPage(props: AuditPageProps): string {
  const reader = readerOf(props);
  const { t, f, path } = reader;
  const { items, next } = props.events;
  const only = (changes: Record<string, string>) => withQuery(path, { cursor: null, ...changes });
  return document(
    reader,
    <Layout reader={reader} section="audit" title={t.audit}>
      <p class="kicker">{t.audit}</p>
      <h1>{t.auditHeading}</h1>
      <p class="lead">{t.auditLead}</p>
      <p>
        <a href="/audit/checkpoints">{t.allCheckpoints}</a>
      </p>
      {props.stopped.map(({ name, failure }) => (
        <p key={name} role="alert">
          <strong>
            {t.projectionStopped(name, failure?.position ?? '', failure?.stream ?? '', failure?.reason ?? '')}
          </strong>
        </p>
      ))}
      <AsOfNotice reader={reader} />
      <Filters reader={reader} />
      <AsOfForm reader={reader} />
      {items.length === 0 ? (
        <p>{t.auditEmpty}</p>
      ) : (
        <DataTable
          stack
          caption={t.audit}
          columns={[
            { label: t.position },
            { label: t.recordedAt },
            { label: t.eventType },
            { label: t.stream },
            { label: t.actor },
            { label: t.reason },
          ]}
          rows={items.map((event) => [
            <a class="num" href={`/audit/${event.position}`}>
              {f.exact(event.position)}
            </a>,
            <time class="num" dateTime={event.recordedAt}>
              {f.instant(event.recordedAt)}
            </time>,
            <code>{event.type}</code>,
            <a href={only({ stream: event.stream })}>{event.stream}</a>,
            <>
              <a href={only({ actor: event.actor.id })}>{event.actor.id}</a>{' '}
              <span class="note">({t.role[event.actor.role]})</span>
            </>,
            event.reason ?? '',
          ])}
        />
      )}
      <Pager reader={reader} next={next} />
    </Layout>,
  );
}
