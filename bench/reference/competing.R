# Tests and restricted means with sampling weights or competing causes, on the data of survival.R: cmprsk for Gray's test, the influences
# of survfit for weighted restricted means and weighted incidence, the robust score test of coxph for the weighted log-rank test.
# From the root: Rscript bench/reference/competing.R
source("bench/reference/write-fixture.R")
suppressMessages(library(cmprsk))
d <- read.csv(file.path(fixtures, "survival.csv"))
setup <- paste("library(survival); d <- read.csv('libs/stats/fixtures/survival.csv'); cmprsk", packageVersion("cmprsk"))
roles <- list(treatment = "treat", time = "time", event = "event"); causes <- list(treatment = "treat", time = "time", event = "cause")

gray <- cuminc(d$time, d$cause, d$treat)$Tests
add("cumulative-incidence", causes, list(), 1e-9, alist(
  details.graysTest.chiSquare = gray["1", "stat"], details.graysTest.pValue = gray["1", "pv"], details.graysTest.degreesOfFreedom = gray["1", "df"]))
# Frequencies are repeated rows; arms by another column.
long <- d[rep(seq_len(nrow(d)), d$block), ]; repeated <- cuminc(long$time, long$cause, long$urban)$Tests
add("cumulative-incidence", list(treatment = "urban", time = "time", event = "cause", weights = "block"), list(), 1e-9, alist(
  details.graysTest.chiSquare = repeated["1", "stat"], details.graysTest.pValue = repeated["1", "pv"]))

# Other causes count as lost.
for (tau in c(30, 90)) { m <- summary(survfit(Surv(time, cause == 1) ~ treat, d), rmean = tau)$table; mean <- unname(m[, "rmean"]); se <- unname(m[, "se(rmean)"])
  add("rmst", causes, list(tau = tau), 1e-10, alist(
    value = mean[2] - mean[1], standardError = sqrt(sum(se^2)), details.means.comparison = mean[1], details.otherEvents = sum(d$cause == 2))) }

# Weighted: the area under each row's influence on the curve.
area <- function(arm, tau, late) { x <- d[d$treat == arm, ]; y <- if (late) Surv(x$entry, x$time, x$event) else Surv(x$time, x$event)
  f <- survfit(y ~ 1, weights = x$w, robust = TRUE, influence = 1, id = seq_len(nrow(x)), timefix = FALSE); inside <- f$time <= tau
  # Each row's influence, its weight included: that is how survfit makes its own error of them.
  stopifnot(all.equal(sqrt(colSums(f$influence.surv^2)), f$std.err))
  width <- diff(c(f$time[inside], tau)); U <- f$influence.surv[, inside, drop = FALSE]
  c(f$time[1] + sum(width * f$surv[inside]), sqrt(sum(drop(U %*% width)^2))) }
for (tau in c(25, 80)) for (late in c(FALSE, TRUE)) { a1 <- area(1, tau, late); a0 <- area(0, tau, late)
  add("rmst", c(roles, list(weights = "w"), if (late) list(entry = "entry")), list(tau = tau, weightType = "sampling"), 1e-9, alist(
    value = a1[1] - a0[1], standardError = sqrt(a1[2]^2 + a0[2]^2), details.means.treated = a1[1], details.standardErrors.treated = a1[2], details.standardErrors.comparison = a0[2])) }

# One step of Newton's from 0 is the figure; the robust score test is the chi-square.
for (strata in c(FALSE, TRUE)) for (late in c(FALSE, TRUE)) { y <- if (late) Surv(d$entry, d$time, d$event) else Surv(d$time, d$event)
  f <- if (strata) y ~ treat + strata(block) else y ~ treat
  one <- suppressWarnings(coxph(f, d, weights = w, ties = "breslow", robust = TRUE, id = seq_len(nrow(d)), init = 0, iter.max = 1)); null <- coxph(f, d, weights = w, ties = "breslow", robust = FALSE, init = 0, iter.max = 0)
  U <- residuals(null, "score", weighted = TRUE)
  add("log-rank", c(roles, list(weights = "w"), if (strata) list(strata = list("block")), if (late) list(entry = "entry")), list(weightType = "sampling"), 1e-9, alist(
    value = exp(coef(one)[[1]]), details.chiSquare = one$rscore[[1]], details.pValue = pchisq(one$rscore[[1]], 1, lower.tail = FALSE),
    details.variance = sum(U^2), standardError = sqrt(sum(U^2)) * null$var[1])) }
