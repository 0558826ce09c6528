"""Intervals with rational ends: sums, products, powers and roots that only ever err outwards.

>>> root_power((Fraction(4), Fraction(4)), Fraction(1, 2), 64) == (2, 2)
True
>>> lo, hi = root_power((Fraction(2), Fraction(2)), Fraction(1, 2), 64)
>>> lo**2 < 2 < hi**2
True
"""

from __future__ import annotations

from fractions import Fraction

from derive.checker.errors import Rejected
from derive.checker.work import spend

Ball = tuple[Fraction, Fraction]  # lo, hi with lo <= hi; lo == hi is an exact rational

MAX_EXPONENT, MAX_ROOT = 8_000, 64
MAX_BITS = 8_000  # of the whole part of a value


class Outside(Exception):
    """A function is evaluated outside its domain (or not provably inside it)."""


def add(a: Ball, b: Ball) -> Ball:
    return a[0] + b[0], a[1] + b[1]


def mul(a: Ball, b: Ball) -> Ball:
    if a[0] is a[1] and b[0] is b[1]:
        exact = a[0] * b[0]
        return exact, exact
    if a[0].numerator >= 0 and b[0].numerator >= 0:
        return a[0] * b[0], a[1] * b[1]
    corners = [p * q for p in a for q in b]
    return min(corners), max(corners)


def rounded(ball: Ball, bits: int) -> Ball:
    """Ends become multiples of 2**-bits, outwards; exact rationals of few bits stay exact."""
    lo, hi = ball
    top, bottom, above, below = lo.numerator, lo.denominator, hi.numerator, hi.denominator
    spend(1 + (top.bit_length() + bottom.bit_length()) // 200)
    larger = max(top.bit_length() - bottom.bit_length(), above.bit_length() - below.bit_length())
    if larger > MAX_BITS:
        raise Rejected("point", "values of moderate size", "larger ones")
    if top == above and bottom == below and bottom.bit_length() <= bits:
        return lo, lo
    return Fraction((top << bits) // bottom, 1 << bits), Fraction(-((-above << bits) // below), 1 << bits)


def integer_power(base: Ball, k: int, bits: int) -> Ball:
    if abs(k) > MAX_EXPONENT:
        raise Rejected("point", f"exponents up to {MAX_EXPONENT}", "a larger one")
    if k < 0:
        if base[0] <= 0 <= base[1]:
            raise Outside("division by zero")
        above = 1 / base[0]
        base, k = (above if base[0] is base[1] else 1 / base[1], above), -k
    low = _raised(abs(base[0]), k, bits)
    high = low if base[0] is base[1] else _raised(abs(base[1]), k, bits)
    if k % 2:
        return low[0] if base[0] >= 0 else -low[1], high[1] if base[1] >= 0 else -high[0]
    if base[0] < 0 < base[1]:
        return Fraction(0), max(low[1], high[1])
    return min(low[0], high[0]), max(low[1], high[1])


def _raised(a: Fraction, k: int, bits: int) -> Ball:
    """A power of a ≥ 0 by repeated squaring, rounded as it grows."""
    if k == 0:
        return Fraction(1), Fraction(1)
    result = first = rounded((a, a), 2 * bits + 64)
    for digit in f"{k:b}"[1:]:
        result = rounded(mul(result, result), 2 * bits + 64)
        if digit == "1":
            result = rounded(mul(result, first), 2 * bits + 64)
    return result


def root_power(base: Ball, exponent: Fraction, bits: int) -> Ball:
    if base[0] < 0 or (base[0] == 0 and exponent < 0):
        raise Outside("a root outside its domain")
    q = exponent.denominator
    if q > MAX_ROOT:
        raise Rejected("point", f"roots of index up to {MAX_ROOT}", "a larger one")
    lo = _root_down(base[0], q, bits)
    hi = lo if base[0] is base[1] else _root_down(base[1], q, bits)
    if hi**q != base[1]:
        hi += Fraction(1, 1 << bits)
    return integer_power((lo, hi), exponent.numerator, bits)


def _root_down(value: Fraction, q: int, bits: int) -> Fraction:
    """The q-th root of value ≥ 0, rounded down (exact where numerator and denominator are powers)."""
    spend(q * (bits + value.numerator.bit_length() + value.denominator.bit_length()) // 25)
    top, bottom = _integer_root(value.numerator, q), _integer_root(value.denominator, q)
    if top**q == value.numerator and bottom**q == value.denominator:
        return Fraction(top, bottom)
    return Fraction(_integer_root((value.numerator << (bits * q)) // value.denominator, q), 1 << bits)


def _integer_root(n: int, q: int) -> int:
    """The floor of the q-th root of an integer n ≥ 0 (Newton from above, from the root of its first half)."""
    if n < 2 or q == 1:
        return n
    half = n.bit_length() // q // 2
    x = (_integer_root(n >> (half * q), q) + 1) << half if half else 1 << -(-n.bit_length() // q)
    while True:
        y = ((q - 1) * x + n // x ** (q - 1)) // q
        if y >= x:
            return x
        x = y
