"""The elementary functions, one row each, and differentiation.

A row says where the function is defined, where its values lie, its derivative, its value at 0 and
its parity. To teach the checker a function is to add a row (and an enclosure in `intervals`).

Source: NIST Digital Library of Mathematical Functions, chapters 4 (elementary), 7 (erf), 25 (polylog).

>>> differentiate(("exp", ("mul", 2, "x")), "x")
('mul', ('exp', ('mul', 2, 'x')), 2)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from derive.checker.errors import Rejected
from derive.checker.intervals import enclose_constant
from derive.checker.signs import (
    ANY,
    AT_LEAST_0,
    AT_MOST_0,
    NEG,
    NEGATIVE,
    NONZERO,
    POS,
    POSITIVE,
    REAL,
    ZERO,
    Interval,
)
from derive.checker.terms import HALF, Term, div, head, is_number, neg, sub, symbols
from derive.checker.work import spend

Condition = tuple[Term, int]  # a term and the signs it may have


class Row(NamedTuple):
    """What the checker knows of a function of one variable u."""

    derivative: Callable[[Term], Term]
    domain: Callable[[Term], list[Condition]] = lambda u: []
    interior: Callable[[Term], list[Condition]] = lambda u: []  # the same terms where it is differentiable
    range: Interval = REAL
    at_zero: int | None = None
    parity: str = ""  # "odd", "even" or ""; odd functions here have the sign of their argument


class Demand(NamedTuple):
    """What a function asks of a term: the signs for which it has a value, and those for which the rules
    of differentiation apply.
    """

    term: Term
    domain: int
    interior: int


def _square(u: Term) -> Term:
    return ("pow", u, 2)


def _one_minus_square(u: Term) -> Term:
    return sub(1, _square(u))


def one_plus_e_times(u: Term) -> Term:
    """1 + e u, which is at least 0 where LambertW(u) has a value."""
    return ("add", 1, ("mul", ("exp", 1), u))


def _quarter() -> Interval:
    """A little more than -π/2 to π/2."""
    return Interval(Fraction(-15708, 10_000), Fraction(15708, 10_000))


UNIT_CLOSED = Interval(Fraction(-1), Fraction(1), True, True)
ABOVE_1, BELOW_1 = Interval(Fraction(1)), Interval(Fraction(0), Fraction(1))  # exp u for u > 0 and u < 0

ROWS: Mapping[str, Row] = {
    "exp": Row(lambda u: ("exp", u), range=Interval(Fraction(0)), at_zero=1),
    "log": Row(
        lambda u: ("pow", u, -1), domain=lambda u: [(u, POS)], interior=lambda u: [(u, POS)]
    ),
    "erf": Row(
        lambda u: ("mul", 2, ("pow", ("pi",), -HALF), ("exp", neg(_square(u)))),
        range=Interval(Fraction(-1), Fraction(1)), at_zero=0, parity="odd",
    ),
    "sin": Row(lambda u: ("cos", u), range=UNIT_CLOSED, at_zero=0),
    "cos": Row(lambda u: neg(("sin", u)), range=UNIT_CLOSED, at_zero=1, parity="even"),
    "asin": Row(
        lambda u: ("pow", _one_minus_square(u), -HALF),
        domain=lambda u: [(_one_minus_square(u), POS | ZERO)],
        interior=lambda u: [(_one_minus_square(u), POS)],
        range=_quarter(), at_zero=0, parity="odd",
    ),
    "atan": Row(lambda u: ("pow", ("add", 1, _square(u)), -1), range=_quarter(), at_zero=0, parity="odd"),
    "LambertW": Row(
        lambda u: div(("exp", neg(("LambertW", u))), ("add", 1, ("LambertW", u))),
        domain=lambda u: [(one_plus_e_times(u), POS | ZERO)],
        interior=lambda u: [(one_plus_e_times(u), POS)],
        range=Interval(Fraction(-1), None, True), at_zero=0,
    ),
}  # fmt: skip


def range_of(name: str, argument_sign: int) -> Interval:
    """Where the values of a function lie when the possible signs of its argument are known."""
    row = ROWS[name]
    if name == "exp":
        return ABOVE_1 if argument_sign == POS else BELOW_1 if argument_sign == NEG else row.range
    if row.parity == "odd" or name == "LambertW":
        if not argument_sign & NEG:
            return row.range.meet(AT_LEAST_0 if argument_sign & ZERO else POSITIVE)
        if not argument_sign & POS:
            return row.range.meet(AT_MOST_0 if argument_sign & ZERO else NEGATIVE)
    return row.range


def is_positive(t: Term) -> bool:
    """Whether a term is π, a positive number, or a root of one of these, as it stands."""
    if isinstance(t, tuple):
        return t == ("pi",) or (t[0] == "pow" and isinstance(t[2], Fraction) and is_positive(t[1]))
    return not isinstance(t, str) and t > 0


def signs_of_base(exponent: Term) -> int:
    """Signs of a base for which a power may have a value; the exponent is no whole number as it stands."""
    if is_number(exponent):
        return POS | ZERO if exponent > 0 else POS  # type: ignore[operator]
    if symbols(exponent):
        return POS
    ends = enclose_constant(exponent)
    if ends is None or ceil(ends[0]) <= ends[1]:  # a whole number lies between
        return ANY
    return POS | ZERO if ends[0] > 0 else POS


def demands(t: Term, x: str, held: Occurrences | None = None) -> list[Demand]:
    """What a term without branches asks of its parts that hold x, inner parts first, each part once."""
    found: list[Demand] = []
    _demand(t, held or Occurrences(x), set(), found)
    return found


def _demand(t: Term, held: Occurrences, done: set[int], found: list[Demand]) -> None:
    if not isinstance(t, tuple) or id(t) in done or not held.inside(t):
        return
    done.add(id(t))
    for arg in t[1:]:
        _demand(arg, held, done, found)
    kind, u = t[0], t[1]
    if kind == "pow" and not isinstance(t[2], int):
        found.append(Demand(u, signs_of_base(t[2]), POS))
    elif kind == "pow" and t[2] < 0:
        found.append(Demand(u, NONZERO, NONZERO))
    elif kind == "polylog":
        found.append(Demand(sub(1, t[2]), POS | ZERO, POS))
        found.append(Demand(t[2], ANY, NONZERO))  # the rule divides by u
    elif kind in ROWS:
        row = ROWS[kind]
        for (term, domain), (_, interior) in zip(row.domain(u), row.interior(u), strict=True):
            found.append(Demand(term, domain, interior))


class Occurrences:
    """Which parts of a term hold a symbol. A part that occurs often in memory is looked at once."""

    def __init__(self, x: str) -> None:
        self.x = x
        self._known: dict[int, tuple[Term, bool]] = {}  # by identity; the part is kept, so that it stays one

    def inside(self, t: Term) -> bool:
        if not isinstance(t, tuple):
            return t == self.x
        known = self._known.get(id(t))
        if known is None:
            spend(1)
            held = False
            for arg in t[1:]:
                if self.inside(arg):
                    held = True
                    break
            known = self._known[id(t)] = (t, held)
        return known[1]


def differentiate(t: Term, x: str) -> Term:
    """The derivative of a term without branches; zeros and ones are left out, nothing else is done."""
    return _Derivative(x).of(t)


class Derivatives(dict[str, "_Derivative"]):
    """The derivatives of many terms by many symbols; a part that they have in common is derived once."""

    def __missing__(self, x: str) -> _Derivative:
        self[x] = _Derivative(x)
        return self[x]

    def of(self, t: Term, x: str) -> Term:
        """The derivative of a term without branches by a symbol, as `differentiate` gives it."""
        return self[x].of(t)


class _Derivative:
    """The derivatives of the parts of terms. A part that occurs often in memory is derived once."""

    def __init__(self, x: str) -> None:
        self.x = x
        self.held = Occurrences(x)
        self._known: dict[int, tuple[Term, Term]] = {}

    def of(self, t: Term) -> Term:
        if not self.held.inside(t):
            return 0
        if not isinstance(t, tuple):
            return 1
        known = self._known.get(id(t))
        if known is None:
            known = self._known[id(t)] = (t, self._by_rule(t))
        return known[1]

    def _by_rule(self, t: tuple[Term, ...]) -> Term:
        kind = head(t)
        if kind == "add":
            return _sum([self.of(arg) for arg in t[1:]])
        if kind == "mul":
            return self._product_rule(t[1:])
        if kind == "pow":
            return self._power_rule(t[1], t[2])
        if kind == "polylog":
            return self._polylog_rule(t[1], t[2])
        if kind in ROWS:
            return _times(t if kind == "exp" else ROWS[kind].derivative(t[1]), self.of(t[1]))
        raise Rejected("derivative", "a function with a rule of differentiation", kind)

    def _product_rule(self, factors: tuple[Term, ...]) -> Term:
        parts = []
        for i, factor in enumerate(factors):
            parts.append(_times(*factors[:i], self.of(factor), *factors[i + 1 :]))
        return _sum(parts)

    def _power_rule(self, base: Term, exponent: Term) -> Term:
        if not self.held.inside(exponent):
            if exponent in (0, 1):
                return 0 if exponent == 0 else self.of(base)
            lower: Term = exponent - 1 if is_number(exponent) else ("add", exponent, -1)  # type: ignore[operator]
            return _times(exponent, base if lower == 1 else ("pow", base, lower), self.of(base))
        inner = _sum(
            [
                _times(self.of(exponent), ("log", base)),
                _times(exponent, ("pow", base, -1), self.of(base)),
            ]
        )
        return _times(("pow", base, exponent), inner)

    def _polylog_rule(self, order: Term, u: Term) -> Term:
        """d/du Li_s(u) = Li_{s-1}(u)/u, Li_1(u) = -log(1 - u) (DLMF 25.12)."""
        if not isinstance(order, int) or order < 2:
            raise Rejected("derivative", "polylog(s, u) with a whole s of at least 2", f"s = {order}")
        lower: Term = neg(("log", sub(1, u))) if order == 2 else ("polylog", order - 1, u)
        return _times(lower, ("pow", u, -1), self.of(u))


def _sum(parts: list[Term]) -> Term:
    kept = [part for part in parts if part != 0]
    return 0 if not kept else kept[0] if len(kept) == 1 else ("add", *kept)


def _times(*parts: Term) -> Term:
    spend(1 + len(parts) // 16)
    if any(part == 0 for part in parts):
        return 0
    kept = [part for part in parts if part != 1]
    return 1 if not kept else kept[0] if len(kept) == 1 else ("mul", *kept)
