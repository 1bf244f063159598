import type { log as english } from '../en/log.js';

/** Checkpoints of the log and comparison of definitions, in French. */
export const log: typeof english = {
  checkpoints: 'Points de contrôle du journal',
  checkpointsHeading: 'Tout ce qui a été signé de ce journal',
  checkpointsLead:
    'Chaque ligne dit, sous notre signature, combien il y avait d’événements et à quoi menait leur arbre. Gardez-en hors de notre portée : aucun journal ultérieur ne pourra cacher un changement de ce dont elles parlent.',
  checkpointsEmpty: 'Rien n’est encore signé : cela prend une seconde ou deux après le premier événement.',
  signingStopped: 'Plus rien n’est signé :',
  signedEvents: 'Événements',
  signedOn: 'Signé',
  treeRoot: 'Racine de l’arbre',
  signatures: 'Signatures',
  ourSignature: 'la nôtre, vérifiée en faisant cette page',
  ourSignatureBroken: 'PAS un point de contrôle de ces événements signé par la clé du journal',
  witnessed: (name, on) => `${name}, ${on}`,
  noWitness: 'aucun témoin',
  grewSince: 'preuve qu’il n’a fait que croître depuis',
  abandonedName: 'un nom abandonné',
  originsHeading: 'Noms de ce journal',
  originsLead:
    'Un nouveau nom commence quand une sauvegarde plus ancienne que le dernier point de contrôle a été restaurée et que quelqu’un l’a dit. Le point de contrôle abandonné reste nommé ici pour toujours.',
  originInUse: 'en usage',
  originSince: 'Depuis',
  gaveUp: 'Point de contrôle abandonné avec le nom précédent',
  checkWith: 'Le plus récent, et la clé pour le vérifier, sont ouverts à tous :',
  theCheckpoint: 'point de contrôle',
  theKey: 'clé',
  anchorsNote:
    'Les ancres autres que les témoins (un fichier ailleurs) gardent les points de contrôle sans rien signer : ils sont comparés avant chaque signature.',
  allCheckpoints: 'Tous les points de contrôle jamais signés',
  compareHeading: 'Comparer deux versions',
  compareFrom: 'De',
  compareTo: 'À',
  compare: 'Comparer',
  compareNone: 'Ces deux versions disent la même chose.',
  compareFound: (fields) => (fields < 2 ? 'Un champ diffère.' : `${fields} champs diffèrent.`),
  compareKind: {
    none: '',
    material: 'La série est rompue entre elles.',
    editorial: 'Les chiffres sont les mêmes sous les deux.',
  },
  compareSteps: 'Ce qui mène de l’une à l’autre',
  compareUnknown: 'Cet indicateur n’a pas cette version : choisissez-en deux dans la liste.',
};
