r"""The losses and their gradients: cross-entropy behind a softmax, with all that is done to it, and squares.

>>> cross_entropy().latex
'\\frac{\\partial \\ell}{\\partial o_{j}} = p_{j} - y_{j}'

C. M. Bishop, Pattern Recognition and Machine Learning, Springer 2006, the chapter on linear models for
classification. Label smoothing: C. Szegedy et al., CVPR 2016, doi:10.1109/CVPR.2016.308. Temperature: G.
Hinton, O. Vinyals and J. Dean, arXiv:1503.02531.
"""

from __future__ import annotations

from fractions import Fraction

from derive.gradients.matrices import Matrix, by_matrix
from derive.gradients.records import Assumed, Defined, Formula, Link, chained, numbers
from derive.gradients.softmax import SOFTMAX, S, o, p
from derive.proof.arrays import Expression, array, derivative, exp, log, scalar, size, total

y, v = array("y"), array("v")
loss, T, alpha = scalar("ell"), scalar("T"), scalar("alpha")
BOTH = {"o": ("q",), "y": ("q",)}
ANY = (
    "For every number q of classes, all scores, and all y that sum to 1: one 1 among zeros, or probabilities."
)
TRUTH = Assumed((total("k", "q", y["k"]), "==", Expression(1)), {}, "The true probabilities sum to 1.")
HALVES = [["rational", 1, 2]] * 2
FAIR = numbers({"q": 2}, y=HALVES)
ONE_OF_TWO = numbers({"q": 2}, {"j": 1}, y=HALVES)
ENTROPY = Defined("ell", (), -total("j", "q", y["j"] * log(p["j"])), "The cross-entropy.")
SCORED = log(S) - total("k", "q", y["k"] * o["k"])


def cross_entropy() -> Formula:
    """Prediction minus truth."""
    links = (
        Link(derivative(loss, o["j"])),
        Link(
            derivative(total("k", "q", y["k"]) * log(S) - total("k", "q", y["k"] * o["k"]), o["j"]),
            "The logarithm of the quotient is the score minus log S.",
        ),
        Link(
            total("k", "q", y["k"]) * derivative(log(S), o["j"]) - y["j"],
            "Sums and products; of the second sum only the j-th term depends on this score.",
        ),
        Link(derivative(log(S), o["j"]) - y["j"], "The true probabilities sum to 1.", ("truth",)),
        Link(p["j"] - y["j"], "The gradient of the log-sum-exp is the softmax."),
    )
    return Formula(
        "The gradient of the cross-entropy", ANY, BOTH, [chained(links)], {"j": "q"}, (*SOFTMAX, ENTROPY),
        {"truth": TRUTH}, witness=ONE_OF_TWO,
    )  # fmt: skip


def from_scores() -> Formula:
    """The cross-entropy without a quotient, as programs compute it."""
    links = (
        Link(loss),
        Link(-total("j", "q", y["j"] * (o["j"] - log(S))), "The logarithm of a quotient is a difference."),
        Link(
            total("k", "q", y["k"]) * log(S) - total("k", "q", y["k"] * o["k"]),
            "log S is the same in all terms.",
        ),
        Link(SCORED, "The true probabilities sum to 1.", ("truth",)),
    )
    return Formula(
        "The cross-entropy from scores", ANY, BOTH, [chained(links)], {}, (*SOFTMAX, ENTROPY),
        {"truth": TRUTH},
        witness=FAIR,
    )  # fmt: skip


def smoothing() -> Formula:
    """With label smoothing."""
    target = (1 - alpha) * y["j"] + alpha / size("q")
    smooth = Defined(
        "s", (("j", "q"),), target, "Smoothed truth: a part α is spread evenly over all classes."
    )
    s = array("s")
    smoothed = Defined("ell", (), -total("j", "q", s["j"] * log(p["j"])), "The cross-entropy with it.")
    links = (
        Link(derivative(loss, o["j"])),
        Link(
            total("k", "q", s["k"]) * p["j"] - s["j"],
            "As without smoothing: the weights times the gradient of log S, minus the weight of this score.",
        ),
        Link(
            ((1 - alpha) * total("k", "q", y["k"]) + alpha) * p["j"] - s["j"],
            "Spread over q classes, α/q sums to α.",
        ),
        Link(p["j"] - s["j"], "The true probabilities sum to 1.", ("truth",)),
        Link(p["j"] - (1 - alpha) * y["j"] - alpha / size("q"), "Written out."),
    )
    return Formula(
        "The gradient with label smoothing", ANY, {**BOTH, "alpha": ()}, [chained(links)], {"j": "q"},
        (*SOFTMAX, smooth, smoothed), {"truth": TRUTH}, witness=ONE_OF_TWO,
    )  # fmt: skip


