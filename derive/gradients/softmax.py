r"""The softmax and the log-sum-exp, for any number q of scores.

>>> jacobian().latex
'\\frac{\\partial p_{i}}{\\partial o_{j}} = p_{i} (\\delta_{ij} - p_{j})'

J. S. Bridle, Probabilistic interpretation of feedforward classification network outputs, in Neurocomputing,
Springer 1990, gave the softmax its name; the bounds are in S. Boyd and L. Vandenberghe, Convex Optimization,
Cambridge 2004, the chapter on convex functions.
"""

from __future__ import annotations

from derive.gradients.records import Assumed, Defined, Formula, Link, Row, chained, numbers
from derive.proof.arrays import Expression, array, delta, derivative, exp, log, scalar, size, total

o, p = array("o"), array("p")
t, lam, eps, S = scalar("t"), scalar("lambda"), scalar("eps"), scalar("S")
SUM = Defined("S", (), total("k", "q", exp(o["k"])), "The sum that makes probabilities of scores.")
PROBABILITY = Defined("p", (("j", "q"),), exp(o["j"]) / S, "The softmax.")
SOFTMAX = (SUM, PROBABILITY)
SCORES = {"o": ("q",)}
ANY = "For every number q of scores, and all scores."


def jacobian() -> Formula:
    """The derivative of each probability by each score."""
    e_i, e_j = exp(o["i"]), exp(o["j"])
    links = (
        Link(derivative(p["i"], o["j"])),
        Link(
            derivative(e_i, o["j"]) / S - e_i * derivative(S, o["j"]) / S**2,
            "The rule for quotients.",
        ),
        Link(
            delta("i", "j") * e_i / S - e_i * e_j / S**2,
            "Of the sum only the j-th term depends on this score, and the numerator only if i is j.",
        ),
        Link(delta("i", "j") * p["i"] - p["i"] * p["j"], "Both quotients are probabilities again."),
        Link(p["i"] * (delta("i", "j") - p["j"]), "The common factor is taken out."),
    )
    return Formula(
        "The Jacobian of the softmax", ANY, SCORES, [chained(links)], {"i": "q", "j": "q"}, SOFTMAX
    )


def normalised() -> Formula:
    """The probabilities sum to one."""
    links = (
        Link(total("j", "q", p["j"])),
        Link(total("j", "q", exp(o["j"])) / S, "The denominator is the same for all."),
        Link(Expression(1), "The sum over itself."),
    )
    return Formula("Together one", ANY, SCORES, [chained(links)], {}, SOFTMAX)


def shift() -> Formula:
    """Adding the same number to every score changes nothing."""
    shifted = exp(o["j"] + t) / total("k", "q", exp(o["k"] + t))
    links = (
        Link(shifted),
        Link(
            exp(t) * exp(o["j"]) / (exp(t) * S),
            "The exponential of a sum is a product; the factor is the same in every term.",
        ),
        Link(exp(o["j"]) / S, "It cancels: exp(t) is never zero."),
        Link(p["j"], "This is the softmax."),
    )
    return Formula(
        "Only differences of scores count", ANY, {**SCORES, "t": ()}, [chained(links)], {"j": "q"}, SOFTMAX
    )


def log_sum_exp() -> Formula:
    """The gradient of the log-sum-exp is the softmax."""
    links = (
        Link(derivative(log(S), o["j"])),
        Link(derivative(S, o["j"]) / S, "The logarithm has the derivative 1/S, and S is positive."),
        Link(exp(o["j"]) / S, "Only the j-th term of the sum depends on this score."),
        Link(p["j"], "This is the softmax."),
    )
    return Formula("The gradient of the log-sum-exp", ANY, SCORES, [chained(links)], {"j": "q"}, SOFTMAX)


