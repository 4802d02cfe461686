"""Golden draws of weight initialisers, from JAX on a CPU.

Run from the root of the repository, with `pip install jax==0.10.2` (the version is recorded in the file):

    JAX_PLATFORMS=cpu python tools/golden/jax_initializers.py
"""

import json
import pathlib

import jax
import numpy as np

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/models/src/kernelInit.golden.json"
CASES = [(0, (784, 3)), (1, (3, 64)), (2**31 + 5, (17, 11))]


def main():
    initializer = jax.nn.initializers.lecun_normal()
    initializers = {"lecunNormal": initializer, "heNormal": jax.nn.initializers.he_normal()}
    kernels = []
    for name, (seed, shape) in ((name, case) for name in initializers for case in CASES):
        key = jax.random.key(seed)
        draws = np.asarray(initializers[name](key, shape, "float32")).ravel()
        kernels.append({
            "init": name,
            "key": jax.random.key_data(key).tolist(),
            "shape": shape,
            "head": draws[:64].tolist(),
            "tail": draws[-64:].tolist(),
        })
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
        "stack": {"key": jax.random.key_data(key).tolist(), "widths": widths, "kernels": stack},
    }
    OUTPUT.write_text(json.dumps(document, separators=(",", ":")) + "\n")


main()
