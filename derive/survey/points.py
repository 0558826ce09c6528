"""Values at a point: a term with its branches, exactly, at a point that is known exactly.

>>> from derive.language.grammar import parse
>>> value_at(parse("Max(0, x) + Heaviside(x)"), Constant.of(0)).rational
Fraction(1, 2)
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from derive.language.term import Term
from derive.survey.constant_functions import applied
from derive.survey.constants import Constant, Unclear
from derive.survey.jets import PLAIN, ConstantRing

HALF = Fraction(1, 2)
NATIVE: Mapping[str, str] = {
    "exp": "exp", "log": "log", "sin": "sin", "cos": "cos", "atan": "atan", "asin": "asin", "erf": "erf",
    "LambertW": "lambertw",
}  # fmt: skip


class Undefined(Exception):
    """The term has no value at the point."""


def value_at(term: Term, at: Constant) -> Constant:
    """The value at x = at; raises `Undefined` where there is none, `Unclear` where that is not seen."""
    return _At(at).value(term)


def holds_at(condition: Term, at: Constant) -> bool:
    return _At(at).holds(condition)


class _At:
    def __init__(self, at: Constant) -> None:
        self.at = at
        self.ring = ConstantRing()

    def value(self, t: Term) -> Constant:
        head, args = t.head, t.args
        if head == "symbol":
            return self.at
        if head == "number":
            return Constant.of(t.number)
        if head in ("pi", "E"):
            return self.ring.named(head)
        if head == "Piecewise":
            return self._piecewise(args)
        if head == "pow":
            return self._power(*args)
        if head in PLAIN:
            return self._domain(head, self.value(PLAIN[head](args[0])))
        values = [self.value(arg) for arg in args]
        if head == "add":
            return self.ring.add(*values)
        if head == "mul":
            total = values[0]
            for v in values[1:]:
                total = total * v
            return total
        return self._function(head, values)

    def _domain(self, head: str, value: Constant) -> Constant:
        return value

    def _function(self, head: str, values: list[Constant]) -> Constant:
        u = values[0]
        if head in ("Max", "Min"):
            for v in values[1:]:
                if (v - u).sign() == (1 if head == "Max" else -1):
                    u = v
            return u
        if head in ("Abs", "sign", "Heaviside"):
            s = u.sign()
            return (
                u.scaled(Fraction(s))
                if head == "Abs"
                else Constant.of(s if head == "sign" else HALF * (1 + s))
            )
        if head == "sqrt":
            return self._root(u, HALF)
        if head == "erfc":
            return Constant.of(1) - applied("erf", u)
        if head == "log" and u.sign() <= 0:
            raise Undefined("a logarithm outside its domain")
        if head == "asin" and (u - Constant.of(u.sign())).sign() * u.sign() > 0:
            raise Undefined("asin outside its domain")
        if head not in NATIVE:
            raise Unclear(f"no value of {head}")
        return applied(NATIVE[head], u)

    def _power(self, base: Term, exponent: Term) -> Constant:
        e = self.value(exponent)
        if base.head == "E":
            return applied("exp", e)
        b, q = self.value(base), e.rational
        if q is None or not exponent.is_number():
            if b.sign() <= 0:
                raise (
                    Undefined("a power of what is not positive")
                    if q is None or b.sign() < 0
                    else Unclear("0 to a power")
                )
            return applied("exp", e * applied("log", b)) if q is None else self._root(b, q)
        return self._root(b, q)

    def _root(self, b: Constant, q: Fraction) -> Constant:
        s = b.sign()
        if (s == 0 and q < 0) or (s < 0 and q.denominator != 1):
            raise Undefined("a power outside its domain")
        return Constant.of(int(q == 0)) if s == 0 else b.power(q)

    def _piecewise(self, cases: tuple[Term, ...]) -> Constant:
        for case in cases:
            if self.holds(case.args[1]):
                return self.value(case.args[0])
        raise Undefined("no case of a Piecewise applies")

    def holds(self, c: Term) -> bool:
        head = c.head
        if head == "true":
            return True
        if head == "and":
            return all(map(self.holds, c.args))
        if head == "or":
            return any(map(self.holds, c.args))
        if head == "not":
            return not self.holds(c.args[0])
        s = (self.value(c.args[0]) - self.value(c.args[1])).sign()
        return {"lt": s < 0, "le": s <= 0, "gt": s > 0, "ge": s >= 0, "eq": s == 0, "ne": s != 0}[head]