def temperature() -> Formula:
    """With a temperature."""
    whole = Defined("S", (), total("k", "q", exp(o["k"] / T)), "The sum at the temperature T.")
    warm = Defined("p", (("j", "q"),), exp(o["j"] / T) / S, "The softmax at the temperature T.")
    links = (
        Link(derivative(loss, o["j"])),
        Link(
            derivative(total("k", "q", y["k"]) * log(S) - total("k", "q", y["k"] * o["k"]) / T, o["j"]),
            "The logarithm of the quotient is the score by T, minus log S.",
        ),
        Link(total("k", "q", y["k"]) * p["j"] / T - y["j"] / T, "The chain rule brings a factor 1/T."),
        Link(p["j"] / T - y["j"] / T, "The true probabilities sum to 1.", ("truth",)),
        Link((p["j"] - y["j"]) / T, "The common factor is taken out."),
    )
    return Formula(
        "The gradient at a temperature", f"{ANY} The temperature T is positive.", {**BOTH, "T": ()},
        [chained(links)], {"j": "q"}, (whole, warm, ENTROPY), {"truth": TRUTH}, ("T",), witness=ONE_OF_TWO,
    )  # fmt: skip


def batch() -> Formula:
    """For a batch of n rows, averaged."""
    O, Y, P = array("O"), array("Y"), array("P")  # noqa: E741 - the name of the mathematics
    sums = array("S")
    definitions = (
        Defined("S", (("i", "n"),), total("k", "q", exp(O["i", "k"])), "One sum for each example."),
        Defined("P", (("i", "n"), ("j", "q")), exp(O["i", "j"]) / sums["i"], "The softmax of each row."),
        Defined(
            "ell", (), -total("i", "n", total("j", "q", Y["i", "j"] * log(P["i", "j"]))) / size("n"),
            "The mean cross-entropy of the batch.",
        ),
    )  # fmt: skip
    truth = Assumed(
        (total("j", "q", Y["i", "j"]), "==", Expression(1)), {"i": "n"}, "Each row of Y sums to 1."
    )
    weights = total("k", "q", Y["a", "k"])
    links = (
        Link(derivative(loss, O["a", "b"])),
        Link(
            derivative(weights * log(sums["a"]) - total("k", "q", Y["a", "k"] * O["a", "k"]), O["a", "b"])
            / size("n"),
            "Only the row a of the batch depends on this score.",
        ),
        Link(
            (weights * P["a", "b"] - Y["a", "b"]) / size("n"), "The gradient of the log-sum-exp of this row."
        ),
        Link((P["a", "b"] - Y["a", "b"]) / size("n"), "Its true probabilities sum to 1.", ("truth",)),
    )
    right = (Matrix("P", "n", "q") - Matrix("Y", "n", "q")).over(size("n"))
    where = "For all n and q, all scores O (n×q), and all Y whose rows sum to 1."
    return Formula(
        "The gradient of the cross-entropy over a batch", where, {"O": ("n", "q"), "Y": ("n", "q")},
        [chained(links)], {"a": "n", "b": "q"}, definitions, {"truth": truth},
        matrix=by_matrix(r"\ell", "O", right.latex),
        witness=numbers({"n": 1, "q": 2}, {"a": 1, "b": 2}, Y=[HALVES]),
    )  # fmt: skip


