-- Views for dashboards, and the role that reads them and nothing else. Names carry a version: a column that goes or
-- changes its meaning is a new view beside the old one. Every view and column has its comment; docs/dashboards.md is
-- made of them.

create view read.products_v1 as
select id as product, name, incubator, problem ->> 'en' as problem_en, problem ->> 'fr' as problem_fr, phase, phase_since
from read.product;
comment on view read.products_v1 is 'Public digital services, one row each.';
comment on column read.products_v1.product is 'Identifier of the product.';
comment on column read.products_v1.name is 'Name of the product.';
comment on column read.products_v1.incubator is 'Incubator that carries it.';
comment on column read.products_v1.problem_en is 'The problem it answers, in English; null when it was written in French only.';
comment on column read.products_v1.problem_fr is 'The problem it answers, in French; null when it was written in English only.';
comment on column read.products_v1.phase is 'investigation, construction, acceleration, consolidation, operated, transferred or abandoned.';
comment on column read.products_v1.phase_since is 'First day of the phase; null when the product was registered in it.';

create view read.definitions_v1 as
select d.indicator, d.version, i.product, d.name ->> 'en' as name_en, d.name ->> 'fr' as name_fr,
       d.definition ->> 'numerator' as numerator, d.definition ->> 'denominator' as denominator,
       d.definition ->> 'unit' as unit, d.definition ->> 'population' as population, d.definition ->> 'source' as source,
       (d.definition ->> 'outcomeLagDays')::integer as outcome_lag_days, (d.definition ->> 'isVanity')::boolean as is_vanity,
       (d.definition ->> 'isProxy')::boolean as is_proxy, d.change, d.reason, d.valid_from, d.valid_to, d.recorded_from
from read.indicator_definition d join read.indicator i on i.id = d.indicator
where d.recorded_to is null;
comment on view read.definitions_v1 is 'Definitions of indicators as they are known now, those that a later one ended included; wordings that were replaced are not.';
comment on column read.definitions_v1.indicator is 'Indicator that is defined.';
comment on column read.definitions_v1.version is 'Number of the definition, from 1; measurements name it.';
comment on column read.definitions_v1.product is 'Product it measures.';
comment on column read.definitions_v1.name_en is 'Name in English; null when there is none.';
comment on column read.definitions_v1.name_fr is 'Name in French; null when there is none.';
comment on column read.definitions_v1.numerator is 'What is counted.';
comment on column read.definitions_v1.denominator is 'Out of what; null for a plain count.';
comment on column read.definitions_v1.unit is 'percent, count, score, euro or day.';
comment on column read.definitions_v1.population is 'Whom it is about.';
comment on column read.definitions_v1.source is 'Where the figures come from.';
comment on column read.definitions_v1.outcome_lag_days is 'Days after the end of a period before its outcome is fully known: later periods read too low.';
comment on column read.definitions_v1.is_vanity is 'True: counts activity, never to be shown as impact.';
comment on column read.definitions_v1.is_proxy is 'True: stands in for an effect that cannot be measured yet.';
comment on column read.definitions_v1.change is 'first; material (breaks the series: do not join the points before and after); editorial.';
comment on column read.definitions_v1.reason is 'Why it was changed; null for the first.';
comment on column read.definitions_v1.valid_from is 'First day it applies to; null: from the beginning.';
comment on column read.definitions_v1.valid_to is 'First day it no longer applies to; null: open.';
comment on column read.definitions_v1.recorded_from is 'Since when the ledger says this.';

create view read.indicators_v1 as
select i.id as indicator, i.product, d.name ->> 'en' as name_en, d.name ->> 'fr' as name_fr, i.status, i.retired_since,
       d.version as definition_version, d.definition ->> 'unit' as unit,
       (d.definition ->> 'isVanity')::boolean as is_vanity, (d.definition ->> 'isProxy')::boolean as is_proxy
