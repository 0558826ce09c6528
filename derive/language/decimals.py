"""Decimals: numbers as people write them, where that is exact.

>>> decimal(Fraction(8943, 200000)), decimal(Fraction(1, 4)), decimal(Fraction(1, 300))
('0.044715', None, None)
"""

from __future__ import annotations

from fractions import Fraction

LARGEST = 100  # a fraction with no more than that below the bar is better read as a fraction


def decimal(value: Fraction) -> str | None:
    """The exact decimal of a number, without its sign; None for a simple fraction and one that never ends."""
    p, q = abs(value.numerator), value.denominator
    places = max(_exponent(q, 2), _exponent(q, 5))
    if q <= LARGEST or 10**places % q:
        return None
    digits = str(p * 10**places // q).zfill(places + 1)
    return f"{digits[:-places]}.{digits[-places:]}"


def _exponent(n: int, prime: int) -> int:
    count = 0
    while n % prime == 0:
        n, count = n // prime, count + 1
    return count
