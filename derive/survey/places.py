"""Places and values: points of the line and numbers, exact where they are known exactly, else in a ball.

>>> Number.of(Fraction(1, 4)).decimal(), Number.of(Constant.atom("pi")).decimal()
('0.25', '3.14159265358979323846264338328')
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

import flint
from flint import arb

from derive.survey.constants import BITS, Constant, Unclear

DIGITS = 30


@dataclass(frozen=True)
class Number:
    """A real number (``infinite`` 0) or an infinity; ``exact`` is None where only the ball is known."""

    ball: arb | None
    exact: Constant | None = None
    infinite: int = 0

    @staticmethod
    def of(value: Constant | Fraction | int | arb) -> Number:
        if isinstance(value, arb):
            return Number(value)
        exact = value if isinstance(value, Constant) else Constant.of(value)
        return Number(exact.ball, exact)

    @property
    def rational(self) -> Fraction | None:
        return None if self.exact is None else self.exact.rational

    def decimal(self) -> str:
        """Thirty digits, fewer where the number is a short decimal or less is known; oo or -oo."""
        if self.infinite:
            return "oo" if self.infinite > 0 else "-oo"
        q = self.rational
        if q is not None and (short := _short(q)) is not None:
            return short
        assert self.ball is not None
        with flint.ctx.workprec(BITS):
            return str(self.ball.str(DIGITS, radius=False))

    def compare(self, other: Number) -> int:
        """-1, 0 or 1; `Unclear` where balls overlap and exact forms do not tell."""
        if self.infinite or other.infinite:
            return (self.infinite > other.infinite) - (self.infinite < other.infinite)
        if self.exact is not None and other.exact is not None:
            return (self.exact - other.exact).sign()
        if self.ball is other.ball:
            return 0
        assert self.ball is not None
        assert other.ball is not None
        if self.ball < other.ball or self.ball > other.ball:
            return 1 if self.ball > other.ball else -1
        raise Unclear("two numbers that are too close to tell apart")

    def sign(self) -> int:
        return self.compare(ZERO)

    def magnitude(self) -> Number:
        """The absolute value."""
        if self.infinite:
            return INFINITY
        if self.exact is not None:
            return self if self.exact.sign() >= 0 else Number.of(-self.exact)
        assert self.ball is not None
        with flint.ctx.workprec(BITS):
            return Number(abs(self.ball))


def _short(q: Fraction) -> str | None:
    """A decimal that is exact with at most thirty digits."""
    d, power = q.denominator, 0
    while d % 10 == 0:
        d, power = d // 10, power + 1
    for p in (2, 5):
        while d % p == 0:
            d, power = d // p, power + 1
    if d != 1 or len(str(abs(q.numerator))) > DIGITS or power > DIGITS + 20:
        return None
    with localcontext(prec=120):
        found = Decimal(q.numerator) / Decimal(q.denominator)
        if len(found.as_tuple().digits) > DIGITS:
            return None
        return f"{found.normalize():f}" if found else "0"


ZERO = Number.of(0)
INFINITY, MINUS_INFINITY = Number(None, None, 1), Number(None, None, -1)


def infinite(sign: int) -> Number:
    return INFINITY if sign > 0 else MINUS_INFINITY
