r"""Sums of squares: the Hessian of the cross-entropy, and what minimises a loss.

>>> print(mean_squares().claim[2].latex())
\sum_{i=1}^{n} (x_{i} - \mu)^{2} + n (c - \mu)^{2}

The inequality of Gibbs: T. M. Cover and J. A. Thomas, Elements of Information Theory, 2nd edition, Wiley
2006, section 2.6.
"""

from __future__ import annotations

from fractions import Fraction

from derive.gradients.losses import ANY, BOTH, ENTROPY, FAIR, HALVES, TRUTH, loss, v, y
from derive.gradients.records import Assumed, Defined, Formula, Link, Row, chained, numbers
from derive.gradients.softmax import SOFTMAX, o, p
from derive.proof.arrays import (
    Expression,
    absolute,
    array,
    delta,
    derivative,
    exp,
    log,
    scalar,
    size,
    total,
)

HALF = Fraction(1, 2)
x, c, mu, n = array("x"), scalar("c"), scalar("mu"), size("n")
ZERO, UNIT = Expression(0), Expression(1)


def hessian() -> Formula:
    """The second derivatives of the cross-entropy."""
    weights = total("k", "q", y["k"])
    links = (
        Link(derivative(derivative(loss, o["j"]), o["i"])),
        Link(derivative(weights * p["j"] - y["j"], o["i"]), "The gradient."),
        Link(weights * derivative(p["j"], o["i"]), "The truth does not depend on the scores."),
        Link(derivative(p["j"], o["i"]), "The true probabilities sum to 1.", ("truth",)),
        Link(p["i"] * delta("i", "j") - p["i"] * p["j"], "The Jacobian of the softmax."),
    )
    return Formula(
        "The Hessian of the cross-entropy", ANY, BOTH, [chained(links)], {"i": "q", "j": "q"},
        (*SOFTMAX, ENTROPY), {"truth": TRUTH}, witness=numbers({"q": 2}, {"i": 1, "j": 2}, y=HALVES),
    )  # fmt: skip


def covariance() -> Formula:
    """The Hessian is the covariance matrix of one draw from the probabilities p."""
    away = p["k"] * (delta("k", "i") - p["i"]) * (delta("k", "j") - p["j"])
    links = (
        Link(derivative(derivative(loss, o["j"]), o["i"])),
        Link(p["i"] * delta("i", "j") - p["i"] * p["j"], "The Hessian of the cross-entropy.", ("truth",)),
        Link(
            p["i"] * delta("i", "j") - 2 * p["i"] * p["j"] + p["i"] * p["j"] * total("k", "q", p["k"]),
            "The probabilities sum to 1.",
        ),
        Link(
            total("k", "q", away),
            "A draw of class k is a 1 at place k, and the mean of draws is p: a mean of products.",
        ),
    )
    return Formula(
        "The Hessian is a covariance", ANY, BOTH, [chained(links)], {"i": "q", "j": "q"},
        (*SOFTMAX, ENTROPY), {"truth": TRUTH}, witness=numbers({"q": 2}, {"i": 1, "j": 2}, y=HALVES),
    )  # fmt: skip


def _quadratic() -> tuple[Expression, Expression, Defined]:
    mean = Defined("m", (), total("k", "q", p["k"] * v["k"]), "The mean of the numbers v under p.")
    form = total("i", "q", total("j", "q", v["i"] * (p["i"] * delta("i", "j") - p["i"] * p["j"]) * v["j"]))
    return form, total("i", "q", p["i"] * (v["i"] - scalar("m")) ** 2), mean


def variance() -> Formula:
    """The quadratic form of the Hessian is a variance."""
    form, deviations, mean = _quadratic()
    links = (
        Link(form),
        Link(total("i", "q", p["i"] * v["i"] ** 2) - scalar("m") ** 2, "The delta leaves one sum."),
        Link(
            total("i", "q", p["i"] * v["i"] ** 2)
            - 2 * scalar("m") * scalar("m")
            + scalar("m") ** 2 * total("i", "q", p["i"]),
            "The probabilities sum to 1.",
        ),
        Link(deviations, "The mean square of the deviations from the mean."),
    )
    return Formula(
        "The Hessian's quadratic form is a variance", "For every q, all scores and all numbers v.",
        {"o": ("q",), "v": ("q",)}, [chained(links)], {}, (*SOFTMAX, mean),
    )  # fmt: skip


def convex() -> Formula:
    """The Hessian is positive semidefinite: the cross-entropy is convex in the scores."""
    form, deviations, mean = _quadratic()
    rows = (
        Row((ZERO, "<=", deviations), ("sign",), "Probabilities and squares are not negative."),
        Row((ZERO, "<=", form), ("combine", [[1, 0]], []), "The quadratic form is this variance."),
    )
    return Formula(
        "The cross-entropy is convex in the scores", "For every q, all scores and all numbers v.",
        {"o": ("q",), "v": ("q",)}, rows, {}, (*SOFTMAX, mean),
    )  # fmt: skip


