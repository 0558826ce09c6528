"""Branches and signs at one rational point, decided by enclosures of ever more bits."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from derive.checker import around
from derive.checker.cells import Resolver
from derive.checker.errors import Rejected
from derive.checker.field import Cell, Field, Undefined
from derive.checker.germs import parts
from derive.checker.intervals import Evaluator, Outside
from derive.checker.signs import NEG, POS, ZERO, Interval
from derive.checker.taylor import Jets
from derive.checker.terms import Term, head, sub, symbols
from derive.checker.work import spend

PRECISIONS = (80, 320, 1_280)
HIGH = 4  # a derivative of this order is enclosed rather than written out


class PointResolver(Resolver):
    """A `Resolver` for a point: every symbol is fixed to a rational number."""

    def __init__(self, point: Mapping[str, Term]) -> None:
        super().__init__(Field(Cell(point)))
        self._point = point
        self._evaluators: list[Evaluator] = []  # one for each precision that was asked for

    def plain(self, term: tuple[Term, ...]) -> Term | None:
        """A derivative of high order, outside others, stays one, for its jet to be enclosed."""
        if not isinstance(term[3], int) or term[3] < HIGH:
            return super().plain(term)
        f = around.function(self, term)
        return None if f is None else ("Derivative", f, *term[2:])

    def _by_jets(self, term: Term, x: str) -> int:
        """The sign of a term with derivatives by x, enclosed at the point."""
        at = Fraction(self._point[x])  # type: ignore[arg-type]
        rest = _at(term, {name: value for name, value in self._point.items() if name != x})
        for bits in PRECISIONS:
            found = Jets(x, Interval(at, at, True, True), bits).value(rest).sign()
            if found & (found - 1) == 0:
                return found
        raise Rejected("point", f"a sign within {PRECISIONS[-1]} bits", "an interval around 0")

    def sign_at(self, resolved: Term, enough: int = 0) -> int:
        by = {part[2] for part in parts(resolved) if head(part) == "Derivative"}  # type: ignore[index]
        try:
            if len(by) == 1:
                return self._by_jets(resolved, by.pop())
            for place, bits in enumerate(PRECISIONS):
                if place == len(self._evaluators):
                    values = {name: Fraction(value) for name, value in self._point.items()}  # type: ignore[arg-type]
                    self._evaluators.append(Evaluator(values, bits))
                lo, hi = self._evaluators[place].value(resolved)
                if lo > 0 or hi < 0 or lo == hi:
                    return POS if lo > 0 else NEG if hi < 0 else ZERO
        except Outside as error:
            raise Rejected("point", "terms that have a value there", str(error)) from None
        raise Rejected("point", f"a sign within {PRECISIONS[-1]} bits", "an interval around 0")

    def same(self, u: Term, v: Term) -> None:
        if _at(u, self._point) != _at(v, self._point) and self.sign_at(sub(u, v)) != ZERO:
            raise Undefined("the sides do not agree: no derivative at this point")

    def defined(self, term: Term) -> None:
        self.sign_at(("add", ("mul", 0, term), 1))


def _at(term: Term, values: Mapping[str, Term]) -> Term:
    """A term at values of some symbols; a power with one of them in its exponent stays exp(v log u)."""
    if not isinstance(term, tuple):
        return values.get(term, term) if isinstance(term, str) else term
    spend(len(term))
    if term[0] == "Derivative" and term[2] in values:  # of a function of this symbol, which stays one
        values = {name: value for name, value in values.items() if name != term[2]}
    if term[0] == "pow" and not symbols(term[2]).isdisjoint(values):
        return ("exp", ("mul", _at(term[2], values), ("log", _at(term[1], values))))
    return (term[0], *[_at(arg, values) for arg in term[1:]])
