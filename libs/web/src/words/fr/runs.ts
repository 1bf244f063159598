import type { runs as en } from '../en/runs.js';

/** A run under way, in French. */
export const runs: typeof en = {
  progressHeading: 'Un calcul est en cours',
  progressWaiting: 'Il attend d’être pris en charge.',
  progressStep: (place, of, step) => `Étape ${place} sur ${of} : ${step}`,
  progressDone: 'Étapes faites',
  progressBar: 'Étapes achevées',
  progressAgain: 'Voir où il en est',
  cancelRun: 'Annuler le calcul',
  cancelNote: 'Personne n’en a rien vu : un calcul annulé n’est pas une analyse et ne consomme rien.',
  timingsHeading: 'Durée de chaque étape',
  timingsNote:
    'Selon la machine qui a calculé. Ces durées ne font pas partie du résultat, dont les octets sont les mêmes partout.',
  stepLabel: 'Étape',
  secondsLabel: 'Secondes',
  stepName: {
    load: 'lecture du fichier',
    eligibility: 'éligibilité',
    diagnostics: 'diagnostics',
    gates: 'contrôles',
    naive: 'groupes tels quels',
    primary: 'analyse principale',
    sensitivity: 'autres analyses',
    subgroups: 'sous-groupes',
    'negative controls': 'témoins négatifs',
    refutation: 'tentatives de réfutation',
    curves: 'courbes',
    fragility: 'fragilité',
    economics: 'économie',
    verdict: 'verdict',
    record: 'enregistrement',
  },
  reproduceIt: 'Recalculer le résultat à partir de ce dont il a été fait, et comparer les octets :',
};
