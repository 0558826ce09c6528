"""Low places: where a function that should be positive comes close to 0, touches it, or goes below.

Everything here is a guess by balls and floats for `derive.proof.cover`, which has it checked.

>>> from derive.checker.signs import POS
>>> square = ("pow", ("add", "x", -1), 2)
>>> [(low.at, low.touches, low.order) for low in lows(square, "x", Interval(), POS | ZERO).places]
[(1, True, 2)]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import flint
from flint import arb

from derive.checker.signs import NEG, NONZERO, ZERO, Interval
from derive.checker.terms import Term, head, neg, sub, symbols
from derive.proof import balls
from derive.proof.constants import BITS, constants_of, fraction_of, identified

GRID = [Fraction(n, 3) + Fraction(1, 97) for n in range(-24, 24)]
FAR = [Fraction(n) + Fraction(1, 89) for n in (9, 10, 12, 14, 17, 21, 27, 35, 48, 63, 100, 1000)]
CLOSE = [Fraction(1, 97), Fraction(1, 1009), Fraction(1, 1 << 16)]
INSIDE = 60  # points looked at in a bounded interval
LARGE = 1e40
DEEP = Fraction(3, 4)  # a place is low if it is so much lower than what is beside it
NOTHING = Fraction(1, 1 << 220)  # what is smaller counts as 0
MAX_ORDER = 8
HUGE, TINY = Fraction(1 << 400), 2.0**-800


@dataclass(frozen=True)
class Low:
    """A low place: exactly at a term where the function touches 0, with the order of its first derivative
    there that is not 0; else near a short number.
    """

    near: Fraction
    at: Term
    touches: bool
    order: int


@dataclass(frozen=True)
class Lows:
    """The low places in order, or a point at which the statement seems to fail; ``way`` is 1 where left
    minus right should be positive, -1 where negative.
    """

    places: tuple[Low, ...]
    failing: Fraction | None
    way: int


def lows(d: Term, x: str, box: Interval, allowed: int) -> Lows:
    """The low places of ±d on an interval, with the sign for which the statement asks."""
    return _Look(d, x, box, allowed).found()


class _Look:
    def __init__(self, d: Term, x: str, box: Interval, allowed: int) -> None:
        self.d, self.x, self.box, self.allowed = d, x, box, allowed
        self.values = sorted(self._seen(grid(box)), key=lambda pair: pair[0])
        above = self.values[0][1] > 0 if self.values else True
        self.way = -1 if allowed & NONZERO == NEG or (allowed & NONZERO == NONZERO and not above) else 1

    def _seen(self, points: Iterator[Fraction]) -> Iterator[tuple[Fraction, arb]]:
        """The values on a grid, outwards from 0 until they are large: beyond, they may take long."""
        outwards = sorted(set(points), key=abs)
        for side in ([q for q in outwards if q < 0], [q for q in outwards if q >= 0]):
            for q in side:
                value = self._value(q)
                if value is not None:
                    yield q, value
                    if abs(_float(value)) > LARGE:
                        break

    def _value(self, q: Fraction, bits: int = 64) -> arb | None:
        try:
            return balls.value(self.d, {self.x: q}, bits)
        except balls.NoValue:
            return None

    def _fails(self, value: arb | None) -> bool:
        if value is None:
            return False
        signed = self.way * value
        return bool(signed < 0 or (not self.allowed & ZERO and value.is_zero()))

    def found(self) -> Lows:
        failing = min((q for q, v in self.values if self._fails(v)), key=abs, default=None)
        places: list[Low] = []
        for low in [] if failing is not None else self._candidates():
            if isinstance(low, Fraction):
                return Lows((), low, self.way)
            if not any(low.near == other.near for other in places):
                places.append(low)
        return Lows(tuple(sorted(places, key=lambda low: low.near)), failing, self.way)

    def _candidates(self) -> Iterator[Low | Fraction]:
        """Low places, and points where the statement fails."""
        for end in (self.box.lo, self.box.hi):
            if end is not None and (order := self._touching(end)):
                yield Low(end, int(end) if end.denominator == 1 else end, True, order)
        sizes = [self.way * _float(v) for _, v in self.values]
        for i in sorted(range(1, len(sizes) - 1), key=lambda i: abs(self.values[i][0])):
            if sizes[i] <= sizes[i - 1] and sizes[i] <= sizes[i + 1]:
                height = Fraction(max(sizes[i - 1], sizes[i + 1]))
                yield from self._refined(self.values[i - 1][0], self.values[i + 1][0], height)

    def _refined(self, a: Fraction, b: Fraction, height: Fraction) -> Iterator[Low | Fraction]:
        """The low place between two points: by thirds, then by Newton's method for a zero of d'."""
        middle = self.by_thirds(a, b)
        nice = middle.limit_denominator(12)
        if abs(nice - middle) < Fraction(1, 50) and a < nice < b and (order := self._touching(nice)):
            yield Low(nice, int(nice) if nice.denominator == 1 else nice, True, order)
            return
        at = self.newton(middle)
        value = self._value(at, BITS) if a < at < b else None
        if value is None:
            at, value = middle, self._value(middle, BITS)
        if value is None:
            return
        if abs(fraction(value)) < NOTHING:
            yield from self._exact(at)
            return
        size = self.way * fraction(value)
        short = self._short(at, abs(size))
        if size < 0:
            yield short
        elif size < DEEP * height:
            yield Low(short, int(short) if short.denominator == 1 else short, False, 2)

    def _exact(self, at: Fraction) -> Iterator[Low]:
        """The place of a zero of d and d' that is not a short fraction, as a closed form."""
        term = identified(at, tuple(dict.fromkeys(constants_of(self.d))))
        order = self._touching(at)
        if term is not None and order:
            near = Fraction(round(at * 2**80), 2**80)
            yield Low(near, term, True, order)

    def _short(self, at: Fraction, size: Fraction) -> Fraction:
        """A short number so close to a low place that the slope there says nothing against its depth."""
        bits = max(5, (size.denominator.bit_length() - size.numerator.bit_length()) // 2 + 4)
        return Fraction(round(at * (1 << bits)), 1 << bits)

    def by_thirds(self, a: Fraction, b: Fraction) -> Fraction:
        for _ in range(34):
            one, two = a + (b - a) * Fraction(3, 8), a + (b - a) * Fraction(5, 8)
            values = [self._value(q, 96) for q in (one, two)]
            if values[0] is None or values[1] is None:
                break
            a, b = (a, two) if self.way * (values[0] - values[1]) < 0 else (one, b)
            a, b = Fraction(round(a * 2**60), 2**60), Fraction(round(b * 2**60), 2**60)
        return (a + b) / 2

    def newton(self, at: Fraction) -> Fraction:
        """A zero of d' near a point, to about 2^-250."""
        for _ in range(9):
            try:
                with flint.ctx.workprec(BITS):
                    _, slope, bend = balls.jet(self.d, self.x, balls.ball_of(at), 2, BITS)
                    step = slope / (2 * bend)
            except balls.NoValue:
                return at
            if not step.is_finite() or abs(float(step.mid())) > 1:
                return at
            at = Fraction(round((at - fraction_of(step)) * 2**280), 2**280)
        return at

    def _touching(self, at: Fraction) -> int:
        """The order of the first derivative that is not 0, where the function is; 0 where it is not."""
        try:
            with flint.ctx.workprec(BITS):
                found = balls.jet(self.d, self.x, balls.ball_of(at), MAX_ORDER, BITS)
        except balls.NoValue:
            return 0
        sizes = [abs(fraction(c)) for c in found]
        if sizes[0] > NOTHING:
            return 0
        return next((j for j, size in enumerate(sizes) if size > Fraction(1, 1 << 60)), 0)


def grid(box: Interval) -> Iterator[Fraction]:
    """Points to look at, some of them close to the ends."""
    for end, way in ((box.lo, 1), (box.hi, -1)):
        if end is not None:
            yield from (end + way * q for q in CLOSE if _inside(box, end + way * q))
    if box.lo is not None and box.hi is not None:
        yield from (box.lo + (box.hi - box.lo) * Fraction(k, INSIDE) for k in range(1, INSIDE))
        return
    start = box.lo if box.lo is not None else box.hi if box.hi is not None else Fraction(0)
    for q in [*(-q for q in FAR), *GRID, *FAR]:
        if _inside(box, start + q):
            yield start + q


def _inside(box: Interval, q: Fraction) -> bool:
    return not box.meet(Interval(q, q, True, True)).empty()


def turns(d: Term, x: str, box: Interval, way: int) -> Iterator[Fraction]:
    """Places where way · d seems to have a local minimum inside an interval, to about 2^-280."""
    look = _Look(d, x, box, NONZERO | ZERO)
    look.way = way
    sizes = [way * _float(v) for _, v in look.values]
    for i in range(1, len(sizes) - 1):
        if sizes[i] <= sizes[i - 1] and sizes[i] <= sizes[i + 1] and sizes[i - 1] != sizes[i + 1]:
            a, b = look.values[i - 1][0], look.values[i + 1][0]
            at = look.newton(middle := look.by_thirds(a, b))
            yield at if a < at < b else middle


def fraction(ball: arb) -> Fraction:
    """The midpoint, of huge and tiny numbers only what they are: exp(exp(20)) has more digits than there is
    room.
    """
    middle = ball.mid()
    if abs(middle) > balls.ball_of(HUGE):
        return HUGE if middle > 0 else -HUGE
    return fraction_of(middle) if abs(middle) > TINY else Fraction(0)


def _float(ball: arb) -> float:
    """The midpoint as a finite float."""
    return max(-1e300, min(1e300, float(ball.mid())))


def looks_decided(d: Term, x: str, piece: tuple[Fraction, Fraction], order: int, at: Term, way: int) -> bool:
    """Whether the expansion of d about a point, with balls, stays on one side of 0 on a bounded piece."""
    with flint.ctx.workprec(96):
        lo, hi = balls.ball_of(piece[0]), balls.ball_of(piece[1])
        d = mirrored(d, x, lo.union(hi))
        if order == 0:
            return bool((way * balls.jet(d, x, lo.union(hi), 0, 96)[0]).lower() >= 0)
        centre = balls.value(at, {}, 96)
        start = balls.jet(d, x, centre, order, 96)[:order]
        for end in (lo, hi):
            last = balls.jet(d, x, centre.union(end), order, 96)[order]
            step, span = (1 if end > centre else -1), abs(float((end - centre).mid()))
            lowest = [float((way * step**j * c).lower()) for j, c in enumerate([*start, last])]
            sizes = [0.0 if abs(c) < 1e-20 else c for c in lowest]
            points = (span * k / 8 for k in range(1, 9)) if span else ()
            if any(sum(c * t**j for j, c in enumerate(sizes)) < 0 for t in points):
                return False
    return True


def singular(ds: Sequence[Term], x: str, end: Fraction | None) -> bool:
    """Whether a function has no derivative at an end of its domain."""
    try:
        return end is not None and not [balls.jet(d, x, balls.ball_of(end), 1) for d in ds]
    except balls.NoValue:
        return True


def mirrored(term: Term, x: str, at: arb) -> Term:
    """The term with 1/(1 + exp v) = 1 - 1/(1 + exp(-v)) put in where v > 0, as the checker takes it."""
    if not isinstance(term, tuple) or x not in symbols(term):
        return term
    if term[0] == "pow" and term[2] == -1 and head(term[1]) == "add" and len(term[1]) == 3:
        v = next((part[1] for part in term[1][1:] if head(part) == "exp"), None)
        if v is not None and 1 in term[1] and bool(balls.jet(v, x, at, 0, 96)[0] >= 0):
            return sub(1, ("pow", ("add", 1, ("exp", neg(v))), -1))
    return (term[0], *(mirrored(arg, x, at) for arg in term[1:]))
