"""Derivatives by the rules at the points of a cell: what a rule or a branch asks holds all around.

A cell may hold equations, so that a symbol cannot move on it. A condition that holds strictly at a point of
it, of terms that are continuous there, holds around that point too: there the function is one branch.

Source: W. Rudin, Principles of Mathematical Analysis, 3rd ed., chapter 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.checker import powers
from derive.checker.elementary import demands
from derive.checker.errors import Rejected
from derive.checker.field import Undefined, Unknown
from derive.checker.germs import BRANCHING
from derive.checker.measures import weight
from derive.checker.signs import NEG, NONZERO, POS, ZERO
from derive.checker.terms import CONNECTIVE_HEADS, RELATION_HEADS, Term, head, neg, sub
from derive.checker.work import spend

if TYPE_CHECKING:
    from derive.checker.cells import Resolver

By = tuple[str, ...]
MAX_ORDER = 100
# relation -> signs of left - right for which it holds
HOLDS = {"eq": ZERO, "ne": NONZERO, "lt": NEG, "le": NEG | ZERO, "gt": POS, "ge": POS | ZERO}


def plain(resolver: Resolver, term: Term, by: By = ()) -> Term | None:
    """A term without branches, its derivatives taken by the rules; None where these may not apply.

    What a derivative, and those by ``by`` outside it, ask of its parts holds strictly: so it does around.
    """
    if not isinstance(term, tuple):
        return term
    kind = head(term)
    if kind in BRANCHING:
        return _branch(resolver, term, by)
    if kind != "Derivative":
        args = [part for arg in term[1:] if (part := plain(resolver, arg, by)) is not None]
        if len(args) < len(term) - 1:
            return None
        return powers.resolved(resolver.field, term[2], *args) if kind == "pow" else (kind, *args)
    f = function(resolver, term, by)
    if f is None:
        return None
    for _ in range(term[3]):
        f = resolver.derivatives.of(f, term[2])
        spend(weight(f))
    return f


def function(resolver: Resolver, term: tuple[Term, ...], by: By = ()) -> Term | None:
    """The function of a derivative, where the rules of differentiation apply to it; else None."""
    _, inner, x, order = term
    by = (*by, str(x))
    f = plain(resolver, inner, by)
    fine = isinstance(order, int) and 1 <= order <= MAX_ORDER
    return f if fine and f is not None and _smooth(resolver, f, by) else None


def _smooth(resolver: Resolver, f: Term, by: By) -> bool:
    """Whether the rules of differentiation by some symbols apply to a term without branches."""
    resolver.defined(f)  # parts without these symbols have a value too
    return all(not resolver.sign_at(part) & ~ends for x in by for part, _, ends in demands(f, x))


def _branch(resolver: Resolver, term: tuple[Term, ...], by: By) -> Term | None:
    """The branch that a term is all around; None where that is not seen."""
    kind = term[0]
    if kind == "Piecewise":
        for case in term[1:]:
            holds = _holds(resolver, case[2], by)  # type: ignore[index]
            if holds is not False:
                return plain(resolver, case[1], by) if holds else None  # type: ignore[index]
        return None
    if kind in ("Max", "Min"):
        best = term[1]
        for other in term[2:]:
            sign = _sign(resolver, sub(best, other), by)
            if not sign:
                return None
            best = best if (sign == POS) == (kind == "Max") else other
        return plain(resolver, best, by)
    if kind in ("Abs", "sign", "Heaviside"):
        sign = _sign(resolver, term[1], by)
        if kind == "Abs" and sign:
            return plain(resolver, term[1] if sign == POS else neg(term[1]), by)
        return {POS: 1, NEG: -1 if kind == "sign" else 0}.get(sign)
    return None


def _holds(resolver: Resolver, condition: Term, by: By) -> bool | None:
    """Whether a condition is true all around, or false all around; None where neither is seen."""
    kind = head(condition)
    if kind == "true":
        return True
    if not isinstance(condition, tuple):
        return None
    if kind in RELATION_HEADS:
        sign = _sign(resolver, sub(condition[1], condition[2]), by)
        return bool(HOLDS[kind] & sign) if sign else None
    if kind not in ("not", *CONNECTIVE_HEADS):
        return None
    found = [_holds(resolver, part, by) for part in condition[1:]]
    if None in found:
        return None
    return not found[0] if kind == "not" else any(found) if kind == "or" else all(found)


def _sign(resolver: Resolver, u: Term, by: By) -> int:
    """The sign of a term all around, POS or NEG; 0 where that is not seen."""
    try:
        value = plain(resolver, u, by)
        if value is None or not _smooth(resolver, value, by):
            return 0
        sign = resolver.sign_at(value)
    except (Undefined, Unknown, Rejected):
        return 0
    return sign if sign in (POS, NEG) else 0
