"""The kind "domain": where the function has a value.

``values``: "intervals", each with "from", "to" and whether the ends belong to it.

>>> from derive.facts.subject import Subject
>>> from derive.language.catalogue import Catalogue
>>> facts(Subject.of(Catalogue.load().find("sqrt(x)")))[0].statement
'f is defined on [0, oo)'
"""

from __future__ import annotations

from typing import Any

from derive.facts.deciding import decided, short
from derive.facts.fact import Fact
from derive.facts.subject import Subject
from derive.language.records import Status
from derive.survey.constants import Unclear
from derive.survey.survey import Survey

KIND = "domain"


def facts(subject: Subject, survey: Survey | None = None) -> tuple[Fact, ...]:
    return decided(KIND, subject, survey, _domain)


def _domain(survey: Survey) -> Fact:
    if not survey.pieces:
        raise Unclear("no interval on which the function has values was found")
    listed = intervals(survey)
    words = [
        f"{'[' if i['from_closed'] else '('}{i['short'][0]}, {i['short'][1]}{']' if i['to_closed'] else ')'}"
        for i in listed
    ]
    said = "f is defined for every x" if words == ["(-oo, oo)"] else f"f is defined on {', '.join(words)}"
    kept = [{k: v for k, v in i.items() if k != "short"} for i in listed]
    return Fact(KIND, Status.ENCLOSED, said, values={"intervals": kept})


def intervals(survey: Survey) -> list[dict[str, Any]]:
    """The intervals of the domain, from left to right."""
    found: list[dict[str, Any]] = []
    for index, piece in enumerate(survey.pieces):
        joint = survey.between(index - 1) if index else None
        starts = next((j for j in survey.joints if j.right is piece), None)
        ends = next((j for j in survey.joints if j.left is piece), None)
        closed = ends is not None and ends.value is not None
        if joint is not None and joint.value is not None:
            found[-1] |= {"to": piece.hi.decimal(), "to_closed": closed}
            found[-1]["short"] = (found[-1]["short"][0], short(piece.hi))
        else:
            found.append({
                "from": piece.lo.decimal(), "from_closed": starts is not None and starts.value is not None,
                "to": piece.hi.decimal(), "to_closed": closed, "short": (short(piece.lo), short(piece.hi)),
            })  # fmt: skip
    return found
