"""Terms cross the border to SymPy and back with their value; what has no word in the grammar is refused."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from language_terms import NAMES, SIGNATURES, arithmetic, value

from derive.language.border import from_sympy, to_sympy
from derive.language.bounds import BOUNDS, Bounds, excess
from derive.language.grammar import parse
from derive.language.records import Definition
from derive.language.term import FUNCTIONS, Term, call, number, symbol

X, Y = sympy.Symbol("x", real=True), sympy.Symbol("y", real=True)
T = sympy.Symbol("t", real=True)
x = symbol("x")
SIGMOID = Definition("sigmoid", ("x",), parse("1/(1 + exp(-x))"))
SILU = Definition("silu", ("x", "beta"), parse("x*sigmoid(beta*x)", SIGNATURES))
ELU = Definition("elu", ("x", "alpha"), parse("Piecewise((x, x > 0), (alpha*(exp(x) - 1), True))"))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1/(1 + exp(-x))", 1 / (1 + sympy.exp(-X))),
        ("x - 2/3*y", X - sympy.Rational(2, 3) * Y),
        ("sqrt(x)", sympy.sqrt(X)),
        ("pi*E", sympy.pi * sympy.E),
        ("Heaviside(x)", sympy.Heaviside(X, sympy.Rational(1, 2))),
        ("sign(x)*Abs(y)", sympy.sign(X) * sympy.Abs(Y)),
        ("LambertW(x)", sympy.LambertW(X)),
        ("polylog(2, x)", sympy.polylog(2, X)),
        ("Max(0, x) + Min(x, y)", sympy.Max(0, X) + sympy.Min(X, Y)),
        ("Derivative(x**3, (x, 2))", sympy.Derivative(X**3, (X, 2))),
        ("Piecewise((x, x > 0), (0, True))", sympy.Piecewise((X, X > 0), (0, True))),
        ("x >= y", X >= Y),
        ("x == y", sympy.Eq(X, Y)),
        ("x != y", sympy.Ne(X, Y)),
        ("x > 0 and not y > 0", sympy.And(X > 0, sympy.Not(Y > 0, evaluate=False), evaluate=False)),
        ("True", sympy.true),
        ("0 > 1", sympy.false),
        ("elu(x, 2)", sympy.Function("elu", real=True)(X, 2)),
    ],
)
def test_to_sympy(source: str, expected: Any) -> None:
    assert to_sympy(parse(source, SIGNATURES)) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (sympy.exp(-X) / (1 + sympy.exp(-X)) ** 2, "exp(-x)/(1 + exp(-x))**2"),
        (1 - sympy.exp(X), "1 - exp(x)"),
        (X - 2 * Y, "x - 2*y"),
        (1 / X, "1/x"),
        (X**-2, "1/x**2"),
        (sympy.sqrt(X), "sqrt(x)"),
        (sympy.exp(1), "E"),
        (sympy.Rational(-2, 3), "-2/3"),
        (sympy.Symbol("x"), "x"),
        (sympy.false, "not True"),
        (sympy.And(X > 0, X < 1), "x > 0 and x < 1"),
        (sympy.Piecewise((X, X > 0), (0, True)), "Piecewise((x, x > 0), (0, True))"),
        (sympy.Derivative(sympy.Function("f")(X), (X, 2)), "Derivative(f(x), (x, 2))"),
        (sympy.Derivative(X * Y, X, Y), "Derivative(Derivative(x*y, x), y)"),
        (sympy.Heaviside(X), "Heaviside(x)"),
        (sympy.sech(X).diff(X), "-tanh(x)*sech(x)"),
        (sympy.Eq(X, Y), "x == y"),
    ],
)
def test_from_sympy(expression: Any, expected: str) -> None:
    assert str(from_sympy(expression)) == expected


def test_every_function_crosses_both_ways() -> None:
    for head, count in FUNCTIONS.items():
        if head != "sqrt":
            term = call(head, *[x, symbol("y")][: count or 2])
            assert from_sympy(to_sympy(term)) == term


REFUSED = [
    sympy.Float(0.5), sympy.I, sympy.oo, -sympy.oo, sympy.zoo, sympy.nan, sympy.gamma(X),
    sympy.LambertW(X, -1), sympy.Heaviside(X, 0), sympy.DiracDelta(X), sympy.Symbol("x y"),
    sympy.Symbol("x" * 31), sympy.Integral(X, X), sympy.Limit(X, X, 0), sympy.Sum(X, (X, 1, 2)),
    sympy.Matrix([1]), sympy.Function("two words")(X), sympy.Tuple(X, Y), 3, 0.5, "x", None,
    sympy.Derivative(sympy.Function("f")(X), X).subs(X, 2),
]  # fmt: skip


@pytest.mark.parametrize("expression", REFUSED, ids=repr)
def test_what_the_grammar_has_no_word_for_is_refused(expression: Any) -> None:
    with pytest.raises(ValueError, match=r"^expected what the grammar has a word for, found "):
        from_sympy(expression)


def test_definitions_are_written_out() -> None:
    assert to_sympy(call("silu", x, 2), [SIGMOID, SILU]) == X / (1 + sympy.exp(-2 * X))
    assert to_sympy(call("sigmoid", call("sigmoid", x)), [SIGMOID]) == 1 / (
        1 + sympy.exp(-1 / (1 + sympy.exp(-X)))
    )
    swapped = Definition("f", ("x", "y"), parse("x - 2*y"))
    assert to_sympy(call("f", symbol("y"), x), [swapped]) == Y - 2 * X
    with pytest.raises(ValueError, match="expected 2 arguments of silu, found 1"):
        to_sympy(call("silu", x), [SIGMOID, SILU])


def test_a_variable_that_is_bound_is_not_captured() -> None:
    slope = Definition("slope", ("a",), parse("Derivative(a*t**2, t)"))
    assert to_sympy(call("slope", x), [slope]) == sympy.Derivative(X * T**2, T)
    with pytest.raises(ValueError, match="expected no derivative by t in slope"):
        to_sympy(call("slope", symbol("t")), [slope])
    rate = Definition("rate", ("x",), parse("Derivative(x**2, x)"))
    with pytest.raises(ValueError, match="expected no derivative by x in rate"):
        to_sympy(call("rate", number(3)), [rate])


def test_one_sided_derivatives_are_limits_of_difference_quotients() -> None:
    for source, expected in (
        ("LeftDerivative(Max(0, x), x, 0)", 0),
        ("RightDerivative(Max(0, x), x, 0)", 1),
        ("LeftDerivative(Abs(x - 1), x, 1)", -1),
        ("RightDerivative(x**2, x, 3)", 6),
    ):
        limit = to_sympy(parse(source))
        assert limit.func is sympy.Limit
        step = limit.args[1]
        near = sympy.Rational(-1 if str(limit.args[3]) == "-" else 1, 10**6)
        assert math.isclose(float(limit.args[0].subs(step, near)), expected, abs_tol=1e-5)


def test_what_is_too_large_does_not_reach_sympy() -> None:
    tower = call("pow", 9, call("pow", 9, call("pow", 9, 9)))
    with pytest.raises(ValueError, match="expected an exponent"):
        to_sympy(tower)
    deep = x
    for _ in range(150):
        deep = call("exp", deep)
    with pytest.raises(ValueError, match="at most 100 levels"):
        to_sympy(deep)
    doubling = [
        Definition(f"f{i}", ("x",), call(f"f{i - 1}", x) + call(f"f{i - 1}", x)) for i in range(1, 60)
    ]
    with pytest.raises(ValueError, match="at most 200 nodes with definitions"):
        to_sympy(call("f59", x), doubling, bounds=Bounds(nodes=200))
    square = Definition("sq", ("x",), x * x)
    nested = x
    for _ in range(40):
        nested = call("sq", nested)
    with pytest.raises(ValueError, match="at most 20000 nodes with sq written out"):
        to_sympy(nested, [square])
    with pytest.raises(ValueError, match="at most 400 digits"):
        from_sympy(sympy.Integer(10) ** 500)
    with pytest.raises(ValueError, match="at most 5 nodes"):
        from_sympy(X + Y + X * Y, bounds=Bounds(nodes=5))


def test_a_circle_of_definitions_ends() -> None:
    circle = [Definition("a", ("x",), call("b", x) + 1), Definition("b", ("x",), call("a", x) * 2)]
    assert to_sympy(call("a", x), circle) == 2 * sympy.Function("a", real=True)(X) + 1


@pytest.mark.parametrize(
    "term",
    [
        Term("exp", (x, x)),
        Term("exp"),
        Term("eq", (x,)),
        Term("Piecewise", (x,)),
        Term("true", (x,)),
        Term("two words", (x,)),
        call("Derivative", x, 2, 1),
        call("Derivative", x, x, -1),
    ],
)
def test_what_is_no_term_of_the_grammar_is_refused(term: Term) -> None:
    with pytest.raises(ValueError, match=r"^expected "):
        to_sympy(term)


POINT = st.fixed_dictionaries({name: st.fractions(-2, 2, max_denominator=16) for name in NAMES})


@settings(max_examples=50, deadline=None)
@given(arithmetic(), POINT)
def test_the_value_is_the_same_on_both_sides_and_after_the_way_back(
    term: Term, at: Mapping[str, Fraction]
) -> None:
    floats = {name: float(q) for name, q in at.items()}
    try:
        expected = value(term, floats)
    except (ArithmeticError, ValueError):
        assume(False)
    assume(1e-6 < abs(expected) < 1e6)
    assume(excess(term, BOUNDS) is None)  # what is too large is refused
    expression = to_sympy(term, [SIGMOID, ELU])
    assume(not expression.has(sympy.zoo, sympy.nan, sympy.oo, sympy.I))  # a pole that the floats missed
    exact = {
        sympy.Symbol(name, real=True): sympy.Rational(q.numerator, q.denominator) for name, q in at.items()
    }
    assert math.isclose(complex(expression.subs(exact).evalf()).real, expected, rel_tol=1e-6)
    back = from_sympy(expression, bounds=replace(BOUNDS, exponent=10**9))  # SymPy multiplies exponents
    assert math.isclose(value(back, floats), expected, rel_tol=1e-6)
