"""Golden bootstrap intervals and sign-flip p-values, from SciPy.

Intervals from a million resamples, so that what is left is the Monte Carlo error of the other side's.

Run from the root of the repository, with `pip install numpy scipy` (the versions are recorded in the file):

    python tools/golden/scipy_bootstrap.py
"""

import json
import pathlib

import numpy as np
import scipy
from scipy.stats import bootstrap, permutation_test

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/analysis/src/statistics/bootstrap.golden.json"
RESAMPLES = 1_000_000


def interval(values, statistic, method, confidence):
    found = bootstrap(
        (values,), statistic, n_resamples=RESAMPLES, batch=10_000, vectorized=True, method=method,
        confidence_level=confidence, rng=np.random.default_rng(0),
    ).confidence_interval
    return {"method": method.lower(), "confidence": confidence, "low": found.low, "high": found.high}


def main():
    rng = np.random.default_rng(1)
    skewed = rng.exponential(size=15).round(3)
    differences = (0.01 + 0.02 * rng.normal(size=9)).round(4)
    cases = []
    for name, values in (("skewed", skewed), ("differences", differences)):
        for statistic in ("mean", "std"):
            f = {"mean": np.mean, "std": np.std}[statistic]
            for method, confidence in (("percentile", 0.95), ("BCa", 0.95), ("BCa", 0.8)):
                cases.append({"values": values.tolist(), "statistic": statistic,
                              **interval(values, f, method, confidence)})
    p = permutation_test((differences,), np.sum, permutation_type="samples", n_resamples=np.inf).pvalue
    document = {
        "versions": {"numpy": np.__version__, "scipy": scipy.__version__},
        "cases": cases,
        "signFlip": {"differences": differences.tolist(), "p": p},
    }
    OUTPUT.write_text(json.dumps(document, separators=(",", ":")) + "\n")


main()
