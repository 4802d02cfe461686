"""Golden values and gradients of the losses, from PyTorch in float64.

Every loss is written from its paper's formula, in probabilities where the paper has them, and differentiated by
autograd. Label smoothing is also PyTorch's own; the script fails unless the two agree. Where implementations differ:

- Symmetric cross-entropy: the paper's log 0 is -4; the authors' code cuts one-hot labels at 1e-4, log 0 = -9.21.
- Bootstrapping, soft: the paper differentiates through both probabilities; some implementations detach the target.
- Mean absolute error: the paper's is the sum of |p - e_y|, 2(1 - p_y); some take the mean over classes, or 1 - p_y.
- Early-learning regularisation: the authors' code cuts p to [1e-4, 1 - 1e-4] here as well as in the moving average.
- Backward correction: T[i][j] = P(noisy j | clean i), so the row of the inverse is that of the noisy label.

Run from the root of the repository, with `pip install torch==2.13.0` (the version is recorded in the file):

    python tools/golden/torch_losses.py
"""

import json
import pathlib

import torch
import torch.nn.functional as F

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/grad/src/losses/torchLosses.golden.json"
CLASSES = 4


def one_hot(labels):
    return F.one_hot(labels, CLASSES).double()


def cross_entropies(logits):
    """Of every class, [B, K]."""
    return -F.log_softmax(logits, 1)


def label_smoothing(logits, targets, smoothing):
    smoothed = (1 - smoothing) * targets + smoothing / CLASSES
    loss = (smoothed * cross_entropies(logits)).sum(1)
    own = F.cross_entropy(logits, targets, label_smoothing=smoothing, reduction="none")
    assert torch.allclose(loss, own, rtol=1e-12, atol=1e-12)
    return loss


def generalised_cross_entropy(logits, targets, q, truncation=0.0):
    p = torch.softmax(logits, 1)
    # p^q by its logarithm: autograd of a power is NaN where p underflows.
    powers = torch.exp(-q * cross_entropies(logits))
    losses = torch.where(p > truncation, (1 - powers) / q, torch.full_like(p, (1 - truncation**q) / q))
    return (targets * losses).sum(1)


def symmetric_cross_entropy(logits, targets, alpha, beta, logZero):
    """Reverse cross-entropy of the label k: -sum_j p_j log e_k,j, with log 0 = logZero and log 1 = 0."""
    p = torch.softmax(logits, 1)
    log_labels = logZero * (1 - torch.eye(CLASSES, dtype=torch.float64))
    reverse = -p @ log_labels
    return (targets * (alpha * cross_entropies(logits) + beta * reverse)).sum(1)


def bootstrapping(logits, targets, beta, hard):
    p = torch.softmax(logits, 1)
    own = one_hot(logits.argmax(1)) if hard else p
    return ((beta * targets + (1 - beta) * own) * cross_entropies(logits)).sum(1)


def focal(logits, targets, gamma):
    p = torch.softmax(logits, 1)
    return (targets * (1 - p) ** gamma * cross_entropies(logits)).sum(1)


def mean_absolute_error(logits, targets):
    p = torch.softmax(logits, 1)
    distances = (p[:, None, :] - torch.eye(CLASSES, dtype=torch.float64)).abs().sum(2)
    return (targets * distances).sum(1)


def forward_correction(logits, targets, matrix):
    logarithms = torch.log(torch.tensor(matrix, dtype=torch.float64))  # -inf where T is 0, never in a whole column
    noisy = torch.logsumexp(torch.log_softmax(logits, 1)[:, :, None] + logarithms, 1)
    return -(targets * noisy).sum(1)


def backward_correction(logits, targets, matrix):
    inverse = torch.linalg.inv(torch.tensor(matrix, dtype=torch.float64))
    return (targets * (cross_entropies(logits) @ inverse.T)).sum(1)


def early_learning(logits, labels, **options):
    y, t = labels[:, :CLASSES], labels[:, CLASSES:]
    p = torch.softmax(logits, 1)
    return (y * cross_entropies(logits)).sum(1) + options["lambda"] * torch.log(1 - (p * t).sum(1))


