"""A glimpse of a cell: floats at a few of its points, to see at once that a sign is open.

Estimates of a sign are costly, and in vain where a polynomial takes both signs on the cell. What is seen here
only spares work: it never decides anything.

>>> from derive.checker.ground import Cell
>>> glimpse = Glimpse(Cell({}, (("x", 4),)), ["x"])
>>> glimpse.both_signs({0: -1, 1: 1}, ["x"]), glimpse.both_signs({0: 1, 1: 1}, ["x"])
(True, False)
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from derive.checker.cell import Cell
from derive.checker.monomials import pairs
from derive.checker.poly import Poly
from derive.checker.signs import NEG, POS, ZERO
from derive.checker.terms import Term, is_number

POINTS, TRIES, SURE = 8, 40, 1e-7

FUNCTIONS: Mapping[str, Callable[[float], float]] = {
    "exp": math.exp, "log": math.log, "sin": math.sin, "cos": math.cos, "atan": math.atan, "asin": math.asin,
    "erf": math.erf,
}  # fmt: skip


class Glimpse:
    """Points of a cell in floats, and what terms are worth there."""

    def __init__(self, cell: Cell, names: Sequence[str]) -> None:
        self._points: list[dict[Term, float]] = []
        self._further = islice(_points(cell, names), POINTS)

    def points(self) -> Iterator[dict[Term, float]]:
        """The points, each made when it is first asked for."""
        yield from self._points
        for point in self._further:
            self._points.append(point)
            yield point

    def both_signs(self, p: Poly, terms: Sequence[Term]) -> bool:
        """Whether a polynomial in these terms was seen to be positive, and to be negative."""
        seen = 0
        for point in self.points():
            try:
                seen |= _sign(p, terms, point)
            except (ValueError, OverflowError, ZeroDivisionError):
                continue
            if seen == NEG | POS:
                return True
        return False


def _points(cell: Cell, names: Sequence[str]) -> Iterator[dict[Term, float]]:
    if any(sign == ZERO for _, sign in cell.facts):
        return  # no point that is taken at random lies there
    rng = random.Random(len(names))  # noqa: S311 - the same points each time
    for turn in range(TRIES):
        spread = (0.5, 1.5, 6.0)[turn % 3]
        point: dict[Term, float] = {name: rng.uniform(-spread, spread) for name in names}
        if _inside(cell, point):
            yield point


def _sign(p: Poly, terms: Sequence[Term], point: dict[Term, float]) -> int:
    total = size = 0.0
    for m, c in p.items():
        part = float(c)
        for index, exponent in pairs(m):
            part *= _value(terms[index], point) ** exponent
        total, size = total + part, size + abs(part)
    return 0 if not abs(total) > SURE * size else POS if total > 0 else NEG


def _value(term: Term, point: dict[Term, float]) -> float:
    """A term at a point; ValueError where it has no value that is known here."""
    known = point.get(term)
    if known is None:
        known = point[term] = _worked_out(term, point)
    return known


def _worked_out(term: Term, point: dict[Term, float]) -> float:
    if is_number(term):
        return float(term)  # type: ignore[arg-type]
    if not isinstance(term, tuple):
        raise ValueError(term)
    kind, *args = term
    if kind == "pi":
        return math.pi
    values = [_value(arg, point) for arg in args]
    if kind == "add":
        return sum(values)
    if kind == "mul":
        return math.prod(values)
    if kind == "pow" and (values[0] > 0 or isinstance(args[1], int)):
        return float(values[0] ** values[1])
    if kind in FUNCTIONS:
        return FUNCTIONS[kind](values[0])
    raise ValueError(kind)


def _inside(cell: Cell, point: dict[Term, float]) -> bool:
    """The point with the fixed symbols put in, if the facts hold there."""
    try:
        for name in cell.fixed:
            point.pop(name, None)
        pending = dict(cell.fixed)
        while pending:
            before = len(pending)
            for name, term in list(pending.items()):
                try:
                    point[name] = _value(term, point)
                except ValueError:
                    continue
                del pending[name]
            if len(pending) == before:
                return False
        return all(_fits(_value(term, point), sign) for term, sign in cell.facts)
    except (ValueError, OverflowError, ZeroDivisionError):
        return False


def _fits(value: float, sign: int) -> bool:
    if sign in (NEG, POS):
        return value > SURE if sign == POS else value < -SURE
    return (abs(value) < SURE) == (sign == ZERO)
