"""Golden directions for `planish step`, from PyTorch in float64.

Every rule by its definition: a loop over the groups of a batch, with weights that are really perturbed, and autograd
for everything; nothing is shared between examples or groups. The cases of a
folder share its parameters and batch:

    golden/FOLDER/params.safetensors, batch.safetensors    what its cases start from
    golden/FOLDER/NAME.safetensors                         the direction of case NAME
    golden/cases.golden.json                               every case's case.json and loss

Run from the root of the repository, with `pip install torch==2.13.0 numpy safetensors` (the versions are recorded):

    python tools/golden/torch_step.py

The models are in torch_models.py.
"""

import json
import math
import pathlib
import shutil

import safetensors
import torch
import torch_models
from safetensors.torch import save_file
from torch_models import forward

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/lab/src/case/golden"

def drawn_params(model, generator):
    """float32 numbers, as float64: both sides start from the same."""
    params = {}
    for name, shape in torch_models.shapes(model).items():
        draws = torch.randn(shape, generator=generator)
        if name.endswith(".kernel"):
            params[name] = (draws / math.prod(shape[:-1]) ** 0.5).double()
        else:
            params[name] = ((1 if name.endswith(".scale") else 0) + 0.1 * draws).double()
    return params


def losses(kind, logits, labels):
    """One loss an example."""
    if kind == "crossEntropy":
        return torch.nn.functional.cross_entropy(logits, labels, reduction="none")
    if kind == "squared":
        return 0.5 * ((logits - torch.nn.functional.one_hot(labels, logits.shape[1])) ** 2).sum(1)
    signs = 2.0 * labels - 1.0
    return torch.nn.functional.softplus(-signs * logits[:, 0])


def residual(kind, logits, labels):
    """∂ℓ/∂logits, by autograd."""
    logits = logits.detach().requires_grad_()
    return torch.autograd.grad(losses(kind, logits, labels).sum(), logits)[0]


def gradient(f, params):
    at = {name: value.detach().requires_grad_() for name, value in params.items()}
    return dict(zip(at, torch.autograd.grad(f(at), list(at.values()))))


def group_direction(model, loss, params, x, y, rho, term):
    """The direction of one group at its own ε = ρ ∇L/‖∇L‖."""
    mean_loss = lambda at: losses(loss, forward(model, at, x)[0], y).mean()
    g = gradient(mean_loss, params)
    norm = torch.sqrt(sum((leaf**2).sum() for leaf in g.values()))
    shifted = {name: w + rho * g[name] / norm for name, w in params.items()}
    if term == "full":
        return gradient(mean_loss, shifted)
    moving, fixed = (params, shifted) if term == "logit" else (shifted, params)
    r = residual(loss, forward(model, fixed, x)[0], y)
    return gradient(lambda at: (forward(model, at, x)[0] * r).sum() / len(x), moving)


def regularised_direction(model, loss, params, x, y, gamma_z, gamma_v):
    head = f"layers.{len(model.get('hidden', []))}.kernel"

    def objective(at):
        logits, features = forward(model, at, x)
        mean_loss = losses(loss, logits, y).mean()
        return mean_loss + gamma_z / 2 * (features**2).sum(1).mean() + gamma_v / 2 * (at[head] ** 2).sum()

    return gradient(objective, params)


def direction_of(case, params, x, y):
    model, loss, rule = case["model"], case["loss"]["kind"], case["rule"]
    if rule["kind"] == "normRegularised":
        return regularised_direction(model, loss, params, x, y, rule["gammaZ"], rule["gammaV"])
    if rule["kind"] == "sgd":
        return gradient(lambda at: losses(loss, forward(model, at, x)[0], y).mean(), params)
    m = len(x) if rule["m"] == "batch" else rule["m"]
    total = {name: torch.zeros_like(w) for name, w in params.items()}
    for xs, ys in zip(x.split(m), y.split(m)):
        part = group_direction(model, loss, params, xs, ys, rule["rho"], rule["term"])
        for name in total:
            total[name] += part[name] * (len(xs) / len(x))
    return total


