"""The field of a certificate: its functions and products are those that the certificate names."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from itertools import chain
from typing import Any

from derive.checker.claim import Claim
from derive.checker.errors import Rejected, shown
from derive.checker.field import Cell, Field, Undefined, Unknown
from derive.checker.fractional import Fractional
from derive.checker.poly import Poly, scale
from derive.checker.rewrites import load_atom
from derive.checker.sharing import Sharing
from derive.checker.signs import of_number, raised, times
from derive.checker.terms import Term, head

MAX_PRODUCTS = 50


class NamedField(Field):
    """A field whose functions are those that a certificate names; each is read when it is first needed."""

    def __init__(self, cell: Cell, claim: Claim, atoms: Any, products: Any = None) -> None:
        super().__init__(cell)
        products = [] if products is None else products
        for name, found in (("atoms", atoms), ("products", products)):
            if not isinstance(found, list):
                raise Rejected(name, "a list", shown(found))
        self.claim = claim
        self.pending: Iterator[Any] = iter(atoms)
        self.products = [claim.read(term) for term in products[:MAX_PRODUCTS]]

    def estimate(self, p: Poly) -> int:
        """A sign by the products that the certificate names, or by an inequality."""
        products, self.products = self.products, []  # a product is not consulted for its own factors
        try:
            for term in products:
                found = self._by_product(term, p)
                if found is not None:
                    return found & super().estimate(p)
        except Undefined as error:  # of the certificate's own term: it says nothing of the statement
            raise Rejected("products", "terms that have a value", str(error)) from None
        finally:
            self.products = products
        return super().estimate(p)

    def same_value(self, t: Term, u: Term) -> bool:
        """Whether two terms have the same value: as a rule, that is seen without multiplying all out."""
        return Sharing(self).equal(t, u)

    def _by_product(self, term: Term, p: Poly) -> int | None:
        """The sign of p, if p is the product but for a number, and of functions that have been read."""
        pending, self.pending = self.pending, iter(())
        try:
            form = self.reduce(self.form(term))
        except Rejected:
            return None
        finally:
            self.pending = pending
        if form.den or form.num.keys() != p.keys():
            return None
        ratio = Fraction(p[min(p)]) / form.num[min(p)]
        return times(of_number(ratio), self._sign_of_product(term)) if scale(form.num, ratio) == p else None

    def _sign_of_product(self, term: Term) -> int:
        kind = head(term)
        if kind == "mul":
            return reduce(times, [self._sign_of_product(part) for part in term[1:]])  # type: ignore[index]
        if kind == "pow" and isinstance(term[2], int):  # type: ignore[index]
            return raised(self._sign_of_product(term[1]), term[2])  # type: ignore[index]
        return self.sign(self.form(term))

    def missing(self, kind: str, args: tuple[Term, ...], forms: tuple[Fractional, ...]) -> Fractional:
        before, self.estimating = (self.estimating, self.effort), 0
        try:
            found = self._read(kind, forms)
        finally:
            self.estimating, self.effort = before
        return super().missing(kind, args, forms) if found is None else found

    def _read(self, kind: str, forms: tuple[Fractional, ...]) -> Fractional | None:
        """Reads further atoms until the one that is looked for."""
        for entry in self._further():
            if not isinstance(entry, list) or len(entry) != 2:
                raise Rejected("atoms", "pairs of a function and its value or null", shown(entry))
            value = None if entry[1] is None else self.claim.read(entry[1])
            try:
                load_atom(self, self.claim.read(entry[0]), value)
            except (Rejected, Unknown):
                self.pending = chain([entry], self.pending)  # more may be known when it is asked for again
                raise
            found = self.find(kind, forms)
            if found is not None:
                return found
        return None

    def _further(self) -> Iterator[Any]:
        """The atoms that are still to be read, with those that are put back while another is read."""
        while True:
            try:
                entry = next(self.pending)
            except StopIteration:
                return
            yield entry
