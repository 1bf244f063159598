/** Where a rule of time zero gives a person several rows: what its checks are about, in English. */
export const kept = {
  keptHeading: 'Who kept to a strategy, and whom they stand for',
  keptCaption: 'Rows of each group: asked to leave it, not gone from it, and their weights',
  keptLead:
    'Everybody starts in both groups, or again in each trial, and counts until they no longer do what the group says. Those who still do are weighted for those who left. If the weights are right, they stand for all who started.',
  keptRows: 'At the start',
  keptAsked: 'Could have left',
  keptStayed: 'Kept to it',
  keptEffective: 'Effective people',
  keptLargest: 'Largest weight',
  keptRepresented: 'Stand for',
  loveKeptGrace: (day: string, horizon: string) =>
    `Those who kept to their strategy, before and after the weights, on day ${day} and from then until day ${horizon}: nobody leaves later. Drawn after the weights: the largest of the difference between the groups and that of each group from everybody at the start.`,
  loveKeptTrials: (horizon: string) =>
    `Those who kept to their group until day ${horizon}, or their outcome, before and after the weights of starting and of staying. Drawn after the weights: the largest of the difference between the groups and that of each group from all who entered it.`,
  fromStart: (group: string) => `${group}: from the start`,
  overlapKeptGrace: (day: string) =>
    `People still followed on day ${day}: probability of having begun by then, of those who had and of those who had not.`,
  overlapTrials: 'Probability of beginning at the start of a trial; preference scores are within each trial.',
};
