import type { decide as english } from '../en/decide.js';

/** What one person asks another to decide, in French. */
export const decide: typeof english = {
  decisionHeading: 'Quatre yeux',
  reviewAsked:
    'Une personne qui n’a pas écrit le protocole lit le flux, les contrôles et les limites, puis accepte le résultat ou non.',
  publishAsked:
    'Accepté. Une personne qui n’a pas écrit le protocole peut le publier ; la page publique le montre dès lors.',
  retractAsked: 'Publié. Qui y trouve une faute le retire, avec la raison ; il reste lisible, marqué.',
  commentAsked: 'Commentaire, gardé pour toujours',
  accept: 'Accepter',
  reject: 'Rejeter',
  publish: 'Publier',
  retract: 'Retirer',
  approve: (version) => `Approuver la ${version}`,
  fourEyesProblem: {
    heading: 'Une autre personne doit le faire.',
    advice:
      'Rien n’a été enregistré. Nul ne décide de ce qu’il a écrit, quel que soit son rôle : envoyez l’adresse à un collègue.',
  },
  mayDecide: (roles, except, did) =>
    `Tout compte de rôle ${roles} peut le faire${except && `, sauf ${except}, pour avoir ${did}`}.`,
  notYou: (did) => `Vous avez ${did} : vous ne pouvez pas le faire, quel que soit votre rôle.`,
  sendAddress: 'Envoyez à l’un d’eux l’adresse de cette page.',
  wroteProtocol: 'écrit le protocole',
  wroteOrAsked: 'écrit le protocole ou demandé le calcul',
  wroteVersion: 'écrit cette version',
};
