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

plain <- prop.test(x, n, correct = FALSE); yates <- prop.test(x, n)
add("two-proportion-test", roles, relative = 1e-10, expected = alist(
  value = unname(p[1] - p[2]), interval.lower = plain$conf.int[1], interval.upper = plain$conf.int[2],
  details.chiSquare = unname(plain$statistic), details.pValue = plain$p.value))
add("two-proportion-test", roles, list(correction = "yates"), 1e-10, alist(
  interval.lower = yates$conf.int[1], interval.upper = yates$conf.int[2],
  details.chiSquare = unname(yates$statistic), details.pValue = chisq.test(M)$p.value))
add("two-proportion-test", roles, list(variance = "unpooled", level = 0.9), 1e-10, alist(
  interval.upper = prop.test(x, n, conf.level = .9, correct = FALSE)$conf.int[2],
  details.pValue = unname(2 * pnorm(-abs(p[1] - p[2]) / sqrt(sum(p * (1 - p) / n))))))

# The conditional distribution given both margins, as inside fisher.test, solved to rounding instead of to 1.2e-4.
support <- max(0, sum(x) - n[2]):min(n[1], sum(x)); density <- dhyper(support, n[1], n[2], sum(x), log = TRUE)
given <- function(psi) { w <- density + log(psi) * support; w <- exp(w - max(w)); w / sum(w) }
solve_for <- function(f) exp(uniroot(function(l) f(exp(l)), c(-5, 5), tol = 1e-15)$root)
ft <- fisher.test(M)
add("fisher-exact", roles, relative = 1e-9, expected = alist(
  details.pValue = ft$p.value, value = solve_for(function(psi) sum(support * given(psi)) - x[1]),
  interval.lower = solve_for(function(psi) sum(given(psi)[support >= x[1]]) - .025),
  interval.upper = solve_for(function(psi) sum(given(psi)[support <= x[1]]) - .025)))
add("fisher-exact", roles, list(level = 0.9), 1e-9, alist(
  interval.lower = solve_for(function(psi) sum(given(psi)[support >= x[1]]) - .05)))
add("fisher-exact", roles, relative = 1e-3, expected = alist(
  value = unname(ft$estimate), interval.lower = ft$conf.int[1], interval.upper = ft$conf.int[2]))

strata <- c("black", "nodegree"); stratified <- c(roles, list(strata = strata)); g <- interaction(d[strata], drop = TRUE)
cells <- table(1 - d$treat, 1 - d$employed78, g)
mh <- mantelhaen.test(cells, correct = FALSE)
add("mantel-haenszel", stratified, list(measure = "or"), 1e-10, alist(
  value = unname(mh$estimate), interval.lower = mh$conf.int[1], interval.upper = mh$conf.int[2],
  details.chiSquare = unname(mh$statistic), details.pValue = mh$p.value,
  details.chiSquareCorrected = unname(mantelhaen.test(cells)$statistic)))
a <- cells[1, 1, ]; b <- cells[2, 1, ]; n1 <- apply(cells[1, , ], 2, sum); n0 <- apply(cells[2, , ], 2, sum); N <- n1 + n0
w <- n1 * n0 / N; rd <- sum(w * (a / n1 - b / n0)) / sum(w)
P <- (n1^2 * b - n0^2 * a + n1 * n0 * (n0 - n1) / 2) / N^2; Q <- (a * (n0 - b) + b * (n1 - a)) / (2 * N)
add("mantel-haenszel", stratified, relative = 1e-10, expected = alist(
  value = rd, standardError = sqrt((rd * sum(P) + sum(Q)) / sum(w)^2)))
add("mantel-haenszel", stratified, list(variance = "greenland-robins"), 1e-10, alist(
  standardError = sqrt(sum(w^2 * (a * (n1 - a) / n1^3 + b * (n0 - b) / n0^3))) / sum(w)))
add("mantel-haenszel", stratified, list(measure = "rr"), 1e-10, alist(
  value = sum(a * n0 / N) / sum(b * n1 / N),
  standardError = sqrt(sum((n1 * n0 * (a + b) - a * b * N) / N^2) / (sum(a * n0 / N) * sum(b * n1 / N)))))

# Standardised risks as predictions of the saturated model, their errors from its covariance.
d$g <- factor(g); saturated <- glm(employed78 ~ 0 + g:factor(treat), binomial("identity"), d)
risk <- function(weights) { cf <- coef(saturated); k <- nlevels(d$g); share <- weights / sum(weights)
  list(p1 = sum(share * cf[k + 1:k]), p0 = sum(share * cf[1:k]), share = share, v = vcov(saturated)) }
error <- function(r, c1, c0) sqrt(drop(c(-c0 * r$share, c1 * r$share) %*% r$v %*% c(-c0 * r$share, c1 * r$share)))
targets <- list(ATE = risk(tapply(d$treat, d$g, length)), ATT = risk(tapply(d$treat, d$g, sum)), ATC = risk(tapply(1 - d$treat, d$g, sum)))
for (target in names(targets)) {
  r <- targets[[target]]
  add("standardisation", stratified, list(target = target), 1e-8, alist(value = r$p1 - r$p0, standardError = error(r, 1, 1)))
  add("standardisation", stratified, list(target = target, measure = "rr"), 1e-8, alist(
    value = r$p1 / r$p0, standardError = error(r, 1 / r$p1, 1 / r$p0)))
}

write_fixture("two-groups", "nsw_dw.csv", "NSW randomised sample, Dehejia and Wahba (1999), CC0", setup, "bench/reference/two-groups.R")
