"""Branches: a term with Piecewise, Max, Abs and derivatives becomes one formula on a cell.

A cell is cut out by strict inequalities and equations, so around each of its points the variables
that are not fixed may move a little. There the derivative of a branching function is the derivative
of the branch. Where x is fixed (at a point c where pieces meet) the derivative exists when the
function is continuous at c and its one-sided derivatives agree; then it is their common value.

Source: W. Rudin, Principles of Mathematical Analysis, 3rd ed., chapter 5.
"""

from __future__ import annotations

from typing import NamedTuple

from derive.checker.elementary import differentiate
from derive.checker.errors import Rejected
from derive.checker.field import Field, Undefined, Unknown
from derive.checker.poly import minus
from derive.checker.signs import NEG, NONZERO, POS, ZERO, negated
from derive.checker.terms import (
    CONNECTIVE_HEADS,
    HALF,
    RELATION_HEADS,
    Term,
    head,
    neg,
    show,
    sub,
    substitute,
    symbols,
)

# relation -> signs of left - right for which it holds
HOLDS = {"eq": ZERO, "ne": NONZERO, "lt": NEG, "le": NEG | ZERO, "gt": POS, "ge": POS | ZERO}
MAX_ORDER = 12
DERIVATIVES = ("Derivative", "LeftDerivative", "RightDerivative")


class Germ(NamedTuple):
    """Points x slightly to one side of ``at``: side -1 is left, +1 is right."""

    x: str
    at: Term
    side: int


