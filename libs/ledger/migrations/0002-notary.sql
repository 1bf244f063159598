-- The verifiable log: a Merkle tree over the events in their order (RFC 6962), kept as tiles (C2SP tlog-tiles), and what
-- was signed of it. It holds for any event store: leaves are counted without gaps, positions are those of the store.

create table ledger.tree (
  singleton boolean primary key default true check (singleton),
  size bigint not null,
  position bigint not null,
  rehashed bigint not null default 0,
  refusal text,
  refused_at timestamptz,
  suspect_leaf bigint
);
comment on table ledger.tree is 'One row: how far the tree is, and why it is not signed, if it is not.';
comment on column ledger.tree.size is 'Leaves: events in the tree.';
comment on column ledger.tree.position is 'Position of the last of them.';
comment on column ledger.tree.rehashed is 'Where the next round of comparing stored events with the tree goes on: a leaf.';
comment on column ledger.tree.refusal is 'Why the notary signs nothing; null when it does.';
comment on column ledger.tree.suspect_leaf is 'The leaf that does not agree with its event: looked at again before anything is signed.';
insert into ledger.tree (size, position) values (0, 0);
create trigger one_row before insert or delete or truncate on ledger.tree
  for each statement execute function ledger.refuse_change();

create table ledger.tile (
  level smallint not null,
  index bigint not null,
  hashes bytea not null check (length(hashes) between 32 and 8192 and length(hashes) % 32 = 0),
  primary key (level, index)
);
-- Hashes do not compress.
alter table ledger.tile alter column hashes set storage external;
comment on table ledger.tile is 'Consecutive hashes of one level in eight; the last of a level grows, a full one has 256.';

create table ledger.leaf_run (
  index bigint primary key,
  first_position bigint not null unique,
  positions bigint[] not null check (cardinality(positions) between 1 and 256)
);
comment on table ledger.leaf_run is 'Where the events of a tile of level 0 stand: positions[i] is that of leaf 256 * index + i - 1.';

create function ledger.only_grow() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'tile' then
    if substring(new.hashes from 1 for length(old.hashes)) = old.hashes and (new.level, new.index) = (old.level, old.index) then
      return new;
    end if;
  elsif new.positions[1:cardinality(old.positions)] = old.positions and new.index = old.index then
    return new;
  end if;
  raise exception 'ledger.% only grows: a change of what it says is refused', tg_table_name
    using errcode = 'insufficient_privilege';
end $$;
create trigger only_grow before update on ledger.tile for each row execute function ledger.only_grow();
create trigger only_grow before update on ledger.leaf_run for each row execute function ledger.only_grow();
create trigger append_only before delete or truncate on ledger.tile
  for each statement execute function ledger.refuse_change();
create trigger append_only before delete or truncate on ledger.leaf_run
  for each statement execute function ledger.refuse_change();

create table ledger.log_origin (
  number integer primary key generated always as identity,
  origin text not null unique,
  verifier_key text not null,
  started_at timestamptz not null default now(),
  abandoned_checkpoint text
);
comment on table ledger.log_origin is 'Names of the log, the last one in use. A new one starts when events were lost and somebody said so.';
comment on column ledger.log_origin.verifier_key is 'Public key under that name, as C2SP signed-note writes it.';
comment on column ledger.log_origin.abandoned_checkpoint is 'Last checkpoint of the origin before, as signed: what is no longer true.';

create table ledger.checkpoint (
  origin text not null references ledger.log_origin (origin),
  size bigint not null,
  note text not null,
  signed_at timestamptz not null,
  primary key (origin, size)
);
comment on table ledger.checkpoint is 'Every statement about the log that was ever signed.';
comment on column ledger.checkpoint.note is 'C2SP checkpoint with our signature, exactly as published.';

create table ledger.cosignature (
  origin text not null,
  size bigint not null,
  witness text not null,
  line text not null,
  cosigned_at timestamptz not null,
  primary key (origin, size, witness),
  foreign key (origin, size) references ledger.checkpoint (origin, size)
);
comment on table ledger.cosignature is 'What witnesses signed of it, verified when it was received.';

create trigger append_only before update or delete or truncate on ledger.log_origin
  for each statement execute function ledger.refuse_change();
create trigger append_only before update or delete or truncate on ledger.checkpoint
  for each statement execute function ledger.refuse_change();
create trigger append_only before update or delete or truncate on ledger.cosignature
  for each statement execute function ledger.refuse_change();
revoke execute on function ledger.only_grow from public;
