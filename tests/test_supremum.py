"""Suprema and infima of the catalogue's functions and their slopes, against mpmath at 60 digits."""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from functools import cache

import mpmath as mp
import pytest
from mp_values import NoValue, derivative, value

from derive.checker import check
from derive.facts import extents
from derive.facts.range_values import box_of
from derive.facts.subject import Subject, X
from derive.facts.supremum import Supremum, infimum, supremum
from derive.language.catalogue import Catalogue
from derive.language.grammar import parse_condition
from derive.language.records import Status
from derive.language.term import Term
from derive.language.term import derivative as derived

CATALOGUE = Catalogue.load()
# Functions of every kind whose bounds this module decides by itself; the facts of the others are tested
# with the engine of facts.
DECIDED = (
    "elu", "gelu", "hardtanh", "identity", "leaky_relu", "prelu", "relu", "sigmoid", "silu", "softplus",
    "softsign", "tanh", "absolute", "arctangent", "bent_identity", "binary_step", "celu",
)  # fmt: skip
CASES = [(slug, order) for slug in DECIDED for order in (0, 1)] + [("sigmoid", 2), ("silu", 2), ("elu", 2)]
IDS = [slug + "'" * order for slug, order in CASES]
DIGITS = 50


def subject(slug: str, order: int) -> Subject:
    found = Subject.of(CATALOGUE[slug])
    if order:
        found = Subject(derived(found.function, X, order), found.definitions, found.values)
    return found


@cache
def extent(index: int, way: int) -> Supremum:
    return (supremum if way > 0 else infimum)(subject(*CASES[index]), seconds=60.0)


def function(slug: str, order: int) -> Callable[[mp.mpf], mp.mpf]:
    """The function, or a derivative of it by differences, in mpmath."""
    act = CATALOGUE[slug]
    given = {p.name: mpf(p.default) for p in act.parameters}

    def f(x: mp.mpf) -> mp.mpf:
        return value(act.formula, {**given, "x": x})

    return (lambda x: derivative(f, x, order, h=1e-30)) if order else f


def mpf(q: Fraction) -> mp.mpf:
    return mp.mpf(q.numerator) / q.denominator


def searched(f: Callable[[mp.mpf], mp.mpf], way: int) -> mp.mpf:
    """The largest value (of way · f) on a fine grid, refined by golden sections: a supremum from below."""
    xs = [mp.mpf(k) / 4 + mp.mpf(1) / 103 for k in range(-64, 64)] + [mp.mpf(-40), mp.mpf(40)]
    xs += [s * mp.mpf(10) ** -k for k in (5, 9) for s in (1, -1)]
    xs.sort()
    values = [way * f(x) for x in xs]
    best = max(range(len(xs)), key=values.__getitem__)
    a, b = xs[max(best - 1, 0)], xs[min(best + 1, len(xs) - 1)]
    ratio = (mp.sqrt(5) - 1) / 2
    top = values[best]
    for _ in range(40):
        c, d = b - ratio * (b - a), a + ratio * (b - a)
        u, v = way * f(c), way * f(d)
        top = max(top, u, v)
        a, b = (a, d) if u > v else (c, b)
    return way * top


def far_out(f: Callable[[mp.mpf], mp.mpf], side: int) -> mp.mpf | None:
    try:
        return f(side * mp.mpf(10) ** 5)
    except NoValue:
        return None


def number(found: Supremum) -> mp.mpf:
    return {"oo": mp.inf, "-oo": -mp.inf}.get(found.digits) or mpf(Fraction(found.digits))


@pytest.mark.parametrize("way", [1, -1])
@pytest.mark.parametrize("index", range(len(CASES)), ids=IDS)
def test_every_one_is_known_and_proved(index: int, way: int) -> None:
    found = extent(index, way)
    assert found.status in (Status.PROVED, Status.ENCLOSED), found.reason
    assert found.claims
    for claim in found.claims:
        assert claim.status is Status.PROVED
        assert check(claim.evidence["certificate"]).verdict == "proved"


@pytest.mark.parametrize("way", [1, -1])
@pytest.mark.parametrize("index", range(len(CASES)), ids=IDS)
def test_values_against_a_search_in_numbers(index: int, way: int) -> None:
    """No value goes beyond; the search comes within its own accuracy of it, or to it from below at an end."""
    found, f = extent(index, way), function(*CASES[index])
    with mp.workdps(60):
        seen, told = searched(f, way), number(found)
        if mp.isinf(told):
            assert max(way * far for far in (far_out(f, 1), far_out(f, -1)) if far is not None) > 10**3
            return
        slack = mp.mpf(10) ** -(DIGITS - 1) if CASES[index][1] == 0 else mp.mpf(10) ** -20
        assert way * (seen - told) <= slack
        near = mp.mpf(10) ** -12 if found.attained else mp.mpf(1) / 30
        assert way * (told - seen) <= near
        if isinstance(found.value, Term):
            assert abs(value(found.value, {}) - told) <= mp.mpf(10) ** -(DIGITS - 2)


