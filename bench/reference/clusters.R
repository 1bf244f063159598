# Clusters of rows, and sampling weights, on the data of survival.R. From the root: Rscript bench/reference/clusters.R
source("bench/reference/write-fixture.R")
suppressMessages(library(survey))
d <- read.csv(file.path(fixtures, "survival.csv")); n <- nrow(d); site <- d$site; G <- length(unique(site))
setup <- "library(survey); d <- read.csv('libs/stats/fixtures/survival.csv'); exact <- glm.control(epsilon = 1e-14, maxit = 100); the functions of the script"
x <- c("age", "urban"); T <- d$treat; X <- cbind(1, d$age, d$urban); k <- ncol(X)
clustered <- function(phi) sqrt(sum(tapply(phi, site, sum)^2) * G / (G - 1)) / n

adjusted <- function(y, family) {
  Y <- d[[y]]; h <- family$linkinv; roles <- list(treatment = "treat", outcome = y, covariates = x, cluster = "site")
  score <- glm(treat ~ age + urban, binomial, d, control = exact); b <- coef(score); p <- fitted(score)
  fit <- function(a) coef(glm(reformulate(x, y), family, d[T == a, ], control = exact))
  b1 <- fit(1); b0 <- fit(0); m <- function(b) h(drop(X %*% b))
  e <- function(th) plogis(drop(X %*% th[1:k]))
  # Weighting, for everybody and for the treated.
  for (target in c("ATE", "ATT")) {
    w <- function(q) if (target == "ATE") T / q + (1 - T) / (1 - q) else T + (1 - T) * q / (1 - q)
    mu <- sapply(1:0, function(a) weighted.mean(Y[T == a], w(p)[T == a]))
    psi <- function(th) { q <- e(th); cbind((T - q) * X, w(q) * T * (Y - th[k + 1]), w(q) * (1 - T) * (Y - th[k + 2])) }
    o <- list(target = target)
    add("ipw", roles, o, 1e-8, alist(value = mu[1] - mu[2]), environment())
    add("ipw", roles, o, 1e-6, alist(standardError = stacked_error(psi, c(b, mu), c(rep(0, k), 1, -1), site)), environment())
    add("ipw", roles, c(o, measure = "ratio"), 1e-6, alist(standardError = stacked_error(psi, c(b, mu), c(rep(0, k), 1 / mu[1], -1 / mu[2]), site)), environment())
    W <- w(p); f <- lm(reformulate("treat", y), d, weights = W)
    add("ipw", roles, c(o, variance = "fixed-weights"), 1e-8, alist(standardError = sqrt(vcovCL(f, site, type = "HC0", cadjust = TRUE)[2, 2])), environment())
  }
  # Both models: the influence function alone, and everything stacked.
  f1 <- m(b1) + T / p * (Y - m(b1)); f0 <- m(b0) + (1 - T) / (1 - p) * (Y - m(b0)); mu <- c(mean(f1), mean(f0))
  add("aipw", roles, list(), 1e-7, alist(value = mu[1] - mu[2], standardError = clustered(f1 - f0 - mu[1] + mu[2])), environment())
  psi <- function(th) { q <- e(th); q1 <- m(th[k + 1:k]); q0 <- m(th[2 * k + 1:k])
    cbind((T - q) * X, T * (Y - q1) * X, (1 - T) * (Y - q0) * X, q1 + T / q * (Y - q1) - th[3 * k + 1], q0 + (1 - T) / (1 - q) * (Y - q0) - th[3 * k + 2]) }
  add("aipw", roles, list(variance = "m-estimation"), 1e-6, alist(
    standardError = stacked_error(psi, c(b, b1, b0, mu), c(rep(0, 3 * k), 1, -1), site)), environment())
  # One outcome model, averaged.
  o <- glm(reformulate(c("treat", x), y), family, d, control = exact); g <- coef(o); Z <- function(a) cbind(1, a, X[, -1])
  mu <- sapply(1:0, function(a) mean(h(drop(Z(a) %*% g)))); j <- k + 1
  psi <- function(th) cbind((Y - h(drop(Z(T) %*% th[1:j]))) * Z(T), h(drop(Z(1) %*% th[1:j])) - th[j + 1], h(drop(Z(0) %*% th[1:j])) - th[j + 2])
  add("g-computation", roles, list(), 1e-6, alist(
    value = mu[1] - mu[2], standardError = stacked_error(psi, c(g, mu), c(rep(0, j), 1, -1), site)), environment())
  # Targeted.
  low <- min(Y); span <- diff(range(Y)); S <- (Y - low) / span; clamp <- function(q, from, to) pmin(pmax(q, from), to); ps <- clamp(p, .005, .995)
  shifted <- function(a, w, b) { q <- qlogis(clamp((m(b) - low) / span, 5e-4, 1 - 5e-4)); r <- data.frame(S, q, w)[T == a, ]
    eps <- coef(suppressWarnings(glm(S ~ 1 + offset(q), binomial, r, weights = w, control = exact)))[[1]]; low + span * plogis(q + eps) }
  q1 <- shifted(1, 1 / ps, b1); q0 <- shifted(0, 1 / (1 - ps), b0)
  add("tmle", roles, list(), 1e-7, alist(value = mean(q1) - mean(q0),
    standardError = clustered(T / ps * (Y - q1) + q1 - mean(q1) - (1 - T) / (1 - ps) * (Y - q0) - q0 + mean(q0))), environment())
  # Entropy balancing: the dual by Newton.
  C <- scale(X[, -1]); goal <- colMeans(C[T == 1, ]); l <- rep(0, k - 1); at <- function(l, mu) drop((1 - T) * exp(sweep(C, 2, mu) %*% l))
  for (step in 1:60) { w <- at(l, goal); w <- w / sum(w); D <- sweep(C, 2, goal); l <- l - solve(t(D) %*% (D * w) - tcrossprod(colSums(D * w)), colSums(D * w)) * min(1, step / 5) }
  w <- at(l, goal); w <- w / sum(w); mu <- c(mean(Y[T == 1]), sum(w * Y)); z <- k - 1
  psi <- function(th) { v <- at(th[1:z], th[z + 1:z]); cbind(v * sweep(C, 2, th[z + 1:z]), T * sweep(C, 2, th[z + 1:z]), T * (Y - th[2 * z + 1]), v * (Y - th[2 * z + 2])) }
  add("entropy-balancing", roles, list(), 1e-6, alist(
    value = mu[1] - mu[2], standardError = stacked_error(psi, c(l, goal, mu), c(rep(0, 2 * z), 1, -1), site)), environment())
}
adjusted("event", binomial()); adjusted("time", gaussian())

