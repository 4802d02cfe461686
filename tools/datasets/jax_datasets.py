"""Golden values for symmetric noise, the Gaussian toy and the order of an epoch, from JAX on a CPU.

Run from the root of the repository, with `pip install jax==0.10.2` (the version is recorded in the file):

    JAX_PLATFORMS=cpu python tools/datasets/jax_datasets.py
"""

import json
import pathlib

import jax
import numpy as np

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/datasets/src/jax.golden.json"
CLASSES = 10
SIZE = 40


def corrupt(labels, rate, inclusive, count, key):
    which, what = jax.random.split(key)
    n = len(labels)
    replaced = np.zeros(n, bool)
    if count == "exact":
        replaced[np.asarray(jax.random.permutation(which, n))[: int(np.floor(rate * n + 0.5))]] = True
    else:
        replaced = np.asarray(jax.random.uniform(which, (n,))) < rate
    steps = np.asarray(jax.random.randint(what, (n,), 0 if inclusive else 1, CLASSES))
    return np.where(replaced, (labels + steps) % CLASSES, labels)


def toy(size, dimension, signal, sigma, key):
    of_labels, of_noise = jax.random.split(key)
    y = np.asarray(jax.random.bernoulli(of_labels, 0.5, (size,)))
    z = np.asarray(jax.random.normal(of_noise, (size * (dimension - 1),))).reshape(size, dimension - 1)
    inputs = np.concatenate([np.where(y, signal, -signal)[:, None], sigma * z], axis=1).astype(np.float32)
    return {"labels": y.astype(int).tolist(), "inputs": inputs.ravel().tolist()}


def main():
    clean = np.arange(SIZE) % CLASSES
    noise = [
        {
            "spec": {"kind": "symmetric", "rate": rate, "inclusive": inclusive, "count": count},
            "seed": seed,
            "labels": corrupt(clean, rate, inclusive, count, jax.random.key(seed)).tolist(),
        }
        for seed, rate in [(1, 0.4), (7, 0.75)]
        for inclusive in [False, True]
        for count in ["iid", "exact"]
    ]
    order = jax.random.permutation(jax.random.fold_in(jax.random.key(5), 3), SIZE)
    options = {"size": 6, "dimension": 3, "signal": 2.0, "sigma": 0.5}
    golden = {
        "jax": jax.__version__,
        "clean": clean.tolist(),
        "noise": noise,
        "epoch": {"seed": 5, "epoch": 3, "order": np.asarray(order).tolist()},
        "toy": {"seed": 11, "options": options, **toy(**options, key=jax.random.key(11))},
    }
    OUTPUT.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
