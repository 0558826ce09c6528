"""The certified error of each known approximation of a function: sup |f - g| over all of R, enclosed.

The approximations stand in `approximations.toml`, as data.

>>> from derive.language.catalogue import Catalogue
>>> for fact in facts(Subject.of(Catalogue.load()["softplus"])):
...     print(fact.status, fact.statement)
enclosed sup |softplus(x) - relu(x)| = 0.693147180559945309417232121458
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from derive.facts.fact import Fact
from derive.facts.peak import peak
from derive.facts.subject import Subject
from derive.language.catalogue import Catalogue, packaged
from derive.language.records import Definition, Status
from derive.language.term import Term

KIND = "approximation error"


@dataclass(frozen=True, slots=True)
class Approximation:
    """``of`` is approximated by ``by``, both functions of x; ``name`` says what it is called."""

    of: Term
    by: Term
    name: str
    definitions: tuple[Definition, ...]


@packaged
def approximations(catalogue: Catalogue) -> tuple[Approximation, ...]:
    """The rows of the data file, read by the grammar; rows about functions that are not there are left
    out.
    """
    text = (files("derive") / "facts" / "approximations.toml").read_text("utf-8")
    found = []
    for row in tomllib.loads(text)["approximations"]:
        if row["of"] in catalogue:
            of = Subject.of(catalogue[row["of"]]).function
            by = catalogue.parse(row["by"])
            found.append(Approximation(of, by, row["name"], catalogue.definitions(of, by)))
    return tuple(found)


def facts(subject: Subject, rows: tuple[Approximation, ...] | None = None) -> tuple[Fact, ...]:
    """The error of each approximation of the function; none where there is no approximation."""
    known = approximations() if rows is None else rows
    return tuple(_fact(row) for row in known if row.of == subject.function)


def _fact(row: Approximation) -> Fact:
    difference = Subject(row.of - row.by, row.definitions, {})
    name = f"sup |{row.of} - {row.by}|"
    parts = tuple(Subject(part, row.definitions, {}) for part in (row.of, row.by))
    found = peak(difference, parts)
    values: dict[str, object] = {"by": str(row.by), "name": row.name}
    if found is None:
        return Fact(
            KIND, Status.OPEN, name, values=values, reason="no bound of the difference far out was proved"
        )
    values |= {"value": found.digits, "at": found.at}
    return Fact(KIND, Status.ENCLOSED, f"{name} = {found.digits}", "", values, found.claims)
