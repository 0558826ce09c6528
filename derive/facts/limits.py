"""The kind "limits": what a function tends to at -oo and at oo.

``values``: "-oo" and "oo", each a number, "oo", "-oo", or null where there is no limit or the domain does not
reach.

>>> from derive.language.catalogue import Catalogue
>>> facts(Subject.of(Catalogue.load()["sigmoid"]))[0].statement
'f(x) -> 0 as x -> -oo, f(x) -> 1 as x -> oo'
"""

from __future__ import annotations

from itertools import pairwise

from derive.facts.deciding import decided, short
from derive.facts.fact import Fact
from derive.facts.subject import Subject
from derive.language.records import Status
from derive.survey.constants import Unclear
from derive.survey.pieces import Piece
from derive.survey.places import Number
from derive.survey.survey import Survey
from derive.survey.waves import along

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
        limit = _limit(survey, piece, side)
        if limit is None:
            words.append(f"f(x) has no limit as x -> {name}")
            continue
        values[name] = limit.decimal()
        words.append(f"f(x) -> {short(limit)} as x -> {name}")
    return Fact(KIND, Status.ENCLOSED, ", ".join(words), values=values)


def _limit(survey: Survey, piece: Piece, side: int) -> Number | None:
    """The limit at an infinite end, None where it is shown that there is none."""
    try:
        return piece.limit(side, 0)
    except Unclear:
        if _repeats(survey, piece):
            return None
        found = list(along(piece.formula, side))
        if any(one.compare(other) for one, other in pairwise(found)):
            return None
        raise


def _repeats(survey: Survey, piece: Piece) -> bool:
    """The function is periodic and not constant."""
    try:
        wave = survey.wave(piece, 1)
    except Unclear:
        return False
    return wave is not None and wave.slope.is_zero()
