"""Denial: a ball at a point shows that a statement fails there, so that no proof of it need be looked for.

What is denied here is not said of the function: it only spares the prover work that must be in vain. A proved
statement holds wherever both of its sides have a value, and a ball is around a value, so that nothing which
can be proved is ever denied.

>>> from derive.language.term import call, number, symbol
>>> x = symbol("x")
>>> denied(Statement(call("exp", x), ">=", x + 2), values(0, 1))
True
>>> denied(Statement(x, ">=", x - 1), values(0, 1))
False
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from flint import arb

from derive.checker.cells import HOLDS
from derive.checker.claim import read_claim
from derive.checker.errors import Rejected
from derive.checker.signs import NEG, POS, ZERO
from derive.checker.terms import Term as Core
from derive.checker.terms import head, sub
from derive.language.records import Statement
from derive.proof import balls

BITS = 128
Point = Mapping[str, Fraction]


def values(*numbers: Fraction | int, name: str = "x") -> list[Point]:
    """Points on the line of one symbol."""
    return [{name: Fraction(q)} for q in numbers]


def denied(statement: Statement, points: Iterable[Point]) -> bool:
    """At one of the points everything that is assumed holds, and the statement fails; both by balls."""
    try:
        claim = read_claim(statement.json())
    except (Rejected, RecursionError):
        return False
    if any(head(part) not in HOLDS for part in claim.conditions):
        return False
    given = [
        *claim.facts,
        *((sub(part[1], part[2]), HOLDS[part[0]]) for part in claim.conditions if isinstance(part, tuple)),
    ]
    difference, wanted = sub(claim.left, claim.right), HOLDS[claim.relation]
    return any(
        not sign_at(difference, point) & wanted
        for point in points
        if all(not sign_at(term, point) & ~sign for term, sign in given)
    )


def sign_at(term: Core, point: Point) -> int:
    """The signs that a term may have at a point: one where a ball shows it, all where none does."""
    try:
        return sign_of(balls.value(term, point, BITS))
    except (balls.NoValue, KeyError):
        return NEG | ZERO | POS


def sign_of(ball: arb) -> int:
    """The signs of the numbers in a ball."""
    if ball > 0:
        return POS
    if ball < 0:
        return NEG
    return ZERO if ball.is_zero() else NEG | ZERO | POS
