# Clones and sequential trials of people who may begin to use a service on days 0, 7, 14 ...: synthetic, made here.
# From the root: Rscript bench/reference/target-trial.R
source("bench/reference/write-fixture.R")
set.seed(20261122, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
n <- 300; grace <- 21; horizon <- 90
age <- round(runif(n, 20, 60), 1); urban <- rbinom(n, 1, .4)
chance <- plogis(-1.6 + .03 * (age - 40) + .5 * urban)
use <- 7 * rgeom(n, chance); hazard <- .012 * exp(-.015 * (age - 40) + .3 * urban)
first <- ceiling(rexp(n, hazard)); after <- use + ceiling(rexp(n, hazard * 1.5)); hire <- ifelse(first <= use, first, after)
use[use >= hire | use > 200] <- NA; end <- sample(c(95, 110, 130), n, TRUE)
row <- function(person, treated, from, until, hire, trial) {
  # Events before a deviation on the same day; time from `from`.
  stop <- pmin(hire, until, end); stop_is_event <- hire <= pmin(until, end)
  data.frame(person, treated, trial, time = stop - from, event = as.integer(stop_is_event),
    deviated = as.integer(!stop_is_event & until < end), age = age[person], urban = urban[person])
}
everybody <- seq_len(n); used <- !is.na(use) & use <= grace
clones <- rbind(row(everybody, 1, 0, ifelse(used, Inf, grace), hire, 0), row(everybody, 0, 0, ifelse(used, use, Inf), hire, 0))
trials <- do.call(rbind, lapply(0:3, function(k) {
  at <- 7 * k; in_it <- hire > at & (is.na(use) | use >= at); r <- row(everybody, as.integer(!is.na(use) & use == at), at, ifelse(is.na(use) | use == at, Inf, use), hire, k + 1)
  r[in_it, ]
}))
clones <- clones[order(clones$person), ]; trials <- trials[order(trials$person, trials$trial), ]
write.csv(clones, file.path(fixtures, "clones.csv"), row.names = FALSE, quote = FALSE)
write.csv(trials, file.path(fixtures, "trials.csv"), row.names = FALSE, quote = FALSE)
clones <- read.csv(file.path(fixtures, "clones.csv")); trials <- read.csv(file.path(fixtures, "trials.csv"))

quiet <- function(expression) suppressWarnings(expression)
# Pieces of an arm, cut where somebody leaves, and the model matrix of those asked whether they leave. No weight enters.
arm_pieces <- function(d, arm, model) {
  x <- d[d$treated == arm, ]; x$id <- seq_len(nrow(x)); x$place <- which(d$treated == arm); cuts <- sort(unique(x$time[x$deviated == 1]))
  s <- survSplit(transform(x, begin = -1, stop = time), cut = if (length(cuts)) cuts else -0.5, start = "begin", end = "stop", event = "event", episode = "period")
  s$period <- s$period - 1; last <- s$stop == s$time; s$leaves <- as.integer(last & s$deviated == 1)
  s$asked <- length(cuts) > 0 & (s$leaves == 1 | !last)
  if (length(cuts) == 1) model <- update(model, . ~ . - period - I(period^2))
  if (length(cuts) == 2) model <- update(model, . ~ . - I(period^2))
  list(s = s, X = if (length(cuts)) model.matrix(model, s[s$asked, ]))
}
# One logistic model of leaving, inverse probability of staying, product-limit curve.
arm_curve <- function(pieces, base, w) {
  s <- pieces$s; v <- w[s$person]; stays <- rep(1, nrow(s))
  if (any(s$asked)) stays[s$asked] <- 1 - quiet(glm.fit(pieces$X, s$leaves[s$asked], v[s$asked], family = binomial(), control = exact))$fitted.values
  remain <- ave(stays, s$id, FUN = function(q) 1 / cumprod(c(1, q[-length(q)]))); weight <- base[s$place] * remain * v
  k <- survfit(Surv(begin, stop, event) ~ 1, s, weights = weight, timefix = FALSE, se.fit = FALSE)
  survival <- function(t) c(1, k$surv)[findInterval(t, k$time) + 1]
  list(survival = survival, most = max(remain), mean = function(t) { at <- k$time[k$time < t & k$n.event > 0]; sum(diff(c(0, at, t)) * c(1, survival(at))) })
}
scores <- function(d, w) quiet(fitted(glm(treated ~ age + urban + factor(trial), binomial, d, weights = w[d$person], control = exact)))
weights_of <- function(d, p, target) with(d, switch(target, ATE = ifelse(treated == 1, 1 / p, 1 / (1 - p)), ATT = ifelse(treated == 1, 1, p / (1 - p)), ATO = ifelse(treated == 1, 1 - p, p)))
leaving <- leaves ~ age + urban + period + I(period^2); leaving_trials <- leaves ~ age + urban + factor(trial) + period + I(period^2)
figures <- function(d, pieces, w, target) {
  base <- if (is.null(target)) rep(1, nrow(d)) else weights_of(d, scores(d, w), target)
  k <- lapply(pieces, arm_curve, base, w)
  list(k = k, both = c(k[[2]]$survival(horizon) - k[[1]]$survival(horizon), k[[1]]$mean(horizon) - k[[2]]$mean(horizon)))
}
# Error by person: risk and mean differentiated numerically in the weight of each person, every model fitted anew.
person_errors <- function(figure) {
  step <- 1e-4
  sqrt(rowSums(sapply(everybody, function(i) { up <- down <- rep(1, n); up[i] <- 1 + step; down[i] <- 1 - step; (figure(up) - figure(down)) / (2 * step) })^2))
}
check <- function(id, d, roles, options, target = NULL) {
  pieces <- lapply(1:0, function(a) arm_pieces(d, a, if (is.null(target)) leaving else leaving_trials))
  here <- figures(d, pieces, rep(1, n), target); k <- here$k; errors <- person_errors(function(w) figures(d, pieces, w, target)$both)
  add(id, c(list(treatment = "treated", time = "time", event = "event", cluster = "person", covariates = c("age", "urban")), roles),
    c(list(horizon = horizon, times = c(14, horizon)), options), 1e-6, alist(
      value = here$both[1], standardError = errors[1], details.risks.treated = 1 - k[[1]]$survival(horizon), details.risks.comparison = 1 - k[[2]]$survival(horizon),
      details.restrictedMean.difference = here$both[2], details.restrictedMean.standardError = errors[2],
      details.largestWeight.treated = k[[1]]$most, details.largestWeight.comparison = k[[2]]$most,
      details.curves.treated.at.0.survival = k[[1]]$survival(14), details.curves.comparison.at.0.survival = k[[2]]$survival(14),
      details.deviated.treated = sum(d$deviated[d$treated == 1]), details.deviated.comparison = sum(d$deviated[d$treated == 0])), environment())
}
setup <- function(file) paste0("d <- read.csv('libs/stats/fixtures/", file, "'); the functions of the script")
check("clone-censor-weight", clones, list(deviated = "deviated"), list())
write_fixture("clones", "clones.csv", "Synthetic, made by target-trial.R", setup("clones.csv"), "bench/reference/target-trial.R")
cases <- list()
for (target in c("ATE", "ATT")) check("sequential-trials", trials, list(deviated = "deviated", strata = list("trial")), list(target = target), target)
kept <- transform(trials, deviated = 0)
check("sequential-trials", kept, list(strata = list("trial")), list(target = "ATO"), "ATO")
write_fixture("trials", "trials.csv", "Synthetic, made by target-trial.R", setup("trials.csv"), "bench/reference/target-trial.R")
