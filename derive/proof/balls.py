"""Balls: evaluation at a point by Arb, with derivatives by power series.

This is the prover's second opinion. Derivatives are not taken by rules here but read off Taylor
coefficients, so a wrong rule would show as a disagreement. A ball contains the true value.

Source: F. Johansson, Arb: efficient arbitrary-precision midpoint-radius interval arithmetic, IEEE
Trans. Computers 66 (2017), doi:10.1109/TC.2017.2690633.

>>> str(value(("exp", "x"), {"x": Fraction(1)}, 64))[:12]
'[2.718281828'
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from functools import reduce
from operator import add, mul
from typing import Any

import flint
from flint import arb, arb_series, fmpq

from derive.checker.terms import HALF, Term, head, symbols
from derive.checker.work import spend


class NoValue(Exception):
    """No ball at this point: outside the domain, at a kink, or a function without series."""


def value(term: Term, point: Mapping[str, Fraction | arb], bits: int = 128) -> arb:
    """A ball that contains the value of a term (core heads) at a rational point.

    Raises `NoValue` where there is none, or none is found with so many bits.
    """
    return _finite(_Evaluation(point), term, bits)


def of_one_formula(term: Term, point: Mapping[str, Fraction | arb], bits: int = 128) -> arb:
    """The same ball, where no branch is chosen, and none of a root or an inverse function, on the way to it.

    Raises `NoValue` as soon as one is met.
    """
    return _finite(_Evaluation(point, one=True), term, bits)


def _finite(evaluation: _Evaluation, term: Term, bits: int) -> arb:
    try:
        with flint.ctx.workprec(bits):
            result = evaluation.plain(term)
    except (ValueError, ZeroDivisionError) as error:
        raise NoValue(str(error)) from None
    if not result.is_finite():
        raise NoValue("not finite")
    return result


def ball_of(q: Fraction | int) -> arb:
    if type(q) is int:
        return arb(q)
    return arb(q.numerator) if q.denominator == 1 else arb(fmpq(q.numerator, q.denominator))


def jet(term: Term, x: str, at: arb, order: int, bits: int = 128) -> list[arb]:
    """Balls for the Taylor coefficients 0..order in x about every point of a ball.

    Raises `NoValue` where the term branches or leaves its domain inside the ball.
    """
    try:
        with flint.ctx.workprec(bits), series_terms(order + 1):
            series = _Evaluation({x: at})(term, x, order)
            found = [series[k] for k in range(order + 1)]
    except (ValueError, ZeroDivisionError) as error:
        raise NoValue(str(error)) from None
    if not all(c.is_finite() for c in found):
        raise NoValue("not finite")
    return found


@contextmanager
def series_terms(count: int) -> Iterator[None]:
    """Power series of FLINT are worked out to so many terms (its own bound is ten)."""
    before, flint.ctx.cap = flint.ctx.cap, count
    try:
        yield
    finally:
        flint.ctx.cap = before


class _Evaluation:
    """Evaluates to an arb (x is None) or to a power series in x about its value."""

    def __init__(self, point: Mapping[str, Fraction | arb], one: bool = False) -> None:
        self.point = point
        self._one = one  # whether the terms may have no branches: then one formula says all
        self._functions, self._branches = (OF_ONE_BRANCH, {}) if one else (FUNCTIONS, BRANCHES)
        self._balls: dict[str, arb] = {}  # of the symbols
        self._met: dict[tuple[int, str, int], tuple[Term, Any]] = {}  # by identity; the term is kept
        self._plain: dict[int, tuple[Term, arb]] = {}  # the same for plain values

    def __call__(self, t: Term, x: str | None, order: int) -> Any:
        if x is None:
            return self.plain(t)
        if not isinstance(t, tuple):
            start = self._symbol(t) if isinstance(t, str) else ball_of(t)
            return arb_series([start, arb(1)] if t == x else [start], prec=order + 1)
        met = self._met.get((id(t), x, order))
        if met is None:
            met = self._met[(id(t), x, order)] = t, self._apply(t, x, order)
        return met[1]

    def plain(self, t: Term) -> arb:
        """The value of a term at the point."""
        if not isinstance(t, tuple):
            return self._symbol(t) if isinstance(t, str) else ball_of(t)
        met = self._plain.get(id(t))
        if met is None:
            met = self._plain[id(t)] = t, self._worked_out(t)
        return met[1]

    def _worked_out(self, t: tuple[Any, ...]) -> arb:
        """The same without a look at what was worked out before."""
        kind: str = t[0]
        found: arb
        if kind in ("mul", "add"):
            spend(5)
            found = self.plain(t[1])
            for part in t[2:]:
                found = found * self.plain(part) if kind == "mul" else found + self.plain(part)
        elif kind in self._functions:
            spend(5)
            found = FUNCTIONS[kind](self.plain(t[1]), False)
        elif kind == "pow" and type(t[2]) is int:
            spend(5)
            found = _whole_power(self.plain(t[1]), t[2])
        else:
            found = self._apply(t, None, 0)
        return found

    def _apply(self, t: tuple[Any, ...], x: str | None, order: int) -> Any:
        spend(5 + order * order)
        kind, *args = t
        if kind in self._branches:
            return self(BRANCHES[kind](self, *args), x, order)
        if kind in ("Derivative", "LeftDerivative", "RightDerivative"):
            return self._derivative(kind, args, x, order)
        if kind == "pi":
            return self._lift(arb.pi(), x, order)
        if kind == "pow":
            return self._power(args[0], args[1], x, order)
        if kind == "polylog" and x is None and isinstance(args[0], int):
            return self(args[1], None, 0).polylog(args[0])
        if kind in ("add", "mul"):
            return reduce(add if kind == "add" else mul, [self(arg, x, order) for arg in args])
        if kind not in self._functions:
            raise NoValue(f"no ball for {kind}")
        return FUNCTIONS[kind](self(args[0], x, order), x is not None)

    def _symbol(self, name: str) -> arb:
        if name not in self._balls:
            given = self.point[name]
            self._balls[name] = given if isinstance(given, arb) else ball_of(given)
        return self._balls[name]

    def _lift(self, ball: arb, x: str | None, order: int) -> Any:
        return ball if x is None else arb_series([ball], prec=order + 1)

    def _power(self, base: Term, exponent: Term, x: str | None, order: int) -> Any:
        if self._one and not isinstance(exponent, int) and symbols(base):
            raise NoValue("a root")
        b = self(base, x, order)
        if isinstance(exponent, int):
            if x is None:
                return _whole_power(b, exponent)
            if exponent < 0 and b[0].contains(0):
                raise NoValue("division by zero")
            return b if exponent == 1 else _integer_power(b, exponent, self._lift(arb(1), x, order))
        if isinstance(exponent, Fraction) and x is None and b == 0 and exponent > 0:
            return arb(0)
        if exponent == HALF and x is None and b > 0:
            return b.sqrt()
        e = self(exponent, x, order)
        return (_log(b, x is not None) * e).exp()

    def _derivative(self, kind: str, args: list[Any], x: str | None, order: int) -> Any:
        if kind != "Derivative":
            raise NoValue("one side only")
        f, by, n = args
        if x is not None and x != by:
            raise NoValue("derivatives by two variables")
        with series_terms(order + n + 1):
            series = self(f, by, order + n)
            for _ in range(n):
                series = series.derivative()
        return series[0] if x is None else arb_series(series.coeffs(), prec=order + 1)

    def sign(self, t: Term) -> int:
        """The sign of a term at the point; `NoValue` where the ball leaves it open."""
        ball = self(t, None, 0)
        if ball > 0 or ball < 0:
            return 1 if ball > 0 else -1
        if ball.is_zero():
            return 0
        raise NoValue("a sign that the ball leaves open")

    def strict_sign(self, t: Term) -> int:
        found = self.sign(t)
        if found == 0:
            raise NoValue("at a point where pieces meet")
        return found

    def holds(self, c: Term) -> bool:
        """Whether a condition holds (points where it switches are left out)."""
        kind = head(c)
        if kind == "true":
            return True
        assert isinstance(c, tuple)
        if kind == "and":
            return all(self.holds(part) for part in c[1:])
        if kind == "or":
            return any(self.holds(part) for part in c[1:])
        if kind == "not":
            return not self.holds(c[1])
        found = self.strict_sign(("add", c[1], ("mul", -1, c[2])))
        return found > 0 if kind in ("gt", "ge") else found < 0 if kind in ("lt", "le") else kind == "ne"


def _whole_power(base: arb, k: int) -> arb:
    if k == 2:
        return base * base
    if k < 0 and base.contains(0):
        raise NoValue("division by zero")
    if k == -1:
        return 1 / base
    return base if k == 1 else _integer_power(base, k, arb(1))


def _integer_power(base: Any, k: int, one: Any) -> Any:
    if k < 0:
        return one / _integer_power(base, -k, one)
    if k == 0:
        return one
    result = base
    for bit in f"{k:b}"[1:]:
        result = result * result
        if bit == "1":
            result = result * base
    return result


def _log(u: Any, series: bool) -> Any:
    start = u[0] if series else u
    if not start > 0:
        raise NoValue("a logarithm outside its domain")
    return u.log()


def _inside(name: str) -> Callable[[Any, bool], Any]:
    def function(u: Any, series: bool) -> Any:
        result = getattr(u, name)()
        if not (result[0] if series else result).is_finite():
            raise NoValue(f"{name} outside its domain")
        return result

    return function


def _pick(ev: _Evaluation, args: tuple[Term, ...], side: int) -> Term:
    best = args[0]
    for other in args[1:]:
        if ev.strict_sign(("add", best, ("mul", -1, other))) != side:
            best = other
    return best


def _piecewise(ev: _Evaluation, *cases: Any) -> Term:
    for case in cases:
        if ev.holds(case[2]):
            return case[1]  # type: ignore[no-any-return]
    raise NoValue("no case of a Piecewise applies")


BRANCHES: Mapping[str, Callable[..., Term]] = {
    "Abs": lambda ev, u: u if ev.strict_sign(u) > 0 else ("mul", -1, u),
    "sign": lambda ev, u: ev.strict_sign(u),
    "Heaviside": lambda ev, u: 1 if ev.strict_sign(u) > 0 else 0,
    "Max": lambda ev, *args: _pick(ev, args, 1),
    "Min": lambda ev, *args: _pick(ev, args, -1),
    "Piecewise": _piecewise,
}
INVERSES = ("atan", "asin", "LambertW")  # of which one branch is meant: W(x exp(x)) is x on a half-line only
FUNCTIONS: Mapping[str, Callable[[Any, bool], Any]] = {
    "exp": lambda u, series: u.exp(), "log": _log, "erf": lambda u, series: u.erf(),
    "sin": lambda u, series: u.sin(), "cos": lambda u, series: u.cos(), "atan": lambda u, series: u.atan(),
    "asin": _inside("asin"), "LambertW": _inside("lambertw"),
}  # fmt: skip
OF_ONE_BRANCH = {kind: function for kind, function in FUNCTIONS.items() if kind not in INVERSES}
