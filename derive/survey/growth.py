"""Growth: products of powers of y, log y, ... and exponentials, ordered, with bounds from a threshold on.

Everything is about y ≥ K. A `Monomial` is compared by what its logarithm tends to; `Threshold.ceiling`
bounds a monomial that does not grow, for every y ≥ K and not only in the end.

Source: J. van der Hoeven, Transseries and Real Differential Algebra, Springer 2006, chapters 2 and 4.

>>> falling = Threshold(Fraction(4)).ceiling(Monomial(((0, Fraction(-1)),)))
>>> bool(falling >= 0.25 and falling < 0.26)
True
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cmp_to_key, lru_cache
from typing import NamedTuple

import flint
from flint import arb, fmpq

from derive.survey.constants import BITS, Constant, Unclear

MAX_HEIGHT, MAX_LOGS = 4, 4
REMEMBERED = 50_000
INVERSE = Fraction(-1)
LATEST, CUTS = 1000, 12  # thresholds for a bound of what falls later, and intervals before it


class TooEarly(Unclear):
    """The threshold is too small for a bound; a larger one may do."""


class Part(NamedTuple):
    """A constant times a monomial."""

    coefficient: Constant
    monomial: Monomial


class Monomial:
    """Π L_k**a_k · exp(exponent): L_0 = y, L_1 = log y, ...; the exponent is a sum of growing parts."""

    __slots__ = ("_hash", "exponent", "powers")

    def __init__(
        self, powers: tuple[tuple[int, Fraction], ...] = (), exponent: tuple[Part, ...] = ()
    ) -> None:
        self.powers, self.exponent = powers, exponent
        self._hash = hash((powers, exponent))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return (
            isinstance(other, Monomial)
            and self._hash == other._hash
            and self.powers == other.powers
            and self.exponent == other.exponent
        )


UNIT = Monomial()


@lru_cache(REMEMBERED)
def monomial(powers: tuple[tuple[int, Fraction], ...] = (), exponent: tuple[Part, ...] = ()) -> Monomial:
    """The monomial; the same object again for the same one, so that two are told apart at a glance."""
    return Monomial(powers, exponent) if powers or exponent else UNIT


@lru_cache(REMEMBERED)
def times(m: Monomial, n: Monomial) -> Monomial:
    if not m.powers and not m.exponent:
        return n
    if not n.powers and not n.exponent:
        return m
    powers = dict(m.powers)
    for k, a in n.powers:
        powers[k] = powers.get(k, Fraction(0)) + a
    kept = tuple((k, powers[k]) for k in sorted(powers) if powers[k])
    exponent = collect((*m.exponent, *n.exponent)) if m.exponent and n.exponent else m.exponent or n.exponent
    return monomial(kept, exponent)


@lru_cache(REMEMBERED)
def power(m: Monomial, q: Fraction) -> Monomial:
    if q == 1:
        return m
    if q == 0:
        return UNIT
    return monomial(
        tuple((k, a * q) for k, a in m.powers), tuple(Part(c.scaled(q), n) for c, n in m.exponent)
    )


@lru_cache(REMEMBERED)
def over(m: Monomial, n: Monomial) -> Monomial:
    return times(m, power(n, INVERSE))


@lru_cache(REMEMBERED)
def logarithm(m: Monomial) -> tuple[Part, ...]:
    """Log m: an exact sum of growing parts, largest first."""
    logs = [Part(Constant.of(a), monomial(((k + 1, Fraction(1)),))) for k, a in m.powers]
    if any(k >= MAX_LOGS for k, _ in m.powers):
        raise Unclear("too many logarithms inside each other")
    return collect((*logs, *m.exponent)) if m.exponent else tuple(logs)


def exponential(parts: Iterable[Part]) -> Monomial:
    """The exponential of a sum of growing parts; exp(a L_k) is L_{k-1}**a."""
    powers: dict[int, Fraction] = {}
    rest = []
    for c, m in parts:
        a = c.rational
        if a is not None and not m.exponent and len(m.powers) == 1 and m.powers[0][0] and m.powers[0][1] == 1:
            powers[m.powers[0][0] - 1] = a
        else:
            rest.append(Part(c, m))
    found = monomial(tuple(sorted(powers.items())), tuple(rest))
    if _height(found) > MAX_HEIGHT:
        raise Unclear("too many exponentials inside each other")
    return found


def _height(m: Monomial) -> int:
    return 1 + max(_height(n) for _, n in m.exponent) if m.exponent else 0


@lru_cache(REMEMBERED)
def size(m: Monomial) -> int:
    """1 for a monomial that grows beyond bounds, 0 for 1, -1 for one that tends to 0."""
    if not m.exponent:
        return 0 if not m.powers else 1 if m.powers[0][1] > 0 else -1
    parts = logarithm(m)
    return parts[0].coefficient.sign() if parts else 0


@lru_cache(REMEMBERED)
def compare(m: Monomial, n: Monomial) -> int:
    """1 when m is infinitely larger than n in the end, -1 when smaller, 0 when they are equal."""
    return 0 if m == n else size(over(m, n))


def collect(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The same sum, equal monomials together, largest first, without zeros."""
    table: dict[Monomial, Constant] = {}
    for c, m in parts:
        known = table.get(m)
        table[m] = c if known is None else known + c
    kept = [Part(c, m) for m, c in table.items() if not c.is_zero()]
    if len(kept) > 1:
        kept.sort(key=cmp_to_key(_larger_first))
    return tuple(kept)


