"""Points: a witness, at which hypotheses and domain hold, and a refutation, at which the relation fails.

The values at a point are rational numbers, and signs are found by enclosures; or, where the certificate
names atoms for it, any terms without symbols, and signs are found exactly in the field of these numbers.
"""

from __future__ import annotations

from typing import Any

from derive.checker.cells import HOLDS, Resolver
from derive.checker.claim import Claim, read_point
from derive.checker.errors import Rejected, shown
from derive.checker.field import Cell
from derive.checker.named import NamedField
from derive.checker.point import PointResolver
from derive.checker.signs import NAMES
from derive.checker.terms import Term, number, show, sub, symbols


def check_witness(claim: Claim, domain: tuple[Term, ...], data: Any, atoms: Any = None) -> None:
    """A point at which hypotheses and domain hold: the claim is not about nothing."""
    if atoms is None and not (claim.facts or claim.conditions or domain):
        read_point(data, claim.variables)  # any point will do
        return
    if not _resolver(claim, data, atoms).all_hold(domain):
        raise Rejected("witness", "a point of the domain", "another")


def check_refutation(claim: Claim, data: Any, atoms: Any = None) -> None:
    """A point at which the hypotheses hold, both sides have a value, and the relation is false."""
    possible = _resolver(claim, data, atoms).sign_of(sub(claim.left, claim.right))
    if possible & HOLDS[claim.relation]:
        raise Rejected("refutation", "two sides that do not stand in the relation", NAMES[possible])


def _resolver(claim: Claim, data: Any, atoms: Any) -> Resolver:
    if atoms is None:
        point = read_point(data, claim.variables)
        resolver: Resolver = PointResolver({name: number(value) for name, value in point.items()})
    else:
        values = _values(claim, data)
        resolver = Resolver(NamedField(Cell(values), claim, atoms))
        for value in values.values():
            resolver.form(value)  # it has a value
    for term, sign in claim.facts:
        if resolver.sign_of(term) & ~sign:
            raise Rejected("point", "a point at which the hypotheses hold", "another")
    if not resolver.all_hold(claim.conditions):
        raise Rejected("point", "a point at which the hypotheses hold", "another")
    return resolver


def _values(claim: Claim, data: Any) -> dict[str, Term]:
    """An exact value for each symbol of a statement."""
    if not isinstance(data, dict) or set(data) != set(claim.variables):
        raise Rejected("point", f"values for {', '.join(claim.variables)[:60] or 'no symbols'}", shown(data))
    values = {name: claim.read(entry) for name, entry in data.items()}
    for name, value in values.items():
        if symbols(value):
            raise Rejected("point", f"a value of {name} without symbols", show(value))
    return values
