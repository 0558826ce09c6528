"""Enclosures of elementary functions by rational intervals: series with a bound for what is cut off.

Source: DLMF 4.6 (log), 4.19 and 4.24 (sin, atan), 4.2 (exp), 7.6 (erf), 4.13 (LambertW).

>>> lo, hi = exp((Fraction(1), Fraction(1)), 64)
>>> lo < Fraction(271828182845904523537, 10**20) and hi > Fraction(271828182845904523536, 10**20)
True
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from derive.checker.errors import Rejected
from derive.checker.terms import HALF

Ball = tuple[Fraction, Fraction]  # lo, hi with lo <= hi; lo == hi is an exact rational

MAX_ARGUMENT = 2_000


class Outside(Exception):
    """A function is evaluated outside its domain (or not provably inside it)."""


def add(a: Ball, b: Ball) -> Ball:
    return a[0] + b[0], a[1] + b[1]


def mul(a: Ball, b: Ball) -> Ball:
    if a[0] == a[1] and b[0] == b[1]:
        return a[0] * b[0], a[0] * b[0]
    corners = [p * q for p in a for q in b]
    return min(corners), max(corners)


def integer_power(base: Ball, k: int) -> Ball:
    if abs(k) > 4 * MAX_ARGUMENT:
        raise Rejected("point", f"exponents up to {4 * MAX_ARGUMENT}", str(k))
    if k < 0:
        if base[0] <= 0 <= base[1]:
            raise Outside("division by zero")
        base, k = (1 / base[1], 1 / base[0]), -k
    if k == 0:
        return Fraction(1), Fraction(1)
    lo, hi = sorted((base[0] ** k, base[1] ** k))
    return (Fraction(0) if k % 2 == 0 and base[0] < 0 < base[1] else lo), hi


def root_power(base: Ball, exponent: Fraction, bits: int) -> Ball:
    if base[0] < 0 or (base[0] == 0 and exponent < 0):
        raise Outside("a root outside its domain")
    q = exponent.denominator
    if q > 64:
        raise Rejected("point", "roots of index up to 64", str(q))
    lo, hi = _root_down(base[0], q, bits), _root_down(base[1], q, bits)
    if hi**q != base[1]:
        hi += Fraction(1, 1 << bits)
    return integer_power((lo, hi), exponent.numerator)


def _root_down(value: Fraction, q: int, bits: int) -> Fraction:
    """The q-th root of value ≥ 0, rounded down (exact where numerator and denominator are powers)."""
    top, bottom = _integer_root(value.numerator, q), _integer_root(value.denominator, q)
    if top**q == value.numerator and bottom**q == value.denominator:
        return Fraction(top, bottom)
    return Fraction(_integer_root((value.numerator << (bits * q)) // value.denominator, q), 1 << bits)


def _integer_root(n: int, q: int) -> int:
    """The floor of the q-th root of an integer n ≥ 0 (Newton from above)."""
    if n < 2:
        return n
    x = 1 << -(-n.bit_length() // q)
    while True:
        y = ((q - 1) * x + n // x ** (q - 1)) // q
        if y >= x:
            return x
        x = y


def _monotone(at: Callable[[Fraction, int], Ball]) -> Callable[[Ball, int], Ball]:
    """An increasing function of an interval from its enclosure at a point."""

    def function(u: Ball, bits: int) -> Ball:
        lo = at(u[0], bits)
        return lo if u[0] == u[1] else (lo[0], at(u[1], bits)[1])

    return function


def _down(value: Fraction, bits: int) -> Fraction:
    return Fraction((value.numerator << bits) // value.denominator, 1 << bits)


def _exp_at(x: Fraction, bits: int) -> Ball:
    if abs(x) > MAX_ARGUMENT:
        raise Rejected("point", f"arguments of exp up to {MAX_ARGUMENT}", "larger ones")
    if x == 0:
        return Fraction(1), Fraction(1)
    if x < 0:
        lo, hi = _exp_at(-x, bits + 8)
        return 1 / hi, 1 / lo
    halvings = max(0, (x.numerator // x.denominator).bit_length()) + 8
    work = bits + 2 * halvings + 3 * int(x) + 16
    small, eps = _down(x / (1 << halvings), work), Fraction(1, 1 << work)
    total = power = Fraction(1)
    k = 0
    while power > eps:
        k += 1
        power = _down(power * small / k, work)
        total += power
    # each of k terms is rounded down by at most 2 eps, the rest of the series is below 2 eps
    lo, hi = total, total + (2 * k + 6) * eps + 2 * eps
    for _ in range(halvings):
        lo, hi = _down(lo * lo, work), _down(hi * hi, work) + eps
    return lo, hi


exp = _monotone(_exp_at)


def _log_at(x: Fraction, bits: int) -> Ball:
    if x <= 0:
        raise Outside("a logarithm outside its domain")
    if x == 1:
        return Fraction(0), Fraction(0)
    k = x.numerator.bit_length() - x.denominator.bit_length()
    if abs(k) > 8 * MAX_ARGUMENT:
        raise Rejected("point", "arguments of log of moderate size", "larger ones")
    lo, hi = _log_series(x / Fraction(2) ** k, bits + 16)
    two = _log_series(Fraction(2), bits + 32)
    return add((lo, hi), mul((Fraction(k), Fraction(k)), two))


def _log_series(x: Fraction, bits: int) -> Ball:
    """Log x = 2 artanh((x-1)/(x+1)) for 1/2 ≤ x ≤ 2 (DLMF 4.6.4); |z| ≤ 1/3."""
    exact = (x - 1) / (x + 1)
    eps = Fraction(1, 1 << bits)
    z = _down(abs(exact), bits)
    total, power, k = Fraction(0), z, 1
    while power > eps:
        total += _down(power / k, bits)
        power, k = _down(power * z * z, bits), k + 2
    lo, hi = 2 * total, 2 * total + (3 * k + 8) * eps
    return (lo, hi) if exact >= 0 else (-hi, -lo)


log = _monotone(_log_at)


def pi(bits: int) -> Ball:
    """Machin: π = 16 atan(1/5) - 4 atan(1/239)."""
    a, b = _atan_series(Fraction(1, 5), bits + 8), _atan_series(Fraction(1, 239), bits + 8)
    return 16 * a[0] - 4 * b[1], 16 * a[1] - 4 * b[0]


def _atan_series(x: Fraction, bits: int) -> Ball:
    """Atan x for 0 ≤ x ≤ 1/2: alternating, with terms that fall."""
    eps = Fraction(1, 1 << bits)
    total, power, k = Fraction(0), _down(x, bits), 0
    square = _down(x * x, bits)
    while power > eps:
        term = _down(power / (2 * k + 1), bits)
        total += -term if k % 2 else term
        power, k = _down(power * square, bits), k + 1
    slack = (4 * k + 8) * eps
    return total - slack, total + slack


def _atan_at(x: Fraction, bits: int) -> Ball:
    if x < 0:
        lo, hi = _atan_at(-x, bits)
        return -hi, -lo
    if x == 0:
        return x, x
    if x > 1:
        quarter, rest = pi(bits), _atan_at(1 / x, bits)
        return quarter[0] / 2 - rest[1], quarter[1] / 2 - rest[0]
    if x > HALF:  # atan x = atan(1/2) + atan((x - 1/2)/(1 + x/2))
        return add(_atan_series(HALF, bits), _atan_series((x - HALF) / (1 + x / 2), bits))
    return _atan_series(x, bits)


atan = _monotone(_atan_at)


def _erf_at(x: Fraction, bits: int) -> Ball:
    """Erf x = 2/√π Σ (-1)^k x^(2k+1)/(k!(2k+1)); far out between 1 - exp(-x²) and 1."""
    if x < 0:
        lo, hi = _erf_at(-x, bits)
        return -hi, -lo
    if x == 0:
        return x, x
    if x > 12:
        return 1 - exp((-x * x, -x * x), bits)[1] if x < 40 else 1 - Fraction(1, 1 << 2000), Fraction(1)
    work = bits + 3 * int(x * x) + 32
    eps = Fraction(1, 1 << work)
    start, square = _down(x, work), x * x
    total, power, k = Fraction(0), start, 0
    while power > eps or k < square:
        term = _down(power / (2 * k + 1), work)
        total += -term if k % 2 else term
        k += 1
        power = _down(power * square / k, work)
    slack = _erf_slack(k, square) * eps
    root = root_power(pi(work), -HALF, work)
    lo, hi = mul((2 * (total - slack), 2 * (total + slack)), root)
    return max(lo, Fraction(0)), min(hi, Fraction(1))


def _erf_slack(terms: int, square: Fraction) -> int:
    """Rounding in units of 2**-work: an error of one unit grows at most like exp(x²) in later terms."""
    growth = 1
    for _ in range(int(square) + 1):
        growth *= 3
    return (terms + 4) * (growth + 2) * 4


erf = _monotone(_erf_at)


def _sine_series(x: Fraction, bits: int, first: int) -> Ball:
    """Σ (-1)^k x^(2k+first)/(2k+first)!: sin for first = 1, cos for first = 0; |x| ≤ 60."""
    if abs(x) > 60:
        raise Rejected("point", "arguments of sin and cos up to 60", "larger ones")
    work = bits + 2 * int(abs(x)) + 32
    eps = Fraction(1, 1 << work)
    total = Fraction(0)
    power, k = (_down(abs(x), work) if first else Fraction(1)), first
    sign = 1
    while power > eps or k < abs(x):
        total += sign * power
        power, k, sign = _down(power * x * x / ((k + 1) * (k + 2)), work), k + 2, -sign
    slack = (k + 4) * (3 ** (int(abs(x)) + 1) + 2) * 4 * eps
    if first and x < 0:
        total = -total
    return max(total - slack, Fraction(-1)), min(total + slack, Fraction(1))


def _sine(first: int) -> Callable[[Ball, int], Ball]:
    def function(u: Ball, bits: int) -> Ball:
        middle, radius = (u[0] + u[1]) / 2, (u[1] - u[0]) / 2
        lo, hi = _sine_series(middle, bits, first)  # the derivative is at most 1 in size
        if radius == 0 and middle == 0:
            return (Fraction(0), Fraction(0)) if first else (Fraction(1), Fraction(1))
        return max(lo - radius, Fraction(-1)), min(hi + radius, Fraction(1))

    return function


def _asin(u: Ball, bits: int) -> Ball:
    """Asin u = atan(u/√(1-u²)) inside; exact ends are taken from π."""
    if u[0] < -1 or u[1] > 1:
        raise Outside("asin outside its domain")
    return _monotone(_asin_at)(u, bits)


def _asin_at(x: Fraction, bits: int) -> Ball:
    if abs(x) == 1:
        lo, hi = pi(bits)
        return (lo / 2, hi / 2) if x > 0 else (-hi / 2, -lo / 2)
    return atan(mul((x, x), root_power((1 - x * x, 1 - x * x), -HALF, bits + 16)), bits)


def _asinh(u: Ball, bits: int) -> Ball:
    def at(x: Fraction, work: int) -> Ball:
        if x < 0:
            lo, hi = at(-x, work)
            return -hi, -lo
        root = root_power((x * x + 1, x * x + 1), HALF, work + 16)
        return (x, x) if x == 0 else log(add((x, x), root), work)

    return _monotone(at)(u, bits)


def _lambert_at(x: Fraction, bits: int) -> Ball:
    """The w ≥ -1 with w e^w = x, between rational ends found by bisection (w e^w increases there)."""
    if x == 0:
        return x, x
    lo, hi = Fraction(-1), max(Fraction(1), log((x, x), 16)[1]) if x > 0 else Fraction(0)
    if mul((lo, lo), exp((lo, lo), bits))[1] > x:
        raise Outside("LambertW outside its domain")
    for _ in range(bits + 8):
        middle = (lo + hi) / 2
        value = mul((middle, middle), exp((middle, middle), bits + 16))
        if value[1] <= x:
            lo = middle
        elif value[0] >= x:
            hi = middle
        else:
            break
    return lo, hi


FUNCTIONS: Mapping[str, Callable[[Ball, int], Ball]] = {
    "exp": exp, "log": log, "erf": erf, "atan": atan, "asin": _asin, "asinh": _asinh,
    "sin": _sine(1), "cos": _sine(0), "LambertW": _monotone(_lambert_at),
}  # fmt: skip
