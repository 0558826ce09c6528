"""Asymptotes: lines that a function approaches, proved by how fast it does.

The line is guessed from values far out and then proved by a bound that tends to 0, such as
|f(x) - (a x + b)| ≤ 2 exp(-2x) for x > 1. The bound is the statement: it says more than the limit.

>>> from derive.language.catalogue import Catalogue
>>> right = asymptotes(Subject.of(Catalogue.load()["softplus"]))[-1]
>>> right.slope, right.intercept, str(right.claim.statement.right)
(Fraction(1, 1), Fraction(0, 1), 'exp(-x)')
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from derive.checker.terms import Term as Core
from derive.facts.subject import Subject, X
from derive.language.records import Claim
from derive.language.term import Term, call, number, relation
from derive.language.tidy import tidy
from derive.proof import balls
from derive.proof.claims import is_proved, prove_claim

FAR = Fraction(2**20)
FACTORS = (1, 2)
TOLERANCE = Fraction(1, 1000)
SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Asymptote:
    """The line y = slope · x + intercept on one side ("left": x → -∞, "right": x → ∞), with its bound."""

    side: str
    slope: Fraction
    intercept: Fraction
    claim: Claim


def asymptotes(subject: Subject) -> tuple[Asymptote, ...]:
    """The proved asymptotes, left before right; none where the function lies on the line itself."""
    found = (_asymptote(subject, side) for side in ("left", "right"))
    return tuple(a for a in found if a is not None)


def _asymptote(subject: Subject, side: str) -> Asymptote | None:
    line = _guess(subject, side)
    if line is None:
        return None
    slope, intercept = line
    target = tidy(slope * X + intercept)
    far = relation(X, ">", 1) if side == "right" else relation(X, "<", -1)
    equal = subject.state(subject.function, "==", target, far)
    if is_proved(prove_claim(equal, seconds=SECONDS, refute=False)):
        return None
    distance = call("Abs", subject.function - target if target != number(0) else subject.function)
    for bound in _bounds(side):
        statement = subject.state(distance, "<=", bound, far, kind="asymptote")
        claim = prove_claim(statement, "Asymptote", SECONDS, refute=False)
        if is_proved(claim):
            return Asymptote(side, slope, intercept, claim)
    return None


def _bounds(side: str) -> Iterator[Term]:
    """Bounds that tend to 0, the quick ones first."""
    t = X if side == "right" else -X
    families = (
        lambda c: c * t * call("exp", -(X**2) / 2), lambda c: c * call("exp", -2 * t),
        lambda c: c * call("exp", -t), lambda c: c * t * call("exp", -t), lambda c: number(c) / t,
    )  # fmt: skip
    for family in families:
        for factor in FACTORS:
            yield tidy(family(factor))


def _guess(subject: Subject, side: str) -> tuple[Fraction, Fraction] | None:
    core = subject.core(subject.function)
    sign = 1 if side == "right" else -1
    try:
        near, far = (_value(core, sign * k * FAR) for k in (1, 2))
    except balls.NoValue:
        return None
    slope = _simple((far - near) / (sign * FAR))
    intercept = None if slope is None else _simple(far - slope * 2 * sign * FAR)
    return None if slope is None or intercept is None else (slope, intercept)


def _value(core: Core, at: Fraction) -> Fraction:
    """A value to a float's precision: enough for a guess."""
    return Fraction(float(balls.value(core, {"x": at}).mid()))


def _simple(value: Fraction) -> Fraction | None:
    """The simple rational number that a value is close to."""
    near = value.limit_denominator(100)
    return near if abs(near - value) < TOLERANCE else None
