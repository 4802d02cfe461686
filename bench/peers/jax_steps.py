"""SGD, SAM and 1-SAM in JAX: all under jit, the examples by vmap or by lax.map."""

import contestant

task = contestant.assignment()
contestant.use(task)

import jax
import jax.numpy as jnp
from jax_networks import networks

RHO = task["rho"]
network = networks[task["architecture"]]
stored, inputs, labels = contestant.read_numbers(task)
params = contestant.nested({path: jnp.asarray(tensor) for path, tensor in stored.items()})
x, y = jnp.asarray(inputs), jnp.asarray(labels)


def loss(params, x, y):
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(network(params, x)), y[:, None], 1))


def norm(tree):
    return jnp.sqrt(sum(jnp.sum(leaf**2) for leaf in jax.tree.leaves(tree)))


def sam(params, x, y):
    gradient = jax.grad(loss)(params, x, y)
    c = RHO / norm(gradient)
    return jax.grad(loss)(jax.tree.map(lambda w, g: w + c * g, params, gradient), x, y)


def sam_of_one(params, xi, yi):
    return sam(params, xi[None], yi[None])


def mean(directions):
    return jax.tree.map(lambda leaf: leaf.mean(0), directions)


def contender(function):
    compiled = jax.jit(function)
    return lambda: jax.block_until_ready(compiled(params, x, y))


contestant.serve(
    task,
    jax.__version__,
    {
        "sgd, jit": ("sgd", contender(jax.grad(loss))),
        "sam, jit": ("sam", contender(sam)),
        "1-sam, jit(vmap)": (
            "1-sam",
            contender(lambda p, x, y: mean(jax.vmap(sam_of_one, (None, 0, 0))(p, x, y))),
        ),
        "1-sam, jit(lax.map)": (
            "1-sam",
            contender(lambda p, x, y: mean(jax.lax.map(lambda example: sam_of_one(p, *example), (x, y)))),
        ),
    },
    lambda direction: float(norm(direction)),
)
