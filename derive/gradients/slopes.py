r"""Products of slopes: why the gradient of a deep network of sigmoids vanishes.

>>> print(vanishing().latex)
0 \le \prod_{l=1}^{L} \sigma'\bigl(z^{(l)}\bigr) \le 4^{-L}

Y. Bengio, P. Simard and P. Frasconi, Learning long-term dependencies with gradient descent is difficult, IEEE
Transactions on Neural Networks 5 (1994), doi:10.1109/72.279181.
"""

from __future__ import annotations

from fractions import Fraction

from derive.gradients.induction import Induction, Shown
from derive.gradients.records import Assumed, Defined, Formula, Row, numbers
from derive.proof.arrays import Expression, derivative, exp, scalar

ZERO, UNIT, QUARTER = Expression(0), Expression(1), Fraction(1, 4)


def _sigma(z: Expression) -> Expression:
    return 1 / (1 + exp(-z))


def sigmoid_slope() -> Formula:
    """0 <= sigma' <= 1/4."""
    z = scalar("z")
    sigma, rate = scalar("sigma"), derivative(scalar("sigma"), z)
    definitions = (Defined("sigma", (), _sigma(z), "The sigmoid."),)
    rows = (
        Row((ZERO, "<=", (Fraction(1, 2) - sigma) ** 2), ("sign",), "A square."),
        Row(
            (rate, "<=", Expression(["rational", 1, 4])),
            ("combine", [[1, 0]], []),
            "The sigmoid's derivative is σ(1 − σ).",
        ),
    )
    return Formula(
        "The sigmoid is never steeper than a quarter", "For every z.", {"z": ()}, rows, {}, definitions
    )


def _slope_claims() -> dict[str, Shown]:
    """The product is at most the power, and at least its negative."""
    P, B, g, c = scalar("P[i]"), scalar("B[i]"), scalar("g[i+1]"), scalar("c")
    half, P1, B1 = ["rational", 1, 2], scalar("P[i+1]"), scalar("B[i+1]")
    # 2(Bc - Pg) = (B - P)(c + g) + (B + P)(c - g), and 2(Bc + Pg) = (B - P)(c - g) + (B + P)(c + g)
    products = (
        Row(
            (ZERO, "<=", (B - P) * (c + g)),
            ("product", "top", "below", []),
            "Two numbers that are not negative.",
        ),
        Row((ZERO, "<=", (B + P) * (c - g)), ("product", "bottom", "above", []), "Two more."),
        Row((ZERO, "<=", (B - P) * (c - g)), ("product", "top", "above", []), "Two more."),
        Row((ZERO, "<=", (B + P) * (c + g)), ("product", "bottom", "below", []), "Two more."),
    )
    return {
        "top": Shown(
            (P, "<=", B),
            [Row((scalar("P[0]"), "<=", scalar("B[0]")), ("combine", [], []), "Both are 1.")],
            [*products[:2], Row((P1, "<=", B1), ("combine", [[half, 0], [half, 1]], []), "Half their sum.")],
            sentence="The product is at most the power of c …",
        ),
        "bottom": Shown(
            (-B, "<=", P),
            [
                Row((ZERO, "<=", Expression(2)), ("sign",), "Two is positive."),
                Row((-scalar("B[0]"), "<=", scalar("P[0]")), ("combine", [[1, 0]], []), "−1 is at most 1."),
            ],
            [*products[2:], Row((-B1, "<=", P1), ("combine", [[half, 0], [half, 1]], []), "Half their sum.")],
            sentence="… and at least its negative.",
        ),
    }


