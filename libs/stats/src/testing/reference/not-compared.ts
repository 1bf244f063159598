/**
 * Numbers of the reference that no test asks for, and why. A test fails for a number that is neither compared nor listed,
 * and for a line here that speaks of nothing. Paths are `<file>.<path in it>`.
 */
export const notCompared: readonly { readonly path: RegExp; readonly why: string }[] = [
  {
    path: /^(nsw_dw|lalonde_matchit)\.(aipw|gcomp_interacted)\./,
    why: 'marked near_separation by the reference: likelihoods without a maximum stop where the program stops; ours refuses them',
  },
  { path: /\.max_abs_coef$/, why: 'tells near separation, for the line above' },
  { path: /\.aipw(_linear)?\.(ATE|ATT)\.se_n1$/, why: 'se_n times √(n/(n - 1)): our variance divides by n' },
  { path: /\.ipw\..*\.se_fixed_HC1$/, why: 'se_fixed_HC0, which is compared, times √(n/(n - 2))' },
  { path: /\.ipw\..*\.se_survey$/, why: 'se_fixed_HC0, which is compared, times √(n/(n - 1))' },
  {
    path: /\.ipw\..*\.se_fixed_HC3$/,
    why: 'a small-sample factor for known weights; the error we recommend has the score estimated',
  },
  {
    path: /\.ipw\.A..\.sum_w[01]$/,
    why: 'sums of weights; their maximum, effective sizes and distribution are compared',
  },
  {
    path: /\.ipw\.HT_ATE$/,
    why: 'Horvitz-Thompson: weights not normalised. Offered is the Hajek form, which does not move with the zero of the outcome',
  },
  {
    path: /\.ipw\.ps\.(coef|head|max|mean|min|sd)$/,
    why: 'the score behind its seven quantiles, c statistic and every weighted figure, which are compared',
  },
  { path: /\.ipw\.stabilized\.head$/, why: 'first weights; mean, extremes, deviation and quantiles are compared' },
  {
    path: /\.(HC0|HC3|se)$/,
    why: 'difference-in-differences with errors that ignore repeated units: offered is HC1, for repeated cross-sections',
  },
  { path: /first_difference(_chain)?\.df_residual$/, why: 'n less the number of coefficients, both compared' },
  { path: /^card_krueger\.all_n$/, why: 'the n of did_all, which is compared' },
  {
    path: /^card_krueger\.unit_fe\.|^mpdta\.(twfe|event_study)\./,
    why: 'fixed effects of units: with two periods the estimate and CR0 are those of the first differences; with staggered starts the regression mixes effects (Goodman-Bacon 2021) and is not offered',
  },
  {
    path: /^mpdta\.cs_.*\.calendar\./,
    why: 'aggregation by calendar time is not offered: simple, dynamic and group are',
  },
  { path: /\.concordance$/, why: 'of Cox models: no estimate of an effect, not offered' },
  { path: /\.cox_exact\./, why: 'exact partial likelihood: not offered; ties are Efron’s or Breslow’s' },
  { path: /\.ipw\.cox_.*\.se$/, why: 'model errors under sampling weights count weight as people: ours are refused' },
  { path: /_robust\.se$|\.se_naive$/, why: 'the model error of the same fit, compared in the case without robust' },
  { path: /\.basehaz_uncentered_efron\./, why: 'the baseline hazard is not given' },
  {
    path: /\.ipw\.km[01]\.(log|plain|loglog)\.(std_err|lower|upper|median_ci)$/,
    why: 'Greenwood’s formula on weights takes weight for people; offered are the robust errors, which are compared',
  },
  {
    path: /\.ipw\.km[01]\.(log|plain|loglog)\.(cum_event|median|q25|q75)$/,
    why: 'weighted events and quantiles of weighted curves are not given; the curve is, and compared',
  },
  {
    path: /\.ipw\.km[01]\.(plain|loglog)\.|\.ipw\.km0\.times$|\.ipw\.km[01]\.na_cumhaz$/,
    why: 'the weighted curve once more, or its cumulative hazard: compared is survival on the log scale',
  },
  { path: /\.n_times$/, why: 'number of distinct times: compared are the numbers at risk' },
  { path: /\.rmst(_half)?\.(arm0\.tau|rmtl_ratio)$/, why: 'follows from tau and the two means, which are compared' },
  {
    path: /\.logistic_.*\.(deviance|null_deviance|fitted_head|iter|n_clusters)$/,
    why: 'minus twice the log-likelihood, which is compared, or workings of glm',
  },
  { path: /\.se_CL_HC0_cadj$/, why: 'CR0, which is compared, times √(G/(G - 1))' },
  { path: /\.mantel_haenszel\.(a|c|n0|n1)$/, why: 'the tables themselves, input of the figures compared' },
  {
    path: /\.ebal\.(entropy|iterations|max_abs_scaled_imbalance|weights_control_head|weights_control_sum)$/,
    why: 'workings of the search; largest weight, effective size, mean, effect and error are compared',
  },
  {
    path: /\.matching\..*\.(distance_head|smd_all|weights_sum_control)$/,
    why: 'the score behind the pairs, which are compared one by one, and balance before matching (see balance)',
  },
  {
    path: /\.matching\..*\.se_HC0$/,
    why: 'an error that forgets the pairs; offered are cluster-pair and Abadie-Imbens',
  },
  { path: /\.se_cluster_pair_HC0_noadj$/, why: 'cluster-pair, which is compared, without its factor' },
  {
    path: /\.mcnemar\.(chisq_nocc|exact_p)$|\.rosenbaum\.k$/,
    why: 'McNemar’s two-sided test: rosenbaum-bounds is one-sided in the direction of the excess; counts and bounds are compared',
  },
  { path: /rosenbaum_wsr.*\.z_upper$/, why: 'the normal deviate of p_upper, which is compared' },
  {
    path: /^misc\.rosenbaum_wsr_example\./,
    why: 'the differences behind it are not in the reference; another is compared',
  },
  {
    path: /abadie_imbens\..*\.(n_matched_pairs|ndrops|wnobs|se_standard)$/,
    why: 'counts of Matching and the error that takes matched rows for independent; Abadie-Imbens errors are compared',
  },
  {
    path: /two_by_two\.(wilson|clopper_pearson)[01](_cc)?$|^misc\.clopper_etc\./,
    why: 'limits of one proportion: no method of the catalogue; Wilson’s are inside Newcombe’s, which are compared',
  },
  {
    path: /^misc\.power\.(cohens_h|power_arcsine|mde_simple_baseline_var|power_prop_test_strict)$/,
    why: 'other formulas: arcsine, variance of the baseline for both arms, both tails. Ours is power.prop.test, wrong tail ignored',
  },
  {
    path: /^misc\.power_unequal\.(power_unpooled|mde_baseline_var|mde_iter|deff_m20_icc0\.05)$/,
    why: 'unpooled under no effect, or the baseline’s variance for both arms; ours is pooled there, and is compared. The design effect is an input',
  },
  {
    path: /^misc\.sequential_penn_tg4\.(howard|empirical_bernstein)_treated_mean\.|\.asymptotic_cs_ipw\.pi$/,
    why: 'sequences for one bounded mean: not offered; the asymptotic sequence and the mixture test are, and compared',
  },
  {
    path: /^synth_truth\./,
    why: 'the truth of the generator, which bench calibration judges by; no figure of a program',
  },
];
