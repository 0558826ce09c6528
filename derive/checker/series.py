"""Enclosures of elementary functions by rational intervals: series with a bound for what is cut off.

Series are summed in whole numbers, in units of 2**-w. Each operation rounds down by less than a unit, and
each sum comes with a bound of its error in units, called slack.

Source: DLMF 4.6 (log), 4.19 and 4.24 (sin, atan), 4.2 (exp), 7.6 (erf), 4.13 (LambertW).

>>> lo, hi = exp((Fraction(1), Fraction(1)), 64)
>>> lo < Fraction(271828182845904523537, 10**20) and hi > Fraction(271828182845904523536, 10**20)
True
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from derive.checker.errors import Rejected
from derive.checker.rational import Ball, Outside, add, mul, root_power
from derive.checker.terms import HALF
from derive.checker.work import spend

MAX_ARGUMENT, MAX_ANGLE = 2_000, 60
MAX_TURN = 4_000  # bits of the largest angle that is brought near 0


def _units(value: Fraction, w: int) -> int:
    """A number in units of 2**-w, rounded down."""
    return (value.numerator << w) // value.denominator


def _ball(lo: int, hi: int, w: int) -> Ball:
    spend(1 + w // 100)
    return Fraction(lo, 1 << w), Fraction(hi, 1 << w)


def _opposite(ball: Ball) -> Ball:
    return -ball[1], -ball[0]


def _monotone(at: Callable[[Fraction, int], Ball]) -> Callable[[Ball, int], Ball]:
    """An increasing function of an interval from its enclosure at a point."""

    def function(u: Ball, bits: int) -> Ball:
        lo = at(u[0], bits)
        return lo if u[0] == u[1] else (lo[0], at(u[1], bits)[1])

    return function


# -- exp and log -------------------------------------------------------------------------------------


def _exp_at(x: Fraction, bits: int) -> Ball:
    if abs(x) > MAX_ARGUMENT:
        raise Rejected("point", f"arguments of exp up to {MAX_ARGUMENT}", "larger ones")
    if x == 0:
        return Fraction(1), Fraction(1)
    if x < 0:
        inverse = _exp_at(-x, bits + 8)
        return 1 / inverse[1], 1 / inverse[0]
    halvings = int(x).bit_length() + 8
    w = bits + 2 * halvings + 3 * int(x) + 16
    small = _units(x / (1 << halvings), w)  # below 2**-8
    total = power = 1 << w
    k = 0
    while power > 1:
        k += 1
        power = (power * small >> w) // k
        total += power
    # a power is too small by less than 4 units, and the rest of the series is less than 2 units
    lo, hi = total, total + 4 * k + 8
    spend((k + halvings) * (4 + w // 500))
    for _ in range(halvings):
        lo, hi = lo * lo >> w, (hi * hi >> w) + 1
    return _ball(lo, hi, w)


def _log_at(x: Fraction, bits: int) -> Ball:
    if x <= 0:
        raise Outside("a logarithm outside its domain")
    if x == 1:
        return Fraction(0), Fraction(0)
    k = x.numerator.bit_length() - x.denominator.bit_length()
    if abs(k) > 8 * MAX_ARGUMENT:
        raise Rejected("point", "arguments of log of moderate size", "larger ones")
    near = _log_series(x / Fraction(2) ** k, bits + 16)
    return add(near, mul((Fraction(k), Fraction(k)), _log_series(Fraction(2), bits + 32)))


def _log_series(x: Fraction, w: int) -> Ball:
    """Log x = 2 artanh((x-1)/(x+1)) for 1/2 ≤ x ≤ 2 (DLMF 4.6.4); |z| ≤ 1/3."""
    z = _units(abs((x - 1) / (x + 1)), w)
    total, power, k, square = 0, z, 1, z * z >> w
    while power > 0:
        total += power // k
        power, k = power * square >> w, k + 2
    spend(k * (2 + w // 500))
    lo, hi = 2 * total, 2 * total + 4 * k + 8
    return _ball(lo, hi, w) if x >= 1 else _ball(-hi, -lo, w)


exp, log = _monotone(_exp_at), _monotone(_log_at)

# -- pi, atan, asin ----------------------------------------------------------------------------------


def pi(bits: int) -> Ball:
    """Machin: π = 16 atan(1/5) - 4 atan(1/239)."""
    a, b = _atan_series(Fraction(1, 5), bits + 16), _atan_series(Fraction(1, 239), bits + 16)
    return 16 * a[0] - 4 * b[1], 16 * a[1] - 4 * b[0]


def _atan_series(x: Fraction, w: int) -> Ball:
    """Atan x for 0 ≤ x ≤ 1/2: alternating, with terms that fall."""
    power = _units(x, w)
    total, k, square = 0, 0, power * power >> w
    while power > 0:
        term = power // (2 * k + 1)
        total += -term if k % 2 else term
        power, k = power * square >> w, k + 1
    spend(k * (2 + w // 500))
    slack = 4 * k + 8
    return _ball(total - slack, total + slack, w)


def _atan_at(x: Fraction, bits: int) -> Ball:
    if x < 0:
        return _opposite(_atan_at(-x, bits))
    if x == 0:
        return x, x
    if x > 1:
        quarter, rest = pi(bits), _atan_at(1 / x, bits)
        return quarter[0] / 2 - rest[1], quarter[1] / 2 - rest[0]
    w = bits + 16
    if x > HALF:  # atan x = atan(1/2) + atan((x - 1/2)/(1 + x/2))
        return add(_atan_series(HALF, w), _atan_series((x - HALF) / (1 + x / 2), w))
    return _atan_series(x, w)


atan = _monotone(_atan_at)


def _asin(u: Ball, bits: int) -> Ball:
    """Asin u = atan(u/√(1-u²)) inside; exact ends are taken from π."""
    if u[0] < -1 or u[1] > 1:
        raise Outside("asin outside its domain")
    return _monotone(_asin_at)(u, bits)


def _asin_at(x: Fraction, bits: int) -> Ball:
    if abs(x) == 1:
        lo, hi = pi(bits)
        return (lo / 2, hi / 2) if x > 0 else (-hi / 2, -lo / 2)
    slope = root_power((1 - x * x, 1 - x * x), -HALF, 2 * bits + 16)
    return atan(mul((x, x), slope), bits)


# -- erf ---------------------------------------------------------------------------------------------


def _erf_at(x: Fraction, bits: int) -> Ball:
    """Erf x = 2/√π Σ (-1)^k x^(2k+1)/(k!(2k+1)); far out it is almost 1."""
    if x < 0:
        return _opposite(_erf_at(-x, bits))
    if x == 0:
        return x, x
    if x * x > max(bits, 100):  # 1 - erf x < exp(-x²)
        return 1 - exp((-x * x, -x * x), bits)[1] if x < 40 else 1 - Fraction(1, 1 << 2000), Fraction(1)
    w = bits + 3 * int(x * x) + 32
    total, power, k, square = 0, _units(x, w), 0, _units(x * x, w)
    while power > 0 or k < x * x:
        term = power // (2 * k + 1)
        total += -term if k % 2 else term
        k += 1
        power = (power * square >> w) // k
    # an error of a unit grows by less than exp(x²) in later terms
    slack = (k + 4) * (3 ** (int(x * x) + 1) + 2) * 4
    spend(k * (2 + w // 500))
    root = root_power(pi(w), -HALF, w)
    lo, hi = mul(_ball(2 * (total - slack), 2 * (total + slack), w), root)
    return max(lo, Fraction(0)), min(hi, Fraction(1))


# -- sin and cos -------------------------------------------------------------------------------------


def _sine_series(x: Fraction, bits: int, first: int) -> Ball:
    """Σ (-1)^k x^(2k+first)/(2k+first)!: sin for first = 1, cos for first = 0."""
    if abs(x) > MAX_ANGLE:
        raise Rejected("point", f"arguments of sin and cos up to {MAX_ANGLE}", "larger ones")
    w = bits + 3 * int(abs(x)) + 32
    total, k, sign, square = 0, first, 1, _units(x * x, w)
    power = _units(abs(x), w) if first else 1 << w
    while power > 0 or k < abs(x):
        total += sign * power
        power, k, sign = (power * square >> w) // ((k + 1) * (k + 2)), k + 2, -sign
    slack = (k + 4) * (3 ** (int(abs(x)) + 1) + 2) * 4  # an error of a unit grows by less than exp|x|
    spend(k * (2 + w // 500))
    lo, hi = _ball(total - slack, total + slack, w)
    return _opposite((lo, hi)) if first and x < 0 else (lo, hi)


def _turned(u: Ball, bits: int) -> Ball:
    """An angle without whole turns, as many as leave its middle near 0."""
    size = int(max(-u[0], u[1])).bit_length()
    if size > MAX_TURN:
        raise Rejected("point", f"angles of at most {MAX_TURN} bits", "a larger one")
    half = pi(bits + size)
    twice = Fraction(2 * round((u[0] + u[1]) / (4 * half[0])))
    return add(u, mul((-twice, -twice), half))


def _sine(first: int) -> Callable[[Ball, int], Ball]:
    def function(u: Ball, bits: int) -> Ball:
        if u[0] == u[1] == 0:
            return Fraction(1 - first), Fraction(1 - first)
        u = u if u[0] >= -MAX_ANGLE and u[1] <= MAX_ANGLE else _turned(u, bits)
        middle, radius = (u[0] + u[1]) / 2, (u[1] - u[0]) / 2
        lo, hi = _sine_series(middle, bits, first)  # the derivative is at most 1 in size
        return max(lo - radius, Fraction(-1)), min(hi + radius, Fraction(1))

    return function


# -- LambertW ----------------------------------------------------------------------------------------


def _lambert_at(x: Fraction, bits: int) -> Ball:
    """The w ≥ -1 with w exp w = x: guessed by Newton's method, then caught between two points."""
    if x == 0:
        return x, x
    if _product_at(Fraction(-1), bits)[1] > x:
        raise Outside("LambertW outside its domain")
    guess = _lambert_guess(x, bits + 8)
    lo, hi = Fraction(-1), None
    for shift in range(bits, -2, -max(8, bits // 8)):
        radius = Fraction(1, 1 << max(shift, 0)) * (4 if shift < 0 else 1)
        if lo == -1 and guess - radius > -1 and _product_at(guess - radius, 2 * bits)[1] <= x:
            lo = guess - radius
        if hi is None and _product_at(guess + radius, 2 * bits)[0] >= x:
            hi = guess + radius
    return lo, hi if hi is not None else max(x, Fraction(0))  # w ≤ x for x ≥ 0, w ≤ 0 for x ≤ 0


def _product_at(w: Fraction, bits: int) -> Ball:
    return mul((w, w), exp((w, w), bits))


def _lambert_guess(x: Fraction, bits: int) -> Fraction:
    lo, hi = Fraction(-1), max(Fraction(1), log((x, x), 32)[1]) if x > 0 else Fraction(0)
    for _ in range(24):
        middle = (lo + hi) / 2
        below = _product_at(middle, 48)[0] <= x
        lo, hi = (middle, hi) if below else (lo, middle)
    w, precision = hi, 16
    while precision < 2 * bits and w > -1:
        precision *= 2
        step = min(precision, bits)
        inverse = exp((-w, -w), 2 * step)[0]
        w = Fraction(_units(w - (w - x * inverse) / (1 + w), step), 1 << step)
    return max(w, Fraction(-1))


FUNCTIONS: Mapping[str, Callable[[Ball, int], Ball]] = {
    "exp": exp, "log": log, "erf": _monotone(_erf_at), "atan": atan, "asin": _asin,
    "sin": _sine(1), "cos": _sine(0), "LambertW": _monotone(_lambert_at),
}  # fmt: skip
