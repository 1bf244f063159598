import type { Protocol } from './protocol.js';
import type { RuleFault } from './rule-fault.js';

/** What of a cohort built from event logs cannot mean what it says. */
export function logFaults(protocol: Protocol): RuleFault[] {
  return protocol.eventLogs
    ? [...armFaults(protocol), ...mandatoryFaults(protocol), ...followUpFaults(protocol)]
    : rowFaults(protocol);
}

/** A table has one row a person: several a person are made from event logs. */
function rowFaults({ timeZero }: Protocol): RuleFault[] {
  return timeZero.rule === 'grace' || timeZero.rule === 'sequential_trials'
    ? [
        {
          pointer: '/timeZero/rule',
          detail: `"${timeZero.rule}" follows one person from several starts or under two strategies: that needs the days of each use, in event logs (/eventLogs).`,
          fr: `« ${timeZero.rule} » suit une personne depuis plusieurs départs ou sous deux stratégies : il y faut les jours de chaque usage, dans des journaux (/eventLogs).`,
        },
      ]
    : [];
}

function armFaults({ design, timeZero, arms }: Protocol): RuleFault[] {
  const byUse = arms.column === 'treated';
  if (byUse && (design === 'randomised' || design === 'encouragement')) {
    return [
      {
        pointer: '/arms/column',
        detail:
          'makes arms of the uses in the log, which nobody drew: name the column of the file of persons that holds the draw, ' +
          'or choose the design "cohort".',
        fr:
          'forme les groupes par les usages du journal, que personne n’a tirés au sort : nommez la colonne du fichier des personnes qui ' +
          'porte le tirage, ou choisissez le plan « cohort ».',
      },
    ];
  }
  if (timeZero.rule === 'assignment' && byUse && design !== 'naive_match') {
    return [
      {
        pointer: '/arms/column',
        detail:
          'makes arms of what people did after time zero: to be a user somebody must first stay at risk long enough to use, ' +
          'and those days of certain safety would be counted as the effect (immortal time). Name a column known at time zero, ' +
          'or choose the rule "landmark", "grace" or "sequential_trials".',
        fr:
          'forme les groupes par ce que chacun a fait après le temps zéro : pour être usager il faut d’abord rester à risque assez longtemps, ' +
          'et ces jours de certitude compteraient comme l’effet (temps immortel). Nommez une colonne connue au temps zéro, ' +
          'ou choisissez la règle « landmark », « grace » ou « sequential_trials ».',
      },
    ];
  }
  if (timeZero.rule !== 'assignment' && !byUse) {
    return [
      {
        pointer: '/arms/column',
        detail: `is "treated" under the rule "${timeZero.rule}", which makes arms of the uses in the log.`,
        fr: `est « treated » sous la règle « ${timeZero.rule} », qui forme les groupes par les usages du journal.`,
      },
    ];
  }
  return [];
}

function mandatoryFaults({ covariates, strata = [], design, eventLogs }: Protocol): RuleFault[] {
  const adjusts = design === 'cohort' || design === 'stratified_cohort';
  if (eventLogs?.people !== 'job_seekers' || !adjusts) return [];
  return MANDATORY.filter(([column]) => ![...covariates, ...strata].some((each) => each.column === column)).map(
    ([column, why, fr]) => ({
      ...{ pointer: '/covariates', detail: `lacks "${column}": ${why}` },
      fr: `ne contient pas « ${column} » : ${fr}`,
    }),
  );
}

const MANDATORY = [
  [
    'days_registered',
    'people long without work use other services and are hired less, so its absence is taken for an effect. Name the day of registration in /eventLogs/persons/registeredOn, and add the covariate.',
    'qui est longtemps sans emploi utilise d’autres services et est moins embauché, si bien que son absence passe pour un effet. Nommez le jour d’inscription dans /eventLogs/persons/registeredOn, et ajoutez la covariable.',
  ],
  [
    'calendar_month',
    'hires follow the season and the year, and so does use. Add the covariate, of kind "category".',
    'les embauches suivent la saison et l’année, et l’usage aussi. Ajoutez la covariable, de nature « category ».',
  ],
] as const;

function followUpFaults({ design, outcome, timeZero, eventLogs }: Protocol): RuleFault[] {
  const faults: RuleFault[] = [];
  const { exits, rules, outcomes, exposures } = eventLogs!;
  const columns = { binary: 'outcome', time_to_event: 'event', continuous: undefined };
  const wanted = columns[outcome.kind];
  if (wanted === undefined) {
    faults.push({
      pointer: '/outcome/kind',
      detail: 'of event logs is "binary" or "time_to_event": logs hold days.',
      fr: 'de journaux est « binary » ou « time_to_event » : des journaux portent des jours.',
    });
  } else if (outcome.column !== wanted) {
    faults.push({
      pointer: '/outcome/column',
      detail: `of a ${outcome.kind} outcome of event logs is "${wanted}".`,
      fr: `d’un résultat « ${outcome.kind} » tiré de journaux est « ${wanted} ».`,
    });
  }
  if (timeZero.rule === 'grace' && timeZero.days >= outcome.primaryHorizon) {
    faults.push({
      pointer: '/timeZero/days',
      detail: `is no shorter than the horizon of ${outcome.primaryHorizon} days: both strategies are the same all the while.`,
      fr: `n’est pas plus court que l’horizon de ${outcome.primaryHorizon} jours : les deux stratégies sont les mêmes tout du long.`,
    });
  }
  if (rules.match === 'person_and_employer' && design !== 'naive_match') {
    faults.push({
      pointer: '/eventLogs/rules/match',
      detail:
        'by employer counts a hire only where the person used the service for that employer before: every hire of those who ' +
        'did not use it is lost, and would pass for an effect. Write "person", or choose the design "naive_match".',
      fr:
        'par employeur ne compte une embauche que là où la personne a utilisé le service pour cet employeur auparavant : toute embauche de ' +
        'ceux qui ne l’ont pas utilisé est perdue, et passerait pour un effet. Écrivez « person », ou choisissez le plan « naive_match ».',
    });
  } else if (rules.match === 'person_and_employer' && (!exposures.employer || !outcomes.employer)) {
    faults.push({
      pointer: '/eventLogs/rules/match',
      detail: 'by employer needs the column of the employer in both /eventLogs/exposures and /eventLogs/outcomes.',
      fr: 'par employeur demande la colonne de l’employeur dans /eventLogs/exposures et dans /eventLogs/outcomes.',
    });
  }
  const competing = new Set(outcome.competingEvents?.map(({ code }) => code));
  exits?.competing?.forEach(({ code }, index) => {
    if (competing.has(code) && exits.kind) return;
    faults.push({
      pointer: `/eventLogs/exits/competing/${index}`,
      detail: 'needs its code in /outcome/competingEvents and the column of the kind in /eventLogs/exits/kind.',
      fr: 'demande son code dans /outcome/competingEvents et la colonne de la nature dans /eventLogs/exits/kind.',
    });
  });
  return faults;
}
