"""Values of terms at many digits by mpmath: a walk over the tree, independent of prover, checker and SymPy.

>>> from derive.language.grammar import parse
>>> with mp.workdps(DIGITS):
...     print(mp.nstr(Walk({"x": mp.mpf(1)})(parse("exp(x) + Derivative(x**3, x)")), 12))
5.71828182846

The conventions are Derive's: real branches, no power of a negative base with an exponent that is no integer,
Heaviside(0) = 1/2, sign(0) = 0. Derivatives are differences of values from the left and from the right
with steps of 1e-60; where these disagree there is no derivative. Two numbers that agree to all but forty
of the working digits count as equal. ``level`` multiplies digits and steps: what is so at one level and at
the next is no matter of rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import mpmath as mp

from derive.language.records import Definition
from derive.language.term import RELATIONS, Term

DIGITS = 200  # of a statement without derivatives
STEP = 60  # digits after the point of the step of a difference
SPARE = 40  # digits that rounding and cancellation may cost
HUGE = 10**6  # the largest argument of exp, and the largest angle


class NoValue(ArithmeticError):
    """The term has no real value at the point, or none that can be worked out."""


def digits(terms: Iterable[Term], level: int = 1) -> int:
    """The working precision that some terms ask for: more with each derivative."""
    return level * (DIGITS + max((_loss(term, 1) for term in terms), default=0))


def _loss(term: Term, step: int) -> int:
    inner, own = step, 0
    if term.head in ("Derivative", "LeftDerivative", "RightDerivative"):
        order = int(term.args[2].number) if term.head == "Derivative" else 1
        inner, own = 2 * step, (order + 3) * step * STEP
    return own + max((_loss(arg, inner) for arg in term.args), default=0)


def near(u: mp.mpf, scale: mp.mpf | int = 1) -> bool:
    """So small beside ``scale`` that rounding may hide it."""
    return bool(abs(u) <= mp.mpf(10) ** (SPARE - mp.mp.dps) * max(1, abs(scale)))


class Walk:
    """Evaluates terms at a point; raises NoValue where there is no real value."""

    def __init__(
        self, at: Mapping[str, mp.mpf], definitions: Iterable[Definition] = (), level: int = 1
    ) -> None:
        self.at = at
        self.definitions = {d.name: d for d in definitions}
        self.step = level  # of the next derivative inside, as a multiple of STEP digits

    def __call__(self, term: Term) -> mp.mpf:
        try:
            found = self.real(term)
        except (ZeroDivisionError, OverflowError, ValueError, mp.libmp.NoConvergence) as error:
            raise NoValue(f"{term.head}: {error}") from None
        if not isinstance(found, mp.mpf) or not mp.isfinite(found):
            raise NoValue(term.head)
        return found

    def real(self, term: Term) -> mp.mpf:
        head, args = term.head, term.args
        if head == "number":
            return mp.mpf(term.number.numerator) / term.number.denominator
        if head == "symbol":
            return self.at[term.name]
        if head == "pow":
            return self.power(*args)
        if head == "Piecewise":
            return self.piecewise(args)
        if head == "Derivative":
            f, x, order = args
            return self.derivative(f, x.name, self.at[x.name], int(order.number), (-1, 1))
        if head in ("LeftDerivative", "RightDerivative"):
            f, x, point = args
            return self.derivative(f, x.name, self(point), 1, (-1 if head == "LeftDerivative" else 1,))
        parts = [self(arg) for arg in args]
        if head in self.definitions:
            meaning = self.definitions[head]
            inside = dict(zip(meaning.args, parts, strict=True))
            return Walk(inside, self.definitions.values(), self.step)(meaning.body)
        return FUNCTIONS[head](*parts)

    def piecewise(self, cases: Iterable[Term]) -> mp.mpf:
        for case in cases:
            if self.holds(case.args[1]):
                return self(case.args[0])
        raise NoValue("no case holds")

    def power(self, base: Term, exponent: Term) -> mp.mpf:
        b, e = self(base), self(exponent)
        if exponent.is_number() and exponent.number.denominator == 1:
            if e < 0 and near(b):
                raise NoValue("division by zero")
            return b ** int(e)
        if near(b):
            if exponent.is_number() and e > 0:
                return mp.mpf(0)
            raise NoValue("power of zero")
        if b < 0:
            raise NoValue("power of a negative base")
        return exponential(e * mp.log(b))

    def holds(self, condition: Term) -> bool:
        """Whether a condition is true; NoValue where a side of it has no value."""
        head, args = condition.head, condition.args
        if head == "true":
            return True
        if head == "not":
            return not self.holds(args[0])
        if head in ("and", "or"):
            found = [self.holds(arg) for arg in args]
            return all(found) if head == "and" else any(found)
        left, right = (self(arg) for arg in args)
        return compare(left, head, right)

    def derivative(self, f: Term, name: str, x: mp.mpf, order: int, sides: Iterable[int]) -> mp.mpf:
        """All derivatives up to ``order`` must agree on the sides; the last one is the answer."""
        h = mp.mpf(10) ** (-self.step * STEP)
        found: list[list[mp.mpf]] = []
        for side in sides:
            nodes = [side * k * h for k in range(order + 4)]
            values = [
                Walk({**self.at, name: x + d}, self.definitions.values(), 2 * self.step)(f) for d in nodes
            ]
            found.append(_fit(values, nodes, order))
        for first, second in zip(found[0], found[-1], strict=True):
            if abs(first - second) > mp.mpf(10) ** (-self.step * STEP // 2) * max(1, abs(first)):
                raise NoValue("no derivative")
        return mp.fsum(side[order] for side in found) / len(found)


def compare(left: mp.mpf, relation: str, right: mp.mpf) -> bool:
    """Whether two values stand in a relation; those that rounding cannot tell apart count as equal."""
    if near(left - right, max(abs(left), abs(right))):
        return relation in ("eq", "le", "ge")
    return relation == "ne" or relation in (("lt", "le") if left < right else ("gt", "ge"))


def _fit(values: list[mp.mpf], nodes: list[mp.mpf], order: int) -> list[mp.mpf]:
    """The derivatives 0..order at 0 of the polynomial through some points (Newton's form, then Horner)."""
    table = list(values)
    for k in range(1, len(nodes)):
        for i in range(len(nodes) - 1, k - 1, -1):
            table[i] = (table[i] - table[i - 1]) / (nodes[i] - nodes[i - k])
    polynomial = [mp.mpf(0)]  # lowest coefficient first
    for c, node in zip(reversed(table), reversed(nodes), strict=True):
        shifted = [mp.mpf(0), *polynomial]
        polynomial = [s - node * t for s, t in zip(shifted, [*polynomial, mp.mpf(0)], strict=True)]
        polynomial[0] += c
    return [polynomial[k] * mp.factorial(k) for k in range(order + 1)]


# -- functions ---------------------------------------------------------------------------------------


def exponential(u: mp.mpf) -> mp.mpf:
    if u > HUGE:
        raise NoValue("too large an exponent")
    return mp.exp(u) if u > -HUGE else _too_small()


def _too_small() -> mp.mpf:
    raise NoValue("too small to tell from zero")


def _log(u: mp.mpf) -> mp.mpf:
    if u <= 0 or near(u):
        raise NoValue("logarithm of no positive number")
    return mp.log(u)


def _within(f: Callable[[mp.mpf], mp.mpf], closed: bool) -> Callable[[mp.mpf], mp.mpf]:
    """A function of the interval from -1 to 1; at an end that rounding has moved it takes the end."""

    def inside(u: mp.mpf) -> mp.mpf:
        if near(abs(u) - 1) and closed:
            return f(mp.sign(u))
        if abs(u) >= 1 or near(abs(u) - 1):
            raise NoValue("outside of -1 to 1")
        return f(u)

    return inside


def _angle(f: Callable[[mp.mpf], mp.mpf]) -> Callable[[mp.mpf], mp.mpf]:
    def inside(u: mp.mpf) -> mp.mpf:
        if abs(u) > HUGE:
            raise NoValue("too large an angle")
        return f(u)

    return inside


def _tan(u: mp.mpf) -> mp.mpf:
    if near(mp.cos(u)):
        raise NoValue("tan at a pole")
    return mp.tan(u)


def _sign(u: mp.mpf) -> mp.mpf:
    return mp.mpf(0) if near(u) else mp.sign(u)


def _erf(u: mp.mpf) -> mp.mpf:
    if abs(u) > 40:
        raise NoValue("too close to 1")
    return mp.erf(u)


def _hyperbolic(f: Callable[[mp.mpf], mp.mpf]) -> Callable[[mp.mpf], mp.mpf]:
    def inside(u: mp.mpf) -> mp.mpf:
        if abs(u) > HUGE:
            raise NoValue("too large an argument")
        return f(u)

    return inside


def _lambert(u: mp.mpf) -> mp.mpf:
    branch = -mp.exp(-1)
    if near(u - branch):
        return mp.mpf(-1)
    if u < branch:
        raise NoValue("LambertW to the left of -1/e")
    return mp.lambertw(u).real


def _polylog(s: mp.mpf, u: mp.mpf) -> mp.mpf:
    if u > 1 and not near(u - 1):
        raise NoValue("polylog to the right of 1")
    if near(u - 1):
        if s <= 1:
            raise NoValue("polylog at its pole")
        return mp.zeta(s)
    return mp.mpf(mp.polylog(int(s) if s == int(s) else s, u).real)


FUNCTIONS: Mapping[str, Callable[..., mp.mpf]] = {
    "add": lambda *u: mp.fsum(u), "mul": lambda *u: mp.fprod(u), "Max": max, "Min": min, "Abs": abs,
    "pi": lambda: +mp.pi, "E": lambda: +mp.e, "exp": exponential, "log": _log, "sign": _sign,
    "Heaviside": lambda u: (1 + _sign(u)) / 2, "erf": _erf, "erfc": mp.erfc, "sin": _angle(mp.sin),
    "cos": _angle(mp.cos), "tan": _angle(_tan), "asin": _within(mp.asin, closed=True), "atan": mp.atan,
    "sinh": _hyperbolic(mp.sinh), "cosh": _hyperbolic(mp.cosh), "tanh": mp.tanh, "asinh": mp.asinh,
    "atanh": _within(mp.atanh, closed=False), "sech": _hyperbolic(mp.sech), "LambertW": _lambert,
    "polylog": _polylog,
}  # fmt: skip
assert not FUNCTIONS.keys() & RELATIONS.keys()
