"""Cells that were settled while a proof was searched for: the check that follows need not settle them again.

The search asks the checker itself what is the case on each cell. What it was told is kept here, for the
one statement, until its certificate is checked: there a cell with the same facts and the same functions,
read from the certificate, is not worked out a second time. The work is counted as if it were. A check
without `Settled`, as of a certificate from a file, works everything out (docs/decisions/settled-once.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from operator import is_
from typing import Any

from derive.checker.cell import Cell
from derive.checker.cells import Resolver
from derive.checker.claim import is_polynomial
from derive.checker.field import Field
from derive.checker.grown import Grown
from derive.checker.leaves import prepare
from derive.checker.poly import Poly, key
from derive.checker.signs import ANY
from derive.checker.terms import Term
from derive.checker.work import Tally, limited, spend

COSTLY = 50_000  # steps: what took more is worked out again
READING = 4  # steps for each number, symbol and head of a function that is named


class Settlement:
    """A cell, the field over it, and what was found to be the case."""

    def __init__(self, field: Grown, met: dict[int, tuple[Term, bool]]) -> None:
        self.field, self.resolver = field, Resolver(field, met)
        self.found: str | None = None
        self.asked = False  # whether the rule was: then more signs may be known than in a field that is new
        self.steps = 0
        self.straight = True  # whether a check would take the very same steps, apart from what was skipped
        self.skipped: tuple[Poly, ...] = ()

    @contextmanager
    def counted(self) -> Iterator[None]:
        """What is worked out inside is known from then on; a check by itself has to work it out."""
        with limited(Tally()) as tally:
            try:
                yield
            finally:
                self.steps += tally.close()
                self.straight, self.skipped = self.field.straight, tuple(self.field.skipped)

    def holds(self, condition: Term) -> bool:
        """Whether a condition holds on the whole cell."""
        with self.counted():
            return self.resolver.holds(condition)

    def sign(self, term: Term) -> int:
        """The signs that a term may have on the cell."""
        with self.counted():
            return self.field.sign(self.field.form(term))

    def as_checked(self) -> bool:
        """Whether a check would take the very same steps, now that what was skipped is made up for."""
        self.field.complete = True
        self.straight = self.straight and not any(map(self._told_by_estimate, self.skipped))
        self.skipped = ()
        return self.straight

    def _told_by_estimate(self, p: Poly) -> int:
        """The signs that a polynomial was left, and that an estimate would have excluded."""
        return self.field.known.get(key(p), ANY) & ~self.field.estimate(p)


class Settled:
    """What a rule says of the cells of one statement; the rule is `leaves.outcome` or its like for limits."""

    def __init__(self, rule: Callable[[Resolver], str]) -> None:
        self._rule = rule
        self._met: dict[int, tuple[Term, bool]] = {}  # which terms are settled says no cell
        self._cells: dict[tuple[tuple[Term, int], ...], list[Settlement]] = {}

    def any(self) -> bool:
        """Whether the rule has been asked of any cell."""
        return bool(self._cells)

    def forget(self) -> bool:
        """Forgets everything; whether there was anything."""
        known = self.any()
        self._cells.clear()
        return known

    def lay(self, field: Grown, plant: Callable[[], None], ask: bool = True) -> Settlement:
        """Lays the facts of a cell into its field, and asks what is the case there.

        Where a sign is open (`Unknown`) the field is kept all the same: a split goes on from there.
        """
        made = Settlement(field, self._met)
        with made.counted():
            prepare(field, plant)
            self._cells.setdefault(field.cell.facts, []).append(made)
            if ask:
                made.asked = True
                made.found = self._rule(made.resolver)
        return made

    def known(
        self, cell: Cell, node: dict[str, Any], forms: bool = False, new: bool = False
    ) -> Settlement | None:
        """What was found of a cell, if by just the functions that a node of a certificate names.

        With ``forms`` nothing but normal forms will be asked for; with ``new`` a sign that is found only
        where the rule was not asked before.
        """
        if "products" in node or "by" in node:
            return None
        atoms = node.get("atoms", [])
        for made in self._cells.get(cell.facts, ()):
            field = made.field
            if field.cell.fixed != cell.fixed or field.products or made.steps > COSTLY:
                continue
            if new and made.asked:
                continue
            if _same(atoms, field.named()) and (forms or made.as_checked()):
                field.complete = True
                spend(made.steps + READING * field.size)
                return made
        return None

    def plain(self, cell: Cell, node: dict[str, Any]) -> Field | None:
        """A field over a cell in which polynomials have the normal form that they have without functions.

        It is for a split that names every sign of a polynomial: nothing but that form is asked for there.
        """
        if "products" in node or node.get("atoms", []) != []:
            return None
        if not all(map(is_polynomial, (*cell.fixed.values(), *(term for term, _ in cell.facts)))):
            return None
        for made in self._cells.get(cell.facts, ()):
            if made.field.cell.fixed == cell.fixed:
                spend(100 * (1 + len(cell.facts)))
                return made.field
        return None


def _same(atoms: Any, named: list[Any]) -> bool:
    """Whether a certificate names just these functions; compared as texts, in which 1 is not true."""
    if type(atoms) is not list or len(atoms) != len(named):
        return False
    return all(map(is_, atoms, named)) or repr(atoms) == repr(named)
