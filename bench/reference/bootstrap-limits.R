# Percentile and BCa limits from given replicates and influences. From the root: Rscript bench/reference/bootstrap-limits.R
# z0, a and the adjusted shares follow boot::boot.ci (checked against it below); quantiles are R's type 7.
suppressMessages({ library(boot); library(jsonlite) })
set.seed(20261122)
case <- function(x, statistic, level, R = 299) {
  b <- boot(x, function(d, i) statistic(d[i]), R); t0 <- b$t0; t <- b$t[, 1]; l <- empinf(b, type = "jack")
  z0 <- qnorm((sum(t < t0) + sum(t == t0) / 2) / R); a <- sum(l^3) / (6 * sum(l^2)^1.5)
  za <- z0 + qnorm(c(1 - level, 1 + level) / 2); p <- pnorm(z0 + za / (1 - a * za))
  stopifnot(!any(t == t0), max(abs(p * (R + 1) - boot.ci(b, level, "bca", L = l)$bca[2:3])) < 0.006) # boot.ci gives them to two decimals
  list(value = t0, replicates = t, influence = l, level = level, percentile = unname(quantile(t, c(1 - level, 1 + level) / 2)),
    bca = unname(quantile(t, p)), bias = z0, acceleration = a)
}
cases <- list(case(rexp(40), mean, 0.95), case(rlnorm(25), var, 0.9), case(rt(60, 3), function(v) mean(v) / sd(v), 0.99))
writeLines(toJSON(list(script = "bench/reference/bootstrap-limits.R",
  versions = list(R = R.version.string, boot = as.character(packageVersion("boot"))), cases = cases),
  auto_unbox = TRUE, digits = NA, pretty = FALSE), "libs/stats/fixtures/parts/bootstrap-limits.json")
