"""Enclosures of polylogarithms: the power series inside, and relations that lead there.

Source: DLMF 25.12 (series, reflection, inversion, Landen); P. Borwein, An efficient algorithm for the Riemann
zeta function, CMS Conf. Proc. 27 (2000), algorithm 2, for Li_s(1) = ζ(s).

>>> lo, hi = polylog(2, (Fraction(1), Fraction(1)), 64)
>>> lo < Fraction(164493406684822643647241516665, 10**29) < hi
True
"""

from __future__ import annotations

from fractions import Fraction

from derive.checker.errors import Rejected
from derive.checker.rational import Ball, Outside, add, mul
from derive.checker.series import log, pi
from derive.checker.terms import HALF
from derive.checker.work import spend

NEAR = Fraction(9, 10)
MAX_ORDER = 40


def polylog(s: int, u: Ball, bits: int) -> Ball:
    """Li_s over an interval, s ≥ 2: it increases on u ≤ 1."""
    if not 2 <= s <= MAX_ORDER:
        raise Rejected("point", f"polylogarithms of order 2 to {MAX_ORDER}", str(s))
    if u[1] > 1:
        raise Outside("polylog outside its domain")
    lo = _at(s, u[0], bits)
    return lo if u[0] == u[1] else (lo[0], _at(s, u[1], bits)[1])


def _at(s: int, x: Fraction, bits: int) -> Ball:
    if x in (0, 1):
        return (x, x) if x == 0 else _zeta(s, bits)
    if x == -1:
        factor = Fraction(1, 2 ** (s - 1)) - 1
        return mul((factor, factor), _zeta(s, bits))
    if abs(x) <= HALF or (s > 2 and abs(x) <= NEAR):
        return _series(s, x, bits + 16)
    if s == 2:
        return _dilogarithm(x, bits + 16)
    if s == 3 and -1 / x <= NEAR and x < 0:
        return _inverted(x, bits + 16)
    raise Rejected("point", "a polylogarithm with a known enclosure", f"order {s} near 1 or far out")


def _series(s: int, x: Fraction, w: int) -> Ball:
    """Σ x^k/k^s; each term is too small by less than two units, the rest less than |x|^(n+1)/(1 - |x|)."""
    size = abs(x)
    unit = (size.numerator << w) // size.denominator
    total, power, k = 0, unit, 1
    while power > 0:
        term = power // k**s
        total += -term if x < 0 and k % 2 else term
        power, k = power * unit >> w, k + 1
    spend(k * (3 + w // 400))
    slack = k * (2 + k) + int(2 / (1 - size)) + 4  # a power is too small by less than k units
    return Fraction(total - slack, 1 << w), Fraction(total + slack, 1 << w)


def _square(u: Ball) -> Ball:
    return mul(u, u)


def _times(factor: Fraction, u: Ball) -> Ball:
    return mul((factor, factor), u)


def _dilogarithm(x: Fraction, bits: int) -> Ball:
    six = _times(Fraction(1, 6), _square(pi(bits)))
    if x > 0:
        logs = mul(log((x, x), bits), log((1 - x, 1 - x), bits))
        return add(add(six, _times(Fraction(-1), logs)), _times(Fraction(-1), _at(2, 1 - x, bits)))
    if x > -1:
        inner, logs = _at(2, x / (x - 1), bits), _square(log((1 - x, 1 - x), bits))
    else:
        inner, logs = add(_at(2, 1 / x, bits), six), _square(log((-x, -x), bits))
    return add(_times(Fraction(-1), inner), _times(-HALF, logs))


def _inverted(x: Fraction, bits: int) -> Ball:
    """Li_3(x) = Li_3(1/x) - π²/6 log(-x) - log³(-x)/6 for x < 0."""
    far = log((-x, -x), bits)
    cubic = add(mul(_square(pi(bits)), far), mul(far, _square(far)))
    return add(_series(3, 1 / x, bits), _times(Fraction(-1, 6), cubic))


def _zeta(s: int, bits: int) -> Ball:
    """ζ(s) = -1/(d_n (1 - 2^(1-s))) Σ (-1)^k (d_k - d_n)/(k+1)^s, to 3 (3+√8)^-n/(1 - 2^(1-s))."""
    n = bits // 2 + 4  # (3 + √8)^n > 4^n
    sums, term, total = [], Fraction(1), Fraction(0)
    for i in range(n + 1):  # n (n+i-1)! 4^i / ((n-i)! (2i)!)
        total += term
        sums.append(total)
        term = term * 4 * (n + i) * (n - i) / ((2 * i + 1) * (2 * i + 2))
    spend(n * (10 + n // 4))
    value = sum((sums[k] - sums[n]) * (-1) ** k / (k + 1) ** s for k in range(n))
    scale = 1 / (1 - Fraction(1, 2 ** (s - 1)))
    middle, error = -value / sums[n] * scale, 3 * scale / Fraction(5) ** n
    return middle - error, middle + error
