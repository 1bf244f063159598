/** The steps of a run in their order, as its progress names them. A refused run ends after `gates`. */
export const STEPS = [
  'load',
  'eligibility',
  'diagnostics',
  'gates',
  'naive',
  'primary',
  'sensitivity',
  'negative controls',
  'curves',
  'fragility',
  'refutation',
  'verdict',
] as const;
export type Step = (typeof STEPS)[number];
