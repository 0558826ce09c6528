"""Values of terms at a point, by mpmath: a walk over the tree that shares nothing with prover and checker.

A value is a `Fraction` as long as only rational operations were met, so that ties at breakpoints are
exact; else a number of mpmath's working precision. Where numbers cannot tell, `Unsure` says so.

>>> from derive.language.grammar import parse
>>> relation_at(parse("sqrt(x**2)"), "==", parse("x"), {"x": Fraction(-2)})
False
>>> defined_at(parse("log(x)"), {"x": Fraction(-2)})
False
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import NamedTuple

import mpmath as mp

from derive.fuzz.functions import VALUES, Curve, NoValue, Unsure, Value, minus, near, real, root
from derive.language.term import RELATIONS, Term

Point = Mapping[str, Value]
DIGITS = (40, 100)  # the two precisions at which a difference is looked at
SURE = 500  # digits at which one that is not 0 is looked at once more
MAX_POWER = 2_000
HUGE = 1e30  # beside larger numbers a difference is lost
TINY = 1e-45  # a smaller difference may be what is left of larger numbers
CLOSER, STEEP = 1 << 20, 32  # how much closer one looks at what seems to jump; what a slope may change there
SLOPES = ("Derivative", "LeftDerivative", "RightDerivative")

__all__ = ["Function", "NoValue", "Unsure", "defined_at", "holds", "relation_at", "value"]


class Function(NamedTuple):
    """A defined function, ``name(args) := body``."""

    args: tuple[str, ...]
    body: Term


Functions = Mapping[str, Function]


def value(term: Term, at: Point, functions: Functions | None = None) -> Value:
    """The value at a point, at mpmath's working precision; raises `NoValue` or `Unsure`."""
    return _Walk(at, functions or {}).value(term)


def holds(condition: Term, at: Point, functions: Functions | None = None) -> bool:
    """Whether a relation, or a connective of relations, is true at a point; raises as `value` does."""
    return _Walk(at, functions or {}).holds(condition)


def defined_at(term: Term, at: Point, functions: Functions | None = None) -> bool:
    """Whether a term has a value at a point; raises `Unsure`."""
    with mp.workdps(DIGITS[0]):
        try:
            value(term, at, functions)
        except NoValue:
            return False
    return True


