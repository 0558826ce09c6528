"""Measures of terms: how much work it is to look one up, and which applications occur in it.

>>> part = ("exp", "x")
>>> weight(("add", 1, part)), len(applications(("mul", part, part)))
(1, 2)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from derive.checker.terms import Term
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


def total_weight(terms: Iterable[Term]) -> int:
    """The sum of the weights of terms in which equal parts may be one object."""
    met: dict[int, tuple[Term, int, int]] = {}
    return sum(1 + (_measured(t, met)[2] if isinstance(t, tuple) else 0) // 16 for t in terms)


def _measured(node: tuple[Any, ...], met: dict[int, tuple[Term, int, int]]) -> tuple[Term, int, int]:
    """The lengths of all parts, and their sum with each taken as often as it stands deep."""
    found = met.get(id(node))
    if found is None:
        size = total = len(node)
        for arg in node:
            if isinstance(arg, tuple):
                _, inner, below = _measured(arg, met)
                size, total = size + inner, total + inner + below
        spend(1 + len(node) // 8)
        found = met[id(node)] = node, size, total
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
