# National Supported Work, randomised sample (Dehejia and Wahba 1999), CC0. From the root: Rscript bench/reference/nsw-dw.R
source("bench/reference/write-fixture.R")
d <- read.csv("libs/stats/fixtures/nsw_dw.csv")
setup <- "d <- read.csv('libs/stats/fixtures/nsw_dw.csv'); exact <- glm.control(epsilon = 1e-14, maxit = 100)"
x <- c("age", "education", "black", "hispanic", "married", "nodegree", "re74", "re75")
roles <- list(treatment = "treat", outcome = "employed78")
dollars <- list(treatment = "treat", outcome = "re78")

t1 <- d$employed78[d$treat == 1]; t0 <- d$employed78[d$treat == 0]
p1 <- mean(t1); p0 <- mean(t0); w1 <- wilson(sum(t1), length(t1)); w0 <- wilson(sum(t0), length(t0))
add("risk-difference", roles, relative = 1e-10, expected = alist(
  value = p1 - p0,
  standardError = sqrt(p1 * (1 - p1) / length(t1) + p0 * (1 - p0) / length(t0)),
  interval.lower = p1 - p0 - sqrt((p1 - w1[1])^2 + (w0[2] - p0)^2),
  interval.upper = p1 - p0 + sqrt((w1[2] - p1)^2 + (p0 - w0[1])^2),
  details.pValue = prop.test(c(sum(t1), sum(t0)), c(length(t1), length(t0)), correct = FALSE)$p.value))
add("risk-ratio", roles, relative = 1e-10, expected = alist(
  value = p1 / p0,
  interval.lower = exp(log(p1 / p0) - qnorm(.975) * sqrt(1 / sum(t1) - 1 / length(t1) + 1 / sum(t0) - 1 / length(t0)))))
tt <- t.test(d$re78[d$treat == 1], d$re78[d$treat == 0])
add("welch", dollars, relative = 1e-10, expected = alist(
  value = unname(tt$estimate[1] - tt$estimate[2]), standardError = tt$stderr, interval.lower = tt$conf.int[1],
  interval.upper = tt$conf.int[2], details.pValue = tt$p.value, details.degreesOfFreedom = unname(tt$parameter)))

ols <- lm(re78 ~ treat, d)
add("least-squares", dollars, relative = 1e-9, expected = alist(
  value = coef(ols)[["treat"]], standardError = sqrt(vcov(ols)[2, 2]), interval.lower = confint(ols)[2, 1],
  interval.upper = confint(ols)[2, 2], details.logLikelihood = as.numeric(logLik(ols)), details.rSquared = summary(ols)$r.squared))
add("least-squares", dollars, list(variance = "HC2"), 1e-9, alist(standardError = sqrt(vcovHC(ols, "HC2")[2, 2])))
full <- lm(reformulate(c("treat", x), "re78"), d)
clustered <- c(dollars, list(covariates = x, cluster = "education"))
add("least-squares", clustered, list(variance = "CR1"), 1e-8, alist(
  value = coef(full)[["treat"]], standardError = sqrt(vcovCL(full, d$education, type = "HC1")[2, 2])))
add("least-squares", clustered, list(variance = "CR0"), 1e-8, alist(
  standardError = sqrt(vcovCL(full, d$education, type = "HC0", cadjust = FALSE)[2, 2])))

logit <- glm(reformulate(c("treat", x), "employed78"), binomial, d, control = exact)
adjusted <- c(roles, list(covariates = x))
add("logistic", adjusted, relative = 1e-8, expected = alist(
  value = exp(coef(logit)[["treat"]]), standardError = sqrt(vcov(logit)[2, 2]), interval.upper = exp(confint.default(logit)[2, 2]),
  details.coefficients.0.value = coef(logit)[[1]], details.coefficients.0.standardError = sqrt(vcov(logit)[1, 1]),
  details.coefficients.8.value = coef(logit)[["re74"]], details.logLikelihood = as.numeric(logLik(logit)), details.aic = AIC(logit)))
add("logistic", adjusted, list(variance = "HC3"), 1e-7, alist(standardError = sqrt(vcovHC(logit, "HC3")[2, 2])))

add("sample-ratio", list(treatment = "treat"), list(expected = 0.4), 1e-10, alist(
  details.chiSquare = unname(chisq.test(table(d$treat), p = c(.6, .4))$statistic),
  details.pValue = chisq.test(table(d$treat), p = c(.6, .4))$p.value))
a <- as.integer(d$age)
fit <- survfit(Surv(a, employed78) ~ treat, d)
s <- summary(fit, times = c(20, 25, 30), extend = TRUE)
add("kaplan-meier", list(treatment = "treat", time = "age", event = "employed78"), list(times = c(20, 25, 30)), 1e-10, alist(
  details.curves.comparison.at.0.survival = s$surv[1], details.curves.comparison.at.2.lower = s$lower[3],
  details.curves.treated.at.1.survival = s$surv[5], details.curves.treated.at.2.upper = s$upper[6],
  details.curves.treated.at.2.atRisk = s$n.risk[6], details.curves.treated.median = unname(quantile(fit, .5)$quantile[2]),
  value = s$surv[6] - s$surv[3], standardError = sqrt(s$std.err[6]^2 + s$std.err[3]^2)))
write_fixture("nsw_dw", "nsw_dw.csv", "NSW randomised sample, Dehejia and Wahba (1999), CC0", setup, "bench/reference/nsw-dw.R")
