# Instrumental variables on the NSW data with a made-up encouragement (strong) and two columns that make weak instruments.
# From the root: Rscript bench/reference/iv.R
source("bench/reference/write-fixture.R")
suppressMessages(library(AER))
d <- read.csv("libs/stats/fixtures/nsw_dw.csv")
d$invited <- ifelse(seq_len(nrow(d)) %% 7 < 5, d$treat, 1 - d$treat); d$site <- seq_len(nrow(d)) %% 50
write.csv(d, "libs/stats/fixtures/nsw_encouraged.csv", row.names = FALSE, quote = FALSE)
setup <- paste("d <- read.csv('libs/stats/fixtures/nsw_encouraged.csv'); AER", packageVersion("AER"))
at <- function(fit, type) if (type == "model") vcov(fit) else if (startsWith(type, "CR"))
  vcovCL(fit, d$site, type = if (type == "CR1") "HC1" else "HC0", cadjust = type == "CR1") else vcovHC(fit, type)

for (set in list(list("invited", "re78", NULL), list("invited", "re78", c("age", "education", "re74")), list("invited", "employed78", c("age", "black")),
                 list("married", "re78", NULL), list("nodegree", "re78", c("age")), list("hispanic", "employed78", NULL))) for (type in c("HC1", "HC0", "model", "CR0", "CR1")) {
  z <- set[[1]]; y <- set[[2]]; x <- set[[3]]; roles <- c(list(treatment = "treat", outcome = y, instrument = z, cluster = "site"), if (length(x)) list(covariates = I(x)))
  fit <- ivreg(as.formula(paste(y, "~", paste(c("treat", x), collapse = "+"), "|", paste(c(z, x), collapse = "+"))), data = d)
  first <- lm(reformulate(c(z, x), "treat"), d); itt <- lm(reformulate(c(z, x), y), d)
  se <- function(fit, name) sqrt(at(fit, type)[name, name]); df <- if (startsWith(type, "CR")) 49 else df.residual(fit)
  add("iv", roles, list(variance = type), 1e-7, alist(value = coef(fit)[["treat"]], standardError = se(fit, "treat"),
    details.firstStage.value = coef(first)[[z]], details.firstStage.standardError = se(first, z), details.firstStage.f = (coef(first)[[z]] / se(first, z))^2,
    details.intentionToTreat.value = coef(itt)[[z]], details.intentionToTreat.standardError = se(itt, z),
    interval.lower = coef(fit)[["treat"]] - qt(.975, df) * se(fit, "treat")))
  # The ends of the Anderson-Rubin set: where the robust t of z in a regression of y - b treat is critical.
  ar <- function(b) { e <- d; e$w <- d[[y]] - b * d$treat; m <- lm(reformulate(c(z, x), "w"), e); abs(coef(m)[[z]]) - qt(.975, df) * sqrt(at(m, type)[z, z]) }
  s <- se(fit, "treat"); grid <- coef(fit)[["treat"]] + s * sinh(seq(-9, 9, length.out = 1201)); v <- sapply(grid, ar); k <- which(diff(sign(v)) != 0)
  ends <- sapply(k, function(i) uniroot(ar, grid[c(i, i + 1)], tol = 1e-14 * max(abs(grid[c(i, i + 1)])))$root)
  if (length(ends) == 2 && v[1] > 0) add("iv", roles, list(variance = type), 1e-6, alist(
    details.andersonRubin.pieces.0.lower = ends[1], details.andersonRubin.pieces.0.upper = ends[2]))
  if (length(ends) == 2 && v[1] < 0) add("iv", roles, list(variance = type), 1e-6, alist(
    details.andersonRubin.pieces.0.upper = ends[1], details.andersonRubin.pieces.1.lower = ends[2]))
  cat(z, y, type, "ends", ends, "first", v[1], "\n")
}
write_fixture("iv", "nsw_encouraged.csv", "National Supported Work, randomised (LaLonde 1986; Dehejia and Wahba 1999), with a made-up encouragement", setup, "bench/reference/iv.R")
