"""The models of `planish list models --json` in PyTorch, written from what that command prints.

Parameters are a flat dict from names (paths in the tree) to tensors in Planish's layout: dense kernels [in, out],
convolutions [kh, kw, in, out]; inputs are [B, height, width, channels].

    shapes(model)              {name: shape} for a model as a case.json describes it
    forward(model, params, x)  the logits, and the head's input
"""

import torch
import torch.nn.functional as F

ACTIVATIONS = {"relu": torch.relu, "tanh": torch.tanh, "gelu": F.gelu, "identity": lambda x: x}
DENSE = ("mlp", "linear", "deepLinear")
BLOCKS = {"resnet18": [2, 2, 2, 2], "resnet34": [3, 4, 6, 3], "resnet20": [3, 3, 3], "resnet32": [5, 5, 5]}
WIDTHS = {"resnet18": 64, "resnet34": 64, "resnet20": 16, "resnet32": 16}
VITS = {"ti": (192, 12, 3), "s": (384, 12, 6)}


def shortcut_of(model):
    return model.get("shortcut", "projection" if model["kind"] in ("resnet18", "resnet34") else "pad")


def affine(name, channels):
    return {f"{name}.scale": (channels,), f"{name}.bias": (channels,)}


def dense(name, inputs, outputs):
    return {f"{name}.kernel": (inputs, outputs), f"{name}.bias": (outputs,)}


def dense_shapes(model):
    widths = [torch.Size(model["inputShape"]).numel(), *model.get("hidden", []), model["classes"]]
    biased = model.get("bias", model["kind"] != "deepLinear")
    shapes = {}
    for i, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
        shapes |= dense(f"layers.{i}", inputs, outputs) if biased else {f"layers.{i}.kernel": (inputs, outputs)}
    return shapes


def cnn_shapes(model):
    w = model.get("width", 32)
    channels = [model["inputShape"][2], w, w, 2 * w, 2 * w]
    shapes = {}
    for i, (inputs, outputs) in enumerate(zip(channels, channels[1:])):
        shapes[f"convs.{i}.kernel"] = (3, 3, inputs, outputs)
        if model.get("bias", False):
            shapes[f"convs.{i}.bias"] = (outputs,)
    return shapes | dense("head", 2 * w, model["classes"])


def resnet_shapes(model):
    width = model.get("width", WIDTHS[model["kind"]])
    k = 3 if model.get("stem", "cifar") == "cifar" else 7
    shapes = {"stem.conv.kernel": (k, k, model["inputShape"][2], width)} | affine("stem.norm", width)
    inputs = width
    for s, count in enumerate(BLOCKS[model["kind"]]):
        outputs = width * 2**s
        for b in range(count):
            name = f"stages.{s}.{b}"
            shapes[f"{name}.conv1.kernel"] = (3, 3, inputs, outputs)
            shapes[f"{name}.conv2.kernel"] = (3, 3, outputs, outputs)
            shapes |= affine(f"{name}.norm1", outputs) | affine(f"{name}.norm2", outputs)
            if s > 0 and b == 0 and shortcut_of(model) == "projection":
                shapes[f"{name}.shortcut.conv.kernel"] = (1, 1, inputs, outputs)
                shapes |= affine(f"{name}.shortcut.norm", outputs)
            inputs = outputs
    return shapes | dense("head", inputs, model["classes"])


def densenet_shapes(model):
    k, theta = model.get("growth", 12), model.get("compression", 0.5)
    n = (model.get("depth", 100) - 4) // 6
    channels = 2 * k
    shapes = {"stem.kernel": (3, 3, model["inputShape"][2], channels)}
    for s in range(3):
        for b in range(n):
            name = f"blocks.{s}.{b}"
            shapes |= affine(f"{name}.norm1", channels) | affine(f"{name}.norm2", 4 * k)
            shapes[f"{name}.conv1.kernel"] = (1, 1, channels, 4 * k)
            shapes[f"{name}.conv2.kernel"] = (3, 3, 4 * k, k)
            channels += k
        if s < 2:
            kept = int(theta * channels)
            shapes |= affine(f"transitions.{s}.norm", channels)
            shapes[f"transitions.{s}.conv.kernel"] = (1, 1, channels, kept)
            channels = kept
    return shapes | affine("norm", channels) | dense("head", channels, model["classes"])


def vit_sizes(model):
    dim, depth, heads = VITS[model.get("variant", "ti")]
    dim, depth, heads = model.get("dim", dim), model.get("depth", depth), model.get("heads", heads)
    return dim, depth, heads, model.get("mlpDim", 4 * dim), model.get("patchSize", 4)


