"""Values of a formula in complex balls, for integrals: with ``analytic``, not finite where a branch cut is
touched.

Source: F. Johansson, Numerical integration in arbitrary-precision ball arithmetic, ICMS 2018,
doi:10.1007/978-3-319-96418-8_30.

>>> str(Evaluation({"x": acb(1)})(("exp", "x")).real)[:12]
'[2.718281828'
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from flint import acb, arb

from derive.checker.terms import Term as Core
from derive.proof.balls import ball_of


class NoValue(Exception):
    """A function whose values in the complex plane are not known here."""


class Evaluation:
    """Evaluates core terms without branches; ``point`` gives the values of symbols."""

    def __init__(self, point: Mapping[str, acb], analytic: bool = False) -> None:
        self.point, self.analytic = point, analytic

    def __call__(self, t: Core) -> acb:
        if isinstance(t, (int, Fraction)):
            return acb(ball_of(t))
        if isinstance(t, str):
            if t not in self.point:
                raise NoValue(t)
            return self.point[t]
        kind, *args = t
        if kind == "pi":
            return acb(arb.pi())
        if kind == "pow":
            return self._power(args[0], args[1])
        if kind == "polylog" and isinstance(args[0], int):
            u = self(args[1])
            return u.polylog(args[0]) if self._apart(u.imag, (u.real < 1)) else NOWHERE
        values = [self(arg) for arg in args]
        if kind == "add":
            return sum(values[1:], values[0])
        if kind == "mul":
            total = values[0]
            for other in values[1:]:
                total = total * other
            return total
        if kind in ENTIRE:
            return ENTIRE[kind](values[0])
        return self._cut(str(kind), values[0])

    def _power(self, base: Core, exponent: Core) -> acb:
        b = self(base)
        if isinstance(exponent, int):
            return b**exponent
        if exponent == Fraction(1, 2):
            return b.sqrt(analytic=self.analytic)
        if exponent == Fraction(-1, 2):
            return b.rsqrt(analytic=self.analytic)
        return b.pow(self(exponent), analytic=self.analytic)

    def _apart(self, distance: arb, before: object) -> bool:
        """Surely off a cut: a coordinate that is 0 on it is not 0, or the other one ends before it."""
        return not self.analytic or not distance.contains(0) or bool(before)

    def _cut(self, kind: str, u: acb) -> acb:
        """Functions with cuts."""
        if kind == "log":
            return u.log(analytic=self.analytic)
        if kind == "atan":
            return u.atan() if self._apart(u.real, abs(u.imag) < 1) else NOWHERE
        if kind == "asin":
            return u.asin() if self._apart(u.imag, abs(u.real) < 1) else NOWHERE
        if kind == "LambertW":
            return u.lambertw() if self._apart(u.imag, u.real > -(arb(-1).exp())) else NOWHERE
        raise NoValue(kind)


NOWHERE = acb(arb.nan())
ENTIRE: Mapping[str, Callable[[acb], acb]] = {
    "exp": lambda u: u.exp(), "sin": lambda u: u.sin(), "cos": lambda u: u.cos(), "erf": lambda u: u.erf(),
}  # fmt: skip
