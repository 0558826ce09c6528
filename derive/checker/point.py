"""Branches and signs at one rational point, decided by enclosures of ever more bits."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from derive.checker.cells import Resolver
from derive.checker.errors import Rejected
from derive.checker.field import Cell, Field, Undefined
from derive.checker.intervals import Evaluator, Outside
from derive.checker.signs import NEG, POS, ZERO
from derive.checker.terms import Term, sub, substitute

PRECISIONS = (80, 320, 1_280)


class PointResolver(Resolver):
    """A `Resolver` for a point: every symbol is fixed to a rational number."""

    def __init__(self, point: Mapping[str, Term]) -> None:
        super().__init__(Field(Cell(point)))
        self._point = point
        values = {name: Fraction(value) for name, value in point.items()}  # type: ignore[arg-type]
        self._evaluators = [Evaluator(values, bits) for bits in PRECISIONS]

    def sign_at(self, resolved: Term) -> int:
        try:
            for evaluator in self._evaluators:
                lo, hi = evaluator.value(resolved)
                if lo > 0 or hi < 0 or lo == hi:
                    return POS if lo > 0 else NEG if hi < 0 else ZERO
        except Outside as error:
            raise Rejected("point", "terms that have a value there", str(error)) from None
        raise Rejected("point", f"a sign within {PRECISIONS[-1]} bits", "an interval around 0")

    def same(self, u: Term, v: Term) -> None:
        if substitute(u, self._point) != substitute(v, self._point) and self.sign_at(sub(u, v)) != ZERO:
            raise Undefined("the sides do not agree: no derivative at this point")

    def defined(self, term: Term) -> None:
        self.sign_at(("add", ("mul", 0, term), 1))
