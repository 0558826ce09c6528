"""The kind "range": the infimum and the supremum of the values, whether they are attained, and where.

``values``: "infimum" and "supremum", each with "value", "attained" and "at" (a point; "oo" or "-oo" where
it is only approached there). Between zeros of the derivative a function is monotone, so that its extreme
values are met or approached at turning points, joints and ends.

>>> from derive.language.catalogue import Catalogue
>>> facts(Subject.of(Catalogue.load()["tanh"]))[0].statement
'-1 < f(x) < 1'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from derive.facts.deciding import decided, short
from derive.facts.fact import Fact
from derive.facts.slope import derived
from derive.facts.subject import Subject
from derive.language.records import Status
from derive.survey.constants import Unclear
from derive.survey.isolation import TooMany
from derive.survey.pieces import Piece
from derive.survey.places import Number, infinite
from derive.survey.signs import Oscillates, signs
from derive.survey.survey import Survey
from derive.survey.waves import along

KIND = "range"
FAR = (8, 32, 64, 128)  # how far out a function that settles down is looked at


@dataclass(frozen=True)
class Extreme:
    """A value that is attained at a point, or only approached there (``at``: where)."""

    value: Number
    attained: bool | None
    at: Number

    def json(self) -> dict[str, Any]:
        return {"value": self.value.decimal(), "attained": self.attained, "at": self.at.decimal()}


def facts(subject: Subject, survey: Survey | None = None) -> tuple[Fact, ...]:
    return decided(KIND, subject, survey, _range)


def _range(survey: Survey) -> Fact:
    found = candidates(survey)
    low, high = highest(found, -1), highest(found, 1)
    left = "" if low.value.infinite else f"{short(low.value)} {'<=' if low.attained else '<'} "
    right = "" if high.value.infinite else f" {'<=' if high.attained else '<'} {short(high.value)}"
    said = f"{left}f(x){right}" if left or right else "f takes arbitrarily large and small values"
    return Fact(KIND, Status.ENCLOSED, said, values={"infimum": low.json(), "supremum": high.json()})


def candidates(survey: Survey) -> list[Extreme]:
    """The values among which the extreme ones are."""
    found = [Extreme(j.value, True, j.at) for j in survey.joints if j.value is not None]
    return [e for piece in survey.pieces for e in extremes(survey, piece, 0)] + found


def extremes(survey: Survey, piece: Piece, order: int) -> list[Extreme]:
    """The values of a derivative among which its extreme ones on a piece are."""
    try:
        segments = signs(piece, order + 1, survey.end)
    except Oscillates as wave:
        return _of_wave(piece, order, wave)
    except TooMany:
        raise  # the signs far out are known
    except Unclear as reason:
        return _far_out(survey, piece, order, reason)
    found = [Extreme(piece.value(segment.lo, order), True, segment.lo) for segment in segments[1:]]
    constant = len(segments) == 1 and segments[0].sign == 0
    ends = ((piece.limit(side, order), piece.middle if constant else piece.end(side)) for side in (-1, 1))
    return [*found, *(Extreme(value, constant, at) for value, at in ends)]


def _of_wave(piece: Piece, order: int, wave: Oscillates) -> list[Extreme]:
    """What repeats is known from one period; a slope carries the function itself to infinity."""
    edges = [wave.segments[0].lo, *(s.hi for s in wave.segments)]
    kept = [at for at in edges if at is not piece.lo and at is not piece.hi]
    found = [Extreme(piece.value(at, order), True, at) for at in kept]
    for side in (-1, 1):
        end = piece.end(side)
        if not end.infinite:
            found.append(Extreme(piece.limit(side, order), False, end))
        elif order == 0 and not wave.wave.slope.is_zero():
            found.append(Extreme(infinite(side * wave.wave.slope.sign()), False, end))
    return found


def _far_out(survey: Survey, piece: Piece, order: int, reason: Unclear) -> list[Extreme]:
    """A function that oscillates to infinity: unbounded along sequences of points, or settling down."""
    found: list[Extreme] = []
    formula = piece.formula
    for _ in range(order):
        formula = derived(formula)
    for side in (-1, 1):
        if piece.end(side).infinite:
            found += [Extreme(v, False, piece.end(side)) for v in along(formula, side) if v.infinite]
    if {e.value.infinite for e in found} == {1, -1} or (order and found):
        return found
    for start in FAR:
        near, limits = _settling(survey, piece, order, start)
        if limits is not None:
            return [*near, *limits]
    raise reason


def _settling(
    survey: Survey, piece: Piece, order: int, start: int
) -> tuple[list[Extreme], list[Extreme] | None]:
    """Extreme values up to a point, if those beyond it cannot be larger or smaller."""
    ends, beyond = [piece.lo, piece.hi], []
    for k, side in ((0, -1), (1, 1)):
        if ends[k].infinite:
            try:
                beyond.append((side, piece.beyond(side, order, start)))
            except Unclear:
                return [], None
            ends[k] = Number.of(Fraction(side * start))
    inner = Piece(ends[0], ends[1], piece.formula)
    segments = signs(inner, order + 1, survey.end)
    found = [Extreme(inner.value(s.lo, order), True, s.lo) for s in segments[1:]]
    found += [
        Extreme(inner.limit(side, order), inner.end(side) is not piece.end(side), inner.end(side))
        for side in (-1, 1)
    ]
    top, low = highest(found, 1).value.ball, highest(found, -1).value.ball
    settled = (
        top is not None and low is not None and all(low < b.lower() and b.upper() < top for _, b in beyond)
    )
    return found, [] if settled else None


def highest(found: Sequence[Extreme], way: int) -> Extreme:
    """The largest (way 1) or smallest value; of equal ones one that is attained."""
    best = found[0]
    for other in found[1:]:
        best = _better(best, other, way)
    return best


def _better(one: Extreme, other: Extreme, way: int) -> Extreme:
    try:
        apart = one.value.compare(other.value) * way
    except Unclear:
        if one.attained and other.attained:
            return one
        return Extreme(one.value, one.attained if one.attained == other.attained else None, one.at)
    if apart == 0:
        return one if one.attained or not other.attained else other
    return one if apart > 0 else other
