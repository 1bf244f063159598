# Multiplicity, equivalence, sensitivity of pairs, negative controls and randomised adjustment, on the randomised NSW data.
# From the root: Rscript bench/reference/many.R
source("bench/reference/write-fixture.R")
d <- read.csv("libs/stats/fixtures/nsw_dw.csv")
setup <- "d <- read.csv('libs/stats/fixtures/nsw_dw.csv')"

names_of <- c(holm = "holm", bonferroni = "bonferroni", hochberg = "hochberg", BH = "benjamini-hochberg", BY = "benjamini-yekutieli")
for (p in list(c(.01, .02, .03, .04, .05), c(.9, .001, .04, .04, .2, .0003, .6), c(1, .5, 0, .02), .03, c(1e-300, 1e-12, .2)))
  for (method in names(names_of)) add("adjust-p-values", setNames(list(), character()), list(method = names_of[[method]], pValues = I(p)), 1e-12,
    setNames(lapply(seq_along(p), function(k) bquote(p.adjust(p, method)[.(k)])), paste0("details.adjusted.", seq_along(p) - 1)))

roles <- list(treatment = "treat", outcome = "re78"); y1 <- d$re78[d$treat == 1]; y0 <- d$re78[d$treat == 0]
for (m in c(1000, 2500, 5000)) {
  low <- t.test(y1, y0, mu = -m, alternative = "greater"); high <- t.test(y1, y0, mu = m, alternative = "less")
  add("equivalence", roles, list(margin = m), 1e-9, alist(
    value = mean(y1) - mean(y0), standardError = low$stderr, details.pLower = low$p.value, details.pUpper = high$p.value,
    interval.lower = t.test(y1, y0, conf.level = .9)$conf.int[1], interval.upper = t.test(y1, y0, conf.level = .9)$conf.int[2]))
}
a <- mean(d$employed78[d$treat == 1]); b <- mean(d$employed78[d$treat == 0])
se <- sqrt(a * (1 - a) / sum(d$treat) + b * (1 - b) / sum(1 - d$treat))
for (margins in list(c(-.2, .2), c(-.05, .25))) add("equivalence", list(treatment = "treat", outcome = "employed78"),
  list(lowerMargin = margins[1], upperMargin = margins[2]), 1e-10, alist(standardError = se,
    details.pLower = pnorm((margins[1] - (a - b)) / se), details.pUpper = pnorm(((a - b) - margins[2]) / se)))

# Pairs numbered in the order of the file: the k-th treated with the k-th comparison row.
k <- ave(d$treat, d$treat, FUN = seq_along); d1 <- d[d$treat == 1, ]; d0 <- d[d$treat == 0, ][seq_len(nrow(d1)), ]
dif <- d1$re78 - d0$re78; dif <- dif[dif != 0]; r <- rank(abs(dif)); Tn <- max(sum(r[dif > 0]), sum(r[dif < 0]))
z <- function(g) { p <- g / (1 + g); (Tn - p * sum(r)) / sqrt(p * (1 - p) * sum(r^2)) }
critical <- function(f) if (f(1) >= .05) 1 else uniroot(function(g) f(g) - .05, c(1, 100), tol = 1e-14)$root
gammas <- c(1, 1.1, 1.2, 1.3, 1.5, 2)
write.csv(cbind(d, pair = ifelse(d$treat == 1 | k <= nrow(d1), k, 1000 + k)), "libs/stats/fixtures/nsw_pairs.csv", row.names = FALSE, quote = FALSE)
paired <- list(treatment = "treat", outcome = "re78", strata = list("pair"))
add("rosenbaum-bounds", paired, list(gamma = I(gammas)), 1e-8, c(
  alist(value = critical(function(g) pnorm(z(g), lower.tail = FALSE)), details.statistic = Tn,
    details.pValue = wilcox.test(dif, alternative = "greater", exact = FALSE, correct = FALSE)$p.value),
  setNames(lapply(gammas, function(g) bquote(pnorm(z(.(g)), lower.tail = FALSE))), paste0("details.bounds.", seq_along(gammas) - 1, ".upper")),
  setNames(lapply(gammas, function(g) bquote(pnorm(z(1 / .(g)), lower.tail = FALSE))), paste0("details.bounds.", seq_along(gammas) - 1, ".lower"))))
