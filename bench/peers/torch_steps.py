"""SGD, SAM and 1-SAM in PyTorch: ordinary autograd, a loop over the examples, torch.func.vmap."""

import contestant

task = contestant.assignment()
contestant.use(task)

import torch
from torch.func import grad, vmap
from torch_networks import converted, networks

torch.set_num_threads(task["threads"])
RHO = task["rho"]
network = networks[task["architecture"]]
stored, inputs, labels = contestant.read_numbers(task)
names = list(stored)
params = [converted(path, stored[path]) for path in names]
x = torch.from_numpy(inputs.copy())
if x.dim() == 4:
    x = x.permute(0, 3, 1, 2)
y = torch.from_numpy(labels.copy())
examples = len(y)


def loss(params, x, y):
    return torch.nn.functional.cross_entropy(network(contestant.nested(dict(zip(names, params))), x), y)


def scale(gradients):
    return RHO / torch.sqrt(sum((g**2).sum() for g in gradients))


def sgd(params, x, y):
    leaves = [p.detach().requires_grad_() for p in params]
    return torch.autograd.grad(loss(leaves, x, y), leaves)


def sam(x, y):
    gradients = sgd(params, x, y)
    c = scale(gradients)
    return sgd([p + c * g for p, g in zip(params, gradients)], x, y)


def loop():
    total = None
    for i in range(examples):
        direction = sam(x[i : i + 1], y[i : i + 1])
        total = direction if total is None else [a + b for a, b in zip(total, direction)]
    return [t / examples for t in total]


def sam_of_one(params, xi, yi):
    gradient = grad(lambda p: loss(p, xi[None], yi[None]))
    gradients = gradient(params)
    c = scale(gradients)
    return gradient([p + c * g for p, g in zip(params, gradients)])


def vectorised():
    return [t.mean(0) for t in vmap(sam_of_one, in_dims=(None, 0, 0))(params, x, y)]


contestant.serve(
    task,
    torch.__version__,
    {
        "sgd": ("sgd", lambda: sgd(params, x, y)),
        "sam": ("sam", lambda: sam(x, y)),
        "1-sam, loop": ("1-sam", loop),
        "1-sam, vmap": ("1-sam", vectorised),
    },
    lambda direction: float(torch.sqrt(sum((t**2).sum() for t in direction))),
)
