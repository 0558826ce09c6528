"""Leaves that name a rule: the sign of left - right on an interval of the only variable, by enclosures.

``"by": {"order": 0}`` encloses d = left - right over the cell, ``{"at": p, "order": k}`` expands it about p
(`derive.checker.taylor`), and ``{"tail": true}`` decides the sign of its normal form on x > K > 0 or
x < -K < 0 (`derive.checker.enclosure_tails`). What is refused is not false: it is not shown.

>>> reshaped(
...     (
...         "mul",
...         ("mul", HALF, sub(("exp", "x"), ("exp", neg("x")))),
...         ("pow", ("mul", HALF, ("add", ("exp", "x"), ("exp", neg("x")))), -1),
...     )
... )
('add', 1, ('mul', -1, ('mul', 2, ('pow', ('add', 1, ('exp', ('mul', 2, 'x'))), -1))))
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from derive.checker import signs
from derive.checker.cells import HOLDS, Resolver
from derive.checker.claim import Claim
from derive.checker.enclosure import point
from derive.checker.enclosure_tails import Tail
from derive.checker.errors import Rejected, shown
from derive.checker.field import Field
from derive.checker.germs import answers
from derive.checker.poly import Poly, minus
from derive.checker.rational import Outside
from derive.checker.signs import NEG, POS, Interval
from derive.checker.taylor import BITS, AtPoint, Expansion, Jets
from derive.checker.terms import HALF, Term, head, neg, sub, weight
from derive.checker.work import spend

MAX_ORDER = 8


def holds_by(claim: Claim, resolver: Resolver, by: Any, at_point: AtPoint) -> None:
    """Refuses a leaf whose relation does not follow from the rule that it names.

    ``at_point`` makes the field over a point x = p, for derivatives that are zero there.
    """
    if len(claim.variables) != 1 or claim.relation == "eq":
        raise Rejected("by", "an inequality in one variable", "another statement")
    if not isinstance(by, dict):
        raise Rejected("by", "an object that names a rule", shown(by))
    try:
        found = _tail(claim, resolver) if by == {"tail": True} else _interval(claim, resolver, by, at_point)
    except Outside as reason:
        raise Rejected("by", "terms that have a value on the closed interval", str(reason)) from None
    if found & ~HOLDS[claim.relation]:
        raise Rejected("by", "an enclosure that decides the sign of left minus right", "one that does not")


def _interval(claim: Claim, resolver: Resolver, by: Mapping[str, Any], at_point: AtPoint) -> int:
    """The possible signs of left - right, from its jet over the cell."""
    order: Any = by.get("order")
    whole = type(order) is int and 0 <= order <= MAX_ORDER
    if not whole or set(by) - {"atoms"} != ({"at", "order"} if order else {"order"}):
        raise Rejected("by", f"an order from 1 to {MAX_ORDER} at a point, order 0, or a tail", shown(by))
    x = claim.variables[0]
    d = resolver.resolve(difference(claim))
    spend(weight(d))
    box = box_of(resolver.field, x)
    if order == 0:
        return Jets(x, box, BITS).value(d).sign()
    return Expansion(x, d, box, claim.read(by["at"]), order, at_point if "atoms" in by else None).signs()


def difference(claim: Claim) -> Term:
    """Left minus right, as the rules take it."""
    return reshaped(sub(claim.left, claim.right))


def box_of(field: Field, x: str) -> Interval:
    """An interval that holds every value of a symbol on the cell."""
    fixed = field.cell.fixed.get(x)
    if isinstance(fixed, (int, Fraction)):
        return point(fixed)
    return field.box[field.index[x]] if x in field.index else Interval()


def _tail(claim: Claim, resolver: Resolver) -> int:
    """The possible signs of the normal form of left - right on a half-line."""
    field, x = resolver.field, claim.variables[0]
    left, right = answers([lambda: resolver.form(claim.left), lambda: resolver.form(claim.right)])
    form = field.reduce(minus(left, right))
    box = box_of(field, x)
    if (box.lo is None) == (box.hi is None):
        raise Rejected("by", "a cell with one end", "another")
    tail = Tail(field, x, -box.hi if box.lo is None else box.lo, -1 if box.lo is None else 1)  # type: ignore[operator]
    total = _sign(field, tail, form.num)
    for factor, exponent in form.den.items():
        total = signs.times(total, signs.raised(_sign(field, tail, dict(factor)), exponent))
    return total


def _sign(field: Field, tail: Tail, p: Poly) -> int:
    found = field.sign_of(p)
    return found & tail.sign(p) if found & NEG and found & POS else found


# -- hyperbolic functions, written so that their argument stands in one place ---------------------------


def reshaped(term: Term) -> Term:
    """The same function with sinh u/cosh u = 1 - 2/(1 + exp 2u): intervals then lose nothing."""
    if not isinstance(term, tuple):
        return term
    spend(1)
    if head(term) == "mul" and len(term) == 3 and head(term[2]) == "pow" and term[2][2] == -1:
        u = _argument(term[1])
        if u is not None and term[2][1] == ("mul", HALF, ("add", ("exp", u), ("exp", neg(u)))):
            doubled: Term = ("exp", ("mul", 2, reshaped(u)))
            return sub(1, ("mul", 2, ("pow", ("add", 1, doubled), -1)))
    return (term[0], *(reshaped(arg) for arg in term[1:]))


def _argument(term: Term) -> Term | None:
    """U, where a term is sinh u as the checker writes it."""
    if head(term) != "mul" or len(term) != 3 or head(term[2]) != "add" or head(term[2][1]) != "exp":  # type: ignore[arg-type,index]
        return None
    u: Term = term[2][1][1]  # type: ignore[index]
    return u if term == ("mul", HALF, sub(("exp", u), ("exp", neg(u)))) else None
