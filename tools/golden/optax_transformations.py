"""Golden trajectories of gradient transformations and schedules, from optax in float64.

Run from the root of the repository, with `pip install jax==0.10.2 optax==0.2.8` (versions are recorded in the file):

    JAX_PLATFORMS=cpu python tools/golden/optax_transformations.py
"""

import json
import pathlib

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy as np
import optax

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/optim/src/transformations/optax.golden.json"
STEPS = 24
SHAPES = {"bias": (2,), "kernel": (3, 2)}


def float32_numbers(rng, shape, scale):
    """Numbers that float32 holds exactly, so that both sides start from the same ones."""
    return (scale * rng.standard_normal(shape)).astype(np.float32).astype(np.float64)


def tree(rng, scale=1.0):
    return {name: jnp.asarray(float32_numbers(rng, shape, scale)) for name, shape in SHAPES.items()}


def flat(tree):
    """Leaves in the order of sorted names, nine digits: more than float32 tells apart."""
    leaves = np.concatenate([np.asarray(tree[name]).ravel() for name in sorted(tree)])
    return [float(f"{x:.9g}") for x in leaves]


SCHEDULES = {
    "constant": optax.constant_schedule(0.05),
    "cosine": optax.cosine_decay_schedule(0.1, 16, alpha=0.1),
    "stepDecay": optax.exponential_decay(0.1, 7, 0.5, staircase=True),
    "warmUp": optax.join_schedules(
        [optax.linear_schedule(0.01, 0.1, 6), optax.cosine_decay_schedule(0.1, 14)], [6]
    ),
}

DESCEND = optax.scale(-0.05)

CASES = {
    "trace": optax.chain(optax.trace(0.9), DESCEND),
    "nesterov": optax.chain(optax.trace(0.9, nesterov=True), DESCEND),
    "weight decay, momentum": optax.chain(optax.add_decayed_weights(0.1), optax.trace(0.8), DESCEND),
    "momentum, weight decay": optax.chain(optax.trace(0.8), optax.add_decayed_weights(0.1), DESCEND),
    "clip by global norm": optax.chain(optax.clip_by_global_norm(2.0), DESCEND),
    "clip, momentum, nested": optax.chain(
        optax.chain(optax.clip_by_global_norm(1.5), optax.add_decayed_weights(0.01)), optax.sgd(0.05, 0.9, True)
    ),
    **{name: optax.scale_by_schedule(lambda n, f=f: -f(n)) for name, f in SCHEDULES.items()},
    "sgd with warm-up": optax.chain(
        optax.add_decayed_weights(5e-3), optax.sgd(SCHEDULES["warmUp"], momentum=0.9, nesterov=True)
    ),
}


def trajectory(transformation, params, gradients):
    state = transformation.init(params)
    points = []
    for gradient in gradients:
        updates, state = transformation.update(gradient, state, params)
        params = optax.apply_updates(params, updates)
        points.append(flat(params))
    return points


def main():
    rng = np.random.default_rng(0)
    params = tree(rng)
    # Norms from well below to well above the clipping thresholds.
    gradients = [tree(rng, scale) for scale in np.geomspace(0.1, 3.0, STEPS)]
    document = {
        "versions": {"jax": jax.__version__, "optax": optax.__version__},
        "params": flat(params),
        "gradients": [flat(gradient) for gradient in gradients],
        "trajectories": {name: trajectory(t, params, gradients) for name, t in CASES.items()},
        "schedules": {name: [float(f(n)) for n in range(STEPS)] for name, f in SCHEDULES.items()},
    }
    OUTPUT.write_text(json.dumps(document, indent=None, separators=(",", ":")) + "\n")


main()
