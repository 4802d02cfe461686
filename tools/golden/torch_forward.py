"""Golden logits of the models, from PyTorch in float64, at parameters and inputs that any program can compute.

Number j (from 0, in row-major order) of the tensor of a name is u = 2·frac(φ·(j + 1) + ψ·h) − 1 with φ = 0.6180339887498949,
ψ = 0.7548776662466927, h = Σ (i + 1)·code(name[i]), all in float64; then, rounded to float32, a parameter is
u·√(3 / fan in) (kernels, the fan in being the product of all axes but the last), 1 + 0.3·u (scales), 0.3·u (all else);
the inputs, of the name "inputs", are 2·u.

Writes packages/models/src/forward.golden.json. Run from the root of the repository, with
`pip install torch==2.13.0 numpy` (the versions are recorded):

    python tools/golden/torch_forward.py
"""

import json
import math
import pathlib

import numpy as np
import torch
import torch_models

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/models/src/forward.golden.json"
EXAMPLES = 3


def numbers(name, shape):
    size = math.prod(shape)
    h = sum((i + 1) * ord(letter) for i, letter in enumerate(name))
    product = 0.6180339887498949 * np.arange(1, size + 1, dtype=np.float64) + 0.7548776662466927 * h
    u = 2 * (product - np.floor(product)) - 1
    if name == "inputs":
        u = 2 * u
    elif name.endswith(".kernel"):
        u = u * math.sqrt(3 / math.prod(shape[:-1]))
    else:
        u = 1 + 0.3 * u if name.endswith(".scale") else 0.3 * u
    return torch.from_numpy(u.astype(np.float32).astype(np.float64).reshape(shape))


def case(model):
    params = {name: numbers(name, shape) for name, shape in torch_models.shapes(model).items()}
    logits, _ = torch_models.forward(model, params, numbers("inputs", (EXAMPLES, *model["inputShape"])))
    return {"model": model, "parameters": sum(leaf.numel() for leaf in params.values()), "logits": logits.tolist()}


def main():
    small = {"inputShape": [8, 8, 3], "classes": 5}
    odd = {"inputShape": [9, 7, 2], "classes": 3}
    group = {"norm": "group", "groups": 3}
    models = [
        {"kind": "mlp", "inputShape": [2, 3], "hidden": [5, 4], "classes": 3, "activation": "gelu"},
        {"kind": "cnn", "width": 4, **small},
        {"kind": "cnn", "width": 3, "activation": "tanh", "bias": True, **odd},
        {"kind": "resnet18", "width": 6, **small},
        {"kind": "resnet18", "width": 6, **group, **odd},
        {"kind": "resnet34", "width": 6, "stem": "imagenet", "inputShape": [32, 24, 3], "classes": 5},
        {"kind": "resnet20", "width": 6, **small},
        {"kind": "resnet32", "width": 6, "shortcut": "projection", **group, **odd},
        {"kind": "densenet", "depth": 16, "growth": 4, **small},
        {"kind": "densenet", "depth": 10, "growth": 6, "compression": 0.7, **group, **odd},
        {"kind": "vit", "dim": 12, "depth": 2, "heads": 3, **small},
        {"kind": "vit", "dim": 8, "depth": 1, "heads": 2, "mlpDim": 10, "patchSize": 2, "inputShape": [4, 6, 1], "classes": 2},
    ]
    document = {"versions": {"torch": torch.__version__, "numpy": np.__version__}, "cases": [case(m) for m in models]}
    OUTPUT.write_text(json.dumps(document, separators=(",", ":")) + "\n")


main()