class Resolver:
    """Chooses branches on a cell, with the signs that a field knows."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.derived: list[Term] = []  # functions whose interior of definition is still to be checked
        self._memo: dict[tuple[Term, Germ | None], Term] = {}

    # -- conditions -------------------------------------------------------------------------------
    def holds(self, condition: Term, germ: Germ | None = None) -> bool:
        """Whether a relation or connective of relations is true on the whole cell."""
        kind = head(condition)
        if kind == "true":
            return True
        assert isinstance(condition, tuple)
        if kind in RELATION_HEADS:
            return self._decide(sub(condition[1], condition[2]), HOLDS[kind], germ)
        if kind == "not":
            return not self.holds(condition[1], germ)
        if kind in CONNECTIVE_HEADS:
            return self._connective(kind, condition[1:], germ)
        raise Rejected("condition", "a relation", show(condition))

    def _connective(self, kind: str, parts: tuple[Term, ...], germ: Germ | None) -> bool:
        """One decided part may settle the whole although another is not known."""
        settles, open_question = kind == "or", None
        for part in parts:
            try:
                if self.holds(part, germ) == settles:
                    return settles
            except Unknown as unknown:
                open_question = open_question or unknown
        if open_question:
            raise open_question
        return not settles

    def _decide(self, difference: Term, allowed: int, germ: Germ | None) -> bool:
        """Whether the sign of a term is among those allowed; `Unknown` where the cell leaves it open."""
        found = self.sign_of(difference, germ)
        if not found & ~allowed:
            return True
        if not found & allowed:
            return False
        raise self._unknown(self.resolve(difference, germ), germ)

    def _unknown(self, resolved: Term, germ: Germ | None) -> Exception:
        if germ:
            resolved = substitute(resolved, {germ.x: germ.at})
        return Unknown(self.field, self.field.reduce(self.field.form(resolved)).num)

    def sign_of(self, term: Term, germ: Germ | None = None) -> int:
        """The possible signs of a term on the cell (or beside a point)."""
        resolved = self.resolve(term, germ)
        if germ is None or germ.x not in symbols(resolved):
            return self.sign_at(resolved)
        return self._sign_beside(resolved, germ)

    def sign_at(self, resolved: Term) -> int:
        """The possible signs of a term without branches."""
        return self.field.sign(self.field.form(resolved))

    def _sign_beside(self, resolved: Term, germ: Germ) -> int:
        """The sign of a differentiable term beside a point: that of its first derivative that is not 0."""
        side = 1
        for _ in range(MAX_ORDER):
            try:
                found = self.sign_at(substitute(resolved, {germ.x: germ.at}))
            except Undefined as error:
                raise Rejected("one side", "a term that is smooth at the point", str(error)) from error
            if found != ZERO:
                if found & ZERO or found == NONZERO:
                    raise self._unknown(resolved, germ)
                return found if side > 0 else negated(found)
            resolved, side = differentiate(resolved, germ.x), side * germ.side
            if resolved == 0:
                return ZERO
        raise Rejected("one side", f"a sign within {MAX_ORDER} derivatives", "none")

    # -- branches ---------------------------------------------------------------------------------
    def resolve(self, term: Term, germ: Germ | None = None) -> Term:
        """The term with every branch chosen and every derivative taken."""
        if not isinstance(term, tuple):
            return term
        known = self._memo.get((term, germ))
        if known is None:
            known = self._memo[(term, germ)] = self._resolve(term, germ)
        return known

    def _resolve(self, term: tuple[Term, ...], germ: Germ | None) -> Term:
        kind = head(term)
        if kind == "Piecewise":
            return self._piecewise(term[1:], germ)
        if kind in ("Max", "Min"):
            return self._extreme(kind, term[1:], germ)
        if kind == "Abs":
            return self._by_sign(term[1], term[1], term[1], neg(term[1]), germ)
        if kind == "sign":
            return self._by_sign(term[1], 1, 0, -1, germ)
        if kind == "Heaviside":
            return self._by_sign(term[1], 1, HALF, 0, germ)
        if kind == "Derivative":
            return self._derivative(term, germ)
        if kind in DERIVATIVES:
            x, at = term[2], self.resolve(term[3], germ)
            return self._one_sided(term[1], Germ(str(x), at, -1 if kind[0] == "L" else 1), germ)
        return (kind, *(self.resolve(arg, germ) for arg in term[1:]))

    def _by_sign(self, u: Term, above: Term, at: Term, below: Term, germ: Germ | None) -> Term:
        """Chooses by the sign of u; "at least 0" is enough where both choices agree at 0 (as for Abs)."""
        if self._decide(u, POS | ZERO if above == at else POS, germ):
            return self.resolve(above, germ)
        return self.resolve(at if self._decide(u, ZERO, germ) else below, germ)

    def _extreme(self, kind: str, args: tuple[Term, ...], germ: Germ | None) -> Term:
        best = self.resolve(args[0], germ)
        for arg in args[1:]:
            other = self.resolve(arg, germ)
            ahead = self._decide(sub(best, other), (POS if kind == "Max" else NEG) | ZERO, germ)
            best = best if ahead else other
        return best

    def _piecewise(self, cases: tuple[Term, ...], germ: Germ | None) -> Term:
        for case in cases:
            if head(case) != "case":
                raise Rejected("Piecewise", "cases", head(case))
            if self.holds(case[2], germ):  # type: ignore[index]
                return self.resolve(case[1], germ)  # type: ignore[index]
        raise Undefined("no case of a Piecewise applies")

    # -- derivatives ------------------------------------------------------------------------------
    def _derivative(self, term: tuple[Term, ...], germ: Germ | None) -> Term:
        _, f, x, order = term
        if not isinstance(order, int) or not 1 <= order <= MAX_ORDER or not isinstance(x, str):
            raise Rejected("Derivative", f"a symbol and an order from 1 to {MAX_ORDER}", show(order))
        if germ is None and x in self.field.cell.fixed:
            return self._at_point(f, x, self.field.cell.fixed[x], order)
        if germ is not None and x != germ.x and germ.x in symbols(f):
            raise Rejected("Derivative", f"derivatives by {germ.x} only beside a point", f"one by {x}")
        self._may_move(x)
        branch = self.resolve(f, germ)
        self.derived.append(substitute(branch, {germ.x: germ.at}) if germ else branch)
        for _ in range(order):
            branch = differentiate(branch, x)
        return branch

    def _may_move(self, x: str) -> None:
        """No equation ties x to other variables: else the cell has no interior in its direction."""
        for term, sign in self.field.cell.facts:
            if sign == ZERO and x in symbols(term):
                raise Rejected("Derivative", f"a cell in which {x} may move", "an equation that ties it")
        if any(x in symbols(value) for value in self.field.cell.fixed.values()):
            raise Rejected("Derivative", f"a cell in which {x} may move", "a variable fixed through it")

    def _at_point(self, f: Term, x: str, at: Term, order: int) -> Term:
        """The derivative at a point of the cell: both sides, step by step up to the order asked for."""
        value = self.resolve(f)
        self.defined(value)  # where f has no value it has no derivative
        left, right = self._side(f, Germ(x, at, -1)), self._side(f, Germ(x, at, 1))
        for step in range(order + 1):
            ends = [substitute(branch, {x: at}) for branch in (left, right)]
            if step == 0:
                self.same(ends[0], value)
            self.same(ends[0], ends[1])
            self.derived.extend(ends if step == 0 else ())
            if step < order:
                left, right = differentiate(left, x), differentiate(right, x)
        return ends[0]

    def _side(self, f: Term, germ: Germ) -> Term:
        branch = self.resolve(f, germ)
        self.derived.append(substitute(branch, {germ.x: germ.at}))
        return branch

    def same(self, u: Term, v: Term) -> None:
        """The two one-sided values agree: else the derivative does not exist here."""
        if u == v:
            return
        difference = minus(self.field.form(u), self.field.form(v))
        if not self.field.is_zero(difference):
            self.field.require(difference, ZERO, "the sides do not agree: no derivative at this point")

    def defined(self, term: Term) -> None:
        """A term without branches has a value on the cell: else `Undefined`."""
        self.field.form(term)

    def check_interiors(self) -> None:
        """What was derived is differentiable: each function is evaluated in the interior of its domain."""
        self.field.strict = True
        for term in self.derived:
            self.field.form(term)
        self.field.strict = False

    def _one_sided(self, f: Term, germ: Germ, outer: Germ | None) -> Term:
        """The derivative from one side at a point; the function has to be continuous from that side."""
        if outer is not None or germ.x in symbols(germ.at):
            raise Rejected("one side", f"a point free of {germ.x}, outside other derivatives", "another")
        facts = tuple(fact for fact in self.field.cell.facts if germ.x not in symbols(fact[0]))
        bound = germ.x in self.field.cell.fixed or len(facts) < len(self.field.cell.facts)
        if bound or germ.x in self.field.index:
            raise Rejected("one side", f"{germ.x} used as a bound variable only", "it is used otherwise")
        if any(head(part) in DERIVATIVES for part in _parts(f)):
            raise Rejected("one side", "a function without further derivatives", "one with")
        value = self.resolve(substitute(f, {germ.x: germ.at}))
        self.defined(value)
        branch = self._side(f, germ)
        self.same(substitute(branch, {germ.x: germ.at}), value)
        return substitute(differentiate(branch, germ.x), {germ.x: germ.at})


def _parts(term: Term) -> list[Term]:
    found, stack = [], [term]
    while stack:
        node = stack.pop()
        found.append(node)
        if isinstance(node, tuple):
            stack.extend(node[1:])
    return found
