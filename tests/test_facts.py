"""Asymptotes and extrema of every function of the catalogue, and of its derivative, against mpmath."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache

import mpmath as mp
import pytest
from mp_values import derivative, holds, value

from derive.checker import check
from derive.facts.asymptotes import Asymptote, asymptotes
from derive.facts.extrema import Extremum, extrema
from derive.facts.subject import Subject
from derive.language.catalogue import Catalogue
from derive.language.records import Status
from derive.language.term import Term
from derive.symbolic import derivation

CATALOGUE = Catalogue.load()
# Landmarks of these; the facts of every function are held against numbers in test_facts_engine.
SLUGS = [
    "elu", "gelu", "hardtanh", "identity", "leaky_relu", "prelu", "relu", "sigmoid", "silu", "softplus",
    "softsign", "tanh",
]  # fmt: skip
# Values of the parameters beside the defaults.
HALF, TWO = Fraction(1, 2), Fraction(2)
FURTHER = [("silu", {"beta": TWO}), ("silu", {"beta": HALF}), ("elu", {"alpha": TWO})]
CASES = [(slug, order, {}) for slug in SLUGS for order in (0, 1)]
CASES += [(slug, order, values) for slug, values in FURTHER for order in (0, 1)]
IDS = [slug + "'" * order + "".join(f" {k}={v}" for k, v in values.items()) for slug, order, values in CASES]
# The functions none of whose asymptotes is missed; elsewhere some are: a line with an irrational height,
# such as that of the arctangent, is not guessed by landmarks. The engine of facts has the limits.
ALL_FOUND = {
    "elu", "gelu", "hardtanh", "identity", "leaky_relu", "prelu", "relu", "sigmoid", "silu", "softplus",
    "softsign", "tanh",
}  # fmt: skip
COMPLETE = [index for index, (slug, *_rest) in enumerate(CASES) if slug in ALL_FOUND]
# Asymptotes that are there, but that the prover does not prove yet.
NOT_PROVED = {("gelu'", "right")}


def subject(slug: str, order: int, values: dict[str, Fraction]) -> Subject:
    found = Subject.of(CATALOGUE[slug], values)
    return found.derived() if order else found


def function(slug: str, order: int, values: dict[str, Fraction]) -> Callable[[mp.mpf], mp.mpf]:
    """The function, or its derivative by differences, in mpmath."""
    act = CATALOGUE[slug]
    given = {p.name: values.get(p.name, p.default) for p in act.parameters}

    def f(x: mp.mpf) -> mp.mpf:
        return value(act.formula, {**{name: mpf(q) for name, q in given.items()}, "x": x})

    return (lambda x: derivative(f, x)) if order else f


def joints(slug: str) -> list[Fraction]:
    return [k.at.number for k in derivation(CATALOGUE[slug]).kinks]


# -- asymptotes --------------------------------------------------------------------------------------


@cache
def lines(index: int) -> tuple[Asymptote, ...]:
    return asymptotes(subject(*CASES[index]))


def mpf(q: Fraction) -> mp.mpf:
    return mp.mpf(q.numerator) / q.denominator


@pytest.mark.parametrize("index", range(len(CASES)), ids=IDS)
def test_asymptotes_are_proved_and_true_far_out(index: int) -> None:
    f = function(*CASES[index])
    for line in lines(index):
        assert line.claim.status is Status.PROVED
        assert check(line.claim.evidence["certificate"]).verdict == "proved"
        bound = line.claim.statement.right
        sign = 1 if line.side == "right" else -1
        if line.claim.statement.left.head == "Limit":
            with mp.workdps(250):
                near, far = (
                    abs(f(x) - mpf(line.slope) * x - mpf(line.intercept))
                    for x in (sign * mp.mpf(10), sign * mp.mpf(10) ** 5)
                )
                assert far < near and far < mp.mpf("1e-3"), "the distance tends to 0"
            continue
        with mp.workdps(250):
            distances = []
            for x in (mp.mpf(k) * sign / 8 for k in (17, 20, 41, 100, 240)):
                assert all(holds(condition, {"x": x}) for condition in line.claim.statement.domain)
                distances.append(abs(f(x) - mpf(line.slope) * x - mpf(line.intercept)))
                assert distances[-1] <= value(bound, {"x": x}) * (1 + mp.mpf("1e-90"))
            assert distances[-1] < distances[0]
            assert value(bound, {"x": mp.mpf(sign) * 10**6}) <= mp.mpf("2e-6"), "the bound tends to 0"


@pytest.mark.parametrize("index", COMPLETE, ids=[IDS[index] for index in COMPLETE])
def test_no_asymptote_is_missing(index: int) -> None:
    """Where the numbers approach a line without lying on it, there is one."""
    slug, order, values = CASES[index]
    f, found = function(slug, order, values), {line.side: line for line in lines(index)}
    with mp.workdps(250):
        for side, sign in (("left", -1), ("right", 1)):
            near, far = f(mp.mpf(sign * 2**12)), f(mp.mpf(sign * 2**13))
            slope = mp.nint((far - near) / (sign * 2**12) * 10**3) / 10**3
            intercept = mp.nint((far - slope * sign * 2**13) * 10**3) / 10**3
            on_the_line = all(abs(f(x) - slope * x - intercept) < mp.mpf("1e-150")
                              for x in (mp.mpf(sign * 9), mp.mpf(sign * 11)))  # fmt: skip
            if on_the_line:
                assert side not in found
            elif (IDS[index], side) not in NOT_PROVED or side in found:
                assert abs(mpf(found[side].slope) - slope) < 1e-3
                assert abs(mpf(found[side].intercept) - intercept) < 1e-3


# -- extrema -----------------------------------------------------------------------------------------


@cache
def tops(index: int) -> tuple[Extremum, ...]:
    slug, order, values = CASES[index]
    return extrema(subject(slug, order, values), joints(slug))


def roots_of_the_slope(index: int) -> list[tuple[mp.mpf, str]]:
    """Where the slope changes its sign between corners, found by walking along the line with mpmath."""
    slug, order, values = CASES[index]
    f, corners = function(slug, order, values), [mpf(q) for q in joints(slug)]
    with mp.workdps(30):
        xs = [mp.mpf(k) / 4 + mp.mpf(1) / 97 for k in range(-32, 32)]
        slopes = [derivative(f, x) for x in xs]
        found = []
        for a, b, u, v in zip(xs, xs[1:], slopes, slopes[1:], strict=False):
            if abs(u) > 1e-20 and abs(v) > 1e-20 and u * v < 0 and not any(a <= c <= b for c in corners):
                root = mp.findroot(lambda x: derivative(f, x), (a, b), solver="anderson", tol=1e-40)
                found.append((root, "minimum" if u < 0 else "maximum"))
    return found


@pytest.mark.parametrize("index", range(len(CASES)), ids=IDS)
def test_extrema_are_where_the_slope_changes_its_sign(index: int) -> None:
    f, expected = function(*CASES[index]), roots_of_the_slope(index)
    assert [e.kind for e in tops(index)] == [kind for _, kind in expected]
    for extremum, (root, _) in zip(tops(index), expected, strict=True):
        with mp.workdps(40):
            assert mp.almosteq(decimal(extremum.at), root, 1e-18, 1e-18)
            assert mp.almosteq(decimal(extremum.value), f(root), 1e-24, 1e-24)


def decimal(text: str) -> mp.mpf:
    return mpf(Fraction(text))


@pytest.mark.parametrize("index", range(len(CASES)), ids=IDS)
def test_enclosures_are_what_they_say(index: int) -> None:
    for extremum in tops(index):
        claim = extremum.claim
        if claim.status is Status.PROVED:
            assert check(claim.evidence["certificate"]).verdict == "proved"
            assert claim.statement.relation == (">=" if extremum.kind == "minimum" else "<=")
            assert claim.statement.right == extremum.exact_value
            assert claim.domain == ()
            assert extremum.attained is not None and extremum.attained.status is Status.PROVED
            assert check(extremum.attained.evidence["certificate"]).verdict == "proved"
            assert str(extremum.attained.statement.domain[0]) == f"x == {extremum.exact_at}"
            continue
        assert claim.status is Status.ENCLOSED
        low, high = (condition.args[1].number for condition in claim.domain)
        assert 0 < high - low < Fraction(1, 2**100)
        assert low < Fraction(extremum.at) < high or abs(Fraction(extremum.at) - low) < Fraction(1, 10**28)
        assert int(str(claim.evidence["digits"])) >= 20
        f = function(*CASES[index])
        with mp.workdps(60):
            a, b = (derivative(f, mpf(x)) for x in (low, high))
            assert (a < 0 < b) if extremum.kind == "minimum" else (b < 0 < a), (
                "the slope changes its sign inside"
            )


def the(index: int) -> Extremum:
    (only,) = tops(index)
    return only


def digits_agree(text: str, exact: mp.mpf, digits: int) -> bool:
    """Every printed digit is right: the difference is below one unit of the last of them."""
    places = len(text.partition(".")[2])
    assert places >= digits - 2
    return bool(abs(decimal(text) - exact) < mp.mpf(10) ** -places)


def test_the_valley_of_silu_is_at_lambert_w() -> None:
    """The minimum is -W(1/e), at -1 - W(1/e)."""
    valley = the(CASES.index(("silu", 0, {})))
    with mp.workdps(60):
        w = mp.lambertw(mp.exp(-1)).real
        digits = int(str(valley.claim.evidence["digits"]))
        assert digits_agree(valley.at, -1 - w, digits) and digits_agree(valley.value, -w, digits)
        low, high = (mpf(condition.args[1].number) for condition in valley.claim.domain)
        assert low < -1 - w < high


def test_the_slope_of_gelu_is_extreme_at_root_2() -> None:
    left, right = tops(CASES.index(("gelu", 1, {})))
    with mp.workdps(60):
        root = mp.sqrt(2)
        top = mp.ncdf(root) + root * mp.npdf(root)
        for extremum, at, exact in ((left, -root, 1 - top), (right, root, top)):
            digits = int(str(extremum.claim.evidence["digits"]))
            assert digits_agree(extremum.at, at, digits) and digits_agree(extremum.value, exact, digits)
    assert (left.kind, right.kind) == ("minimum", "maximum")


def test_the_valley_of_gelu_against_the_normal_distribution() -> None:
    valley = the(CASES.index(("gelu", 0, {})))
    with mp.workdps(60):
        at = mp.findroot(lambda x: mp.ncdf(x) + x * mp.npdf(x), mp.mpf("-0.75"))
        digits = int(str(valley.claim.evidence["digits"]))
        assert digits_agree(valley.at, at, digits) and digits_agree(valley.value, at * mp.ncdf(at), digits)


@pytest.mark.parametrize(("slug", "top"), [("sigmoid", Fraction(1, 4)), ("tanh", Fraction(1))])
def test_the_steepest_place_is_0_exactly(slug: str, top: Fraction) -> None:
    summit = the(CASES.index((slug, 1, {})))
    assert isinstance(summit.exact_at, Term) and isinstance(summit.exact_value, Term)
    assert (summit.kind, summit.exact_at.number, summit.exact_value.number) == ("maximum", 0, top)
    assert summit.claim.status is Status.PROVED


def test_a_bound_that_is_not_attained_is_no_extremum() -> None:
    """Close to 1/4 at 0 from below is not 1/4: what is near a simple number is not taken for it."""
    act = CATALOGUE.anonymous("(1 - 1/10**9)/4 - x**2")
    (summit,) = extrema(Subject.of(act))
    assert summit.exact_value is None or summit.exact_value.number == Fraction(10**9 - 1, 4 * 10**9)
    assert mp.almosteq(decimal(summit.value), mp.mpf(10**9 - 1) / (4 * 10**9), 1e-12)


def test_other_parameters_move_the_valley() -> None:
    """The valley of x σ(βx) lies at β⁻¹ times that of x σ(x)."""
    one, two = the(CASES.index(("silu", 0, {}))), the(CASES.index(("silu", 0, {"beta": TWO})))
    with mp.workdps(40):
        assert mp.almosteq(decimal(one.at) / 2, decimal(two.at), 1e-25)


def test_a_constant_has_no_extremum_and_no_asymptote() -> None:
    act = CATALOGUE.anonymous("3")
    assert extrema(Subject.of(act)) == () and asymptotes(Subject.of(act)) == ()
