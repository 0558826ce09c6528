"""Rational points: where to look for a difference, and which point shows that a domain is not empty."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice, product

from derive.checker.errors import Rejected
from derive.checker.field import Undefined
from derive.checker.signs import Interval
from derive.checker.terms import Term
from derive.proof.search import Leaf

NICE = [Fraction(n) for n in (1, -1, 2, -2, 0, 3, -3)] + [Fraction(1, 2), Fraction(-1, 2), Fraction(1, 3)]
MORE = [Fraction(n, 7) for n in (5, -5, 17, -17, 33, -33)] + [Fraction(n) for n in (5, -5, 11, -11, 40, -40)]
LIMIT = 240


def points(names: tuple[str, ...], leaf: Leaf | None = None) -> Iterator[dict[str, Fraction]]:
    """Points to try, simple ones first, inside a leaf where one is given (as far as it is a box)."""
    values = [list(_values(name, leaf)) for name in names]
    if leaf is not None and leaf.cell.fixed:
        for point in islice(product(*values), LIMIT):
            found = _completed(dict(zip(names, point, strict=True)), leaf)
            if found:
                yield found
        return
    for point in islice(_diagonal(values), LIMIT):
        yield dict(zip(names, point, strict=True))


def _diagonal(values: list[list[Fraction]]) -> Iterator[tuple[Fraction, ...]]:
    """All combinations, those of early values first."""
    if len(values) == 1:
        yield from ((v,) for v in values[0])
        return
    ranked = islice(product(*(enumerate(column) for column in values)), 40_000)
    for combination in sorted(ranked, key=lambda c: sum(rank for rank, _ in c)):
        yield tuple(v for _, v in combination)


def _values(name: str, leaf: Leaf | None) -> Iterator[Fraction]:
    interval = Interval()
    if leaf is not None and name in leaf.tower.index:
        interval = leaf.tower.box[leaf.tower.index[name]]
    for value in [*NICE, *MORE]:
        if not interval.meet(Interval(value, value, True, True)).empty():
            yield value
    lo, hi = interval.lo, interval.hi
    if lo is not None and hi is not None:
        yield from (lo + (hi - lo) * Fraction(k, 7) for k in (3, 1, 5, 2, 6))
    elif lo is not None:
        yield from (lo + Fraction(1, 3), lo + 1, lo + 10)
    elif hi is not None:
        yield from (hi - Fraction(1, 3), hi - 1, hi - 10)


def _completed(point: dict[str, Fraction], leaf: Leaf) -> dict[str, Fraction] | None:
    """The point with fixed symbols at their values, where these are rational."""
    for name, value in leaf.cell.fixed.items():
        try:
            exact = _exact(value, point, leaf)
        except (Rejected, Undefined):
            return None
        if exact is None:
            return None
        if name in point:
            point[name] = exact
    return point


def _exact(value: Term, point: dict[str, Fraction], leaf: Leaf) -> Fraction | None:
    from derive.checker.intervals import Evaluator, Outside

    filled = {**point}
    for _ in range(4):
        for name, fixed in leaf.cell.fixed.items():
            try:
                lo, hi = Evaluator(filled, 80).value(fixed)
            except Outside:
                return None
            if lo == hi:
                filled[name] = lo
    try:
        lo, hi = Evaluator(filled, 80).value(value)
    except Outside:
        return None
    return lo if lo == hi else None