def stable() -> Formula:
    """A number may be taken out of all scores before the exponentials are formed."""
    links = (
        Link(log(S)),
        Link(log(exp(t) * total("k", "q", exp(o["k"] - t))), "exp(t) times exp(−t) is 1."),
        Link(t + log(total("k", "q", exp(o["k"] - t))), "The logarithm of a product is a sum."),
    )
    where = f"{ANY} With the largest score for t no exponential overflows, and one of them is 1."
    return Formula(
        "The log-sum-exp, computed safely", where, {**SCORES, "t": ()}, [chained(links)], {}, (SUM,)
    )


# -- bounds: o[m] is the largest score ----------------------------------------------------------------

LARGEST = Assumed((o["k"], "<=", o["m"]), {"k": "q"}, "The m-th score is the largest.")
BIG = numbers({"q": 3}, {"m": 2}, o=[0, 5, 1])


def lower() -> Formula:
    """Max <= LSE."""
    e_k, e_m = exp(o["k"]), exp(o["m"])
    rows = (
        Row((Expression(0), "<=", e_k), ("sign",), "An exponential is positive.", {"k": "q"}),
        Row((delta("k", "m"), "<=", Expression(1)), ("delta",), "A delta is 0 or 1.", {"k": "q"}),
        Row(
            (Expression(0), "<=", (1 - delta("k", "m")) * e_k),
            ("product", 1, 0, []),
            "A product of what is not negative.",
            {"k": "q"},
        ),
        Row(
            (e_m, "<=", S),
            ("sum", 2, "k", []),
            "The sum over k: one term of the sum is at most the sum.",
        ),
        Row((log(e_m), "<=", log(S)), ("log", 3), "The logarithm increases."),
        Row((o["m"], "<=", log(S)), ("combine", [[1, 4]], []), "The logarithm of an exponential."),
    )
    where = f"{ANY} It holds for each score, so for the largest."
    return Formula("The log-sum-exp is at least the largest score", where, SCORES, rows, {"m": "q"}, (SUM,))


def upper() -> Formula:
    """LSE <= max + log q."""
    e_k, e_m = exp(o["k"]), exp(o["m"])
    rows = (
        Row((e_k, "<=", e_m), ("exp", "largest"), "The exponential increases.", {"k": "q"}),
        Row((S, "<=", size("q") * e_m), ("sum", 0, "k", []), "The sum of q such terms."),
        Row((log(S), "<=", log(size("q") * e_m)), ("log", 1), "The logarithm increases."),
        Row(
            (log(S), "<=", o["m"] + log(size("q"))),
            ("combine", [[1, 2]], []),
            "The logarithm of a product.",
        ),
    )
    return Formula(
        "The log-sum-exp is at most the largest score and log q",
        f"{ANY} The m-th score is the largest.",
        SCORES, rows, {"m": "q"}, (SUM,), {"largest": LARGEST}, witness=BIG,
    )  # fmt: skip


# -- the soft maximum with an inverse temperature -----------------------------------------------------

SHARP = Defined(
    "R", (), log(total("k", "q", exp(lam * o["k"]))) / lam, "The soft maximum with the inverse temperature λ."
)
R = scalar("R")
POSITIVE = {**SCORES, "lambda": ()}
SHARPER = "For every q, all scores and every λ > 0."


def soft_lower() -> Formula:
    """Max <= R."""
    e_k, e_m = exp(lam * o["k"]), exp(lam * o["m"])
    whole = total("k", "q", e_k)
    rows = (
        Row((Expression(0), "<=", e_k), ("sign",), "An exponential is positive.", {"k": "q"}),
        Row((delta("k", "m"), "<=", Expression(1)), ("delta",), "A delta is 0 or 1.", {"k": "q"}),
        Row(
            (Expression(0), "<=", (1 - delta("k", "m")) * e_k),
            ("product", 1, 0, []),
            "A product of what is not negative.",
            {"k": "q"},
        ),
        Row((e_m, "<=", whole), ("sum", 2, "k", []), "One term of a sum is at most the sum."),
        Row((log(e_m), "<=", log(whole)), ("log", 3), "The logarithm increases."),
        Row((Expression(0), "<=", 1 / lam), ("sign",), "λ is positive."),
        Row((o["m"], "<=", R), ("product", 4, 5, []), "Both sides are divided by λ."),
    )
    return Formula(
        "The soft maximum is at least the maximum",
        SHARPER, POSITIVE, rows, {"m": "q"}, (SHARP,), positive=("lambda",),
    )  # fmt: skip


