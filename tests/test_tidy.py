"""Tidying changes how a term looks, never its value; and once is enough."""

from __future__ import annotations

from fractions import Fraction

import mpmath as mp
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from language_terms import SIGNATURES, arithmetic
from mp_values import NoValue, near, value

from derive.language.catalogue import Catalogue
from derive.language.grammar import parse
from derive.language.roots import is_root, root_factors, whole_root
from derive.language.term import Term, call, number, symbol
from derive.language.tidy import fraction, parted, tidy

CATALOGUE = Catalogue.load()
DEFINITIONS = CATALOGUE.definitions(CATALOGUE.parse("sigmoid(x) + elu(x, 1)"))
NAMES = ("x", "y", "alpha", "x1", "t_0", "e", "slope", "add", "case", "a")
POINTS = [
    {name: mp.mpf(k * 7 + i * 13 - 40) / 31 for i, name in enumerate(NAMES)} for k in (1, 4, 7, 9)
]  # of both signs, none of them 0
ATOMS = st.sampled_from([symbol("x"), symbol("a"), symbol("x"), call("pi"), number(1), number(-1), number(2)])
NUMBERS = st.one_of(st.integers(-12, 12), st.fractions(-3, 3, max_denominator=12)).map(number)
EXPONENTS = st.sampled_from([-3, -2, -1, 2, 3, *(Fraction(k, 2) for k in (1, -1, 3, -5)), Fraction(1, 3)])
KINDS = st.sampled_from(["atom", "add", "mul", "mul", "pow", "exp", "other"])
HEADS = st.sampled_from(["log", "erf", "tanh", "Abs", "sin"])
LEAVES = st.one_of(ATOMS, NUMBERS)
MORE = st.integers(1, 3)


def _formula(draw: st.DrawFn, depth: int) -> Term:
    kind = draw(KINDS) if depth else "atom"
    if kind == "atom":
        return draw(LEAVES)
    first = _formula(draw, depth - 1)
    if kind == "pow":
        return call("pow", first, draw(EXPONENTS))
    if kind == "exp":
        return call("exp", first)
    if kind == "other":
        return call(draw(HEADS), first)
    return Term(kind, (first, *(_formula(draw, depth - 1) for _ in range(draw(MORE)))))


@st.composite
def formulas(draw: st.DrawFn, depth: int = 4) -> Term:
    """Terms such as rules of differentiation leave behind: many factors, ones, zeros, roots of constants."""
    return _formula(draw, depth)


def values(term: Term) -> list[mp.mpf | None]:
    """The values at the points, None where there is none."""
    out: list[mp.mpf | None] = []
    for at in POINTS:
        try:
            out.append(value(term, at, DEFINITIONS))
        except (NoValue, OverflowError, ZeroDivisionError, ValueError):
            out.append(None)
    return out


def check_same_values(term: Term) -> bool:
    """Wherever the term has a value, the tidied one has the same; says whether there was such a point."""
    with mp.workdps(90):
        pairs = [(u, v) for u, v in zip(values(term), values(tidy(term)), strict=True) if u is not None]
        pairs = [(u, v) for u, v in pairs if abs(u) < mp.mpf(10) ** 40]
        for before, after in pairs:
            assert after is not None, f"{term} lost its value"
            assert near((before - after) / (1 + abs(before))), f"{term} became {tidy(term)}"
    return bool(pairs)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(formulas())
@example(parse("(1 + erf(x/sqrt(2)) + 2*x*exp(-x**2/2)/sqrt(pi)/sqrt(2))/2"))
@example(parse("sqrt(pi)**3*sqrt(2)/sqrt(8)"))
@example(parse("exp(-x)**2*exp(3*x)*exp(x/2)"))
def test_a_formula_keeps_its_values(term: Term) -> None:
    assume(check_same_values(term))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(arithmetic())
def test_any_arithmetic_keeps_its_values(term: Term) -> None:
    assert {"sigmoid", "elu"} <= SIGNATURES.keys()
    once = tidy(term)
    assert tidy(once) == once
    assume(check_same_values(term))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(formulas())
def test_tidying_twice_is_tidying_once(term: Term) -> None:
    once = tidy(term)
    assert tidy(once) == once


