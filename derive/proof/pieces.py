"""Parts of a cover: pieces with their rules, fields over points, short numbers to cut at.

>>> cut(Fraction(1, 3), Fraction(1, 2))
Fraction(7, 16)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

from derive.checker.field import Cell
from derive.checker.terms import Term
from derive.proof.tower import Restart, Tower

MAX_RESTARTS = 12
T = TypeVar("T")
By = dict[str, Any]


@dataclass(frozen=True)
class Piece:
    """An open interval (None: no end) and the rule that decides it."""

    lo: Fraction | None
    hi: Fraction | None
    by: By


class NoCover(Exception):
    """There is no cover, or none was found; ``point`` is where the statement seems to fail."""

    def __init__(self, point: Term | None = None) -> None:
        super().__init__("no cover")
        self.point = point


class Over:
    """The field over a point, made when it is asked for."""

    def __init__(self, x: str, seeds: tuple[Term, ...]) -> None:
        self.x, self.seeds = x, seeds
        self.tower: Tower | None = None

    def __call__(self, at: Term) -> Tower:
        if self.tower is None:
            self.tower = Tower(Cell({self.x: at}), self.seeds)
            self.tower.plant()
        return self.tower

    def atoms(self) -> By:
        return {} if self.tower is None else {"atoms": self.tower.record}


def refined(x: str, action: Callable[[Over], T]) -> T:
    """An action with a field over a point, again with a finer generator where that is asked for."""
    seeds: tuple[Term, ...] = ()
    for _ in range(MAX_RESTARTS):
        over = Over(x, seeds)
        try:
            return action(over)
        except Restart as restart:
            if over.tower is None:
                raise
            seeds = restart.seeds
    raise NoCover


def named(tower: Tower) -> dict[str, Any]:
    """What a node names for the checker: functions, and products whose sign follows from their factors."""
    return {"atoms": tower, "products": tower.products}


def within(at: Fraction, lo: Fraction | None, hi: Fraction | None) -> bool:
    return (lo is None or lo <= at) and (hi is None or at <= hi)


def cut(a: Fraction, b: Fraction) -> Fraction:
    """A short number near the middle of an interval."""
    middle, bits = (a + b) / 2, 0
    while True:
        near = Fraction(round(middle * (1 << bits)), 1 << bits)
        if abs(near - middle) * 6 <= b - a:
            return near
        bits += 1


def written(term: Term) -> Any:
    """A constant term as JSON."""
    if isinstance(term, Fraction):
        return int(term) if term.denominator == 1 else ["rational", term.numerator, term.denominator]
    return [term[0], *(written(arg) for arg in term[1:])] if isinstance(term, tuple) else term
