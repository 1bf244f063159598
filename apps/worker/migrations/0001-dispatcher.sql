create schema if not exists worker;

create table worker.dispatcher (
  name text primary key,
  position bigint not null,
  updated_at timestamptz not null default now()
);
comment on table worker.dispatcher is 'How far into the log each dispatcher has handed work to the queues.';
comment on column worker.dispatcher.name is 'The dispatcher.';
comment on column worker.dispatcher.position is 'Position of the last event whose work is in the queue.';
comment on column worker.dispatcher.updated_at is 'When the position moved last.';
