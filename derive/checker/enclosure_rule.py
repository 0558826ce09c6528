"""Leaves that name a rule: the sign of left - right on an interval of the only variable, by enclosures.

``"by": {"order": 0}`` encloses d = left - right over the cell, ``{"at": p, "order": k}`` expands it about p
(`derive.checker.taylor`), with ``"slope": true`` the sign of d' comes from its normal form, and
``{"tail": true}`` decides the sign of the normal form of d on x > K > 0 or x < -K < 0
(`derive.checker.enclosure_tails`). With ``"all": true`` it is shown for u and for -u in place of |u|.
What is refused is not false: it is not shown.

>>> _choices(("Abs", "x"))
['x', ('mul', -1, 'x')]
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from derive.checker import signs
from derive.checker.cells import HOLDS, Resolver
from derive.checker.claim import Claim
from derive.checker.elementary import ROWS, differentiate
from derive.checker.enclosure import point
from derive.checker.enclosure_tails import Tail
from derive.checker.errors import Rejected, shown
from derive.checker.field import Field
from derive.checker.measures import weight
from derive.checker.monomials import ONE, monomial
from derive.checker.poly import Poly
from derive.checker.rational import Outside
from derive.checker.signs import ANY, NEG, NONZERO, POS, ZERO, Interval
from derive.checker.taylor import BITS, MAX_DERIVATIVE, AtPoint, Expansion, Jets, taken
from derive.checker.terms import DERIVATIVES, HALF, Term, head, neg, show, sub
from derive.checker.work import spend

MAX_ORDER, MAX_CHOICES = 8, 8
OPTIONS = {"atoms", "slope", "all"}  # what a rule with an order may name besides


def holds_by(claim: Claim, resolver: Resolver, by: Any, at_point: AtPoint) -> None:
    """Refuses a leaf whose relation does not follow from the rule that it names.

    ``at_point`` makes the field over a point x = p, for derivatives that are zero there.
    """
    if len(claim.variables) != 1 or claim.relation == "eq":
        raise Rejected("by", "an inequality in one variable", "another statement")
    if not isinstance(by, dict) or any(by[key] is not True for key in by.keys() & {"tail", "all", "slope"}):
        raise Rejected("by", "an object that names a rule", shown(by))
    try:
        found = _tail(claim, resolver, by) if "tail" in by else _interval(claim, resolver, by, at_point)
    except Outside as reason:
        raise Rejected("by", "terms that have a value on the closed interval", str(reason)) from None
    if found & ~HOLDS[claim.relation]:
        raise Rejected("by", "an enclosure that decides the sign of left minus right", "one that does not")


def _interval(claim: Claim, resolver: Resolver, by: Mapping[str, Any], at_point: AtPoint) -> int:
    """The possible signs of left - right, from its jet over the cell."""
    order: Any = by.get("order")
    whole = type(order) is int and 0 <= order <= MAX_ORDER
    if not whole or set(by) - OPTIONS != ({"at", "order"} if order else {"order"}):
        raise Rejected("by", f"an order from 1 to {MAX_ORDER} at a point, order 0, or a tail", shown(by))
    if not isinstance(by.get("atoms", []), list) or ("slope" in by and order != 1):
        raise Rejected("by", "atoms as a list, and a slope with order 1 only", shown(by))
    x, box, found = claim.variables[0], box_of(resolver.field, claim.variables[0]), 0
    if box.empty():
        raise Rejected("by", "a cell with points", "one without")
    ds = branches(claim, resolver, by)
    if order == 0:
        jets = Jets(x, box, BITS)
        for d in ds:
            found |= jets.value(d).sign()
        return found
    expansion = Expansion(x, box, claim.read(by["at"]), order)
    expansion.at_point = at_point if "atoms" in by else None
    for d in ds:
        spend(weight(d))
        if "slope" in by:
            expansion.slope = _slope(resolver, d, x)
        found |= expansion.signs(d)
    return found


def _slope(resolver: Resolver, d: Term, x: str) -> Interval:
    """The sign of the derivative by the normal form, on a cell that is all of its interval."""
    field = resolver.field
    if field.cell.fixed:
        raise Rejected("by", "a cell that is an interval, for a slope of known sign", "a point")
    for term, sign in field.cell.facts:
        form = field.reduce(field.form(term))
        if (
            form.den
            or sign in (ZERO, NONZERO)
            or not set(form.num) <= {ONE, monomial(field.index[x]) if x in field.index else ONE}
        ):
            raise Rejected("by", "a cell that is an interval, for a slope of known sign", show(term))
    d = _taken(resolver, d, x)
    resolver.smooth(d, x, None)
    found = resolver.sign_at(differentiate(d, x))
    zero = Fraction(0)
    if not found & NEG:
        return Interval(zero, None, bool(found & ZERO))
    return Interval(None, zero, False, bool(found & ZERO)) if not found & POS else Interval()


def _taken(resolver: Resolver, d: Term, x: str) -> Term:
    """The term with its derivatives worked out, each of a function that is smooth on the whole cell."""
    if isinstance(d, tuple):
        for arg in d[1:]:
            _taken(resolver, arg, x)
        if head(d) == "Derivative":
            resolver.smooth(taken(d[1]), x, None)
    return taken(d)


def branches(claim: Claim, resolver: Resolver, by: Mapping[str, Any]) -> list[Term]:
    """Left minus right without branches; with ``"all": true`` all that it may be (|u| is u or -u)."""
    d = reshaped(sub(claim.left, claim.right))
    return [_resolved(choice, claim, resolver) for choice in (_choices(d) if "all" in by else [d])]


def _resolved(term: Term, claim: Claim, resolver: Resolver) -> Term:
    """A term with its branches chosen; derivatives by the variable are left to its jet on an open cell."""
    kind, x, cell = head(term), claim.variables[0], resolver.field.cell
    if not isinstance(term, tuple) or cell.fixed or any(sign == ZERO for _, sign in cell.facts):
        return resolver.resolve(term)
    if kind == "Derivative" and term[2] == x and isinstance(term[3], int) and 1 <= term[3] <= MAX_DERIVATIVE:
        return (kind, resolver.resolve(term[1]), x, term[3])
    if kind in ("add", "mul") or kind in ROWS:
        return (kind, *(_resolved(arg, claim, resolver) for arg in term[1:]))
    return resolver.resolve(term)


def _choices(term: Term) -> list[Term]:
    """The terms that one with Abs, Max and Min may be at a point, if they are few."""
    kind = head(term)
    if not isinstance(term, tuple) or kind in {*DERIVATIVES, "Piecewise", "sign", "Heaviside"}:
        return [term]
    inner = [_choices(arg) for arg in term[1:]]
    if kind == "Abs":
        return [choice for u in inner[0] for choice in (u, neg(u))]
    if kind in ("Max", "Min"):
        return [choice for found in inner for choice in found]
    if prod(len(found) for found in inner) > MAX_CHOICES:
        return [term]
    return [(kind, *args) for args in product(*inner)]


def box_of(field: Field, x: str) -> Interval:
    """An interval that holds every value of a symbol on the cell."""
    fixed = field.cell.fixed.get(x)
    if isinstance(fixed, (int, Fraction)):
        return point(fixed)
    return field.where(field.index[x]) if x in field.index else Interval()


def _tail(claim: Claim, resolver: Resolver, by: Mapping[str, Any]) -> int:
    """The possible signs of the normal form of left - right on a half-line."""
    if not set(by) <= {"tail", "all"}:
        raise Rejected("by", "a tail, perhaps with all branches", shown(by))
    field, x = resolver.field, claim.variables[0]
    box = box_of(field, x)
    if (box.lo is None) == (box.hi is None):
        raise Rejected("by", "a cell with one end", "another")
    tail = Tail(field, x, -box.hi if box.lo is None else box.lo, -1 if box.lo is None else 1)  # type: ignore[operator]
    found = 0
    for d in branches(claim, resolver, by):
        form = field.reduce(field.form(_taken(resolver, d, x)))
        total = tail.sign(form.num)
        for factor, exponent in form.den.items():
            total = signs.times(total, signs.raised(_sign(field, tail, dict(factor)), exponent))
        found |= total
    return found


def _sign(field: Field, tail: Tail, p: Poly) -> int:
    """The possible signs of a polynomial far out, or on the whole cell."""
    try:
        found = tail.sign(p)
    except (Outside, Rejected):
        found = ANY
    return field.sign_of(p) if found & NEG and found & POS else found


# -- hyperbolic functions, written so that their argument stands in one place ---------------------------


def reshaped(term: Term) -> Term:
    """The same function with sinh u/cosh u = 1 - 2/(1 + exp 2u): intervals then lose nothing."""
    if not isinstance(term, tuple):
        return term
    spend(1)
    if head(term) == "mul" and len(term) == 3 and head(term[2]) == "pow" and term[2][2] == -1:
        above, below = term[1], term[2][1]
        if head(above) == head(below) == "mul" and above[1:2] == below[1:2] == (HALF,):
            above, below = _without_half(above), _without_half(below)
        u = below[1][1] if head(below) == "add" and head(below[1]) == "exp" else None
        if u is not None and above == sub(("exp", u), ("exp", neg(u))):
            if below == ("add", ("exp", u), ("exp", neg(u))):
                doubled: Term = ("exp", ("mul", 2, reshaped(u)))
                return sub(1, ("mul", 2, ("pow", ("add", 1, doubled), -1)))
    return (term[0], *(reshaped(arg) for arg in term[1:]))


def _without_half(term: Term) -> Term:
    """U of ½ u."""
    return term[2] if isinstance(term, tuple) and len(term) == 3 else term
