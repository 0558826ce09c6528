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
from derive.facts.bounded import bounded
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
    (asymptotic.KIND, asymptotic.facts, 3),
    (antiderivative.KIND, antiderivative.facts, 4),
    (inverse.KIND, inverse.facts, 4),
    (identities.KIND, identities.facts, 4),
    (approximations.KIND, approximations.facts, 20),
    (moments.KIND, moments.facts, 20),
    (normalizing.KIND, normalizing.facts, 4),
)


def all_facts(subject: Subject, end: float = float("inf")) -> Iterator[Fact]:
    """The facts of every kind; after ``end`` (of `time.monotonic`) those of the survey are open."""
    yield from found_facts(subject, end)
    told = {name for name, _ in KINDS}
    Library.of_package()  # read once here, and not in each of the processes
    for name, kind, seconds in FURTHER:
        if name in told:
            continue
        try:
            found = bounded(kind, subject, seconds)
            yield from (open_fact(name, "time"),) if found is None else found
        except RecursionError:
            yield open_fact(name, "too many levels")
        except (
            ArithmeticError,
            ValueError,
        ) as error:  # a search that ended where it should not: nothing is known
            yield open_fact(name, f"the search ended early ({error})")
