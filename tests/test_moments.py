"""Gaussian moments, gains, SELU's constants, errors of approximations and extreme slopes, against mpmath.

Moments by mpmath's own quadrature from the definition; suprema by a search in numbers.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import mpmath as mp
import pytest
from fact_checks import found_wrong
from flint import arb
from mp_values import value

from derive.facts import approximations, gaussian, moments, normalizing, slopes
from derive.facts.fact import Fact
from derive.facts.subject import Subject
from derive.language.catalogue import Catalogue
from derive.language.grammar import parse
from derive.language.records import Status
from derive.survey.constants import Unclear

CATALOGUE = Catalogue.load()
# Functions of the catalogue are looked at by test_every_fact; here are others.
NAMES = ["Max(0, Min(1, x/6 + 1/2))", "exp(x)", "x/sqrt(1 + x**2)", "Piecewise((x, x > 1/2), (0, True))"]


@cache
def subject(name: str) -> Subject:
    return Subject.of(CATALOGUE.find(name))


@cache
def found(name: str) -> tuple[Fact, ...]:
    return moments.facts(subject(name))


def close(text: str, exact: mp.mpf, digits: int) -> bool:
    return bool(abs(mp.mpf(text) - exact) <= mp.mpf(10) ** -digits * max(1, abs(exact)))


@pytest.mark.parametrize("name", NAMES)
def test_moments_gains_and_the_fixed_point(name: str) -> None:
    assert all(fact.status is not Status.OPEN for fact in found(name))
    assert found_wrong(subject(name), found(name)) == []


@pytest.mark.parametrize("formula", ["Min(1, x*(1 + erf(x/sqrt(2)))/2)", "Max(-10, Min(10, x*exp(x)))"])
def test_pieces_that_meet_where_no_closed_form_is_known(formula: str) -> None:
    """Each piece has an end; a moment that took one for the whole line would be another number."""
    assert found_wrong(subject(formula), moments.facts(subject(formula))) == []


def test_closed_forms_that_are_known() -> None:
    """The rectifier's are textbook; E GELU(Z) = E Z Φ(Z) = E φ(Z) = 1/(2√π) by parts."""
    exact = {f.values["quantity"]: f.values.get("exact") for f in found("relu")[:3]}
    assert exact == {"E f(Z)": "1/sqrt(2*pi)", "E f(Z)**2": "1/2", "E f'(Z)**2": "1/2"}
    assert found("gelu")[0].values["exact"] == "1/(2*sqrt(pi))"
    assert [found(name)[0].values["exact"] for name in ("tanh", "sigmoid")] == ["0", "1/2"]


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


def test_the_error_of_softplus_is_log_2() -> None:
    (fact,) = approximations.facts(subject("softplus"))
    with mp.workdps(40):
        assert close(fact.values["value"], mp.log(2), 29)


@pytest.mark.parametrize("name", ["x**2", "sinc", "x/sqrt(1 + x**2)", "Max(0, Min(1, x/6 + 1/2))"])
def test_extreme_slopes(name: str) -> None:
    told = slopes.facts(subject(name))
    assert all(fact.status is not Status.OPEN for fact in told)
    assert found_wrong(subject(name), told) == []


def test_the_gradient_of_sigmoid_decays_like_powers_of_one_quarter() -> None:
    *_, decay = slopes.facts(subject("sigmoid"), order=1)
    assert decay.status is Status.PROVED and Fraction(decay.values["base"]) == Fraction(1, 4)
    assert decay.values["vanishing"] is True
    assert str(decay.claims[-1].statement.term) == "Abs(p*s) <= q/4"


@pytest.mark.parametrize("factor", [7, 501, 999, 12347])
def test_the_bound_of_gradients_is_not_below_the_largest_slope(factor: int) -> None:
    """However large the slope, and so however few places its thirty digits have."""
    *_, decay = slopes.facts(subject(f"{factor}*mish(x)"), order=1)
    (limit,) = [given for given in decay.claims[-1].statement.hypotheses if "s" in given.symbols()]
    with mp.workdps(60):
        place = mp.findroot(lambda x: mp.diff(mish, x, 2), mp.mpf("1.49"))
        assert mp.mpf(limit.args[1].number.numerator) / limit.args[1].number.denominator >= factor * mp.diff(
            mish, place
        )


def mish(x: mp.mpf) -> mp.mpf:
    return x * mp.tanh(mp.log1p(mp.exp(x)))


def test_what_is_not_finite_bounds_nothing() -> None:
    assert gaussian.whole_above(arb("2.5", "0.75")) == 4
    for ball in (arb("inf"), arb("nan"), arb(1, "inf")):
        with pytest.raises(Unclear):
            gaussian.whole_above(ball)
