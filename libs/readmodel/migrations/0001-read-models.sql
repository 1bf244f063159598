-- Read models: everything here is derived from the event log and can be rebuilt from it.
-- Two clocks run in these tables. "Valid" is when something was true of the world; "recorded" is when the ledger knew
-- it. A state is known at a moment when recorded_from <= moment and (recorded_to is null or moment < recorded_to);
-- position_from and position_to say the same in positions of the log.

create schema read;
comment on schema read is 'Read models of the impact ledger, derived from its events; rebuilt, never edited.';

create table read.projection (
  name text primary key,
  version integer not null,
  position bigint not null default 0,
  recorded_at timestamptz,
  processed bigint not null default 0,
  status text not null default 'running' check (status in ('running', 'failed')),
  failed_position bigint,
  failed_stream text,
  failed_reason text,
  updated_at timestamptz not null default clock_timestamp()
);
comment on table read.projection is 'How far each projection has read the log, written in the same transaction as its rows.';
comment on column read.projection.name is 'Name of the projection, such as measurements.';
comment on column read.projection.version is 'Version of the rules that made the rows.';
comment on column read.projection.position is 'Position in the log of the last event read; 0 before the first.';
comment on column read.projection.recorded_at is 'When that event was recorded.';
comment on column read.projection.processed is 'Events that concerned this projection so far.';
comment on column read.projection.status is 'running, or failed when an event could not be projected: nothing is skipped.';
comment on column read.projection.failed_position is 'Position of the event that stopped the projection.';
comment on column read.projection.failed_stream is 'Stream of the event that stopped the projection.';
comment on column read.projection.failed_reason is 'Why that event could not be projected.';
comment on column read.projection.updated_at is 'When this row last changed, by the clock of the database.';

create table read.product (
  id text primary key,
  name text not null,
  incubator text not null,
  problem jsonb not null,
  phase text not null,
  phase_since date,
  revision integer not null
);
comment on table read.product is 'Public digital services, one row each.';
comment on column read.product.id is 'Identifier of the product, readable in addresses.';
comment on column read.product.name is 'Name of the product.';
comment on column read.product.incubator is 'Incubator that carries the product.';
comment on column read.product.problem is 'The problem it answers: {"en": ..., "fr": ...}, at least one of them.';
comment on column read.product.phase is 'investigation, construction, acceleration, consolidation, operated, transferred or abandoned.';
comment on column read.product.phase_since is 'First day of the phase; null when the product was registered in it.';
comment on column read.product.revision is 'Revision of the product''s stream, 0 for its first event.';

create table read.indicator (
  id text primary key,
  product text not null,
  status text not null check (status in ('live', 'retired')),
  retired_since date,
  retired_reason text,
  retired_at timestamptz,
  retired_position bigint,
  retired_revision integer,
  revision integer not null
);
create index indicator_by_product on read.indicator (product, id);
comment on table read.indicator is 'Indicators; their name and wording stand in indicator_definition.';
comment on column read.indicator.id is 'Identifier of the indicator, readable in addresses.';
comment on column read.indicator.product is 'Product it measures.';
comment on column read.indicator.status is 'live, or retired: takes no new measurement.';
comment on column read.indicator.retired_since is 'First day without it, as declared.';
comment on column read.indicator.retired_reason is 'Why it was retired.';
comment on column read.indicator.retired_at is 'When the ledger recorded the retirement.';
comment on column read.indicator.retired_position is 'Position of the event that retired it.';
comment on column read.indicator.retired_revision is 'Revision of the indicator''s stream at that event.';
comment on column read.indicator.revision is 'Revision of the indicator''s stream, 0 for its first event.';

create table read.indicator_definition (
  indicator text not null,
  version integer not null,
  edition integer not null check (edition in (0, 1)),
  name jsonb not null,
  definition jsonb not null,
  change text not null check (change in ('first', 'material', 'editorial')),
  reason text,
  actor text not null,
  revision integer not null,
  valid_from date,
  valid_to date,
  recorded_from timestamptz not null,
  recorded_to timestamptz,
  position_from bigint not null,
  position_to bigint,
  primary key (indicator, version, edition)
);
comment on table read.indicator_definition is
  'Definitions of indicators, bitemporal. Edition 0 is a version while it was the newest; edition 1 is the same version once a material change ended its validity. Where two are valid on one day the higher version holds.';
