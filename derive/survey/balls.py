"""Balls: jets of a term over an interval, in Arb, with the functions that keep their digits.

tanh and its derivative 1/cosh² are taken as such, not as quotients of exponentials, so that values stay
sharp far out. A ball is None-free: where a term has no value on the whole interval `NoBall` is raised.

Source: F. Johansson, Arb, IEEE Trans. Computers 66 (2017), doi:10.1109/TC.2017.2690633; for sums of
arguments NIST Digital Library of Mathematical Functions, section 4.35(i).

>>> from derive.language.grammar import parse
>>> [str(c.mid()) for c in jet(parse("x**3"), arb(2), 2)]
['8.00000000000000', '12.0000000000000', '6.00000000000000']
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache

import flint
from flint import arb, arb_series, fmpq

from derive.language.term import Term
from derive.proof.balls import series_terms
from derive.survey.constants import Unclear
from derive.survey.jets import HALF, Node, program

BITS = 192
PRECISE = 1200
# One step of an evaluation: the series of a node, from those of the variable and the nodes before it.
Step = Callable[[list[arb_series]], arb_series]


class NoBall(Unclear):
    """No finite ball over this interval."""


def ball_of(q: Fraction) -> arb:
    """A rational number; exact where it is a short binary fraction, whatever precision is set."""
    with flint.ctx.workprec(PRECISE):
        return arb(fmpq(q.numerator, q.denominator))


def interval(lo: Fraction, hi: Fraction) -> arb:
    with flint.ctx.workprec(PRECISE):
        return ball_of(lo).union(ball_of(hi))


def fraction_of(ball: arb) -> Fraction:
    q = ball.mid().fmpq()
    return Fraction(int(q.p), int(q.q))


def jet(term: Term, at: arb, order: int, bits: int = BITS) -> list[arb]:
    """Taylor coefficients 0..order at every point of a ball; `NoBall` where one is not finite."""
    with flint.ctx.workprec(bits), series_terms(order + 1):
        done = [arb_series([at, 1], prec=order + 1)]
        try:
            for step in _steps(term):
                done.append(step(done))
        except (ValueError, ZeroDivisionError) as error:
            raise NoBall(str(error)) from None
        found = [done[-1][k] for k in range(order + 1)]
    if not all(c.is_finite() for c in found):
        raise NoBall("not finite")
    return found


@lru_cache(2000)
def _steps(term: Term) -> tuple[Step, ...]:
    """A term as steps on series; the variable stands first among what is done."""
    return tuple(_step(node) for node in program(term, NATIVE))


def _step(node: Node) -> Step:
    head, places = node.head, [k + 1 for k in node.args]
    if head == "symbol":
        return lambda done: done[0]
    if head == "number":
        number = arb_series([ball_of(node.value)], prec=PRECISE)
        return lambda done: number
    if head in ("pi", "E"):
        return (lambda done: _constant(arb.pi())) if head == "pi" else lambda done: _constant(arb(1).exp())
    if head == "add":
        return lambda done: sum((done[k] for k in places[1:]), done[places[0]])
    if head == "mul":
        return lambda done: _product([done[k] for k in places])
    (place,) = places
    if head == "pow":
        q = node.value
        return lambda done: _power(done[place], q)
    function = SERIES[head]
    return lambda done: function(done[place])


def _constant(c: arb) -> arb_series:
    return arb_series([c], prec=PRECISE)


def _product(factors: list[arb_series]) -> arb_series:
    total = factors[0]
    for factor in factors[1:]:
        total = total * factor
    return total


def _power(u: arb_series, q: Fraction) -> arb_series:
    if q.denominator == 1:
        return _whole(u, int(q)) if q >= 0 else _whole(_inverse(u), int(-q))
    if not u[0] > 0:
        if u[0].is_zero() and u.length() < 2 and q > 0:
            return u
        raise NoBall("a root outside its domain")
    return _root(u, q)


def _inverse(u: arb_series) -> arb_series:
    if u[0].contains(0):
        raise NoBall("a division by zero")
    return u.inv()


def _whole(u: arb_series, n: int) -> arb_series:
    if n < 2:
        return u if n else _constant(arb(1))
    half = _whole(u, n // 2)
    square = half * half
    return square * u if n % 2 else square


def _root(u: arb_series, q: Fraction) -> arb_series:
    """U p' = q u' p, one coefficient after the other: narrower than Newton's method on wide balls."""
    start, *more = u.coeffs()
    p = [start.sqrt() if q == HALF else (start.log() * ball_of(q)).exp()]
    over = 1 / (q.denominator * start)
    for k in range(1, min(u.prec, flint.ctx.cap) if more else 1):
        total = arb(0)
        for j, c in enumerate(more[:k], 1):
            if weight := q.numerator * j - q.denominator * (k - j):
                total += weight * c * p[k - j]
        p.append(total * over / k)
    return arb_series(p, prec=u.prec)


