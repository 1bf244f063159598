# Difference-in-differences on a made-up panel: lm with sandwich and clubSandwich, and single effects by group and time by
# stacking every estimating equation (shares no formula with the influence functions it checks).
# From the root: Rscript bench/reference/designs.R
source("bench/reference/write-fixture.R")
suppressMessages(library(clubSandwich))
set.seed(9); N <- 240; first <- sample(c(0, 0, 2003, 2004, 2006), N, TRUE); x <- round(rnorm(N) + .3 * (first > 0), 3); z <- rbinom(N, 1, .4 + .2 * (first == 2003))
d <- do.call(rbind, lapply(2001:2006, function(t) data.frame(unit = seq_len(N), site = seq_len(N) %% 12, period = t, first = first, x = x, z = z,
  y = round(10 + 2 * x + .3 * (t - 2001) * (1 + x) + .2 * z * (t - 2001) + (first > 0 & t >= first) * (1 + .2 * (t - first)) + rnorm(N), 4))))
d$twice <- ifelse(d$first == 2004, 2004, 0); d$zone <- d$unit %% 5
write.csv(d, "libs/stats/fixtures/panel.csv", row.names = FALSE, quote = FALSE)
setup <- paste("d <- read.csv('libs/stats/fixtures/panel.csv'); clubSandwich", packageVersion("clubSandwich"))

D <- as.numeric(d$twice == 2004); after <- as.numeric(d$period >= 2004)
for (covariates in list(NULL, c("x", "z"))) for (cluster in c("unit", "site")) {
  fit <- lm(reformulate(c("D", "after", "D:after", covariates), "y"), d); name <- "D:after"
  roles <- c(list(outcome = "y", period = "period", firstTreated = "twice", unit = "unit", cluster = cluster), if (length(covariates)) list(covariates = covariates))
  errors <- list(CR1 = vcovCL(fit, d[[cluster]], type = "HC1", cadjust = TRUE), CR0 = vcovCL(fit, d[[cluster]], type = "HC0", cadjust = FALSE),
    CR2 = as.matrix(vcovCR(fit, cluster = d[[cluster]], type = "CR2")), HC1 = vcovHC(fit, "HC1"))
  for (variance in names(errors)) { se <- sqrt(errors[[variance]][name, name]); G <- length(unique(d[[cluster]])); df <- if (variance == "HC1") df.residual(fit) else G - 1
    add("did", roles, list(variance = variance), 1e-7, alist(value = coef(fit)[[name]], standardError = se,
      interval.lower = coef(fit)[[name]] - qt(.975, df) * se, details.coefficients.1.standardError = sqrt(errors[[variance]]["D", "D"]))) }
}

# Wild cluster bootstrap with the null imposed, literally: every sign pattern (or Webb's points), every sample's rows, its fit and
# its CR1 error. The limits are where the p-value of a null falls to the level, by doubling and halving.
patterns <- function(points, G) as.matrix(expand.grid(rep(list(points), G)))
wild_p <- function(null, X, j, cluster, V) {
  g <- match(cluster, sort(unique(cluster))); G <- max(g); n <- nrow(X); bread <- solve(crossprod(X)); path <- drop(X %*% bread[, j])
  error <- function(U) sqrt(G / (G - 1) * (n - 1) / (n - ncol(X)) * colSums(rowsum(path * U, g)^2))
  restricted <- lm.fit(X[, -j, drop = FALSE], d$y - null * X[, j])
  own <- lm.fit(X, d$y); t0 <- (own$coefficients[j] - null) / error(cbind(own$residuals))
  t <- unlist(lapply(split(seq_len(nrow(V)), ceiling(seq_len(nrow(V)) / 1024)), function(rows) {
    Y <- null * X[, j] + restricted$fitted.values + restricted$residuals * t(V[rows, , drop = FALSE])[g, ]
    B <- bread %*% crossprod(X, Y); (B[j, ] - null) / error(Y - X %*% B) }))
  mean(abs(t) >= abs(t0) * (1 - 1e-9))
}
wild_limit <- function(side, from, step, level, ...) { kept <- function(size) wild_p(from + side * size, ...) > 1 - level
  high <- step; while (kept(high)) high <- 2 * high; low <- if (high == step) 0 else high / 2
  while (high - low > 1e-10 * high) { middle <- (low + high) / 2; if (kept(middle)) low <- middle else high <- middle }
  from + side * low }