for (counts in list(c(49, 29), c(60, 35), c(12, 40), c(9, 0), c(500, 300))) {
  D <- sum(counts); K <- max(counts); up <- function(g) pbinom(K - 1, D, g / (1 + g), lower.tail = FALSE)
  add("rosenbaum-bounds", setNames(list(), character()), list(treatedOnly = counts[1], comparisonOnly = counts[2], gamma = I(gammas)), 1e-8, c(
    alist(value = critical(up)), setNames(lapply(gammas, function(g) bquote(up(.(g)))), paste0("details.bounds.", seq_along(gammas) - 1, ".upper"))))
}

# Negative controls: -2 log likelihood minimised by optim over (mean, log sd), then polished by optimize on the profile.
set.seed(20); none <- setNames(list(), character())
for (case in list(list(mean = .1, sd = .15, n = 40), list(mean = -.3, sd = .4, n = 25), list(mean = 0, sd = 0, n = 30))) {
  s <- runif(case$n, .05, .3); x <- rnorm(case$n, case$mean, sqrt(s^2 + case$sd^2))
  x <- signif(x, 6); s <- signif(s, 6)
  profile <- function(v) { w <- 1 / (s^2 + v); m <- sum(w * x) / sum(w); c(m, sum(dnorm(x, m, sqrt(s^2 + v), log = TRUE))) }
  start <- exp(2 * optim(c(0, log(.2)), function(t) -sum(dnorm(x, t[1], sqrt(s^2 + exp(2 * t[2])), log = TRUE)), control = list(reltol = 1e-14, maxit = 5000))$par[2])
  score <- function(v) { w <- 1 / (s^2 + v); m <- sum(w * x) / sum(w); sum((x - m)^2 * w^2 - w) }
  v <- if (score(0) <= 0 && start < 1e-4) 0 else uniroot(score, c(start / 2, start * 2), tol = 1e-16)$root
  mu <- profile(v)[1]; est <- .5; se <- .12
  given <- list(estimates = I(x), standardErrors = I(s))
  add("negative-control-calibration", none, given, 1e-8, alist(value = mu, details.nullDistribution.logLikelihood = profile(v)[2],
    details.nullDistribution.mean = mu, standardError = sqrt(1 / sum(1 / (s^2 + v)))))
  if (v > 0) add("negative-control-calibration", none, given, 1e-7, alist(details.nullDistribution.standardDeviation = sqrt(v)))
  add("negative-control-calibration", none, c(given, estimate = est, standardError = se), 1e-7, alist(
    value = exp(est - mu), standardError = sqrt(se^2 + v), interval.lower = exp(est - mu - qnorm(.975) * sqrt(se^2 + v)),
    details.pValue = 2 * pnorm(-abs(est - mu) / sqrt(se^2 + v))))
  add("negative-control-calibration", none, c(given, estimate = est, standardError = se, scale = "difference"), 1e-7, alist(
    value = est - mu, interval.upper = est - mu + qnorm(.975) * sqrt(se^2 + v)))
}

for (set in list(list("re78", c("age", "education", "re74", "re75")), list("employed78", c("age", "black", "nodegree")))) {
  y <- d[[set[[1]]]]; T <- d$treat; X <- scale(as.matrix(d[set[[2]]]), scale = FALSE); given <- list(treatment = "treat", outcome = set[[1]], covariates = set[[2]])
  lin <- lm(y ~ T + X + T:X); ancova <- lm(y ~ T + X); theta <- coef(lm(y ~ X))[-1]; adjusted <- y - drop(X %*% theta); plain <- lm(adjusted ~ T)
  fits <- list(lin = lin, ancova = ancova, cuped = plain); raw <- lm(y ~ T)
  for (name in names(fits)) for (type in c("HC2", "HC0", "HC1", "HC3")) { fit <- fits[[name]]
    add("cuped", given, list(adjustment = name, variance = type), 1e-7, alist(
      value = coef(fit)[["T"]], standardError = sqrt(vcovHC(fit, type)["T", "T"]),
      details.unadjusted.standardError = sqrt(vcovHC(raw, type)[2, 2]),
      details.varianceReduction = 1 - vcovHC(fit, type)["T", "T"] / vcovHC(raw, type)[2, 2],
      interval.upper = coef(fit)[["T"]] + qt(.975, df.residual(fit)) * sqrt(vcovHC(fit, type)["T", "T"]))) }
}
write_fixture("many", "nsw_pairs.csv", "National Supported Work, randomised (LaLonde 1986; Dehejia and Wahba 1999), with a column that numbers pairs", setup, "bench/reference/many.R")
