# Exports the two NSW files of the demo from the R packages of Debian (r-cran-matching, r-cran-matchit), so that what
# ships is what anybody can make again:  Rscript bench/reference/export-nsw.R apps/cli/worlds/data/nsw
# Compared with a reference folder when one is given as second argument (nsw_dw.csv, lalonde_matchit.csv).
arguments <- commandArgs(trailingOnly = TRUE)
out <- if (length(arguments) >= 1) arguments[1] else "apps/cli/worlds/data/nsw"

# The shortest decimal that reads back as the same double.
shortest <- function(x) vapply(x, function(v) {
  for (digits in 1:17) { text <- sprintf(paste0("%.", digits, "g"), v); if (as.numeric(text) == v) break }
  format(as.numeric(text), digits = digits, scientific = FALSE, trim = TRUE)
}, "")
write <- function(data, name) {
  columns <- lapply(data, function(column) if (is.numeric(column)) shortest(column) else as.character(column))
  lines <- c(paste(names(data), collapse = ","), do.call(paste, c(columns, sep = ",")))
  connection <- file(file.path(out, name), "wb"); writeLines(lines, connection, sep = "\n"); close(connection)
}

data(lalonde, package = "Matching")
randomised <- with(lalonde, data.frame(person = sprintf("N%03d", seq_along(treat)), treat, age, education = educ, black,
  hispanic = hisp, married, nodegree = nodegr, re74, re75, re78, employed78 = as.integer(re78 > 0)))
write(randomised, "randomised.csv")

data(lalonde, package = "MatchIt")
observational <- data.frame(person = rownames(lalonde), treat = lalonde$treat, age = lalonde$age,
  education = lalonde$educ, race = as.character(lalonde$race), married = lalonde$married, nodegree = lalonde$nodegree,
  re74 = lalonde$re74, re75 = lalonde$re75, re78 = lalonde$re78, employed78 = as.integer(lalonde$re78 > 0))
write(observational, "observational.csv")

if (length(arguments) >= 2) {
  # The packages keep 6 and 7 significant digits of the dollars; everything else must be equal.
  same <- function(mine, theirs, columns) for (column in columns) {
    a <- mine[[column]]; b <- theirs[[column]]
    if (is.numeric(a)) stopifnot(all(abs(a - b) <= 5.1e-6 * abs(b))) else stopifnot(identical(as.character(a), as.character(b)))
  }
  reference <- read.csv(file.path(arguments[2], "nsw_dw.csv"))
  same(randomised, reference, setdiff(names(randomised), "person"))
  cat("randomised: largest difference in re74, re75, re78:",
    max(abs(as.matrix(randomised[c("re74", "re75", "re78")]) - as.matrix(reference[c("re74", "re75", "re78")]))), "\n")
  reference <- read.csv(file.path(arguments[2], "lalonde_matchit.csv"))
  same(observational, setNames(reference, sub("^educ$", "education", names(reference))), setdiff(names(observational), "person"))
  stopifnot(all(observational$person == reference$id))
  cat("observational: largest difference in re74, re75, re78:",
    max(abs(as.matrix(observational[c("re74", "re75", "re78")]) - as.matrix(reference[c("re74", "re75", "re78")]))), "\n")
}
