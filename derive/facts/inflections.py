"""The kind "inflection points": where a function with a derivative goes from convex to concave or back.

``values``: "inflections", each with "at", "value" and "slope". Kinks are none.

>>> from derive.language.catalogue import Catalogue
>>> facts(Subject.of(Catalogue.load()["sigmoid"]))[0].values["inflections"]
[{'at': '0', 'value': '0.5', 'slope': '0.25'}]
"""

from __future__ import annotations

from itertools import pairwise

from derive.facts.deciding import again, decided, repeated, short
from derive.facts.fact import Fact
from derive.facts.subject import Subject
from derive.language.records import Status
from derive.survey.pieces import Piece
from derive.survey.places import Number
from derive.survey.survey import Survey

KIND = "inflection points"


def facts(subject: Subject, survey: Survey | None = None) -> tuple[Fact, ...]:
    return decided(KIND, subject, survey, _inflections)


def _inflections(survey: Survey) -> Fact:
    found = [(at, piece.value(at), piece.value(at, 1)) for piece, at in _inside(survey)]
    for joint in survey.joints:
        if joint.joined and joint.agree(1) and joint.left is not None and joint.right is not None:
            if joint.left.end_sign(1, 2)[0] * joint.right.end_sign(-1, 2)[0] < 0:
                assert joint.value is not None
                found.append((joint.at, joint.value, joint.limit(1, 1)))
    found.sort(key=lambda row: float(row[0].ball.mid()))  # type: ignore[union-attr]
    said = (
        f"inflection at x = {', '.join(short(row[0]) for row in found)}" if found else "no inflection point"
    )
    said += again(survey, 2)
    listed = [{"at": a.decimal(), "value": v.decimal(), "slope": s.decimal()} for a, v, s in found]
    return Fact(KIND, Status.ENCLOSED, said, values={"inflections": listed, **repeated(survey, 2)})


def _inside(survey: Survey) -> list[tuple[Piece, Number]]:
    found = []
    for piece, segments in survey.signs(2):
        found += [(piece, one.hi) for one, two in pairwise(segments) if one.sign * two.sign < 0]
        if survey.wave(piece, 2) is not None and segments[-1].sign * segments[0].sign < 0:
            found.append((piece, segments[0].lo if piece.lo.infinite else segments[-1].hi))
    return found
