"""Identities, derivatives, series, expansions, antiderivatives, inverses and symmetries, against mpmath.

Every value is worked out anew by mpmath at 50 digits from the definition; nothing is copied from output.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache

import mpmath as mp
import pytest
from fact_checks import found_wrong
from mp_values import value

from derive.facts import (
    antiderivative,
    asymptotic,
    derivatives,
    identities,
    inverse,
    symmetry,
    taylor,
)
from derive.facts.radius import radius
from derive.facts.subject import Subject
from derive.language.catalogue import Catalogue
from derive.language.grammar import parse
from derive.language.records import Status

CATALOGUE = Catalogue.load()
# Functions of the catalogue are looked at by test_every_fact; here are others.
NAMES = ["(x + sqrt(x**2 + 4))/2", "log(cosh(x))", "x/sqrt(1 + x**2)", "x*atan(x)", "exp(-x**2/2)"]
POINTS = [mp.mpf(n) / 97 for n in (-431, -263, -151, -61, -17, 23, 71, 139, 277, 463)]


@cache
def subject(name: str) -> Subject:
    return Subject.of(CATALOGUE.find(name))


def function(name: str) -> Callable[[mp.mpf], mp.mpf]:
    found = subject(name)
    return lambda x: value(found.function, {"x": x}, found.definitions)


def mpf(q: Fraction) -> mp.mpf:
    return mp.mpf(q.numerator) / q.denominator


# -- identities ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_identities_hold(name: str) -> None:
    assert found_wrong(subject(name), identities.facts(subject(name))) == []


@pytest.mark.parametrize(
    ("formula", "slug"),
    [
        ("x*exp(x)/(1 + exp(x))", "silu"),
        ("(1 + tanh(x/2))/2", "sigmoid"),
        ("log(1 + exp(-Abs(x))) + Max(x, 0)", "softplus"),
        ("(x + Abs(x))/2", "relu"),
        ("x*erfc(-x/sqrt(2))/2", "gelu"),
    ],
)
def test_a_formula_is_recognised(formula: str, slug: str) -> None:
    found = identities.facts(subject(formula))[0]
    assert found.values["same"] == slug
    assert found_wrong(subject(formula), [found]) == []


@pytest.mark.parametrize("formula", ["x*exp(x)/(1 + exp(x)) + x**2/10**9", "x/(1 + exp(-x*1000001/1000000))"])
def test_what_is_only_close_is_not_recognised(formula: str) -> None:
    assert all("same" not in fact.values for fact in identities.facts(subject(formula)))


def test_known_identities_are_found() -> None:
    texts = {
        str(f.statement) for name in ("tanh", "silu", "softplus") for f in identities.facts(subject(name))
    }
    assert {
        "tanh(x) == 2*sigmoid(2*x) - 1",
        "silu(x, 1) == x*sigmoid(x)",
        "softplus(-x) == softplus(x) - x",
    } <= texts


@pytest.mark.parametrize(
    ("name", "a", "b"), [("sigmoid", 0, 1), ("Max(0, Min(1, x/6 + 1/2))", 0, 1), ("tanh(x - 1) + 3", 1, 6)]
)
def test_centres_of_symmetry(name: str, a: int, b: int) -> None:
    (fact,) = symmetry.facts(subject(name))
    assert found_wrong(subject(name), [fact]) == []
    f = function(name)
    assert Fraction(fact.values["centre"][0]) == a and Fraction(fact.values["centre"][1]) == Fraction(b, 2)
    for x in POINTS:
        assert mp.almosteq(f(a + x) + f(a - x), b, 1e-12)


# -- derivatives --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*NAMES, "x/(1 + exp(-1.702*x))"])
def test_derivatives(name: str) -> None:
    found = derivatives.facts(subject(name))
    assert found and all(fact.status is Status.PROVED for fact in found)
    assert found_wrong(subject(name), found) == []


def test_the_pattern_of_sigmoid_is_that_of_the_triangle() -> None:
    """The coefficients of Pₙ are (-1)ᵏ k! S(n+1, k+1), Stirling numbers of the second kind (DLMF 26.8)."""
    (fact,) = (f for f in derivatives.facts(subject("sigmoid")) if "pattern" in f.values)
    for n, text in enumerate(fact.values["first"], 1):
        with mp.workdps(30):
            y = mp.mpf(3) / 7
            expected = sum(
                (-1) ** k * mp.factorial(k) * mp.stirling2(n + 1, k + 1) * y ** (k + 1) for k in range(n + 1)
            )
            assert mp.almosteq(value(parse(text), {"y": y}), expected, 1e-25)


# -- series -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_taylor_coefficients(name: str) -> None:
    found = taylor.facts(subject(name), order=6)
    assert all(fact.status is Status.PROVED for fact in found if fact.kind == taylor.KIND)
    assert found_wrong(subject(name), found) == []


@pytest.mark.parametrize(
    ("formula", "exact"),
    [
        ("1/(1 + exp(-x))", lambda: mp.pi),
        ("tanh(x)", lambda: mp.pi / 2),
        ("log(1 + exp(x))", lambda: mp.pi),
        ("x/sqrt(1 + x**2)", lambda: mp.mpf(1)),
        ("(x + sqrt(x**2 + 4))/2", lambda: mp.mpf(2)),
        ("atan(x/3)", lambda: mp.mpf(3)),
        ("1/(x**2 - 2*x + 5)", lambda: mp.sqrt(5)),
        ("x*tanh(log(1 + exp(x)))", lambda: abs(mp.log(mp.sqrt(2)) + 3j * mp.pi / 4)),
        ("x/(1 + exp(-2*x))", lambda: mp.pi / 2),
        ("1/(2 + cos(x))", lambda: abs(mp.acos(-2))),
    ],
)
def test_radius_of_convergence(formula: str, exact: Callable[[], mp.mpf]) -> None:
    found = radius(parse(formula))
    assert found.status is Status.ENCLOSED
    with mp.workdps(40):
        assert mp.almosteq(mp.mpf(found.value), exact(), 1e-28)


@pytest.mark.parametrize("formula", ["exp(x)", "x*(1 + erf(x/sqrt(2)))/2", "sin(x)*exp(-x**2)", "x**3 - x"])
def test_entire_functions(formula: str) -> None:
    assert radius(parse(formula)).value == "oo"


@pytest.mark.parametrize("formula", ["sin(x)/x", "(exp(x) - 1)/x", "asin(x)**2 + log(2 + x)"])
def test_what_is_no_singularity_for_certain_is_left_open(formula: str) -> None:
    """A zero of the denominator at which the numerator is 0 too is no pole."""
    assert radius(parse(formula)).status is Status.OPEN


@pytest.mark.parametrize("name", NAMES)
def test_asymptotic_expansions(name: str) -> None:
    found = asymptotic.facts(subject(name), count=3)
    assert all(fact.status is Status.PROVED for fact in found)
    assert found_wrong(subject(name), found) == []


# -- antiderivatives and inverses ---------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_antiderivatives(name: str) -> None:
    (fact,) = antiderivative.facts(subject(name))
    assert fact.status is Status.PROVED, fact.reason
    assert found_wrong(subject(name), [fact]) == []


def test_no_antiderivative_is_claimed_where_none_is_found() -> None:
    (fact,) = antiderivative.facts(subject("x*tanh(log(1 + exp(x)))"))
    assert fact.status is Status.OPEN and fact.reason


@pytest.mark.parametrize("name", [*NAMES, "x**2 - 3*x", "x**3", "1/(1 + x**2)"])
def test_inverses(name: str) -> None:
    found = inverse.facts(subject(name))
    assert any(fact.status is Status.PROVED for fact in found) or name in (
        "log(cosh(x))",
        "x*atan(x)",
        "x**3",
    )
    assert found_wrong(subject(name), found) == []
