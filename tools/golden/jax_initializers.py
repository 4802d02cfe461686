"""Golden draws of weight initialisers, from JAX on a CPU.

Run from the root of the repository, with `pip install jax==0.10.2` (the version is recorded in the file):

    JAX_PLATFORMS=cpu python tools/golden/jax_initializers.py
"""

import json
import pathlib

import jax
import numpy as np

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/models/src/kernelInit.golden.json"
CASES = [(0, (784, 3)), (1, (3, 64)), (2**31 + 5, (17, 11)), (4, (3, 3, 5, 7)), (5, (1, 1, 24, 8))]
XAVIER_CASES = [(0, (192, 192)), (6, (24, 96)), (7, (50, 7))]


def ends(name, initializer, seed, shape):
    key = jax.random.key(seed)
    draws = np.asarray(initializer(key, shape, "float32")).ravel()
    return {
        "init": name,
        "key": jax.random.key_data(key).tolist(),
        "shape": shape,
        "head": draws[:64].tolist(),
        "tail": draws[-64:].tolist(),
    }


def main():
    initializer = jax.nn.initializers.lecun_normal()
    initializers = {"lecunNormal": initializer, "heNormal": jax.nn.initializers.he_normal()}
    kernels = [
        ends(name, initializers[name], seed, shape) for name in initializers for seed, shape in CASES
    ]
    xavier = [
        ends("xavierUniform", jax.nn.initializers.xavier_uniform(), seed, shape) for seed, shape in XAVIER_CASES
    ]
    # A stack of dense layers: one key a layer, as the models split it.
    key = jax.random.key(3)
    widths = [5, 4, 3]
    keys = jax.random.split(key, len(widths) - 1)
    stack = [
        np.asarray(initializer(k, shape, "float32")).ravel().tolist()
        for k, shape in zip(keys, zip(widths, widths[1:]))
    ]
    document = {
        "versions": {"jax": jax.__version__},
        "kernels": kernels,
        "xavier": xavier,
        "stack": {"key": jax.random.key_data(key).tolist(), "widths": widths, "kernels": stack},
    }
    OUTPUT.write_text(json.dumps(document, separators=(",", ":")) + "\n")


main()
