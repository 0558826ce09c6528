"""Leaves: what is the case on one cell, once its facts are laid into a field.

The search for a proof asks these functions too, with a field that grows (`derive.checker.grown`): what they
say of a cell then is what they say when the certificate is checked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial

from derive.checker.cells import HOLDS, Resolver
from derive.checker.claim import Claim, is_polynomial
from derive.checker.field import Cell, Field, Undefined, Unknown
from derive.checker.fractional import minus
from derive.checker.germs import answers
from derive.checker.measures import weight
from derive.checker.monomials import ONE
from derive.checker.poly import coefficients, scale
from derive.checker.signs import ZERO
from derive.checker.terms import Term, symbols
from derive.checker.work import spend


def prepare(field: Field, plant: Callable[[], None] = lambda: None) -> None:
    """Lays the facts of the cell into its field, the polynomial ones first, before functions are planted."""
    spend(50 + sum(weight(term) for term, _ in field.cell.facts))
    plain = [_plain(field, term) for term, _ in field.cell.facts]
    for first in (True, False):
        for early, (term, sign) in zip(plain, field.cell.facts, strict=True):
            if early == first:
                field.assume(field.form(term), sign)
        if first:
            plant()


def _plain(field: Field, term: Term) -> bool:
    return is_polynomial(term) and not any(name in field.cell.fixed for name in symbols(term))


def outcome(claim: Claim, resolver: Resolver) -> str:
    """What is the case on a cell: holds, undefined, outside or fails (`Unknown` where it is open)."""
    spend(claim.weight)
    try:
        if not resolver.all_hold(claim.conditions):
            return "outside"
    except Undefined:
        return "outside"
    field = resolver.field
    sides = (claim.right, claim.left)
    try:
        if claim.deep and claim.relation == "eq":
            right, left = answers([partial(_evaluated, resolver, side) for side in sides])
            return "holds" if field.same_value(left, right) else "fails"
        right, left = answers([partial(resolver.form, side) for side in sides])
    except Undefined:
        return "undefined"
    difference = minus(left, right)
    if claim.relation == "eq":
        return "holds" if field.is_zero(difference) else "fails"
    found, allowed = field.sign(difference), HOLDS[claim.relation]
    if found & ~allowed and found & allowed:
        raise Unknown(field, field.reduce(difference).num, final=True)
    return "fails" if found & ~allowed else "holds"


def _evaluated(resolver: Resolver, side: Term) -> Term:
    """A side without branches, after it was seen to have a value on the cell."""
    resolved = resolver.resolve(side)
    resolver.defined(resolved)
    return resolved


def solve(claim: Claim, field: Field, term: Term) -> Cell:
    """The cell on which a term is zero: a symbol is fixed where the equation is linear in it."""
    cell = field.cell
    p = field.reduce(field.form(term)).num
    for name in claim.variables:
        index = field.index.get(name)
        if index is None:
            continue
        parts = coefficients(p, index)
        if set(parts) - {0} != {1} or set(parts[1]) != {ONE}:
            continue
        value = field.term_of(scale(parts.get(0, {}), Fraction(-1) / parts[1][ONE]))
        if not _rests_on(name, value, cell.fixed):
            return Cell({**cell.fixed, name: value}, cell.facts)
    return Cell(cell.fixed, (*cell.facts, (term, ZERO)))


def _rests_on(name: str, value: Term, fixed: Mapping[str, Term]) -> bool:
    """Whether a symbol is in a term, or in what its symbols are fixed to (y in exp x where x is y)."""
    met: frozenset[str] = frozenset()
    pending = [value]
    while pending:
        new = symbols(pending.pop()) - met
        if name in new:
            return True
        met |= new
        pending += [fixed[other] for other in new if other in fixed]
    return False
