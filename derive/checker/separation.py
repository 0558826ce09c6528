"""Checks that no straight line divides two kinds of points of a grid with fewer mistakes than a given one.

Every way in which a line divides finitely many points can be had from a line through two of them: move
the line until it touches one, turn it until it touches a second. What stood on either side still does;
the points on the new line are cut once, since two lines meet once. So for each direction between two
points of the grid it is enough to order all points by their distance from a line of this direction, those
on one line along it (and once more against it), and to cut this row at every place.

>>> best(["10", "01"])
1
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import gcd
from typing import Any

from derive.checker.errors import Rejected
from derive.checker.reading import array, fields, show, whole
from derive.checker.work import spend

MAX_SIDE = 1 << 10
MAX_NUMBER = 1 << 60
CHEAP = 6  # points that are sorted in about the time of a step


def check_best_line(statement: Any, proof: Any) -> int:
    """Checks the mistakes of the stated line and that no other has fewer; returns the number of points."""
    data, stated, line = fields(statement, ("rows", "errors", "line"), "statement")
    fields(proof, (), "proof")
    rows = read_rows(data)
    a, b, c = (whole(x, "statement.line", -MAX_NUMBER, MAX_NUMBER) for x in array(line, "statement.line", 3))
    total = sum(map(len, rows))
    errors = whole(stated, "statement.errors", 0, total)
    made = sum(
        (a * i + b * j + c > 0) != (kind == "1") for j, row in enumerate(rows) for i, kind in enumerate(row)
    )
    if made != errors:
        raise Rejected("statement.line", f"a line with {errors} mistakes", f"one with {made}")
    least = best(rows)
    if least != errors:
        raise Rejected("statement.errors", f"the least number of mistakes, {least}", str(errors))
    return total


def read_rows(data: Any) -> list[str]:
    """Rows of the same length of the letters 0 and 1; the point (i, j) is letter i of row j."""
    where = "statement.rows"
    rows = array(data, where)
    wide = len(rows[0]) if rows and type(rows[0]) is str else 0
    if not 0 < len(rows) <= MAX_SIDE or not 0 < wide <= MAX_SIDE:
        raise Rejected(where, f"from 1 to {MAX_SIDE} rows of as many letters", show(data))
    for row in rows:
        if type(row) is not str or len(row) != wide or set(row) - {"0", "1"}:
            raise Rejected(where, f"{wide} letters 0 or 1 in each row", show(row))
    return rows


def best(rows: Sequence[str]) -> int:
    """The least number of mistakes of a line, over all lines."""
    height, width = len(rows), len(rows[0])
    points = [(i, j, int(kind)) for j, row in enumerate(rows) for i, kind in enumerate(row)]
    ones = sum(kind for _i, _j, kind in points)
    zeros = len(points) - ones
    least = min(ones, zeros)
    far = 2 * (height + width) ** 2
    for dx, dy in directions(width, height):
        for along in (1, -1):
            spend(1 + len(points) // CHEAP)
            p, q = dx * along - far * dy, dy * along + far * dx
            order = sorted([(p * i + q * j) * 2 + kind for i, j, kind in points])
            sums = list(accumulate([1 if key & 1 else -1 for key in order]))
            least = min(least, zeros + min(sums), ones - max(sums))
    return least


def directions(width: int, height: int) -> Iterator[tuple[int, int]]:
    """Every direction between two points of a grid, once: in lowest terms, upwards or to the right."""
    yield from [(1, 0)] if width > 1 else []
    for dy in range(1, height):
        yield from ((dx, dy) for dx in range(1 - width, width) if gcd(dx, dy) == 1)
