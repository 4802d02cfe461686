"""Golden scores of retrieval, and values and gradients of losses that embed, from NumPy in float64.

Scores by sorting every query's distances; losses as loops over pairs and triplets, as the papers' formulas read, and
their gradients by central differences.

Run from the root of the repository, with `pip install numpy` (the version is recorded in the file):

    python tools/golden/numpy_retrieval.py
"""

import itertools
import json
import pathlib

import numpy as np

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/analysis/src/retrieval/retrieval.golden.json"


def unit(x):
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


def scores(x, labels, metric, at):
    similarity = unit(x) @ unit(x).T if metric == "cosine" else -np.linalg.norm(x[:, None] - x[None], axis=2)
    recall, r_precision, map_at_r = {k: [] for k in at}, [], []
    for q in range(len(x)):
        others = np.delete(np.arange(len(x)), q)
        ranked = others[np.argsort(-similarity[q, others], kind="stable")]
        relevant = labels[ranked] == labels[q]
        r = relevant.sum()
        if r == 0:
            continue
        for k in at:
            recall[k].append(relevant[:k].any())
        r_precision.append(relevant[:r].mean())
        precision = np.cumsum(relevant[:r]) / np.arange(1, r + 1)
        map_at_r.append((precision * relevant[:r]).sum() / r)
    return {
        "metric": metric,
        "recall": {str(k): np.mean(v) for k, v in recall.items()},
        "rPrecision": np.mean(r_precision), "mapAtR": np.mean(map_at_r), "queries": len(map_at_r),
    }


def contrastive(x, labels, margin):
    terms = []
    for i, j in itertools.combinations(range(len(x)), 2):
        d = np.linalg.norm(x[i] - x[j])
        terms.append(0.5 * d**2 if labels[i] == labels[j] else 0.5 * max(0, margin - d) ** 2)
    return np.mean(terms)


def triplet(x, labels, margin, mining):
    n, d = len(x), np.linalg.norm(x[:, None] - x[None], axis=2)
    losses = []
    for a in range(n):
        positives = [p for p in range(n) if p != a and labels[p] == labels[a]]
        negatives = [k for k in range(n) if labels[k] != labels[a]]
        if not positives or not negatives:
            continue
        if mining == "hard":
            losses.append(max(0, margin + max(d[a, positives]) - min(d[a, negatives])))
        else:
            losses += [max(0, margin + d[a, p] - d[a, k]) for p in positives for k in negatives]
    if mining == "active":
        losses = [loss for loss in losses if loss > 0]
    return np.mean(losses)


def proxy_nca(x, proxies, labels, scale):
    losses = []
    for row, label in zip(unit(x), labels):
        e = np.exp(-scale * ((row - unit(proxies)) ** 2).sum(1))
        losses.append(-np.log(e[label] / np.delete(e, label).sum()))
    return np.mean(losses)


def gradient(f, x, h=1e-6):
    found = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = h
        found[index] = (f(x + step) - f(x - step)) / (2 * h)
    return found


def main():
    rng = np.random.default_rng(5)
    centres = 1.2 * rng.normal(size=(5, 6))
    many_labels = np.append(rng.integers(0, 4, size=39), 4)  # the last is alone in its class
    many = (centres[many_labels] + rng.normal(size=(40, 6))).round(3)
    x = rng.normal(size=(7, 3)).round(3)
    labels = np.array([0, 1, 0, 2, 1, 0, 3])
    proxies = rng.normal(size=(5, 3)).round(3)
    losses = []
    for kind, options, f in (
        ("contrastive", {"margin": 1.5}, lambda e: contrastive(e, labels, 1.5)),
        *(("triplet", {"margin": 0.4, "mining": mining}, lambda e, mining=mining: triplet(e, labels, 0.4, mining))
          for mining in ("hard", "all", "active")),
    ):
        losses.append({"kind": kind, "options": options, "loss": f(x), "gradient": gradient(f, x).tolist()})
    for scale in (1, 3):
        losses.append({
            "kind": "proxyNca", "options": {"scale": scale}, "loss": proxy_nca(x, proxies, labels, scale),
            "gradient": gradient(lambda e: proxy_nca(e, proxies, labels, scale), x).tolist(),
            "proxyGradient": gradient(lambda e: proxy_nca(x, e, labels, scale), proxies).tolist(),
        })
    document = {
        "versions": {"numpy": np.__version__},
        "embeddings": many.tolist(), "classes": many_labels.tolist(),
        "scores": [scores(many, many_labels, metric, (1, 2, 5)) for metric in ("cosine", "euclidean")],
        "x": x.tolist(), "labels": labels.tolist(), "proxies": proxies.tolist(),
        "losses": losses,
    }
    OUTPUT.write_text(json.dumps(document, separators=(",", ":")) + "\n")


main()
