"""Evaluation of terms at rational points by intervals that only ever err outwards.

Used for points: a refutation names a rational point at which the two sides differ, a proof names one
that lies in its domain.

>>> lo, hi = Evaluator({"x": Fraction(1)}, 64).value(("add", ("exp", "x"), -1))
>>> lo < Fraction(171828182845904523537, 10**20) and hi > Fraction(171828182845904523536, 10**20)
True
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from derive.checker.errors import Rejected
from derive.checker.polyseries import polylog
from derive.checker.rational import MAX_ROOT, Ball, Outside, add, integer_power, mul, root_power, rounded
from derive.checker.series import FUNCTIONS, exp, log, pi
from derive.checker.signs import ANY, NEG, POS, ZERO
from derive.checker.terms import Term, head, symbols

__all__ = ["Ball", "Evaluator", "Outside", "enclose_constant", "sign_of_constant"]

PRECISIONS = (320, 1_280)


def enclose_constant(term: Term) -> Ball | None:
    """Rational ends around a term without symbols, or None where no enclosure is known."""
    try:
        return Evaluator({}, 96).value(term)
    except (Outside, Rejected):
        return None


def sign_of_constant(term: Term) -> int:
    """The possible signs of a term without symbols: more digits where a few leave them open."""
    try:
        for bits in PRECISIONS:
            lo, hi = Evaluator({}, bits).value(term)
            if lo > 0 or hi < 0 or lo == hi:
                return POS if lo > 0 else NEG if hi < 0 else ZERO
    except (Outside, Rejected):
        pass
    return ANY


class Evaluator:
    """Evaluates terms without branches at a rational point, to about ``bits`` bits."""

    def __init__(self, point: Mapping[str, Fraction], bits: int) -> None:
        self.point, self.bits = point, bits
        self._memo: dict[Term, Ball] = {}
        self._met: dict[int, tuple[Term, Ball]] = {}  # by identity; the term is kept

    def value(self, term: Term) -> Ball:
        if isinstance(term, tuple):
            met = self._met.get(id(term))
            if met is None:
                met = self._met[id(term)] = term, self._value(term)
            return met[1]
        if isinstance(term, str):
            if term not in self.point:
                raise Rejected("point", f"a value for {term}", "none")
            exact = self.point[term]
        else:
            exact = Fraction(term)
        return exact, exact

    def _value(self, term: tuple[Term, ...]) -> Ball:
        known = self._memo.get(term)
        if known is None:
            known = self._memo[term] = rounded(self._apply(term), self.bits)
        return known

    def _apply(self, term: tuple[Term, ...]) -> Ball:
        kind = head(term)
        if kind == "pi":
            return pi(self.bits)
        if kind in ("add", "mul"):
            total = self.value(term[1])
            for arg in term[2:]:
                other = self.value(arg)
                total = rounded(add(total, other) if kind == "add" else mul(total, other), self.bits)
            return total
        if kind == "pow":
            return self._power(self.value(term[1]), term[2])
        if kind == "polylog" and isinstance(term[1], int):
            return polylog(term[1], self.value(term[2]), self.bits)
        if kind in FUNCTIONS:
            return FUNCTIONS[kind](self.value(term[1]), self.bits)
        raise Rejected("point", "a function with a known enclosure", kind)

    def _power(self, base: Ball, exponent: Term) -> Ball:
        if isinstance(exponent, int):
            return integer_power(base, exponent, self.bits)
        if not isinstance(exponent, (str, tuple)) and (exponent.denominator <= MAX_ROOT or base[0] <= 0):
            return root_power(base, exponent, self.bits)
        e = self.value(exponent)
        if base[0] == base[1] == 0 < e[0] and not symbols(exponent):
            return base
        if base[0] <= 0:
            raise Outside("a power with a variable exponent of a base that is not positive")
        return exp(mul(e, log(base, self.bits + 8)), self.bits)
