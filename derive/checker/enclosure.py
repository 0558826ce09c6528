"""Intervals with open, closed and infinite ends: the range of a function over an interval, rounded outwards.

An end that is open does not belong to the interval; what an operation leaves out, its result leaves out.
So log is defined on 0 < u < 1, and 1/(1 + exp u) lies strictly between 0 and 1 for every real u. Ends
are rounded to a number of significant bits, so that they stay short.

Source: R. Moore, R. Kearfott, M. Cloud, Introduction to Interval Analysis (2009), chapters 2 and 5.

>>> below = function("exp", Interval(None, Fraction(-3)), 32)
>>> below.lo == 0 and not below.lo_closed and below.hi < Fraction(498, 10_000)
True
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from derive.checker.errors import Rejected
from derive.checker.rational import Ball, Outside, root_power
from derive.checker.series import FUNCTIONS, pi
from derive.checker.signs import REAL, Interval
from derive.checker.work import spend

HUGE = Fraction(1 << 4_000)
MAX_EXPONENT, MAX_GROWTH, MAX_ANGLE = 2_000, 500, 50
INFINITE = float("inf")
End = Fraction | float  # a rational number, or an infinity


def point(value: Fraction | int) -> Interval:
    """The interval that holds one number."""
    return Interval(Fraction(value), Fraction(value), True, True)


def spanned(ball: Ball) -> Interval:
    """A closed interval."""
    return Interval(ball[0], ball[1], True, True)


ZERO_POINT, ONE_POINT = point(0), point(1)


def contains(a: Interval, value: Fraction | int) -> bool:
    """Whether a number belongs to an interval."""
    above = a.lo is None or a.lo < value or (a.lo == value and a.lo_closed)
    return above and (a.hi is None or value < a.hi or (a.hi == value and a.hi_closed))


# -- rounding ----------------------------------------------------------------------------------------


def _down(q: Fraction, bits: int) -> Fraction | None:
    """A number of few significant bits that is at most q; None where q is far below 0."""
    if q.numerator.bit_length() <= bits and q.denominator.bit_length() <= bits:
        return q
    shift = bits - q.numerator.bit_length() + q.denominator.bit_length()
    if shift > 4_000 + bits:  # closer to 0 than is told apart
        return Fraction(0) if q > 0 else -1 / HUGE
    if shift < -4_000:
        return HUGE if q > 0 else None
    if shift >= 0:
        return Fraction((q.numerator << shift) // q.denominator, 1 << shift)
    return Fraction((q.numerator // (q.denominator << -shift)) << -shift)


def shortened(a: Interval, bits: int) -> Interval:
    """The interval with its ends rounded outwards; an end that moved is open."""
    spend(1 + bits // 256)
    lo = None if a.lo is None else _down(a.lo, bits)
    opposite = None if a.hi is None else _down(-a.hi, bits)
    hi = None if opposite is None else -opposite
    return Interval(lo, hi, a.lo_closed and lo == a.lo, a.hi_closed and hi == a.hi)


# -- arithmetic --------------------------------------------------------------------------------------


def opposite(a: Interval) -> Interval:
    return Interval(
        None if a.hi is None else -a.hi, None if a.lo is None else -a.lo, a.hi_closed, a.lo_closed
    )


def plus(a: Interval, b: Interval) -> Interval:
    return Interval(
        None if a.lo is None or b.lo is None else a.lo + b.lo,
        None if a.hi is None or b.hi is None else a.hi + b.hi,
        a.lo_closed and b.lo_closed,
        a.hi_closed and b.hi_closed,
    )


def times(a: Interval, b: Interval) -> Interval:
    """All products. An end that is not 0 is taken at corners only; 0 is taken where a factor can be 0."""
    if a is ZERO_POINT or b is ZERO_POINT or ZERO_POINT in (a, b):
        return ZERO_POINT
    if a.hi is not None and a.hi.numerator <= 0 and (a.lo is None or a.lo.numerator):
        return opposite(times(opposite(a), b))
    if b.hi is not None and b.hi.numerator <= 0 and (b.lo is None or b.lo.numerator):
        return opposite(times(a, opposite(b)))
    if a.lo is not None and b.lo is not None and a.lo.numerator >= 0 and b.lo.numerator >= 0:
        hi = None if a.hi is None or b.hi is None else a.hi * b.hi
        lo_closed = a.lo_closed and b.lo_closed if a.lo and b.lo else contains(a, 0) or contains(b, 0)
        return Interval(a.lo * b.lo, hi, lo_closed, hi is not None and a.hi_closed and b.hi_closed)
    corners = [(_product(p, q), c and d) for p, c in _ends(a) for q, d in _ends(b)]
    zero = contains(a, 0) or contains(b, 0)
    (lo, lo_closed), (hi, hi_closed) = (_extreme(corners, pick, zero) for pick in (min, max))
    return Interval(lo, hi, lo_closed, hi_closed)


def _ends(a: Interval) -> tuple[tuple[End, bool], tuple[End, bool]]:
    lo: End = -INFINITE if a.lo is None else a.lo
    hi: End = INFINITE if a.hi is None else a.hi
    return (lo, a.lo_closed), (hi, a.hi_closed)


def _product(p: End, q: End) -> End:
    if p == 0 or q == 0:
        return Fraction(0)  # near an end 0 the products with large numbers may be anything of one sign
    if isinstance(p, Fraction) and isinstance(q, Fraction):
        return p * q
    return INFINITE if (p > 0) == (q > 0) else -INFINITE


def _extreme(
    corners: list[tuple[End, bool]], pick: Callable[..., End], zero: bool
) -> tuple[Fraction | None, bool]:
    end = pick(value for value, _ in corners)
    if not isinstance(end, Fraction):
        return None, False
    return end, zero if end == 0 else any(closed for value, closed in corners if value == end)


def inverse(a: Interval) -> Interval:
    """1/a; `Outside` where the interval holds 0 or has 0 inside."""
    if a.lo is None or a.lo < 0:
        if a.hi is None or a.hi > 0 or contains(a, 0):
            raise Outside("division by zero")
        return opposite(inverse(opposite(a)))
    if a.hi == 0 or contains(a, 0):
        raise Outside("division by zero")
    lo = Fraction(0) if a.hi is None else 1 / a.hi
    hi = None if a.lo == 0 else 1 / a.lo
    return Interval(lo, hi, a.hi_closed and a.hi is not None, a.lo_closed and hi is not None)


def power(a: Interval, exponent: int | Fraction, bits: int) -> Interval:
    """A power with a number as exponent; roots ask for a base that is not negative."""
    if max(abs(exponent.numerator), exponent.denominator) > MAX_EXPONENT:
        raise Rejected("enclosure", f"exponents up to {MAX_EXPONENT}", "a larger one")
    if exponent < 0:
        return shortened(inverse(power(a, -exponent, bits)), bits)
    if exponent.denominator == 1:
        return _whole_power(a, int(exponent), bits)
    if a.lo is None or a.lo < 0:
        raise Outside("a root outside its domain")
    return _whole_power(_root(a, exponent.denominator, bits), exponent.numerator, bits)


def _whole_power(a: Interval, k: int, bits: int) -> Interval:
    if k == 0:
        return ONE_POINT
    if k % 2 == 0 and (a.lo is None or a.lo < 0):
        if a.hi is not None and a.hi <= 0:
            return _whole_power(opposite(a), k, bits)
        far = max(-_ends(a)[0][0], _ends(a)[1][0])  # 0 is inside
        closed = (a.lo_closed and a.lo == -far) or (a.hi_closed and a.hi == far)
        size = Interval(Fraction(0), far if isinstance(far, Fraction) else None, True, closed)
        return _whole_power(size, k, bits)
    lo = None if a.lo is None else _rounded_power(point(a.lo), k, bits).lo
    hi = None if a.hi is None else _rounded_power(point(a.hi), k, bits).hi
    return Interval(lo, hi, a.lo_closed, a.hi_closed)


def _rounded_power(a: Interval, k: int, bits: int) -> Interval:
    """The k-th power of one number by repeated squaring, rounded as it grows."""
    result = a
    for digit in f"{k:b}"[1:]:
        result = shortened(times(result, result), bits)
        if digit == "1":
            result = shortened(times(result, a), bits)
    return result


def _root(a: Interval, index: int, bits: int) -> Interval:
    def at(value: Fraction) -> Ball:
        small = max(0, value.denominator.bit_length() - value.numerator.bit_length()) // index
        return root_power((value, value), Fraction(1, index), bits + small + 2)

    assert a.lo is not None
    hi = None if a.hi is None else at(a.hi)[1]
    return shortened(Interval(at(a.lo)[0], hi, a.lo_closed, a.hi_closed), bits)


# -- functions ---------------------------------------------------------------------------------------


def function(kind: str, u: Interval, bits: int) -> Interval:
    """The range of an elementary function of one variable; `Outside` where it is not defined on all of u."""
    if kind not in RANGES:
        raise Rejected("enclosure", "a function with a known enclosure", kind)
    spend(4)
    return shortened(RANGES[kind](u, bits), bits)


def _increasing(kind: str, u: Interval, bits: int, below: Interval = REAL) -> Interval:
    """An increasing function by its ends; ``below`` holds its limits at the infinite ends."""
    at = FUNCTIONS[kind]
    lo = below.lo if u.lo is None else at((u.lo, u.lo), bits)[0]
    hi = below.hi if u.hi is None else at((u.hi, u.hi), bits)[1]
    return Interval(lo, hi, u.lo_closed, u.hi_closed).meet(below)


def _exp(u: Interval, bits: int) -> Interval:
    positive = Interval(Fraction(0))
    lo, hi = u.lo, u.hi
    if lo is not None:
        lo = None if lo < -MAX_GROWTH else min(lo, Fraction(MAX_GROWTH))
    if hi is not None:
        hi = None if hi > MAX_GROWTH else max(hi, Fraction(-MAX_GROWTH))
    closed = u.lo_closed and lo == u.lo, u.hi_closed and hi == u.hi
    return _increasing("exp", Interval(lo, hi, *closed), bits, positive)


def _log(u: Interval, bits: int) -> Interval:
    if u.lo is None or u.lo < 0 or contains(u, 0):
        raise Outside("a logarithm outside its domain")
    lo = None if u.lo == 0 else u.lo
    return _increasing("log", Interval(lo, u.hi, u.lo_closed and lo is not None, u.hi_closed), bits)


def _bounded(kind: str) -> Callable[[Interval, int], Interval]:
    """Functions defined between two numbers, or from one onwards: the series refuses what is outside."""

    def range_of(u: Interval, bits: int) -> Interval:
        if u.lo is None or (u.hi is None and kind == "asin"):
            raise Outside(f"{kind} outside its domain")
        return _increasing(kind, u, bits)

    return range_of


def _atan(u: Interval, bits: int) -> Interval:
    quarter = pi(bits)[1] / 2
    return _increasing("atan", u, bits, Interval(-quarter, quarter))


def _wave(kind: str) -> Callable[[Interval, int], Interval]:
    """Sin and cos: the ends where no turning point is inside, and 1 or -1 where one may be."""

    def range_of(u: Interval, bits: int) -> Interval:
        whole = Interval(Fraction(-1), Fraction(1), True, True)
        if u.lo is None or u.hi is None or max(-u.lo, u.hi) > MAX_ANGLE:
            return whole
        ends = [FUNCTIONS[kind]((end, end), bits) for end in (u.lo, u.hi)]
        lo, hi = min(ball[0] for ball in ends), max(ball[1] for ball in ends)
        half = Fraction(1, 2) if kind == "sin" else Fraction(0)  # tops at (2n + half) π, valleys between
        top, valley = _multiple_inside(u, half), _multiple_inside(u, half + 1)
        return Interval(Fraction(-1) if valley else lo, Fraction(1) if top else hi, True, True).meet(whole)

    return range_of


def _multiple_inside(u: Interval, offset: Fraction) -> bool:
    """Whether a number (2n + offset) π may lie in an interval that ends within `MAX_ANGLE` of 0."""
    low, high = pi(64)
    for n in range(-10, 11):
        ends = sorted(((2 * n + offset) * low, (2 * n + offset) * high))
        if not u.meet(Interval(ends[0], ends[1], True, True)).empty():
            return True
    return False


RANGES: Mapping[str, Callable[[Interval, int], Interval]] = {
    "exp": _exp, "log": _log, "atan": _atan, "sin": _wave("sin"), "cos": _wave("cos"),
    "erf": lambda u, bits: _increasing("erf", u, bits, Interval(Fraction(-1), Fraction(1))),
    "asin": _bounded("asin"), "LambertW": _bounded("LambertW"),
}  # fmt: skip
