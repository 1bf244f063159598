# Tests and restricted means with sampling weights or competing causes, on the data of survival.R: cmprsk for Gray's test, the influences
# of survfit for weighted restricted means, the robust score test of coxph for the weighted log-rank test.
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
write_fixture("competing", "survival.csv", "Synthetic, made by bench/reference/survival.R", setup, "bench/reference/competing.R")