# Sampling weights. svyglm multiplies HC0 by n / (n - 1), or G / (G - 1) with clusters: undone here, where the option has no such factor.
design <- svydesign(~1, weights = ~w, data = d); by_site <- svydesign(~site, weights = ~w, data = d)
for (binary in c(FALSE, TRUE)) (function() {
  id <- if (binary) "logistic" else "least-squares"; family <- if (binary) quasibinomial() else gaussian(); y <- if (binary) "event" else "time"
  f <- reformulate(c("treat", x), y); here <- if (binary) exp else identity
  s <- svyglm(f, design, family = family, control = exact); c <- svyglm(f, by_site, family = family, control = exact)
  m <- if (binary) suppressWarnings(glm(f, binomial, d, weights = w, control = exact)) else lm(f, d, weights = w)
  roles <- list(treatment = "treat", outcome = y, covariates = x, weights = "w", cluster = "site"); o <- list(weightType = "sampling")
  add(id, roles, base::c(o, variance = "HC0"), 1e-7, alist(value = here(coef(s)[[2]]), standardError = SE(s)[[2]] * sqrt((n - 1) / n),
    details.coefficients.2.value = coef(s)[[3]], details.coefficients.2.standardError = SE(s)[[3]] * sqrt((n - 1) / n)), environment())
  add(id, roles, base::c(o, variance = "CR0"), 1e-7, alist(standardError = SE(c)[[2]] * sqrt((G - 1) / G)), environment())
  for (type in base::c("HC1", "HC2", "HC3")) (function() add(id, roles, base::c(o, variance = type), 1e-7, alist(standardError = sqrt(vcovHC(m, type)[2, 2])), environment()))()
  add(id, roles, base::c(o, variance = "CR1"), 1e-7, alist(standardError = sqrt(vcovCL(m, site, type = "HC1", cadjust = TRUE)[2, 2])), environment())
})()
for (delayed in c(FALSE, TRUE)) (function() {
  y <- if (delayed) Surv(d$entry, d$time, d$event) else Surv(d$time, d$event)
  one <- function(a) summary(survfit(y[d$treat == a] ~ 1, weights = d$w[d$treat == a], robust = TRUE, id = seq_len(n)[d$treat == a]), times = base::c(20, 60, 90))
  k <- lapply(0:1, one)
  add("kaplan-meier", base::c(list(treatment = "treat", time = "time", event = "event", weights = "w"), if (delayed) list(entry = "entry")),
    list(weightType = "sampling", times = base::c(20, 60, 90)), 1e-8, alist(
      value = k[[2]]$surv[3] - k[[1]]$surv[3], standardError = sqrt(k[[2]]$std.err[3]^2 + k[[1]]$std.err[3]^2),
      details.curves.treated.at.0.survival = k[[2]]$surv[1], details.curves.treated.at.0.standardError = k[[2]]$std.err[1],
      details.curves.treated.at.1.standardError = k[[2]]$std.err[2], details.curves.comparison.at.1.atRisk = k[[1]]$n.risk[2],
      details.curves.comparison.at.1.lower = k[[1]]$lower[2], details.curves.comparison.at.2.upper = k[[1]]$upper[3]), environment())
})()
# Calibration of the score in tenths of it.
p <- fitted(glm(treat ~ age + urban + region, binomial, d, control = exact)); tenth <- findInterval(p, quantile(p, 1:9 / 10), left.open = TRUE)
by <- function(v) as.vector(tapply(v, tenth, mean)); size <- as.vector(table(tenth)); hl <- sum(size * (by(T) - by(p))^2 / (by(p) * (1 - by(p))))
add("overlap", list(treatment = "treat", covariates = c(x, "region")), relative = 1e-8, expected = alist(
  details.calibration.rows.0.predicted = by(p)[1], details.calibration.rows.0.observed = by(T)[1], details.calibration.rows.9.predicted = by(p)[10],
  details.calibration.rows.4.rows = size[5], details.calibration.rows.4.observed = by(T)[5], details.calibration.brier = mean((T - p)^2),
  details.calibration.averageDistance = sum(size * abs(by(T) - by(p))) / n,
  details.calibration.hosmerLemeshow.chiSquare = hl, details.calibration.hosmerLemeshow.pValue = pchisq(hl, 8, lower.tail = FALSE)))
write_fixture("clusters", "survival.csv", "Synthetic, made by survival.R", setup, "bench/reference/clusters.R")
