"""Denial and what is built on it, against mpmath: what is true is never denied, and no landmark is lost."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import mpmath as mp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.chapters import _second
from derive.facts.denial import denied, values
from derive.facts.extrema import extrema
from derive.facts.landmarks import landmarks
from derive.facts.subject import Subject
from derive.language.catalogue import Catalogue
from derive.language.records import Statement
from derive.language.term import call, number, relation, symbol
from derive.proof.constants import ROOM, _may_be_short
from derive.study import study
from derive.symbolic import derivation

CATALOGUE = Catalogue.load()
X = symbol("x")
SIGNS = {"==": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b,
         "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b}  # fmt: skip
RATIONALS = st.fractions(min_value=-3, max_value=3, max_denominator=7)


@given(RATIONALS, RATIONALS, st.sampled_from(sorted(SIGNS)))
def test_what_is_denied_fails_at_the_point(q: Fraction, shift: Fraction, sign: str) -> None:
    """exp(x) against x + c at x = q, at 50 digits."""
    statement = Statement(call("exp", X), sign, X + number(shift))
    with mp.workdps(50):
        left = mp.exp(mp.mpf(q.numerator) / q.denominator)
        right = mp.mpf((q + shift).numerator) / (q + shift).denominator
        true = abs(left - right) < mp.mpf(10) ** -40 or SIGNS[sign](left, right)
    if denied(statement, values(q)):
        assert not true or sign in ("!=", "<", ">")
    elif abs(left - right) > 1e-20:
        assert true


def test_a_point_outside_the_domain_denies_nothing() -> None:
    square = Statement(X, ">=", number(0), (), (relation(X, ">", 0),))
    assert not denied(square, values(-1, -2)) and denied(Statement(X, ">=", number(0)), values(-1))
    branching = Statement(call("Abs", X), "==", X)
    assert denied(branching, values(-1)) and not denied(branching, values(0, 1))


@pytest.mark.parametrize(
    ("slug", "order"), [("sinc", 0), ("sinc", 1), ("lisht", 1), ("gelu_tanh", 0), ("mish", 1)]
)
def test_landmarks_lie_on_both_sides(slug: str, order: int) -> None:
    """Each change of sign of the slope that mpmath sees on a fine grid is an extremum that is listed."""
    formulas = {
        "sinc": lambda x: mp.sin(x) / x, "lisht": lambda x: x * mp.tanh(x),
        "mish": lambda x: x * mp.tanh(mp.log(1 + mp.exp(x))),
        "gelu_tanh": lambda x: x / 2 * (1 + mp.tanh(mp.sqrt(2 / mp.pi) * (x + mp.mpf(8943) / 200000 * x**3))),
    }  # fmt: skip
    subject = Subject.of(CATALOGUE[slug])
    found = [float(e.at) for e in extrema(subject.derived() if order else subject)]
    with mp.workdps(40):

        def slope(x: mp.mpf) -> mp.mpf:
            return mp.diff(formulas[slug], x, order + 1)

        grid = [mp.mpf(k) / 8 + mp.mpf(1) / 97 for k in range(-52, 52) if abs(k) > 1]
        pairs = pairwise(grid)
        turns = [(a, b) for a, b in pairs if b - a < 0.2 and slope(a) * slope(b) < 0]
    assert len(turns) >= 1
    assert all(any(a < at < b for at in found) for a, b in turns)


def test_an_extremum_at_0_has_its_digits() -> None:
    """The slope of the normal distribution is largest at 0, which no ball around it can say exactly."""
    (top,) = landmarks(CATALOGUE["normal_cdf"]).slope_extrema
    assert top.claim.evidence["digits"] == 30 and set(top.at) == {"0", "."}
    with mp.workdps(40):
        assert mp.almosteq(mp.mpf(top.value), 1 / mp.sqrt(2 * mp.pi), 1e-29)


@given(st.integers(-(10**6) + 1, 10**6 - 1), st.integers(1, 720), st.integers(-2, 2))
def test_a_short_fraction_is_never_passed_over(above: int, below: int, noise: int) -> None:
    near = above / below * (1 + noise * 2.0**-52)
    assert _may_be_short(near, ROOM * abs(near))


@given(st.floats(-1e6, 1e6), st.sampled_from((0.0, 1e-30, 1e-18)))
def test_an_expansion_that_ends_is_no_fault(x: float, room: float) -> None:
    assert _may_be_short(x, room) in (True, False)
    assert _may_be_short(float(round(x)), room)


@pytest.mark.parametrize("slug", ["silu", "relu", "elu", "softsign"])
def test_the_second_derivative_without_its_steps_is_the_same(slug: str) -> None:
    told, found = derivation(CATALOGUE[slug], 2), _second(study(CATALOGUE[slug]))
    assert found is not None and (found.derivative, found.kinks) == (told.derivative, told.kinks)
    assert found.claim.statement == told.claim.statement and not found.branches[0].steps
