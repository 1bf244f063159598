-- The log of events. One row per event, never changed, in one global order without gaps.
--
-- An application account that does not own the schema needs exactly this, and gets no way to change the past:
--   grant usage on schema ledger to <account>;
--   grant select on ledger.event, ledger.envelope, ledger.head to <account>;
--   grant execute on function ledger.append_events to <account>;

create schema ledger;
revoke all on schema ledger from public;

create table ledger.event (
  position bigint primary key,
  id uuid not null unique,
  revision integer not null,
  stream text collate "C" not null,
  type text collate "C" not null,
  bytes text collate "C" not null,
  unique (stream, revision)
);
comment on table ledger.event is 'Every event ever recorded, once, in global order. Append-only: written by ledger.append_events alone.';
comment on column ledger.event.position is 'Global order, from 1, without gaps; the order of commits.';
comment on column ledger.event.revision is 'Place in its stream, from 0, without gaps.';
comment on column ledger.event.bytes is 'What is hashed: the RFC 8785 canonical JSON of {data, id, metadata, recordedAt, revision, stream, type, version}.';

create table ledger.head (
  singleton boolean primary key default true check (singleton),
  position bigint not null,
  recorded_at timestamptz not null
) with (fillfactor = 10);
comment on table ledger.head is 'One row: the end of the log. Its lock is what puts appends in one order.';
insert into ledger.head (position, recorded_at) values (0, '-infinity');

create view ledger.envelope as
select position, id, stream, revision, type,
       (bytes::jsonb ->> 'version')::integer as version,
       bytes::jsonb -> 'data' as data,
       bytes::jsonb -> 'metadata' as metadata,
       (bytes::jsonb ->> 'recordedAt')::timestamptz as recorded_at
from ledger.event;
comment on view ledger.envelope is 'The events as columns, derived from the bytes that are hashed.';

create function ledger.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'ledger.% is append-only: % is refused', tg_table_name, tg_op
    using errcode = 'insufficient_privilege', hint = 'Correct a mistake with a new event; it will stand beside the old one.';
end $$;
create trigger append_only before update or delete or truncate on ledger.event
  for each statement execute function ledger.refuse_change();
create trigger one_row before insert or delete or truncate on ledger.head
  for each statement execute function ledger.refuse_change();

