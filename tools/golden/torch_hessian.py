"""Golden curvature and sharpness, from PyTorch in float64.

A small tanh network: the Hessian and the generalised Gauss-Newton matrix formed entry by entry (torch.func.hessian;
Jacobian and softmax's p pᵀ), their eigenvalues by LAPACK, products with a vector; sharpness in balls by projected
gradient ascent with small steps from many starts, average-case sharpness by sampling.

Run from the root of the repository, with `pip install torch==2.13.0` (the version is recorded in the file):

    python tools/golden/torch_hessian.py
"""

import json
import pathlib

import torch

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/analysis/src/hessian/torchHessian.golden.json"
WIDTHS = [4, 5, 3]
EXAMPLES = 24
TOP = 5
RHO = {"l2": 0.3, "linf": 0.03}
AVERAGE_RHO = 0.1
STARTS, ASCENT_STEPS = 6, 500
DRAWS = 100_000

torch.manual_seed(0)
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
SIZES = [(WIDTHS[1],), (WIDTHS[0], WIDTHS[1]), (WIDTHS[2],), (WIDTHS[1], WIDTHS[2])]  # bias, kernel, bias, kernel
N = sum(torch.Size(size).numel() for size in SIZES)

# Drawn in float32: both sides start from the same numbers.
W = (0.6 * torch.randn(N, dtype=torch.float32)).double()
V = torch.randn(N, dtype=torch.float32).double()
X = torch.randn(EXAMPLES, WIDTHS[0], dtype=torch.float32).double()
Y = torch.randint(WIDTHS[2], (EXAMPLES,))


def logits(w):
    leaves, start = [], 0
    for size in SIZES:
        count = torch.Size(size).numel()
        leaves.append(w[start : start + count].reshape(size))
        start += count
    b0, k0, b1, k1 = leaves
    return torch.tanh(X @ k0 + b0) @ k1 + b1


def loss(w):
    return torch.nn.functional.cross_entropy(logits(w), Y)


def normalised_loss(w):
    f = logits(w)
    return torch.nn.functional.cross_entropy(f / f.std(dim=1, correction=0, keepdim=True), Y)


def gauss_newton(w):
    j = torch.func.jacrev(logits)(w)  # [B, K, N]
    p = torch.softmax(logits(w), 1)
    h = torch.diag_embed(p) - p[:, :, None] * p[:, None, :]
    return torch.einsum("bkn,bkl,blm->nm", j, h, j) / EXAMPLES


def worst(f, rho, norm, c):
    """max f(w + c u) − f(w) over the ball of u: the best of many ascents with falling steps."""
    project = (lambda u: u * min(1.0, rho / float(u.norm()))) if norm == "l2" else (lambda u: u.clamp(-rho, rho))
    best = 0.0
    for start in range(STARTS):
        u = torch.zeros(N) if start == 0 else project(rho * torch.randn(N))
        for step in range(ASCENT_STEPS):
            g = c * torch.func.grad(f)(W + c * u)
            u = project(u + rho * 0.5 * 0.98**step * (g / g.norm() if norm == "l2" else g.sign()))
        best = max(best, float(f(W + c * u) - f(W)))
    return best


def average(c):
    generator = torch.Generator().manual_seed(1)
    draws = torch.randn((DRAWS, N), generator=generator) * AVERAGE_RHO * c
    rises = torch.func.vmap(loss)(W + draws) - loss(W)
    return {"mean": float(rises.mean()), "standardError": float(rises.std() / DRAWS**0.5)}


def matrix(m, name):
    values = torch.linalg.eigvalsh(m).flip(0)
    return {
        "name": name,
        "product": (m @ V).tolist(),
        "largest": values[:TOP].tolist(),
        "smallest": values.flip(0)[:TOP].tolist(),
        "trace": float(m.trace()),
    }


def main():
    one = torch.ones(N)
    sharpness = []
    for norm, rho in RHO.items():
        for adaptive in (False, True):
            c = W.abs() if adaptive else one
            for normalised in (False, True):
                f = normalised_loss if normalised else loss
                g = c * torch.func.grad(f)(W)
                sharpness.append({
                    "norm": norm,
                    "rho": rho,
                    "adaptive": adaptive,
                    "normalised": normalised,
                    "worst": worst(f, rho, norm, c),
                    "firstOrder": float(rho * (g.norm() if norm == "l2" else g.abs().sum())),
                })
    document = {
        "versions": {"torch": torch.__version__},
        "widths": WIDTHS,
        "params": W.tolist(),
        "vector": V.tolist(),
        "inputs": X.tolist(),
        "labels": Y.tolist(),
        "loss": float(loss(W)),
        "matrices": [matrix(torch.func.hessian(loss)(W), "hessian"), matrix(gauss_newton(W), "gaussNewton")],
        "sharpness": sharpness,
        "average": [
            {"rho": AVERAGE_RHO, "adaptive": adaptive, **average(W.abs() if adaptive else one)}
            for adaptive in (False, True)
        ],
    }
    OUTPUT.write_text(json.dumps(document, separators=(",", ":")) + "\n")


main()