webb <- c(-sqrt(1.5), -1, -sqrt(.5), sqrt(.5), 1, sqrt(1.5))
for (k in 1:4) { covariates <- list(NULL, c("x", "z"), NULL, c("x", "z"))[[k]]; cluster <- c("site", "site", "zone", "zone")[k]
  wild <- c("rademacher", "rademacher", "webb", "rademacher")[k]; level <- c(.95, .9, .95, .9)[k]
  fit <- lm(reformulate(c("D", "after", "D:after", covariates), "y"), d); X <- model.matrix(fit); j <- match("D:after", colnames(X))
  V <- patterns(if (wild == "webb") webb else c(-1, 1), length(unique(d[[cluster]])))
  step <- sqrt(vcovCL(fit, d[[cluster]], type = "HC1", cadjust = TRUE)[j, j]); b <- coef(fit)[[j]]
  roles <- c(list(outcome = "y", period = "period", firstTreated = "twice", unit = "unit", cluster = cluster), if (length(covariates)) list(covariates = covariates))
  add("did", roles, list(wild = wild, level = level), 1e-8, alist(details.pValue = wild_p(0, X, j, d[[cluster]], V), details.wild.draws = nrow(V), standardError = step,
    interval.lower = wild_limit(-1, b, step, level, X, j, d[[cluster]], V), interval.upper = wild_limit(1, b, step, level, X, j, d[[cluster]], V)))
}

at <- function(t) d$y[d$period == t]
cells <- expand.grid(time = 2002:2006, group = c(2003, 2004, 2006))
for (control in c("never", "notyet")) for (method in c("dr", "ipw", "reg")) for (k in seq_len(nrow(cells))) {
  g <- cells$group[k]; t <- cells$time[k]; base <- if (t >= g) g - 1 else t - 1
  C <- first == 0 | (control == "notyet" & first > max(t, base) & first != g); T <- as.numeric(first == g); use <- T == 1 | C
  dy <- at(t) - at(base); X <- cbind(1, x, z); q <- 3; i0 <- use & T == 0
  ps <- coef(glm(T ~ x + z, binomial, subset = use, control = exact)); b <- coef(lm(dy ~ x + z, subset = i0))
  if (method == "ipw") b <- 0 * b
  odds <- function(a) exp(drop(X %*% a)); r <- dy - drop(X %*% b)
  e1 <- sum((T * r)[use]) / sum(T[use]); e0 <- if (method == "reg") 0 else sum((i0 * odds(ps) * r)[use]) / sum((i0 * odds(ps))[use])
  psi <- function(th) { a <- th[1:3]; b <- th[4:6]; r <- dy - drop(X %*% b); p <- plogis(drop(X %*% a)); w <- i0 * odds(a)
    use * cbind((T - p) * X, if (method == "ipw") matrix(rep(b, each = N), N) else i0 * r * X, T * (r - th[7]), if (method == "reg") rep(th[8], N) else w * (r - th[8])) }
  se <- stacked_error(psi, c(ps, b, e1, e0), c(rep(0, 6), 1, -1))
  roles <- list(outcome = "y", unit = "unit", period = "period", firstTreated = "first", covariates = c("x", "z")); options <- list(control = control, method = method)
  add("group-time-att", roles, options, 1e-8, setNames(alist(e1 - e0, sum(use), g), paste0("details.groupTime.", k - 1, c(".value", ".n", ".group"))))
  add("group-time-att", roles, options, 1e-6, setNames(alist(drop(se)), paste0("details.groupTime.", k - 1, ".standardError")))
}
write_fixture("designs", "panel.csv", "Made up (seed 9): 240 units, six periods, three starts", setup, "bench/reference/designs.R")
