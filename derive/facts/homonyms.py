"""Same name, different function: that two meanings of a name differ, proved at a point.

>>> from derive.language.homonyms import load_homonyms
>>> table = compared(load_homonyms()["hard_sigmoid"], Catalogue.load())
>>> [(row.framework, str(row.formula)) for row in table.rows][5:7]
[('nnlib', 'hard_sigmoid(x)'), ('onnx', 'hard_sigmoid_fifth(x)')]
>>> print(*table.differences[0].point.items(), table.differences[0].claim.status.value)
('x', Fraction(1, 1)) proved
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import combinations

from derive.language.catalogue import Catalogue
from derive.language.homonyms import Homonym
from derive.language.records import Claim, Definition, Statement
from derive.language.statements import closure
from derive.language.term import Term, number, symbol
from derive.proof.claims import is_proved, prove_claim
from derive.proof.prover import Refuted, prove

Meant = Mapping[str, Definition]


class SameFunction(ValueError):
    """Two meanings that could not be told apart: they may be one function."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a framework means by the name; ``meaning`` counts the different functions from 0."""

    framework: str
    name: str
    note: str
    meaning: int
    formula: Term
    words: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Two meanings and a point at which they differ, which ``claim`` states; ``left`` and ``right`` there."""

    first: int
    second: int
    point: Mapping[str, Fraction | Term]
    claim: Claim


@dataclass(frozen=True, slots=True)
class Compared:
    """A name: who means what by it, and that any two meanings differ."""

    homonym: Homonym
    rows: tuple[Row, ...]
    differences: tuple[Difference, ...]


def compared(homonym: Homonym, catalogue: Catalogue) -> Compared:
    """The rows of a name with proved differences; raises SameFunction where two meanings may be one."""
    rows = tuple(
        Row(use.framework, use.name, use.note, index, meaning.formula, meaning.words)
        for index, meaning in enumerate(homonym.meanings)
        for use in meaning.uses
    )
    formulas = [meaning.formula for meaning in homonym.meanings]
    return Compared(homonym, rows, _differences(homonym, catalogue.definitions(*formulas)))


@lru_cache(maxsize=64)  # while somebody edits a function, most names mean what they meant
def _differences(homonym: Homonym, definitions: tuple[Definition, ...]) -> tuple[Difference, ...]:
    meant = {definition.name: definition for definition in definitions}
    pairs = combinations(range(len(homonym.meanings)), 2)
    return tuple(_difference(homonym, i, k, meant) for i, k in pairs)


def _difference(homonym: Homonym, first: int, second: int, meant: Meant) -> Difference:
    left, right = (homonym.meanings[index].formula for index in (first, second))
    for point in _points(homonym, left, right, meant):
        there = {symbol(name): _term(value) for name, value in point.items()}
        asked = _stated(left.replace(there), "!=", right.replace(there), (), meant)
        claim = prove_claim(asked, "They differ")
        if is_proved(claim):
            return Difference(first, second, point, claim)
    raise SameFunction(f"{homonym.slug}: expected two functions, found no point where {left} is not {right}")


def _points(
    homonym: Homonym, left: Term, right: Term, meant: Meant
) -> Iterator[Mapping[str, Fraction | Term]]:
    """The point that the file gives, if the formulas have x alone; then the one that the prover finds."""
    if homonym.at is not None and (left.symbols() | right.symbols()) == {"x"}:
        yield {"x": homonym.at}
    verdict = prove(_stated(left, "==", right, homonym.assumed, meant))
    if isinstance(verdict, Refuted):
        yield dict(verdict.point)


def _stated(left: Term, sign: str, right: Term, assumed: tuple[Term, ...], meant: Meant) -> Statement:
    kind = "identity" if sign == "==" else "inequality"
    return Statement(left, sign, right, assumed, (), closure((left, right), meant), kind)


def _term(value: Fraction | Term) -> Term:
    return value if isinstance(value, Term) else number(value)
