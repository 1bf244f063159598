# Two groups and strata on the randomised NSW sample (CC0). From the root: Rscript bench/reference/two-groups.R
source("bench/reference/write-fixture.R")
d <- read.csv("libs/stats/fixtures/nsw_dw.csv")
setup <- "d <- read.csv('libs/stats/fixtures/nsw_dw.csv'); M <- table(1 - d$treat, 1 - d$employed78)"
roles <- list(treatment = "treat", outcome = "employed78")
M <- table(1 - d$treat, 1 - d$employed78); x <- M[, 1]; n <- rowSums(M); p <- x / n

or <- M[1, 1] * M[2, 2] / (M[1, 2] * M[2, 1])
logit <- glm(employed78 ~ treat, binomial, d, control = exact)
add("odds-ratio", roles, relative = 1e-10, expected = alist(
  value = or, standardError = sqrt(sum(1 / M)), interval.lower = exp(log(or) - qnorm(.975) * sqrt(sum(1 / M))),
  interval.upper = exp(log(or) + qnorm(.975) * sqrt(sum(1 / M))), details.odds.comparison = M[2, 1] / M[2, 2]))
add("odds-ratio", roles, list(level = 0.9), 1e-8, alist(
  value = exp(coef(logit)[["treat"]]), interval.lower = exp(confint.default(logit, level = .9)[2, 1]),
  interval.upper = exp(confint.default(logit, level = .9)[2, 2]), details.pValue = summary(logit)$coefficients[2, 4]))

write_fixture("two-groups", "nsw_dw.csv", "NSW randomised sample, Dehejia and Wahba (1999), CC0", setup, "bench/reference/two-groups.R")
