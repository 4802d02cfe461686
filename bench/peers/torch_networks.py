"""The networks of @planish/models in PyTorch, on the same parameters: {architecture: (params, inputs) -> logits}.

All in PyTorch's own layouts: images NCHW (in memory format channels_last), kernels of convolutions OIHW and of dense
layers [out, in].
"""

import torch
import torch.nn.functional as F

HEADS = 3


def converted(path, tensor):
    """A parameter of Planish's in PyTorch's layout."""
    tensor = torch.from_numpy(tensor.copy())
    if not path.endswith("kernel"):
        return tensor
    return (tensor.T if tensor.dim() == 2 else tensor.permute(3, 2, 0, 1)).contiguous()


def dense(x, p):
    return F.linear(x, p["kernel"], p["bias"])


def conv(x, p, stride=1, padding=0):
    return F.conv2d(x, p["kernel"], p.get("bias"), stride, padding)


def layer_norm(x, p):
    return F.layer_norm(x, p["scale"].shape, p["scale"], p["bias"], 1e-6)


def channel_norm(x, p):
    return layer_norm(x.permute(0, 2, 3, 1), p).permute(0, 3, 1, 2)


def mlp(params, x):
    for index, layer in enumerate(params["layers"]):
        x = dense(torch.relu(x) if index else x, layer)
    return x


def cnn(params, x):
    for index, layer in enumerate(params["convs"]):
        x = torch.relu(conv(x, layer, 1, 1))
        if index % 2:
            x = F.avg_pool2d(x, 2)
    return dense(x.mean((2, 3)), params["head"])


def block(x, p, stride):
    h = torch.relu(channel_norm(conv(x, p["conv1"], stride, 1), p["norm1"]))
    h = channel_norm(conv(h, p["conv2"], 1, 1), p["norm2"])
    if "shortcut" in p:
        x = channel_norm(conv(x, p["shortcut"]["conv"], stride), p["shortcut"]["norm"])
    return torch.relu(h + x)


def resnet18(params, x):
    x = torch.relu(channel_norm(conv(x, params["stem"]["conv"], 1, 1), params["stem"]["norm"]))
    for stage, blocks in enumerate(params["stages"]):
        for index, p in enumerate(blocks):
            x = block(x, p, 2 if stage and not index else 1)
    return dense(x.mean((2, 3)), params["head"])


def attention(x, p):
    batch, tokens, dim = x.shape
    qkv = dense(x, p["qkv"]).reshape(batch, tokens, 3, HEADS, dim // HEADS)
    q, k, v = (qkv[:, :, part].transpose(1, 2) for part in range(3))
    h = F.scaled_dot_product_attention(q, k, v)
    return dense(h.transpose(1, 2).reshape(batch, tokens, dim), p["out"])


def vit(params, x):
    x = conv(x, params["patches"], params["patches"]["kernel"].shape[-1])
    x = x.flatten(2).transpose(1, 2)
    token = params["token"].expand(len(x), 1, -1)
    x = torch.cat([token, x], 1) + params["positions"]
    for p in params["blocks"]:
        x = x + attention(layer_norm(x, p["norm1"]), p["attention"])
        h = F.gelu(dense(layer_norm(x, p["norm2"]), p["mlp"]["expand"]))
        x = x + dense(h, p["mlp"]["contract"])
    return dense(layer_norm(x[:, 0], params["norm"]), params["head"])


networks = {"mlp": mlp, "cnn": cnn, "resnet18": resnet18, "vit": vit}