def _larger_first(p: Part, q: Part) -> int:
    return compare(q.monomial, p.monomial)


class Threshold:
    """Bounds that hold for every y ≥ K."""

    def __init__(self, start: Fraction) -> None:
        self.start = start
        with flint.ctx.workprec(BITS):
            self.logs = [arb(fmpq(start.numerator, start.denominator))]
            while len(self.logs) <= MAX_LOGS + 1 and self.logs[-1] > 0:
                self.logs.append(self.logs[-1].log())
        self._known: dict[Monomial, arb] = {UNIT: arb(1)}
        self._next: Threshold | None = None

    def ceiling(self, m: Monomial) -> arb:
        """A number that a monomial, 1 or one that tends to 0, does not exceed."""
        if m not in self._known:
            with flint.ctx.workprec(BITS):
                try:
                    self._known[m] = arb(self._ceiling(m).upper())
                except TooEarly:
                    self._known[m] = self._later(m)
        return self._known[m]

    def _later(self, m: Monomial) -> arb:
        """From 2 K on by a bound there, and before by balls over short intervals."""
        if self.start > LATEST or size(m) > 0:
            raise TooEarly("the threshold is too small")
        if self._next is None:
            self._next = Threshold(2 * self.start)
        found = self._next.ceiling(m)
        for k in range(CUTS):
            lo, hi = (self.start * (CUTS + j) / CUTS for j in (k, k + 1))
            y = arb(fmpq(lo.numerator, lo.denominator)).union(arb(fmpq(hi.numerator, hi.denominator)))
            top = arb(self._over(m, y).upper())
            if not top.is_finite():
                raise TooEarly("the threshold is too small")
            found = max(found, top)
        return found

    def _over(self, m: Monomial, y: arb) -> arb:
        """A ball for the monomial over an interval."""
        total = arb(1)
        for c, n in m.exponent:
            total *= (c.ball * self._over(n, y)).exp()
        for k, a in m.powers:
            base = y
            for _ in range(k):
                base = base.log()
            if not base > 0:
                raise TooEarly("the threshold is too small")
            total *= (base.log() * arb(fmpq(a.numerator, a.denominator))).exp()
        return total

    def _ceiling(self, m: Monomial) -> arb:
        if not m.exponent:
            return self._of_logs(m)
        (lead, first), *others = logarithm(m)
        for _, n in (*m.exponent, *logarithm(m)):
            self.positive(n)
        if lead.sign() > 0:
            raise Unclear("a bound of what grows")
        share = arb(1)
        for c, n in others:
            if c.sign() > 0:
                share -= (c.ball / lead.ball).abs_upper() * self.ceiling(over(n, first))
        if not share > 0:
            raise TooEarly("the threshold is too small")
        return (lead.ball * share / self.ceiling(power(first, Fraction(-1)))).exp()

    def positive(self, m: Monomial) -> None:
        """Raises `TooEarly` unless every logarithm in a monomial is positive from K on."""
        for k, _ in m.powers:
            if k >= len(self.logs) or not self.logs[k] > 0:
                raise TooEarly("the threshold is too small")
        for _, n in m.exponent:
            self.positive(n)

    def _of_logs(self, m: Monomial) -> arb:
        """L_k^a L_j^b ... with a < 0 falls from where |a| ≥ Σ b_j / (L_{k+1} ... L_j)."""
        (first, a), *_ = m.powers
        last = m.powers[-1][0]
        if last >= len(self.logs) or not self.logs[last] > 0:
            raise TooEarly("the threshold is too small")
        needed, value = arb(0), arb(1)
        for k, b in m.powers:
            value *= (self.logs[k].log() * arb(fmpq(b.numerator, b.denominator))).exp()
            if k > first and b > 0:
                below = arb(1)
                for j in range(first + 1, k + 1):
                    below *= self.logs[j]
                needed += arb(fmpq(b.numerator, b.denominator)) / below
        if not needed <= arb(fmpq(-a.numerator, a.denominator)):
            raise TooEarly("the threshold is too small")
        return value