from read.indicator i
  join read.indicator_definition d on d.indicator = i.id and d.edition = 0 and d.recorded_to is null;
comment on view read.indicators_v1 is 'Indicators, one row each, under their newest definition.';
comment on column read.indicators_v1.indicator is 'Identifier of the indicator.';
comment on column read.indicators_v1.product is 'Product it measures.';
comment on column read.indicators_v1.name_en is 'Name in English; null when there is none.';
comment on column read.indicators_v1.name_fr is 'Name in French; null when there is none.';
comment on column read.indicators_v1.status is 'live, or retired: takes no new measurement.';
comment on column read.indicators_v1.retired_since is 'First day without it; null while it is live.';
comment on column read.indicators_v1.definition_version is 'Newest version of its definition.';
comment on column read.indicators_v1.unit is 'percent, count, score, euro or day.';
comment on column read.indicators_v1.is_vanity is 'True: counts activity, never to be shown as impact.';
comment on column read.indicators_v1.is_proxy is 'True: stands in for an effect that cannot be measured yet.';

create view read.targets_v1 as
select distinct on (indicator, period) indicator, period, period_start, value, reason, recorded_at
from read.indicator_target order by indicator, period, revision desc;
comment on view read.targets_v1 is 'Targets that hold now, one row per indicator and period.';
comment on column read.targets_v1.indicator is 'Indicator the target is for.';
comment on column read.targets_v1.period is 'ISO year, quarter, month, week or day.';
comment on column read.targets_v1.period_start is 'First day of the period, Europe/Paris.';
comment on column read.targets_v1.value is 'Value to reach, in the unit of the definition.';
comment on column read.targets_v1.reason is 'Why it was set or changed; null when nothing was said.';
comment on column read.targets_v1.recorded_at is 'When the ledger recorded it.';

create view read.measurements_v1 as
select id as measurement, indicator, definition_version, period, period_start, period_end, breakdown, value, quality,
       vintage, provenance ->> 'source' as source, revision, recorded_from as recorded_at
from read.measurement where recorded_to is null and status = 'live';
comment on view read.measurements_v1 is 'Measurements that stand now: corrected ones with their last value, withdrawn ones not at all. One row per data point.';
comment on column read.measurements_v1.measurement is 'Identifier of the data point: one per indicator, definition version, period and breakdown.';
comment on column read.measurements_v1.indicator is 'Indicator measured.';
comment on column read.measurements_v1.definition_version is 'Version of the definition it was computed under: do not join points across a material change.';
comment on column read.measurements_v1.period is 'ISO year, quarter, month, week or day.';
comment on column read.measurements_v1.period_start is 'First day of the period, Europe/Paris.';
comment on column read.measurements_v1.period_end is 'First day after the period, Europe/Paris.';
comment on column read.measurements_v1.breakdown is 'Part of the population, such as {"region": "Bretagne"}; {} for the whole: never sum the two.';
comment on column read.measurements_v1.value is 'Measured value, exact, in the unit of the definition.';
comment on column read.measurements_v1.quality is 'About how much of the figure is right: 10, 50 or 90 percent.';
comment on column read.measurements_v1.vintage is 'Day this figure was first given out.';
comment on column read.measurements_v1.source is 'Where it comes from.';
comment on column read.measurements_v1.revision is '0 as first recorded; more: it was corrected, or withdrawn and recorded anew.';
comment on column read.measurements_v1.recorded_at is 'When the ledger recorded this value.';

create view read.measurement_history_v1 as
select id as measurement, revision, indicator, definition_version, period, period_start, period_end, breakdown, value,
       quality, vintage, provenance ->> 'source' as source, status, reason, recorded_from, recorded_to
