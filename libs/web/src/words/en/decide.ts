/** What one person asks another to decide, in English. */
export const decide = {
  decisionHeading: 'Four eyes',
  reviewAsked:
    'Somebody who did not write the protocol reads flow, checks and limits, and accepts the result or does not.',
  publishAsked:
    'Accepted. Somebody who did not write the protocol may publish it; the public page shows it from then on.',
  retractAsked: 'Published. Whoever finds a fault takes it back, with the reason; it stays readable, marked.',
  commentAsked: 'Comment, kept for ever',
  accept: 'Accept',
  reject: 'Reject',
  publish: 'Publish',
  retract: 'Retract',
  approve: (version: string) => `Approve ${version}`,
  fourEyesProblem: {
    heading: 'Another person must do this.',
    advice:
      'Nothing was recorded. Nobody decides on what they wrote themselves, whatever their role: send a colleague the address.',
  },
  mayDecide: (roles: string, except: string, did: string) =>
    `Any account whose role is ${roles} may do it${except && `, except ${except}, who ${did}`}.`,
  notYou: (did: string) => `You ${did}: you may not do this yourself, whatever your role.`,
  sendAddress: 'Send one of them the address of this page.',
  wroteProtocol: 'wrote the protocol',
  wroteOrAsked: 'wrote the protocol or asked for the run',
  wroteVersion: 'wrote this version',
};
