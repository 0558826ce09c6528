"""Where a property of a family changes with its parameter: regions of the parameter, guessed from samples.

The property is asked at simple values of the parameter; between two with different answers the point of
change is narrowed down, and the simplest rational number there is tried. What is found is a guess: a fact is
made of it only when each region has a proof.

>>> for region in regions(lambda q: q <= 1, (), "a"):
...     print(region.holds, [str(part) for part in region.relations])
True ['a <= 1']
False ['a > 1']
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise

from derive.language.term import Term, number, relation, symbol
from derive.survey.isolation import simplest

GRID = tuple(Fraction(n, 8) for n in (-32, -16, -8, -4, 0, 1, 4, 6, 8, 12, 16, 32))
HALVINGS = 10
Asked = Callable[[Fraction], bool | None]


@dataclass(frozen=True, slots=True)
class Region:
    """An interval of values of the parameter with one answer; an end that is None is that of the domain.

    ``inside`` are some values in it.
    """

    name: str
    low: Fraction | None
    high: Fraction | None
    low_closed: bool
    high_closed: bool
    holds: bool
    inside: tuple[Fraction, ...]

    @property
    def relations(self) -> tuple[Term, ...]:
        """The interval as relations of the parameter."""
        p = symbol(self.name)
        if self.low is not None and self.low == self.high:
            return (relation(p, "==", number(self.low)),)
        lows = () if self.low is None else (relation(p, ">=" if self.low_closed else ">", number(self.low)),)
        highs = (
            () if self.high is None else (relation(p, "<=" if self.high_closed else "<", number(self.high)),)
        )
        return (*lows, *highs)


def regions(asked: Asked, domain: Sequence[Term], name: str) -> tuple[Region, ...] | None:
    """The regions from left to right; None where the answer was not found at some value.

    ``domain`` are relations of the parameter alone with numbers.
    """
    samples = [q for q in GRID if all(holds(part, name, q) for part in domain)]
    known = {q: asked(q) for q in samples}
    if len(samples) < 2 or None in known.values():
        return None
    for a, b in pairwise(samples):
        if known[a] != known[b]:
            known |= _change(asked, a, b, known[a])
    return tuple(_regions(sorted(known.items()), name)) if None not in known.values() else None


def holds(part: Term, name: str, value: Fraction) -> bool:
    """Whether a relation of the parameter is true at a value; True where it speaks of something else."""
    sides = [side.replace({symbol(name): number(value)}) for side in part.args]
    if not all(side.is_number() for side in sides):
        return True
    left, right = (side.number for side in sides)
    return {"lt": left < right, "le": left <= right, "gt": left > right, "ge": left >= right,
            "eq": left == right, "ne": left != right}[part.head]  # fmt: skip


def _change(asked: Asked, a: Fraction, b: Fraction, before: bool | None) -> dict[Fraction, bool | None]:
    """The answers at the simplest point of change, and beside it; nothing where that is one of both ends."""
    low, high = a, b
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if asked(middle) == before:
            low = middle
        else:
            high = middle
    at = simplest(low, high)
    return {q: asked(q) for q in (low, at, high)}


def _regions(known: Sequence[tuple[Fraction, bool | None]], name: str) -> Iterator[Region]:
    """Values in a row with one answer are one region; it ends at the simpler value beside a change."""
    rows = [list(group) for _, group in groupby(known, key=lambda row: row[1])]
    low: Fraction | None = None
    low_closed = False
    for k, row in enumerate(rows):
        inside = tuple(q for q, _ in row)
        high, high_closed = None, False
        if k + 1 < len(rows):
            last, following = row[-1][0], rows[k + 1][0][0]
            high = min((last, following), key=lambda q: (q.denominator, abs(q)))
            high_closed = high == last
        yield Region(name, low, high, low_closed, high_closed, bool(row[0][1]), inside)
        low, low_closed = high, not high_closed