comment on column read.indicator_definition.indicator is 'Indicator that is defined.';
comment on column read.indicator_definition.version is 'Number of the definition, from 1.';
comment on column read.indicator_definition.edition is '0: known as the newest version; 1: known as ended on valid_to.';
comment on column read.indicator_definition.name is 'Name of the indicator under this version: {"en": ..., "fr": ...}.';
comment on column read.indicator_definition.definition is 'Numerator, denominator, unit, population, window, lag, source and flags.';
comment on column read.indicator_definition.change is 'first; material (breaks the series); editorial (says the same thing better).';
comment on column read.indicator_definition.reason is 'Why it was changed; null for the first version.';
comment on column read.indicator_definition.actor is 'Account that wrote this version.';
comment on column read.indicator_definition.revision is 'Revision of the indicator''s stream at the event that wrote this version.';
comment on column read.indicator_definition.valid_from is 'First day it applies to; null: from the beginning. An editorial version takes that of the version it rewords.';
comment on column read.indicator_definition.valid_to is 'First day it no longer applies to, by a material change; null: open.';
comment on column read.indicator_definition.recorded_from is 'Since when the ledger knows this.';
comment on column read.indicator_definition.recorded_to is 'Until when (exclusive) the ledger said this; null: it still does.';
comment on column read.indicator_definition.position_from is 'Position of the event since which the ledger knows this.';
comment on column read.indicator_definition.position_to is 'Position of the event that replaced it; null: none.';

create table read.indicator_target (
  indicator text not null,
  revision integer not null,
  period text not null,
  period_start date not null,
  value numeric not null,
  reason text,
  recorded_at timestamptz not null,
  position bigint not null,
  primary key (indicator, revision)
);
comment on table read.indicator_target is 'Targets as they were set; for one period the highest revision holds.';
comment on column read.indicator_target.indicator is 'Indicator the target is for.';
comment on column read.indicator_target.revision is 'Revision of the indicator''s stream at the event that set it.';
comment on column read.indicator_target.period is 'ISO year, quarter, month, week or day.';
comment on column read.indicator_target.period_start is 'First day of the period, Europe/Paris.';
comment on column read.indicator_target.value is 'Value to reach, in the unit of the definition.';
comment on column read.indicator_target.reason is 'Why it was set or changed.';
comment on column read.indicator_target.recorded_at is 'When the ledger recorded it.';
comment on column read.indicator_target.position is 'Position of the event that set it.';

create table read.measurement (
  id uuid not null,
  revision integer not null,
  indicator text not null,
  definition_version integer not null,
  period text not null,
  period_start date not null,
  period_end date not null,
  breakdown jsonb not null,
  value numeric not null,
  quality smallint not null,
  vintage date not null,
  provenance jsonb not null,
  status text not null check (status in ('live', 'withdrawn')),
  reason text,
  recorded_from timestamptz not null,
  recorded_to timestamptz,
  position_from bigint not null,
  position_to bigint,
  primary key (id, revision)
);
create index measurement_in_series on read.measurement
  (indicator, period_start, period_end, definition_version, id, revision);
comment on table read.measurement is
  'Every recorded state of every data point, bitemporal: period_start and period_end say when it is true of, recorded_from and recorded_to when the ledger said so. What stands now: recorded_to is null and status = live.';