def relation_at(left: Term, sign: str, right: Term, at: Point, functions: Functions | None = None) -> bool:
    """Whether two sides stand in a relation; raises `NoValue` or `Unsure`.

    Seen at two precisions, and at a third where the sides differ.
    """
    seen, scale = [], mp.mpf(0)
    for digits in DIGITS:
        with mp.workdps(digits):
            sides = [value(side, at, functions) for side in (left, right)]
            seen.append(minus(*sides))
            scale = max(abs(real(side)) for side in sides)
    rough, fine = real(seen[0]), seen[1]
    if isinstance(fine, Fraction):
        return _stands(fine, sign)
    with mp.workdps(DIGITS[1]):
        if scale > HUGE:
            raise Unsure("a difference of large numbers")
        if abs(fine) <= max(abs(rough) / 10**25, scale / 10 ** (DIGITS[1] * 4 // 5)):
            if sign != "==":
                raise Unsure("a difference")  # it may be 0, or too small to be seen
            return True
        if abs(fine) < TINY or abs(rough - fine) > abs(fine) / 1000:
            raise Unsure("a difference")
    with mp.workdps(SURE):  # cosh(u)**2 - sinh(u)**2 is 0 at both precisions where u is large enough
        walk = _Walk(at, functions or {}, bits := [0])
        sure = real(minus(walk.value(left), walk.value(right)))
        if bits[0] > 3 * SURE or abs(sure - fine) > abs(fine) / 1000:
            raise Unsure("a difference of what cancels")
    return _stands(fine, sign)


def _stands(difference: Value, sign: str) -> bool:
    way = (difference > 0) - (difference < 0)
    return way in {"==": (0,), "!=": (-1, 1), "<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}[sign]


class _Walk:
    def __init__(self, at: Point, functions: Functions, bits: list[int] | None = None) -> None:
        self.at, self.functions = at, functions
        self.bits = [0] if bits is None else bits  # of the largest number that was met

    def value(self, term: Term) -> Value:
        found = self._value(term)
        if not isinstance(found, Fraction):
            if not mp.isfinite(found):
                raise Unsure(f"a value of {term.head}")
            self.bits[0] = max(self.bits[0], int(mp.mag(found)) if found else 0)
        return found

    def _value(self, term: Term) -> Value:
        head, args = term.head, term.args
        if head == "number":
            return term.number
        if head == "symbol":
            return self.at[term.name]
        if head == "Piecewise":
            for case in args:
                if self.holds(case.args[1]):
                    return self.value(case.args[0])
            raise NoValue(head)
        if head == "pow":
            return self.power(*args)
        if head in SLOPES:
            return self.slope(head, *args)
        parts = [self.value(arg) for arg in args]
        if head in self.functions:
            names, body = self.functions[head]
            return _Walk(dict(zip(names, parts, strict=True)), self.functions, self.bits).value(body)
        return VALUES[head](*parts)

    def power(self, base: Term, exponent: Term) -> Value:
        """A constant exponent counts by its value; with a symbol in it the base has to be positive."""
        b, e = self.value(base), self.value(exponent)
        constant = not exponent.symbols()
        plain = constant and isinstance(e, Fraction)
        if constant and not plain and (near(e) or (b <= 0 and near(e - round(e)))):
            raise Unsure("pow")
        if plain and e.denominator == 1:
            if abs(e) > MAX_POWER:
                raise Unsure("a large exponent")
            if e < 0 and (b == 0 or near(b)):
                raise NoValue("pow") if b == 0 else Unsure("pow")
            return b ** int(e)
        if near(b) and b != 0:
            raise Unsure("pow")
        if b < 0 or (b == 0 and not (constant and e > 0)):
            raise NoValue("pow")
        return Fraction(0) if b == 0 else root(b, e)

    def slope(self, head: str, f: Term, x: Term, last: Term) -> Value:
        """A derivative, of an order at the point itself, or from one side at another point."""
        if head == "Derivative":
            return slope(partial(self.moved, f, x.name), self.at[x.name], int(last.number))
        at, side = self.value(last), -1 if head == "LeftDerivative" else 1
        return one_sided(partial(self.moved, f, x.name), at, 1, side)

    def moved(self, f: Term, name: str, x: Value) -> Value:
        return _Walk({**self.at, name: x}, self.functions, self.bits).value(f)

    def holds(self, condition: Term) -> bool:
        head, args = condition.head, condition.args
        if head == "true":
            return True
        if head == "not":
            return not self.holds(args[0])
        if head in ("and", "or"):
            return self.connected(head == "or", args)
        left, right = (self.value(arg) for arg in args)
        difference = minus(left, right)
        if not isinstance(difference, Fraction) and near(difference, left):
            raise Unsure("too close to tell")
        return _stands(difference, RELATIONS[head])

    def connected(self, settles: bool, parts: Sequence[Term]) -> bool:
        """One part may settle the whole although another has no value."""
        trouble: Exception | None = None
        for part in parts:
            try:
                if self.holds(part) == settles:
                    return settles
            except (NoValue, Unsure) as reason:
                trouble = reason if trouble is None or isinstance(reason, Unsure) else trouble
        if trouble is not None:
            raise trouble
        return not settles


# -- derivatives by differences ------------------------------------------------------------------------


def slope(f: Curve, at: Value, order: int) -> Value:
    """The derivative where the function is continuous and both sides agree up to the order; else NoValue."""
    f(at)  # without a value there is no derivative
    found: Value = 0
    for k in range(1, order + 1):
        left, right = (one_sided(f, at, k, side) for side in (-1, 1))
        if abs(left - right) > mp.mpf(10) ** -8 * (1 + abs(left)):
            raise NoValue("Derivative")
        found = (left + right) / 2
    return found


def one_sided(f: Curve, at: Value, order: int, side: int) -> Value:
    """The derivative from the left (-1) or right (1), by a polynomial through values beside the point."""
    digits = mp.mp.dps
    with mp.workdps(2 * digits + 20):
        step = side * Fraction(1, 1 << (digits * 4 // 5))
        nodes = [step * k for k in range(order + 4)]
        here = f(at)
        values = [here, *(f(at + node) for node in nodes[1:])]
        jump = abs(real(minus(values[1], here)))
        if jump > mp.mpf(10) ** (-digits // 8) * (1 + abs(real(here))):
            closer = abs(real(minus(f(at + nodes[1] / CLOSER), here)))
            if closer * CLOSER > STEEP * jump:  # of a function that is only steep it is so much smaller
                raise NoValue("not continuous from this side")
        return _fitted([real(v) for v in values], [real(node) for node in nodes], order)


def _fitted(values: Sequence[Value], nodes: Sequence[Value], order: int) -> Value:
    """The derivative at 0 of the polynomial through some points (Newton's divided differences)."""
    table = list(values)
    for k in range(1, len(nodes)):
        for i in range(len(nodes) - 1, k - 1, -1):
            table[i] = (table[i] - table[i - 1]) / (nodes[i] - nodes[i - k])
    coefficients = [mp.mpf(0)]  # lowest first, by Horner's scheme from the highest difference
    for c, node in zip(reversed(table), reversed(nodes), strict=True):
        higher = [mp.mpf(0), *coefficients]
        coefficients = [s - node * t for s, t in zip(higher, [*coefficients, mp.mpf(0)], strict=True)]
        coefficients[0] += c
    return coefficients[order] * mp.factorial(order)
