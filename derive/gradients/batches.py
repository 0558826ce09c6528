r"""What acts on all rows of a batch: batch normalisation, and parameters that rows share.

>>> print(batch_norm_shift().latex)
\sum_{j=1}^{n} \frac{\partial \hat x_{i}}{\partial x_{j}} = 0

S. Ioffe and C. Szegedy, Batch normalization, ICML 2015, arXiv:1502.03167.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from derive.gradients.losses import loss
from derive.gradients.records import Defined, Formula, Link, chained
from derive.gradients.statistics import HALF, MEAN, ZERO, mu, n, x
from derive.proof.arrays import array, called, delta, derivative, scalar, slope, total

SPREAD, EPS, XHAT = scalar("v"), scalar("eps"), array("xhat")
NORMALISED = (
    MEAN,
    Defined("v", (), total("i", "n", (x["i"] - mu) ** 2) / n, "Their variance."),
    Defined(
        "xhat", (("i", "n"),), (x["i"] - mu) * (SPREAD + EPS) ** Fraction(-1, 2),
        "One feature of a batch, normalised.",
    ),
)  # fmt: skip


def _normalised(title: str, links: Sequence[Link], indices: dict[str, str]) -> Formula:
    return Formula(
        title, "For every size n of the batch and every ε > 0.", {"x": ("n",), "eps": ()}, [chained(links)],
        indices, NORMALISED, positive=("eps",),
    )  # fmt: skip


def batch_norm() -> Formula:
    """Batch normalisation makes each row depend on every other."""
    spread, xhat = SPREAD, XHAT
    scale = (spread + scalar("eps")) ** Fraction(-1, 2)
    slope_v = derivative(spread, x["j"])
    links = (
        Link(derivative(xhat["i"], x["j"])),
        Link(
            scale * (delta("i", "j") - 1 / n)
            - HALF * (x["i"] - mu) * (spread + scalar("eps")) ** Fraction(-3, 2) * slope_v,
            "The product rule; the mean moves by 1/n with each of the data.",
        ),
        Link(
            scale * (delta("i", "j") - 1 / n)
            - (x["i"] - mu) * (x["j"] - mu) * (spread + scalar("eps")) ** Fraction(-3, 2) / n,
            "The variance moves at 2/n times the deviation, since the deviations sum to 0.",
        ),
        Link(
            scale * (delta("i", "j") - 1 / n - xhat["i"] * xhat["j"] / n),
            "Two of the three factors make the normalised data.",
        ),
    )
    return _normalised("The Jacobian of batch normalisation", links, {"i": "n", "j": "n"})


def batch_norm_shift() -> Formula:
    """A shift of the whole batch changes nothing."""
    scale = (SPREAD + EPS) ** Fraction(-1, 2)
    links = (
        Link(total("j", "n", derivative(XHAT["i"], x["j"]))),
        Link(
            scale * (1 - n / n - XHAT["i"] * total("j", "n", XHAT["j"]) / n),
            "The Jacobian, summed over all that may change.",
        ),
        Link(ZERO, "The normalised data sum to 0, as the deviations do."),
    )
    return _normalised("Batch normalisation forgets a shift", links, {"i": "n"})


def batch_norm_stretch() -> Formula:
    """Stretching the batch about its mean changes little."""
    scale = (SPREAD + EPS) ** Fraction(-1, 2)
    squares = total("j", "n", XHAT["j"] * (x["j"] - mu)) / n
    links = (
        Link(total("j", "n", derivative(XHAT["i"], x["j"]) * (x["j"] - mu))),
        Link(
            scale * (x["i"] - mu) - scale * XHAT["i"] * squares,
            "The Jacobian times the deviations, which sum to 0.",
        ),
        Link(
            XHAT["i"] - XHAT["i"] * SPREAD / (SPREAD + EPS),
            "The mean of the products is the variance, scaled.",
        ),
        Link(EPS / (SPREAD + EPS) * XHAT["i"], "What is left of 1."),
    )
    return _normalised("Batch normalisation all but forgets a stretch", links, {"i": "n"})


def prelu_shared() -> Formula:
    """The slope of a PReLU that all examples share."""
    r, m, a = array("r"), array("m"), array("alpha")
    pairs = (("i", "n"), ("k", "q"))
    G = array("G")
    out = r["i", "k"] + a["k"] * m["i", "k"]
    definitions = (
        Defined("Y", pairs, out, "PReLU: r = max(x, 0) and m = min(x, 0), with a slope for each channel k."),
        Defined("ell", (), called("f", pairs, array("Y")["i", "k"]), "Any loss."),
        Defined(
            "G", pairs, slope("f", ("i", "k"), (("a", "n"), ("b", "q")), array("Y")["a", "b"]),
            "Its derivative by each output.",
        ),
    )  # fmt: skip
    links = (
        Link(derivative(loss, a["c"])),
        Link(
            total("i", "n", total("k", "q", G["i", "k"] * derivative(out, a["c"]))),
            "The chain rule over all outputs.",
        ),
        Link(
            total("i", "n", G["i", "c"] * m["i", "c"]),
            "Only channel c has this slope, at the rate min(x, 0).",
        ),
    )
    return Formula(
        "The gradient by a shared slope", "For all n and q, and every differentiable loss.",
        {"r": ("n", "q"), "m": ("n", "q"), "alpha": ("q",)}, [chained(links)], {"c": "q"}, definitions,
        losses={"f": ("n", "q")},
    )  # fmt: skip