SYMMETRIC = [[0.7 if i == j else 0.1 for j in range(CLASSES)] for i in range(CLASSES)]
PAIR_FLIP = [[0.75 if i == j else 0.25 if j == (i + 1) % CLASSES else 0.0 for j in range(CLASSES)] for i in range(CLASSES)]
UNEVEN = [[0.6, 0.2, 0.1, 0.1], [0.05, 0.9, 0.03, 0.02], [0.3, 0.1, 0.5, 0.1], [0.01, 0.04, 0.15, 0.8]]

LOSSES = {
    "labelSmoothing": (label_smoothing, [{"smoothing": 0.1}, {"smoothing": 0.6}]),
    "generalisedCrossEntropy": (
        generalised_cross_entropy,
        [{"q": 0.7}, {"q": 0.2}, {"q": 1.0}, {"q": 0.7, "truncation": 0.5}],
    ),
    "symmetricCrossEntropy": (
        symmetric_cross_entropy,
        [{"alpha": 0.1, "beta": 1.0, "logZero": -4.0}, {"alpha": 6.0, "beta": 0.1, "logZero": -9.25}],
    ),
    "bootstrapping": (
        bootstrapping,
        [{"beta": 0.95, "hard": False}, {"beta": 0.3, "hard": False}, {"beta": 0.8, "hard": True}],
    ),
    "focal": (focal, [{"gamma": 2.0}, {"gamma": 1.0}, {"gamma": 3.5}]),
    "meanAbsoluteError": (mean_absolute_error, [{}]),
    "forwardCorrection": (forward_correction, [{"matrix": SYMMETRIC}, {"matrix": UNEVEN}, {"matrix": PAIR_FLIP}]),
    "backwardCorrection": (backward_correction, [{"matrix": SYMMETRIC}, {"matrix": UNEVEN}, {"matrix": PAIR_FLIP}]),
    "earlyLearning": (early_learning, [{"lambda": 3.0}, {"lambda": 0.5}]),
}


def examples():
    """Random, fitted (1 - p down to 1e-6, which float64 still resolves), badly wrong and extreme logits."""
    generator = torch.Generator().manual_seed(0)
    random = 2 * torch.randn((6, CLASSES), generator=generator)
    chosen = torch.tensor([
        [0.0, 0.0, 0.0, 0.25],
        [12.0, 0.0, -1.0, 0.5],
        [1.0, 15.0, 0.0, -2.0],
        [0.0, -14.0, 1.0, 0.0],
        [1e4, -1e4, 0.0, 5.0],
        [-1e4, 1e4, 9999.0, 0.0],
    ])
    logits = torch.cat([random, chosen])
    labels = torch.cat([torch.randint(CLASSES, (6,), generator=generator), torch.tensor([3, 0, 1, 1, 0, 2])])
    soft = torch.softmax(torch.randn((len(logits), CLASSES), generator=generator), 1)
    targets = torch.softmax(2 * torch.randn((len(logits), CLASSES), generator=generator), 1)
    return logits, labels, soft, targets


def digits(rows):
    return [[float(f"{x:.9g}") for x in row] for row in rows.tolist()]


def evaluated(function, logits, targets, options):
    z = logits.double().requires_grad_()
    losses = function(z, targets.double(), **options)
    (gradient,) = torch.autograd.grad(losses.sum(), z)
    assert torch.isfinite(losses).all() and torch.isfinite(gradient).all()
    return {"losses": digits(losses.detach()[None])[0], "residuals": digits(gradient)}


def main():
    logits, labels, soft, targets = examples()
    cases = []
    for kind, (function, settings) in LOSSES.items():
        for options in settings:
            if kind == "earlyLearning":
                both = torch.cat([one_hot(labels).float(), targets], 1)
                cases.append({"kind": kind, "options": options, "labels": "withTargets",
                              **evaluated(function, logits, both, options)})
                continue
            for name, given in (("classes", one_hot(labels)), ("soft", soft)):
                cases.append({"kind": kind, "options": options, "labels": name,
                              **evaluated(function, logits, given, options)})
    document = {
        "versions": {"torch": torch.__version__},
        "logits": logits.tolist(),
        "labels": {
            "classes": labels.tolist(),
            "soft": soft.tolist(),
            "withTargets": torch.cat([one_hot(labels).float(), targets], 1).tolist(),
        },
        "cases": cases,
    }
    OUTPUT.write_text(json.dumps(document, separators=(",", ":")) + "\n")


main()