def slopes() -> Induction:
    """If every slope is at most c in absolute value, the product of L of them is at most c to the L."""
    P, B, g, c = scalar("P[i]"), scalar("B[i]"), scalar("g[i+1]"), scalar("c")
    start = (
        Defined("P[0]", (), UNIT, "The product of no slopes."),
        Defined("B[0]", (), UNIT, "The zeroth power of c."),
    )
    step = (
        Defined("P[i+1]", (), P * g, "One slope more."),
        Defined("B[i+1]", (), B * c, "One factor more: B is the i-th power of c."),
    )
    hypotheses = {
        "above": Assumed((g, "<=", c), {}, "Each slope is at most c …"),
        "below": Assumed((-c, "<=", g), {}, "… and at least −c."),
    }
    latex = r"\left|\prod_{l=1}^{L} g^{(l)}\right| \le c^{L}"
    where = "For every L, and all slopes g between −c and c."
    symbols: dict[str, tuple[str, ...]] = {"P[i]": (), "B[i]": (), "g[i+1]": (), "c": ()}
    return Induction(
        "A product of slopes", where, latex, symbols, ("0 <= i <= L", "0", "i", "i+1"), start, step,
        _slope_claims(), hypotheses,
        witness=numbers({}, **{"g[i+1]": 1, "c": 2}),
        conclusion="Both claims at i = L, with the product and the power written out.",
    )  # fmt: skip


def _vanishing_claims() -> dict[str, Shown]:
    """That the product is not negative, and that it is small."""
    P, z = scalar("P[i]"), scalar("z[i+1]")
    sigma, rate = _sigma(z), derivative(_sigma(z), z)
    P1, B1 = scalar("P[i+1]"), scalar("B[i+1]")
    positive = Row((ZERO, "<=", exp(-z) * sigma**2), ("sign",), "The derivative of the sigmoid is positive.")
    return {
        "positive": Shown(
            (ZERO, "<=", P),
            [Row((ZERO, "<=", scalar("P[0]")), ("sign",), "It is 1.")],
            [
                positive,
                Row((ZERO, "<=", P1), ("product", "positive", 0, []), "A product of what is not negative."),
            ],
            sentence="No slope is negative.",
        ),
        "small": Shown(
            (P, "<=", scalar("B[i]")),
            [Row((scalar("P[0]"), "<=", scalar("B[0]")), ("combine", [], []), "Both are 1.")],
            [
                Row((ZERO, "<=", (Fraction(1, 2) - sigma) ** 2), ("sign",), "A square."),
                Row(
                    (rate, "<=", Expression(["rational", 1, 4])),
                    ("combine", [[1, 0]], []),
                    "The sigmoid's derivative is σ(1 − σ).",
                ),
                Row(
                    (P1, "<=", P * QUARTER),
                    ("product", "positive", 1, []),
                    "Times the product so far, which is not negative.",
                ),
                Row(
                    (P1, "<=", B1),
                    ("combine", [[1, 2], [["rational", 1, 4], "small"]], []),
                    "And that is small by the hypothesis.",
                ),
            ],
            sentence="The product is at most 4 to the power −i.",
        ),
    }


def vanishing() -> Induction:
    """The product of L slopes of the sigmoid is at most 4 to the minus L."""
    P, B, z = scalar("P[i]"), scalar("B[i]"), scalar("z[i+1]")
    rate = derivative(_sigma(z), z)
    start = (
        Defined("P[0]", (), UNIT, "The product of no slopes."),
        Defined("B[0]", (), UNIT, "4 to the power 0."),
    )
    step = (
        Defined("P[i+1]", (), P * rate, "One slope of the sigmoid more."),
        Defined("B[i+1]", (), B * QUARTER, "A quarter: B is 4 to the power −i."),
    )
    latex = r"0 \le \prod_{l=1}^{L} \sigma'\bigl(z^{(l)}\bigr) \le 4^{-L}"
    symbols: dict[str, tuple[str, ...]] = {"P[i]": (), "B[i]": (), "z[i+1]": ()}
    return Induction(
        "The gradient vanishes", "For every L and all pre-activations z.", latex, symbols,
        ("0 <= i <= L", "0", "i", "i+1"), start, step, _vanishing_claims(),
        conclusion="Both claims at i = L, with the product and the power written out.",
    )  # fmt: skip
