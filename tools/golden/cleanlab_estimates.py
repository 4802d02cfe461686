"""Golden values of what is estimated of label noise, from cleanlab, and from NumPy for anchor points.

Run from the root of the repository, with `pip install cleanlab==2.9.0` (versions are recorded in the file):

    python tools/golden/cleanlab_estimates.py
"""

import json
import pathlib
import warnings

import cleanlab
import numpy as np
from cleanlab.count import compute_confident_joint, estimate_joint, estimate_latent
from cleanlab.count import estimate_py_and_noise_matrices_from_probabilities
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/datasets/src/estimate/cleanlab.golden.json"

FILTERS = {
    "pruneByNoiseRate": "prune_by_noise_rate",
    "pruneByClass": "prune_by_class",
    "both": "both",
    "confidentLearning": "confident_learning",
    "predictedNotGiven": "predicted_neq_given",
    "lowSelfConfidence": "low_self_confidence",
    "lowNormalisedMargin": "low_normalized_margin",
}
SCORES = {
    "selfConfidence": "self_confidence",
    "normalisedMargin": "normalized_margin",
    "confidenceWeightedEntropy": "confidence_weighted_entropy",
}


def draw(seed, n, classes, rate, sharpness, weights=None, absent=()):
    """Labels with noise towards the next class and towards any, and probabilities that know the classes more or less."""
    random = np.random.default_rng(seed)
    p = np.ones(classes) if weights is None else np.asarray(weights, float)
    p[list(absent)] = 0
    clean = random.choice(classes, n, p=p / p.sum())
    labels = clean.copy()
    flipped = random.random(n) < rate
    step = np.where(random.random(n) < 0.7, 1, random.integers(1, classes, n))
    labels[flipped] = (clean[flipped] + step[flipped]) % classes
    for c in absent:
        labels[labels == c] = (c + 1) % classes
    logits = random.normal(size=(n, classes)) * (1 + random.random((n, 1)))
    logits[np.arange(n), clean] += sharpness
    odds = np.exp(logits)
    return labels, np.round(odds / odds.sum(1, keepdims=True), 7)


def anchors(probabilities, percentile):
    """Patrini et al.'s estimator, without overwriting what it reads."""
    found = []
    for column in probabilities.T:
        robust = column.copy()
        if percentile is not None:
            robust[robust >= np.percentile(column, percentile, method="higher")] = 0.0
        found.append(int(np.argmax(robust)))
    return {"percentile": percentile, "anchors": found, "transitionMatrix": probabilities[found].tolist()}


def case(name, labels, probabilities):
    rows = probabilities / probabilities.sum(1, keepdims=True)
    classes = rows.shape[1]
    joint = compute_confident_joint(labels, rows)
    prior, noise, inverse = estimate_latent(joint, labels)
    converged = estimate_py_and_noise_matrices_from_probabilities(labels, rows, converge_latent_estimates=True)
    return {
        "name": name,
        "classes": classes,
        "labels": labels.tolist(),
        "probabilities": rows.ravel().tolist(),
        "confidentJoint": joint.tolist(),
        "uncalibratedJoint": compute_confident_joint(labels, rows, calibrate=False).tolist(),
        "joint": estimate_joint(labels, rows).tolist(),
        "latent": {"classPrior": prior.tolist(), "transitionMatrix": noise.T.tolist(), "inverseMatrix": inverse.T.tolist()},
        "converged": {
            "classPrior": converged[0].tolist(),
            "transitionMatrix": converged[1].T.tolist(),
            "inverseMatrix": converged[2].T.tolist(),
        },
        "scores": {ours: get_label_quality_scores(labels, rows, method=theirs).tolist() for ours, theirs in SCORES.items()},
        "issues": {
            f"{by} by {rank}": find_label_issues(
                labels, rows, filter_by=FILTERS[by], return_indices_ranked_by=SCORES[rank], n_jobs=1
            ).tolist()
            for by in FILTERS
            for rank in SCORES
        },
        "anchors": [anchors(rows, percentile) for percentile in [None, 97, 50]],
    }


def main():
    warnings.simplefilter("ignore")  # of classes with too few examples
    cases = [
        case("three classes", *draw(1, 150, 3, 0.3, 2)),
        case("ten classes, many wrong", *draw(2, 300, 10, 0.5, 2.5)),
        case("two classes", *draw(3, 80, 2, 0.2, 1.5)),
        case("unequal classes", *draw(4, 200, 5, 0.4, 2, weights=[40, 30, 10, 2, 1])),
        case("a class that no label names", *draw(5, 120, 4, 0.3, 2, absent=[2])),
        case("hardly any knowledge", *draw(6, 120, 6, 0.3, 0.2)),
        case("no noise, sure", *draw(7, 60, 3, 0.0, 9)),
        case("few examples", *draw(8, 12, 6, 0.3, 1)),
    ]
    about = {"cleanlab": cleanlab.__version__, "numpy": np.__version__, "command": "python tools/golden/cleanlab_estimates.py"}
    lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in cases)
    OUTPUT.write_text('{\n"about": ' + json.dumps(about) + ',\n"cases": [\n' + lines + "\n]\n}\n")


if __name__ == "__main__":
    main()
