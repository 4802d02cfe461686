"""Golden values of calibration errors, proper scores, temperatures and spectra, from NumPy and SciPy in float64.

Written from the papers' formulas with whole-array operations; Planish walks over examples.

Run from the root of the repository, with `pip install numpy scipy` (the versions are recorded in the file):

    python tools/golden/numpy_calibration.py
"""

import json
import pathlib

import numpy as np
import scipy
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/analysis/src/calibration/calibration.golden.json"
BINS = [5, 15]


def gap(confidence, right, members):
    """Σ_b n_b/n |accuracy − confidence| over masks of the bins' members."""
    return sum(m.mean() * abs(right[m].mean() - confidence[m].mean()) for m in members if m.any())


def by_width(confidence, bins):
    edges = np.linspace(0, 1, bins + 1)
    return [(confidence > low) & (confidence <= high) for low, high in zip(edges[:-1], edges[1:])]


def by_mass(confidence, bins):
    members = []
    for part in np.array_split(np.argsort(confidence, kind="stable"), bins):
        mask = np.zeros(len(confidence), bool)
        mask[part] = True
        members.append(mask)
    return members


def case(logits, labels):
    p, n = softmax(logits, axis=1), len(labels)
    confidence, right = p.max(1), p.argmax(1) == labels
    one_hot = np.eye(p.shape[1])[labels]
    nll = lambda t: -log_softmax(logits / t, axis=1)[np.arange(n), labels].mean()
    fit = minimize_scalar(lambda b: nll(np.exp(b)), bounds=(-5, 5), method="bounded", options={"xatol": 1e-11})
    return {
        "logits": logits.tolist(),
        "labels": labels.tolist(),
        "nll": nll(1),
        "brier": ((p - one_hot) ** 2).sum(1).mean(),
        "temperature": float(np.exp(fit.x)),
        "errors": [
            {
                "bins": bins,
                "width": gap(confidence, right, by_width(confidence, bins)),
                "mass": gap(confidence, right, by_mass(confidence, bins)),
                "classwise": np.mean([
                    gap(p[:, k], labels == k, by_width(p[:, k], bins)) for k in range(p.shape[1])
                ]),
            }
            for bins in BINS
        ],
    }


def spectrum(matrix):
    sigma = np.linalg.svd(matrix, compute_uv=False)
    p = sigma[sigma > 0] / sigma.sum()
    return {
        "values": matrix.ravel().tolist(),
        "columns": matrix.shape[1],
        "singularValues": sigma.tolist(),
        "effectiveRank": float(np.exp(-(p * np.log(p)).sum())),
    }


def main():
    rng = np.random.default_rng(0)
    cases = []
    for n, classes, scale in ((60, 4, 2.0), (41, 3, 5.0), (200, 10, 0.7)):
        logits = (scale * rng.normal(size=(n, classes))).round(3)
        labels = np.array([rng.choice(classes, p=row) for row in softmax(logits / 1.7, axis=1)])
        cases.append(case(logits, labels))
    spectra = [
        spectrum(rng.normal(size=(7, 4)).round(3)),
        spectrum(rng.normal(size=(5, 12)).round(3)),
        spectrum((rng.normal(size=(30, 3)) @ rng.normal(size=(3, 20))).round(6)),
    ]
    document = {
        "versions": {"numpy": np.__version__, "scipy": scipy.__version__},
        "cases": cases,
        "spectra": spectra,
    }
    OUTPUT.write_text(json.dumps(document, separators=(",", ":")) + "\n")


main()
