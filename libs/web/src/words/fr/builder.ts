import type { builder as en } from '../en/builder.js';

/** The builder of protocols, in French. */
export const builder: typeof en = {
  builderHeading: 'Écrire un protocole',
  builderLead:
    'Chaque réponse devient une ligne du protocole. Rien n’est enregistré ici : créez l’étude avec le JSON ci-dessous, attachez ses données, et gelez-la avant que quiconque regarde.',
  builderFaults: (count) => (count === '1' ? 'Une réponse est à revoir.' : `${count} réponses sont à revoir.`),
  builderOptional: 'peut rester vide',
  builderShow: 'Vérifier et montrer le protocole',
  builderJson: 'Le protocole en données',
  builderHash: 'Gelé tel quel, il sera connu par :',
  builderNotYet: 'Il ne peut pas être enregistré ainsi : les fautes figurent à côté des questions.',
  builderNext: 'Enregistrez-le sous protocol.json et créez l’étude avec :',
  builderSchema: 'Schéma JSON des protocoles, avec tout ce que cette page ne demande pas',
  builderLink: 'Écrire un protocole',
};
