"""Values of terms by mpmath: a walk over the tree that shares nothing with prover, checker or tidying.

>>> from derive.language.grammar import parse
>>> print(mp.nstr(value(parse("exp(x) + Max(0, x)"), {"x": mp.mpf(1)}), 12))
3.71828182846
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache, partial

import mpmath as mp

from derive.language.records import Definition
from derive.language.term import RELATIONS, Term

Point = Mapping[str, mp.mpf]


class NoValue(Exception):
    """The term has no real value at the point, or numbers cannot tell whether it has."""


def value(term: Term, at: Point, definitions: Iterable[Definition] = ()) -> mp.mpf:
    """The value of a term at a point, at mpmath's working precision; NoValue where it has none."""
    return _Walk(at, {d.name: d for d in definitions})(term)


def holds(condition: Term, at: Point, definitions: Iterable[Definition] = ()) -> bool:
    """Whether a relation, or a connective of relations, is true at a point."""
    return _Walk(at, {d.name: d for d in definitions}).holds(condition)


def derivative(
    f: Callable[[mp.mpf], mp.mpf], x: mp.mpf, order: int = 1, side: int = 0, h: float = 1e-12
) -> mp.mpf:
    """A derivative by differences of values: central (side 0), or from the left (-1) or right (1).

    The steps are far below the distance to any kink; the error is about h².
    """
    return taylor(f, x, order, side, h)[order] * mp.factorial(order)


def taylor(
    f: Callable[[mp.mpf], mp.mpf], x: mp.mpf, order: int, side: int = 0, h: float = 1e-12
) -> list[mp.mpf]:
    """The Taylor coefficients at a point up to an order, from the same values."""
    with mp.workdps(mp.mp.dps + 40):
        step = mp.mpf(h)
        nodes = [step * (k if side else k - mp.mpf(order + 2) / 2) * (side or 1) for k in range(order + 3)]
        return _fit([f(x + d) for d in nodes], nodes)[: order + 1]


def _fit(values: Sequence[mp.mpf], nodes: Sequence[mp.mpf]) -> list[mp.mpf]:
    """The coefficients of the polynomial through some points, lowest first."""
    table = list(values)
    for k in range(1, len(nodes)):  # divided differences
        for i in range(len(nodes) - 1, k - 1, -1):
            table[i] = (table[i] - table[i - 1]) / (nodes[i] - nodes[i - k])
    coefficients = [mp.mpf(0)]  # of the polynomial, lowest first, by Horner's scheme from the highest
    for c, node in zip(reversed(table), reversed(nodes), strict=True):
        shifted = [mp.mpf(0), *coefficients]
        coefficients = [s - node * t for s, t in zip(shifted, [*coefficients, mp.mpf(0)], strict=True)]
        coefficients[0] += c
    return coefficients


def rationals(rng: random.Random, low: int, high: int) -> Fraction:
    """A random rational number with a short denominator that is no likely breakpoint."""
    return Fraction(rng.randint(low * 997, high * 997), 997)


