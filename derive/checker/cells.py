"""Branches: a term with Piecewise, Max, Abs and derivatives becomes one formula on a cell.

A cell is cut out by strict inequalities and equations, so around each of its points the variables
that are not fixed may move a little. There the derivative of a branching function is the derivative
of the branch. Where x is fixed (at a point c where pieces meet) the derivative exists when the
function is continuous at c and its one-sided derivatives agree; then it is their common value. A branch
may be a quotient that has no value at c but a limit (`derive.checker.quotients`).

Source: W. Rudin, Principles of Mathematical Analysis, 3rd ed., chapter 5.
"""

from __future__ import annotations

from functools import partial

from derive.checker import around, mixed, powers, quotients
from derive.checker.elementary import Derivatives, demands
from derive.checker.errors import Rejected
from derive.checker.field import Field, Undefined, Unknown
from derive.checker.fractional import Fractional, minus
from derive.checker.germs import HERE, LEFT, RIGHT, Germ, answers, is_settled, parts, put
from derive.checker.measures import applications, weight
from derive.checker.signs import NEG, NONZERO, POS, ZERO, negated
from derive.checker.terms import (
    CONNECTIVE_HEADS,
    DERIVATIVES,
    HALF,
    RELATION_HEADS,
    Term,
    head,
    neg,
    occurs,
    show,
    sub,
    symbols,
)
from derive.checker.work import spend

HOLDS = around.HOLDS
MAX_ZEROS = 12
COMPACT, WIDE = 20, 3_000  # a derivative with more applications is written out before a third, a second one


