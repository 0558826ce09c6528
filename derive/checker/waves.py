"""Half waves: the sign of cos u and sin u where u lies between neighbouring zeros, as cos on (-π/2, π/2)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derive.checker.signs import AT_LEAST_0, AT_MOST_0, NEG, NEGATIVE, POSITIVE, REAL, ZERO, Interval
from derive.checker.terms import HALF, Term, sub

HALVES = (0, 1, -1, 2, -2)  # half waves that are looked at, the middle one first
AT: dict[str, Fraction] = {"cos": -HALF, "sin": Fraction(0)}  # where the middle one begins, in π


def half_wave(sign: Callable[[Term], int], kind: str, u: Term) -> Interval:
    """Where sin u or cos u lies, as far as u is seen to lie on one half wave, by the signs of u - k π."""
    for k in HALVES:
        ends: list[Term] = [("mul", AT[kind] + n, ("pi",)) for n in (k, k + 1)]
        found = sign(sub(u, ends[0]))
        if not found & NEG:
            found |= sign(sub(ends[1], u))
        if not found & NEG:
            closed = bool(found & ZERO)
            return (AT_MOST_0 if closed else NEGATIVE) if k % 2 else (AT_LEAST_0 if closed else POSITIVE)
    return REAL
