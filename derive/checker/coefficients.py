"""The coefficients of polynomials: rational numbers, as an int where they are whole.

>>> tidy(Fraction(4, 2)), quotient(3, 2)
(2, Fraction(3, 2))
"""

from __future__ import annotations

from fractions import Fraction
from typing import Union

from derive.checker.errors import Rejected
from derive.checker.work import spend

Number = Union[int, Fraction]

MAX_BITS = 20_000
FEW_BITS = 200  # where few fractions are shorter, their common denominator is no burden


def tidy(q: Number) -> Number:
    """A rational number, as an int where it is whole."""
    return q.numerator if q.denominator == 1 else q


def short(q: Number) -> Number:
    """A sum of rational numbers, if its denominator is not too long."""
    bits = q.denominator.bit_length()
    if bits > FEW_BITS:
        spend(bits**2 // 500_000)
        if bits > MAX_BITS:
            raise Rejected("polynomial", f"coefficients of at most {MAX_BITS} bits", "longer ones")
    return tidy(q)


def quotient(top: int, bottom: int) -> Number:
    """A quotient of whole numbers, as an int where it is whole."""
    return Fraction(top, bottom) if top % bottom else top // bottom


def times(c: Number, d: Number) -> Number:
    """The product of rational numbers; sooner found so than by Fraction."""
    return quotient(c.numerator * d.numerator, c.denominator * d.denominator)
