"""Golden thresholds and sets of split conformal prediction, from NumPy in float64.

Scores by sorting and cumulative sums of whole arrays; the draws of the randomised ones are in the file. With noisy
labels the threshold is found by trying every score in turn.

Run from the root of the repository, with `pip install numpy` (the version is recorded in the file):

    python tools/golden/numpy_conformal.py
"""

import json
import pathlib

import numpy as np

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/analysis/src/conformal/conformal.golden.json"
N, TEST, CLASSES = 50, 12, 4


def lac(p, u):
    return 1 - p


def raps(share_of_draw, lam, k_reg):
    def scores(p, u):
        order = np.argsort(-p, axis=1, kind="stable")
        ordered = np.take_along_axis(p, order, 1)
        share = u[:, None] if share_of_draw else 1.0
        ranks = np.arange(1, p.shape[1] + 1)
        found = np.cumsum(ordered, 1) - ordered + share * ordered + lam * np.maximum(0, ranks - k_reg)
        back = np.empty_like(p)
        np.put_along_axis(back, order, found, 1)
        return back

    return scores


KINDS = {
    "lac": (lac, {}),
    "aps": (raps(False, 0, 0), {"randomised": False}),
    "apsRandomised": (raps(True, 0, 0), {"randomised": True}),
    "raps": (raps(False, 0.2, 1), {"randomised": False, "lambda": 0.2, "kReg": 1}),
    "rapsRandomised": (raps(True, 0.1, 2), {"randomised": True, "lambda": 0.1, "kReg": 2}),
}


def threshold(scores, alpha):
    rank = int(np.ceil((len(scores) + 1) * (1 - alpha) - 1e-9))
    return np.sort(scores)[rank - 1] if rank <= len(scores) else None


def corrected(scores, noisy, inverse, alpha):
    """The least score from which on the estimated count of clean labels stays at the rank."""
    rank = int(np.ceil((len(scores) + 1) * (1 - alpha) - 1e-9))
    candidates = np.unique(scores)
    counts = np.array([(inverse[noisy] * (scores <= q)).sum() for q in candidates])
    short = np.flatnonzero(counts < rank - 1e-9 * rank)
    first = 0 if len(short) == 0 else short[-1] + 1
    return candidates[first] if first < len(candidates) else None


def main():
    rng = np.random.default_rng(3)
    p = rng.dirichlet(np.ones(CLASSES) * 0.7, size=N + TEST).round(6)
    p[:, 0] += 1 - p.sum(1)
    labels = np.array([rng.choice(CLASSES, p=np.abs(row) / np.abs(row).sum()) for row in p])
    transition = np.full((CLASSES, CLASSES), 0.1) + 0.6 * np.eye(CLASSES)
    transition[0] = [0.6, 0.4, 0, 0]
    noisy = np.array([rng.choice(CLASSES, p=transition[label]) for label in labels])
    u = rng.random(N + TEST)
    cases = []
    for kind, (function, options) in KINDS.items():
        scores = function(p, u)
        for alpha in (0.1, 0.3):
            q = threshold(scores[np.arange(N), labels[:N]], alpha)
            sets = scores[N:] <= q
            covered = sets[np.arange(TEST), labels[N:]]
            cases.append({
                "kind": kind, "options": options, "alpha": alpha, "threshold": q,
                "corrected": corrected(scores[:N], noisy[:N], np.linalg.inv(transition), alpha),
                "members": sets.astype(int).ravel().tolist(),
                "coverage": covered.mean(), "meanSize": sets.sum(1).mean(),
            })
    document = {
        "versions": {"numpy": np.__version__},
        "calibration": N, "classes": CLASSES,
        "probabilities": p.ravel().tolist(), "labels": labels.tolist(), "noisy": noisy.tolist(),
        "transition": transition.tolist(), "draws": u.tolist(),
        "cases": cases,
    }
    OUTPUT.write_text(json.dumps(document, separators=(",", ":")) + "\n")


main()
