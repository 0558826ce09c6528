"""A cell: what is known of it, and where the variables over it lie.

>>> Cell({"y": 0}, (("x", 4),)).facts
(('x', 4),)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from derive.checker.signs import REAL, Interval
from derive.checker.terms import Term


class Undefined(Exception):
    """A term has no value anywhere in the cell."""


class Cell(NamedTuple):
    """A piece of space: symbols that are fixed, and terms whose sign is known (strict or zero)."""

    fixed: Mapping[str, Term]
    facts: tuple[tuple[Term, int], ...] = ()


class Intervals(dict[int, Interval]):
    """The intervals of variables, each worked out when it is first asked for."""

    def __init__(self, interval: Callable[[int], Interval]) -> None:
        super().__init__()
        self.interval = interval

    def __missing__(self, index: int) -> Interval:
        self[index] = REAL  # all that is known meanwhile
        self[index] = found = self.interval(index)
        return found
