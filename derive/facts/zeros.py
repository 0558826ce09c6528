"""The kind "zeros": every x with f(x) = 0, points and whole intervals.

``values``: "zeros": a list of points, "intervals": a list of {"from", "to"} on which the function is zero.

>>> from derive.language.catalogue import Catalogue
>>> facts(Subject.of(Catalogue.load()["relu"]))[0].statement
'f(x) = 0 at x = 0 and on (-oo, 0)'
"""

from __future__ import annotations

from typing import Any

from derive.facts.deciding import again, decided, repeated, short, span
from derive.facts.fact import Fact
from derive.facts.subject import Subject
from derive.language.records import Status
from derive.survey.pieces import Piece
from derive.survey.places import Number
from derive.survey.signs import Segment
from derive.survey.survey import Joint, Survey

KIND = "zeros"


def facts(subject: Subject, survey: Survey | None = None) -> tuple[Fact, ...]:
    return decided(KIND, subject, survey, lambda s: zeros(s, KIND, "f(x) = 0", "f has no zero"))


def zeros(survey: Survey, kind: str, equation: str, none: str) -> Fact:
    """The zeros of what was surveyed, as a fact of a kind."""
    points: list[Number] = [j.at for j in survey.joints if _vanishes(j)]
    spans: list[tuple[Number, Number]] = []
    for piece, segments in survey.signs(0):
        points += [segment.lo for segment in segments[1:]]
        if survey.wave(piece, 0) is not None:
            points += [at for at in _edges(piece, segments) if piece.value(at).sign() == 0]
        spans += [(s.lo, s.hi) for s in segments if s.sign == 0]
    points.sort(key=lambda p: float(p.ball.mid()))  # type: ignore[union-attr]
    words = [f"at x = {', '.join(map(short, points))}"] if points else []
    words += [f"on {', '.join(span(lo, hi) for lo, hi in spans)}"] if spans else []
    values: dict[str, Any] = {
        kind.replace(" ", "_"): [p.decimal() for p in points],
        "intervals": [{"from": lo.decimal(), "to": hi.decimal()} for lo, hi in spans],
    }
    said = f"{equation} {' and '.join(words)}{again(survey, 0)}" if words else none
    return Fact(kind, Status.ENCLOSED, said, values={**values, **repeated(survey, 0)})


def _vanishes(joint: Joint) -> bool:
    """The value at a joint is 0, seen from the value or from a side on which the function is 0."""
    if joint.value is None:
        return False
    for side, piece in ((-1, joint.left), (1, joint.right)):
        if joint.at.exact is None and piece is not None and piece.end_sign(-side, 0)[0] == 0:
            return joint.continuous(side)
    return joint.value.sign() == 0


def _edges(piece: Piece, segments: tuple[Segment, ...]) -> list[Number]:
    """The end of the period that was looked at which lies inside the piece (the first of two)."""
    if piece.lo.infinite:
        return [segments[0].lo]
    return [segments[-1].hi]
