# Rscript peers.R task file rows runs budget: times one task, data in memory; one line of JSON. Exit code 3: package missing.
a <- commandArgs(TRUE); task <- a[1]; n <- as.integer(a[3]); runs <- as.integer(a[4]); budget <- as.numeric(a[5])
need <- c(ipw = "sandwich", `ipw-stacked` = "sandwich", matching = "MatchIt")
packages <- c(if (task %in% names(need)) need[[task]], if (grepl("kaplan|rank|cox", task)) "survival")
for (p in packages) if (!suppressWarnings(suppressMessages(require(p, character.only = TRUE)))) quit(status = 3)
d <- as.data.frame(matrix(readBin(a[2], "double", n * 14), n))
x <- paste0("x", 1:10); names(d) <- c(x, "treat", "y", "time", "event")
score <- reformulate(x, "treat"); outcome <- reformulate(x, "y")
hazards <- reformulate(c("treat", x), "Surv(time, event)")
weights_of <- function(d) { p <- fitted(glm(score, binomial, d)); ifelse(d$treat == 1, 1 / p, 1 / (1 - p)) }
ipw <- function() {
  d$w <- weights_of(d)
  m <- lm(y ~ treat, d, weights = w)
  vcovHC(m, "HC0")
  coef(m)[["treat"]]
}
resampled <- function(...) {
  r <- d[sample.int(n, replace = TRUE), ]; w <- weights_of(r)
  weighted.mean(r$y[r$treat == 1], w[r$treat == 1]) - weighted.mean(r$y[r$treat == 0], w[r$treat == 0])
}
tasks <- list(
  logistic = function() { m <- glm(score, binomial, d); vcov(m); exp(coef(m)[["x1"]]) },
  ipw = ipw, `ipw-stacked` = ipw,
  aipw = function() {
    p <- fitted(glm(score, binomial, d))
    m1 <- predict(glm(outcome, binomial, d, subset = treat == 1), d, type = "response")
    m0 <- predict(glm(outcome, binomial, d, subset = treat == 0), d, type = "response")
    psi <- m1 - m0 + d$treat * (d$y - m1) / p - (1 - d$treat) * (d$y - m0) / (1 - p)
    sqrt(sum((psi - mean(psi))^2)) / n
    mean(psi)
  },
  `kaplan-meier` = function() {
    s <- summary(survfit(Surv(time, event) ~ treat, d), times = 182)$surv
    s[2] - s[1]
  },
  `log-rank` = function() {
    s <- survdiff(Surv(time, event) ~ treat, d)
    exp((s$obs[2] - s$exp[2]) / s$var[2, 2])
  },
  cox = function() exp(coef(coxph(hazards, d))[["treat"]]),
  `cox-robust` = function() exp(coef(coxph(hazards, d, robust = TRUE))[["treat"]]),
  matching = function() { m <- matchit(score, d, method = "nearest"); sum(m$weights) },
  `bootstrap-ipw` = function() { set.seed(1); sd(replicate(200, resampled())) },
  `bootstrap-ipw-threads` = function() sd(unlist(parallel::mclapply(1:200, resampled, mc.cores = 2))))
if (is.null(tasks[[task]])) quit(status = 3)
seconds <- c(); begun <- proc.time()[["elapsed"]]
spent <- function() proc.time()[["elapsed"]] - begun
while (length(seconds) == 0 || (spent() < budget && (length(seconds) < runs || spent() < 1))) {
  t <- Sys.time(); value <- tasks[[task]](); seconds <- c(seconds, as.numeric(Sys.time() - t, units = "secs"))
}
version <- paste(c(R.version.string, vapply(packages, function(p) paste(p, packageVersion(p)), "")), collapse = ", ")
cat(sprintf('{"seconds": [%s], "value": %.17g, "version": "%s"}\n', paste(sprintf("%.6f", seconds), collapse = ", "), value, version))
