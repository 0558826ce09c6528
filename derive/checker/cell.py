"""A cell: what is known of it, and where the variables over it lie.

>>> Cell({"y": 0}, (("x", 4),)).facts
(('x', 4),)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol
from weakref import ref

from derive.checker.signs import REAL, Interval
from derive.checker.terms import Term


class Undefined(Exception):
    """A term has no value anywhere in the cell."""


class Cell(NamedTuple):
    """A piece of space: symbols that are fixed, and terms whose sign is known (strict or zero)."""

    fixed: Mapping[str, Term]
    facts: tuple[tuple[Term, int], ...] = ()


class Variables(Protocol):
    """What knows where a variable lies."""

    def interval(self, index: int) -> Interval: ...


class Intervals(dict[int, Interval]):
    """The intervals of variables, each worked out when it is first asked for."""

    def __init__(self, variables: Variables) -> None:
        super().__init__()
        self._variables = ref(variables)  # a weak reference, so that no circle keeps them in memory

    def __missing__(self, index: int) -> Interval:
        variables = self._variables()
        self[index] = REAL  # all that is known meanwhile
        if variables is not None:
            self[index] = variables.interval(index)
        return self[index]
