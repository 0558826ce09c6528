"""Closed forms: a number known to many digits as a + b·κ, with short a and b and a known constant κ.

What is found here is a candidate: that it is the number has to be proved.

>>> from derive.proof import balls
>>> identified(fraction_of(balls.value(("add", 3, ("mul", -2, ("log", 2))), {}, 300)))
('add', 3, ('mul', -2, ('log', 2)))
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import floor

import flint
from flint import arb

from derive.checker.terms import HALF, Term, number, symbols
from derive.proof import balls

BITS = 320
CLOSE = Fraction(1, 1 << 150)
LONGEST, MOST = 720, 10**6  # the largest denominator and numerator of a short number
ROUGHLY = 1e-6
FACTORS = [Fraction(n, d) for d in (1, 2, 3, 4, 6, 8, 9, 18, 27) for n in (1, -1, 2, -2, 3, -3, 4, -4)]

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
    return near if abs(near - q) < CLOSE and abs(near.numerator) < MOST else None


def _may_be_short(x: float) -> bool:
    """Whether a double is near a fraction with a small denominator: that is then one of its convergents.

    Source: A. Ya. Khinchin, Continued Fractions (1964), theorem 19.
    """
    if not abs(x) < MOST:
        return False
    before, denominator, rest = 0, 1, x - floor(x)
    while denominator <= LONGEST:
        if abs(denominator * x - round(denominator * x)) < ROUGHLY:
            return True
        rest = 1 / rest
        before, denominator = denominator, floor(rest) * denominator + before
        rest -= floor(rest)
        if rest < ROUGHLY:
            return True
    return False


def _multiple(value: Fraction, constant: Term) -> Term | None:
    try:
        kappa = fraction_of(balls.value(constant, {}, BITS))
    except balls.NoValue:
        return None
    near, step = float(value), float(kappa)
    for factor in FACTORS:
        if not _may_be_short(near - factor.numerator * step / factor.denominator):
            continue
        rest = _short(value - factor * kappa)
        if rest is not None:
            part: Term = constant if factor == 1 else ("mul", number(factor), constant)
            return part if rest == 0 else ("add", number(rest), part)
    return None


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
