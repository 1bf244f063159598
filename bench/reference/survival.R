# Survival with heavy ties, two causes, strata and sites: synthetic, made here. From the root: Rscript bench/reference/survival.R
source("bench/reference/write-fixture.R")
set.seed(20240611, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
n <- 360
age <- round(runif(n, 20, 60), 1); urban <- rbinom(n, 1, .4); region <- sample(c("east", "north", "west"), n, TRUE)
treat <- rbinom(n, 1, plogis(-.5 + .03 * (age - 40) + .6 * urban))
hazard <- .012 * exp(.4 * treat - .02 * (age - 40) + .3 * urban)
job <- ceiling(rexp(n, hazard)); other <- ceiling(rexp(n, .003)); end <- sample(60:150, n, TRUE)
time <- pmin(job, other, end); cause <- ifelse(time == job, 1, ifelse(time == other, 2, 0))
d <- data.frame(treat, time, event = as.integer(cause == 1), cause, age, urban, region, block = sample(1:4, n, TRUE), site = sample(1:45, n, TRUE))
# Drawn after everything else, so that the columns above stay as they were.
d$entry <- pmin(sample(c(0, 0, 3, 10, 25), n, TRUE), d$time - 1); d$w <- round(runif(n, .2, 3), 2)
write.csv(d, file.path(fixtures, "survival.csv"), row.names = FALSE, quote = FALSE)
setup <- "library(survival); d <- read.csv('libs/stats/fixtures/survival.csv'); d$region <- factor(d$region); tight <- coxph.control(eps = 1e-11, iter.max = 100)"
d <- read.csv(file.path(fixtures, "survival.csv")); d$region <- factor(d$region)
tight <- coxph.control(eps = 1e-11, iter.max = 100)
roles <- list(treatment = "treat", time = "time", event = "event")

log_rank <- function(rho, strata) {
  test <- if (strata) survdiff(Surv(time, event) ~ treat + strata(block), d, rho = rho) else survdiff(Surv(time, event) ~ treat, d, rho = rho)
  total <- function(x) if (strata) rowSums(x) else x
  add("log-rank", c(roles, if (strata) list(strata = list("block"))), if (rho) list(rho = rho) else list(), 1e-10, alist(
    details.chiSquare = test$chisq, details.pValue = pchisq(test$chisq, 1, lower.tail = FALSE), details.variance = test$var[1, 1],
    details.observed.treated = total(test$obs)[2], details.observed.comparison = total(test$obs)[1],
    details.expected.treated = total(test$exp)[2], details.expected.comparison = total(test$exp)[1]), environment())
}
for (rho in c(0, .5, 1)) for (strata in c(FALSE, TRUE)) log_rank(rho, strata)
plain <- survdiff(Surv(time, event) ~ treat, d)
add("log-rank", roles, list(level = .9), 1e-10, alist(
  value = exp((plain$obs - plain$exp)[2] / plain$var[2, 2]), standardError = 1 / sqrt(plain$var[2, 2]),
  interval.upper = exp((plain$obs - plain$exp)[2] / plain$var[2, 2] + qnorm(.95) / sqrt(plain$var[2, 2]))))

cox <- function(ties, variance, strata, covariates = TRUE) {
  x <- if (covariates) c("age", "urban", "region")
  f <- reformulate(c("treat", x, if (strata) "strata(block)"), "Surv(time, event)")
  fit <- if (variance == "cluster") coxph(f, d, ties = ties, control = tight, cluster = site) else coxph(f, d, ties = ties, control = tight, robust = variance == "robust")
  zph <- lapply(c(km = "km", identity = "identity", rank = "rank"), function(g) cox.zph(fit, transform = g, terms = FALSE)$table)
  z <- zph[[c(model = "km", robust = "identity", cluster = "rank")[[variance]]]]; k <- length(coef(fit)); s <- summary(fit)
  add("cox", c(roles, if (covariates) list(covariates = x), if (strata) list(strata = list("block")), list(cluster = "site")),
    list(ties = ties, variance = variance, transform = c(model = "km", robust = "identity", cluster = "rank")[[variance]]), 1e-7, alist(
      value = exp(coef(fit)[[1]]), standardError = sqrt(vcov(fit)[1, 1]), interval.lower = exp(confint(fit)[1, 1]), interval.upper = exp(confint(fit)[1, 2]),
      details.coefficients.1.value = coef(fit)[[min(2, k)]], details.coefficients.3.value = coef(fit)[[min(4, k)]], details.coefficients.3.standardError = sqrt(vcov(fit)[min(4, k), min(4, k)]),
      details.logLikelihood = fit$loglik[2], details.nullLogLikelihood = fit$loglik[1], details.likelihoodRatioTest.pValue = s$logtest[[3]],
      details.scoreTest.chiSquare = fit$score, details.waldTest.chiSquare = fit$wald.test[[1]],
      details.proportionalHazards.rows.0.chiSquare = z[1, 1], details.proportionalHazards.rows.0.pValue = z[1, 3],
      details.proportionalHazards.rows.2.chiSquare = z[min(3, k), 1],
      details.proportionalHazards.global.chiSquare = z["GLOBAL", 1], details.proportionalHazards.global.pValue = z["GLOBAL", 3])[if (covariates) TRUE else c(1:4, 8:14, 16:17)], environment())
}
for (ties in c("efron", "breslow")) for (variance in c("model", "robust", "cluster")) for (strata in c(FALSE, TRUE)) cox(ties, variance, strata)
cox("efron", "model", FALSE, FALSE)

# Delayed entry: half of the people are followed from a later day.
late <- Surv(d$entry, d$time, d$event); entered <- c(roles, list(entry = "entry"))
for (ties in c("efron", "breslow")) for (strata in c(FALSE, TRUE)) for (robust in c(FALSE, TRUE)) (function() {
  f <- coxph(if (strata) late ~ treat + age + urban + strata(block) else late ~ treat + age + urban, d, ties = ties, control = tight, robust = robust, id = seq_len(n))
  g <- c("km", "identity", "rank")[1 + strata + robust]; z <- cox.zph(f, transform = g, terms = FALSE)$table
  add("cox", c(entered, list(covariates = c("age", "urban")), if (strata) list(strata = list("block"))),
    list(ties = ties, variance = if (robust) "robust" else "model", transform = g), 1e-7, alist(
      value = exp(coef(f)[[1]]), standardError = sqrt(vcov(f)[1, 1]), details.coefficients.1.value = coef(f)[[2]], details.coefficients.2.standardError = sqrt(vcov(f)[3, 3]),
      details.logLikelihood = f$loglik[2], details.nullLogLikelihood = f$loglik[1], details.scoreTest.chiSquare = f$score,
      details.proportionalHazards.rows.0.chiSquare = z[1, 1], details.proportionalHazards.rows.2.pValue = z[3, 3], details.proportionalHazards.global.chiSquare = z["GLOBAL", 1]), environment())
})()
for (type in c("log", "plain", "log-log")) (function() {
  k <- summary(survfit(late ~ treat, d, conf.type = type), times = at <- c(8, 30, 60, 110), extend = TRUE)
  add("kaplan-meier", entered, list(times = at, confidence = type), 1e-10, alist(
    value = k$surv[8] - k$surv[4], details.curves.comparison.at.0.survival = k$surv[1], details.curves.treated.at.1.survival = k$surv[6], details.curves.treated.at.1.standardError = k$std.err[6],
    details.curves.treated.at.2.atRisk = k$n.risk[7], details.curves.comparison.at.1.atRisk = k$n.risk[2], details.curves.treated.at.2.lower = k$lower[7], details.curves.comparison.at.3.upper = k$upper[4],
    details.curves.treated.at.3.cumulativeHazard = k$cumhaz[8], details.curves.treated.at.3.cumulativeHazardStandardError = k$std.chaz[8],
    details.curves.comparison.at.2.cumulativeHazard = k$cumhaz[3], details.curves.comparison.at.2.cumulativeHazardStandardError = k$std.chaz[3]), environment())
})()
# survdiff knows no entry. Without ties its test is the score test of coxph; with them it is written out, by time.
truncated_log_rank <- function(rows) {
  x <- late[rows, ]; g <- d$treat[rows]; u <- sort(unique(x[x[, 3] == 1, 2]))
  rowSums(sapply(u, function(t) { r <- x[, 1] < t & x[, 2] >= t; e <- x[, 2] == t & x[, 3] == 1; n <- sum(r); n1 <- sum(r & g == 1); k <- sum(e); p <- n1 / n
    c(o = sum(e & g == 1), e = k * p, v = if (n > 1) k * p * (1 - p) * (n - k) / (n - 1) else 0) }))
}
lr <- truncated_log_rank(rep(TRUE, n)); lrs <- rowSums(sapply(1:4, function(b) truncated_log_rank(d$block == b)))
add("log-rank", entered, list(), 1e-10, alist(details.chiSquare = (lr["o"] - lr["e"])^2 / lr["v"], details.expected.treated = lr["e"], details.variance = lr["v"]))
add("log-rank", c(entered, list(strata = list("block"))), list(), 1e-10, alist(details.chiSquare = (lrs["o"] - lrs["e"])^2 / lrs["v"], details.observed.treated = lrs["o"]))

# Sampling weights: robust errors by row and by site.
for (ties in c("efron", "breslow")) for (by_site in c(FALSE, TRUE)) for (delayed in c(FALSE, TRUE)) (function() {
  y <- if (delayed) late else Surv(d$time, d$event)
  f <- if (by_site) coxph(y ~ treat + age, d, weights = w, ties = ties, control = tight, cluster = site) else coxph(y ~ treat + age, d, weights = w, ties = ties, control = tight, cluster = seq_len(n))
  add("cox", c(roles, list(covariates = "age", weights = "w", cluster = "site"), if (delayed) list(entry = "entry")), list(ties = ties, variance = if (by_site) "cluster" else "robust", weightType = "sampling"), 1e-7, alist(
    value = exp(coef(f)[[1]]), standardError = sqrt(vcov(f)[1, 1]), interval.lower = exp(confint(f)[1, 1]), details.coefficients.1.value = coef(f)[[2]],
    details.coefficients.1.standardError = sqrt(vcov(f)[2, 2]), details.logLikelihood = f$loglik[2], details.waldTest.chiSquare = f$wald.test[[1]]), environment())
})()

# Weighted curves. Robust errors of survfit take the weights as given; with the score estimated the oracle is the infinitesimal
# jackknife itself: the figure differentiated numerically in the case weight of each person, score and curve refitted every time.
balanced <- function(v, target) { p <- fitted(suppressWarnings(glm(treat ~ age + urban + region, binomial, d, weights = v, control = exact)))
  with(d, switch(target, ATE = ifelse(treat == 1, 1 / p, 1 / (1 - p)), ATT = ifelse(treat == 1, 1, p / (1 - p)), ATO = ifelse(treat == 1, 1 - p, p))) }
survival_at <- function(k, t) c(1, k$surv)[1 + sum(k$time <= t)]
mean_to <- function(k, tau) { i <- k$time <= tau; sum(diff(c(0, k$time[i], tau)) * c(1, k$surv[i])) }
difference <- function(v, y, target, t, figure) { b <- v * balanced(v, target)
  diff(sapply(0:1, function(a) { r <- d$treat == a; figure(survfit(y[r, ] ~ 1, weights = b[r], se.fit = FALSE), t) })) }
nudged <- function(y, target, t, figure, h = 1e-4) sapply(seq_len(n), function(i) { up <- down <- rep(1, n); up[i] <- 1 + h; down[i] <- 1 - h
  (difference(up, y, target, t, figure) - difference(down, y, target, t, figure)) / (2 * h) })
for (target in c("ATE", "ATT", "ATO")) for (delayed in c(FALSE, TRUE)) (function() {
  y <- if (delayed) late else Surv(d$time, d$event); b <- balanced(rep(1, n), target); who <- c(if (delayed) entered else roles, list(covariates = c("age", "urban", "region")))
  k <- lapply(0:1, function(a) { r <- d$treat == a; summary(survfit(y[r, ] ~ 1, weights = b[r], robust = TRUE, id = which(r)), times = c(10, 60), extend = TRUE) })
  s <- lapply(0:1, function(a) { r <- d$treat == a; summary(survfit(y[r, ] ~ 1, weights = b[r], cluster = d$site[r], id = which(r)), times = c(10, 60), extend = TRUE) })
  add("adjusted-survival", who, list(target = target, times = c(10, 60)), 1e-8, alist(
    value = k[[2]]$surv[2] - k[[1]]$surv[2], standardError = sqrt(k[[2]]$std.err[2]^2 + k[[1]]$std.err[2]^2), details.curves.treated.at.0.survival = k[[2]]$surv[1],
    details.curves.treated.at.0.standardError = k[[2]]$std.err[1], details.curves.comparison.at.1.standardError = k[[1]]$std.err[2],
    details.curves.comparison.at.1.lower = k[[1]]$lower[2], details.curves.treated.at.1.atRisk = k[[2]]$n.risk[2]), environment())
  add("adjusted-survival", c(who, list(cluster = "site")), list(target = target, times = c(10, 60)), 1e-8, alist(
    details.curves.treated.at.1.standardError = s[[2]]$std.err[2], details.curves.comparison.at.0.standardError = s[[1]]$std.err[1]), environment())
  u <- nudged(y, target, 60, survival_at); m <- nudged(y, target, 60, mean_to)
  add("adjusted-survival", who, list(target = target, tau = 60, times = list(60), variance = "estimated-score"), 1e-6, alist(
    standardError = sqrt(sum(u^2)), details.restrictedMean.standardError = sqrt(sum(m^2)), details.restrictedMean.difference = difference(rep(1, n), y, target, 60, mean_to)), environment())
  if (target == "ATE") add("adjusted-survival", c(who, list(cluster = "site")), list(target = target, tau = 60, times = list(60), variance = "estimated-score"), 1e-6, alist(
    standardError = sqrt(sum(tapply(u, d$site, sum)^2)), details.restrictedMean.standardError = sqrt(sum(tapply(m, d$site, sum)^2))), environment())
})()

aj <- survfit(Surv(time, factor(cause)) ~ treat, d); one <- survfit(Surv(time, factor(cause)) ~ 1, d)
competing <- list(treatment = "treat", time = "time", event = "cause"); at <- c(5, 20, 60, 90)
s <- summary(aj, times = at, extend = TRUE); s1 <- summary(one, times = at, extend = TRUE)
add("cumulative-incidence", competing, list(times = at), 1e-9, alist(
  value = s$pstate[8, 2] - s$pstate[4, 2], standardError = sqrt(s$std.err[8, 2]^2 + s$std.err[4, 2]^2),
  interval.lower = s$pstate[8, 2] - s$pstate[4, 2] - qnorm(.975) * sqrt(s$std.err[8, 2]^2 + s$std.err[4, 2]^2),
  details.curves.treated.at.0.incidence = s$pstate[5, 2], details.curves.treated.at.0.standardError = s$std.err[5, 2],
  details.curves.treated.at.2.incidence = s$pstate[7, 2], details.curves.treated.at.2.standardError = s$std.err[7, 2],
  details.curves.treated.at.2.otherIncidence = s$pstate[7, 3], details.curves.comparison.at.1.incidence = s$pstate[2, 2],
  details.curves.comparison.at.1.standardError = s$std.err[2, 2], details.curves.comparison.at.3.standardError = s$std.err[4, 2]))
add("cumulative-incidence", competing[-1], list(times = at), 1e-9, alist(
  value = s1$pstate[4, 2], standardError = s1$std.err[4, 2], details.curves.all.at.2.standardError = s1$std.err[3, 2]))
# Aalen's variance, written from the hypergeometric covariance matrix of the two counts at each time.
aalen <- function(t, rows) {
  x <- d[rows, ]; times <- sort(unique(x$time[x$cause > 0 & x$time <= t])); S <- 1; inc <- 0; keep <- NULL
  for (u in times) { n <- sum(x$time >= u); a <- sum(x$time == u & x$cause == 1); b <- sum(x$time == u & x$cause == 2)
    inc <- inc + S * a / n; keep <- rbind(keep, c(n, a, b, S, inc)); S <- S * (n - a - b) / n }
  sum(apply(keep, 1, function(k) { n <- k[1]; a <- k[2]; b <- k[3]
    V <- matrix(c(a * (n - a), -a * b, -a * b, b * (n - b)), 2) / (n^2 * (n - 1)); fall <- (inc - k[5]) * n / (n - a - b)
    g <- c(k[4] - fall, -fall); drop(g %*% V %*% g) })) }
add("cumulative-incidence", competing, list(times = at, variance = "aalen"), 1e-9, alist(
  value = s$pstate[8, 2] - s$pstate[4, 2], standardError = sqrt(aalen(90, d$treat == 1) + aalen(90, d$treat == 0)),
  details.curves.treated.at.1.standardError = sqrt(aalen(20, d$treat == 1)), details.curves.comparison.at.2.standardError = sqrt(aalen(60, d$treat == 0))))

# Restricted means, and their errors, of survfit's own table: it integrates the curve and Greenwood's formula.
smaller <- min(tapply(d$time, d$treat, max))
for (tau in c(20, 45, 90, smaller)) for (level in c(.95, .8)) {
  m <- summary(survfit(Surv(time, event) ~ treat, d), rmean = tau)$table; mean <- unname(m[, "rmean"]); se <- unname(m[, "se(rmean)"])
  both <- sqrt(sum(se^2)); z <- qnorm(1 - (1 - level) / 2)
  add("rmst", roles, c(if (tau != smaller) list(tau = tau), list(level = level)), 1e-10, alist(
    value = mean[2] - mean[1], standardError = both, interval.lower = mean[2] - mean[1] - z * both, interval.upper = mean[2] - mean[1] + z * both,
    details.means.treated = mean[2], details.means.comparison = mean[1], details.standardErrors.treated = se[2], details.standardErrors.comparison = se[1],
    details.ratio = mean[2] / mean[1], details.ratioStandardErrorLog = sqrt(sum((se / mean)^2)), details.pValue = 2 * pnorm(-abs(mean[2] - mean[1]) / both)))
}

write_fixture("survival", "survival.csv", "Synthetic, made by the script", setup, "bench/reference/survival.R")
