"""Formulas with indices, written out for a number of inputs: sums and maxima over j, sets S of indices.

>>> from derive.language.grammar import parse_value
>>> from derive.language.vocabulary import Signature
>>> mean = parse_value("sum_j(x_j)/n - x_i", {name: Signature(name) for name in GATHERED})
>>> print(Indexed(mean, ("x1", "x2"), False)(mean, {"i": 2}))
(x1 + x2)/2 - x2

What the letters mean is told in `derive.language.vectors`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from derive.language.term import Term, call, number, symbol

GATHERED = ("sum_j", "max_j", "rest_max_j", "best_S", "sum_S")


@dataclass(frozen=True, slots=True)
class Indexed:
    """Puts indices into terms that speak of a function: ``formula`` is its output i, or its only one.

    ``outputs`` are names for the outputs; without them the formula is written out.
    """

    formula: Term
    variables: tuple[str, ...]
    scalar: bool
    outputs: tuple[str, ...] = ()

    @property
    def n(self) -> int:
        return len(self.variables)

    def __call__(self, t: Term, at: Mapping[str, int], members: tuple[int, ...] = ()) -> Term:
        """The term with the indices of ``at`` (from 1) for i, j and k, and ``members`` for S."""
        if t.is_symbol():
            return self._letter(t, at, members)
        if t.head in GATHERED:
            return self._gathered(t, at, members)
        return Term(t.head, tuple(self(arg, at, members) for arg in t.args), t.value)

    def _letter(self, t: Term, at: Mapping[str, int], members: tuple[int, ...]) -> Term:
        kind, _, index = t.name.partition("_")
        if t.name == "n":
            return number(self.n)
        if t.name == "size_S":
            return number(len(members))
        if t.name == "delta_ik":
            return number(int(at["i"] == at["k"]))
        if kind == "x" and index in at:
            return symbol(self.variables[at[index] - 1])
        if kind == "f" and index in at and self.outputs:
            return symbol(self.outputs[0 if self.scalar else at[index] - 1])
        if kind == "f" and index in at:
            return self(self.formula, {**at, "i": 1 if self.scalar else at[index]}, members)
        return t

    def _gathered(self, t: Term, at: Mapping[str, int], members: tuple[int, ...]) -> Term:
        (inner,) = t.args
        indices = range(1, self.n + 1)
        if t.head == "best_S":
            sets = (s for size in indices for s in combinations(indices, size))
            return _joined("Max", [self(inner, at, s) for s in sets])
        over = members if t.head == "sum_S" else indices
        rest = [j for j in over if t.head != "rest_max_j" or j != at["k"]]
        head = "Max" if "max" in t.head else "add"
        return _joined(head, [self(inner, {**at, "j": j}, members) for j in rest])


def letters(t: Term) -> frozenset[str]:
    """Which of the indices i, j and k a term leaves free."""
    if t.is_symbol():
        _, _, index = t.name.partition("_")
        return frozenset("ik" if t.name == "delta_ik" else index) & frozenset("ijk")
    free = frozenset().union(*map(letters, t.args))
    free |= frozenset("k") if t.head == "rest_max_j" else frozenset()
    return free - {"j"} if t.head in GATHERED else free


def _joined(head: str, parts: list[Term]) -> Term:
    return parts[0] if len(parts) == 1 else call(head, *parts)
