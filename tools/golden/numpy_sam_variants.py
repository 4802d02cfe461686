"""Golden trajectories of SAM with several steps of ascent, ASAM, GSAM, LookSAM, ESAM, Friendly SAM, WSAM and VaSSO, from float64 NumPy.

Written from the papers' formulas, each rule a few lines on the network of `numpy_network.py`; the docstrings say where
a known library does otherwise. ESAM's draws are JAX's, whose bits Planish's keys give.

Run from the root of the repository, with `pip install numpy==2.4.6 jax==0.10.2`:

    python tools/golden/numpy_sam_variants.py
"""

import pathlib

import numpy as np
from numpy_network import (
    KERNELS,
    SGD,
    STEPS,
    batches,
    gradient,
    groups,
    initial,
    logits,
    losses,
    pullback,
    residual,
    trajectory,
    write,
)

OUTPUT = pathlib.Path(__file__).parents[2] / "packages/optim/src/rules/samVariants.golden.json"
RHO = 0.3


def norm(v):
    return np.sqrt(v @ v)


def over_groups(f, w, x, y, m):
    """The mean of f(w, x_S, y_S) over groups S of m examples, each example weighing the same."""
    parts = [(share, f(w, xs, ys)) for xs, ys, share in groups(x, y, m or len(x))]
    return sum(share * np.asarray(found) for share, found in parts)


def k_step_sam(rho, steps, stepSize=None, term="full", m=None):
    """
    Projected ascent of the loss, δ ← Π_ρ(δ + s ∇L(w + δ)/‖·‖) from 0, s = ρ/steps unless given; then the term of
    Baek et al. 2024 at w + δ. The ascent climbs the loss whatever the term is.
    """
    size = rho / steps if stepSize is None else stepSize

    def direction(w, x, y):
        delta = np.zeros_like(w)
        for _ in range(steps):
            g = gradient(w + delta, x, y)
            delta = delta + size * g / norm(g)
            delta = delta * min(1, rho / norm(delta))
        jacobian_at = w if term == "logit" else w + delta
        residual_at = w if term == "jacobian" else w + delta
        return pullback(jacobian_at, x, residual(logits(residual_at, x), y) / len(x))

    return lambda w, x, y: over_groups(direction, w, x, y, m)


def asam(form, rho, eta=0.01, m=None):
    """
    Kwon et al. 2021: ε = ρ T² g/‖T g‖. The official code has T = |w| + η for weights and 1 for biases;
    davda54/sam, and pytorch_optimizer after it, T = |w| for all, without η; big_vision ε = ρ |w| g/‖g‖.
    """

    def direction(w, x, y):
        g = gradient(w, x, y)
        t = np.where(KERNELS, np.abs(w) + eta, 1) if form == "official" else np.abs(w)
        epsilon = rho * t * g / norm(g) if form == "bigVision" else rho * t**2 * g / norm(t * g)
        return gradient(w + epsilon, x, y)

    return lambda w, x, y: over_groups(direction, w, x, y, m)


def gsam(radius, alpha, m=None):
    """Zhuang et al. 2022, Algorithm 1: u = gp − α g⊥, with ρ_t linear in the learning rate."""
    count = iter(range(STEPS))

    def rule(w, x, y):
        rho = radius(next(count))

        def direction(w, x, y):
            g = gradient(w, x, y)
            gp = gradient(w + rho * g / norm(g), x, y)
            return gp - alpha * (g - (g @ gp) / (gp @ gp) * gp)

        return over_groups(direction, w, x, y, m)

    return rule


def look_sam(rho, every, alpha, m=None):
    """
    Liu et al. 2022. The PyTorch versions (rollovd/LookSAM, pytorch_optimizer) take projection and norms
    tensor by tensor, so that their numbers differ.
    """
    state = {"count": 0}

    def rule(w, x, y):
        if state["count"] % every == 0:
            sam = lambda w, x, y: (g := gradient(w, x, y), gradient(w + rho * g / norm(g), x, y))
            g, u = over_groups(sam, w, x, y, m)
            state["gv"] = u - (u @ g) / (g @ g) * g
        else:
            g, gv = gradient(w, x, y), state["gv"]
            u = g + alpha * norm(g) / norm(gv) * gv
        state["count"] += 1
        return u

    return rule


def jax_bernoulli(step, beta):
    """Draws with the key of the step, leaf after leaf in the order of sorted names."""
    import jax

    key = jax.random.key(step)
    sizes = [4, 20, 3, 12]
    draws = [jax.random.bernoulli(jax.random.fold_in(key, leaf), beta, (size,)) for leaf, size in enumerate(sizes)]
    return np.concatenate([np.asarray(draw) for draw in draws])


def esam(rho, beta, gamma):
    """
    Du et al. 2022: ε = ρ/β b ∘ g/‖g‖ with b drawn for each coordinate; the gradient of the γB examples whose loss rose
    most. The official code draws for whole tensors, and its strict threshold leaves out one example more.
    """
    count = iter(range(STEPS))

    def rule(w, x, y):
        step = next(count)
        g = gradient(w, x, y)
        kept = 1.0 if beta == 1 else jax_bernoulli(step, beta)
        at = w + kept / beta * rho * g / norm(g)
        rise = losses(at, x, y) - losses(w, x, y)
        chosen = np.argsort(-rise)[: max(1, round(gamma * len(x)))]
        return gradient(at, x[chosen], y[chosen])

    return rule


