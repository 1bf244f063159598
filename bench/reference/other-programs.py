"""What statsmodels gives where it differs from us; called by other-programs.R. Prints cases as JSON."""
import csv, json, math
import numpy as np
import statsmodels
from statsmodels.duration.hazard_regression import PHReg
from statsmodels.stats.proportion import confint_proportions_2indep

rows = list(csv.DictReader(open("libs/stats/fixtures/survival.csv")))
column = lambda name: np.array([float(row[name]) for row in rows])
ties = PHReg(column("time"), column("treat")[:, None], status=column("event")).fit()

x1, n1, x0, n0 = 140, 185, 168, 260


def score(d):
    """Miettinen and Nurminen's statistic; the risks that differ by d and are most likely, by search."""
    low, high = max(0.0, -d) + 1e-12, min(1.0, 1.0 - d) - 1e-12
    slope = lambda p: x1 / (p + d) - (n1 - x1) / (1 - p - d) + x0 / p - (n0 - x0) / (1 - p)
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    p0 = (low + high) / 2
    p1 = p0 + d
    n = n1 + n0
    return (x1 / n1 - x0 / n0 - d) / math.sqrt((p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0) * n / (n - 1))


low, high = -0.5, x1 / n1 - x0 / n0
for _ in range(200):
    middle = (low + high) / 2
    low, high = (middle, high) if score(middle) > 1.959963984540054 else (low, middle)

common = {"version": statsmodels.__version__, "relative": 1e-8}
print(json.dumps([
    {**common, "id": "cox", "program": "statsmodels `PHReg`", "theirsIs": "Breslow ties", "oursIs": "Efron, as R; `breslow` on request",
     "data": "survival.csv", "roles": {"treatment": "treat", "time": "time", "event": "event"}, "options": {}, "path": "details.coefficients.0.value",
     "theirs": float(ties.params[0]), "call": "PHReg(time, treat, status=event).fit().params[0]", "like": {"ties": "breslow"}, "relative": 1e-6},
    {**common, "id": "risk-difference", "program": "statsmodels `confint_proportions_2indep`",
     "theirsIs": "its score interval solves another equation", "oursIs": "`miettinen-nurminen`: the statistic equals z at its limits",
     "data": "nsw_dw.csv", "roles": {"treatment": "treat", "outcome": "employed78"}, "options": {"interval": "miettinen-nurminen"}, "path": "interval.lower",
     "theirs": float(confint_proportions_2indep(x1, n1, x0, n0, compare="diff", method="score", correction=True)[0]),
     "call": "confint_proportions_2indep(140, 185, 168, 260, compare='diff', method='score', correction=True)[0]",
     "undone": low, "undoneCall": "bisection of the statistic, most likely risks by search"},
]))
