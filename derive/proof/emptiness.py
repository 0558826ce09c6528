"""Leaves on which a statement fails, or has no value, and whether there is any point in their cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from derive.checker.errors import Rejected
from derive.checker.field import Cell
from derive.checker.fractional import whole
from derive.checker.poly import variable
from derive.checker.signs import ZERO
from derive.checker.statement import SIGNS, solve
from derive.checker.terms import symbols
from derive.proof.allowances import GivenUp

if TYPE_CHECKING:
    from derive.proof.search import Leaf, Search


def failing(search: Search) -> list[Leaf]:
    """The leaves on which the statement fails, without those whose cells are seen to be empty."""
    found: list[Leaf] = []
    pending = [leaf for leaf in search.leaves if leaf.found == "fails"]
    while pending:
        leaf = pending.pop(0)
        if emptied(search, leaf):
            continue
        before = len(search.leaves) - 1
        if parted(search, leaf):
            pending += [further for further in search.leaves[before:] if further.found == "fails"]
        else:
            found.append(leaf)
    return found


def parted(search: Search, leaf: Leaf) -> bool:
    """Splits a leaf by a symbol of its equations that is no fact yet: of x² + y² = 0 that leaves a point."""
    cell, tower = leaf.cell, leaf.tower
    equations = [term for term, sign in cell.facts if sign == ZERO]
    told = {*cell.fixed, *(term for term, _ in cell.facts)}
    for name in sorted({name for term in equations for name in symbols(term)} - told):
        if tower.reduce(tower.form(name)) != whole(variable(tower.number(name))):
            continue
        before = [*search.leaves]
        search.leaves[:] = [other for other in before if other is not leaf]
        node: dict[str, Any] = {"split": name, "atoms": [], "products": []}
        try:
            for key in ("neg", "zero", "pos"):
                below = Cell(cell.fixed, (*cell.facts, (name, SIGNS[key])))
                below = solve(search.claim, tower, name) if key == "zero" else below
                node[key] = search.grow(below, (*leaf.path, (name, SIGNS[key])))
        except (GivenUp, Rejected):  # then the leaf counts as it is
            search.leaves[:] = before
            return False
        leaf.node.clear()
        leaf.node.update(node)
        return True
    return False


def emptied(search: Search, leaf: Leaf, among: Sequence[int] | None = None) -> bool:
    """The cell of a leaf turns out to have no points: a fact is impossible where the others hold."""
    for k in reversed(range(len(leaf.cell.facts)) if among is None else among):
        (term, sign), others = leaf.cell.facts[k], (*leaf.cell.facts[:k], *leaf.cell.facts[k + 1 :])
        new = search.anew(Cell(leaf.cell.fixed, others), term)
        if new is not None and not new[1] & sign:
            tower = new[0]
            leaf.found = "empty"
            node = {"leaf": "empty", "fact": k, "atoms": tower, "products": tower.products}
            leaf.node.clear()
            leaf.node.update(node)
            return True
    return False
