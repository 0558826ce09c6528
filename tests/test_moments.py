"""Gaussian moments, gains, SELU's constants, errors of approximations and extreme slopes, against mpmath.

Moments by mpmath's own quadrature from the definition; suprema by a search in numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache

import mpmath as mp
import pytest
from mp_values import derivative, value

from derive.checker import check
from derive.facts import approximations, moments, normalizing, slopes
from derive.facts.fact import Fact
from derive.facts.subject import Subject
from derive.language.catalogue import Catalogue
from derive.language.grammar import parse
from derive.language.records import Status
from derive.proof.claims import is_proved

CATALOGUE = Catalogue.load()
KINKS = {
    "hardtanh": [-1, 1],
    "Max(0, Min(1, x/6 + 1/2))": [-3, 3],
    "Piecewise((x, x > 1/2), (0, True))": [mp.mpf("0.5")],
}
NAMES = ["elu", "gelu", "hardtanh", "prelu", "relu", "sigmoid", "silu", "softplus", "softsign", "tanh"]
NAMES += ["Max(0, Min(1, x/6 + 1/2))", "exp(x)", "x/sqrt(1 + x**2)", "Piecewise((x, x > 1/2), (0, True))"]


@cache
def subject(name: str) -> Subject:
    return Subject.of(CATALOGUE.find(name))


@cache
def found(name: str) -> tuple[Fact, ...]:
    return moments.facts(subject(name))


def function(name: str) -> Callable[[mp.mpf], mp.mpf]:
    f = subject(name)
    return lambda x: value(f.function, {"x": x}, f.definitions)


def expectation(h: Callable[[mp.mpf], mp.mpf], name: str) -> mp.mpf:
    """E h(Z) by Gauss-Legendre quadrature between whole numbers and kinks."""
    cuts = sorted({mp.mpf(k) for k in range(-10, 11)} | {mp.mpf(k) for k in KINKS.get(name, [])})
    return mp.quad(lambda x: h(x) * mp.npdf(x), cuts, method="gauss-legendre", maxdegree=5)


def close(text: str, exact: mp.mpf, digits: int) -> bool:
    return bool(abs(mp.mpf(text) - exact) <= mp.mpf(10) ** -digits * max(1, abs(exact)))


@pytest.mark.parametrize("name", NAMES)
def test_moments_against_quadrature(name: str) -> None:
    f = function(name)
    with mp.workdps(20):
        integrands = [f, lambda x: f(x) ** 2, lambda x: derivative(f, x, h=1e-12) ** 2]
        for fact, h in zip(found(name)[:3], integrands, strict=True):
            assert fact.kind == moments.KIND and fact.status in (Status.PROVED, Status.ENCLOSED), fact.reason
            assert close(fact.values["value"], expectation(h, name), 15), fact.statement


@pytest.mark.parametrize("name", NAMES)
def test_closed_forms_have_the_digits_and_proofs(name: str) -> None:
    for fact in found(name)[:3]:
        for claim in fact.claims:
            assert is_proved(claim)
            assert check(claim.evidence["certificate"]).verdict == "proved"
        if "exact" in fact.values:
            assert fact.status is Status.PROVED
            with mp.workdps(50):
                assert close(fact.values["value"], value(parse(fact.values["exact"]), {}), 28)


def test_closed_forms_that_are_known() -> None:
    """The rectifier's are textbook; E GELU(Z) = E Z Φ(Z) = E φ(Z) = 1/(2√π) by parts."""
    exact = {f.values["quantity"]: f.values.get("exact") for f in found("relu")[:3]}
    assert exact == {"E f(Z)": "1/sqrt(2*pi)", "E f(Z)**2": "1/2", "E f'(Z)**2": "1/2"}
    assert found("gelu")[0].values["exact"] == "1/(2*sqrt(pi))"
    assert [found(name)[0].values["exact"] for name in ("tanh", "sigmoid")] == ["0", "1/2"]


@pytest.mark.parametrize("name", ["elu", "hardtanh", "relu", "sigmoid", "silu", "exp(x)"])
def test_gains_and_the_fixed_point(name: str) -> None:
    f = function(name)
    second, steep = (mp.mpf(fact.values["value"]) for fact in found(name)[1:3])
    forwards, backwards, fixed = found(name)[3:]
    assert close(forwards.values["value"], 1 / mp.sqrt(second), 14)
    assert close(backwards.values["value"], 1 / mp.sqrt(steep), 14)
    with mp.workdps(20):
        step = mp.mpf(1) / 10**5

        def q(t: mp.mpf) -> mp.mpf:
            """The second moment behind the function, from a standard deviation t."""
            cuts = sorted({mp.mpf(k) for k in range(-10, 11)} | {mp.mpf(k) / t for k in KINKS.get(name, [])})
            return mp.quad(lambda x: f(t * x) ** 2 * mp.npdf(x), cuts, method="gauss-legendre", maxdegree=5)

        slope = (q(mp.sqrt(1 + step)) - q(mp.sqrt(1 - step))) / (2 * step) / second
        assert close(fixed.values["slope"], slope, 7)
        if fixed.values["stable"] is not None:
            assert fixed.values["stable"] == (slope < 1)


@pytest.mark.parametrize("formula", ["1/x", "exp(x**2)", "1/x**2", "log(x)", "tan(x)"])
def test_no_moment_is_claimed_where_there_is_none(formula: str) -> None:
    """1/x is odd, but has no mean; exp(x²) grows too fast."""
    assert all(f.status is Status.OPEN and f.reason for f in moments.facts(subject(formula)))


