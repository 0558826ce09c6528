"""Every kind of fact for a page: those of the survey first, then those that take proofs of their own.

>>> from derive.language.catalogue import Catalogue
>>> found = list(all_facts(Subject.of(Catalogue.load()["identity"])))
>>> len({fact.kind for fact in found}) > 20
True

`derive facts` answers within a bound of time and tells the kinds of `derive.facts.all`; a page is made once
and has the time for the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from derive.facts import (
    antiderivative,
    approximations,
    asymptotic,
    derivatives,
    identities,
    inverse,
    moments,
    normalizing,
    slopes,
    symmetry,
    taylor,
)
from derive.facts.all import KINDS, found_facts
from derive.facts.bounded import in_turn
from derive.facts.decay import proved_step
from derive.facts.deciding import open_fact
from derive.facts.fact import Fact
from derive.facts.library import Library
from derive.facts.subject import Subject

SURVEY = 20.0  # seconds for all that comes from the survey

Further = Callable[[Subject], tuple[Fact, ...]]
# Kind, search, and seconds of processor time for one function.
FURTHER: tuple[tuple[str, Further, int], ...] = (
    (symmetry.KIND, symmetry.facts, 3),
    (derivatives.KIND, derivatives.facts, 4),
    (slopes.KIND, slopes.facts, 40),
    (taylor.KIND, taylor.facts, 4),
    (asymptotic.KIND, asymptotic.facts, 6),
    (antiderivative.KIND, antiderivative.facts, 4),
    (inverse.KIND, inverse.facts, 4),
    (identities.KIND, identities.facts, 4),
    (approximations.KIND, approximations.facts, 20),
    (moments.KIND, moments.facts, 20),
    (normalizing.KIND, normalizing.facts, 4),
)


def all_facts(subject: Subject, end: float = float("inf")) -> Iterator[Fact]:
    """The facts of every kind; after ``end`` (of `time.process_time`) those of the survey are open."""
    yield from found_facts(subject, end)
    told = {name for name, _ in KINDS}
    prepared()
    further = [row for row in FURTHER if row[0] not in told]
    found = in_turn([(kind, seconds) for _name, kind, seconds in further], subject)
    for (name, _kind, _seconds), one in zip(further, found, strict=True):
        yield from _told(name, one)


def prepared() -> None:
    """What is read and proved once for all functions: here, and not in each of the processes."""
    _ = Library.of_package().spread
    approximations.approximations()
    proved_step(Fraction(1))


def _told(name: str, found: tuple[tuple[Fact, ...]] | Exception | None) -> tuple[Fact, ...]:
    """The facts that a search found; an open one where it ended early."""
    match found:
        case (facts,):
            return facts
        case None:
            return (open_fact(name, "time"),)
        case RecursionError():
            return (open_fact(name, "too many levels"),)
        case ArithmeticError() | ValueError():  # it ended where it should not: nothing is known
            return (open_fact(name, f"the search ended early ({found})"),)
        case _:
            raise found