def stored(tensors):
    return {name: tensor.to(torch.float32).contiguous() for name, tensor in tensors.items()}


def write(folder, seed, examples, model, loss, rules):
    """Writes a folder's files; the cases, but for their directions."""
    generator = torch.Generator().manual_seed(seed)
    params = drawn_params(model, generator)
    inputs = torch.randn((examples, *model["inputShape"]), generator=generator)
    labels = torch.randint(max(2, model["classes"]), (examples,), generator=generator)
    path = OUTPUT / folder
    path.mkdir(parents=True)
    save_file(stored(params), path / "params.safetensors")
    save_file({"inputs": inputs, "labels": labels.to(torch.int32)}, path / "batch.safetensors")
    value = losses(loss, forward(model, params, inputs.double())[0], labels).mean().item()
    cases = []
    for name, rule in rules.items():
        case = {"model": model, "loss": {"kind": loss}, "rule": rule}
        save_file(stored(direction_of(case, params, inputs.double(), labels)), path / f"{name}.safetensors")
        cases.append({"folder": folder, "name": name, "case": case, "loss": value})
    return cases


def sam_rules(rho, sizes, terms=("full", "logit", "jacobian")):
    return {
        f"sam-{m}-{term}": {"kind": "sam", "rho": rho, "m": m, "term": term} for m in sizes for term in terms
    }


def main():
    shutil.rmtree(OUTPUT, ignore_errors=True)
    mlp = {"kind": "mlp", "inputShape": [20], "hidden": [16, 12], "classes": 5, "activation": "relu"}
    images = {"kind": "mlp", "inputShape": [28, 28, 1], "hidden": [64], "classes": 10, "activation": "relu"}
    tanh = {"kind": "mlp", "inputShape": [4, 2], "hidden": [6], "classes": 3, "activation": "tanh"}
    linear = {"kind": "linear", "inputShape": [20], "classes": 5}
    deep = {"kind": "deepLinear", "inputShape": [8], "hidden": [6, 4], "classes": 1}
    cnn = {"kind": "cnn", "inputShape": [8, 8, 2], "width": 4, "classes": 3}
    resnet18 = {"kind": "resnet18", "inputShape": [8, 8, 1], "width": 4, "classes": 3}
    resnet20 = {"kind": "resnet20", "inputShape": [8, 6, 2], "width": 4, "norm": "group", "groups": 2, "classes": 3}
    vit = {"kind": "vit", "inputShape": [8, 8, 2], "dim": 12, "depth": 2, "heads": 3, "mlpDim": 16, "classes": 3}
    densenet = {"kind": "densenet", "inputShape": [8, 8, 1], "depth": 10, "growth": 4, "classes": 3}
    networks = sam_rules(0.1, [1, 3, "batch"])
    sgd = {"sgd": {"kind": "sgd"}}
    regularised = {"regularised": {"kind": "normRegularised", "gammaZ": 0.3, "gammaV": 0.2}}
    cases = [
        *write("mlp", 0, 10, mlp, "crossEntropy", sgd | sam_rules(0.5, [1, 3, 4, "batch"]) | regularised),
        *write("images", 1, 32, images, "crossEntropy", sam_rules(0.05, [5], ["full"])),
        *write("squared", 2, 7, tanh, "squared", sgd | sam_rules(0.3, [1, 3])),
        *write("linear", 3, 10, linear, "crossEntropy", sam_rules(0.5, [1])),
        *write("logistic", 4, 9, deep, "logistic", sam_rules(0.3, [1, 2]) | regularised),
        *write("cnn", 5, 7, cnn, "crossEntropy", sgd | networks),
        *write("resnet18", 6, 7, resnet18, "crossEntropy", networks),
        *write("resnet20", 7, 4, resnet20, "crossEntropy", sam_rules(0.1, [3], ["full"])),
        *write("vit", 8, 7, vit, "crossEntropy", sgd | networks),
        *write("densenet", 9, 7, densenet, "crossEntropy", sgd | networks),
    ]
    document = {"versions": {"torch": torch.__version__, "safetensors": safetensors.__version__}, "cases": cases}
    (OUTPUT / "cases.golden.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")


main()
