# Nearest-neighbour matching on the lalonde data of r-cran-matchit. Debian's MatchIt 4.5.1 is wrong for nearest matching (an
# integer abs takes the lower score), so the pairs come from the rule written out here, which gives those of MatchIt 4.7.2;
# matching with replacement and its errors come from Matching. From the root: Rscript bench/reference/matching.R
source("bench/reference/write-fixture.R")
suppressMessages(library(Matching))
d <- read.csv("libs/stats/fixtures/lalonde.csv")
setup <- paste("d <- read.csv('libs/stats/fixtures/lalonde.csv'); Matching", packageVersion("Matching"))
x <- c("age", "educ", "race", "married", "nodegree", "re74", "re75"); T <- d$treat; n <- nrow(d)
score <- function(x) fitted(glm(reformulate(x, "treat"), binomial, d, control = exact))

# Partners (columns: rounds) of the treated rows. Turns by descending score or in data order, one partner a round; nearest
# free comparison row left or right in the order of all scores, the left one on ties.
greedy <- function(p, ratio = 1, caliper = Inf, order = "largest", stratum = rep(1, n), t = T) {
  line <- order(p); tr <- which(t == 1); turns <- if (order == "data") tr else tr[base::order(-p[tr])]
  free <- t == 0; m <- matrix(NA, n, ratio)
  for (r in seq_len(ratio)) for (i in turns) {
    k <- which(line == i); ok <- free[line] & stratum[line] == stratum[i]
    l <- rev(which(ok & seq_len(n) < k))[1]; q <- which(ok & seq_len(n) > k)[1]
    dl <- if (is.na(l)) Inf else abs(p[line[l]] - p[i]); dr <- if (is.na(q)) Inf else abs(p[line[q]] - p[i])
    if (min(dl, dr) > caliper || is.infinite(min(dl, dr))) next
    j <- line[if (dl <= dr) l else q]; m[i, r] <- j; free[j] <- FALSE
  }
  m[tr, , drop = FALSE]
}
summarise_pairs <- function(m, y, t = T) {
  tr <- which(t == 1); k <- rowSums(!is.na(m)); ok <- k > 0
  long <- do.call(rbind, lapply(which(ok), function(i) { j <- na.omit(m[i, ])
    data.frame(set = i, y = y[c(tr[i], j)], t = c(1, rep(0, length(j))), w = c(1, rep(1 / length(j), length(j)))) }))
  fit <- lm(y ~ t, long, weights = w)
  list(est = coef(fit)[[2]], se = sqrt(vcovCL(fit, long$set, type = "HC1", cadjust = TRUE)[2, 2]),
    treated = sum(ok), comparison = sum(k), first = m[which(ok)[1], 1])
}
for (set in list(list("re78", x), list("employed78", c("age", "educ", "re74")))) {
  y <- d[[set[[1]]]]; p <- score(set[[2]]); roles <- list(treatment = "treat", outcome = set[[1]], covariates = set[[2]])
  one <- function(options, ..., t = T, sign = 1) {
    s <- summarise_pairs(greedy(p, ..., t = t), y, t)
    add("matching", roles, options, 1e-7, alist(value = sign * s$est, standardError = s$se, details.unmatched = sum(t) - s$treated))
    add("matching", roles, options, 1e-12, alist(details.pairs.0.1 = s$first))
  }
  one(list(ratio = 1), ratio = 1)
  one(list(order = "data"), order = "data")
  one(list(caliper = 0.1), caliper = 0.1 * sd(p))
  one(list(caliper = 0.05, ratio = 2), caliper = 0.05 * sd(p), ratio = 2)
  one(list(ratio = 2), ratio = 2)
  one(list(ratio = 3, order = "data"), ratio = 3, order = "data")
  one(list(exact = list("married")), stratum = d$married)
  one(list(exact = list("married", "race"), caliper = 0.2), stratum = paste(d$married, d$race), caliper = 0.2 * sd(p))
  one(list(exact = list("nodegree"), order = "data", ratio = 2), stratum = d$nodegree, order = "data", ratio = 2)
  one(list(target = "ATC"), t = 1 - T, sign = -1)
  for (estimand in c("ATT", "ATC", "ATE")) for (M in 1:4) for (caliper in list(NULL, 0.1)) {
    options <- c(list(target = estimand, replace = TRUE, ratio = M, variance = "abadie-imbens"), if (!is.null(caliper)) list(caliper = caliper))
    fit <- Match(Y = y, Tr = T, X = p, M = M, estimand = estimand, caliper = caliper)
    if (!is.null(caliper) && fit$ndrops > 0) next
    add("matching", roles, options, 1e-7, alist(value = drop(fit$est), standardError = drop(fit$se)))
  }
}
write_fixture("matching", "lalonde.csv", "Data set lalonde of the R package MatchIt (Debian r-cran-matchit): NSW treated, PSID comparison", setup, "bench/reference/matching.R")
