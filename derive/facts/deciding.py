"""What every kind of fact shares: the survey of its subject, and how an open question is said.

>>> from derive.language.catalogue import Catalogue
>>> [str(p.formula) for p in survey_of(Subject.of(Catalogue.load()["relu"])).pieces]
['0', 'x']
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from derive.calculus.branches import written_out
from derive.facts.fact import Fact
from derive.facts.subject import Subject
from derive.language.records import Status
from derive.language.term import Term
from derive.survey.constants import Unclear
from derive.survey.places import Number
from derive.survey.survey import Survey

REMEMBERED = 16  # surveys


def survey_of(subject: Subject, end: float = float("inf")) -> Survey:
    """The survey of a subject, to be shared by the kinds; raises `Unclear` or `Late`."""
    term = written_out(subject.function, subject.definitions)
    room = _room(term)
    if not room:
        room.append(Survey.of(term, end))
    return room[0].until(end)


@lru_cache(REMEMBERED)
def _room(_term: Term) -> list[Survey]:
    """Where the survey of a term is kept once it is made."""
    return []


def decided(
    kind: str, subject: Subject, survey: Survey | None, action: Callable[[Survey], Fact]
) -> tuple[Fact, ...]:
    """The fact that an action finds on a survey, or one that is open with the reason."""
    try:
        return (action(survey_of(subject) if survey is None else survey),)
    except Unclear as reason:
        return (open_fact(kind, str(reason)),)


def open_fact(kind: str, reason: str) -> Fact:
    return Fact(kind, Status.OPEN, f"{kind} of f: open", reason=reason)


def repeated(survey: Survey, order: int) -> dict[str, str]:
    """The period, where the list of a kind is that of one period."""
    period = survey.period(order)
    return {} if period is None else {"period": period.decimal()}


def again(survey: Survey, order: int) -> str:
    """The same in words."""
    period = survey.period(order)
    return "" if period is None else f", and so on with the period {short(period)}"


def span(lo: Number, hi: Number) -> str:
    """An interval in words: (-oo, 3)."""
    return f"({short(lo)}, {short(hi)})"


def short(value: Number) -> str:
    """A number for a sentence: as it is where it is short, else twelve digits."""
    text = value.decimal()
    if len(text) <= 14 or value.ball is None:
        return text
    return str(value.ball.str(12, radius=False))
