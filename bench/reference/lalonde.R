# NSW treated and a PSID comparison group, exported from the Debian package r-cran-matchit (data set lalonde).
# From the root: Rscript bench/reference/lalonde.R
source("bench/reference/write-fixture.R")
suppressMessages(library(MatchIt))
data(lalonde)
d <- data.frame(lalonde, employed78 = as.integer(lalonde$re78 > 0))
write.csv(d, file.path(fixtures, "lalonde.csv"), row.names = FALSE, quote = FALSE)
setup <- "library(MatchIt); d <- data.frame(lalonde, employed78 = as.integer(lalonde$re78 > 0)); exact <- glm.control(epsilon = 1e-14, maxit = 100)"

x <- c("age", "educ", "race", "married", "nodegree", "re74", "re75")
roles <- list(treatment = "treat", outcome = "re78", covariates = x)
n <- nrow(d); T <- d$treat; Y <- d$re78
ps <- glm(reformulate(x, "treat"), binomial, d, control = exact); p <- fitted(ps); X <- model.matrix(ps); k <- ncol(X)
score <- function(alpha) plogis(drop(X %*% alpha))

# Hajek means of the arms under weights w1, w0 of the score, their contrast, and its error from all equations stacked.
hajek <- function(w1, w0) {
  m1 <- sum(T * w1(p) * Y) / sum(T * w1(p)); m0 <- sum((1 - T) * w0(p) * Y) / sum((1 - T) * w0(p))
  psi <- function(th) { a <- th[1:k]; e <- score(a); cbind((T - e) * X, T * w1(e) * (Y - th[k + 1]), (1 - T) * w0(e) * (Y - th[k + 2])) }
  theta <- c(coef(ps), m1, m0)
  list(difference = m1 - m0, ratio = m1 / m0,
       se = stacked_error(psi, theta, c(rep(0, k), 1, -1)), se_log = stacked_error(psi, theta, c(rep(0, k), 1 / m1, -1 / m0)))
}
ate <- hajek(function(e) 1 / e, function(e) 1 / (1 - e))
att <- hajek(function(e) 1, function(e) e / (1 - e))
ato <- hajek(function(e) 1 - e, function(e) e)
for (target in c("ATE", "ATT", "ATO")) {
  h <- list(ATE = ate, ATT = att, ATO = ato)[[target]]
  add("ipw", roles, list(target = target), 1e-8, alist(value = h$difference))
  add("ipw", roles, list(target = target), 1e-6, alist(standardError = h$se))
  add("ipw", roles, list(target = target, measure = "ratio"), 1e-6, alist(value = h$ratio, standardError = h$se_log))
}
w <- ifelse(T == 1, 1, p / (1 - p)); weighted <- lm(Y ~ T, weights = w)
add("ipw", roles, list(target = "ATT", variance = "fixed-weights"), 1e-8, alist(
  value = coef(weighted)[["T"]], standardError = sqrt(vcovHC(weighted, "HC0")[2, 2])))

# AIPW with linear outcome models: value, influence-function error, and the error with both models stacked.
g1 <- lm(reformulate(x, "re78"), d[T == 1, ]); g0 <- lm(reformulate(x, "re78"), d[T == 0, ])
m1 <- predict(g1, d); m0 <- predict(g0, d)
f <- (m1 + T * (Y - m1) / p) - (m0 + (1 - T) * (Y - m0) / (1 - p))
psi_ate <- function(th) { e <- score(th[1:k]); h1 <- drop(X %*% th[k + 1:k]); h0 <- drop(X %*% th[2 * k + 1:k])
  cbind((T - e) * X, T * (Y - h1) * X, (1 - T) * (Y - h0) * X, h1 + T * (Y - h1) / e - h0 - (1 - T) * (Y - h0) / (1 - e) - th[3 * k + 1]) }
add("aipw", roles, relative = 1e-8, expected = alist(value = mean(f), standardError = sqrt(sum((f - mean(f))^2)) / n))
add("aipw", roles, list(variance = "m-estimation"), 1e-6, alist(
  standardError = stacked_error(psi_ate, c(coef(ps), coef(g1), coef(g0), mean(f)), c(rep(0, 3 * k), 1))))
att_aipw <- (sum(T * (Y - m0)) - sum((1 - T) * p / (1 - p) * (Y - m0))) / sum(T)
fa <- (T * (Y - m0) - (1 - T) * p / (1 - p) * (Y - m0) - T * att_aipw) / mean(T)
psi_att <- function(th) { e <- score(th[1:k]); h0 <- drop(X %*% th[k + 1:k])
  cbind((T - e) * X, (1 - T) * (Y - h0) * X, T * (Y - h0) - (1 - T) * e / (1 - e) * (Y - h0) - T * th[2 * k + 1]) }
add("aipw", roles, list(target = "ATT"), 1e-8, alist(value = att_aipw, standardError = sqrt(sum(fa^2)) / n))
add("aipw", roles, list(target = "ATT", variance = "m-estimation"), 1e-6, alist(
  standardError = stacked_error(psi_att, c(coef(ps), coef(g0), att_aipw), c(rep(0, 2 * k), 1))))

