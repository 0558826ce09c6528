"""A cell: what is known of it.

>>> Cell({"y": 0}, (("x", 4),)).facts
(('x', 4),)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from derive.checker.terms import Term, symbols


class Undefined(Exception):
    """A term has no value anywhere in the cell."""


class Cell(NamedTuple):
    """A piece of space: symbols that are fixed, and terms whose sign is known (strict or zero)."""

    fixed: Mapping[str, Term]
    facts: tuple[tuple[Term, int], ...] = ()

    def fixes(self, term: Term) -> bool:
        """Whether a term with symbols is a number here, since all of these are fixed to numbers."""
        names = symbols(term) if self.fixed else frozenset()
        return bool(names) and all(name in self.fixed and not symbols(self.fixed[name]) for name in names)
