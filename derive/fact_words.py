"""What ``derive facts`` prints for one function.

>>> from derive.language.catalogue import Catalogue
>>> print(next(iter(fact_words(facts_of(Catalogue.load(), "relu")))))
derivative        f'(x) = Piecewise((0, x < 0), (1, x > 0))   (proved)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from derive.extent_lines import parameter_values
from derive.facts.guard import Surveyor
from derive.facts.subject import Subject
from derive.language.catalogue import Catalogue


def parameters_used(catalogue: Catalogue, function: str, parameters: Sequence[str] = ()) -> dict[str, str]:
    """The values of all parameters: those that are given, for the others the defaults."""
    act = catalogue.find(function)
    given = parameter_values(act, parameters)
    return {p.name: str(given.get(p.name, p.default)) for p in act.parameters}


def facts_of(catalogue: Catalogue, function: str, parameters: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The facts of a function as data; ValueError with one sentence for a mistake in the input."""
    act = catalogue.find(function)
    subject = Subject.of(act, parameter_values(act, parameters))
    with Surveyor() as surveyor:
        return surveyor.facts(subject)


def fact_words(found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A line for each fact, with its status; open ones with the reason."""
    for fact in found:
        if fact["status"] == "open":
            yield f"{fact['kind']:17} open: {fact['reason']}"
        else:
            yield f"{fact['kind']:17} {fact['statement']}   ({fact['status']})"
