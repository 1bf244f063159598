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
  ownDefinition: 'Vous avez écrit cette version : une autre personne (équipe, analyste ou financeur) doit l’approuver.',
};
