# G-computation and entropy balancing on NSW treated and a PSID comparison group (data set lalonde of r-cran-matchit, as
# lalonde.R exports it). From the root: Rscript bench/reference/adjustment.R
source("bench/reference/write-fixture.R")
d <- read.csv("libs/stats/fixtures/lalonde.csv")
setup <- "d <- read.csv('libs/stats/fixtures/lalonde.csv'); exact <- glm.control(epsilon = 1e-14, maxit = 100)"
x <- c("age", "educ", "race", "married", "nodegree", "re74", "re75")
T <- d$treat; n <- nrow(d)
targets <- list(ATE = rep(1, n), ATT = T, ATC = 1 - T)

# One model, averaged over a population; errors by the delta method, and from all equations stacked and differentiated numerically.
standardise <- function(y, covariates, family, right) {
  m <- glm(reformulate(right, y), family, d, control = exact); Y <- d[[y]]; X <- model.matrix(m)
  under <- function(a) { e <- d; e$treat <- a; model.matrix(delete.response(terms(m)), e) }
  X1 <- under(1); X0 <- under(0); h <- m$family$linkinv; slope <- m$family$mu.eta; b <- coef(m); k <- length(b)
  lapply(targets, function(w) {
    m1 <- sum(w * h(drop(X1 %*% b))) / sum(w); m0 <- sum(w * h(drop(X0 %*% b))) / sum(w)
    psi <- function(th) { q <- th[1:k]; cbind((Y - h(drop(X %*% q))) * X, w * (h(drop(X1 %*% q)) - th[k + 1]), w * (h(drop(X0 %*% q)) - th[k + 2])) }
    g1 <- colSums(w * slope(drop(X1 %*% b)) * X1) / sum(w); g0 <- colSums(w * slope(drop(X0 %*% b)) * X0) / sum(w)
    form <- function(g, V) sqrt(drop(g %*% V %*% g))
    list(m1 = m1, m0 = m0, se = stacked_error(psi, c(b, m1, m0), c(rep(0, k), 1, -1)),
         se_log = stacked_error(psi, c(b, m1, m0), c(rep(0, k), 1 / m1, -1 / m0)),
         delta = form(g1 - g0, vcov(m)), hc0 = form(g1 - g0, vcovHC(m, "HC0")), delta_log = form(g1 / m1 - g0 / m0, vcov(m)))
  })
}
gcomp <- function(y, covariates, family, interactions = FALSE) {
  right <- if (interactions) paste0("treat * (", paste(covariates, collapse = " + "), ")") else c("treat", covariates)
  results <- standardise(y, covariates, family, right); roles <- list(treatment = "treat", outcome = y, covariates = covariates)
  for (target in names(results)) {
    r <- results[[target]]; o <- list(target = target, interactions = interactions)
    add("g-computation", roles, o, 1e-8, alist(value = r$m1 - r$m0, details.means.treated = r$m1))
    add("g-computation", roles, o, 1e-6, alist(standardError = r$se))
    add("g-computation", roles, c(o, measure = "ratio"), 1e-6, alist(value = r$m1 / r$m0, standardError = r$se_log))
    add("g-computation", roles, c(o, variance = "delta"), 1e-7, alist(standardError = r$delta))
    add("g-computation", roles, c(o, variance = "delta-HC0"), 1e-7, alist(standardError = r$hc0))
    add("g-computation", roles, c(o, variance = "delta", measure = "ratio"), 1e-7, alist(standardError = r$delta_log))
  }
}
gcomp("re78", x, gaussian); gcomp("re78", x, gaussian, TRUE)
gcomp("employed78", x, binomial); gcomp("employed78", c("age", "educ", "re74"), binomial, TRUE)

# Entropy balancing: weights exp(x lambda) that make the comparison means equal to the treated ones, by optim of the dual
# polished by Newton; the error from all equations stacked.
X <- scale(model.matrix(reformulate(x), d)[, -1]); k <- ncol(X); goal <- colMeans(X[T == 1, ])
weights_at <- function(l, mu) drop((1 - T) * exp(sweep(X, 2, mu) %*% l))
lambda <- rep(0, k)
for (step in 1:60) { w <- weights_at(lambda, goal); w <- w / sum(w); C <- sweep(X, 2, goal)
  lambda <- lambda - solve(t(C) %*% (C * w) - tcrossprod(colSums(C * w)), colSums(C * w)) * min(1, step / 5) }
w <- weights_at(lambda, goal); w <- w / sum(w); stopifnot(max(abs(colSums(X * w) - goal)) < 1e-12)
for (y in c("re78", "employed78")) {
  Y <- d[[y]]; roles <- list(treatment = "treat", outcome = y, covariates = x); m1 <- mean(Y[T == 1]); m0 <- sum(w * Y)
  psi <- function(th) { l <- th[1:k]; mu <- th[k + 1:k]; v <- weights_at(l, mu)
    cbind(v * sweep(X, 2, mu), T * sweep(X, 2, mu), T * (Y - th[2 * k + 1]), v * (Y - th[2 * k + 2])) }
  theta <- c(lambda, goal, m1, m0); zero <- rep(0, 2 * k); full <- ifelse(T == 1, 1, w * sum(T))
  add("entropy-balancing", roles, relative = 1e-8, expected = alist(
    value = m1 - m0, details.essComparison = 1 / sum(w^2), details.largestWeight = max(w) * sum(T)))
  add("entropy-balancing", roles, relative = 1e-6, expected = alist(standardError = stacked_error(psi, theta, c(zero, 1, -1))))
  add("entropy-balancing", roles, list(measure = "ratio"), 1e-6, alist(
    value = m1 / m0, standardError = stacked_error(psi, theta, c(zero, 1 / m1, -1 / m0))))
  add("entropy-balancing", roles, list(variance = "fixed-weights"), 1e-8, alist(
    standardError = sqrt(vcovHC(lm(Y ~ T, weights = full), "HC0")[2, 2])))
}

write_fixture("adjustment", "lalonde.csv", "Data set lalonde of the R package MatchIt (Debian r-cran-matchit): NSW treated, PSID comparison", setup, "bench/reference/adjustment.R")
