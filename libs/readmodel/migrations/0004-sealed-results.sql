-- What may be known of a sealed result, and who approved which definition.

alter table read.study_run
  add column seal text,
  add column unsealed_at timestamptz,
  add column unsealed_by text,
  add column unsealed_reason text;
comment on column read.study_run.seal is 'Seal of the document in the vault that holds the estimate of a refused run; null: none was computed.';
comment on column read.study_run.unsealed_at is 'Since when it may be read; null: it is sealed.';
comment on column read.study_run.unsealed_by is 'Analyst who unsealed it.';
comment on column read.study_run.unsealed_reason is 'Why it was unsealed.';
comment on column read.study_run.result is 'Result document; a refused run has diagnostics only, before and after unsealing.';

comment on column read.dataset.sha256 is 'SHA-256 of the pseudonymised file as it is now: it changes when a person is erased from it.';
comment on column read.dataset.rows is 'Number of rows left.';

create table read.indicator_approval (
  indicator text not null,
  version integer not null,
  actor text not null,
  comment text not null,
  recorded_at timestamptz not null,
  position bigint not null,
  revision integer not null,
  primary key (indicator, version)
);
comment on table read.indicator_approval is 'Definitions that somebody who did not write them has approved.';
comment on column read.indicator_approval.indicator is 'The indicator.';
comment on column read.indicator_approval.version is 'Version of the definition.';
comment on column read.indicator_approval.actor is 'Account that approved it.';
comment on column read.indicator_approval.comment is 'What was checked.';
comment on column read.indicator_approval.recorded_at is 'When the ledger recorded the approval.';
comment on column read.indicator_approval.position is 'Position of the approval.';
comment on column read.indicator_approval.revision is 'Revision of the indicator''s stream at the approval.';