class _Walk:
    def __init__(self, at: Point, definitions: Mapping[str, Definition]) -> None:
        self.at = at
        self.definitions = definitions

    def __call__(self, term: Term) -> mp.mpf:
        found = self.real(term)
        if type(found) is not mp.mpf or not finite(found):
            raise NoValue(term.head)
        return found

    def real(self, term: Term) -> mp.mpf:
        head, args = term.head, term.args
        if head == "number":
            number = term.number
            return (
                mp.mpf(number.numerator)
                if number.denominator == 1
                else mp.mpf(number.numerator) / number.denominator
            )
        if head == "symbol":
            return self.at[term.name]
        if head == "Piecewise":
            for case in args:
                if self.holds(case.args[1]):
                    return self(case.args[0])
            raise NoValue("Piecewise")
        if head == "pow":
            return self.power(*args)
        if head == "Derivative":
            f, x, order = args
            return derivative(partial(self.moved, f, x.name), self.at[x.name], int(order.number))
        parts = [self(arg) for arg in args]
        if head in self.definitions:
            definition = self.definitions[head]
            return _Walk(dict(zip(definition.args, parts, strict=True)), self.definitions)(definition.body)
        return FUNCTIONS[head](*parts)

    def moved(self, f: Term, name: str, x: mp.mpf) -> mp.mpf:
        """The value of a term with another value for one symbol."""
        return _Walk({**self.at, name: x}, self.definitions)(f)

    def power(self, base: Term, exponent: Term) -> mp.mpf:
        b, e = self(base), self(exponent)
        whole = exponent.is_number() and exponent.number.denominator == 1
        if (b == 0 and e < 0) or (b != 0 and near(b) and not (whole and e > 0)):
            raise NoValue("pow")
        if whole:
            return b ** int(e)
        if b < 0 or (b == 0 and not exponent.is_number()):
            raise NoValue("pow")
        return mp.mpf(0) if b == 0 else mp.exp(e * mp.log(b))

    def holds(self, condition: Term) -> bool:
        head, args = condition.head, condition.args
        if head == "true":
            return True
        if head == "not":
            return not self.holds(args[0])
        if head in ("and", "or"):
            return (all if head == "and" else any)(self.holds(arg) for arg in args)
        left, right = (self(arg) for arg in args)
        if left != right and near(left - right):
            raise NoValue("too close to tell")
        return bool({"eq": left == right, "ne": left != right, "lt": left < right, "le": left <= right,
                     "gt": left > right, "ge": left >= right}[head])  # fmt: skip


def small(u: mp.mpf) -> bool:
    """Not so large that rounding turns the angle by much."""
    return bool(abs(u) < 10**6)


def near(u: mp.mpf) -> bool:
    """So close to 0 that rounding may hide it."""
    return bool(abs(u) < _noise(mp.mp.dps, mp.mp.prec))


@lru_cache(maxsize=64)
def _noise(dps: int, _prec: int) -> mp.mpf:
    return mp.mpf(10) ** (-dps // 2)


def finite(u: mp.mpf) -> bool:
    """Neither infinite nor undefined: mpmath writes these with the mantissa 0 and an exponent."""
    _sign, mantissa, exponent, _count = u._mpf_
    return bool(mantissa) or not exponent


def _sum(*parts: mp.mpf) -> mp.mpf:
    return parts[0] + parts[1] if len(parts) == 2 else mp.fsum(parts)


def _product(*parts: mp.mpf) -> mp.mpf:
    return parts[0] * parts[1] if len(parts) == 2 else mp.fprod(parts)


def _where(allowed: Callable[[mp.mpf], bool], f: Callable[[mp.mpf], mp.mpf]) -> Callable[[mp.mpf], mp.mpf]:
    def inside(u: mp.mpf) -> mp.mpf:
        if not allowed(u):
            raise NoValue(str(u))
        return f(u)

    return inside


def _real_polylog(s: mp.mpf, u: mp.mpf) -> mp.mpf:
    if u > 1:
        raise NoValue("polylog")
    return mp.polylog(s, u).real


def _sign(u: mp.mpf) -> mp.mpf:
    if u != 0 and near(u):
        raise NoValue("sign")
    return mp.sign(u)


FUNCTIONS: Mapping[str, Callable[..., mp.mpf]] = {
    "add": _sum, "mul": _product, "Max": max, "Min": min, "Abs": abs,
    "pi": lambda: +mp.pi, "E": lambda: +mp.e, "exp": _where(lambda u: u < 10**6, mp.exp),
    "log": _where(lambda u: u > 0 and not near(u), mp.log), "sqrt": _where(lambda u: u >= 0, mp.sqrt),
    "sign": _sign, "Heaviside": lambda u: (1 + _sign(u)) / 2, "erf": mp.erf, "erfc": mp.erfc,
    "sin": _where(small, mp.sin), "cos": _where(small, mp.cos), "tan": _where(small, mp.tan),
    "asin": _where(lambda u: abs(u) <= 1, mp.asin),
    "atan": mp.atan, "sinh": mp.sinh, "cosh": mp.cosh, "tanh": mp.tanh, "asinh": mp.asinh,
    "atanh": _where(lambda u: abs(u) < 1, mp.atanh), "sech": mp.sech,
    "LambertW": _where(lambda u: u >= -mp.exp(-1), lambda u: mp.lambertw(u).real),
    "polylog": _real_polylog,
}  # fmt: skip
assert not FUNCTIONS.keys() & RELATIONS.keys()
