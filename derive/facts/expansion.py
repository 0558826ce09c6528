"""Expansions: the first terms of a function near a point or at an infinity, largest first.

The terms are read off the scale of growth on which the checker finds limits. They are a guess here; each is
proved as the limit of (f - the terms before it)/its monomial.

>>> from derive.language.catalogue import Catalogue
>>> found = expansion(Subject.of(Catalogue.load()["softplus"]), None, 1, 3)
>>> [f"{part.coefficient} * {part.monomial}" for part in found.parts]
['1 * x', '1 * exp(-x)', '-1/2 * exp(-2*x)']
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from derive.checker.errors import Rejected
from derive.checker.field import Cell, Undefined, Unknown
from derive.checker.fractional import Fractional
from derive.checker.limit_approach import Approach
from derive.checker.scale import Monomial, Scale, Series, TooFewTerms
from derive.checker.statement import prepare
from derive.checker.terms import Term as Core
from derive.checker.terms import number as core_number
from derive.checker.work import Work, limited
from derive.facts.subject import Subject, X
from derive.language.term import Term, call, from_json, number
from derive.language.tidy import tidy
from derive.proof.allowances import GivenUp
from derive.proof.tower import Restart, Tower
from derive.proof.writing import to_json

ORDERS = (4, 7, 11, 16)
MAX_RESTARTS = 12
STEPS = 200_000


@dataclass(frozen=True, slots=True)
class Part:
    """A constant coefficient times a function of x."""

    coefficient: Term
    monomial: Term

    @property
    def term(self) -> Term:
        return tidy(self.coefficient * self.monomial)


@dataclass(frozen=True, slots=True)
class Expansion:
    """The first terms; ``exact``: the function is their sum near the point."""

    parts: tuple[Part, ...]
    exact: bool

    def sum(self, count: int) -> Term:
        """The sum of the first terms."""
        parts = [part.term for part in self.parts[:count]]
        return tidy(call("add", *parts)) if parts else number(0)

    def shown(self, count: int) -> str:
        """The sum as text, the largest term first."""
        text = ""
        for part in self.parts[:count]:
            one, other = str(part.term), str(tidy(-part.term))
            negative = one.startswith("-") and not other.startswith("-")
            text += (f" - {other}" if negative else f" + {one}") if text else one
        return text or "0"


def expansion(
    subject: Subject, at: Fraction | None, side: int, count: int, orders: tuple[int, ...] = ORDERS
) -> Expansion | None:
    """Up to ``count`` terms as x tends to a point from a side, or (None) to ±oo; None where none is known."""
    core, best = subject.core(subject.function), None
    for order in orders:
        try:
            with limited(Work(STEPS)):
                found = _found(core, at, side, order)
        except (Rejected, Undefined, Unknown, GivenUp, TooFewTerms, RecursionError):
            found = None
        if found is not None and (best is None or len(found.parts) >= len(best.parts)):
            best = found
        if best is not None and (best.exact or len(best.parts) >= count):
            return Expansion(best.parts[:count], best.exact and len(best.parts) <= count)
    return best


def _found(core: Core, at: Fraction | None, side: int, order: int) -> Expansion | None:
    seeds: tuple[Core, ...] = ()
    for _ in range(MAX_RESTARTS):
        tower = Tower(Cell({}), seeds)
        try:
            prepare(tower, tower.plant)
            point = None if at is None else core_number(at)
            approach = Approach(tower, X.name, point, side, order)
            return _read(approach.scale, approach.series(core), at, side)
        except Restart as restart:
            seeds = restart.seeds
    return None


def _read(scale: Scale, series: Series, at: Fraction | None, side: int) -> Expansion:
    distance = X if not at else X - number(at)
    y = number(side) * distance if at is None else (number(side) * distance) ** -1
    reader = _Reader(scale, tidy(y))
    parts = []
    for part in series.terms:
        coefficient, monomial = reader.term(part.coefficient), reader.monomial(part.monomial)
        sign = reader.sign(part.monomial) if side < 0 else 1
        parts.append(Part(tidy(number(sign) * coefficient), tidy(number(sign) * monomial)))
    return Expansion(tuple(parts), series.error is None)


class _Reader:
    """Monomials in y as terms in x."""

    def __init__(self, scale: Scale, y: Term) -> None:
        self.scale, self.y = scale, y

    def term(self, form: Fractional) -> Term:
        return tidy(from_json(to_json(self.scale.term(form))))

    def monomial(self, m: Monomial) -> Term:
        factors = [call("pow", self._log(k), self.term(a)) for k, a in m.powers]
        if m.exponent:
            inner = [self.term(part.coefficient) * self.monomial(part.monomial) for part in m.exponent]
            factors.append(call("exp", tidy(call("add", *inner))))
        return tidy(call("mul", *factors)) if factors else number(1)

    def sign(self, m: Monomial) -> int:
        """-1 where the monomial holds an odd power of y, and y is a negative multiple of x."""
        powers = {k: self.term(a) for k, a in m.powers}
        whole = powers.get(0)
        odd = whole is not None and whole.is_number() and whole.number.denominator == 1 and whole.number % 2
        return -1 if odd else 1

    def _log(self, k: int) -> Term:
        return self.y if k == 0 else call("log", self._log(k - 1))
