"""The rows of the benchmark: statements with their truth, one JSON object a line, one file a family.

>>> rows = load("statements")
>>> rows[0].family, rows[0].truth, str(rows[0].statement().relation)
('algebraic', True, '==')

A row has ``name``, ``lhs``, ``rhs``, ``truth``, and where needed ``relation`` (== unless said otherwise),
``assumptions`` on parameters, ``domain`` of the variables, ``point`` (where a false one fails) and ``note``.
Truth: the relation holds at every real point of the domain at which both sides have a value.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from derive.language.catalogue import Catalogue
from derive.language.records import Statement

HERE = Path(__file__).parent
SETS = ("statements", "unseen", "deep")


@dataclass(frozen=True, slots=True)
class Row:
    """One statement of the benchmark."""

    name: str
    lhs: str
    rhs: str
    truth: bool
    family: str
    relation: str = "=="
    assumptions: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    point: dict[str, str] = field(default_factory=dict)
    note: str = ""

    @property
    def text(self) -> str:
        return f"{self.lhs} {self.relation} {self.rhs}"

    def statement(self) -> Statement:
        """The statement, read by Derive's grammar; raises FormulaError."""
        catalogue = _catalogue()
        if self.relation == "==":
            return catalogue.equation(self.lhs, self.rhs, self.assumptions, self.domain)
        return catalogue.statement(self.text, self.assumptions, self.domain)


@cache
def _catalogue() -> Catalogue:
    return Catalogue.load()


def set_of(name: str) -> str:
    """The set of a row, which its name begins with; that of the first set has no such beginning.

    >>> set_of("unseen-erf-true-01"), set_of("deep-true-01"), set_of("erf-true-01")
    ('unseen', 'deep', 'statements')
    """
    return next((folder for folder in SETS if name.startswith(f"{folder}-")), "statements")


def load(folder: str, family: str | None = None) -> list[Row]:
    """The rows of a set, family by family; raises ValueError for a line that is no row."""
    return [row for path in sorted((HERE / folder).glob(f"{family or '*'}.jsonl")) for row in _rows(path)]


def _rows(path: Path) -> Iterator[Row]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            yield _row(json.loads(line), path.stem)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{path.name}, line {number}: {error}") from None


def _row(data: dict[str, Any], family: str) -> Row:
    if not isinstance(data.get("truth"), bool):
        raise ValueError(f"expected true or false as 'truth', found {data.get('truth')!r}")
    for key in ("assumptions", "domain"):
        data[key] = tuple(data.get(key, ()))
    return Row(**data, family=family)