def binary() -> Formula:
    """Binary cross-entropy of one score."""
    x, truth = scalar("o"), scalar("y")
    sigma = scalar("sigma")
    definitions = (
        Defined("sigma", (), 1 / (1 + exp(-x)), "The sigmoid of the score."),
        Defined("ell", (), -truth * log(sigma) - (1 - truth) * log(1 - sigma), "The binary cross-entropy."),
    )
    links = (
        Link(derivative(loss, x)),
        Link(
            derivative(log(1 + exp(x)) - truth * x, x),
            "log σ(o) is o − log(1 + exp(o)), and log(1 − σ(o)) is −log(1 + exp(o)).",
        ),
        Link(exp(x) / (1 + exp(x)) - truth, "The chain rule."),
        Link(sigma - truth, "Numerator and denominator times exp(−o)."),
    )
    return Formula(
        "The gradient of the binary cross-entropy", "For every score o and every y.", {"o": (), "y": ()},
        [chained(links)], {}, definitions,
    )  # fmt: skip


def binary_stable() -> Formula:
    """The binary cross-entropy as programs compute it."""
    x, truth, sigma = scalar("o"), scalar("y"), scalar("sigma")
    definitions = (
        Defined("sigma", (), 1 / (1 + exp(-x)), "The sigmoid of the score."),
        Defined("ell", (), -truth * log(sigma) - (1 - truth) * log(1 - sigma), "The binary cross-entropy."),
    )
    links = (
        Link(loss),
        Link(
            truth * (log(1 + exp(x)) - x) + (1 - truth) * log(1 + exp(x)),
            "log σ(o) is o − log(1 + exp(o)), and log(1 − σ(o)) is −log(1 + exp(o)).",
        ),
        Link(log(1 + exp(x)) - truth * x, "The terms with y and the logarithm cancel."),
    )
    return Formula(
        "The binary cross-entropy from a score", "For every score o and every y.", {"o": (), "y": ()},
        [chained(links)], {}, definitions,
    )  # fmt: skip


def squares() -> Formula:
    """Half the mean square of a batch."""
    O, Y = array("O"), array("Y")  # noqa: E741
    half = Fraction(1, 2) * total("i", "n", total("k", "q", (O["i", "k"] - Y["i", "k"]) ** 2)) / size("n")
    links = (
        Link(derivative(loss, O["a", "b"])),
        Link(
            Fraction(1, 2) * derivative((O["a", "b"] - Y["a", "b"]) ** 2, O["a", "b"]) / size("n"),
            "Only one square depends on this entry.",
        ),
        Link((O["a", "b"] - Y["a", "b"]) / size("n"), "The rule for squares; two halves cancel."),
    )
    right = (Matrix("O", "n", "q") - Matrix("Y", "n", "q")).over(size("n"))
    return Formula(
        "The gradient of the squared loss", "For all n and q.", {"O": ("n", "q"), "Y": ("n", "q")},
        [chained(links)], {"a": "n", "b": "q"}, [Defined("ell", (), half, "Half the mean square.")],
        matrix=by_matrix(r"\ell", "O", right.latex),
    )  # fmt: skip


def regression() -> Formula:
    """Least squares: the gradient by the weights of one affine layer."""
    X, W, b, Y, O = (array(name) for name in ("X", "W", "b", "Y", "O"))  # noqa: E741
    output = Defined(
        "O",
        (("i", "n"), ("k", "q")),
        total("j", "d", X["i", "j"] * W["j", "k"]) + b["k"],
        "One affine layer.",
    )
    half = Fraction(1, 2) * total("i", "n", total("k", "q", (O["i", "k"] - Y["i", "k"]) ** 2)) / size("n")
    right = (Matrix("X", "n", "d").T @ (Matrix("O", "n", "q") - Matrix("Y", "n", "q"))).over(size("n"))
    links = (
        Link(derivative(loss, W["a", "c"])),
        Link(
            total("i", "n", (O["i", "c"] - Y["i", "c"]) * X["i", "a"]) / size("n"),
            "Of row i of the output only column c depends on this weight, at the rate of the a-th feature.",
        ),
        Link(right["a", "c"], "This is an entry of a product of matrices."),
    )
    return Formula(
        "The gradient of least squares", "For all n, d and q.",
        {"X": ("n", "d"), "W": ("d", "q"), "b": ("q",), "Y": ("n", "q")},
        [chained(links)], {"a": "d", "c": "q"}, [output, Defined("ell", (), half, "Half the mean square.")],
        matrix=by_matrix(r"\ell", "W", right.latex),
    )  # fmt: skip
