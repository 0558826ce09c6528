"""Functions of the grammar by mpmath, on values that are fractions for as long as they can be.

>>> VALUES["exp"](Fraction(0)), VALUES["sqrt"](Fraction(9, 4)), VALUES["Max"](Fraction(1), Fraction(2))
(Fraction(1, 1), Fraction(3, 2), Fraction(2, 1))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

import mpmath as mp

from derive.language.term import RELATIONS

Value = Any  # a Fraction or an mpmath number
Curve = Callable[[Value], Value]
LARGEST = 3_000  # arguments of exp and its kin
MAX_ANGLE = 10**6


class NoValue(Exception):
    """The term has no real value at the point."""


class Unsure(Exception):
    """Numbers cannot tell whether the term has a value, or which branch it takes."""


def near(found: Value, scale: Value = 0) -> bool:
    """So close to 0 that rounding may hide which side it is on."""
    if isinstance(found, Fraction):
        return False
    return bool(abs(found) <= mp.mpf(10) ** (-mp.mp.dps // 2) * (1 + abs(real(scale))))


def real(u: Value) -> Value:
    """A number of mpmath's working precision."""
    return mp.mpf(u.numerator) / u.denominator if isinstance(u, Fraction) else u


def root(b: Value, e: Value) -> Value:
    """A positive base to any power; exact where a rational number has a rational root."""
    if isinstance(b, Fraction) and isinstance(e, Fraction) and e.denominator <= 12 and abs(e) < 50:
        q = e.denominator
        top, bottom = (round(mp.mpf(n) ** (mp.mpf(1) / q)) for n in (b.numerator, b.denominator))
        if top**q == b.numerator and bottom**q == b.denominator:
            return Fraction(top, bottom) ** e.numerator
    exponent = real(e) * mp.log(real(b))
    if abs(exponent) > LARGEST:
        raise Unsure("a large power")
    return mp.exp(exponent)


def _of(f: Callable[[Value], Value], exact: Mapping[int, int] | None = None, largest: int = LARGEST) -> Curve:
    """A function of one argument; ``exact`` lists values at whole numbers that are whole numbers."""

    def found(u: Value) -> Value:
        if exact and u in exact:
            return Fraction(exact[int(u)])
        if abs(u) > largest:
            raise Unsure("a large argument")
        return _met(f, u, mp.mp.prec)

    return found


@lru_cache(maxsize=4_096)
def _met(f: Callable[[Value], Value], u: Value, precision: int) -> Value:
    """The value at an argument and a precision: differences ask for it again where only others move."""
    return f(real(u))


def _inside(slack: Callable[[Value], Value], closed: bool, f: Curve) -> Curve:
    """A function that is defined where the slack is positive (or 0, where the domain is closed)."""

    def found(u: Value) -> Value:
        room = slack(u)
        if near(room):  # also where it was rounded to 0, as that of atanh(tanh u) for a large u
            raise Unsure("at the edge of a domain")
        if room < 0 or (room == 0 and not closed):
            raise NoValue("outside a domain")
        return f(u)

    return found


def sign(u: Value) -> Fraction:
    if u != 0 and near(u):
        raise Unsure("sign")
    return Fraction((u > 0) - (u < 0))


def _tangent(u: Value) -> Value:
    if near(mp.cos(real(u))):
        raise Unsure("tan")
    return mp.tan(real(u))


def _polylog(s: Value, u: Value) -> Value:
    if u == 1 and s in (0, 1):
        raise NoValue("polylog")
    if s == 0:
        return u / (1 - u)
    if u > 1:
        raise NoValue("polylog")
    found = mp.polylog(int(s), real(u))
    return found.real if isinstance(found, mp.mpc) else found


def _lambert(u: Value) -> Value:
    return mp.lambertw(u).real


def minus(u: Value, v: Value) -> Value:
    u, v = both(u, v)
    return u - v


def _extreme(choose: Callable[..., Value]) -> Callable[..., Value]:
    def found(*parts: Value) -> Value:
        exact = all(isinstance(part, Fraction) for part in parts)
        return choose(parts if exact else [real(part) for part in parts])

    return found


def _sum(*parts: Value) -> Value:
    total: Value = Fraction(0)
    for part in parts:
        u, v = both(total, part)
        total = u + v
    return total


def _product(*parts: Value) -> Value:
    total: Value = Fraction(1)
    for part in parts:
        u, v = both(total, part)
        total = u * v
    return total


def both(u: Value, v: Value) -> tuple[Value, Value]:
    """Two values of one type."""
    return (u, v) if isinstance(u, Fraction) and isinstance(v, Fraction) else (real(u), real(v))


ZERO_AT_ZERO, ONE_AT_ZERO = {0: 0}, {0: 1}
VALUES: Mapping[str, Callable[..., Value]] = {
    "add": _sum, "mul": _product, "Max": _extreme(max), "Min": _extreme(min), "Abs": abs, "sign": sign,
    "Heaviside": lambda u: (1 + sign(u)) / 2, "pi": lambda: +mp.pi, "E": lambda: +mp.e,
    "exp": _of(mp.exp, ONE_AT_ZERO), "log": _inside(lambda u: u, False, _of(mp.log, {1: 0}, 10**4000)),
    "sqrt": _inside(lambda u: u, True, lambda u: root(u, Fraction(1, 2)) if u else Fraction(0)),
    "erf": _of(mp.erf, ZERO_AT_ZERO), "erfc": _of(mp.erfc, ONE_AT_ZERO),
    "sin": _of(mp.sin, ZERO_AT_ZERO, MAX_ANGLE), "cos": _of(mp.cos, ONE_AT_ZERO, MAX_ANGLE),
    "tan": _of(_tangent, ZERO_AT_ZERO, MAX_ANGLE), "atan": _of(mp.atan, ZERO_AT_ZERO, 10**4000),
    "asin": _inside(lambda u: 1 - abs(u), True, _of(mp.asin, ZERO_AT_ZERO)),
    "sinh": _of(mp.sinh, ZERO_AT_ZERO), "cosh": _of(mp.cosh, ONE_AT_ZERO),
    "tanh": _of(mp.tanh, ZERO_AT_ZERO), "sech": _of(mp.sech, ONE_AT_ZERO),
    "asinh": _of(mp.asinh, ZERO_AT_ZERO, 10**4000),
    "atanh": _inside(lambda u: 1 - abs(u), False, _of(mp.atanh, ZERO_AT_ZERO)),
    "LambertW": _inside(lambda u: real(u) + mp.exp(-1), True, _of(_lambert, ZERO_AT_ZERO, 10**4000)),
    "polylog": _polylog,
}  # fmt: skip
assert not VALUES.keys() & RELATIONS.keys()
