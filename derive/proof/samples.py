"""Looking with numbers: a point of a cell, values there, and linear relations that they suggest.

What is found here is a guess; the checker decides whether it is true. Relations are found by lattice
reduction: H. Cohen, A Course in Computational Algebraic Number Theory (1993), section 2.7.2.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction

from flint import arb, fmpz_mat

from derive.checker.cell import Cell
from derive.checker.errors import Rejected
from derive.checker.ground import Ground
from derive.checker.intervals import Evaluator, Outside
from derive.checker.signs import Interval
from derive.checker.terms import Term, symbols
from derive.proof import balls

BITS = 320
SCALE, PER_VALUE = 60, 10  # bits that values are looked at with: so many, and so many more for each
MAX_COEFFICIENT, MAX_TRIES, HUGE = 400, 60, 2**80
ODD = [Fraction(n, d) for n, d in ((37, 53), (-41, 59), (97, 31), (-89, 29), (11, 71), (-13, 73), (701, 37))]


class Sample:
    """A point inside a cell; ``value`` evaluates terms there."""

    def __init__(self, point: dict[str, Fraction | arb]) -> None:
        self.point = point
        self._memo: dict[Term, arb | None] = {}

    def value(self, term: Term) -> arb | None:
        """A ball around the value of a term, or None."""
        if term not in self._memo:
            try:
                self._memo[term] = balls.value(term, self.point, BITS)
            except (balls.NoValue, KeyError, ValueError, OverflowError):
                self._memo[term] = None
        return self._memo[term]


def sample(ground: Ground, names: Sequence[str]) -> Sample | None:
    """A point of the cell where its facts hold, with no special values."""
    cell = ground.cell
    free = [name for name in names if name not in cell.fixed]
    columns = [list(_inside(_interval(ground, name), place)) for place, name in enumerate(free)]
    for values in itertools.islice(_mixed(columns), MAX_TRIES):
        found = Sample(dict(zip(free, values, strict=True)))
        if _complete(found, cell) and _holds(found, cell):
            return found
    return None


def _mixed(columns: list[list[Fraction]]) -> Iterator[tuple[Fraction, ...]]:
    """Points: the columns side by side at many offsets, so that no order among the symbols is preferred."""
    if not all(columns):
        return
    for turn in range(MAX_TRIES):
        yield tuple(
            col[(turn * (3 * place + 1) + turn // len(col)) % len(col)] for place, col in enumerate(columns)
        )


def _interval(ground: Ground, name: str) -> Interval:
    return ground.where(ground.index[name]) if name in ground.index else Interval()


def _inside(interval: Interval, place: int) -> Iterator[Fraction]:
    lo, hi = interval.lo, interval.hi
    shift = Fraction(place, 101)
    if lo is not None and hi is not None:
        yield from (lo + (hi - lo) * (Fraction(k, 61) + shift / 13) for k in (29, 11, 47, 3, 55, 23, 37))
    elif lo is not None:
        yield from (lo + abs(q) + shift for q in ODD)
    elif hi is not None:
        yield from (hi - abs(q) - shift for q in ODD)
    else:
        yield from (q + shift for q in ODD)


def _complete(found: Sample, cell: Cell) -> bool:
    """Puts in the fixed symbols."""
    pending = dict(cell.fixed)
    while pending:
        ready = [name for name, term in pending.items() if not symbols(term) & set(pending)]
        if not ready:
            return False
        for name in ready:
            ball = _exact(pending.pop(name), found)
            if ball is None:
                return False
            found.point[name] = ball
    return True


def _exact(term: Term, found: Sample) -> Fraction | arb | None:
    if all(isinstance(value, Fraction) for value in found.point.values()):
        try:
            lo, hi = Evaluator(found.point, 64).value(term)  # type: ignore[arg-type]
            if lo == hi:
                return lo
        except (Rejected, Outside):
            pass
    return found.value(term)


def _holds(found: Sample, cell: Cell) -> bool:
    for term, sign in cell.facts:
        ball = found.value(term)
        if ball is None or (sign == 4 and not ball > 0) or (sign == 1 and not ball < 0):
            return False
        if ball.contains(0) != (sign == 2) and sign in (2, 5):
            return False
    return True


def relation(target: arb, basis: Sequence[arb]) -> list[Fraction] | None:
    """Small rational q with target = Σ q_i basis_i as far as can be seen, or None."""
    values = [target, *basis]
    if not all(abs(value) < HUGE for value in values):
        return None
    scale = SCALE + PER_VALUE * len(values)
    rows = [[int(i == j) for j in range(len(values))] + [_units(v, scale)] for i, v in enumerate(values)]
    reduced = fmpz_mat(rows).lll()
    best = [int(reduced[0, j]) for j in range(len(values) + 1)]
    if not best[0] or max(abs(c) for c in best[:-1]) > MAX_COEFFICIENT or abs(best[-1]) > 2**20:
        return None
    return [Fraction(-c, best[0]) for c in best[1:-1]]


def _units(value: arb, scale: int) -> int:
    """A value in units of 2**-scale."""
    q = value.mid().fmpq()
    return (int(q.p) << scale) // int(q.q)
