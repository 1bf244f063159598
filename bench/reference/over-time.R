# Error spending, confidence sequences and the mixture SPRT. From the root: Rscript bench/reference/over-time.R
# Boundaries are solved from multivariate normal probabilities (mvtnorm, Miwa's algorithm), which share nothing with a recursive integral.
source("bench/reference/write-fixture.R")
suppressMessages(library(mvtnorm))
setup <- paste("library(mvtnorm)", packageVersion("mvtnorm"))
none <- setNames(list(), character())
spent <- list(
  "obrien-fleming" = function(t, alpha) 2 - 2 * pnorm(qnorm(1 - alpha / 4) / sqrt(t)),
  pocock = function(t, alpha) alpha / 2 * log(1 + (exp(1) - 1) * t),
  "kim-demets" = function(t, alpha) alpha / 2 * t^3)
boundaries <- function(I, error) {
  c <- numeric(0)
  for (k in seq_along(I)) {
    S <- outer(I[1:k], I[1:k], function(a, b) sqrt(pmin(a, b) / pmax(a, b)))
    above <- function(z) if (k == 1) pnorm(-z) else as.numeric(pmvnorm(c(-c, z), c(c, Inf), sigma = S, algorithm = Miwa(steps = 1024)))
    c[k] <- uniroot(function(z) above(z) - error[k], c(0.5, 9), tol = 1e-12)$root
  }
  c
}
for (spending in names(spent)) for (alpha in c(0.05, 0.01)) {
  I <- c(20, 35, 70, 100); e <- diff(c(0, spent[[spending]](I / 100, alpha))); b <- boundaries(I, e)
  o <- list(spending = spending, level = 1 - alpha)
  add("group-sequential", none, c(o, list(informations = I)), 1e-6, alist(
    details.looks.0.critical = b[1], details.looks.1.critical = b[2], details.looks.2.critical = b[3], value = b[4]))
  add("group-sequential", none, c(o, list(informations = I)), 1e-10, alist(
    details.looks.0.spent = 2 * e[1], details.looks.1.spent = 2 * e[2], details.looks.3.spent = 2 * e[4], details.looks.3.cumulative = alpha))
  # Ended before the planned information: the last look spends what is left. Repeated intervals beside it.
  I <- c(20, 35, 70); e <- diff(c(0, spent[[spending]](I[1:2] / 100, alpha), alpha / 2)); b <- boundaries(I, e); d <- c(0.3, 0.25, 0.28)
  add("group-sequential", none, c(o, list(informations = I, informationMax = 100, final = TRUE, estimates = d)), 1e-6, alist(
    value = b[3], details.looks.2.lower = d[3] - b[3] / sqrt(I[3]), details.looks.1.upper = d[2] + b[2] / sqrt(I[2]),
    details.looks.2.statistic = d[3] * sqrt(I[3])))
  # Information falls at the third of four looks: it spends nothing and keeps the second's value.
  e <- diff(c(0, spent[[spending]](c(20, 50, 80) / 100, alpha))); b <- boundaries(c(20, 50, 80), e)
  add("group-sequential", none, c(o, list(informations = c(20, 50, 45, 80), informationMax = 100)), 1e-6, alist(
    details.looks.2.critical = b[2], value = b[3], details.looks.3.cumulative = 2 * sum(e)))
}

d <- c(0.14, 0.11, 0.1); se <- c(0.05, 0.03, 0.02); n <- c(1600, 4444, 10000)
for (alpha in c(0.05, 0.1)) for (tuned in c(2000, 10000)) {
  rho2 <- (-2 * log(alpha) + log(1 - 2 * log(alpha))) / tuned
  reach <- se * sqrt(n) * sqrt(2 * (n * rho2 + 1) / (n^2 * rho2) * log(sqrt(n * rho2 + 1) / alpha))
  o <- list(level = 1 - alpha, tunedAt = tuned, estimates = d, standardErrors = se, counts = n)
  add("confidence-sequence", none, o, 1e-10, alist(value = d[3], interval.lower = d[3] - reach[3], interval.upper = d[3] + reach[3],
    details.looks.0.lower = d[1] - reach[1], details.intersection.lower = max(d - reach), details.intersection.upper = min(d + reach)))
  tau <- tuned / 1e5; V <- se^2
  logratio <- log(sqrt(V / (V + tau^2))) + tau^2 * d^2 / (2 * V * (V + tau^2))
  width <- sqrt(2 * V * (V + tau^2) / tau^2 * log(sqrt((V + tau^2) / V) / alpha))
  add("msprt", none, list(level = 1 - alpha, tau = tau, estimates = d, standardErrors = se, counts = n), 1e-9, alist(
    value = d[3], details.logRatio = logratio[3], details.pValue = min(1, exp(-logratio)), interval.lower = d[3] - width[3],
    interval.upper = d[3] + width[3], details.looks.0.pValue = min(1, exp(-logratio[1]))))
}
write_fixture("over-time", "nsw_dw.csv", "none: the numbers stand in the options", setup, "bench/reference/over-time.R")
