"""Cells: the line cut where a branch changes or a domain ends, with the one formula on each part.

Innermost questions first: what decides a branch (x in |x|, a - b in Max(a, b), the sides of a condition) or
a domain (what stands under a root, in a logarithm, below a fraction) has its zeros found by
`derive.survey.signs`, on the part of the line at hand; between them each question has one answer.

>>> from derive.language.grammar import parse
>>> [(c.lo.decimal(), c.hi.decimal(), str(c.formula)) for c in cells(parse("Max(0, x) + sqrt(x + 1)"))]
[('-1', '0', 'sqrt(x + 1)'), ('0', 'oo', 'x + sqrt(x + 1)')]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from derive.language.term import Term, call, number
from derive.language.tidy import tidy
from derive.survey.constants import Constant, Unclear
from derive.survey.jets import ConstantRing
from derive.survey.pieces import INFINITY, MINUS_INFINITY, Piece
from derive.survey.places import Number
from derive.survey.points import Undefined, value_at
from derive.survey.signs import signs

BRANCHING = frozenset(("Piecewise", "Max", "Min", "Abs", "sign", "Heaviside"))
MAX_CELLS = 60
Known = Mapping[Term, int]


class _Question(Exception):
    """The sign of a term without branches that has to be known first."""

    def __init__(self, term: Term) -> None:
        super().__init__("a sign")
        self.term = term


class _Empty(Exception):
    """The function has no value on the cell."""


def cells(
    term: Term, end: float = float("inf"), lo: Number = MINUS_INFINITY, hi: Number = INFINITY
) -> list[Piece]:
    """The open parts of the line on which the term has a value, from left to right."""
    found: list[Piece] = []
    work: list[tuple[Number, Number, Known]] = [(lo, hi, {})]
    asked = 0
    while work:
        a, b, known = work.pop()
        asked += 1
        if asked > MAX_CELLS * 20 or len(found) > MAX_CELLS:
            raise Unclear("too many pieces")
        try:
            found.append(Piece(a, b, tidy(_Resolution(known).resolved(term))))
        except _Empty:
            continue
        except _Question as question:
            parts = signs(Piece(a, b, question.term), 0, end)
            work += [(s.lo, s.hi, {**known, question.term: s.sign}) for s in reversed(parts)]
    return found


class _Resolution:
    """One formula out of a term, where all its questions are answered."""

    def __init__(self, known: Known) -> None:
        self.known = known

    def sign(self, t: Term) -> int:
        if t in self.known:
            return self.known[t]
        found = definite(t)
        if found is not None:
            return found
        if "x" not in t.symbols():
            return ConstantRing.value(t).sign()
        raise _Question(t)

    def resolved(self, t: Term) -> Term:
        head = t.head
        if not t.args:
            return t
        if head == "Piecewise":
            for case in t.args:
                if self.holds(case.args[1]):
                    return self.resolved(case.args[0])
            raise _Empty
        args = tuple(self.resolved(arg) for arg in t.args)
        if head in BRANCHING:
            return self._branch(head, args)
        for guard, allowed in _guards(head, args):
            if self.sign(guard) not in allowed:
                raise _Empty
        if head == "pow" and args[0] == number(0):
            return number(int(args[1] == number(0)))
        return Term(head, args, t.value)

    def _branch(self, head: str, args: tuple[Term, ...]) -> Term:
        if head in ("Max", "Min"):
            best = args[0]
            for other in args[1:]:
                if other != best and self.sign(_minus(other, best)) == (1 if head == "Max" else -1):
                    best = other
            return best
        u, s = args[0], self.sign(args[0])
        if head == "Abs":
            return u if s > 0 else -u if s < 0 else number(0)
        return number(s if head == "sign" else Fraction(1 + s, 2))

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
        left, right = (self.resolved(arg) for arg in c.args)
        s = self.sign(_minus(left, right))
        return {"lt": s < 0, "le": s <= 0, "gt": s > 0, "ge": s >= 0, "eq": s == 0, "ne": s != 0}[head]


def formula_at(term: Term, at: Constant) -> Term | None:
    """The formula that a term is at one point; None where it has no value there."""
    try:
        return tidy(_AtPoint({}, at).resolved(term))
    except (_Empty, Undefined):
        return None


class _AtPoint(_Resolution):
    """The same where the answers are those at one point."""

    def __init__(self, known: Known, at: Constant) -> None:
        super().__init__(known)
        self.at = at

    def sign(self, t: Term) -> int:
        return value_at(t, self.at).sign()


def _minus(u: Term, v: Term) -> Term:
    return tidy(u - v)


def _guards(head: str, args: tuple[Term, ...]) -> Iterator[tuple[Term, tuple[int, ...]]]:
    """What must have one of some signs for a function to have a value."""
    u = args[0]
    if head == "pow":
        e = args[1]
        if u.head == "E":
            return
        if not e.is_number():
            yield u, (1,)
        elif e.number.denominator != 1:
            yield u, (1,) if e.number < 0 else (0, 1)
        elif e.number < 0:
            yield u, (-1, 1)
    elif head == "log":
        yield u, (1,)
    elif head == "sqrt":
        yield u, (0, 1)
    elif head in ("asin", "atanh"):
        yield tidy(1 - u**2), (0, 1) if head == "asin" else (1,)
    elif head == "LambertW":
        yield u + call("exp", number(-1)), (0, 1)
    elif head == "tan":
        yield call("cos", u), (-1, 1)
    elif head == "polylog":
        if not u.is_number() or u.number.denominator != 1 or u.number < 2:
            raise Unclear("polylog of another order than 2, 3, ...")
        yield tidy(1 - args[1]), (0, 1)


def definite(t: Term) -> int | None:
    """The sign of a term that is seen from its form, for every x; None where it is not."""
    found = _form(t)
    return None if found is None or found[1] else found[0]


def _form(t: Term) -> tuple[int, bool] | None:
    """A sign, and whether the term may be zero as well."""
    head, args = t.head, t.args
    if head == "number":
        return (t.number > 0) - (t.number < 0), False
    if head in ("exp", "pi", "E", "cosh", "sech"):
        return 1, False
    if head == "pow" and args[1].is_number() and args[1].number.denominator == 1 and args[1].number % 2 == 0:
        inner = _form(args[0])
        return 1, inner is None or inner[1] or args[1].number < 0
    parts = [_form(arg) for arg in args]
    if not parts or any(p is None for p in parts):
        return None
    if head in ("sqrt", "pow"):
        return (1, parts[0][1]) if parts[0][0] > 0 and (head == "sqrt" or args[1].is_number()) else None  # type: ignore[index]
    if head == "mul":
        sign = 1
        for p in parts:
            sign *= p[0]  # type: ignore[index]
        return sign, any(p[1] for p in parts)  # type: ignore[index]
    kept = [p for p in parts if p != (0, False)]
    if head == "add" and kept and len({p[0] for p in kept}) == 1:  # type: ignore[index]
        return kept[0][0], all(p[1] for p in kept)  # type: ignore[index]
    return None


__all__ = ["Constant", "cells", "definite"]
