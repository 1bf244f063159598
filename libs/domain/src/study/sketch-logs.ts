/** Where the event logs hold what, from the answers; undefined where the data set has one row a person. */
export function draftOfLogs(
  text: (name: string) => string,
  number: (name: string) => number | string,
): object | undefined {
  const people = text('logs');
  if (people === '' || people === 'no') return undefined;
  const person = text('person');
  const when = (name: string, as: string) => text(name) !== '' && { [as]: text(name) };
  return {
    people,
    persons: { person, startsOn: text('startsOn'), ...when('registeredOn', 'registeredOn') },
    exposures: { person, on: text('usedOn'), ...when('usedEmployer', 'employer') },
    outcomes: {
      ...{ person, on: text('happenedOn') },
      ...when('declaredOn', 'declaredOn'),
      ...when('hiredEmployer', 'employer'),
      ...when('contractDays', 'contractDays'),
    },
    ...(text('leftOn') !== '' && { exits: { person, on: text('leftOn') } }),
    collectionStart: text('collectionStart'),
    rules: {
      sameDay: text('sameDay'),
      duplicates: text('duplicates'),
      longestContract: text('longestContract') === '' ? null : number('longestContract'),
      match: text('match'),
    },
  };
}
