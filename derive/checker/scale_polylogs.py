"""The polylogarithm on a scale: inside its domain, and the dilogarithm at its ends.

Source: DLMF 25.12.
"""

from __future__ import annotations

from fractions import Fraction

from derive.checker.errors import Rejected
from derive.checker.field import MAX_POLYLOG, Undefined
from derive.checker.fractional import plus, product
from derive.checker.scale import Scale, Series, TooFewTerms
from derive.checker.scale_functions import derivatives, growing, inverse, log, rational_power
from derive.checker.terms import HALF, Term, show


def polylog(scale: Scale, order: Term, f: Series) -> Series:
    """Li_s(f) for a whole s ≥ 2 and f ≤ 1.

    Around 0 the series Σ u^k/k^s; Li_2(u) + Li_2(1/u) = -π²/6 - log²(-u)/2 for u < 0, and
    Li_2(u) + Li_2(1-u) = π²/6 - log u · log(1-u) for 0 < u < 1 (DLMF 25.12.4, 25.12.6).
    """
    if not isinstance(order, int) or not 2 <= order <= MAX_POLYLOG:
        raise Rejected("limit", f"polylog(s, u) with a whole s from 2 to {MAX_POLYLOG}", show(order))
    infinite, at, small = scale.apart(f)
    if infinite:
        return _dilogarithm_far(scale, order, f)
    if not scale.vanishes(small):
        raise TooFewTerms("an argument of polylog that tends to a limit")
    if scale.sign(at) == 0:  # a zero that is not seen would be divided by
        series = [scale.form(Fraction(0))]
        series += [scale.form(Fraction(1, k**order)) for k in range(1, scale.order + 1)]
        return scale.compose(series, small)
    slack = scale.sign(plus(scale.form(1), product(at, scale.form(-1))))
    if slack < 0:
        raise Undefined("polylog of a function that is larger than 1 near the point")
    if slack == 0:
        return _dilogarithm_at_one(scale, order, f)
    return scale.compose(derivatives(scale, ("polylog", order, "t"), scale.term(at)), small)


def _dilogarithm_far(scale: Scale, order: int, f: Series) -> Series:
    if growing(scale, f) > 0:
        raise Undefined("polylog of a function that tends to infinity")
    if order != 2:
        raise Rejected("limit", "polylog(2, u) where u tends to -infinity", f"s = {order}")
    inner = polylog(scale, 2, inverse(scale, f))
    square = rational_power(scale, log(scale, scale.scaled(f, scale.form(-1))), Fraction(2))
    found = scale.add(_sixth(scale), scale.scaled(square, scale.form(HALF)), inner)
    return scale.scaled(found, scale.form(-1))


def _dilogarithm_at_one(scale: Scale, order: int, f: Series) -> Series:
    below = scale.minus(scale.number(1), f)
    if order != 2 or scale.sign_of(below) == 0:
        raise Rejected("limit", "polylog(2, u) where u tends to 1 from below", f"s = {order}")
    mixed = scale.mul(log(scale, f), log(scale, below))  # the logarithm asks for 1 - f > 0
    return scale.minus(_sixth(scale), scale.add(mixed, polylog(scale, 2, below)))


def _sixth(scale: Scale) -> Series:
    pi = scale.field.form(("pi",))
    return scale.constant(product(product(pi, pi), scale.form(Fraction(1, 6))))