@settings(max_examples=200, deadline=None, derandomize=True)
@given(formulas())
def test_a_number_and_factors_are_the_term(term: Term) -> None:
    tidied = tidy(term)
    coefficient, factors = parted(tidied)
    assert all(f.head not in ("number", "mul") for f in factors)
    again = call("mul", coefficient, fraction(Fraction(1), factors))
    with mp.workdps(90):
        for u, v in zip(values(tidied), values(again), strict=True):
            assert u is None or v is None or near((u - v) / (1 + abs(u)))


@pytest.mark.parametrize(("text", "expected"), [
    ("x + 0", "x"), ("0*exp(x) + 1*x", "x"), ("x*1*1", "x"), ("2*3*x", "6*x"), ("x + x", "2*x"),
    ("x - x", "0"), ("x*x", "x**2"), ("x*x**(-1)", "1"), ("1 - (x - 1)", "2 - x"), ("-x + 1", "1 - x"),
    ("-(2*x)", "-2*x"), ("-x - y", "-x - y"), ("exp(-x)**2", "exp(-2*x)"), ("exp(2*x)*exp(-x)", "exp(x)"),
    ("exp(0) + erf(0)", "1"), ("exp(log(x))", "x"), ("log(exp(x))", "x"), ("x*exp(-b*x)*b", "b*x*exp(-b*x)"),
    ("exp(-x**2/2)*(2 - x**2)", "(2 - x**2)*exp(-x**2/2)"), ("1/sqrt(x)/2", "1/(2*sqrt(x))"),
    ("3/2/x", "3/(2*x)"), ("x/a/2", "x/(2*a)"), ("2/sqrt(2)", "sqrt(2)"), ("sqrt(2)/2", "1/sqrt(2)"),
    ("1/sqrt(pi)/sqrt(2)", "1/sqrt(2*pi)"), ("sqrt(12)", "2*sqrt(3)"), ("sqrt(2/pi)*sqrt(pi)", "sqrt(2)"),
    ("(2*x + 4)/2", "x + 2"), ("(2*x + 3)/6", "(2*x + 3)/6"), ("(1 + y + 2*x)/2", "(1 + y)/2 + x"),
    ("4**(1/2)*x", "2*x"), ("8**(2/3)", "4"), ("sqrt(0)*x", "0"), ("2**(-1)*x", "x/2"),
    ("(1 - x)**(-2)", "1/(1 - x)**2"), ("x*(1 + x)**(-1/2)*(1 + x)", "x*sqrt(1 + x)"),
])  # fmt: skip
def test_how_things_are_written(text: str, expected: str) -> None:
    assert str(tidy(parse(text))) == expected
    assert tidy(parse(text)) == parse(expected)


def test_what_has_no_value_is_left_alone() -> None:
    """Nothing is divided by zero on the way."""
    for text in ("0**(-1)", "0**(-1/2)", "x/(1 - 1)", "(0*x)**(-2)", "log(0)", "(-1)**(1/2)"):
        assert not any(values(tidy(parse(text))))


def test_large_numbers_stay_what_they_are() -> None:
    assert str(tidy(parse("2**64*x/2**64"))) == "x"
    assert tidy(parse("3**200")) == parse("3**200")


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.fractions(-9, 9, max_denominator=30).filter(bool),
    st.lists(st.tuples(st.sampled_from(["pi", 2, 3, 8, 12, Fraction(2, 9)]), st.sampled_from([-3, -1, 1, 3])),
             min_size=1, max_size=4),
)  # fmt: skip
def test_roots_of_constants(coefficient: Fraction, given_: list[tuple[object, int]]) -> None:
    roots = [(call("pi") if c == "pi" else number(c), Fraction(k, 2)) for c, k in given_]  # type: ignore[arg-type]
    assert all(is_root(base, exponent) for base, exponent in roots)
    found, factors = root_factors(coefficient, roots)
    before = call("mul", coefficient, *(call("pow", base, exponent) for base, exponent in roots))
    with mp.workdps(60):
        assert mp.almosteq(value(before, {}), value(call("mul", found, *factors), {}), 1e-50)
    assert sum(1 for f in factors if f != call("pi") and Fraction(1, 2) in _exponents(f)) <= 1


def _exponents(term: Term) -> set[Fraction]:
    return {node.args[1].number for node in term.walk() if node.head == "pow" and node.args[1].is_number()}


@given(st.fractions(0, 20, max_denominator=50), st.integers(2, 5))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_whole_roots(q: Fraction, degree: int) -> None:
    assert whole_root(q**degree, degree) == q
    root = whole_root(q, degree)
    assert root is None or root**degree == q
    assert whole_root(Fraction(2), degree) is None