def vit_shapes(model):
    dim, depth, _, mlp_dim, p = vit_sizes(model)
    height, width, channels = model["inputShape"]
    tokens = (height // p) * (width // p)
    shapes = {"patches.kernel": (p, p, channels, dim), "patches.bias": (dim,)}
    shapes |= {"token": (dim,), "positions": (1 + tokens, dim)}
    for b in range(depth):
        name = f"blocks.{b}"
        shapes |= affine(f"{name}.norm1", dim) | affine(f"{name}.norm2", dim)
        shapes |= dense(f"{name}.attention.qkv", dim, 3 * dim) | dense(f"{name}.attention.out", dim, dim)
        shapes |= dense(f"{name}.mlp.expand", dim, mlp_dim) | dense(f"{name}.mlp.contract", mlp_dim, dim)
    return shapes | affine("norm", dim) | dense("head", dim, model["classes"])


def conv(x, kernel, bias=None, stride=1, padding=0):
    """x is [B, channels, height, width]."""
    return F.conv2d(x, kernel.permute(3, 2, 0, 1), bias, stride, padding)


def normaliser(model, params):
    def norm(x, name):
        scale, bias = params[f"{name}.scale"], params[f"{name}.bias"]
        channels = x.shape[1]
        if model.get("norm", "layer") == "layer":
            return F.layer_norm(x.movedim(1, -1), (channels,), scale, bias, 1e-6).movedim(-1, 1)
        groups = max(g for g in range(1, model.get("groups", 32) + 1) if channels % g == 0)
        return F.group_norm(x, groups, scale, bias, 1e-6)

    return norm


def with_head(features, params, name="head"):
    return features @ params[f"{name}.kernel"] + params[f"{name}.bias"], features


def dense_forward(model, params, x):
    activation = ACTIVATIONS[model.get("activation", "relu" if model["kind"] == "mlp" else "identity")]
    h = x.flatten(1)
    last = len(model.get("hidden", []))
    for index in range(last + 1):
        features = h
        h = h @ params[f"layers.{index}.kernel"] + params.get(f"layers.{index}.bias", 0.0)
        if index < last:
            h = activation(h)
    return h, features


def cnn_forward(model, params, x):
    activation = ACTIVATIONS[model.get("activation", "relu")]
    x = x.movedim(-1, 1)
    for i in range(4):
        x = activation(conv(x, params[f"convs.{i}.kernel"], params.get(f"convs.{i}.bias"), padding=1))
        if i % 2 == 1:
            x = F.avg_pool2d(x, 2)
    return with_head(x.mean((2, 3)), params)


def resnet_forward(model, params, x):
    norm = normaliser(model, params)
    x = x.movedim(-1, 1)
    if model.get("stem", "cifar") == "cifar":
        x = torch.relu(norm(conv(x, params["stem.conv.kernel"], padding=1), "stem.norm"))
    else:
        x = torch.relu(norm(conv(x, params["stem.conv.kernel"], stride=2, padding=3), "stem.norm"))
        x = F.max_pool2d(x, 3, 2, 1)
    for s, count in enumerate(BLOCKS[model["kind"]]):
        for b in range(count):
            name = f"stages.{s}.{b}"
            opens = s > 0 and b == 0
            stride = 2 if opens else 1
            h = torch.relu(norm(conv(x, params[f"{name}.conv1.kernel"], stride=stride, padding=1), f"{name}.norm1"))
            h = norm(conv(h, params[f"{name}.conv2.kernel"], padding=1), f"{name}.norm2")
            if opens and shortcut_of(model) == "projection":
                x = norm(conv(x, params[f"{name}.shortcut.conv.kernel"], stride=2), f"{name}.shortcut.norm")
            elif opens:
                x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, 0, h.shape[1] - x.shape[1]))
            x = torch.relu(h + x)
    return with_head(x.mean((2, 3)), params)


def densenet_forward(model, params, x):
    norm = normaliser(model, params)
    n = (model.get("depth", 100) - 4) // 6
    x = conv(x.movedim(-1, 1), params["stem.kernel"], padding=1)
    for s in range(3):
        for b in range(n):
            name = f"blocks.{s}.{b}"
            h = conv(torch.relu(norm(x, f"{name}.norm1")), params[f"{name}.conv1.kernel"])
            h = conv(torch.relu(norm(h, f"{name}.norm2")), params[f"{name}.conv2.kernel"], padding=1)
            x = torch.cat([x, h], 1)
        if s < 2:
            name = f"transitions.{s}"
            x = F.avg_pool2d(conv(torch.relu(norm(x, f"{name}.norm")), params[f"{name}.conv.kernel"]), 2)
    return with_head(torch.relu(norm(x, "norm")).mean((2, 3)), params)


def vit_forward(model, params, x):
    dim, depth, heads, _, p = vit_sizes(model)

    def norm(x, name):
        return F.layer_norm(x, (dim,), params[f"{name}.scale"], params[f"{name}.bias"], 1e-6)

    def linear(x, name):
        return x @ params[f"{name}.kernel"] + params[f"{name}.bias"]

    def attention(x, name):
        q, k, v = (
            part.unflatten(-1, (heads, dim // heads)).transpose(1, 2) for part in linear(x, f"{name}.qkv").chunk(3, -1)
        )
        weights = torch.softmax(q @ k.transpose(-1, -2) / (dim // heads) ** 0.5, -1)
        return linear((weights @ v).transpose(1, 2).flatten(2), f"{name}.out")

    x = conv(x.movedim(-1, 1), params["patches.kernel"], params["patches.bias"], stride=p)
    x = x.flatten(2).transpose(1, 2)
    x = torch.cat([params["token"].expand(len(x), 1, dim), x], 1) + params["positions"]
    for b in range(depth):
        name = f"blocks.{b}"
        x = x + attention(norm(x, f"{name}.norm1"), f"{name}.attention")
        hidden = F.gelu(linear(norm(x, f"{name}.norm2"), f"{name}.mlp.expand"))
        x = x + linear(hidden, f"{name}.mlp.contract")
    return with_head(norm(x[:, 0], "norm"), params)


def architecture(kind):
    if kind in DENSE:
        return dense_shapes, dense_forward
    if kind in BLOCKS:
        return resnet_shapes, resnet_forward
    return {
        "cnn": (cnn_shapes, cnn_forward),
        "densenet": (densenet_shapes, densenet_forward),
        "vit": (vit_shapes, vit_forward),
    }[kind]


def shapes(model):
    return architecture(model["kind"])[0](model)


def forward(model, params, x):
    return architecture(model["kind"])[1](model, params, x)
