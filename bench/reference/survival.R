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

write_fixture("survival", "survival.csv", "Synthetic, made by the script", setup, "bench/reference/survival.R")
