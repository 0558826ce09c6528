"""The kind "extrema": the strict local minima and maxima, at turning points, kinks, jumps and closed ends.

``values``: "extrema", each with "kind" (minimum, maximum), "at", "value" and "global". Points of an
interval on which the function is constant are none: these intervals are under "monotonicity".

>>> from derive.language.catalogue import Catalogue
>>> facts(Subject.of(Catalogue.load()["silu"]))[0].values["extrema"][0]["at"]
'-1.27846454276107379510935873902'
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from derive.facts.deciding import again, decided, repeated, short
from derive.facts.fact import Fact
from derive.facts.subject import Subject
from derive.language.records import Status
from derive.survey.places import Number
from derive.survey.survey import Joint, Survey

KIND = "extrema"


@dataclass(frozen=True)
class Turn:
    """A strict local extremum: 1 for a maximum, -1 for a minimum."""

    way: int
    at: Number
    value: Number


def facts(subject: Subject, survey: Survey | None = None) -> tuple[Fact, ...]:
    return decided(KIND, subject, survey, _extrema)


def _extrema(survey: Survey) -> Fact:
    found = turns(survey)
    listed = [{"kind": _word(turn), "at": turn.at.decimal(), "value": turn.value.decimal()} for turn in found]
    said = ", ".join(f"{_word(turn)} {short(turn.value)} at x = {short(turn.at)}" for turn in found)
    said = f"local {said}{again(survey, 1)}" if found else "no strict local extremum"
    return Fact(KIND, Status.ENCLOSED, said, values={"extrema": listed, **repeated(survey, 1)})


def _word(turn: Turn) -> str:
    return "maximum" if turn.way > 0 else "minimum"


def turns(survey: Survey) -> list[Turn]:
    """From left to right."""
    found = []
    for piece, segments in survey.signs(1):
        for before, after in pairwise(segments):
            if before.sign * after.sign < 0:
                found.append(Turn(before.sign, before.hi, piece.value(before.hi)))
        if survey.wave(piece, 1) is not None and segments[-1].sign * segments[0].sign < 0:
            edge = segments[0].lo if piece.lo.infinite else segments[-1].hi
            found.append(Turn(segments[-1].sign, edge, piece.value(edge)))
    for joint in survey.joints:
        way = _turn(joint)
        if way and joint.value is not None:
            found.append(Turn(way, joint.at, joint.value))
    return sorted(found, key=lambda turn: float(turn.at.ball.mid()))  # type: ignore[union-attr]


def _turn(joint: Joint) -> int:
    """1 where both sides lie below the value, -1 where both lie above, else 0."""
    if joint.value is None:
        return 0
    sides = [_side(joint, side) for side, piece in ((-1, joint.left), (1, joint.right)) if piece is not None]
    return -sides[0] if len(set(sides)) == 1 else 0


def _side(joint: Joint, side: int) -> int:
    """Where the function runs close to a joint: 1 above its value, -1 below, 0 on it."""
    assert joint.value is not None
    apart = joint.apart(side)
    if apart:
        return apart
    piece = joint.left if side < 0 else joint.right
    assert piece is not None
    return piece.end_sign(-side, 1)[0] * side