# AIPW with logistic outcome models, on covariates whose arms are not separated.
short <- c("age", "educ", "re74"); binary <- list(treatment = "treat", outcome = "employed78", covariates = short)
B <- d$employed78; qs <- glm(reformulate(short, "treat"), binomial, d, control = exact); Z <- model.matrix(qs); q <- fitted(qs); j <- ncol(Z)
l1 <- glm(reformulate(short, "employed78"), binomial, d[T == 1, ], control = exact); l0 <- glm(reformulate(short, "employed78"), binomial, d[T == 0, ], control = exact)
r1 <- predict(l1, d, type = "response"); r0 <- predict(l0, d, type = "response")
mu1 <- mean(r1 + T * (B - r1) / q); mu0 <- mean(r0 + (1 - T) * (B - r0) / (1 - q))
psi_binary <- function(th) { e <- plogis(drop(Z %*% th[1:j])); h1 <- plogis(drop(Z %*% th[j + 1:j])); h0 <- plogis(drop(Z %*% th[2 * j + 1:j]))
  cbind((T - e) * Z, T * (B - h1) * Z, (1 - T) * (B - h0) * Z, h1 + T * (B - h1) / e - th[3 * j + 1], h0 + (1 - T) * (B - h0) / (1 - e) - th[3 * j + 2]) }
theta_binary <- c(coef(qs), coef(l1), coef(l0), mu1, mu0)
add("aipw", binary, list(variance = "m-estimation"), 1e-6, alist(
  value = mu1 - mu0, standardError = stacked_error(psi_binary, theta_binary, c(rep(0, 3 * j), 1, -1))))
add("aipw", binary, list(variance = "m-estimation", measure = "ratio"), 1e-6, alist(
  value = mu1 / mu0, standardError = stacked_error(psi_binary, theta_binary, c(rep(0, 3 * j), 1 / mu1, -1 / mu0))))

# Cinelli and Hazlett (2020), by partial correlations of residuals instead of t statistics.
full <- lm(reformulate(c("treat", x), "re78"), d); df <- df.residual(full)
partial_r2 <- function(y, a, given) { u <- resid(lm(reformulate(given, y), dd)); v <- resid(lm(reformulate(given, a), dd)); cor(u, v)^2 }
dd <- data.frame(d, raceblack = +(d$race == "black"), racehispan = +(d$race == "hispan"), racewhite = +(d$race == "white"))
dummies <- c("age", "educ", "racehispan", "racewhite", "married", "nodegree", "re74", "re75")
r2 <- partial_r2("re78", "treat", dummies); f1 <- sqrt(r2 / (1 - r2)); critical <- qt(.975, df - 1) / sqrt(df - 1)
rv <- function(f) (sqrt(f^4 + 4 * f^2) - f^2) / 2
rest <- setdiff(dummies, "re75")
rd <- partial_r2("treat", "re75", rest); ry <- partial_r2("re78", "re75", c("treat", rest))
bound_d <- rd / (1 - rd); carried <- rd^2 / (1 - rd)^2
bound_y <- ((1 + sqrt(carried)) / sqrt(1 - carried))^2 * ry / (1 - ry)
se <- sqrt(vcov(full)["treat", "treat"])
add("partial-r2", roles, relative = 1e-7, expected = alist(
  value = rv(f1), details.partialR2 = r2, details.robustnessValueAlpha = max(0, rv(max(0, f1 - critical))),
  details.benchmarks.6.partialR2Treatment = bound_d, details.benchmarks.6.partialR2Outcome = bound_y,
  details.benchmarks.6.estimate = coef(full)[["treat"]] - sqrt(bound_y * bound_d / (1 - bound_d)) * se * sqrt(df),
  details.benchmarks.6.standardError = sqrt((1 - bound_y) / (1 - bound_d)) * se * sqrt(df / (df - 1))))

preference <- plogis(qlogis(p) - qlogis(mean(T)))
add("overlap", list(treatment = "treat", covariates = x), relative = 1e-8, expected = alist(
  value = mean(preference >= .3 & preference <= .7),
  details.equipoise.treated = mean((preference >= .3 & preference <= .7)[T == 1]),
  details.effectiveSampleSizeByTarget.ATT.comparison = sum(w[T == 0])^2 / sum(w[T == 0]^2)))
b <- summary(matchit(reformulate(x, "treat"), d, method = NULL, distance = p), standardize = TRUE)$sum.all
add("balance", list(treatment = "treat", covariates = x), list(denominator = "treated"), 1e-8, alist(
  details.rows.1.smd = (mean(d$educ[T == 1]) - mean(d$educ[T == 0])) / sd(d$educ[T == 1]),
  details.rows.1.varianceRatio = b["educ", "Var. Ratio"], details.rows.1.ks = b["educ", "eCDF Max"],
  details.rows.6.smd = (mean(d$re74[T == 1]) - mean(d$re74[T == 0])) / sd(d$re74[T == 1])))
write_fixture("lalonde", "lalonde.csv", "Data set lalonde of the R package MatchIt (Debian r-cran-matchit): NSW treated, PSID comparison", setup, "bench/reference/lalonde.R")
