/** Cohorts built from event logs, in English. */
export const eventLogs = {
  logsHeading: (rows: string, parts: string) => `${rows} rows of ${parts} were left out by rules written beforehand`,
  logsNone: 'No row of the logs was left out',
  logsPart: 'Log',
  logsRule: 'Rule',
  logsRows: 'Rows',
  logsDone: 'What was done',
  logsDropped: 'left out',
  logsCounted: 'counted, kept',
  partName: { persons: 'persons', exposures: 'exposures', outcomes: 'outcomes', exits: 'exits' },
  logsComplete: (share: string, days: string) => `${share} of the outcomes were declared within ${days} days`,
  completenessCaption: 'How late outcomes are declared',
  logsCompleteColumns: { days: 'Days after the event', share: 'Declared by then' },
  logsSince: (day: string) => `Use is known since ${day}; what is dated before is left out.`,
  logsRules: 'Rules for the logs',
  sameDay: {
    before: 'An outcome on the day of use came before it.',
    after: 'An outcome on the day of use came after it.',
    drop: 'An outcome on the day of use is left out: nobody can tell which came first.',
  },
  keepFirst: 'Of several uses for one employer the first is kept.',
  longestContract: (days: string) =>
    `Contracts announced for more than ${days} days are errors of entry, and left out.`,
  matchedByEmployer: 'An outcome of a user counts only at an employer for whom the service was used before.',
  timeZeroRule: {
    landmark: (days: string) =>
      `The clock starts ${days} days later, for all who are still at risk then; use before that day makes the group.`,
    grace: (days: string) =>
      `Everybody counts under both strategies, use within ${days} days or none, until what they do departs from one; weights make up for those who are taken out.`,
    initiation: (every: string, trials: string) =>
      `${trials} trials, one every ${every} days, of those who had not used before: those who begin then and those who do not yet.`,
    perProtocol: (every: string, trials: string) =>
      `${trials} trials, one every ${every} days, of those who had not used before: those who begin then and those who do not, until they do; weights make up for these.`,
  },
};
