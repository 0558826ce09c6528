"""The kind "limits": what a function tends to at -oo and at oo.

``values``: "-oo" and "oo", each a number, "oo", "-oo", or null where there is no limit or the domain does not
reach.

>>> from derive.language.catalogue import Catalogue
>>> facts(Subject.of(Catalogue.load()["sigmoid"]))[0].statement
'f(x) -> 0 as x -> -oo, f(x) -> 1 as x -> oo'
"""

from __future__ import annotations

from derive.facts.deciding import decided, short
from derive.facts.fact import Fact
from derive.facts.subject import Subject
from derive.language.records import Status
from derive.survey.survey import Survey

KIND = "limits"


def facts(subject: Subject, survey: Survey | None = None) -> tuple[Fact, ...]:
    return decided(KIND, subject, survey, _limits)


def _limits(survey: Survey) -> Fact:
    values: dict[str, str | None] = {"-oo": None, "oo": None}
    words = []
    for name, side, piece in (("-oo", -1, survey.pieces[0]), ("oo", 1, survey.pieces[-1])):
        if not piece.end(side).infinite:
            words.append(f"f has no values near {name}")
            continue
        limit = piece.limit(side, 0)
        values[name] = limit.decimal()
        words.append(f"f(x) -> {short(limit)} as x -> {name}")
    return Fact(KIND, Status.ENCLOSED, ", ".join(words), values=values)
