"""A field that grows while it is used: what it lacks is proposed to it, and justified as in a certificate.

The search for a proof works in such a field. Who proposes is not trusted: a value of a function is one when
`derive.checker.rewrites` has justified it, and anything else becomes a generator. So the field knows no more
than one over the functions of its ``record`` does (`derive.checker.named`), as long as no ``products`` were
named: their factors were taken on trust, and are multiplied out when the certificate is checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from derive.checker.cell import Cell
from derive.checker.errors import Rejected
from derive.checker.field import Field
from derive.checker.fractional import Fractional
from derive.checker.ground import EFFORT
from derive.checker.measures import size
from derive.checker.poly import Poly
from derive.checker.rewrites import load_atom
from derive.checker.sharing import Sharing
from derive.checker.signs import ANY
from derive.checker.terms import Term, show, written


class Grown(Field):
    """A field over a cell with the functions that were asked for; ``record`` lists them in order."""

    def __init__(self, cell: Cell) -> None:
        super().__init__(cell)
        self.record: list[tuple[Term, Term | None]] = []
        self.made: dict[str, list[tuple[Term, Fractional]]] = {}  # generators of each kind, their values
        self.products: list[Term] = []  # polynomials whose sign is that of their factors
        self.straight = True  # whether a check would take the very same steps
        self.skipped: list[Poly] = []  # polynomials of which no estimate was made, since they seemed open
        self.complete = False  # whether it grows no further, and takes nothing on trust
        self.size = 0  # of the record, as far as it was asked for
        self._named: list[list[Any]] = []  # the record as JSON, as far as that was asked for
        self._spelled: dict[int, Any] = {}  # the JSON of its parts, by identity
        self._begun: list[Term] = []  # functions that are being made, the outermost first

    def named(self) -> list[list[Any]]:
        """The record as a certificate has it (a JSON value, which must not be changed)."""
        for term, value in self.record[len(self._named) :]:
            met = self._spelled
            self.size += size(term) + (0 if value is None else size(value))
            self._named.append([written(term, met), None if value is None else written(value, met)])
        return self._named

    def skip(self, p: Poly) -> int:
        """Makes no estimate of a polynomial: its sign is left open."""
        if self.estimating:
            self.straight = False
        else:
            self.skipped.append(p)
        return ANY

    # -- what is proposed -----------------------------------------------------------------------------
    def proposals(self, kind: str, args: tuple[Term, ...], forms: tuple[Fractional, ...]) -> Iterator[Term]:
        """Values that a function may have."""
        yield from ()

    def sought(self, p: Poly) -> int:
        """A sign by an inequality, or by products that are then named."""
        return super().estimate(p)

    # -- what the checker asks --------------------------------------------------------------------------
    def estimate(self, p: Poly) -> int:
        return super().estimate(p) if self.complete else self.sought(p)

    def same_value(self, t: Term, u: Term) -> bool:
        """Whether two terms have the same value: as a rule, that is seen without multiplying all out."""
        return Sharing(self).equal(t, u)

    def missing(self, kind: str, args: tuple[Term, ...], forms: tuple[Fractional, ...]) -> Fractional:
        if self.complete:
            return super().missing(kind, args, forms)
        self.straight &= not self.estimating  # a check makes no functions for its estimates
        before = (self.estimating, self.effort)
        self.estimating, self.effort = min(self.estimating, 1), EFFORT
        try:
            return self._made(kind, args, forms)
        finally:
            self.estimating, self.effort = before

    def _made(self, kind: str, args: tuple[Term, ...], forms: tuple[Fractional, ...]) -> Fractional:
        """A new atom: a value through earlier generators, or a generator of its own.

        No estimate that it needs may ask for the function itself, which is not there yet.
        """
        term: Term = (kind, *args)
        if term in self._begun:
            raise Rejected("atoms", f"a value of {show(term)} that is found without it", "none")
        self._begun.append(term)
        try:
            return self._first(kind, args, forms)
        finally:
            self._begun.pop()

    def _first(self, kind: str, args: tuple[Term, ...], forms: tuple[Fractional, ...]) -> Fractional:
        """The first of several values that is justified; else a generator.

        Where an equation holds, a function that was made for a guess may be the very one: log(x²y) is log x
        where x y = 1.
        """
        term: Term = (kind, *args)
        for value in self.proposals(kind, args, forms):
            try:
                load_atom(self, term, value)
            except Rejected:
                continue  # a guess that was wrong
            self.record.append((term, value))
            return self.find(kind, forms) or self.atoms[kind][-1].value
        if (found := self.find(kind, forms)) is not None:
            return found
        form = self.generator(kind, args)
        self.made.setdefault(kind, []).append((term, form))
        self.record.append((term, None))
        return form