# -- functions ---------------------------------------------------------------------------------------


def _named(kind: str) -> Callable[[arb_series], arb_series]:
    """A function that FLINT has for series."""

    def series(u: arb_series) -> arb_series:
        found: arb_series = getattr(u, kind)()
        if not found[0].is_finite():
            raise NoBall(f"{kind} outside its domain")
        return found

    return series


def _log(u: arb_series) -> arb_series:
    if not u[0] > 0:
        raise NoBall("a logarithm outside its domain")
    return u.log()


def _moved(u: arb_series) -> arb_series:
    """What is added to the value in the middle: u without its first coefficient."""
    return arb_series([0, *u.coeffs()[1:]], prec=u.prec)


def _tanh(u: arb_series) -> arb_series:
    """T + s sinh v/(cosh v + t sinh v) with t = tanh u₀, s = 1/cosh² u₀ and v = u - u₀."""
    t = u[0].tanh()
    if u.length() < 2:
        return _constant(t)
    v = _moved(u)
    odd = _odd(v)
    return t + u[0].sech() ** 2 * (odd / (_even(v) + t * odd))


def _sech(u: arb_series) -> arb_series:
    """From s' = -t u' s, t = tanh u."""
    if u.length() < 2:
        return _constant(u[0].sech())
    return u[0].sech() * (-(_tanh(u) * u.derivative()).integral()).exp()


def _even(v: arb_series) -> arb_series:
    """Cosh of a series."""
    return (v.exp() + (-v).exp()) / 2


def _odd(v: arb_series) -> arb_series:
    """Sinh of a series."""
    return (v.exp() - (-v).exp()) / 2


def _sinh(u: arb_series) -> arb_series:
    v = _moved(u)
    return u[0].sinh() * _even(v) + u[0].cosh() * _odd(v)


def _cosh(u: arb_series) -> arb_series:
    v = _moved(u)
    return u[0].cosh() * _even(v) + u[0].sinh() * _odd(v)


def _asinh(u: arb_series) -> arb_series:
    if u.length() < 2:
        return _constant(u[0].asinh())
    return u[0].asinh() + (u.derivative() * _root(1 + u * u, -HALF)).integral()


def _lambertw(u: arb_series) -> arb_series:
    """W = W₀ + ∫ u' exp(-W)/(1 + W): each time one more coefficient is right."""
    start = u[0].lambertw()
    if not start.is_finite():
        raise NoBall("lambertw outside its domain")
    found = _constant(start)
    for _ in range(1, min(u.prec, flint.ctx.cap) if u.length() > 1 else 1):
        found = start + (u.derivative() * (-found).exp() / (1 + found)).integral()
    return found


SERIES: Mapping[str, Callable[[arb_series], arb_series]] = {
    "log": _log, "tanh": _tanh, "sech": _sech, "sinh": _sinh, "cosh": _cosh, "asinh": _asinh,
    "sqrt": lambda u: _power(u, HALF), "LambertW": _lambertw,
    **{kind: _named(kind) for kind in ("exp", "sin", "cos", "atan", "asin", "erf", "erfc")},
}  # fmt: skip
NATIVE = frozenset(("tanh", "sech", "sinh", "cosh", "asinh", "erfc"))
