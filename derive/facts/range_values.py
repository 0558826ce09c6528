"""What suprema need: the interval of a domain, and values as decimals with every digit guaranteed.

>>> from derive.language.grammar import parse_condition
>>> box_of([parse_condition("x > 0"), parse_condition("x <= 2")])
Interval(lo=Fraction(0, 1), hi=Fraction(2, 1), lo_closed=False, hi_closed=True)
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import flint
from flint import arb

from derive.checker.cells import HOLDS
from derive.checker.signs import NEG, POS, ZERO, Interval
from derive.facts.subject import X
from derive.language.term import Term, call
from derive.proof.constants import BITS

DIGITS = 50
INFINITIES = (call("oo"), -call("oo"))


def digits_of(value: Term, ball: arb) -> str:
    """Fifty digits of a value; all of them where it is a short decimal."""
    if value.is_number():
        q = value.number
        if q.denominator == 1:
            return str(q)
        if 10**12 % q.denominator == 0:
            return f"{float(q):.12f}".rstrip("0")
    with flint.ctx.workprec(BITS):
        return str(ball.str(DIGITS, radius=False))


def box_of(domain: Sequence[Term]) -> Interval:
    """The interval of x that relations with numbers describe."""
    box = Interval()
    for condition in domain:
        left, right = condition.args if len(condition.args) == 2 else (condition, condition)
        if condition.head not in ("lt", "le", "gt", "ge") or {left, right} - {X} == {left, right}:
            raise ValueError(f"expected relations between x and a number, found {condition}")
        end, allowed = (right, HOLDS[condition.head]) if left == X else (left, _turned(HOLDS[condition.head]))
        if not end.is_number():
            raise ValueError(f"expected relations between x and a number, found {condition}")
        closed = bool(allowed & ZERO)
        new = (
            Interval(end.number, None, closed) if allowed & POS else Interval(None, end.number, False, closed)
        )
        box = box.meet(new)
    if box.empty():
        raise ValueError("expected relations that some x satisfies, found none that does")
    return box


def _turned(allowed: int) -> int:
    return (allowed & ZERO) | (POS if allowed & NEG else 0) | (NEG if allowed & POS else 0)


def inside(box: Interval, q: Fraction) -> bool:
    return not box.meet(Interval(q, q, True, True)).empty()


def decimal(q: Fraction) -> Fraction:
    """A decimal of some sixty places near a number."""
    return Fraction(round(q * 10**62), 10**62)


def shown_place(at: Term, side: str) -> str:
    """Where x tends to, in words."""
    return str(at) if at in INFINITIES else f"{at} from the {side}"