from read.measurement;
comment on view read.measurement_history_v1 is 'Every state every data point ever had. As known at a moment: recorded_from <= moment and (recorded_to is null or moment < recorded_to).';
comment on column read.measurement_history_v1.measurement is 'Identifier of the data point.';
comment on column read.measurement_history_v1.revision is '0 as first recorded, one more per correction, withdrawal or new record.';
comment on column read.measurement_history_v1.indicator is 'Indicator measured.';
comment on column read.measurement_history_v1.definition_version is 'Version of the definition it was computed under.';
comment on column read.measurement_history_v1.period is 'ISO year, quarter, month, week or day.';
comment on column read.measurement_history_v1.period_start is 'First day of the period, Europe/Paris.';
comment on column read.measurement_history_v1.period_end is 'First day after the period, Europe/Paris.';
comment on column read.measurement_history_v1.breakdown is 'Part of the population; {} for the whole.';
comment on column read.measurement_history_v1.value is 'Value then, exact; of a withdrawn state the last one that stood.';
comment on column read.measurement_history_v1.quality is 'About how much of the figure was right: 10, 50 or 90 percent.';
comment on column read.measurement_history_v1.vintage is 'Day that figure was first given out.';
comment on column read.measurement_history_v1.source is 'Where it came from.';
comment on column read.measurement_history_v1.status is 'live or withdrawn.';
comment on column read.measurement_history_v1.reason is 'Why it was corrected or withdrawn; null as first recorded.';
comment on column read.measurement_history_v1.recorded_from is 'Since when the ledger said this.';
comment on column read.measurement_history_v1.recorded_to is 'Until when (exclusive) it did; null: it still does.';

create view read.datasets_v1 as
select id as dataset, product, name, source, licence, extracted_on, quality, rows, status from read.dataset;
comment on view read.datasets_v1 is 'Data sets of persons by their outline; the persons, and the values of their columns, are not in this database.';
comment on column read.datasets_v1.dataset is 'Identifier of the data set.';
comment on column read.datasets_v1.product is 'Product it is about.';
comment on column read.datasets_v1.name is 'Name of the data set.';
comment on column read.datasets_v1.source is 'Where the rows come from.';
comment on column read.datasets_v1.licence is 'Licence of the source, when there is one.';
comment on column read.datasets_v1.extracted_on is 'Day the rows were taken from their source.';
comment on column read.datasets_v1.quality is 'About how much of the data is right: 10, 50 or 90 percent.';
comment on column read.datasets_v1.rows is 'Number of rows.';
comment on column read.datasets_v1.status is 'registered, or erased.';

create view read.studies_v1 as
select id as study, product, question ->> 'en' as question_en, question ->> 'fr' as question_fr, design, status,
       exploratory, protocol_hash, frozen_at
from read.study;
comment on view read.studies_v1 is 'Register of studies, one row each, those without a result included.';
comment on column read.studies_v1.study is 'Identifier of the study.';
comment on column read.studies_v1.product is 'Product whose effect is studied.';
comment on column read.studies_v1.question_en is 'The question in English; null when it was written in French only.';
comment on column read.studies_v1.question_fr is 'The question in French; null when it was written in English only.';
comment on column read.studies_v1.design is 'Design of the study, such as randomised or cohort.';
comment on column read.studies_v1.status is 'drafted, or frozen: the protocol changes by amendment only.';
comment on column read.studies_v1.exploratory is 'True when the protocol was amended after a look at the data.';
comment on column read.studies_v1.protocol_hash is 'SHA-256 of the protocol in force; null while a draft.';
comment on column read.studies_v1.frozen_at is 'When the ledger recorded the freeze; null while a draft.';

