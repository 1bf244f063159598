# Where another program gives another number for the same question: what it gives, and what becomes of it once its convention is
# undone, or which option of ours has its convention. libs/stats/src/conventions.spec.ts compares both with ours.
source("bench/reference/write-fixture.R")
suppressMessages({library(survey); library(MatchIt); library(cmprsk)})
nsw <- read.csv(file.path(fixtures, "nsw_dw.csv")); lalonde <- read.csv(file.path(fixtures, "lalonde.csv"))
surv <- read.csv(file.path(fixtures, "survival.csv"))
parts <- list()
differ <- function(id, program, version, theirs_is, ours_is, data, roles, path, theirs, undone = NULL, options = list(), like = NULL,
                   relative = 1e-8, env = parent.frame()) {
  theirs <- substitute(theirs); undone <- substitute(undone)
  named <- function(x) if (length(x)) x else setNames(list(), character())
  parts[[length(parts) + 1L]] <<- c(list(
    id = id, program = program, version = as.character(version), theirsIs = theirs_is, oursIs = ours_is, data = data, roles = named(roles),
    options = named(options), path = path, relative = relative,
    theirs = as.numeric(eval(theirs, env)), call = paste(deparse(theirs, width.cutoff = 500L), collapse = " ")),
    if (identical(like, NA)) list() else if (is.null(like)) list(undone = as.numeric(eval(undone, env)), undoneCall = paste(deparse(undone, width.cutoff = 500L), collapse = " "))
    else list(like = like))
}
R <- paste(R.version$major, R.version$minor, sep = ".")
trial <- list(treatment = "treat", outcome = "employed78")

M <- table(1 - nsw$treat, 1 - nsw$employed78)
conditional <- function(M) {
  x <- M[1, 1]; m <- sum(M[1, ]); n <- sum(M[2, ]); k <- sum(M[, 1]); lo <- max(0, k - n); hi <- min(k, m)
  ld <- dhyper(lo:hi, m, n, k, log = TRUE)
  mean_at <- function(l) { d <- ld + l * (lo:hi); d <- exp(d - max(d)); sum((lo:hi) * d) / sum(d) }
  exp(uniroot(function(l) mean_at(l) - x, c(-5, 5), tol = 1e-14)$root)
}
differ("fisher-exact", "R `fisher.test`", R, "stops its search for the odds ratio at about 1e-4", "goes to rounding", "nsw_dw.csv", trial, "value",
       fisher.test(M)$estimate, conditional(M), relative = 1e-10)
differ("two-proportion-test", "R `prop.test`", R, "Yates' correction by default", "only with `correction: yates`", "nsw_dw.csv", trial, "details.pValue",
       prop.test(c(140, 168), c(185, 260))$p.value, like = list(correction = "yates"))
differ("sample-ratio", "R `prop.test`", R, "continuity correction by default", "none, as `chisq.test(p =)`", "nsw_dw.csv", list(treatment = "treat"), "details.pValue",
       prop.test(185, 445, .4)$p.value, chisq.test(c(185, 260), p = c(.4, .6))$p.value, options = list(expected = .4))

# A stratified table whose distance from the expected count is below half a person.
near <- expand.grid(y = c("event", "urban"), s = c("urban", "region", "block", "site"), stringsAsFactors = FALSE)
near <- near[near$y != near$s, ]
distance <- function(y, s) {
  t <- table(surv$treat, surv[[y]], surv[[s]])
  abs(sum(apply(t, 3, function(a) if (sum(a) > 0) a[2, 2] - sum(a[2, ]) * sum(a[, 2]) / sum(a) else 0)))
}
near <- near[which.min(mapply(distance, near$y, near$s)), ]
if (distance(near$y, near$s) < .5) differ("mantel-haenszel", "R `mantelhaen.test`", R,
  "no continuity correction when the distance is below half a person", "the correction never passes zero", "survival.csv",
  list(treatment = "treat", outcome = near$y, strata = I(near$s)), "details.chiSquareCorrected",
  mantelhaen.test(table(surv$treat, surv[[near$y]], surv[[near$s]]))$statistic, 0)

covariates <- c("age", "educ", "married", "nodegree", "re74", "re75")
formula <- reformulate(covariates, "treat")
adjust <- list(treatment = "treat", outcome = "re78", covariates = covariates)
score <- function(control) fitted(glm(formula, binomial, lalonde, control = control))
tight <- glm(formula, binomial, lalonde, control = exact)

clustered <- glm(event ~ treat + age, binomial, surv, control = exact); G <- length(unique(surv$site))
differ("logistic", "sandwich `vcovCL`", packageVersion("sandwich"), "default HC0 times G/(G-1)", "`CR0` has no factor, `CR1` both", "survival.csv",
       list(treatment = "treat", outcome = "event", covariates = I("age"), cluster = "site"), "standardError",
       sqrt(vcovCL(clustered, ~site)["treat", "treat"]), sqrt(vcovCL(clustered, ~site)["treat", "treat"] * (G - 1) / G), options = list(variance = "CR0"), relative = 1e-7)

