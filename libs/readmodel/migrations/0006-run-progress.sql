-- A run may be cancelled, and tells how far it is.

alter table read.study_run drop constraint study_run_status_check;
alter table read.study_run add constraint study_run_status_check
  check (status in ('requested', 'completed', 'refused', 'failed', 'cancelled'));
comment on column read.study_run.status is 'requested, completed, refused (a gate did not pass, no estimate), failed or cancelled.';
comment on column read.study_run.reasons is 'Why it was refused, failed or cancelled; [] otherwise.';

-- Not in schema read: no event says it, so no rebuild would bring it back, and no result depends on it.
create schema if not exists worker;
create table worker.run_progress (
  run uuid primary key,
  started_at timestamptz not null,
  step text,
  done integer not null,
  steps integer not null,
  timings jsonb not null,
  updated_at timestamptz not null default now()
);
comment on table worker.run_progress is 'How far each run is, and how long each step of it took: told by the worker, never part of a result.';
comment on column worker.run_progress.run is 'The run.';
comment on column worker.run_progress.started_at is 'When the last attempt at it began; one that was killed begins anew.';
comment on column worker.run_progress.step is 'The step under way; null after the last.';
comment on column worker.run_progress.done is 'Steps behind it.';
comment on column worker.run_progress.steps is 'Steps of a run in all; a refused run leaves some out.';
comment on column worker.run_progress.timings is 'Steps behind it with their milliseconds, in order.';
comment on column worker.run_progress.updated_at is 'When the worker said so.';