@pytest.mark.parametrize("way", [1, -1])
@pytest.mark.parametrize("index", range(len(CASES)), ids=IDS)
def test_where_it_is_attained(index: int, way: int) -> None:
    found, f = extent(index, way), function(*CASES[index])
    if not found.attained:
        return
    with mp.workdps(60):
        at = value(found.at, {}) if isinstance(found.at, Term) else mpf(Fraction(found.at))
        try:
            there = f(at)
        except NoValue:
            return
        if CASES[index][1]:  # differences over a joint say nothing of the derivative there
            sides = [f(at + d) for d in (mp.mpf(10) ** -8, -(mp.mpf(10) ** -8))]
            assert min(abs(s - number(found)) for s in [there, *sides]) <= mp.mpf(10) ** -6
        else:
            assert abs(there - number(found)) <= mp.mpf(10) ** -40


def the(slug: str, order: int, way: int) -> Supremum:
    return extent(CASES.index((slug, order)), way)


def test_the_exact_ones() -> None:
    valley = the("silu", 0, -1)
    assert (str(valley.value), str(valley.at)) == ("-LambertW(exp(-1))", "-1 - LambertW(exp(-1))")
    assert valley.attained is True
    summit = the("sigmoid", 1, 1)
    assert (str(summit.value), str(summit.at), summit.attained) == ("1/4", "0", True)
    for way, end in ((1, "oo"), (-1, "-oo")):
        never = the("tanh", 0, way)
        assert (str(never.value), never.attained, never.at) == (str(way), False, end)
    bend = the("sigmoid", 2, -1)
    with mp.workdps(60):
        assert isinstance(bend.value, Term)
        assert isinstance(bend.at, Term)
        assert mp.almosteq(value(bend.value, {}), -mp.sqrt(3) / 18, mp.mpf(10) ** -50)
        assert mp.almosteq(value(bend.at, {}), mp.log(2 + mp.sqrt(3)), mp.mpf(10) ** -50)


def test_fifty_digits_of_what_has_no_closed_form() -> None:
    """Every printed digit is right: the difference is below one unit of the last of them."""
    for slug, order, way in (("gelu", 0, -1), ("silu", 1, 1), ("silu", 1, -1), ("gelu", 1, 1)):
        found = the(slug, order, way)
        assert found.status is Status.ENCLOSED
        places = len(found.digits.partition(".")[2])
        assert places >= DIGITS - 2
        with mp.workdps(75):
            exact = EXACT[slug, order](way)
            assert abs(mpf(Fraction(found.digits)) - exact) < mp.mpf(10) ** -places


def _gelu_valley(way: int) -> mp.mpf:
    at = mp.findroot(lambda x: mp.ncdf(x) + x * mp.npdf(x), mp.mpf("-0.75"))
    return at * mp.ncdf(at)


def _silu_slope(way: int) -> mp.mpf:
    def slope(x: mp.mpf) -> mp.mpf:
        s = 1 / (1 + mp.exp(-x))
        return s + x * s * (1 - s)

    # σ'' x + 2σ' = 0 where x tanh(x/2) = 2
    at = way * mp.findroot(lambda x: x * mp.tanh(x / 2) - 2, mp.mpf("2.4"))
    return slope(at)


def _gelu_slope(way: int) -> mp.mpf:
    root = way * mp.sqrt(2)
    return mp.ncdf(root) + root * mp.npdf(root)


EXACT = {("gelu", 0): _gelu_valley, ("silu", 1): _silu_slope, ("gelu", 1): _gelu_slope}


