"""Measures of terms: how much work it is to look one up, and which applications occur in it.

>>> part = ("exp", "x")
>>> weight(("add", 1, part)), len(applications(("mul", part, part)))
(1, 2)
"""

from __future__ import annotations

from typing import Any

from derive.checker.elementary import ROWS
from derive.checker.terms import MAX_NODES, Term
from derive.checker.work import spend


def weight(term: Term) -> int:
    """The work of looking a term up together with all its parts."""
    total, depth = 0, 1
    level = [term] if isinstance(term, tuple) else []
    while level:
        size = sum(map(len, level))
        spend(len(level) + size // 8)
        total, depth = total + depth * size, depth + 1
        level = [arg for node in level for arg in node if isinstance(arg, tuple)]
    return 1 + total // 16


def size(term: Term) -> int:
    """How many numbers, symbols and heads it has as it is written."""
    total = 1
    level = [term] if isinstance(term, tuple) else []
    while level and total <= MAX_NODES:
        total += sum(map(len, level)) - len(level)
        level = [arg for node in level for arg in node if isinstance(arg, tuple)]
    return total


class Survey:
    """What there is to know of terms in which equal parts may be one object, each looked at once."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.derived: set[str] = set()  # symbols that are derived by
        self._met: dict[int, tuple[Term, int, int, int]] = {}  # by identity; the term is kept

    def of(self, term: Term) -> tuple[int, int]:
        """The weight of a term, and how many functions stand within each other."""
        if not isinstance(term, tuple):
            self.names |= {term} if isinstance(term, str) else set()
            return 1, 0
        before = len(self._met)
        _, _, total, depth = self._met.get(id(term)) or self._measured(term)
        spend(1 + len(self._met) - before)
        return 1 + total // 16, depth

    def _measured(self, node: tuple[Any, ...]) -> tuple[Term, int, int, int]:
        """The lengths of all parts, their sum with each taken as often as it stands deep, and the depth."""
        met, kind, depth = self._met, node[0], 0
        size = total = len(node)
        for arg in node[1:]:
            if isinstance(arg, tuple):
                _, inner, below, deep = met.get(id(arg)) or self._measured(arg)
                size += inner
                total += inner + below
                if deep > depth:  # noqa: PLR1730 - sooner than max
                    depth = deep
            elif isinstance(arg, str):
                self.names.add(arg)
        if kind == "Derivative" and isinstance(node[2], str):
            self.derived.add(node[2])
        found = met[id(node)] = node, size, total, depth + 1 if kind in ROWS else depth
        return found


def applications(*terms: Term) -> list[tuple[Any, ...]]:
    """The applications in some terms, each object once: equal parts may be one object."""
    met: dict[int, tuple[Any, ...]] = {}
    pending = [*terms]
    while pending:
        node = pending.pop()
        if isinstance(node, tuple) and id(node) not in met:
            met[id(node)] = node
            pending.extend(node)
    spend(1 + len(met) // 8)
    return list(met.values())