comment on column read.measurement.id is 'Identifier of the data point: one per indicator, definition version, period and breakdown.';
comment on column read.measurement.revision is 'Revision of the data point''s stream: 0 as first recorded, one more per correction, withdrawal or new record.';
comment on column read.measurement.indicator is 'Indicator measured.';
comment on column read.measurement.definition_version is 'Version of the definition it was computed under.';
comment on column read.measurement.period is 'ISO year, quarter, month, week or day.';
comment on column read.measurement.period_start is 'First day of the period, Europe/Paris.';
comment on column read.measurement.period_end is 'First day after the period, Europe/Paris.';
comment on column read.measurement.breakdown is 'Part of the population, such as {"region": "Bretagne"}; {} for the whole.';
comment on column read.measurement.value is 'Measured value, exact, in the unit of the definition.';
comment on column read.measurement.quality is 'About how much of the figure is right: 10, 50 or 90 percent.';
comment on column read.measurement.vintage is 'Day this figure was first given out.';
comment on column read.measurement.provenance is 'Where it comes from: {"source": ..., "method": ...}.';
comment on column read.measurement.status is 'live, or withdrawn (the value is the last one that stood).';
comment on column read.measurement.reason is 'Why it was corrected or withdrawn; null as first recorded.';
comment on column read.measurement.recorded_from is 'Since when the ledger says this.';
comment on column read.measurement.recorded_to is 'Until when (exclusive) the ledger said this; null: it still does.';
comment on column read.measurement.position_from is 'Position of the event that recorded this state.';
comment on column read.measurement.position_to is 'Position of the event that replaced it; null: none.';

create table read.dataset (
  id text primary key,
  product text not null,
  name text not null,
  source text not null,
  licence text,
  extracted_on date not null,
  quality smallint not null,
  rows integer not null,
  columns jsonb not null,
  sha256 text not null,
  status text not null check (status in ('registered', 'erased')),
  revision integer not null
);
create index dataset_by_product on read.dataset (product, id);
comment on table read.dataset is 'Data sets of persons by their shape and fingerprint; the persons stand in the vault only.';
comment on column read.dataset.id is 'Identifier of the data set, readable in addresses.';
comment on column read.dataset.product is 'Product it is about.';
comment on column read.dataset.name is 'Name of the data set.';
comment on column read.dataset.source is 'Where the rows come from.';
comment on column read.dataset.licence is 'Licence of the source, when there is one.';
comment on column read.dataset.extracted_on is 'Day the rows were taken from their source.';
comment on column read.dataset.quality is 'About how much of the data is right: 10, 50 or 90 percent.';
comment on column read.dataset.rows is 'Number of rows.';
comment on column read.dataset.columns is 'Name, kind, number of missing values and, for few values, the levels of each column.';
comment on column read.dataset.sha256 is 'SHA-256 of the pseudonymised file.';
comment on column read.dataset.status is 'registered, or erased: its key is destroyed.';
comment on column read.dataset.revision is 'Revision of the data set''s stream, 0 for its first event.';

create table read.study (
  id text primary key,
  product text not null,
  question jsonb not null,
  design text not null,
  status text not null check (status in ('drafted', 'frozen')),
  exploratory boolean not null,
  protocol jsonb not null,
  protocol_hash text,
  frozen_at timestamptz,
  schedule text,
  dataset text,
  revision integer not null
);
create index study_by_product on read.study (product, id);
comment on table read.study is 'Register of studies with the protocol in force.';
comment on column read.study.id is 'Identifier of the study, readable in addresses.';
comment on column read.study.product is 'Product whose effect is studied.';
comment on column read.study.question is 'The question: {"en": ..., "fr": ...}.';
comment on column read.study.design is 'randomised, cohort or naive_match.';
comment on column read.study.status is 'drafted, or frozen: the protocol changes by amendment only.';
comment on column read.study.exploratory is 'True when the protocol was amended after a look at the data.';
comment on column read.study.protocol is 'Protocol in force, as data.';
comment on column read.study.protocol_hash is 'SHA-256 of the canonical JSON of that protocol; null while a draft.';
comment on column read.study.frozen_at is 'When the ledger recorded the freeze.';
comment on column read.study.schedule is 'Cron expression in Europe/Paris of its re-runs; null: none.';
comment on column read.study.dataset is 'Data set attached; null: none yet.';
comment on column read.study.revision is 'Revision of the study''s stream, 0 for its first event.';

