"""Monomials as whole numbers: the exponent of variable i is the i-th digit, of 24 bits.

So the product of two monomials is the sum of two numbers, and their order is that of the numbers: the newest
variable counts most. Digits may be negative, for variables that are units (exponentials).

>>> pairs(monomial(0, 2) - monomial(3))
((0, 2), (3, -1))
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache, reduce
from operator import or_

Monomial = int

MAX_DEGREE = 2_047  # of one variable
ONE: Monomial = 0

SEVERAL = 32
DIGIT = 24  # bits of an exponent: a power of a power stays below half of it and never touches the next digit
_FULL, _HALF, _MASK = 1 << DIGIT, 1 << (DIGIT - 1), (1 << DIGIT) - 1


def monomial(index: int, exponent: int = 1) -> Monomial:
    """A power of one variable."""
    return exponent << (DIGIT * index)


@lru_cache(maxsize=1 << 14)
def pairs(m: Monomial) -> tuple[tuple[int, int], ...]:
    """The variables of a monomial with their exponents, in the order of their numbers."""
    found, index = [], 0
    while m:
        exponent = m & _MASK
        if exponent >= _HALF:
            exponent -= _FULL
        if exponent:
            found.append((index, exponent))
        m, index = (m - exponent) >> DIGIT, index + 1
    return tuple(found)


def exponent_in(m: Monomial, index: int) -> int:
    """The exponent of one variable in a monomial."""
    if index:
        shift = DIGIT * index
        m = m + (1 << (shift - 1)) >> shift  # the lower digits, rounded away
    e = m & _MASK
    return e - _FULL if e >= _HALF else e


def united(monomials: Collection[Monomial]) -> int:
    """Digits for `height`, from all the exponents of each of the first SEVERAL variables."""
    bits = 0
    for m in monomials:
        bits |= m + _RAISED
    return bits


def height(bits: int, index: int) -> int:
    """At least the highest exponent of a variable that has no negative ones; less than twice that."""
    return (bits >> DIGIT * index & _MASK) - (MAX_DEGREE + 1)


def within_bounds(monomials: Collection[Monomial]) -> bool:
    """Whether no exponent is above MAX_DEGREE."""
    bits = reduce(or_, monomials, 0)
    if 0 <= bits < _LIMIT and not bits & _HIGH:  # none negative, none above MAX_DEGREE
        return True
    if not united(monomials) & _OUTSIDE:
        return True
    return all(abs(e) <= MAX_DEGREE for m in monomials for _, e in pairs(m))  # more than SEVERAL variables


def all_positive(monomials: Collection[Monomial]) -> bool:
    """Whether no exponent is negative."""
    bits = reduce(or_, monomials, 0)
    if 0 <= bits < _LIMIT:
        return not bits & _NEGATIVE
    return bits >= 0 and all(e > 0 for m in monomials for _, e in pairs(m))


# Added to a monomial in SEVERAL variables, it makes allowed exponents non-negative numbers of 12 bits.
_ONES = sum(monomial(index) for index in range(SEVERAL))
_LIMIT, _NEGATIVE = 1 << (DIGIT * SEVERAL), _ONES << (DIGIT - 1)  # negative digits are above half
_RAISED, _OUTSIDE = _ONES * (MAX_DEGREE + 1), ~(_ONES * (2 * MAX_DEGREE + 1))
_HIGH = _ONES * (_MASK - MAX_DEGREE)  # a negative exponent has such bits too
