"""All kinds of facts, in the order in which they are told, and how they are found for one subject.

>>> from derive.language.catalogue import Catalogue
>>> found = list(found_facts(Subject.of(Catalogue.load()["relu"])))
>>> [fact.kind for fact in found][:4], all(fact.status.value != "open" for fact in found)
(['derivative', 'kinks', 'domain', 'range'], True)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from derive.facts import (
    convexity,
    domain,
    exact_values,
    fixed_points,
    inflections,
    kinks,
    limits,
    lipschitz,
    monotonicity,
    names,
    parity,
    slope,
    smoothness,
    turning_points,
    value_range,
    zeros,
)
from derive.facts.deciding import open_fact, survey_of
from derive.facts.fact import Fact
from derive.facts.subject import Subject
from derive.survey.constants import Unclear
from derive.survey.signs import Late
from derive.survey.survey import Survey

Kind = Callable[[Subject, Survey | None], tuple[Fact, ...]]

# What a reader asks first stands first; each of these has a file of its own.
KINDS: tuple[tuple[str, Kind], ...] = (
    (slope.KIND, slope.facts),
    (kinks.KIND, kinks.facts),
    (domain.KIND, domain.facts),
    (value_range.KIND, value_range.facts),
    (limits.KIND, limits.facts),
    (parity.KIND, parity.facts),
    (monotonicity.KIND, monotonicity.facts),
    (convexity.KIND, convexity.facts),
    (turning_points.KIND, turning_points.facts),
    (lipschitz.KIND, lipschitz.facts),
    (smoothness.KIND, smoothness.facts),
    (zeros.KIND, zeros.facts),
    (fixed_points.KIND, fixed_points.facts),
    (inflections.KIND, inflections.facts),
    (names.KIND, names.facts),
    (exact_values.KIND, exact_values.facts),
)


def found_facts(subject: Subject, end: float = float("inf")) -> Iterator[Fact]:
    """The facts of every kind, each as soon as it is found; after ``end`` the rest are open."""
    try:
        survey: Survey | None = survey_of(subject, end)
        reason = ""
    except Unclear as unclear:
        survey, reason = None, str(unclear)
    except RecursionError:
        survey, reason = None, "too many levels"
    except Late:
        survey, reason = None, "time"
    for name, kind in KINDS:
        if survey is None:
            yield open_fact(name, reason)
            continue
        try:
            yield from kind(subject, survey)
        except Late:
            yield open_fact(name, "time")
        except RecursionError:
            yield open_fact(name, "too many levels")
