# Power, detectable effects and cost per outcome. From the root: Rscript bench/reference/planning.R
source("bench/reference/write-fixture.R")
none <- setNames(list(), character()); z <- function(level) qnorm((1 + level) / 2)
two <- function(p1, p0, n1, n0, level) { p <- (n1 * p1 + n0 * p0) / (n1 + n0)
  pnorm((abs(p1 - p0) - z(level) * sqrt(p * (1 - p) * (1 / n1 + 1 / n0))) / sqrt(p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0)) }
for (p0 in c(0.5, 0.1, 0.02)) for (lift in c(0.25, 0.03)) {
  p1 <- p0 + lift
  equal <- power.prop.test(n = 300, p1 = p0, p2 = p1, sig.level = 0.05); size <- power.prop.test(p1 = p0, p2 = p1, power = 0.9, tol = 1e-12)
  o <- list(comparisonRisk = p0, treatedRisk = p1)
  add("power-two-proportions", none, c(o, treated = 300, comparison = 300), 1e-10, alist(value = equal$power))
  add("power-two-proportions", none, c(o, power = 0.9), 1e-8, alist(details.required.exact = 2 * size$n))
  add("power-two-proportions", none, c(o, power = 0.9, designEffect = 1.7), 1e-8, alist(details.required.exact = 1.7 * 2 * size$n))
  add("power-two-proportions", none, c(o, treated = 500, comparison = 200, level = 0.9), 1e-10, alist(value = two(p1, p0, 500, 200, 0.9)))
  add("power-two-proportions", none, c(o, treated = 500, comparison = 200, designEffect = 2), 1e-10, alist(value = two(p1, p0, 250, 100, 0.95)))
  smallest <- power.prop.test(n = 400, p1 = p0, power = 0.8, tol = 1e-13)
  m <- list(comparisonRisk = p0)
  add("minimum-detectable-effect", none, c(m, treated = 400, comparison = 400), 1e-8, alist(value = smallest$p2 - p0, details.treatedRisk = smallest$p2))
  uneven <- uniroot(function(d) two(p0 + d, p0, 900, 300, 0.95) - 0.9, c(1e-6, 0.45), tol = 1e-14)$root
  add("minimum-detectable-effect", none, c(m, treated = 900, comparison = 300, power = 0.9), 1e-8, alist(value = uneven))
}
fall <- uniroot(function(d) two(0.5 + d, 0.5, 200, 200, 0.95) - 0.8, c(-0.49, -1e-6), tol = 1e-14)$root
add("minimum-detectable-effect", none, list(comparisonRisk = 0.5, treated = 400, comparison = 400, direction = "decrease", designEffect = 2), 1e-8, alist(value = fall))
for (hr in c(2, 0.7, 1.1)) for (share in c(0.5, 0.25)) for (level in c(0.95, 0.9)) {
  phi <- share / (1 - share); s <- share * (1 - share) * log(hr)^2; f <- phi * (1 - hr)^2 / (1 + phi * hr)^2
  o <- list(hazardRatio = hr, share = share, level = level)
  add("power-log-rank", none, c(o, events = 150), 1e-10, alist(value = pnorm(sqrt(150 * s) - z(level)), details.requiredEvents = (z(level) + qnorm(0.8))^2 / s))
  add("power-log-rank", none, c(o, events = 150, formula = "freedman", designEffect = 1.5, power = 0.9), 1e-10, alist(
    value = pnorm(sqrt(100 * f) - z(level)), details.requiredEvents = 1.5 * (z(level) + qnorm(0.9))^2 / f))
  add("power-log-rank", none, c(o, eventShare = 0.4), 1e-12, alist(details.requiredTotal = ceiling((z(level) + qnorm(0.8))^2 / s / 0.4)))
}
# Fieller's limits as the two ratios at which the test of cost - r effect is just significant.
for (case in list(c(40, 0, 0.08, 0.02, 0), c(40, 5, 0.08, 0.02, 0), c(40, 5, 0.08, 0.02, 0.03), c(12, 3, 0.3, 0.05, -0.05), c(-5, 1, 0.1, 0.03, 0))) for (level in c(0.95, 0.8)) {
  k <- case[1]; sk <- case[2]; e <- case[3]; se <- case[4]; cv <- case[5]; r0 <- k / e
  excess <- function(r) (k - r * e)^2 - z(level)^2 * (sk^2 - 2 * r * cv + r^2 * se^2)
  low <- uniroot(excess, c(r0 - 1e5, r0), tol = 1e-12)$root; high <- uniroot(excess, c(r0, r0 + 1e5), tol = 1e-12)$root
  add("cost-per-outcome", none, list(cost = k, costStandardError = sk, effect = e, effectStandardError = se, covariance = cv, level = level, outcomeValue = 700), 1e-8, alist(
    value = r0, interval.lower = low, interval.upper = high, details.netBenefit.value = 700 * e - k,
    details.netBenefit.standardError = sqrt(700^2 * se^2 + sk^2 - 2 * 700 * cv)))
}
write_fixture("planning", "nsw_dw.csv", "none: the numbers stand in the options", "power.prop.test of package stats", "bench/reference/planning.R")