def test_selu_is_derived() -> None:
    """The two equations of Klambauer et al. solved by mpmath from scratch."""
    (fact,) = normalizing.facts(subject("elu"))
    with mp.workdps(40):
        mean = mp.exp(mp.mpf(1) / 2) * mp.ncdf(-1) - mp.mpf(1) / 2  # of e^Z - 1 below 0
        alpha = -1 / mp.sqrt(2 * mp.pi) / mean
        below = mp.exp(2) * mp.ncdf(-2) - 2 * mp.exp(mp.mpf(1) / 2) * mp.ncdf(-1) + mp.mpf(1) / 2
        scale = 1 / mp.sqrt(mp.mpf(1) / 2 + alpha**2 * below)
        assert close(fact.values["parameter"], alpha, 28) and close(fact.values["scale"], scale, 28)
        assert close(str(value(parse(fact.values["exact parameter"]), {})), alpha, 28)
        assert fact.values["stable"] is True
    selu = CATALOGUE.anonymous(
        f"{fact.values['scale']}*Piecewise((x, x > 0), ({fact.values['parameter']}*(exp(x) - 1), True))"
    )
    mean_, square, *_ = moments.facts(Subject.of(selu))
    assert close(mean_.values["value"].split()[0].strip("[]"), mp.mpf(0), 25)
    assert close(square.values["value"], mp.mpf(1), 25)


def test_families_without_a_solution_say_nothing() -> None:
    assert normalizing.facts(subject("relu")) == () == normalizing.facts(subject("silu"))


# -- suprema ------------------------------------------------------------------------------------------


def searched(d: Callable[[mp.mpf], mp.mpf]) -> mp.mpf:
    """The largest |d| on a fine grid, refined by golden sections."""
    xs = [mp.mpf(k) / 8 for k in range(-80, 81)]
    best = max(range(len(xs)), key=lambda i: abs(d(xs[i])))
    a, b = xs[max(best - 1, 0)], xs[min(best + 1, len(xs) - 1)]
    top, ratio = abs(d(xs[best])), (mp.sqrt(5) - 1) / 2
    for _ in range(45):
        c, e = b - ratio * (b - a), a + ratio * (b - a)
        u, v = abs(d(c)), abs(d(e))
        top, (a, b) = max(top, u, v), ((a, e) if u > v else (c, b))
    return top


ROWS = [row for row in approximations.approximations() if "tanh(" not in str(row.by)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.of} by {row.name}")
def test_errors_of_approximations(row: approximations.Approximation) -> None:
    (fact,) = approximations.facts(Subject(row.of, row.definitions, {}), (row,))
    assert fact.status is Status.ENCLOSED, fact.reason
    with mp.workdps(30):
        seen = searched(
            lambda x: value(row.of, {"x": x}, row.definitions) - value(row.by, {"x": x}, row.definitions)
        )
        told = mp.mpf(fact.values["value"])
        assert seen <= told * (1 + mp.mpf(10) ** -27) and told - seen < mp.mpf(10) ** -14


def test_the_error_of_softplus_is_log_2() -> None:
    (fact,) = approximations.facts(subject("softplus"))
    with mp.workdps(40):
        assert close(fact.values["value"], mp.log(2), 29)


@pytest.mark.parametrize("name", ["sigmoid", "elu", "hardtanh", "softsign", "gelu", "x**2", "mish", "sinc"])
def test_extreme_slopes(name: str) -> None:
    """Each bound holds at a grid of points, and is come close to, by central differences of mpmath."""
    f = function(name)
    *rows, decay = slopes.facts(subject(name))
    tops: list[mp.mpf] = []
    with mp.workdps(60):
        points = [mp.mpf(k) / 16 + mp.mpf(1) / 997 for k in range(-160, 160)]
        points += [mp.mpf(side) / 10**5 for side in (-1, 1)]
        for k, (high, low) in enumerate(zip(rows[::2], rows[1::2], strict=True), 1):
            values = [differences(f, at, k) for at in points]
            for fact, seen, sign in ((high, max(values), 1), (low, min(values), -1)):
                assert fact.status in (Status.PROVED, Status.ENCLOSED), fact.reason
                assert all(is_proved(claim) for claim in fact.claims)
                assert (fact.values["order"], fact.values["end"]) == (k, "sup" if sign > 0 else "inf")
                told = infinite(fact.values["value"])
                assert sign * (seen - told) < 1e-15
                assert mp.isinf(told) or sign * (told - seen) < 0.02 * k * (1 + abs(told))
            tops.append(max(map(abs, values)))
    assert decay.values["base"] == "oo" or close(decay.values["base"], tops[0], 1)


def differences(f: Callable[[mp.mpf], mp.mpf], at: mp.mpf, order: int) -> mp.mpf:
    """The central difference quotient of an order, with a step that fits sixty digits."""
    h = mp.mpf(10) ** -10
    rows = [(-1) ** i * mp.binomial(order, i) * f(at + (mp.mpf(order) / 2 - i) * h) for i in range(order + 1)]
    return mp.fsum(rows) / h**order


def infinite(value: str) -> mp.mpf:
    return {"oo": mp.inf, "-oo": -mp.inf}.get(value) or mp.mpf(value)


def test_the_gradient_of_sigmoid_decays_like_powers_of_one_quarter() -> None:
    *_, decay = slopes.facts(subject("sigmoid"), order=1)
    assert decay.status is Status.PROVED and Fraction(decay.values["base"]) == Fraction(1, 4)
    assert decay.values["vanishing"] is True
    assert str(decay.claims[-1].statement.term) == "Abs(p*s) <= q/4"
