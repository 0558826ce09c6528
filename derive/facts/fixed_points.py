"""The kind "fixed points": every x with f(x) = x, points and whole intervals.

``values``: "fixed_points" and "intervals", as for zeros.

>>> from derive.language.catalogue import Catalogue
>>> facts(Subject.of(Catalogue.load()["relu"]))[0].statement
'f(x) = x at x = 0 and on (0, oo)'
"""

from __future__ import annotations

from derive.facts.deciding import decided
from derive.facts.fact import Fact
from derive.facts.subject import Subject
from derive.facts.zeros import zeros
from derive.survey.survey import Survey

KIND = "fixed points"


def facts(subject: Subject, survey: Survey | None = None) -> tuple[Fact, ...]:
    return decided(
        KIND, subject, survey, lambda s: zeros(s.minus_x(), KIND, "f(x) = x", "f has no fixed point")
    )
