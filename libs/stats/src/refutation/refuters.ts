/** Attempts to refute a figure, each of which repeats the whole method on data altered so that the answer is known. */
export const refuters = {
  permutation: 'How often would chance alone give a figure as far from no effect?',
  'placebo-treatment': 'How often does the method see an effect of a treatment that has none?',
  'dummy-outcome': 'How often does the method see an effect on an outcome that has nothing to do with anybody?',
  'subset-stability': 'Does the figure hang on a few rows, more than its error says?',
} as const;

export type Refuter = keyof typeof refuters;