class Resolver:
    """Chooses branches on a cell, with the signs that a field knows."""

    def __init__(self, field: Field, met: dict[int, tuple[Term, bool]] | None = None) -> None:
        self.field = field
        self._memo: dict[tuple[Term, Germ | None], Term] = {}
        self.derivatives = Derivatives()
        self._met = {} if met is None else met  # whether a term is settled, by identity

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

    def all_hold(self, conditions: tuple[Term, ...]) -> bool:
        """Whether all conditions are true on the whole cell."""
        return self._connective("and", conditions, None)

    def _connective(self, kind: str, parts: tuple[Term, ...], germ: Germ | None) -> bool:
        """One decided part may settle the whole although another is not known, or has no value."""
        settles = kind == "or"
        without_value: Exception | None = None
        open_question: Exception | None = None
        for part in sorted(parts, key=weight) if settles else parts:  # short ones are quick, as a rule
            try:
                if self.holds(part, germ) == settles:
                    return settles
            except Undefined as hole:
                without_value = hole
            except (Unknown, Rejected) as reason:
                open_question = open_question or reason
        if open_question or without_value:
            raise open_question or without_value  # type: ignore[misc]
        return not settles

    def _decide(self, difference: Term, allowed: int, germ: Germ | None) -> bool:
        """Whether the sign of a term is among those allowed; `Unknown` where the cell leaves it open."""
        found = self.sign_of(difference, germ, NONZERO if allowed in (ZERO, NONZERO) else 0)
        if not found & ~allowed:
            return True
        if not found & allowed:
            return False
        raise self._unknown(self.resolve(difference, germ), germ)

    def _unknown(self, resolved: Term, germ: Germ | None) -> Exception:
        return Unknown(self.field, self.field.undecided(self.field.form(put(resolved, germ))))

    def sign_of(self, term: Term, germ: Germ | None = None, enough: int = 0) -> int:
        """The possible signs of a term on the cell (or beside a point), at least as narrow as ``enough``."""
        resolved = self.resolve(term, germ)
        if germ is None or not occurs(germ.x, resolved):
            return self.sign_at(resolved, enough)
        return self._sign_beside(resolved, germ)

    def sign_at(self, resolved: Term, enough: int = 0) -> int:
        """The possible signs of a term without branches."""
        return self.field.sign(self.field.form(resolved), enough)

    def _sign_beside(self, resolved: Term, germ: Germ) -> int:
        """The sign of a smooth term beside a point: that of its first derivative that is not 0 there."""
        if germ.side == HERE:
            return self.sign_at(put(resolved, germ))
        self.smooth(resolved, germ.x, germ)
        side = 1
        for _ in range(MAX_ZEROS):
            found = self.sign_at(put(resolved, germ))
            if found != ZERO:
                if found & ZERO or found == NONZERO:
                    raise self._unknown(resolved, germ)
                return found if side > 0 else negated(found)
            resolved, side = self.derivatives.of(resolved, germ.x), side * germ.side
            spend(weight(resolved))
            if resolved == 0:
                return ZERO
        raise Rejected("one side", f"a sign within {MAX_ZEROS} derivatives", "none")

    # -- branches ---------------------------------------------------------------------------------
    def resolve(self, term: Term, germ: Germ | None = None) -> Term:
        """The term with every branch chosen and every derivative taken."""
        if not isinstance(term, tuple) or is_settled(term, self._met):
            return term
        known = self._memo.get((term, germ))
        if known is None:
            known = self._memo[(term, germ)] = self._resolve(term, germ)
        return known

    def form(self, term: Term) -> Fractional:
        """The normal form of a term on the cell."""
        return self.field.form(self.resolve(term))

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
            return self._one_sided(term[1], Germ(str(x), at, LEFT if kind[0] == "L" else RIGHT), germ)
        args = [self.resolve(arg, germ) for arg in term[1:]]
        return powers.resolved(self.field, term[2], *args) if kind == "pow" else (kind, *args)

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
        if not isinstance(order, int) or not 1 <= order <= around.MAX_ORDER or not isinstance(x, str):
            raise Rejected("Derivative", f"a symbol and an order from 1 to {around.MAX_ORDER}", show(order))
        if germ is not None and x != germ.x:
            return mixed.beside(self, f, x, order, germ) if occurs(germ.x, f) else self._apart(term, germ)
        if germ is None and self.tied(x):
            plain = self.plain(term)
            return self._at_point(f, x, order) if plain is None else plain
        branch = self.resolve(f, germ)
        self.smooth(branch, x, germ)
        taken = sum(part[0] in DERIVATIVES for part in applications(f))
        for before in range(taken, taken + order):
            if germ is None and before and len(applications(branch)) > (COMPACT if before > 1 else WIDE):
                branch = self._compact(branch)
            branch = self.derivatives.of(branch, x)
        return branch

    def _compact(self, branch: Term) -> Term:
        """A term of the same value, which may be shorter."""
        return self.field.written(branch)

    def plain(self, term: tuple[Term, ...]) -> Term | None:
        """A derivative by the rules, where what they ask holds all around; None where that is not seen."""
        return around.plain(self, term)

    def tied(self, x: str) -> bool:
        """An equation holds x: the cell may have no interior in its direction."""
        fixed = self.field.cell.fixed
        return (
            x in fixed
            or any(occurs(x, value) for value in fixed.values())
            or any(sign == ZERO and occurs(x, term) for term, sign in self.field.cell.facts)
        )

    def _apart(self, term: Term, germ: Germ) -> Term:
        """A derivative that does not hold the germ's symbol: as a function of that it is constant."""
        found = self.resolve(term)
        if occurs(germ.x, found):  # by an equation of the cell, which holds at the point and not beside it
            raise Rejected("Derivative", f"one that stays free of {germ.x}", show(found))
        return found

    def _at_point(self, f: Term, x: str, order: int) -> Term:
        """The derivative at a point of the cell: both sides, step by step up to the order asked for."""
        value = self.resolve(f)
        self.defined(value)  # where f has no value it has no derivative
        at = self.field.cell.fixed.get(x, x)
        if symbols(at):
            at = x  # another derivative outside this one holds x, and may move the other symbols
        germs = (Germ(x, at, LEFT), Germ(x, at, RIGHT))
        left, right = answers([partial(quotients.ends, self, f, germ, order) for germ in germs])
        self.same(left[0], put(value, germs[0]))
        for one, other in zip(left, right, strict=True):
            self.same(one, other)
        return left[order]

    def smooth(self, branch: Term, x: str, germ: Germ | None) -> None:
        """A term without branches is smooth in x, on the cell or at the end of a germ.

        Where the rules of differentiation do not apply, it may have a derivative all the same (√x⁴ at 0):
        then the question is left open. Only where it has no value beside the point it has none for sure.
        """
        for term, domain, interior in demands(branch, x, self.derivatives[x].held):
            found = self.sign_at(put(term, germ))
            if not found & ~interior:
                continue
            if found & interior:
                raise self._unknown(term, germ)
            if not (self._sign_beside(term, germ) if germ else found) & domain:
                raise Undefined("a function that has no value beside the point")
            raise Rejected("derivative", "a place where the rules of differentiation apply", show(branch))
        self.defined(put(branch, germ))

    def same(self, u: Term, v: Term) -> None:
        """The two one-sided values agree: else the derivative does not exist here."""
        if u == v:
            return
        difference = minus(self.field.form(u), self.field.form(v))
        if not self.field.is_zero(difference):
            self.field.require(difference, ZERO, "the sides do not agree: no derivative at this point")

    def defined(self, term: Term) -> None:
        """A term without branches has a value on the cell: else `Undefined`."""
        self.field.has_value(term)

    def _one_sided(self, f: Term, germ: Germ, outer: Germ | None) -> Term:
        """The derivative from one side at a point; the function has to be continuous from that side."""
        if (outer is not None and outer.x in symbols(f) | symbols(germ.at)) or occurs(germ.x, germ.at):
            raise Rejected("one side", f"a point free of {germ.x}, outside other derivatives", "another")
        if any(head(part) in DERIVATIVES for part in parts(f)):
            raise Rejected("one side", "a function without further derivatives", "one with")
        self.defined(germ.at)  # f need not hold the symbol that becomes it
        value = put(self.resolve(f, germ._replace(side=HERE)), germ)
        self.defined(value)
        end, slope = quotients.ends(self, f, germ, 1)
        self.same(end, value)
        return slope
