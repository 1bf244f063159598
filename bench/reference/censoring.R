# Curves weighted for the arm and for leaving unobserved, on the data of survival.R. From the root: Rscript bench/reference/censoring.R
source("bench/reference/write-fixture.R")
d <- read.csv(file.path(fixtures, "survival.csv")); d$region <- factor(d$region); d$id <- seq_len(nrow(d))
setup <- "d <- read.csv('libs/stats/fixtures/survival.csv'); d$region <- factor(d$region); the functions of the script"
p <- fitted(glm(treat ~ age + urban + region, binomial, d, control = exact))

# Person-periods by survSplit; one logistic model of leaving unobserved by arm, without the last period; weights of the earlier periods.
arm_curve <- function(a, periods, b, delayed) {
  x <- d[d$treat == a, ]; x$b <- b[d$treat == a]; x$begin <- if (delayed) x$entry else 0
  end <- max(d$time); cuts <- end * seq_len(periods - 1) / periods
  s <- survSplit(x, cut = cuts, start = "begin", end = "time", event = "event", episode = "period"); s$period <- s$period - 1
  s$leaves <- as.integer(s$event == 0 & s$time == x$time[match(s$id, x$id)])
  fit <- glm(leaves ~ age + urban + region + period + I(period^2), binomial, s, subset = period < max(period), control = exact)
  s$stays <- 1 - predict(fit, s, type = "response"); s$w <- ave(s$stays, s$id, FUN = function(q) 1 / cumprod(c(1, q[-length(q)])))
  list(most = max(s$w), curve = survfit(Surv(begin, time, event) ~ 1, s, weights = b * w, cluster = id, id = id))
}
for (target in c("ATE", "ATT")) for (periods in c(4, 10)) for (delayed in c(FALSE, TRUE)) (function() {
  b <- with(d, switch(target, ATE = ifelse(treat == 1, 1 / p, 1 / (1 - p)), ATT = ifelse(treat == 1, 1, p / (1 - p))))
  both <- lapply(0:1, arm_curve, periods, b, delayed); k <- lapply(both, function(x) summary(x$curve, times = c(20, 90)))
  add("adjusted-survival", c(list(treatment = "treat", time = "time", event = "event", covariates = c("age", "urban", "region")), if (delayed) list(entry = "entry")),
    list(target = target, times = c(20, 90), censoring = "pooled-logistic", periods = periods), 1e-7, alist(
      value = k[[2]]$surv[2] - k[[1]]$surv[2], standardError = sqrt(k[[2]]$std.err[2]^2 + k[[1]]$std.err[2]^2),
      details.largestCensoringWeight = max(both[[1]]$most, both[[2]]$most), details.curves.treated.at.0.survival = k[[2]]$surv[1],
      details.curves.treated.at.1.survival = k[[2]]$surv[2], details.curves.treated.at.1.standardError = k[[2]]$std.err[2],
      details.curves.comparison.at.0.standardError = k[[1]]$std.err[1], details.curves.comparison.at.1.survival = k[[1]]$surv[2],
      details.curves.comparison.at.1.atRisk = k[[1]]$n.risk[2]), environment())
})()
write_fixture("censoring", "survival.csv", "Synthetic, made by survival.R", setup, "bench/reference/censoring.R")