# rho 1, written out: S just before each time, everybody's residual by a loop.
literal <- function(rho) { t <- sort(unique(d$time[d$event == 1])); S <- 1; U <- numeric(nrow(d)); score <- info <- 0
  for (u in t) { r <- d$time >= u; n <- sum(d$w[r]); p <- sum((d$w * d$treat)[r]) / n; here <- d$time == u & d$event == 1; dead <- sum(d$w[here]); q <- S^rho
    U <- U + q * (d$treat - p) * (here - r * dead / n); score <- score + q * (sum((d$w * d$treat)[here]) - dead * p); info <- info + q * dead * p * (1 - p); S <- S * (1 - dead / n) }
  c(score, info, sum((d$w * U)^2)) }
for (rho in c(.5, 1)) { l <- literal(rho); add("log-rank", c(roles, list(weights = "w")), list(rho = rho, weightType = "sampling"), 1e-9, alist(
  value = exp(l[1] / l[2]), standardError = sqrt(l[3]) / l[2], details.chiSquare = l[1]^2 / l[3])) }

# Aalen-Johansen under balancing weights: survfit of several states; with the score estimated by nudging the weight of each person, score
# and all fitted again.
d$region <- factor(d$region); n <- nrow(d); d$state <- factor(d$cause, 0:2)
balanced <- function(v, target) { p <- suppressWarnings(glm(treat ~ age + urban + region, binomial, d, weights = v, control = exact))$fitted
  v * switch(target, ATE = ifelse(d$treat == 1, 1 / p, 1 / (1 - p)), ATT = ifelse(d$treat == 1, 1, p / (1 - p)), ATO = ifelse(d$treat == 1, 1 - p, p)) }
incidence <- function(b, arm, t) { r <- d$treat == arm; x <- d[r, ]; w <- b[r]; S <- 1; F <- 0
  for (u in sort(unique(x$time[x$cause > 0 & x$time <= t]))) { Y <- sum(w[x$time >= u]); here <- x$time == u; F <- F + S * sum(w[here & x$cause == 1]) / Y; S <- S * (1 - sum(w[here & x$cause > 0]) / Y) }
  F }
for (target in c("ATE", "ATT", "ATO")) (function() {
  b <- balanced(rep(1, n), target); who <- c(causes, list(covariates = c("age", "urban", "region")))
  k <- lapply(0:1, function(a) { r <- d$treat == a; summary(survfit(Surv(time, state) ~ 1, d[r, ], weights = b[r], id = which(r)), times = c(10, 60), extend = TRUE) })
  # survfit takes no clusters of several states, so its influences are added up by site.
  by_site <- function(a, t) { x <- d[d$treat == a, ]; x$b <- b[d$treat == a]; x$id <- seq_len(nrow(x))
    f <- survfit(Surv(time, state) ~ 1, x, weights = b, id = id, influence = TRUE); i <- sum(f$time <= t); u <- f$influence.pstate[, i + 1, 2] * x$b # the first is of time 0
    stopifnot(all.equal(sqrt(sum(u^2)), unname(f$std.err[i, 2]))); sqrt(sum(tapply(u, x$site, sum)^2)) }
  add("adjusted-incidence", who, list(target = target, times = c(10, 60)), 1e-8, alist(
    value = k[[2]]$pstate[2, 2] - k[[1]]$pstate[2, 2], standardError = sqrt(k[[2]]$std.err[2, 2]^2 + k[[1]]$std.err[2, 2]^2),
    details.curves.treated.at.0.incidence = k[[2]]$pstate[1, 2], details.curves.treated.at.0.standardError = k[[2]]$std.err[1, 2],
    details.curves.comparison.at.1.otherIncidence = k[[1]]$pstate[2, 3], details.curves.comparison.at.1.standardError = k[[1]]$std.err[2, 2]), environment())
  add("adjusted-incidence", c(who, list(cluster = "site")), list(target = target, times = c(10, 60)), 1e-8, alist(
    details.curves.treated.at.1.standardError = by_site(1, 60), details.curves.comparison.at.0.standardError = by_site(0, 10)), environment())
  difference <- function(v) { b <- balanced(v, target); incidence(b, 1, 60) - incidence(b, 0, 60) }
  stopifnot(all.equal(difference(rep(1, n)), k[[2]]$pstate[2, 2] - k[[1]]$pstate[2, 2]))
  h <- 1e-4; u <- sapply(seq_len(n), function(i) { up <- down <- rep(1, n); up[i] <- 1 + h; down[i] <- 1 - h; (difference(up) - difference(down)) / (2 * h) })
  add("adjusted-incidence", who, list(target = target, times = list(60), variance = "estimated-score"), 1e-6, alist(standardError = sqrt(sum(u^2))), environment())
  if (target == "ATE") add("adjusted-incidence", c(who, list(cluster = "site")), list(target = target, times = list(60), variance = "estimated-score"), 1e-6, alist(
    standardError = sqrt(sum(tapply(u, d$site, sum)^2))), environment())
})()
write_fixture("competing", "survival.csv", "Synthetic, made by bench/reference/survival.R", setup, "bench/reference/competing.R")
