"""Polylogarithms at related arguments: duplication, reflection, inversion, Landen's relation, values.

Each row says at which argument a relation speaks, where it holds, and the value there through
polylogarithms at w. All of it is real: Li_s(u) for u ≤ 1.

Source: DLMF 25.12 (25.12.3 Landen, 25.12.4 inversion, 25.12.6 reflection, values 25.12(i)); L. Lewin,
Polylogarithms and Associated Functions (1981), sections 1.1 to 1.3, 6.2 and 7.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple

from derive.checker.field import Field
from derive.checker.fractional import Fractional
from derive.checker.signs import NEG, POS
from derive.checker.terms import HALF, Term, div, head, neg, sub
from derive.checker.work import spend

PI2: Term = ("pow", ("pi",), 2)
SIXTH: Term = ("mul", Fraction(1, 6), PI2)


class Relation(NamedTuple):
    """Li_s(argument(w)) = value(s, w) where the terms of ``where`` have the signs named."""

    name: str
    orders: tuple[int, ...]  # the orders s it holds for; () for all
    argument: Callable[[Term], Term]
    value: Callable[[int, Term], Term]
    where: Callable[[Term], list[tuple[Term, int]]]
    through_square: bool = False  # the value speaks of Li_s(w²) too


def _li(s: int, w: Term) -> Term:
    return ("polylog", s, w)


def _log(w: Term) -> Term:
    return ("log", w)


def _square(w: Term) -> Term:
    return ("pow", w, 2)


def _over(w: Term) -> Term:
    return ("pow", w, -1)


def _inverted(s: int, w: Term) -> Term:
    log: Term = _log(neg(w))
    if s == 2:
        return ("add", neg(_li(2, w)), ("mul", Fraction(-1, 6), PI2), ("mul", -HALF, _square(log)))
    cubic: Term = ("mul", Fraction(1, 6), ("add", ("mul", PI2, log), ("pow", log, 3)))
    return ("add", _li(3, w), cubic)


RELATIONS = (
    Relation(
        "duplication", (), _square,
        lambda s, w: ("mul", 2 ** (s - 1), ("add", _li(s, w), _li(s, neg(w)))),
        lambda w: [(sub(1, _square(w)), ~NEG)],
    ),
    Relation(
        "duplication, for the other half", (), neg,
        lambda s, w: sub(("mul", Fraction(1, 2 ** (s - 1)), _li(s, _square(w))), _li(s, w)),
        lambda w: [(sub(1, _square(w)), ~NEG)], True,
    ),
    Relation(
        "reflection", (2,), lambda w: sub(1, w),
        lambda s, w: ("add", SIXTH, neg(("mul", _log(w), _log(sub(1, w)))), neg(_li(2, w))),
        lambda w: [(w, POS), (sub(1, w), POS)],
    ),
    Relation(
        "Landen", (2,), lambda w: div(w, sub(w, 1)),
        lambda s, w: ("add", neg(_li(2, w)), ("mul", -HALF, _square(_log(sub(1, w))))),
        lambda w: [(sub(1, w), POS)],
    ),
    Relation("inversion", (2, 3), _over, _inverted, lambda w: [(w, NEG)]),
)  # fmt: skip
VALUES = (
    Relation("at 1", (2,), lambda w: 1, lambda s, w: SIXTH, lambda w: []),
    Relation(
        "at 1", (4,), lambda w: 1, lambda s, w: ("mul", Fraction(1, 90), ("pow", ("pi",), 4)), lambda w: []
    ),
    Relation(
        "at -1", (), lambda w: -1,
        lambda s, w: ("mul", Fraction(1, 2 ** (s - 1)) - 1, _li(s, 1)), lambda w: []
    ),
    Relation(
        "at 1/2", (2,), lambda w: HALF,
        lambda s, w: ("add", ("mul", Fraction(1, 12), PI2), ("mul", -HALF, _square(_log(2)))), lambda w: []
    ),
)  # fmt: skip


def is_value(field: Field, term: tuple[Term, ...], value: Term, form: Fractional) -> bool:
    """Whether a row says that a polylogarithm has this value, for a w at which the value has one."""
    order, argument = term[1], field.form(term[2])
    if not isinstance(order, int) or order < 2:
        return False
    rows = [(row, w) for row in RELATIONS for w in _arguments(value)] + [(row, 1) for row in VALUES]
    for row, w in rows:
        spend(20)
        if row.orders and order not in row.orders:
            continue
        if any(field.sign(field.form(t)) & ~allowed for t, allowed in row.where(w)):
            continue
        if field.equal(argument, field.form(row.argument(w))):
            if field.equal(form, field.form(row.value(order, w))):
                return True
    return False


def _arguments(value: Term) -> Iterator[Term]:
    """The arguments of the polylogarithms in a value."""
    if isinstance(value, tuple):
        if head(value) == "polylog":
            yield value[2]
        for part in value[1:]:
            yield from _arguments(part)
