"""Golden values of label noise, from NumPy in float64 and, where it has the same thing, cleanlab.

Written from the papers and in other terms than the TypeScript, so that one checks the other:

- The matrices of symmetric and pair-flip noise, entry by entry as Co-teaching's generator fills them.
- CIFAR-10's asymmetric matrix from the names of its classes; CIFAR-100's from the names of its super-classes and of
  theirs, numbered by sorting all hundred names.
- Xia et al. 2020, algorithm 2: the probabilities of examples whose q and W are given.
- Zhang et al. 2021: tau of the three types, and the authors' probability of the likeliest class at a factor.
- Which random matrices cleanlab takes for valid. Its columns are the clean classes: transposed here.

Run from the root of the repository, with `pip install numpy cleanlab==2.9.0`:

    python tools/golden/numpy_noise.py
"""

import json
import pathlib

import cleanlab
import numpy as np
from cleanlab.benchmarking.noise_generation import generate_noise_matrix_from_trace, noise_matrix_is_valid

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/datasets/src/noise/numpyNoise.golden.json"

CIFAR10 = "airplane automobile bird cat deer dog frog horse ship truck".split()

SUPER_CLASSES = """
beaver dolphin otter seal whale
aquarium_fish flatfish ray shark trout
orchid poppy rose sunflower tulip
bottle bowl can cup plate
apple mushroom orange pear sweet_pepper
clock keyboard lamp telephone television
bed chair couch table wardrobe
bee beetle butterfly caterpillar cockroach
bear leopard lion tiger wolf
bridge castle house road skyscraper
cloud forest mountain plain sea
camel cattle chimpanzee elephant kangaroo
fox porcupine possum raccoon skunk
crab lobster snail spider worm
baby boy girl man woman
crocodile dinosaur lizard snake turtle
hamster mouse rabbit shrew squirrel
maple_tree oak_tree palm_tree pine_tree willow_tree
bicycle bus motorcycle pickup_truck train
lawn_mower rocket streetcar tank tractor
"""


def symmetric(n, size):
    P = (n / (size - 1)) * np.ones((size, size))
    for i in range(size):
        P[i, i] = 1.0 - n
    return P


def pair_flip(n, size):
    P = np.eye(size)
    for i in range(size - 1):
        P[i, i], P[i, i + 1] = 1.0 - n, n
    P[size - 1, size - 1], P[size - 1, 0] = 1.0 - n, n
    return P


def asymmetric_cifar10(n):
    P = np.eye(10)
    for pair in ["truck automobile", "bird airplane", "deer horse", "cat dog", "dog cat"]:
        source, target = (CIFAR10.index(name) for name in pair.split())
        P[source, source], P[source, target] = 1.0 - n, n
    return P


def next_in_super_class():
    groups = [line.split() for line in SUPER_CLASSES.strip().splitlines()]
    fine = sorted(name for group in groups for name in group)
    assert len(fine) == 100 and len(groups) == 20
    target = [None] * 100
    for group in groups:
        numbers = sorted(fine.index(name) for name in group)
        for own, after in zip(numbers, np.roll(numbers, -1)):
            target[own] = int(after)
    return target


def instance(rng, classes, dimension, size):
    x = rng.normal(size=(size, dimension)).astype(np.float32)
    W = rng.normal(size=(classes, dimension, classes)).astype(np.float32)
    y = rng.integers(0, classes, size)
    q = rng.uniform(size=size)
    rows = []
    for i in range(size):
        scores = x[i].astype(np.float64) @ W[y[i]].astype(np.float64)
        others = np.delete(scores, y[i])
        odds = np.exp(others - np.log(np.exp(others).sum()))
        rows.append(np.insert(q[i] * odds, y[i], 1 - q[i]))
    return {"x": x.tolist(), "weights": W.reshape(classes, -1).tolist(), "labels": y.tolist(), "q": q.tolist(), "rows": np.array(rows).tolist()}


def pmd(rng, classes, size, factor):
    eta = rng.dirichlet(np.full(classes, 0.5), size)
    order = np.argsort(-eta, axis=1)
    u, s = order[:, 0], order[:, 1]
    gap = eta[np.arange(size), u] - eta[np.arange(size), s]
    taus = {
        "1": -(1 / 2) * gap**2 + 1 / 2,
        "2": 1 - np.abs(gap) ** 3,
        "3": 1 - (1 / 3) * np.abs(gap) ** 3 - (1 / 3) * np.abs(gap) ** 2 - (1 / 3) * np.abs(gap),
    }
    return {
        "posterior": eta.tolist(),
        "first": u.tolist(),
        "second": s.tolist(),
        "taus": {name: tau.tolist() for name, tau in taus.items()},
        "factor": factor,
        # The authors' code draws the likeliest class with probability (1 - tau)/factor.
        "secondAtFactor": {name: (1 - (1 - tau) / factor).tolist() for name, tau in taus.items()},
    }


def validity(rng):
    """Matrices of all sorts, cleanlab's own among them, and whether cleanlab calls them valid."""
    cases = []
    for seed in range(12):
        K = int(rng.integers(2, 6))
        priors = rng.dirichlet(np.full(K, 3.0))
        columns = generate_noise_matrix_from_trace(
            K, trace=1 + (K - 1) * rng.uniform(0.2, 0.9), valid_noise_matrix=False, py=priors, seed=seed
        )
        cases.append((columns, priors))
    for _ in range(12):
        K = int(rng.integers(2, 6))
        cases.append((rng.dirichlet(np.ones(K), K).T, rng.dirichlet(np.full(K, 3.0))))
    verdicts = [
        {"matrix": columns.T.tolist(), "priors": priors.tolist(), "valid": bool(noise_matrix_is_valid(columns, priors))}
        for columns, priors in cases
    ]
    assert 6 <= sum(case["valid"] for case in verdicts) <= 18
    return verdicts


def main():
    rng = np.random.default_rng(2026)
    golden = {
        "versions": {"numpy": np.__version__, "cleanlab": cleanlab.__version__},
        "symmetric": {"rate": 0.3, "matrix": symmetric(0.3, 5).tolist()},
        "pairFlip": {"rate": 0.45, "matrix": pair_flip(0.45, 5).tolist()},
        "cifar10": {"rate": 0.4, "matrix": asymmetric_cifar10(0.4).tolist()},
        "cifar100": next_in_super_class(),
        "instance": instance(rng, 4, 6, 5),
        "pmd": pmd(rng, 4, 6, 1.43),
        "validity": validity(rng),
    }
    lines = (f"{json.dumps(name)}: {json.dumps(value, separators=(',', ':'))}" for name, value in golden.items())
    OUTPUT.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
