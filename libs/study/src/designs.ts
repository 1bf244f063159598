import type { Protocol } from '@impact-ledger/domain';

type Designed = Pick<Protocol, 'design'>;

/** Its arms were drawn by lot. */
export const isDrawn = ({ design }: Designed): boolean => design === 'randomised' || design === 'encouragement';

/** People chose their arm, and the analysis adjusts for what is declared of them. */
export const isObservational = ({ design }: Designed): boolean => design === 'cohort' || design === 'stratified_cohort';

/** The arms are compared as they are: such a figure decides nothing. */
export const isUnadjusted = ({ design }: Designed): boolean => design === 'before_after' || design === 'naive_match';
