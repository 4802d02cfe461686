"""The networks of @planish/models in JAX, on the same parameters: {architecture: (params, inputs) -> logits}."""

import jax
import jax.numpy as jnp

HEADS = 3


def dense(x, p):
    return x @ p["kernel"] + p["bias"]


def conv(x, p, stride=1, padding="SAME"):
    if isinstance(padding, int):
        padding = [(padding, padding)] * 2
    s = jax.lax.conv_general_dilated(
        x, p["kernel"], (stride, stride), padding, dimension_numbers=("NHWC", "HWIO", "NHWC")
    )
    return s + p["bias"] if "bias" in p else s


def layer_norm(x, p):
    mean = x.mean(-1, keepdims=True)
    variance = ((x - mean) ** 2).mean(-1, keepdims=True)
    return (x - mean) * jax.lax.rsqrt(variance + 1e-6) * p["scale"] + p["bias"]


def mlp(params, x):
    for index, layer in enumerate(params["layers"]):
        x = dense(jax.nn.relu(x) if index else x, layer)
    return x


def average_pool(x):
    batch, height, width, channels = x.shape
    return x.reshape(batch, height // 2, 2, width // 2, 2, channels).mean((2, 4))


def cnn(params, x):
    for index, layer in enumerate(params["convs"]):
        x = jax.nn.relu(conv(x, layer))
        if index % 2:
            x = average_pool(x)
    return dense(x.mean((1, 2)), params["head"])


def block(x, p, stride):
    h = jax.nn.relu(layer_norm(conv(x, p["conv1"], stride, 1), p["norm1"]))
    h = layer_norm(conv(h, p["conv2"], 1, 1), p["norm2"])
    if "shortcut" in p:
        x = layer_norm(conv(x, p["shortcut"]["conv"], stride, "VALID"), p["shortcut"]["norm"])
    return jax.nn.relu(h + x)


def resnet18(params, x):
    x = jax.nn.relu(layer_norm(conv(x, params["stem"]["conv"], 1, 1), params["stem"]["norm"]))
    for stage, blocks in enumerate(params["stages"]):
        for index, p in enumerate(blocks):
            x = block(x, p, 2 if stage and not index else 1)
    return dense(x.mean((1, 2)), params["head"])


def attention(x, p):
    batch, tokens, dim = x.shape
    qkv = dense(x, p["qkv"]).reshape(batch, tokens, 3, HEADS, dim // HEADS)
    q, k, v = (qkv[:, :, part].swapaxes(1, 2) for part in range(3))
    weights = jax.nn.softmax(q @ k.swapaxes(2, 3) / (dim // HEADS) ** 0.5)
    return dense((weights @ v).swapaxes(1, 2).reshape(batch, tokens, dim), p["out"])


def vit(params, x):
    patch = params["patches"]["kernel"].shape[0]
    x = conv(x, params["patches"], patch, "VALID")
    batch, _, _, dim = x.shape
    token = jnp.broadcast_to(params["token"], (batch, 1, dim))
    x = jnp.concatenate([token, x.reshape(batch, -1, dim)], 1) + params["positions"]
    for p in params["blocks"]:
        x = x + attention(layer_norm(x, p["norm1"]), p["attention"])
        h = jax.nn.gelu(dense(layer_norm(x, p["norm2"]), p["mlp"]["expand"]), approximate=False)
        x = x + dense(h, p["mlp"]["contract"])
    return dense(layer_norm(x[:, 0], params["norm"]), params["head"])


networks = {"mlp": mlp, "cnn": cnn, "resnet18": resnet18, "vit": vit}
