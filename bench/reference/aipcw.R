# Doubly robust survival curves put together from glm and coxph, literally: no package of Debian has them. On the data of survival.R.
# From the root: Rscript bench/reference/aipcw.R
source("bench/reference/write-fixture.R")
d <- read.csv(file.path(fixtures, "survival.csv")); n <- nrow(d)
setup <- "d <- read.csv('libs/stats/fixtures/survival.csv'); the functions of the script"
tight <- coxph.control(eps = 1e-11, iter.max = 100)

# Rise of the baseline hazard at each step, everybody's relative hazard: coxph in one arm, the baseline's sums written out.
hazards <- function(order, leaves, step, steps, arm, x) {
  X <- as.matrix(d[x]); own <- which(d$treat == arm)
  if (!any(leaves[own] == 1)) return(list(relative = rep(0, n), rise = rep(0, steps)))
  b <- coef(coxph(Surv(order[own], leaves[own]) ~ X[own, , drop = FALSE], ties = "breslow", control = tight)); r <- drop(exp(X %*% b))
  rise <- sapply(seq_len(steps), function(k) { gone <- own[leaves[own] == 1 & step[own] == k]
    if (length(gone) == 0) 0 else length(gone) / sum(r[own][order[own] >= order[gone[1]]]) })
  list(relative = r, rise = rise)
}
phi_of <- function(arm, x, times) {
  tau <- max(times); u <- sort(unique(d$time)); u <- u[u <= tau]; K <- length(u)
  step <- ifelse(d$time > tau, K + 1, match(d$time, u)); event <- as.integer(d$event == 1 & d$time <= tau); lost <- as.integer(d$event == 0 & d$time < tau)
  p <- fitted(glm(reformulate(x, "treat"), binomial, d, control = exact)); w <- if (arm == 1) d$treat / p else (1 - d$treat) / (1 - p)
  E <- hazards(step, event, step, K, arm, x); L <- hazards(2 * step + 1 - event, lost, step, K, arm, x)
  S <- exp(-outer(E$relative, cumsum(E$rise))); q <- 1 - exp(-outer(E$relative, E$rise)); G <- cbind(1, exp(-outer(L$relative, cumsum(L$rise))))[, 1:K]
  dN <- outer(step, seq_len(K), "==") * event; Y <- outer(step, seq_len(K), ">=")
  phi <- S * (1 - w * t(apply((dN - Y * q) / (S * G), 1, cumsum)))
  list(at = sapply(times, function(t) phi[, max(which(u <= t))]), area = drop(cbind(1, phi) %*% diff(c(0, u, tau))))
}
for (times in list(c(20, 60), 40)) for (x in list(c("age", "urban"), "age")) for (clusters in c(FALSE, TRUE)) (function() {
  one <- phi_of(1, x, times); none <- phi_of(0, x, times); k <- length(times)
  error <- function(v) { v <- v - mean(v); G <- length(unique(d$site)); if (clusters) sqrt(G / (G - 1) * sum(tapply(v, d$site, sum)^2)) / n else sqrt(sum(v^2)) / n }
  add("aipcw", c(list(treatment = "treat", time = "time", event = "event", covariates = I(x)), if (clusters) list(cluster = "site")), list(times = I(times)), 1e-7, alist(
    value = mean(one$at[, k] - none$at[, k]), standardError = error(one$at[, k] - none$at[, k]),
    details.curves.treated.at.0.survival = mean(one$at[, 1]), details.curves.treated.at.0.standardError = error(one$at[, 1]),
    details.curves.comparison.at.0.survival = mean(none$at[, 1]), details.restrictedMean.difference = mean(one$area - none$area),
    details.restrictedMean.standardError = error(one$area - none$area)), environment())
})()
write_fixture("aipcw", "survival.csv", "Synthetic, made by survival.R", setup, "bench/reference/aipcw.R")
