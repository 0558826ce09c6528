"""The supremum of |d| over the line, enclosed to 30 digits by branch and bound with balls, tails by a proof.

On [-T, T] each interval is thrown away where a ball for d stays below a value that is reached, or where d is
monotone, so that its ends say all; where d'' keeps its sign the one zero of d' is refined. Beyond T a bound
below the value that is reached is proved.

Source: R. Moore, R. Kearfott, M. Cloud, Introduction to Interval Analysis (2009), chapter 9.

>>> from derive.language.catalogue import Catalogue
>>> d = Catalogue.load().anonymous("softplus(x) - relu(x)")
>>> peak(Subject.of(d)).digits
'0.693147180559945309417232121458'
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import flint
from flint import arb

from derive.checker.terms import Term as Core
from derive.facts.extrema import BITS, refine
from derive.facts.segments import Segment, segments, slope
from derive.facts.subject import Subject, X
from derive.language.records import Claim
from derive.language.term import Term, number, relation
from derive.language.tidy import tidy
from derive.proof import balls
from derive.proof.claims import QUICK, is_proved, prove_claim
from derive.proof.constants import fraction_of

ENDS = (6, 10, 16)  # T
DIGITS = 30
ROUGH = 80  # bits that are enough to throw an interval away
GRID = 96  # values that are looked at first
LOWEST = arb(-(2**200))
LARGE = 1e30
MOST = 20_000  # intervals
SECONDS = 3.0  # for one bound far out


@dataclass(frozen=True, slots=True)
class Peak:
    """The supremum of |d|: digits that are all guaranteed, its ball, about where, and the claims of the
    tails.
    """

    digits: str
    ball: arb
    at: str
    claims: tuple[Claim, ...]


def peak(subject: Subject, parts: tuple[Subject, ...] = ()) -> Peak | None:
    """None where the pieces, a bound far out, or enough digits were not found; ``parts`` are f and g of d =
    f - g.
    """
    found = segments(subject)
    if not found or found[0].low is not None or found[-1].high is not None:
        return None
    if [s.high for s in found[:-1]] != [s.low for s in found[1:]]:
        return None
    for end in ENDS:
        with flint.ctx.workprec(BITS):
            best = _middle(subject, found, Fraction(end))
        if best is None:
            return None
        ball, at = best
        claims = _tails(subject, end, ball, parts)
        if claims is not None:
            return _peak(ball, at, claims)
    return None


def _peak(ball: arb, at: arb, claims: tuple[Claim, ...]) -> Peak | None:
    """None where the ball is too wide."""
    with flint.ctx.workprec(BITS):
        if ball.rel_accuracy_bits() * 0.30103 < DIGITS:
            return None
        return Peak(str(ball.str(DIGITS, radius=False)), ball, str(at.str(DIGITS, radius=False)), claims)


def _tails(subject: Subject, end: int, ball: arb, parts: tuple[Subject, ...]) -> tuple[Claim, ...] | None:
    """|d| stays below the value that is reached, beyond the window on both sides.

    Where d is f - g it is enough that both stay within half of that of a line that both approach.
    """
    bound = Fraction(1, 2**40)
    while 2 * bound < Fraction(float(ball.mid()) * 0.9):
        bound *= 2
    claims: list[Claim] = []
    for side in (1, -1):
        far = relation(X, ">" if side > 0 else "<", number(side * end))
        found = _within(subject, subject.function, bound, far) or _near_a_line(parts, side, bound / 2, far)
        if found is None:
            return None
        claims += found
    return tuple(claims)


def _near_a_line(parts: tuple[Subject, ...], side: int, bound: Fraction, far: Term) -> list[Claim] | None:
    for line in (number(0), X, number(side), number(1), -X):
        found = [_within(part, tidy(part.function - line), bound, far) for part in parts]
        if found and all(claims is not None for claims in found):
            return [claim for claims in found for claim in claims or ()]
    return None


def _within(subject: Subject, function: Term, bound: Fraction, far: Term) -> list[Claim] | None:
    """-bound ≤ function ≤ bound, if no point denies it."""
    claims = []
    start = far.args[1].number
    for sign, value in (("<=", bound), (">=", -bound)):
        for k in (1, 2):
            try:
                here = balls.value(subject.core(function), {X.name: k * start}, 128)
            except balls.NoValue:
                continue
            if abs(here) > balls.ball_of(bound):
                return None
        statement = subject.state(function, sign, number(value), far, kind="bound")
        claim = prove_claim(statement, "Far out", SECONDS, refute=False, steps=2 * QUICK)
        if not is_proved(claim) or set(claim.domain) - {far}:
            return None
        claims.append(claim)
    return claims


def _middle(subject: Subject, found: tuple[Segment, ...], end: Fraction) -> tuple[arb, arb] | None:
    """The largest |d| on the window, and about where."""
    candidates: list[tuple[arb, arb]] = []
    for segment in found:
        ends = _ends(segment, end)
        if ends is None:
            return None
        low, high, edges = ends
        core = subject.core(segment.formula)
        candidates += [(abs(value), edge) for edge in edges if (value := _value(core, edge)) is not None]
        if low < high:
            inner = _Search(core, subject.core(slope(segment.formula)), candidates).found(low, high)
            if inner is None:
                return None
            candidates += inner
    if not candidates:
        return None
    top = max((value.lower() for value, _ in candidates), key=lambda v: float(v.mid()))
    high_ = [(value, at) for value, at in candidates if not value < top]
    total = high_[0][0]
    for value, _ in high_[1:]:
        total = total.max(value)
    return total, high_[0][1]


def _ends(segment: Segment, end: Fraction) -> tuple[Fraction, Fraction, list[arb]] | None:
    """A rational interval inside the segment, and balls that cover what is left of it at its ends."""
    bounds: list[Fraction] = []
    edges: list[arb] = []
    for at, infinite, inward in ((segment.low, -end, 1), (segment.high, end, -1)):
        if at is None:
            bounds.append(infinite)
            edges.append(balls.ball_of(infinite))
        elif at.is_number():
            bounds.append(min(max(at.number, -end), end))
            edges.append(balls.ball_of(bounds[-1]))
        else:
            try:
                ball = balls.value(Subject(at, (), {}).core(at), {}, BITS)
            except balls.NoValue:
                return None
            near = Fraction(round(fraction_of(ball) * 2**160) + inward, 2**160)
            bounds.append(min(max(near, -end), end))
            edges.append(ball.union(balls.ball_of(near)))
    return bounds[0], bounds[1], edges


def _value(core: Core, at: arb, bits: int = BITS) -> arb | None:
    try:
        found: arb = balls.jet(core, X.name, at, 0, bits)[0]
    except balls.NoValue:
        return None
    return found


class _Search:
    """Branch and bound on one piece; ``known`` are values that are reached."""

    def __init__(self, core: Core, derived: Core, known: list[tuple[arb, arb]]) -> None:
        self.core, self.derived = core, derived
        self.reached = max(
            (value.lower() for value, _ in known), default=LOWEST, key=lambda v: float(v.mid())
        )

    def found(self, low: Fraction, high: Fraction) -> list[tuple[arb, arb]] | None:
        """Values at the local extrema that may be the largest; None where intervals grew too small or too
        many.
        """
        work, looked, found = [(low, high)], 0, []
        for k in range(1, GRID):
            value = _value(self.core, balls.ball_of(low + (high - low) * Fraction(k, GRID)), ROUGH)
            if value is not None and abs(value).lower() > self.reached:
                self.reached = abs(value).lower()
        while work:
            looked += 1
            a, b = work.pop()
            if looked > MOST or b - a < Fraction(1, 2**60):
                return None
            kept = self._look(a, b)
            if kept is None:
                middle = (a + b) / 2
                here = _value(self.core, balls.ball_of(middle))
                if here is not None and abs(here).lower() > self.reached:
                    self.reached = abs(here).lower()
                    found.append((abs(here), balls.ball_of(middle)))
                work += [(middle, b), (a, middle)]
            else:
                found += kept
        return found

    def _look(self, a: Fraction, b: Fraction) -> list[tuple[arb, arb]] | None:
        """What an interval adds: nothing, or the value at its one extremum; None where it has to be cut."""
        ball = balls.ball_of(a).union(balls.ball_of(b))
        try:
            value, steep, bend = balls.jet(self.core, X.name, ball, 2, ROUGH)
            here, tilt = balls.jet(self.core, X.name, balls.ball_of((a + b) / 2), 1, ROUGH)
        except balls.NoValue:
            return None
        r = balls.ball_of((b - a) / 2)
        around = (abs(here) + abs(tilt) * r + abs(bend) * r * r).upper()  # Taylor's theorem about the middle
        if abs(value) < self.reached or around < self.reached:
            return []
        if not steep.contains(0) or abs(tilt) > 2 * abs(bend) * r:
            return self._at_ends(a, b)
        if bend.contains(0):
            return None
        return self._extremum(a, b)

    def _at_ends(self, a: Fraction, b: Fraction) -> list[tuple[arb, arb]] | None:
        found = []
        for end in (a, b):
            at = balls.ball_of(end)
            value = _value(self.core, at)
            if value is None:
                return None
            found.append((abs(value), at))
        return found

    def _extremum(self, a: Fraction, b: Fraction) -> list[tuple[arb, arb]] | None:
        shrunk = refine(self.derived, a, b)
        ends = self._at_ends(a, b)
        if shrunk is None or ends is None:
            return None
        at = balls.ball_of(shrunk[0]).union(balls.ball_of(shrunk[1]))
        value = _value(self.core, at)
        return None if value is None else [*ends, (abs(value), at)]
