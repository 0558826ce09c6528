"""A cell: what is known of it.

>>> Cell({"y": 0}, (("x", 4),)).facts
(('x', 4),)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from derive.checker.terms import Term


class Undefined(Exception):
    """A term has no value anywhere in the cell."""


class Cell(NamedTuple):
    """A piece of space: symbols that are fixed, and terms whose sign is known (strict or zero)."""

    fixed: Mapping[str, Term]
    facts: tuple[tuple[Term, int], ...] = ()
