# Helpers of the scripts in this folder. A fixture is a list of cases: which method, on which columns, with which options,
# and for each expected number the R expression that made it. The expression is run here and its text kept beside the value.
suppressMessages({library(jsonlite); library(sandwich); library(survival)})

fixtures <- "libs/stats/fixtures"
cases <- list()

expected_numbers <- function(expressions, env) {
  lapply(expressions, function(expression) list(
    value = as.numeric(eval(expression, env)),
    call = paste(deparse(expression, width.cutoff = 500L), collapse = " ")))
}

add <- function(id, roles, options = list(), relative, expected, env = parent.frame()) {
  cases[[length(cases) + 1L]] <<- list(
    id = id, roles = roles, options = if (length(options)) options else setNames(list(), character()),
    relative = relative, expected = expected_numbers(expected, env))
}

write_fixture <- function(name, data, source, setup, script) {
  body <- list(
    data = data, source = source, script = script, setup = setup,
    engine = paste(R.version.string, "sandwich", packageVersion("sandwich"), "survival", packageVersion("survival")),
    cases = cases)
  path <- file.path(fixtures, paste0(name, ".json"))
  writeLines(toJSON(body, auto_unbox = TRUE, digits = I(17), pretty = TRUE, null = "null"), path)
  cat("wrote", path, length(cases), "cases\n")
}

exact <- glm.control(epsilon = 1e-14, maxit = 100)
wilson <- function(x, n, z = qnorm(.975)) {
  p <- x / n
  (p + z^2 / (2 * n) + c(-1, 1) * z * sqrt(p * (1 - p) / n + z^2 / (4 * n^2))) / (1 + z^2 / n)
}

# Error of a smooth function of estimated parameters by stacking every estimating equation: A^-1 B A^-T / n^2, with the
# derivative A of the summed equations by central differences. Slow and literal on purpose: it shares no formula with the
# analytic variances it checks.
# With clusters the rows of B are sums over each, and B is multiplied by G / (G - 1), as vcovCL does.
stacked_error <- function(psi, theta, gradient, cluster = NULL) {
  step <- 1e-5 * pmax(abs(theta), 1e-3)
  total <- function(th) colSums(psi(th))
  A <- sapply(seq_along(theta), function(j) {
    up <- down <- theta; up[j] <- up[j] + step[j]; down[j] <- down[j] - step[j]
    (total(up) - total(down)) / (2 * step[j])
  })
  G <- length(unique(cluster))
  B <- if (is.null(cluster)) crossprod(psi(theta)) else crossprod(rowsum(psi(theta), cluster)) * G / (G - 1)
  inverse <- solve(A, tol = 1e-300)
  sqrt(drop(gradient %*% inverse %*% B %*% t(inverse) %*% gradient))
}
