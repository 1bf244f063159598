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

write_fixture("survival", "survival.csv", "Synthetic, made by the script", setup, "bench/reference/survival.R")