def friendly_sam(rho, sigma, lambda_, m=None):
    """
    Li et al. 2024, as in the official code: d = g − σ m, then m ← λ m + (1 − λ) g with the raw g; first d = m = g.
    pytorch_optimizer puts g − σ m into the average instead.
    """
    state = {"m": None}

    def rule(w, x, y):
        average = state["m"]

        def sam(w, x, y):
            g = gradient(w, x, y)
            d = g if average is None else g - sigma * average
            return g, gradient(w + rho * d / norm(d), x, y)

        g, u = over_groups(sam, w, x, y, m)
        state["m"] = g if average is None else lambda_ * average + (1 - lambda_) * g
        return u

    return rule


def vasso(rho, theta, m=None):
    """Li & Giannakis 2023: d ← (1 − θ) d + θ g, ε = ρ d/‖d‖; the first d is g, as in the official code."""
    state = {"d": None}

    def rule(w, x, y):
        before = state["d"]

        def sam(w, x, y):
            g = gradient(w, x, y)
            d = g if before is None else (1 - theta) * before + theta * g
            return d, gradient(w + rho * d / norm(d), x, y)

        state["d"], u = over_groups(sam, w, x, y, m)
        return u

    return rule


def wsam(rho, gamma, m=None):
    """Yue et al. 2023, coupled: u = (1 − a) g + a gp, a = γ/(1 − γ)."""
    a = gamma / (1 - gamma)

    def direction(w, x, y):
        g = gradient(w, x, y)
        return (1 - a) * g + a * gradient(w + rho * g / norm(g), x, y)

    return lambda w, x, y: over_groups(direction, w, x, y, m)


def decoupled_wsam(rho, gamma, m=None):
    """Yue et al. 2023, decoupled: SGD with momentum along g, then w − lr a (gp − g); the whole trajectory."""
    a = gamma / (1 - gamma)
    w, trace, points = initial(), 0, []
    for step in range(steps_of(m)):
        x, y = batches()[step % 3]
        both = lambda w, x, y: (g := gradient(w, x, y), gradient(w + rho * g / norm(g), x, y) - g)
        g, sharpness = over_groups(both, w, x, y, m)
        trace = SGD["momentum"] * trace + g + SGD["weightDecay"] * w
        w = w - SGD["learningRate"] * trace - SGD["learningRate"] * a * sharpness
        points.append(w)
    return points


def steps_of(m):
    """Fewer in groups, which the tests run one after the other."""
    return STEPS if m is None else 8


def falling(step):
    """A radius that follows a learning rate 0.1/(1 + n), from ρ 0.4 at 0.1 towards 0.1 at 0."""
    return 0.1 + 0.3 * (0.1 / (1 + step)) / 0.1


def case(kind, options, points):
    """m is left out where it is the batch."""
    return {"rule": {"kind": kind, **{k: v for k, v in options.items() if v is not None}}, "trajectory": points}


def main():
    cases = []

    def add(kind, rule, **options):
        cases.append(case(kind, options, trajectory(rule(**options), steps_of(options.get("m")))))

    for m in (None, 3, 1):
        add("asam", asam, form="official", rho=0.5, m=m)
        add("gsam", lambda rho, **options: gsam(lambda _: rho, **options), rho=RHO, alpha=0.4, m=m)
        add("lookSam", look_sam, rho=RHO, every=3, alpha=0.7, m=m)
        add("friendlySam", lambda rho, sigma, m, **more: friendly_sam(rho, sigma, more["lambda"], m),
            **{"rho": RHO, "sigma": 0.8, "lambda": 0.9, "m": m})
        add("wsam", wsam, rho=RHO, gamma=0.7, m=m)
        add("vasso", vasso, rho=RHO, theta=0.2, m=m)
        decoupled = {"rho": RHO, "gamma": 0.7, "m": m}
        cases.append(case("decoupledWsam", decoupled, decoupled_wsam(**decoupled)))
    add("sam", k_step_sam, rho=RHO, steps=3)
    add("sam", k_step_sam, rho=RHO, steps=3, stepSize=0.2)
    add("sam", k_step_sam, rho=RHO, steps=2, term="logit", m=3)
    add("sam", k_step_sam, rho=RHO, steps=2, term="jacobian", m=3)
    add("sam", k_step_sam, rho=RHO, steps=2, term="jacobian")
    add("asam", asam, form="davda54", rho=2)
    add("asam", asam, form="bigVision", rho=RHO)
    cases.append(case("gsamFalling", {"alpha": 0.4}, trajectory(gsam(falling, 0.4))))
    add("friendlySam", lambda rho: friendly_sam(rho, 1, 0.9), rho=RHO)
    add("esam", esam, rho=RHO, beta=1, gamma=0.5)
    add("esam", esam, rho=RHO, beta=0.6, gamma=0.5)
    add("esam", esam, rho=RHO, beta=0.6, gamma=1)
    write(OUTPUT, cases)


main()