e <- score(exact); lalonde$w <- ifelse(lalonde$treat == 1, 1 / e, 1 / (1 - e)); n <- nrow(lalonde)
design <- svydesign(~1, weights = ~w, data = lalonde)
differ("ipw", "survey `svyglm`", packageVersion("survey"), "weights known; factor √(n/(n-1))", "score estimated; `fixed-weights` is HC0", "lalonde.csv", adjust, "standardError",
       SE(svyglm(re78 ~ treat, design))[["treat"]], SE(svyglm(re78 ~ treat, design))[["treat"]] * sqrt((n - 1) / n), options = list(variance = "fixed-weights"), relative = 1e-7)

# Treated by descending score; the nearest free row to the left or right of the sorted scores, the left one at equal distance.
greedy <- function(p, t, y) {
  sorted <- order(p); free <- t[sorted] == 0; gain <- c()
  for (i in which(t == 1)[order(-p[t == 1])]) {
    at <- match(i, sorted); left <- rev(which(free & seq_along(p) < at))[1]; right <- which(free & seq_along(p) > at)[1]
    gap <- abs(p[sorted[c(left, right)]] - p[i]); j <- if (is.na(gap[2]) || (!is.na(gap[1]) && gap[1] <= gap[2])) left else right
    free[j] <- FALSE; gain <- c(gain, y[i] - y[sorted[j]])
  }
  mean(gain)
}
matched <- matchit(formula, lalonde, distance = fitted(tight)); pairs <- match.data(matched)
differ("matching", "MatchIt", packageVersion("MatchIt"), "an integer `abs` takes the lower score (4.5.1 to 4.5.3)", "the nearest, as MatchIt 4.7", "lalonde.csv", adjust, "value",
       with(pairs, mean(re78[treat == 1]) - mean(re78[treat == 0])), greedy(fitted(tight), lalonde$treat, lalonde$re78))

smd <- summary(matched, un = TRUE)$sum.all[, "Std. Mean Diff."]
s1 <- sapply(lalonde[lalonde$treat == 1, covariates], sd); s0 <- sapply(lalonde[lalonde$treat == 0, covariates], sd)
differ("balance", "MatchIt", packageVersion("MatchIt"), "denominator from the treated for the ATT", "`pooled`, never weighted; `denominator: treated` on request", "lalonde.csv",
       list(treatment = "treat", covariates = covariates), "details.rows.0.smd", smd[["age"]], like = list(denominator = "treated"))
share <- mean(lalonde$married[lalonde$treat == 1])
differ("balance", "MatchIt", packageVersion("MatchIt"), "difference of a 0/1 covariate over √(p(1-p))", "over the standard deviation with n - 1, as for every covariate", "lalonde.csv",
       list(treatment = "treat", covariates = covariates), "details.rows.2.smd", smd[["married"]], smd[["married"]] * sqrt(share * (1 - share)) / s1[["married"]],
       options = list(denominator = "treated"))

k <- cuminc(surv$time, surv$cause, surv$treat); at <- timepoints(k, 60)
differ("cumulative-incidence", "cmprsk `cuminc`", packageVersion("cmprsk"), "an error that treats ties otherwise than both of ours", "infinitesimal jackknife, as `survfit`; `aalen` with hypergeometric ties", "survival.csv",
       list(treatment = "treat", time = "time", event = "cause"), "standardError", sqrt(sum(at$var[c("0 1", "1 1"), 1])), options = list(times = I(60), variance = "aalen"), like = NA)
differ("power-two-proportions", "R `power.prop.test(strict = TRUE)`", R, "both tails counted", "the wrong tail is no success", "nsw_dw.csv", list(), "value",
       power.prop.test(40, .5, .55, strict = TRUE)$power, power.prop.test(40, .5, .55)$power, options = list(comparisonRisk = .5, treatedRisk = .55, treated = 40, comparison = 40))
differ("minimum-detectable-effect", "the short formula", "arithmetic", "variance of the baseline risk for both arms", "solved in the formula of `power-two-proportions`", "nsw_dw.csv", list(), "value",
       (qnorm(.975) + qnorm(.8)) * sqrt(.1 * .9 * 2 / 200), uniroot(function(p) power.prop.test(200, .1, p)$power - .8, c(.11, .5), tol = 1e-14)$root - .1,
       options = list(comparisonRisk = .1, treated = 200, comparison = 200))
pairs2 <- read.csv(file.path(fixtures, "nsw_pairs.csv")); whole_pairs <- names(which(table(pairs2$pair) == 2))
gap <- with(pairs2[pairs2$pair %in% whole_pairs, ], tapply(ifelse(treat == 1, re78, -re78), pair, sum))
differ("rosenbaum-bounds", "R `wilcox.test`", R, "continuity correction by default", "none", "nsw_pairs.csv", list(treatment = "treat", outcome = "re78", strata = I("pair")), "details.bounds.0.upper",
       wilcox.test(gap[gap != 0], alternative = "greater", exact = FALSE)$p.value, wilcox.test(gap[gap != 0], alternative = "greater", exact = FALSE, correct = FALSE)$p.value,
       options = list(gamma = I(1)))
python <- fromJSON(system2("/usr/bin/python3", "bench/reference/other-programs.py", stdout = TRUE), simplifyVector = FALSE)
parts <- c(parts, python)
writeLines(toJSON(parts, auto_unbox = TRUE, digits = I(17), pretty = TRUE, null = "null"), file.path(fixtures, "parts", "other-programs.json"))
cat("wrote", length(parts), "cases\n")
