"""Breaks: poles and ends of the domain of a function, found by balls.

>>> secant = Breaks(("pow", ("cos", "x"), -1), Interval(Fraction(0), Fraction(2)))
>>> [float(at) for at in secant.poles()], list(secant.edges())
([1.5707963267948966], [])
>>> [(float(at), way) for at, way in Breaks(("log", ("add", "x", -2)), Interval()).edges()]
[(2.0, 1)]
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from flint import arb

from derive.checker.signs import Interval
from derive.checker.terms import Term as Core
from derive.proof import balls
from derive.proof.constants import BITS
from derive.proof.lows import LARGE, grid

BISECTIONS, FIRST = 290, 16  # towards a pole, and after which the values have to be large
DEEPEST, EDGE_BITS = 400, 800  # bisections towards an end of the domain: a root has half of its digits there


class Breaks:
    """Where a function of x is looked at on an interval, and between which points it breaks."""

    def __init__(self, core: Core, box: Interval) -> None:
        self.core = core
        points = sorted(set(grid(box)), key=abs)
        seen = dict(self._seen([q for q in points if q < 0])) | dict(
            self._seen([q for q in points if q >= 0])
        )
        self._pairs = list(pairwise(sorted(seen.items(), key=lambda pair: pair[0])))

    def poles(self) -> Iterator[Fraction]:
        """Places where the function seems to change its sign by way of infinity, to about 2^-280."""
        for (a, before), (b, after) in self._pairs:
            if before is not None and after is not None and before * after < 0:
                at = self._pole(a, b, 1 if before > 0 else -1, 16 * max(abs(before), abs(after)))
                if at is not None:
                    yield at

    def _pole(self, a: Fraction, b: Fraction, sign: int, large: arb) -> Fraction | None:
        """Where the sign changes between two points, unless that is at a zero."""
        for k in range(BISECTIONS):
            middle = (a + b) / 2
            value = self._value(middle, BITS)
            if value is None or value.contains(0) or (k == FIRST and abs(value) < large):
                return None
            a, b = (middle, b) if sign * value > 0 else (a, middle)
        return (a + b) / 2

    def edges(self) -> Iterator[tuple[Fraction, int]]:
        """Places beside which the function has values on one side only (1: on the right), to about 2^-400."""
        for (a, left), (b, right) in self._pairs:
            if (left is None) != (right is None):
                out, on = (a, b) if left is None else (b, a)
                for _ in range(DEEPEST):
                    middle = (out + on) / 2
                    out, on = (middle, on) if self._value(middle, EDGE_BITS) is None else (out, middle)
                yield on, 1 if left is None else -1

    def _seen(self, points: list[Fraction]) -> Iterator[tuple[Fraction, arb | None]]:
        """The values outwards from 0 until they are large: beyond, they may take long."""
        for q in points:
            value = self._value(q, 64)
            yield q, value
            if value is not None and abs(value) > LARGE:
                return

    def _value(self, q: Fraction, bits: int) -> arb | None:
        try:
            return balls.value(self.core, {"x": q}, bits)
        except balls.NoValue:
            return None
