# python3 peers.py package task file rows runs budget: times one task, data in memory; one line of JSON. Exit code 3: missing.
import json
import sys
import time
import warnings

try:
    import numpy as np

    if sys.argv[1] == "statsmodels":
        import statsmodels.api as sm
        from statsmodels.duration.survfunc import SurvfuncRight, survdiff

        version = "statsmodels " + __import__("statsmodels").__version__
    else:
        from sklearn.linear_model import LogisticRegression

        version = "scikit-learn " + __import__("sklearn").__version__
except ImportError:
    sys.exit(3)

warnings.simplefilter("ignore")
package, task, file = sys.argv[1:4]
rows, runs = int(sys.argv[4]), int(sys.argv[5])
budget = float(sys.argv[6])
data = np.fromfile(file).reshape(14, rows)
# As each package likes its input best: rows in order, the intercept already there.
X = np.ascontiguousarray(data[:10].T)
X1 = np.column_stack([np.ones(rows), X])
treat, y, duration, event = (np.ascontiguousarray(c) for c in data[10:])
T1 = np.column_stack([np.ones(rows), treat])


def logistic():
    if package == "statsmodels":
        m = sm.Logit(treat, X1).fit(disp=0)
        m.bse
        return np.exp(m.params[1])
    return np.exp(LogisticRegression(penalty=None, solver="newton-cholesky").fit(X, treat).coef_[0, 0])


def ipw():
    p = sm.Logit(treat, X1).fit(disp=0).predict()
    m = sm.WLS(y, T1, weights=np.where(treat == 1, 1 / p, 1 / (1 - p))).fit(cov_type="HC0")
    m.bse
    return m.params[1]


def kaplan_meier():
    arm = lambda a: SurvfuncRight(duration[treat == a], event[treat == a])
    at = lambda s: s.surv_prob[s.surv_times <= 182][-1]
    return at(arm(1)) - at(arm(0))


def log_rank():
    survdiff(duration, event, treat)
    return float("nan")


tasks = {"logistic": logistic, "ipw": ipw, "kaplan-meier": kaplan_meier, "log-rank": log_rank}
if task not in tasks:
    sys.exit(3)
seconds = []
begun = time.perf_counter()
spent = lambda: time.perf_counter() - begun
while not seconds or (spent() < budget and (len(seconds) < runs or spent() < 1)):
    t = time.perf_counter()
    value = tasks[task]()
    seconds.append(time.perf_counter() - t)
value = float(value)
print(json.dumps({"seconds": seconds, "value": value if value == value else None, "version": version}))
