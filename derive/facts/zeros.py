"""The kind "zeros": every x with f(x) = 0, points and whole intervals.

``values``: "zeros": a list of points, "intervals": a list of {"from", "to"} on which the function is zero.

>>> from derive.language.catalogue import Catalogue
>>> facts(Subject.of(Catalogue.load()["relu"]))[0].statement
'f(x) = 0 at x = 0 and on (-oo, 0)'
"""

from __future__ import annotations

from derive.facts.deciding import decided, short, span
from derive.facts.fact import Fact
from derive.facts.subject import Subject
from derive.language.records import Status
from derive.survey.places import Number
from derive.survey.survey import Survey

KIND = "zeros"


def facts(subject: Subject, survey: Survey | None = None) -> tuple[Fact, ...]:
    return decided(KIND, subject, survey, lambda s: zeros(s, KIND, "f(x) = 0", "f has no zero"))


def zeros(survey: Survey, kind: str, equation: str, none: str) -> Fact:
    """The zeros of what was surveyed, as a fact of a kind."""
    points: list[Number] = [j.at for j in survey.joints if j.value is not None and j.value.sign() == 0]
    spans: list[tuple[Number, Number]] = []
    for _, segments in survey.signs(0):
        points += [segment.lo for segment in segments[1:]]
        spans += [(s.lo, s.hi) for s in segments if s.sign == 0]
    points.sort(key=lambda p: float(p.ball.mid()))  # type: ignore[union-attr]
    words = [f"at x = {', '.join(map(short, points))}"] if points else []
    words += [f"on {', '.join(span(lo, hi) for lo, hi in spans)}"] if spans else []
    values = {
        kind.replace(" ", "_"): [p.decimal() for p in points],
        "intervals": [{"from": lo.decimal(), "to": hi.decimal()} for lo, hi in spans],
    }
    said = f"{equation} {' and '.join(words)}" if words else none
    return Fact(kind, Status.ENCLOSED, said, values=values)
