"""False claims, each with what might seem to prove it: the material of `test_forgeries`.

A row names a false statement with the domain that it claims, a point where it is false, and material for
a proof: splits, and atoms with values that a careless checker would believe.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

import mpmath as mp

Tree = Any  # a text to split by with its three cells, "?" (any leaf), or None (no cell)
HALF_PI, ROOT_2, CUBE_ROOT_2 = mp.pi / 2, mp.sqrt(2), mp.cbrt(2)


class Row(NamedTuple):
    """A false claim: wherever ``domain`` says (and exactly there), both sides have values that relate."""

    name: str
    claim: str
    point: Mapping[str, Any]  # where it is false
    domain: tuple[str, ...] = ()
    tree: Tree = "?"
    atoms: tuple[tuple[str, str | None], ...] = ()
    assume: tuple[str, ...] = ()
    witness: Mapping[str, int] = {}


def by(term: str, neg: Tree = "?", zero: Tree = "?", pos: Tree = "?") -> Tree:
    """A split by the sign of a term."""
    return (term, neg, zero, pos)


# fmt: off
CELLS = [
    Row("no cell below", "Abs(x) == x", {"x": -2}, tree=by("x", None, "?", "?")),
    Row("only where it is zero", "Abs(x) == 0", {"x": -2}, tree=by("x", None, "?", None)),
    Row("no cells at all", "Abs(x) == 5", {"x": -2}, tree=by("x", None, None, None)),
    Row("a split that is no split", "x == 3", {"x": -2}, tree=by("1", None, None, "?")),
    Row("a constant with the wrong sign", "x == 3", {"x": -2}, tree=by("pi - 4", None, None, "?")),
    Row("a constant that is zero", "x == 3", {"x": -2}, tree=by("pi - 22/7", None, "?", None),
        atoms=(("pi", None),)),
    Row("a constant that is nearly zero", "x == 3", {"x": -2},
        tree=by("exp(pi*sqrt(163)) - 262537412640768744", None, "?", "?"),
        atoms=(("pi", None), ("sqrt(163)", None), ("exp(pi*sqrt(163))", None))),
    Row("an angle of many turns", "x == 3", {"x": -2}, tree=by("sin(10**22) + 17/20", None, "?", "?"),
        atoms=(("cos(10**22)", None), ("sin(10**22)", None))),
    Row("zero of nothing", "x == 0", {"x": -2}, tree=by("0*x", None, "?", None)),
    Row("a square is positive", "x/x == 1", {"x": 0}, tree=by("x**2", None, None, "?")),
    Row("a logarithm leaves cells out", "Abs(x) == x", {"x": -2}, tree=by("log(x)"),
        atoms=(("log(x)", None),)),
    Row("a root leaves cells out", "Abs(x) == x", {"x": -2}, tree=by("sqrt(x)", None, "?", "?"),
        atoms=(("sqrt(x)", None),)),
    Row("a quotient leaves 0 out", "x/x == 1", {"x": 0}, tree=by("1/x", "?", None, "?")),
    Row("an unknown symbol", "x == z0", {"x": 1, "z0": 2}, tree=by("z - x", None, "?", None)),
    Row("the same sign twice", "Abs(x) == x", {"x": -2}, tree=by("x", None, "?", by("x"))),
    Row("contradicting cells", "Abs(x) == x", {"x": -2}, tree=by("x", by("-x", None, None, "?"), "?", "?")),
    Row("a fixed symbol that is not linear", "x == 1", {"x": -1}, tree=by("x**2 - 1", None, "?", None)),
    Row("two roots, one taken", "sqrt(x**2) == x", {"x": -1}, tree=by("x**2 - 1"),
        atoms=(("sqrt(x**2)", "x"),)),
    Row("a symbol fixed by itself", "x == 0", {"x": 1}, tree=by("x - x*1", None, "?", None)),
    Row("a circle of fixed symbols", "x == y", {"x": 1, "y": 2},
        tree=by("x - y", None, by("x + exp(y)"), None)),
    Row("a circle through a function", "(x - y)**2 + (y - 1 + exp(x))**2 > 0", {"x": 0, "y": 0},
        tree=by("x - y", "?", by("y - 1 + exp(x)"), "?"), atoms=(("exp(x)", None),)),
    Row("a circle of three", "(x - y)**2 + (y - z)**2 + (z - 1 + exp(x))**2 > 0", {"x": 0, "y": 0, "z": 0},
        tree=by("x - y", "?", by("y - z", "?", by("z - 1 + exp(x)", "?", "?", "?"), "?"), "?"),
        atoms=(("exp(x)", None),)),
    Row("a split by branches", "Abs(x) == x", {"x": -2}, tree=by("Abs(x)", None, "?", "?")),
    Row("a huge coefficient", f"x == {10**300}", {"x": 0}, tree=by(f"{10**300}*x - 1", None, "?", None)),
]
DOMAINS = [
    Row("a quotient at 0", "x/x == 1", {"x": 0}),
    Row("a removable gap", "(x**2 - 1)/(x - 1) == x + 1", {"x": 1}, tree=by("x - 1")),
    Row("a root squared", "sqrt(x)**2 == x", {"x": -2}, tree=by("x"), atoms=(("sqrt(x)", None),)),
    Row("a domain too small", "Abs(x) == Abs(x)", {"x": -2}, domain=("x > 0",), tree=by("x")),
    Row("a domain without its edge", "sqrt(x) == sqrt(x)", {"x": 0}, domain=("x > 0",), tree=by("x"),
        atoms=(("sqrt(x)", None),)),
    Row("an edge that has no value", "log(x) == log(x)", {"x": 0}, domain=("x >= 0",), tree=by("x"),
        atoms=(("log(x)", None),)),
    Row("nothing times a logarithm", "0*log(x) == 0", {"x": -2}, tree=by("x"), atoms=(("log(x)", None),)),
    Row("a logarithm to the power 0", "log(x)**0 == 1", {"x": -2}, tree=by("x"), atoms=(("log(x)", None),)),
    Row("a difference of poles", "1/x - 1/x == 0", {"x": 0}, tree=by("x")),
    Row("below -1/e", "LambertW(x) == LambertW(x)", {"x": -2}, atoms=(("LambertW(x)", None),)),
    Row("below -1/e, split", "LambertW(x) == LambertW(x)", {"x": -2}, tree=by("1 + E*x"),
        atoms=(("exp(1)", None), ("LambertW(x)", None))),
    Row("polylog beyond 1", "polylog(2, x) == polylog(2, x)", {"x": 2}, atoms=(("polylog(2, x)", None),)),
    Row("polylog beyond 1, split", "polylog(2, x) == polylog(2, x)", {"x": 2}, tree=by("x - 1"),
        atoms=(("polylog(2, x)", None),)),
    Row("asin beyond 1", "asin(x) == asin(x)", {"x": 2}, atoms=(("asin(x)", None),)),
    Row("atanh at 1", "atanh(x) == atanh(x)", {"x": 1}, domain=("x <= 1", "x >= -1"),
        tree=by("x - 1", by("x + 1"), "?", "?"), atoms=(("log(1 + x)", None), ("log(1 - x)", None))),
    Row("a symbolic power of 0", "0**x == 0", {"x": 1}, domain=("x > 0",), tree=by("x")),
    Row("x to the x at 0", "x**x == x**x", {"x": 0}, domain=("x >= 0",), tree=by("x"),
        atoms=(("log(x)", None), ("exp(x*log(x))", None))),
    Row("a symbolic power of a negative base", "(x**2)**a == Abs(x)**(2*a)", {"x": 0, "a": 1}, tree=by("x"),
        atoms=(("log(x)", None), ("exp(2*a*log(x))", None)), witness={"x": 1, "a": 1}),
    Row("no case applies", "Piecewise((x, x > 0)) == x", {"x": -2}, tree=by("x")),
    Row("a case whose condition has no value", "Piecewise((1, log(x) > 0), (1, True)) == 1", {"x": -2},
        tree=by("x"), atoms=(("log(x)", None),)),
    Row("an alternative about nothing", "log(x) == log(x)", {"x": -2}, domain=("x > 0 or zz == zz",),
        tree=by("x"), atoms=(("log(x)", None),)),
    Row("the sine's zeros", "sin(x)/sin(x) == 1", {"x": 0}, tree=by("sin(x)"), atoms=(("cos(x)", None),
        ("sin(x)", None))),
]
SLOPES = [
    Row("|x|' at 0", "Derivative(Abs(x), x) == sign(x)", {"x": 0}, tree=by("x")),
    Row("relu' at 0", "Derivative(Max(0, x), x) == Heaviside(x)", {"x": 0}, tree=by("x")),
    Row("sign' at 0", "Derivative(sign(x), x) == 0", {"x": 0}, tree=by("x")),
    Row("a jump's slope", "Derivative(Piecewise((0, x < 0), (1, True)), x) == 0", {"x": 0}, tree=by("x")),
    Row("the value at 0 is another", "Derivative(Piecewise((7, x == 0), (x, True)), x) == 1", {"x": 0},
        tree=by("x")),
    Row("the value is the slope", "Derivative(Piecewise((5, x == 0), (x**2, True)), x) == 0", {"x": 3},
        tree=by("x")),
    Row("a fixed symbol has no slope", "Derivative(y, x) == 1", {"x": 1, "y": 1}, tree=by("x - y"),
        assume=("x == y",)),
    Row("a product of equals", "Derivative(x*y, x) == 2*x", {"x": 1, "y": 1}, tree=by("x - y"),
        assume=("x == y",)),
    Row("the slope at a point", "Derivative(x**2, x) == 0", {"x": 1}, tree=by("x - 1"), assume=("x == 1",)),
    Row("|x - a|' at a", "Derivative(Abs(x - a), x) == sign(x - a)", {"x": 1, "a": 1}, tree=by("x - a")),
    Row("Max(x, y)' where they meet", "Derivative(Max(x, y), x) == 1", {"x": 1, "y": 1}, domain=("x >= y",),
        tree=by("x - y")),
    Row("(x|x|)'' at 0", "Derivative(x*Abs(x), x, 2) == 2*sign(x)", {"x": 0}, tree=by("x")),
    Row("|x|³''' at 0", "Derivative(Abs(x)**3, x, 3) == 6*sign(x)", {"x": 0}, tree=by("x")),
    Row("the other side", "LeftDerivative(Abs(x), x, 0) == 1", {"x": 1}, tree=by("x")),
    Row("the other side, hidden", "LeftDerivative(Abs(x), x, a) == 1", {"x": 1, "a": 0}, tree=by("a"),
        assume=("a >= 0",)),
    Row("one side of a jump", "RightDerivative(Heaviside(x), x, 0) == 0", {"x": 1}, tree=by("x")),
    Row("√x' at 0", "Derivative(sqrt(x), x) == 1/(2*sqrt(x))", {"x": 0}, domain=("x >= 0",), tree=by("x"),
        atoms=(("sqrt(x)", None),)),
    Row("log' for all x", "Derivative(log(x), x) == 1/x", {"x": -2}, domain=("x != 0",), tree=by("x"),
        atoms=(("log(x)", None),)),
    Row("asin' at 1", "Derivative(asin(x), x)*sqrt(1 - x**2) == 1", {"x": 1}, domain=("x <= 1", "x >= -1"),
        tree=by("1 - x", "?", "?", by("1 + x")), atoms=(("asin(x)", None), ("sqrt(1 - x**2)", None))),
    Row("a wrong rule", "Derivative(exp(2*x), x) == exp(2*x)", {"x": 1}, atoms=(("exp(2*x)", None),)),
    Row("a wrong rule for erf", "Derivative(erf(x), x) == exp(-x**2)", {"x": 1}, atoms=(("pi", None),
        ("sqrt(pi)", None), ("exp(-x**2)", None), ("erf(x)", None))),
    Row("a slope along a curve", "Derivative(Max(x, y), x) == 1", {"x": 1, "y": 1}, tree=by("x - y"),
        assume=("x == y",)),
    Row("a mixed kink", "Derivative(Derivative(Abs(x*y), x), y) == sign(x)*sign(y)", {"x": 0, "y": 1},
        tree=by("x", by("y"), by("y"), by("y"))),
]
INEQUALITIES = [
    Row("exp x > 1 + x at 0", "exp(x) > 1 + x", {"x": 0}, tree=by("x"), atoms=(("exp(x)", None),)),
    Row("exp x ≥ 1 + x + x²/2", "exp(x) >= 1 + x + x**2/2", {"x": -1}, tree=by("x"),
        atoms=(("exp(x)", None),)),
    Row("exp x ≤ 1 + x", "exp(x) <= 1 + x", {"x": 1}, tree=by("x"), atoms=(("exp(x)", None),)),
    Row("exp(-x) ≥ 1 - x + x²/2", "exp(-x) >= 1 - x + x**2/2", {"x": 1}, tree=by("x"),
        atoms=(("exp(-x)", None),)),
    Row("exp x ≥ 1 + x + x³", "exp(x) >= 1 + x + x**3", {"x": 1}, tree=by("x"), atoms=(("exp(x)", None),)),
    Row("exp(x - 1) > x", "exp(x - 1) > x", {"x": 1}, tree=by("x"), atoms=(("exp(x - 1)", None),)),
    Row("log x < x - 1 at 1", "log(x) < x - 1", {"x": 1}, domain=("x > 0",), tree=by("x"),
        atoms=(("log(x)", None),)),
    Row("log x ≤ x - 2", "log(x) <= x - 2", {"x": 1}, domain=("x > 0",), tree=by("x"),
        atoms=(("log(x)", None),)),
    Row("log x ≥ 1 - 1/x strictly", "log(x) > 1 - 1/x", {"x": 1}, domain=("x > 0",),
        tree=by("x", "?", "?", by("x - 1")), atoms=(("log(x)", None),)),
    Row("erf x ≥ 1 - exp(-x²)", "erf(x) >= 1 - exp(-x**2)", {"x": -1}, tree=by("x"),
        atoms=(("exp(-x**2)", None), ("erf(x)", None))),
    Row("erf x < 1 - exp(-x²)", "erf(x) <= 1 - exp(-x**2)", {"x": 1}, tree=by("x"),
        atoms=(("exp(-x**2)", None), ("erf(x)", None))),
    Row("σ' < 1/4 at 0", "exp(-x)/(1 + exp(-x))**2 < 1/4", {"x": 0}, tree=by("x"),
        atoms=(("exp(-x)", None),)),
    Row("x² > 0", "x**2 > 0", {"x": 0}, tree=by("x")),
    Row("x² + y² > 0", "x**2 + y**2 > 0", {"x": 0, "y": 0}, tree=by("x", by("y"), by("y"), by("y"))),
    Row("a double root", "x**4 - x**2 + 1/4 > 0", {"x": 0}, domain=("x > 1",), tree=by("x")),
    Row("a double root between rationals", "(x**2 - 2)**2 > 0", {"x": ROOT_2}, tree=by("x**2 - 2")),
    Row("a hair below 0", f"x**2 - 2*x + 1 - 1/{10**40} >= 0", {"x": 1}, tree=by("x - 1")),
    Row("a square of a difference", "x**2 - 3*x*y + y**2 >= 0", {"x": 1, "y": 1},
        tree=by("x", by("y"), "?", by("y"))),
    Row("below Motzkin", "x**4*y**2 + x**2*y**4 - 3*x**2*y**2 + 1 >= 1/100", {"x": 1, "y": 1},
        tree=by("x**2 - 1")),
    Row("sin ≤ cos", "sin(x) <= cos(x)", {"x": 1}, atoms=(("cos(x)", None), ("sin(x)", None))),
    Row("sin < 1", "sin(x) < 1", {"x": HALF_PI}, atoms=(("cos(x)", None), ("sin(x)", None))),
    Row("tanh reaches 1/2 only", "tanh(x) <= 1/2", {"x": 1}, tree=by("x"), atoms=(("exp(x)", None),
        ("exp(-x)", "exp(x)**(-1)"))),
    Row("W ≥ 0", "LambertW(x) >= 0", {"x": Fraction(-1, 4)}, tree=by("x"), atoms=(("LambertW(x)", None),)),
    Row("atan ≥ 2", "atan(x) >= 2", {"x": 1}, tree=by("x"), atoms=(("atan(x)", None),)),
    Row("polylog is positive", "polylog(2, x) >= 0", {"x": -1}, domain=("x <= 1",),
        tree=by("x - 1", by("x"), "?", "?"), atoms=(("polylog(2, x)", None),)),
    Row("different from itself", "x != x", {"x": 1}),
    Row("never zero", "x**3 - 2 != 0", {"x": CUBE_ROOT_2}, tree=by("x")),
]
ASSUMED = [
    Row("a hypothesis dropped", "sqrt(a**2) == a", {"a": -1}, atoms=(("sqrt(a**2)", "a"),), witness={"a": 1}),
    Row("a hypothesis of no use", "sqrt(a**2) == a", {"a": -1}, tree=by("a"), atoms=(("sqrt(a**2)", "a"),),
        assume=("a != 0",), witness={"a": 1}),
    Row("a hypothesis that holds here and there", "Abs(a) == a", {"a": -2}, tree=by("a"),
        assume=("a**2 > 1",), witness={"a": 2}),
    Row("a hypothesis about another", "sqrt(x**2) == x", {"x": -1, "a": 1}, tree=by("x"),
        atoms=(("sqrt(x**2)", "x"),), assume=("a > 0",), witness={"x": 1, "a": 1}),
    Row("a product is positive", "Abs(a) == a", {"a": -1, "b": -1}, tree=by("a"), assume=("a*b > 0",),
        witness={"a": 1, "b": 1}),
]
ROWS = [*CELLS, *DOMAINS, *SLOPES, *INEQUALITIES, *ASSUMED]

# Statements about nothing: whatever they say of x, no witness may serve.
EMPTY = [
    Row("contradicting hypotheses", "x == x + 1", {}, assume=("x > 1", "x < 0")),
    Row("contradicting hypotheses, split", "x == 5", {}, tree=by("x"), assume=("x > 1", "x**2 < 1")),
    Row("a hypothesis that is false", "x == 5", {}, assume=("1 < 0",)),
    Row("a hypothesis without a value", "x == 5", {}, tree=by("x"), assume=("log(-x**2) > 0",)),
    Row("a domain that is empty", "x == 5", {}, domain=("x**2 < 0",), tree=by("x")),
    Row("no value anywhere", "log(-x**2) == 5", {}, domain=("x**2 < 0",), tree=by("x")),
    Row("no value together", "log(x) + log(-x) == 5", {}, domain=("x > 0", "x < 0"), tree=by("x"),
        atoms=(("log(x)", None), ("log(-x)", None))),
    Row("hypotheses that fix a symbol twice", "x == 7", {}, tree=by("x - 1"), assume=("x == 1", "x == 2")),
    Row("a false equation assumed", "1 == 2", {}, atoms=(("pi", None),), assume=("pi == 3",)),
]
