import type { ByArm } from '@impact-ledger/cohort';
import type { Findings, LocalText, StudyEstimate } from '@impact-ledger/domain';
import { additive } from './additive.js';
import type { Analysed } from './analyse.js';
import { calibrated } from './calibrate.js';
import type { AnalysisContext } from './context.js';
import { isObservational } from './designs.js';
import { eValueOf } from './e-value.js';
import { economicsOf } from './economics.js';
import { furtherHorizons } from './further-horizons.js';
import { hiddenBiasOf } from './hidden-bias.js';
import { incidenceCurves } from './incidence.js';
import { levelOf, type LookReading } from './looks.js';
import { misrecorded } from './misrecorded.js';
import { panelOf } from './panel.js';
import { refutationOf } from './refutation.js';
import { risksOf } from './risks.js';
import type { Step } from './steps.js';
import { subgroupsOf } from './subgroups.js';
import { withoutFigure } from './without-figure.js';
import { worstCase } from './worst-case.js';

export interface FindContext extends AnalysisContext {
  /** Eligible people whose outcome is unknown: they are not in the table. */
  readonly outcomeUnknown: ByArm;
}

interface Estimated {
  /** With the interval of this look. */
  readonly primary: Analysed;
  readonly controls: readonly StudyEstimate[];
  readonly look: LookReading;
}

const LABELS = {
  incidence: { en: 'Share over time', fr: 'Part au fil du temps' },
  panel: { en: 'Effects before and after', fr: 'Effets avant et après' },
  calibrated: { en: 'Calibration by negative controls', fr: 'Calibrage par les témoins négatifs' },
  eValue: { en: 'E-value', fr: 'Valeur E' },
  hiddenBias: { en: 'Hidden bias of matched pairs', fr: 'Biais caché des paires appariées' },
  subgroups: { en: 'Subgroups', fr: 'Sous-groupes' },
  horizons: { en: 'Further horizons', fr: 'Autres horizons' },
  economics: { en: 'Costs and benefits', fr: 'Coûts et bénéfices' },
} satisfies Partial<Record<keyof Findings, LocalText>>;

/** What the protocol and the data ask for beside the estimates. Nothing of it enters the verdict or raises the grade. */
export function besideOf(
  context: FindContext,
  { primary, controls, look }: Estimated,
  limits: LocalText[],
  onStep: (step: Step) => void,
): Partial<Findings> {
  const { protocol } = context;
  const { shown } = primary;
  const risks = risksOf(primary);
  const level = levelOf(look);
  onStep('refutation');
  const parts = {
    incidence: () => incidenceCurves(context, look),
    panel: () => (protocol.panel ? panelOf(context) : undefined),
    calibrated: () => calibrated(shown, controls, level),
    eValue: () => (isObservational(protocol) ? eValueOf(shown, risks) : undefined),
    hiddenBias: () => (isObservational(protocol) ? hiddenBiasOf(context, additive(shown).value) : undefined),
    subgroups: () => (protocol.subgroups ? subgroupsOf(context) : undefined),
    horizons: () => furtherHorizons(context, look),
    economics: () => economicsOf(shown, protocol, { level, seed: context.inputs.seed }),
  };
  const computed = Object.entries(parts).map(([name, run]): [string, unknown] => [
    name,
    withoutFigure<unknown>(run, LABELS[name as keyof typeof parts], context, limits),
  ]);
  const others = {
    refutation: refutationOf(context),
    worstCase: worstCase(context, protocol),
    misrecorded: misrecorded(shown, risks, protocol),
  };
  const given = [...computed, ...Object.entries(others)].filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}
