"""The kind "range": the infimum and the supremum of the values, whether they are attained, and where.

``values``: "infimum" and "supremum", each with "value", "attained" and "at" (a point; "oo" or "-oo" where it is only
approached there). Between zeros of the derivative a function is monotone, so that its extreme values are met or
approached at turning points, joints and ends.

>>> from derive.language.catalogue import Catalogue
>>> facts(Subject.of(Catalogue.load()["tanh"]))[0].statement
'-1 < f(x) < 1'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from derive.facts.deciding import decided, short
from derive.facts.fact import Fact
from derive.facts.subject import Subject
from derive.language.records import Status
from derive.survey.constants import Unclear
from derive.survey.places import Number
from derive.survey.survey import Survey

KIND = "range"


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
    for piece, segments in survey.signs(1):
        for segment in segments[1:]:
            found.append(Extreme(piece.value(segment.lo), True, segment.lo))
        constant = len(segments) == 1 and segments[0].sign == 0
        for side in (-1, 1):
            found.append(Extreme(piece.limit(side, 0), constant, piece.middle if constant else piece.end(side)))
    return found


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
