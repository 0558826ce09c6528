"""Gaussian moments, and what follows from them for initialisation: gains, and the fixed point of the
variance.

With Z ~ N(0, 1): E f(Z), E f(Z)², E f'(Z)² in closed form where the pieces allow it, else 30 digits in a
ball. Weights of variance g²/n with the gain g = 1/√E f(Z)² keep the second moment of pre-activations at 1
forwards, with g' = 1/√E f'(Z)² that of gradients backwards. Around this fixed point the second moment q
moves by the factor χ = g² · E f(Z)² (Z² - 1)/2: it is stable for |χ| < 1.

Source: K. He et al., ICCV 2015, doi:10.1109/ICCV.2015.123 (the gain of the rectifier is √2); B. Poole et al.,
Exponential expressivity in deep neural networks, NeurIPS 2016 (the map of the variance).

>>> from derive.language.catalogue import Catalogue
>>> for fact in facts(Subject.of(Catalogue.load()["relu"]))[:4]:
...     print(fact.status, fact.statement)
proved E f(Z) == 1/sqrt(2*pi), f(x) = relu(x)
proved E f(Z)**2 == 1/2, f(x) = relu(x)
proved E f'(Z)**2 == 1/2, f(x) = relu(x)
enclosed 1/sqrt(E f(Z)**2) = 1.41421356237309504880168872421
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import flint
from flint import acb, arb

from derive.checker.terms import Term as Core
from derive.facts.denial import denied, values
from derive.facts.exact_moments import Exact, Integrand, exact
from derive.facts.fact import Fact
from derive.facts.gaussian import BITS, Gauss
from derive.facts.gaussian import Integrand as Complex
from derive.facts.subject import Subject, X
from derive.language.records import Claim, Status
from derive.language.term import Term, number
from derive.language.tidy import tidy
from derive.proof import balls
from derive.proof.claims import QUICK, is_proved, prove_claim

KIND = "gaussian moments"
GAIN, FIXED = "initialisation gain", "variance fixed point"
DIGITS = 30


@dataclass(frozen=True)
class _Moment:
    """What is averaged: as text, for terms, and for complex numbers."""

    name: str
    term: Integrand
    number: Complex
    slope: bool = False


MOMENTS = (
    _Moment("E f(Z)", lambda f, slope: f, lambda f, z: f),
    _Moment("E f(Z)**2", lambda f, slope: f**2, lambda f, z: f * f),
    _Moment("E f'(Z)**2", lambda f, slope: slope**2, lambda f, z: f * f, slope=True),
)


def facts(subject: Subject) -> tuple[Fact, ...]:
    """The moments, the two gains, and the fixed point of the second moment with its slope."""
    gauss = Gauss.of(subject)
    found = [_moment(subject, moment, gauss) for moment in MOMENTS]
    balls_ = [ball for _, ball in found]
    rest = (
        _gain("E f(Z)**2", "forwards", balls_[1], gauss),
        _gain("E f'(Z)**2", "backwards", balls_[2], gauss),
    )
    return (*(fact for fact, _ in found), *rest, _fixed(balls_[1], gauss))


def digits(ball: arb) -> str:
    """At most 30 digits of a ball, every one guaranteed; 0 where it is known to nothing else."""
    if ball.contains(0):
        return "0" if abs(ball) < arb(10) ** -DIGITS else ball.str(DIGITS)
    with flint.ctx.workprec(BITS):
        return str(ball.str(DIGITS, radius=False))


# -- moments ------------------------------------------------------------------------------------------


def _moment(subject: Subject, moment: _Moment, gauss: Gauss | None) -> tuple[Fact, arb | None]:
    closed = exact(subject, moment.term)
    value = None if closed is None else _ball(closed.value)
    rough = value is not None  # only to see that the two agree
    ball = None if gauss is None else gauss.expectation(moment.number, moment.slope, rough=rough)
    if closed is None and moment is MOMENTS[0] and ball is not None:
        closed = _by_symmetry(subject)
        value = None if closed is None else _ball(closed.value)
    about = f", f(x) = {subject.function}"
    if closed is not None:
        if ball is not None and value is not None and not value.overlaps(ball):
            raise AssertionError(f"{moment.name}: {closed.value} was proved, but the integral is {ball}")
        shown = value if value is not None else ball
        values = {
            "quantity": moment.name,
            "value": "" if shown is None else digits(shown),
            "exact": str(closed.value),
        }
        statement = f"{moment.name} == {closed.value}{about}"
        return Fact(KIND, Status.PROVED, statement, "", values, closed.claims), shown
    if ball is None:
        return Fact(
            KIND, Status.OPEN, moment.name + about, values={"quantity": moment.name}, reason=NOT_FOUND
        ), None
    values = {"quantity": moment.name, "value": digits(ball), "ball": ball.str(DIGITS + 5)}
    claims = () if gauss is None else gauss.claims
    return Fact(KIND, Status.ENCLOSED, f"{moment.name} = {digits(ball)}{about}", "", values, claims), ball


NOT_FOUND = "no bound of the function far out was proved, or the integral did not converge"


def _ball(value: Term) -> arb | None:
    core: Core = Subject(value, (), {}).core(value)
    try:
        return balls.value(core, {}, BITS)
    except balls.NoValue:
        return None


def _by_symmetry(subject: Subject) -> Exact | None:
    """f(x) + f(-x) = 2 b makes b the mean, where the mean exists."""
    f = subject.function
    there = f.replace({X: -X})
    middle = _ball_at_0(subject)
    for b in dict.fromkeys((number(0), *([middle] if middle is not None else []))):
        statement = subject.state(f + there, "==", tidy(number(2) * b))
        if denied(statement, values(Fraction(2, 3))):
            continue
        claim: Claim = prove_claim(statement, "Point symmetry", refute=False, steps=QUICK)
        if is_proved(claim):
            return Exact(b, (claim,))
    return None


def _ball_at_0(subject: Subject) -> Term | None:
    """A simple value at 0."""
    try:
        ball = balls.value(subject.core(subject.function), {X.name: Fraction(0)}, 64)
    except balls.NoValue:
        return None
    return number(Fraction(float(ball.mid())).limit_denominator(100))


# -- what follows -------------------------------------------------------------------------------------


def _gain(moment: str, way: str, ball: arb | None, gauss: Gauss | None) -> Fact:
    statement = f"1/sqrt({moment})"
    values: dict[str, object] = {"way": way}
    if ball is None or gauss is None or not ball > 0:
        reason = f"{moment} is not known" if ball is None else f"{moment} is not known to be positive"
        return Fact(GAIN, Status.OPEN, statement, values=values, reason=reason)
    with flint.ctx.workprec(BITS):
        gain = 1 / ball.sqrt()
    values["value"] = digits(gain)
    return Fact(GAIN, Status.ENCLOSED, f"{statement} = {digits(gain)}", "", values, gauss.claims)


def _fixed(second: arb | None, gauss: Gauss | None) -> Fact:
    """The slope of q ↦ g² E f(√q Z)² at q = 1, by Gaussian integration by parts."""
    statement = "fixed point of the second moment"
    if second is None or gauss is None or not second > 0:
        return Fact(FIXED, Status.OPEN, statement, reason="E f(Z)**2 is not known to be positive")
    moved = gauss.expectation(lambda f, z: f * f * (z * z - acb(1)))
    if moved is None:
        return Fact(FIXED, Status.OPEN, statement, reason="the integral did not converge")
    with flint.ctx.workprec(BITS):
        gain, slope = 1 / second.sqrt(), moved / (2 * second)
    stable = True if abs(slope) < 1 else False if abs(slope) > 1 else None
    values = {"gain": digits(gain), "slope": digits(slope), "stable": stable}
    text = f"{statement} with the gain {digits(gain)}: slope {digits(slope)}"
    return Fact(FIXED, Status.ENCLOSED, text, "", values, gauss.claims)