def soft_upper() -> Formula:
    """R <= max + log(q)/lambda."""
    return Formula(
        "The soft maximum is at most log(q)/λ above the maximum",
        f"{SHARPER} The m-th score is the largest.",
        POSITIVE, _upper_rows(), {"m": "q"}, (SHARP,), {"largest": LARGEST}, ("lambda",),
        witness=numbers({"q": 3}, {"m": 2}, o=[0, 5, 1], **{"lambda": 2}),
    )  # fmt: skip


def _upper_rows() -> tuple[Row, ...]:
    e_k, e_m, every = exp(lam * o["k"]), exp(lam * o["m"]), {"k": "q"}
    whole, bound = total("k", "q", e_k), size("q") * e_m
    return (
        Row((Expression(0), "<=", lam), ("sign",), "λ is positive."),
        Row((lam * o["k"], "<=", lam * o["m"]), ("product", 0, "largest", []), "Both sides times λ.", every),
        Row((e_k, "<=", e_m), ("exp", 1), "The exponential increases.", every),
        Row((whole, "<=", bound), ("sum", 2, "k", []), "The sum of q such terms."),
        Row((log(whole), "<=", log(bound)), ("log", 3), "The logarithm increases."),
        Row((Expression(0), "<=", 1 / lam), ("sign",), "1/λ is positive too."),
        Row((R, "<=", o["m"] + log(size("q")) / lam), ("product", 4, 5, []), "Both sides are divided by λ."),
    )


def soft_limit() -> Formula:
    """For lambda >= log(q)/eps the soft maximum is within eps of the maximum: the limit, with its rate."""
    near = Assumed((log(size("q")), "<=", lam * eps), {}, "λ is at least log(q)/ε.")
    rows = (
        *_upper_rows(),
        Row((log(size("q")) / lam, "<=", eps), ("product", 5, "near", []), "λ is large: divided by λ again."),
        Row((R, "<=", o["m"] + eps), ("combine", [[1, 6], [1, 7]], []), "The two together."),
    )
    where = (
        "For every ε > 0 and every λ ≥ log(q)/ε; the m-th score is the largest. It is the limit for large λ."
    )
    return Formula(
        "The soft maximum tends to the maximum",
        where, {**POSITIVE, "eps": ()}, rows, {"m": "q"}, (SHARP,),
        {"largest": LARGEST, "near": near}, ("lambda", "eps"),
        witness=numbers({"q": 1}, {"m": 1}, o=[5], eps=1, **{"lambda": 2}),
    )  # fmt: skip


def soft_mean() -> Formula:
    """(R - log(q)/lambda) is at least the mean of the scores (Jensen's inequality)."""
    n, mean = size("q"), scalar("mu")
    u = lam * (o["k"] - mean)
    whole = total("k", "q", exp(u))
    every = {"k": "q"}
    rows = (
        Row((1 + u, "<=", exp(u)), ("tangent",), "The exponential lies above its tangent at 0.", every),
        Row((n, "<=", whole), ("sum", 0, "k", []), "The sum over k: the differences from the mean sum to 0."),
        Row((log(n), "<=", log(whole)), ("log", 1), "The logarithm increases."),
        Row((Expression(0), "<=", 1 / lam), ("sign",), "1/λ is positive."),
        Row(
            (mean + log(n) / lam, "<=", R),
            ("product", 2, 3, []),
            "Divided by λ; the mean is taken out of the exponentials as a factor.",
        ),
    )
    middle = Defined("mu", (), total("k", "q", o["k"]) / n, "The mean of the scores.")
    return Formula(
        "The soft maximum is at least log(q)/λ above the mean",
        SHARPER, POSITIVE, rows, {}, (middle, SHARP), positive=("lambda",),
    )  # fmt: skip