-- The keys of an envelope in canonical order. `opening` arrives canonical: {"data":...,"id":"...","metadata":...,"recordedAt":"
-- and to_json escapes a text exactly as RFC 8785 does, hence the whole is canonical too. The parentheses keep the large
-- part from being copied again for every small one.
create function ledger.envelope_bytes(
  opening text, recorded_at text, revision integer, stream_json text, type text, version integer
) returns text language sql stable as $$
  select opening || (recorded_at || '","revision":' || revision::text || ',"stream":' || stream_json
      || ',"type":' || to_json(type)::text || ',"version":' || version::text || '}')
$$;

-- The same command again carries the same events; only how it came (its correlation) may differ.
create function ledger.same_event(
  stored jsonb, stream text, type text, version integer, opening text
) returns boolean language sql stable as $$
  select stored ->> 'stream' = stream and stored ->> 'type' = type and stored -> 'version' = to_jsonb(version)
     and stored -> 'data' = given -> 'data' and (stored -> 'metadata') - 'correlationId' = (given -> 'metadata') - 'correlationId'
  from (select (opening || '"}')::jsonb as given) as envelope
$$;

-- Appends a batch: groups of appends, each group all or nothing, one group never spoiling another.
--
--   append_*  one entry per append, the appends of a group side by side and on streams of their own
--   expected  revision of the last event, -1: no such stream, -2: anything
--   event_*   one entry per event, in the order of the appends; `event_append` counts appends from 1
--
-- Returns one row per append, in order. verdict:
--   appended        revision and position of its last event
--   repeated        the same ids with the same content stand there: revision and position of the last, nothing written
--   wrong_revision  revision is the actual one, -1 for none
--   conflict        `event` stands in the log with other content, or without the rest of its append
--   abandoned       sound in itself; another append of its group was not
create function ledger.append_events(
  append_group integer[], append_stream text[], append_expected integer[], append_size integer[],
  event_append integer[], event_id uuid[], event_type text[], event_version integer[], event_opening text[]
) returns table (verdict text, revision integer, "position" bigint, event uuid)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
-- A plan made while the log was small must serve when it is large: always by index, never planned again.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  last_position bigint;
  instant timestamptz;
  recorded_at text;
  starts integer[] := '{}';
  total integer := 0;
  size integer;
  base integer[];
  -- A variable keeps an array unpacked; to look into a parameter is to walk it from its beginning.
  streams constant text[] := append_stream;
  streams_json constant text[] := array(select to_json(stream)::text from unnest(append_stream) as stream);
  plain boolean;
begin
  if current_setting('synchronous_commit') = 'off' then
    perform set_config('synchronous_commit', 'on', true);
  end if;

  -- First the lock, then every look at revisions: each statement below sees what the holder before us committed.
  select head.position, greatest(head.recorded_at, date_trunc('milliseconds', clock_timestamp()))
    into strict last_position, instant from ledger.head for update;
  recorded_at := to_char(instant at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

  foreach size in array append_size loop
    starts := starts || total;
    total := total + size;
  end loop;

  -- The plain case, set-wise: every stream once, every revision as expected, every id new.
  select array_agg(last.revision order by given.n),
         bool_and(given.expected in (-2, last.revision)) and count(distinct given.stream) = count(*)
    into strict base, plain
  from unnest(append_stream, append_expected) with ordinality as given (stream, expected, n),
    lateral (select coalesce((select e.revision from ledger.event e where e.stream = given.stream
                              order by e.revision desc limit 1), -1) as revision) as last;
  if plain then
    begin
      insert into ledger.event (position, id, revision, stream, type, bytes)
      select last_position + e.n, e.id, r.revision, streams[e.append], e.type,
             ledger.envelope_bytes(e.opening, recorded_at, r.revision, streams_json[e.append], e.type, e.version)
      from (select unnest(event_append) as append, unnest(event_id) as id, unnest(event_type) as type, unnest(event_version) as version,
                   unnest(event_opening) as opening, generate_series(1, total) as n) as e,
        lateral (select base[e.append] + (e.n - starts[e.append])::integer as revision) as r;
    exception when unique_violation then
      plain := false;
    end;
  end if;
  if plain then
    update ledger.head set position = last_position + total, recorded_at = instant;
    notify ledger_appended;
    return query select 'appended', base[i] + append_size[i], last_position + starts[i] + append_size[i], null::uuid
      from generate_subscripts(append_size, 1) as i;
    return;
  end if;

  return query select * from ledger.append_in_turn(last_position, instant, recorded_at,
    append_group, append_stream, append_expected, append_size, starts,
    event_id, event_type, event_version, event_opening);
end $$;
comment on function ledger.append_events is 'The only way into the log.';

-- The same, group after group: a stream named twice, a repeated command, a loser. Called with the head locked.
create function ledger.append_in_turn(
  last_position bigint, instant timestamptz, recorded_at text,
  append_group integer[], append_stream text[], append_expected integer[], append_size integer[], append_start integer[],
  event_id uuid[], event_type text[], event_version integer[], event_opening text[]
) returns table (verdict text, revision integer, "position" bigint, event uuid)
language plpgsql
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  head_position constant bigint := last_position;
  appends constant integer := cardinality(append_stream);
  verdicts text[];
  revisions integer[];
  positions bigint[];
  events uuid[];
  first integer := 1;
  final integer;
  lo integer;
  hi integer;
  known integer;
  same integer;
  last_revision integer;
  found_position bigint;
  found uuid;
begin
  while first <= appends loop
    final := first;
    while final < appends and append_group[final + 1] = append_group[first] loop
      final := final + 1;
    end loop;

    for i in first .. final loop
      lo := append_start[i] + 1;
      hi := append_start[i] + append_size[i];
      select count(*), count(*) filter (where s.same), max(e.revision), max(e.position), (array_agg(e.id order by s.same))[1]
        into strict known, same, last_revision, found_position, found
      from unnest(event_id[lo:hi], event_type[lo:hi], event_version[lo:hi], event_opening[lo:hi])
             as given (id, type, version, opening)
        join ledger.event e on e.id = given.id,
        lateral (select ledger.same_event(e.bytes::jsonb, append_stream[i], given.type, given.version, given.opening) as same) as s;
      if known > 0 then
        verdicts[i] := case when same = append_size[i] then 'repeated' else 'conflict' end;
      else
        last_revision := coalesce((select e.revision from ledger.event e where e.stream = append_stream[i]
                                   order by e.revision desc limit 1), -1);
        verdicts[i] := case when append_expected[i] in (-2, last_revision) then 'appended' else 'wrong_revision' end;
      end if;
      revisions[i] := last_revision;
      positions[i] := found_position;
      events[i] := found;
    end loop;

    if verdicts[first:final] && array['wrong_revision', 'conflict'] then
      for i in first .. final loop
        if verdicts[i] = 'appended' then
          verdicts[i] := 'abandoned';
        end if;
      end loop;
    else
      for i in first .. final loop
        continue when verdicts[i] = 'repeated';
        lo := append_start[i] + 1;
        hi := append_start[i] + append_size[i];
        insert into ledger.event (position, id, revision, stream, type, bytes)
        select last_position + given.n, given.id, r.revision, append_stream[i], given.type,
               ledger.envelope_bytes(given.opening, recorded_at, r.revision, to_json(append_stream[i])::text, given.type, given.version)
        from unnest(event_id[lo:hi], event_type[lo:hi], event_version[lo:hi], event_opening[lo:hi])
               with ordinality as given (id, type, version, opening, n),
          lateral (select revisions[i] + given.n::integer as revision) as r;
        last_position := last_position + append_size[i];
        revisions[i] := revisions[i] + append_size[i];
        positions[i] := last_position;
      end loop;
    end if;
    first := final + 1;
  end loop;

  if last_position > head_position then
    update ledger.head set position = last_position, recorded_at = instant;
    notify ledger_appended;
  end if;
  return query select * from unnest(verdicts, revisions, positions, events);
end $$;
revoke execute on all functions in schema ledger from public;