-- A barrier: no function of a reader may see a row before it is known to be published.
create view read.results_v1 with (security_barrier = true) as
select r.run, r.study, s.product, r.look, r.exploratory, r.result ->> 'verdict' as verdict,
       (r.result ->> 'grade')::integer as evidence_grade, shown.estimate ->> 'measure' as measure,
       (shown.estimate ->> 'value')::double precision as estimate,
       (shown.estimate #>> '{interval,lower}')::double precision as lower,
       (shown.estimate #>> '{interval,upper}')::double precision as upper,
       (shown.estimate #>> '{interval,level}')::double precision as level,
       r.result #>> '{sentence,en}' as sentence_en, r.result #>> '{sentence,fr}' as sentence_fr,
       r.protocol_hash, r.result_hash, r.ended_at
from read.study_run r
  join read.study s on s.id = r.study
  cross join lateral (select coalesce(nullif(r.result #> '{findings,primary}', 'null'), r.result #> '{findings,naive}') as estimate) as shown
where r.publication = 'published';
comment on view read.results_v1 is 'Results of studies that are published and were not retracted. Nothing else of a run is here: no result under review, no sealed one.';
comment on column read.results_v1.run is 'Identifier of the run.';
comment on column read.results_v1.study is 'Study that was run.';
comment on column read.results_v1.product is 'Product whose effect is studied.';
comment on column read.results_v1.look is 'How many different data sets were looked at, this one included.';
comment on column read.results_v1.exploratory is 'True when it explores and confirms nothing.';
comment on column read.results_v1.verdict is 'positive, negative, null_effect, inconclusive, underpowered or refused.';
comment on column read.results_v1.evidence_grade is 'From 5, randomised, to 0, usage figure: not evidence of effect.';
comment on column read.results_v1.measure is 'What the estimate is, such as risk_difference; null when no estimate was computed.';
comment on column read.results_v1.estimate is 'The effect, as a difference on the scale of the outcome: 0.11 is 11 points. Never show it without its interval.';
comment on column read.results_v1.lower is 'Lower end of its interval.';
comment on column read.results_v1.upper is 'Upper end of its interval.';
comment on column read.results_v1.level is 'Level of that interval, such as 0.95.';
comment on column read.results_v1.sentence_en is 'The finding in one plain sentence, in English.';
comment on column read.results_v1.sentence_fr is 'The finding in one plain sentence, in French.';
comment on column read.results_v1.protocol_hash is 'SHA-256 of the protocol it followed.';
comment on column read.results_v1.result_hash is 'SHA-256 of the result document, as the ledger holds it.';
comment on column read.results_v1.ended_at is 'When the ledger recorded the result.';

create view read.freshness_v1 as
select name as projection, position, recorded_at, status from read.projection where name not like '%@%';
comment on view read.freshness_v1 is 'How far these views follow the ledger; say it on the dashboard.';
comment on column read.freshness_v1.projection is 'Part of the read model.';
comment on column read.freshness_v1.position is 'Position in the ledger of the last event read.';
comment on column read.freshness_v1.recorded_at is 'When that event was recorded.';
comment on column read.freshness_v1.status is 'running, or failed: the views stand still at that position until an operator has seen to it.';

-- The role belongs to the server, not to this database: it may be there already, made by another ledger or by the
-- operator, and who makes it may lack the right to. Called at every start of the worker; true when dashboards can read.
create function read.open_to_dashboards() returns boolean language plpgsql as $$
declare
  shown text;
begin
  if to_regrole('impact_bi') is null then
    begin
      create role impact_bi nologin;
    exception
      when duplicate_object or unique_violation then
        null;
      when insufficient_privilege then
        raise warning 'role impact_bi is not there and % may not create it: dashboards cannot read', current_user
          using hint = 'As an administrator of the server: create role impact_bi nologin; then restart the worker.';
        return false;
    end;
  end if;
  grant usage on schema read to impact_bi;
  for shown in select format('read.%I', relname) from pg_class
    where relnamespace = 'read'::regnamespace and relkind = 'v' and relname ~ '_v[0-9]+$'
  loop
    execute format('grant select on %s to impact_bi', shown);
  end loop;
  return true;
end $$;
comment on function read.open_to_dashboards is 'Lets the group role impact_bi read the versioned views of this schema, and nothing else.';
revoke execute on function read.open_to_dashboards from public;
select read.open_to_dashboards();
