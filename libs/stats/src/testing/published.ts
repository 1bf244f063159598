/** Methods whose expected values are not of R: where they come from, and the test that holds them. */
export const published: Readonly<Record<string, { readonly source: string; readonly test: string }>> = {
  'e-value': {
    source:
      'VanderWeele and Ding (2017), Annals of Internal Medicine 167: the example 3.9 (1.8 to 8.7) gives 7.26 and 3.00',
    test: 'fixtures.spec.ts',
  },
  'event-study': {
    source: 'Callaway and Sant’Anna, documentation of package did, mpdta: dynamic effect -0.0772',
    test: 'reference.spec.ts',
  },
  'benefit-cost': {
    source: 'products of lognormals are lognormal: quantiles in closed form',
    test: 'economics/economics.spec.ts',
  },
};
