"""Candidates for a supremum or infimum: where a function is looked at, and where x may tend to.

Everything here is found by balls; what is made of it has to be proved.

>>> sine = Candidates(("sin", "x"), Interval(), 1)
>>> highest = [c for c in sine.inner() if c.ball > 0.999]
>>> float(min(highest, key=lambda c: abs(c.near)).at)
1.5707963267948966
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from flint import arb

from derive.checker.errors import Rejected
from derive.checker.field import Undefined
from derive.checker.point import PointResolver
from derive.checker.signs import Interval
from derive.checker.terms import RELATION_HEADS, head
from derive.checker.terms import Term as Core
from derive.checker.terms import number as core_number
from derive.facts.breaks import EDGE_BITS, Breaks
from derive.facts.range_values import inside
from derive.language.term import Term, call, from_json, number
from derive.language.tidy import tidy
from derive.proof import balls
from derive.proof.constants import BITS, constants_of, identified
from derive.proof.lows import turns
from derive.proof.writing import to_json

SIMPLE = [Fraction(n, 2) for n in range(-16, 17)]
BESIDE, APART = Fraction(1, 2**100), Fraction(1, 2**40)  # how near one looks, and what counts as a jump
MOST = 4  # places of a kind, the nearest to 0 first
JUMPING = frozenset(("Piecewise", "sign", "Heaviside", "LeftDerivative", "RightDerivative"))


@dataclass(frozen=True)
class Candidate:
    """A value that may be the one: its ball, the point where it is met, or the point (or infinity) that x
    tends to and from which side.
    """

    ball: arb
    at: Term | Fraction
    side: str = ""
    value: Term | None = None

    @property
    def near(self) -> Fraction:
        """About where it is, if that is a number."""
        if isinstance(self.at, Fraction):
            return self.at
        return self.at.number if self.at.is_number() else Fraction(0)


class Candidates:
    """The candidates of a function (way 1: for its supremum, -1: for its infimum) on an interval of x."""

    def __init__(self, core: Core, box: Interval, way: int) -> None:
        self.core, self.box, self.way = core, box, way
        self.heads = _heads(core)
        breaks = Breaks(core, box)
        self._poles = sorted(breaks.poles(), key=abs)[:MOST]
        self._edges = sorted(breaks.edges(), key=lambda edge: abs(edge[0]))[:MOST]

    def approaches(self) -> Iterator[tuple[Term, str]]:
        """What x may tend to without being there, or without the value being that of the limit."""
        yield from self.open_ends()
        for q in dict.fromkeys((*SIMPLE, *self._joints())):
            if inside(self.box, q):
                value = self.value(q)
                for side, way in (("left", -1), ("right", 1)):
                    if inside(self.box, q + way * BESIDE) and (
                        value is None or self._jumps(value, q + way * BESIDE)
                    ):
                        yield number(q), side
        sides_of: list[tuple[Fraction, tuple[str, ...]]] = [(at, ("left", "right")) for at in self._poles]
        sides_of += [(at, ("right",) if way > 0 else ("left",)) for at, way in self._edges]
        for at, sides in sides_of:
            if (term := self._between(at)) is not None:
                yield from ((term, side) for side in sides)

    def _between(self, at: Fraction) -> Term | None:
        """The closed form of a place that was not looked at yet, if it surely lies inside the interval."""
        term = identified(at, tuple(dict.fromkeys(constants_of(self.core))))
        if term is None or term in SIMPLE:
            return None
        ball = balls.value(term, {}, BITS)
        above = self.box.lo is None or bool(ball > balls.ball_of(self.box.lo))
        below = self.box.hi is None or bool(ball < balls.ball_of(self.box.hi))
        return tidy(from_json(to_json(term))) if above and below else None

    def open_ends(self) -> Iterator[tuple[Term, str]]:
        """The ends of the interval that do not belong to it."""
        for end, closed, side, infinite in (
            (self.box.lo, self.box.lo_closed, "right", -call("oo")),
            (self.box.hi, self.box.hi_closed, "left", call("oo")),
        ):
            if not closed:
                yield (infinite, "both") if end is None else (number(end), side)

    def _joints(self) -> Iterator[Fraction]:
        """The numbers that conditions compare with."""
        stack: list[tuple[Core, bool]] = [(self.core, False)]
        while stack:
            node, compared = stack.pop()
            if isinstance(node, tuple):
                stack.extend((arg, compared or head(node) in RELATION_HEADS) for arg in node[1:])
            elif compared and not isinstance(node, str):
                yield Fraction(node)

    def _jumps(self, value: arb, beside: Fraction) -> bool:
        if not self.heads & JUMPING:
            return False
        other = self.value(beside)
        return other is not None and bool(abs(other - value) > balls.ball_of(APART))

    def inner(self) -> Iterator[Candidate]:
        """Simple points, local maxima, and the ends of the domain."""
        ends = [end for end in (self.box.lo, self.box.hi) if end is not None]
        for q in [*sorted(SIMPLE, key=abs), *ends]:
            ball = self.value(q) if inside(self.box, q) else None
            if ball is not None:
                yield Candidate(ball, number(q))
        turning = ((at, BITS) for at in turns(self.core, "x", self.box, -self.way))
        for at, bits in chain(turning, ((at, EDGE_BITS) for at, _ in self._edges)):
            ball = self.value(at, bits)
            if ball is not None:
                yield Candidate(ball, at)

    def value(self, q: Fraction, bits: int = BITS) -> arb | None:
        """A ball for the value at a rational point, also where pieces meet."""
        try:
            return balls.value(PointResolver({"x": core_number(q)}).resolve(self.core), {"x": q}, bits)
        except (balls.NoValue, Rejected, Undefined):
            return None

    def closed(self, value: Fraction, more: Iterable[Core] = ()) -> Term | None:
        """A number as a closed form, if it looks like one."""
        term = identified(value, tuple(dict.fromkeys((*more, *constants_of(self.core)))))
        return None if term is None else tidy(from_json(to_json(term)))


def _heads(core: Core) -> frozenset[str]:
    """The heads of a term."""
    found, stack = set(), [core]
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            found.add(node[0])
            stack.extend(node[1:])
    return frozenset(found)
