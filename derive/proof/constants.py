"""Closed forms: a number known to many digits as a + b·κ, with short a and b and a known constant κ.

What is found here is a candidate: that it is the number has to be proved.

>>> from derive.proof import balls
>>> identified(fraction_of(balls.value(("add", 3, ("mul", -2, ("log", 2))), {}, 300)))
('add', 3, ('mul', -2, ('log', 2)))
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

import flint
from flint import arb

from derive.checker.terms import HALF, Term, number, symbols
from derive.proof import balls

BITS = 320
CLOSE = Fraction(1, 1 << 150)
LONGEST = 720  # the largest denominator of a short number
FACTORS = [Fraction(n, d) for d in (1, 2, 3, 4, 6, 8, 9, 18, 27) for n in (1, -1, 2, -2, 3, -3, 4, -4)]

ROUGHLY = [(factor, float(factor)) for factor in FACTORS]
ROOM, SURE = 2.0**-49, 2.0**-22  # for the rounding of floats; below 1/(2 LONGEST²)

LAMBERT: Term = ("LambertW", ("exp", -1))
FAMILY: tuple[Term, ...] = (
    LAMBERT, ("log", 2), ("log", 3), ("pi",), ("exp", 1), ("exp", -1), ("pow", 2, HALF), ("pow", 3, HALF),
    ("pow", 5, HALF), ("pow", ("pi",), HALF), ("pow", ("pi",), -HALF), ("pow", ("pi",), -1),
    ("log", ("add", 1, ("pow", 2, HALF))), ("log", ("add", 2, ("pow", 3, HALF))),
    ("mul", ("pow", 2, HALF), ("pow", ("pi",), -HALF)), ("pow", ("mul", 2, ("pi",)), -HALF),
    ("erf", 1), ("atan", ("pow", 2, HALF)), ("exp", -HALF), ("LambertW", ("mul", 2, ("exp", -2))),
)  # fmt: skip


def fraction_of(ball: arb) -> Fraction:
    """The midpoint of a ball."""
    q = ball.mid().fmpq()
    return Fraction(int(q.p), int(q.q))


def identified(middle: Fraction, more: Sequence[Term] = ()) -> Term | None:
    """A short term whose value is within 2^-150: rational, or a + b·κ; ``more`` are further κ."""
    exact = _short(middle)
    if exact is not None:
        return number(exact)
    for constant in (*more, *FAMILY):
        found = _multiple(middle, constant)
        if found is not None:
            return found
    return None


def _short(q: Fraction) -> Fraction | None:
    near = q.limit_denominator(LONGEST)
    return near if abs(near - q) < CLOSE and abs(near.numerator) < 10**6 else None


def _multiple(value: Fraction, constant: Term) -> Term | None:
    try:
        kappa = fraction_of(balls.value(constant, {}, BITS))
    except balls.NoValue:
        return None
    near, unit = _float(value), _float(kappa)
    for factor, rough in ROUGHLY:
        if not _may_be_short(near - rough * unit, ROOM * (abs(near) + abs(rough * unit))):
            continue
        rest = _short(value - factor * kappa)
        if rest is not None:
            part: Term = constant if factor == 1 else ("mul", number(factor), constant)
            return part if rest == 0 else ("add", number(rest), part)
    return None


def _float(q: Fraction) -> float:
    try:
        return float(q)
    except OverflowError:
        return math.inf


def _may_be_short(x: float, room: float) -> bool:
    """Whether a fraction with a small denominator is so near: one of the convergents of x then is
    (G. Hardy, E. Wright, An Introduction to the Theory of Numbers, theorem 184).
    """
    if room > SURE:
        return True  # too coarse to tell
    rest, p, before_p, q, before_q = x, 1.0, 0.0, 0.0, 1.0
    while True:
        whole = math.floor(rest)
        p, before_p, q, before_q = whole * p + before_p, p, whole * q + before_q, q
        if q > LONGEST:
            return False
        if abs(x - p / q) <= room or rest == whole:
            return True
        rest = 1 / (rest - whole)


def constants_of(term: Term) -> Iterator[Term]:
    """The largest parts of a term that hold no symbol, and are no numbers, sums or products."""
    if not isinstance(term, tuple):
        return
    if not symbols(term) and term[0] not in ("mul", "add"):
        yield term
        return
    for arg in term[1:]:
        yield from constants_of(arg)


def shown(ball: arb, digits: int) -> str:
    """The digits of a ball that are certain, at most so many."""
    with flint.ctx.workprec(BITS):
        return str(ball.str(digits, radius=False))
