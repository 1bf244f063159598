-- What the ledger knew, of everything: products, data sets and studies keep a row for each state they were in, and runs
-- each step after their end. Rows of before get the clocks of their own event when the projections are built anew.

alter table read.product
  add column recorded_from timestamptz not null default '-infinity',
  add column recorded_to timestamptz,
  add column position_from bigint not null default 0,
  add column position_to bigint,
  drop constraint product_pkey,
  add primary key (id, revision);
alter table read.product alter column recorded_from drop default, alter column position_from drop default;
create index product_now on read.product (id) where position_to is null;
comment on table read.product is 'Public digital services, one row for each state the ledger knew them in; now: position_to is null.';
comment on column read.product.revision is 'Revision of the product''s stream at the event that made this state, 0 for the first.';
comment on column read.product.recorded_from is 'Since when the ledger says this.';
comment on column read.product.recorded_to is 'Until when (exclusive) the ledger said this; null: it still does.';
comment on column read.product.position_from is 'Position of the event that made this state.';
comment on column read.product.position_to is 'Position of the event that replaced it; null: none.';

alter table read.dataset
  add column recorded_from timestamptz not null default '-infinity',
  add column recorded_to timestamptz,
  add column position_from bigint not null default 0,
  add column position_to bigint,
  drop constraint dataset_pkey,
  add primary key (id, revision);
alter table read.dataset alter column recorded_from drop default, alter column position_from drop default;
create index dataset_now on read.dataset (id) where position_to is null;
comment on table read.dataset is 'Data sets of persons by their shape and fingerprint, one row for each state; now: position_to is null. The persons stand in the vault only.';
comment on column read.dataset.revision is 'Revision of the data set''s stream at the event that made this state, 0 for the first.';
comment on column read.dataset.recorded_from is 'Since when the ledger says this.';
comment on column read.dataset.recorded_to is 'Until when (exclusive) the ledger said this; null: it still does.';
comment on column read.dataset.position_from is 'Position of the event that made this state.';
comment on column read.dataset.position_to is 'Position of the event that replaced it; null: none.';

alter table read.study
  add column recorded_from timestamptz not null default '-infinity',
  add column recorded_to timestamptz,
  add column position_from bigint not null default 0,
  add column position_to bigint,
  drop constraint study_pkey,
  add primary key (id, revision);
alter table read.study alter column recorded_from drop default, alter column position_from drop default;
create index study_now on read.study (id) where position_to is null;
comment on table read.study is 'Register of studies with the protocol in force, one row for each state; now: position_to is null.';
comment on column read.study.revision is 'Revision of the study''s stream at the event that made this state, 0 for the first.';
comment on column read.study.recorded_from is 'Since when the ledger says this.';
comment on column read.study.recorded_to is 'Until when (exclusive) the ledger said this; null: it still does.';
comment on column read.study.position_from is 'Position of the event that made this state.';
comment on column read.study.position_to is 'Position of the event that replaced it; null: none.';

alter table read.study_run add column unsealed_position bigint;
comment on column read.study_run.unsealed_position is 'Position of the event that unsealed it.';
comment on column read.study_run.review is 'accepted or rejected by a reviewer who did not write the protocol; null: not reviewed. The last step of study_run_step.';
comment on column read.study_run.publication is 'published or retracted; null: never published. The last step of study_run_step.';

create table read.study_run_step (
  run uuid not null,
  revision integer not null,
  step text not null check (step in ('accepted', 'rejected', 'published', 'retracted')),
  comment text,
  recorded_at timestamptz not null,
  position bigint not null,
  primary key (run, revision)
);
comment on table read.study_run_step is 'What became of the result of a run, step by step: a review may be given again, a retracted result published anew.';
comment on column read.study_run_step.run is 'The run.';
comment on column read.study_run_step.revision is 'Revision of the study''s stream at the step.';
comment on column read.study_run_step.step is 'accepted, rejected, published or retracted.';
comment on column read.study_run_step.comment is 'What the reviewer wrote, or why it was retracted.';
comment on column read.study_run_step.recorded_at is 'When the ledger recorded it.';
comment on column read.study_run_step.position is 'Position of the event.';

create index event_by_actor on read.event (actor_id, position);
create index event_by_time on read.event (recorded_at, position);

-- Dashboards go on to see what is known now.

create or replace view read.products_v1 as
select id as product, name, incubator, problem ->> 'en' as problem_en, problem ->> 'fr' as problem_fr, phase, phase_since
from read.product where position_to is null;

create or replace view read.datasets_v1 as
select id as dataset, product, name, source, licence, extracted_on, quality, rows, status
from read.dataset where position_to is null;

create or replace view read.studies_v1 as
select id as study, product, question ->> 'en' as question_en, question ->> 'fr' as question_fr, design, status,
       exploratory, protocol_hash, frozen_at
from read.study where position_to is null;

create or replace view read.results_v1 with (security_barrier = true) as
select r.run, r.study, s.product, r.look, r.exploratory, r.result ->> 'verdict' as verdict,
       (r.result ->> 'grade')::integer as evidence_grade, shown.estimate ->> 'measure' as measure,
       (shown.estimate ->> 'value')::double precision as estimate,
       (shown.estimate #>> '{interval,lower}')::double precision as lower,
       (shown.estimate #>> '{interval,upper}')::double precision as upper,
       (shown.estimate #>> '{interval,level}')::double precision as level,
       r.result #>> '{sentence,en}' as sentence_en, r.result #>> '{sentence,fr}' as sentence_fr,
       r.protocol_hash, r.result_hash, r.ended_at
from read.study_run r
  join read.study s on s.id = r.study and s.position_to is null
  cross join lateral (select coalesce(nullif(r.result #> '{findings,primary}', 'null'), r.result #> '{findings,naive}') as estimate) as shown
where r.publication = 'published';
