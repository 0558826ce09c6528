"""Rational points: where to look for a difference, and which point shows that a domain is not empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice

from derive.checker.errors import Rejected
from derive.checker.intervals import Evaluator, Outside
from derive.checker.signs import REAL, Interval
from derive.checker.terms import Term, symbols
from derive.proof.search import Leaf

NICE = [Fraction(n) for n in (1, -1, 2, -2, 0, 3, -3)] + [Fraction(1, 2), Fraction(-1, 2), Fraction(1, 3)]
MORE = [Fraction(n, 7) for n in (5, -5, 17, -17, 33, -33)] + [Fraction(n) for n in (5, -5, 11, -11, 40, -40)]
MORE += [sign * Fraction(q) for q in ("1/10", "1/100", "1/1000", "100", "1000", "100000") for sign in (1, -1)]
FINE = [Fraction(n, d) for d in (2, 4, 8) for n in range(1 - 4 * d, 4 * d, 2) if abs(n) > 1]
EVERY = (*NICE, *MORE, *FINE)
LIMIT, VARIED, BITS = 240, 12, 80


def points(names: tuple[str, ...], leaf: Leaf | None = None) -> Iterator[dict[str, Fraction]]:
    """Points to try, simple ones first, inside a leaf where one is given (as far as it is a box)."""
    fixed = leaf.cell.fixed if leaf is not None else {}
    if len(names) == 1 and not fixed:
        yield from ({names[0]: value} for value in islice(values_of(names[0], leaf), LIMIT))
        return
    for combination in islice(_combinations(names, leaf, fixed), LIMIT):
        point: dict[str, Fraction] | None = dict(zip(names, combination, strict=True))
        if fixed:
            point = _completed(point, fixed)  # type: ignore[arg-type]
        if point is not None:
            yield point


def _combinations(
    names: tuple[str, ...], leaf: Leaf | None, fixed: Mapping[str, Term]
) -> Iterator[tuple[Fraction, ...]]:
    """Values for all names; that of first values, which as a rule will do, before any others are made."""
    first = [Fraction(0) if name in fixed else next(values_of(name, leaf), None) for name in names]
    if None not in first:
        yield tuple(first)  # type: ignore[arg-type]
        values = [[Fraction(0)] if name in fixed else _column(name, leaf) for name in names]
        if leaf is not None:
            yield _apart(values)
        yield from islice(_diagonal(values), 1, None)


def _apart(values: Sequence[Sequence[Fraction]]) -> tuple[Fraction, ...]:
    """Values that differ, positive ones first: for what has no value where letters agree."""
    chosen: list[Fraction] = []
    for column in values:
        left = [q for q in column if q not in chosen] or column
        chosen.append(next((q for q in left if q > 0), left[0]))
    return tuple(chosen)


def _column(name: str, leaf: Leaf | None) -> Sequence[Fraction]:
    return EVERY if leaf is None else tuple(values_of(name, leaf))


def _diagonal(values: Sequence[Sequence[Fraction]]) -> Iterator[tuple[Fraction, ...]]:
    """All combinations, those of early values first; only the first variables are varied."""
    if all(values):
        last = tuple(column[0] for column in values[VARIED:])
        for total in range(sum(len(column) - 1 for column in values[:VARIED]) + 1):
            yield from (first + last for first in _of_rank(values[:VARIED], total))


def _of_rank(values: Sequence[Sequence[Fraction]], total: int) -> Iterator[tuple[Fraction, ...]]:
    """The combinations whose places in their columns add up to a number."""
    if not values:
        yield from [()] if total == 0 else []
        return
    for place, value in enumerate(values[0][: total + 1]):
        yield from ((value, *rest) for rest in _of_rank(values[1:], total - place))


def values_of(name: str, leaf: Leaf | None) -> Iterator[Fraction]:
    """Numbers for a symbol, inside a leaf where one is given."""
    interval = Interval()
    if leaf is not None and name in leaf.tower.index:
        interval = leaf.tower.where(leaf.tower.index[name])
    if interval == REAL:
        yield from EVERY
        return
    yield from (q for q in (*NICE, *MORE) if _within(q, interval))
    lo, hi = interval.lo, interval.hi
    if lo is not None and hi is not None:
        yield from (lo + (hi - lo) * Fraction(k, 7) for k in (3, 1, 5, 2, 6))
    elif lo is not None:
        yield from (lo + Fraction(1, 3), lo + 1, lo + 10)
    elif hi is not None:
        yield from (hi - Fraction(1, 3), hi - 1, hi - 10)
    yield from (q for q in FINE if _within(q, interval))


def _within(q: Fraction, interval: Interval) -> bool:
    lo, hi = interval.lo, interval.hi
    above = lo is None or q > lo or (q == lo and interval.lo_closed)
    return above and (hi is None or q < hi or (q == hi and interval.hi_closed))


def _completed(point: dict[str, Fraction], fixed: Mapping[str, Term]) -> dict[str, Fraction] | None:
    """The point with fixed symbols at their values, where these are rational."""
    done = {name: value for name, value in point.items() if name not in fixed}
    pending = dict(fixed)
    while pending:
        ready = [name for name, term in pending.items() if not symbols(term) & set(pending)]
        if not ready:
            return None
        for name in ready:
            try:
                lo, hi = Evaluator(done, BITS).value(pending.pop(name))
            except (Rejected, Outside):
                return None
            if lo != hi:
                return None
            done[name] = lo
    return {name: done[name] for name in point}