def gibbs() -> Formula:
    """No prediction has a smaller cross-entropy than the truth itself."""
    ratio, gain = exp(log(p["j"]) - log(y["j"])), log(p["j"]) - log(y["j"])
    every = {"j": "q"}
    rows = (
        Row((1 + gain, "<=", ratio), ("tangent",), "The exponential lies above its tangent at 0.", every),
        Row((ZERO, "<=", y["j"]), ("sign",), "Probabilities are positive.", every),
        Row(
            (y["j"] + y["j"] * gain, "<=", p["j"]),
            ("product", 1, 0, []),
            "Both sides times the true probability.",
            every,
        ),
        Row(
            (total("j", "q", y["j"]) + total("j", "q", y["j"] * gain), "<=", UNIT),
            ("sum", 2, "j", []),
            "The sum over all classes; the predictions sum to 1.",
        ),
        Row(
            (-total("j", "q", y["j"] * log(y["j"])), "<=", -total("j", "q", y["j"] * log(p["j"]))),
            ("combine", [[1, 3]], ["truth"]),
            "The true probabilities sum to 1.",
        ),
    )
    return Formula(
        "Truth has the smallest cross-entropy", "For every q, all scores, and all positive y that sum to 1.",
        BOTH, rows, {}, SOFTMAX, {"truth": TRUTH}, ("y",), witness=FAIR,
    )  # fmt: skip


# -- what minimises a loss ----------------------------------------------------------------------------

MEAN = Defined("mu", (), total("i", "n", x["i"]) / n, "The mean of the data.")


def mean_squares() -> Formula:
    """The squared loss of a constant is that of the mean and n times the squared distance from it."""
    links = (
        Link(total("i", "n", (x["i"] - c) ** 2)),
        Link(total("i", "n", (x["i"] - mu + mu - c) ** 2), "The mean is taken away and added again."),
        Link(
            total("i", "n", (x["i"] - mu) ** 2)
            + 2 * (mu - c) * total("i", "n", x["i"] - mu)
            + n * (c - mu) ** 2,
            "The square is written out.",
        ),
        Link(
            total("i", "n", (x["i"] - mu) ** 2) + n * (c - mu) ** 2,
            "The deviations from the mean sum to 0.",
        ),
    )
    return Formula(
        "The mean has the least squares", "For all data x and every constant c; so c = μ alone is best.",
        {"x": ("n",), "c": ()}, [chained(links)], {}, (MEAN,),
    )  # fmt: skip


def median() -> Formula:
    """A median has the least sum of absolute deviations."""
    s, m = array("s"), scalar("m")
    every = {"i": "n"}
    up, down = HALF * (1 + s["i"]), HALF * (1 - s["i"])
    away = absolute(x["i"] - c)
    hypotheses = {
        "high": Assumed((s["i"], "<=", UNIT), every, "Each s is at most 1 …"),
        "low": Assumed((Expression(-1), "<=", s["i"]), every, "… and at least −1."),
        "sides": Assumed(
            (absolute(x["i"] - m), "==", s["i"] * (x["i"] - m)), every,
            "s has the signs of the deviations: 1 above m, −1 below, any number between for data at m.",
        ),
        "balance": Assumed(
            (total("i", "n", s["i"]), "==", ZERO), {}, "As many above as below: m is a median."
        ),
    }  # fmt: skip
    rows = (
        Row((x["i"] - c, "<=", away), ("absolute",), "A number is at most its absolute value …", every),
        Row((-(x["i"] - c), "<=", away), ("absolute",), "… and so is its negative.", every),
        Row((ZERO, "<=", up), ("combine", [[["rational", 1, 2], "low"]], []), "s is at least −1.", every),
        Row((ZERO, "<=", down), ("combine", [[["rational", 1, 2], "high"]], []), "s is at most 1.", every),
        Row((up * (x["i"] - c), "<=", up * away), ("product", 2, 0, []), "The first times this.", every),
        Row(
            (-down * (x["i"] - c), "<=", down * away), ("product", 3, 1, []), "The second times that.", every
        ),
        Row(
            (s["i"] * (x["i"] - c), "<=", away), ("combine", [[1, 4], [1, 5]], []), "The sum of both.", every
        ),
        Row(
            (
                total("i", "n", s["i"] * (x["i"] - m)) + (m - c) * total("i", "n", s["i"]),
                "<=",
                total("i", "n", away),
            ),
            ("sum", 6, "i", []),
            "The sum over the data, with m taken away and added.",
        ),
        Row(
            (total("i", "n", absolute(x["i"] - m)), "<=", total("i", "n", away)),
            ("combine", [[1, 7]], ["sides", "balance"]),
            "By what m is.",
        ),
    )
    return Formula(
        "A median has the least absolute deviations",
        "For all data x, every median m of them and every constant c.",
        {"x": ("n",), "c": (), "m": (), "s": ("n",)}, rows, {}, (), hypotheses,
        witness=numbers({"n": 3}, x=[1, 4, 9], s=[-1, 0, 1], m=4),
    )  # fmt: skip
