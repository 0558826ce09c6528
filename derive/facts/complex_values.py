"""Values of a formula in complex balls, for integrals: with ``analytic``, not finite where a branch cut is
touched.

A formula is read once, into steps in which what occurs twice is worked out once; an integral asks for its
values at a thousand points.

Source: F. Johansson, Numerical integration in arbitrary-precision ball arithmetic, ICMS 2018,
doi:10.1007/978-3-319-96418-8_30.

>>> str(Values(("exp", "x"))({"x": acb(1)}).real)[:12]
'[2.718281828'
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from flint import acb, arb

from derive.checker.terms import Term as Core
from derive.language.term import Term
from derive.proof.balls import ball_of

# From the values of the steps before it, and whether it has to be analytic there.
Step = Callable[[list[acb], bool], acb]


class NoValue(Exception):
    """A function whose values in the complex plane are not known here."""


class Values:
    """The values of a core term without branches, at the precision that is set when it is read.

    Raises NoValue for a function that is not known here.
    """

    def __init__(self, t: Core) -> None:
        self._symbols = sorted(set(_symbols(t)))
        self._places: dict[Core, int] = {name: k for k, name in enumerate(self._symbols)}
        self._steps: list[Step] = []
        self._last = self._place(t)

    def __call__(self, point: Mapping[str, acb], analytic: bool = False) -> acb:
        """The value where the symbols are as in ``point``; NoValue for one that is not there."""
        try:
            done = [point[name] for name in self._symbols]
        except KeyError as error:
            raise NoValue(error.args[0]) from None
        for step in self._steps:
            done.append(step(done, analytic))
        return done[self._last]

    def _place(self, t: Core) -> int:
        """Where the value of a term stands among those that are worked out."""
        if t not in self._places:
            step = self._step(t)
            self._places[t] = len(self._symbols) + len(self._steps)
            self._steps.append(step)
        return self._places[t]

    def _step(self, t: Core) -> Step:
        if isinstance(t, (int, Fraction)):
            return _constant(acb(ball_of(t)))
        if isinstance(t, str):
            raise NoValue(t)
        kind, *args = t
        if kind == "pi":
            return _constant(acb(arb.pi()))
        if kind == "pow":
            return self._power(args[0], args[1])
        if kind == "polylog" and isinstance(args[0], int):
            return _polylog(args[0], self._place(args[1]))
        if kind in CUT:
            return _cut(CUT[kind], self._place(args[0]))
        if kind in ENTIRE:
            return _entire(ENTIRE[kind], self._place(args[0]))
        if kind in ("add", "mul"):
            return (_sum if kind == "add" else _product)([self._place(arg) for arg in args])
        raise NoValue(str(kind))

    def _power(self, base: Core, exponent: Core) -> Step:
        b = self._place(base)
        if isinstance(exponent, int):
            return lambda done, analytic: done[b] ** exponent
        if exponent == Fraction(1, 2):
            return lambda done, analytic: done[b].sqrt(analytic=analytic)
        if exponent == Fraction(-1, 2):
            return lambda done, analytic: done[b].rsqrt(analytic=analytic)
        e = self._place(exponent)
        return lambda done, analytic: done[b].pow(done[e], analytic=analytic)


def written(t: Term) -> Core:
    """A formula without branches as it stands, for its values: erfc u rather than 1 - erf u, tanh u rather
    than a quotient of exponentials, so that digits are kept far out. NoValue for functions not known here.
    """
    head, args = t.head, t.args
    if head == "number":
        return int(t.number) if t.number.denominator == 1 else t.number
    if head == "symbol":
        return t.name
    if head == "E":
        return ("exp", 1)
    if head == "sqrt":
        return ("pow", written(args[0]), Fraction(1, 2))
    if head in ("add", "mul", "pow", "pi") or head in ENTIRE or head in CUT:
        return (head, *map(written, args))
    raise NoValue(head)


def _symbols(t: Core) -> Iterator[str]:
    if isinstance(t, str):
        yield t
    elif isinstance(t, tuple):
        for part in t[1:]:
            yield from _symbols(part)


def _constant(value: acb) -> Step:
    return lambda done, analytic: value


def _sum(places: list[int]) -> Step:
    first, *more = places
    if len(more) == 1:
        (other,) = more
        return lambda done, analytic: done[first] + done[other]
    return lambda done, analytic: sum((done[k] for k in more), done[first])


def _product(places: list[int]) -> Step:
    first, *more = places
    if len(more) == 1:
        (other,) = more
        return lambda done, analytic: done[first] * done[other]

    def product(done: list[acb], analytic: bool) -> acb:
        total = done[first]
        for k in more:
            total = total * done[k]
        return total

    return product


def _entire(function: Callable[[acb], acb], k: int) -> Step:
    return lambda done, analytic: function(done[k])


def _cut(function: Callable[[acb, bool], acb], k: int) -> Step:
    return lambda done, analytic: function(done[k], analytic)


def _polylog(order: int, k: int) -> Step:
    def polylog(done: list[acb], analytic: bool) -> acb:
        u = done[k]
        return u.polylog(order) if _apart(analytic, u.imag, u.real < 1) else NOWHERE

    return polylog


def _apart(analytic: bool, distance: arb, before: object) -> bool:
    """Surely off a cut: a coordinate that is 0 on it is not 0, or the other one ends before it."""
    return not analytic or not distance.contains(0) or bool(before)


NOWHERE = acb(arb.nan())
ENTIRE: Mapping[str, Callable[[acb], acb]] = {
    "exp": acb.exp, "sin": acb.sin, "cos": acb.cos, "erf": acb.erf, "erfc": acb.erfc,
    "sinh": acb.sinh, "cosh": acb.cosh, "tanh": acb.tanh,  # not finite around a pole
}  # fmt: skip
CUT: Mapping[str, Callable[[acb, bool], acb]] = {
    "log": lambda u, analytic: u.log(analytic=analytic),
    "atan": lambda u, analytic: u.atan() if _apart(analytic, u.real, abs(u.imag) < 1) else NOWHERE,
    "asin": lambda u, analytic: u.asin() if _apart(analytic, u.imag, abs(u.real) < 1) else NOWHERE,
    "LambertW": lambda u, analytic: (
        u.lambertw() if _apart(analytic, u.imag, u.real > -(arb(-1).exp())) else NOWHERE
    ),
}