create table read.study_protocol (
  study text not null,
  revision integer not null,
  protocol jsonb not null,
  protocol_hash text,
  primary key (study, revision)
);
comment on table read.study_protocol is 'Protocols a study has had: the frozen one and each amendment. A run names its own by protocol_hash.';
comment on column read.study_protocol.study is 'The study.';
comment on column read.study_protocol.revision is '0 for the protocol that was frozen, else revision of the study''s stream at the amendment.';
comment on column read.study_protocol.protocol is 'The protocol, as data.';
comment on column read.study_protocol.protocol_hash is 'SHA-256 of its canonical JSON; null while a draft.';

create table read.study_run (
  run uuid primary key,
  study text not null,
  look integer not null,
  exploratory boolean not null,
  dataset text not null,
  sha256 text not null,
  protocol_hash text not null,
  status text not null check (status in ('requested', 'completed', 'refused', 'failed')),
  requested_at timestamptz not null,
  requested_position bigint not null,
  ended_at timestamptz,
  ended_position bigint,
  result jsonb,
  result_hash text,
  reasons jsonb not null,
  review text check (review in ('accepted', 'rejected')),
  review_comment text,
  publication text check (publication in ('published', 'retracted'))
);
create index study_run_by_study on read.study_run (study, requested_position);
create index study_run_pending on read.study_run (requested_position) where status = 'requested';
comment on table read.study_run is 'Runs of studies, from request to publication.';
comment on column read.study_run.run is 'Identifier of the run.';
comment on column read.study_run.study is 'Study that was run.';
comment on column read.study_run.look is 'How many different data sets were looked at, this one included.';
comment on column read.study_run.exploratory is 'True when it explores and confirms nothing: protocol amended after a look, or a later look.';
comment on column read.study_run.dataset is 'Data set it read.';
comment on column read.study_run.sha256 is 'SHA-256 of that data set.';
comment on column read.study_run.protocol_hash is 'SHA-256 of the protocol it followed.';
comment on column read.study_run.status is 'requested, completed, refused (a gate did not pass, no estimate) or failed.';
comment on column read.study_run.requested_at is 'When the ledger recorded the request.';
comment on column read.study_run.requested_position is 'Position of the request.';
comment on column read.study_run.ended_at is 'When the ledger recorded its end.';
comment on column read.study_run.ended_position is 'Position of the event that ended it.';
comment on column read.study_run.result is 'Result document; a refused run has diagnostics only.';
comment on column read.study_run.result_hash is 'SHA-256 of the canonical JSON of that document.';
comment on column read.study_run.reasons is 'Why it was refused or failed; [] otherwise.';
comment on column read.study_run.review is 'accepted or rejected by a reviewer who did not write the protocol; null: not reviewed.';
comment on column read.study_run.review_comment is 'What the reviewer wrote.';
comment on column read.study_run.publication is 'published or retracted; null: never published.';

create table read.event (
  position bigint primary key,
  id uuid not null,
  stream text not null,
  revision integer not null,
  type text not null,
  version integer not null,
  actor_id text not null,
  actor_role text not null,
  reason text,
  recorded_at timestamptz not null
);
create unique index event_in_stream on read.event (stream, revision);
create index event_by_type on read.event (type, position);
comment on table read.event is 'Audit list: the envelope of every event, without its data.';
comment on column read.event.position is 'Position in the log.';
comment on column read.event.id is 'Identifier of the event.';
comment on column read.event.stream is 'Stream it stands in, such as indicator-return-to-employment.';
comment on column read.event.revision is 'Its number in the stream, from 0.';
comment on column read.event.type is 'What happened, such as IndicatorRedefined.';
comment on column read.event.version is 'Version of the shape its data was stored in.';
comment on column read.event.actor_id is 'Account that caused it.';
comment on column read.event.actor_role is 'Role of that account then.';
comment on column read.event.reason is 'Reason given with the command.';
comment on column read.event.recorded_at is 'When the ledger recorded it, UTC, milliseconds.';