@pytest.mark.parametrize(("formula", "domain", "top", "bottom"), [
    ("x*exp(-x)", ["x >= 0"], ("exp(-1)", True), ("0", True)),
    ("x**2", ["x > -1", "x <= 3"], ("9", True), ("0", True)),
    ("x**2", ["x > 1", "x < 2"], ("4", False), ("1", False)),
    ("1/x", ["x > 0"], ("oo", False), ("0", False)),
    ("exp(-1/x)", ["x > 0"], ("1", False), ("0", False)),
    ("3", [], ("3", True), ("3", True)),
    ("x*log(x)", ["x < 1"], ("0", False), ("-exp(-1)", True)),
    ("Abs(x)/x", [], ("1", True), ("-1", True)),
    ("sin(x) + 2*x", ["x >= 0", "x <= 1"], ("sin(1) + 2", True), ("0", True)),
    ("x/(1 + x**2)", [], ("1/2", True), ("-1/2", True)),
    ("sqrt(x)", [], ("oo", False), ("0", True)),
    ("sin(x)", [], ("1", True), ("-1", True)),
    ("exp(sin(x))", [], ("exp(1)", True), ("exp(-1)", True)),
    ("exp(1/x)", [], ("oo", False), ("0", False)),
    ("tan(x)", [], ("oo", False), ("-oo", False)),
    ("tan(x)", ["x >= 0", "x <= 1"], ("sin(1)/cos(1)", True), ("0", True)),
    ("LambertW(x)", [], ("oo", False), ("-1", True)),
    ("sqrt(2 - x**2)", [], ("sqrt(2)", True), ("0", True)),
    ("log(x - sqrt(2))", [], ("oo", False), ("-oo", False)),
    ("Piecewise((x, x < 1), (0, True))", ["x >= 0"], ("1", False), ("0", True)),
    ("1/(3*x - 1)", [], ("oo", False), ("-oo", False)),
    ("1/log(x)", ["x > 0", "x < 1"], ("0", False), ("-oo", False)),
    ("1/x", ["x >= 0"], ("oo", False), ("0", False)),
    ("1/x", ["x <= 0"], ("0", False), ("-oo", False)),
])  # fmt: skip
def test_formulas_and_domains(
    formula: str, domain: list[str], top: tuple[str, bool], bottom: tuple[str, bool]
) -> None:
    about = Subject.of(CATALOGUE.anonymous(formula))
    where = [parse_condition(text) for text in domain]
    for find, (told, attained) in ((supremum, top), (infimum, bottom)):
        found = find(about, where)
        assert found.status is Status.PROVED
        assert (str(found.value), found.attained) == (told, attained)


def test_a_short_fraction_comes_before_a_place_beside_a_joint() -> None:
    found = infimum(subject("hardtanh", 1))
    assert (str(found.value), found.status, str(found.at)) == ("0", Status.PROVED, "-3/2")


def test_a_maximum_of_a_derivative_among_the_constants_of_the_function() -> None:
    about = Subject.of(CATALOGUE.anonymous("x*exp(-x)"))
    bend = Subject(derived(about.function, X, 2), about.definitions, about.values)
    found = supremum(bend)
    assert (str(found.value), str(found.at), found.attained) == ("exp(-3)", "3", True)


def test_an_end_that_is_not_decided_leaves_open_whether_a_value_is_attained() -> None:
    """At infinity sin(x)/x tends to 0, but it has no value at 0: it is not continuous there by itself."""
    lowest = infimum(Subject.of(CATALOGUE.anonymous("sin(x)/x")))
    assert lowest.status is Status.ENCLOSED
    assert lowest.attained is None
    assert lowest.digits.startswith("-0.217233628211221657408279325562470734223")
    ripples = supremum(Subject.of(CATALOGUE.anonymous("sin(x) + cos(x)")))
    assert (ripples.status, str(ripples.value), ripples.attained) == (Status.PROVED, "sqrt(2)", True)


def test_what_takes_too_long_or_too_much_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    about = Subject.of(CATALOGUE["tanh"])

    def asleep(*_: object) -> Supremum:
        time.sleep(60)
        raise AssertionError

    def exhausted(*_: object) -> Supremum:
        raise MemoryError

    monkeypatch.setattr(extents, "GRACE", 0.0)
    monkeypatch.setattr(extents, "ASKED", {"supremum": asleep, "infimum": exhausted})
    start = time.monotonic()
    found = extents.extents_of(about, seconds=0.5)
    assert time.monotonic() - start < 10
    assert [(f.kind, f.status, f.reason) for f in found] == [
        ("supremum", Status.OPEN, "time"),
        ("infimum", Status.OPEN, "memory"),
    ]


def test_what_is_not_known_is_open_with_a_reason() -> None:
    found = supremum(Subject.of(CATALOGUE.anonymous("x")), seconds=0.0)
    assert found.value is None or found.status is Status.PROVED
    hopeless = supremum(Subject.of(CATALOGUE.anonymous("sin(x)*sin(sqrt(2)*x)")), seconds=1.0)
    assert hopeless.status is Status.OPEN
    assert hopeless.reason
    assert hopeless.claims == ()


@pytest.mark.parametrize("text", ["x > a", "y < 1", "exp(x) > 2", "x == 1"])
def test_domains_that_are_no_intervals(text: str) -> None:
    with pytest.raises(ValueError, match="relations between x and a number"):
        box_of([parse_condition(text)])
