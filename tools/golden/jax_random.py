"""Golden values of the random draws, from JAX on a CPU.

Run from the root of the repository, with `pip install jax==0.10.2` (the version is recorded in the file):

    JAX_PLATFORMS=cpu python tools/golden/jax_random.py
"""

import json
import pathlib

import jax
import numpy as np

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/core/src/random/random.golden.json"
SEEDS = [0, 1, 42, 2**31 + 5, 2**32 - 1]
X64_SEEDS = [2**32, 2**40 + 7, 2**53 - 1]
SIZES = [1, 2, 7, 64]


def words(key):
    return jax.random.key_data(key).tolist()


def cases(draw, parameters, sizes=SIZES, seeds=SEEDS):
    """One case per seed or parameter, whichever are more; sizes are taken in turn."""
    count = max(len(seeds), len(parameters))
    chosen = [(seeds[i % len(seeds)], sizes[i % len(sizes)], parameters[i % len(parameters)]) for i in range(count)]
    return [
        {"key": words(jax.random.key(seed)), "size": size, **p, "draws": np.asarray(draw(jax.random.key(seed), size, **p)).tolist()}
        for seed, size, p in chosen
    ]


def main():
    assert jax.config.jax_threefry_partitionable
    random = jax.random
    with jax.enable_x64(True):
        keys = [{"seed": seed, "key": words(random.key(seed))} for seed in SEEDS + X64_SEEDS]
    inf = float("-inf")
    logits = [[0.0], [1.0, 2.0, 3.0], [0.0, inf, 0.5, inf], [-3.0, 4.0, 0.25, 0.125, 9.0, 8.5, -100.0]]
    rows = np.asarray(random.normal(random.key(5), (12, 10)))
    probabilities = np.linspace(0, 1, 33, dtype=np.float32)
    golden = {
        "about": {
            "jax": jax.__version__,
            "jax_threefry_partitionable": True,
            "command": "JAX_PLATFORMS=cpu python tools/golden/jax_random.py",
        },
        "key": keys,
        "split": [
            {"key": words(random.key(seed)), "count": count, "keys": words(random.split(random.key(seed), count))}
            for seed, count in zip(SEEDS, [2, 1, 3, 10, 2])
        ],
        "foldIn": [
            {"key": words(random.key(seed)), "data": data, "folded": words(random.fold_in(random.key(seed), np.uint32(data)))}
            for seed, data in zip(SEEDS, [0, 1, 7, 2**31, 2**32 - 1])
        ],
        "bits": cases(lambda key, size: random.bits(key, (size,)), [{}]),
        "bitsOf10000": {
            "key": words(random.key(4)),
            "tail": random.bits(random.key(4), (10_000,))[-8:].tolist(),
            "xor": int(np.bitwise_xor.reduce(np.asarray(random.bits(random.key(4), (10_000,))))),
        },
        "uniform": cases(
            lambda key, size, min, max: random.uniform(key, (size,), minval=min, maxval=max),
            [{"min": a, "max": b} for a, b in [(0, 1), (-1.3, 2.7), (1e-10, 1), (3, 1000), (-1, 1), (0.1, 0.1)]],
        ),
        "normal": cases(lambda key, size: random.normal(key, (size,)), [{}]),
        "truncatedNormal": cases(
            lambda key, size, lower, upper: random.truncated_normal(key, lower, upper, (size,)),
            [{"lower": a, "upper": b} for a, b in [(-2, 2), (0.5, 3), (-1, 0.1), (3, 5), (-1e9, 1e9), (-0.2, 0)]],
        ),
        "bernoulli": cases(
            lambda key, size, p: random.bernoulli(key, p, (size,)).astype(int),
            [{"p": p} for p in [0.5, 0.3, 0.999, 0.01, 0.0, 1.0]],
        ),
        "bernoulliEach": {
            "key": words(random.key(3)),
            "p": probabilities.tolist(),
            "draws": random.bernoulli(random.key(3), probabilities).astype(int).tolist(),
        },
        "permutation": cases(lambda key, size: random.permutation(key, size), [{}], sizes=[1, 2, 7, 100, 1000]),
        # Large enough to be sorted twice, and to have ties: only a digest is kept, see the test.
        "permutationOf60000": {
            "key": words(random.key(9)),
            "head": random.permutation(random.key(9), 60_000)[:20].tolist(),
            "weighted": int(np.dot(np.asarray(random.permutation(random.key(9), 60_000), np.int64), np.arange(60_000))),
        },
        "randint": cases(
            lambda key, size, min, max: random.randint(key, (size,), min, max),
            [
                {"min": a, "max": b}
                for a, b in [(0, 10), (-5, 5), (0, 1), (0, 65536), (0, 65537), (-(2**31), 2**31 - 1), (0, 60_000), (7, 3_000_000)]
            ],
        ),
        "gumbel": cases(lambda key, size: random.gumbel(key, (size,)), [{}]),
        "categorical": [
            {
                "key": words(random.key(seed)),
                "logits": [None if x == inf else x for x in row],
                "size": size,
                "draws": random.categorical(random.key(seed), np.asarray(row, np.float32), shape=(size,)).tolist(),
            }
            for seed, row, size in zip(SEEDS, logits, [5, 40, 40, 40])
        ],
        "categoricalRows": {
            "key": words(random.key(11)),
            "logits": rows.ravel().tolist(),
            "classes": 10,
            "draws": random.categorical(random.key(11), rows).tolist(),
        },
        "erf": [[x, float(jax.lax.erf(np.float32(x)))] for x in [-5, -1.5, -0.25, 0, 1e-4, 0.5, 2, 3.8, 3.9]],
        "erfInv": [
            [float(np.float32(x)), float(jax.lax.erf_inv(np.float32(x)))]
            for x in [-1 + 2**-24, -0.999, -0.9, -0.1, 0, 1e-6, 0.3, 0.7, 0.99, 0.9999999]
        ],
    }
    lines = (f"{json.dumps(name)}: {json.dumps(value, separators=(',', ':'))}" for name, value in golden.items())
    OUTPUT.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
