# Targeted maximum likelihood by glm with an offset and weights, on the lalonde data of r-cran-matchit (no package of Debian
# has an oracle). From the root: Rscript bench/reference/tmle.R
source("bench/reference/write-fixture.R")
d <- read.csv("libs/stats/fixtures/lalonde.csv")
setup <- "d <- read.csv('libs/stats/fixtures/lalonde.csv'); exact <- glm.control(epsilon = 1e-14, maxit = 100)"
T <- d$treat; n <- nrow(d)
clamp <- function(p, low, high) pmin(pmax(p, low), high)

targeted <- function(y, x, family) {
  Y <- d[[y]]; low <- min(Y); span <- diff(range(Y)); S <- (Y - low) / span
  p <- clamp(fitted(glm(reformulate(x, "treat"), binomial, d, control = exact)), .005, .995)
  fit <- function(a) predict(glm(reformulate(x, y), family, d[T == a, ], control = exact), d, type = "response")
  shifted <- function(a, w) { q <- qlogis(clamp((fit(a) - low) / span, 5e-4, 1 - 5e-4)); e <- data.frame(S, q, w)[T == a, ]
    eps <- coef(suppressWarnings(glm(S ~ 1 + offset(q), binomial, e, weights = w, control = exact)))[[1]]
    low + span * plogis(q + eps) }
  q1 <- shifted(1, 1 / p); q0 <- shifted(0, 1 / (1 - p)); m1 <- mean(q1); m0 <- mean(q0)
  f1 <- T / p * (Y - q1) + q1 - m1; f0 <- (1 - T) / (1 - p) * (Y - q0) + q0 - m0
  r0 <- shifted(0, p / (1 - p)); att <- mean((Y - r0)[T == 1])
  fa <- (T * (Y - r0 - att) - (1 - T) * p / (1 - p) * (Y - r0)) / mean(T)
  roles <- list(treatment = "treat", outcome = y, covariates = x)
  add("tmle", roles, relative = 1e-8, expected = alist(value = m1 - m0, details.means.treated = m1, details.means.comparison = m0))
  add("tmle", roles, relative = 1e-7, expected = alist(standardError = sqrt(sum((f1 - f0)^2)) / n))
  add("tmle", roles, list(measure = "ratio"), 1e-7, alist(
    value = m1 / m0, standardError = sqrt(sum((f1 / m1 - f0 / m0)^2)) / n))
  add("tmle", roles, list(target = "ATT"), 1e-7, alist(value = att, standardError = sqrt(sum(fa^2)) / n))
}
targeted("re78", c("age", "educ", "race", "married", "nodegree", "re74", "re75"), gaussian)
targeted("employed78", c("age", "educ", "re74"), binomial)

write_fixture("tmle", "lalonde.csv", "Data set lalonde of the R package MatchIt (Debian r-cran-matchit): NSW treated, PSID comparison", setup, "bench/reference/tmle.R")
