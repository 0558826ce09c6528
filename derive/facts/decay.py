"""How fast gradients decay with depth: from |f'| ≤ c follows |f'(x₁)⋯f'(x_L)| ≤ c^L for every L.

By induction over L, with the step |p s| ≤ c q for |p| ≤ q and |s| ≤ c, which is proved.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from derive.facts.fact import Fact
from derive.facts.subject import Subject
from derive.language.records import Claim, Statement, Status
from derive.language.term import Term, call, number, relation, symbol
from derive.language.tidy import tidy
from derive.proof.claims import QUICK, is_proved, prove_claim

DECAY = "gradient decay"
REMEMBERED = 8


def decay(subject: Subject, ends: Sequence[Fact]) -> Fact:
    """The bound for L layers; ``ends`` are the extreme values of the first derivative."""
    name, about = "|f'(x_1)*...*f'(x_L)|", f", f(x) = {subject.function}"
    if len(ends) < 2 or any(end.status is Status.OPEN for end in ends):
        reason = "the extreme values of the derivative are not known"
        return Fact(DECAY, Status.OPEN, name + about, reason=reason)
    if any(end.values["value"] in ("oo", "-oo") for end in ends):
        return Fact(DECAY, Status.ENCLOSED, f"{name} is not bounded{about}", "", {"base": "oo"})
    top = max(ends, key=lambda end: abs(Fraction(end.values["value"])))
    base, exact = _base(top)
    step = proved_step(base)
    if not is_proved(step):
        return Fact(DECAY, Status.OPEN, name + about, reason="the step from L to L + 1 was not proved")
    claims = tuple(dict.fromkeys((*(claim for end in ends for claim in end.claims), step)))
    proved = exact and all(end.status is Status.PROVED for end in ends)
    values = {"base": top.values["value"].removeprefix("-"), "vanishing": base < 1}
    bound = "1" if base == 1 else f"({base})**L" if exact else f"{_short(base)}**L"
    status = Status.PROVED if proved else Status.ENCLOSED
    return Fact(DECAY, status, f"{name} <= {bound} for every L >= 1{about}", "", values, claims)


def _base(top: Fact) -> tuple[Fraction, bool]:
    """A number not below the largest slope, and whether it is that slope itself."""
    if "exact" in top.values:
        return abs(Fraction(top.values["exact"])), True
    shown = abs(Decimal(top.values["value"]))  # each digit is right, the last to within one
    return Fraction(shown) + 2 * Fraction(10) ** int(shown.as_tuple().exponent), False


def _short(q: Fraction) -> str:
    """Twelve places, rounded up."""
    return str(Decimal(int(q * 10**12) + 1).scaleb(-12))


@lru_cache(REMEMBERED)
def proved_step(base: Fraction) -> Claim:
    """The step of the induction; many functions have the same largest slope, most of all 1."""
    return prove_claim(_step(number(base)), "Slopes", refute=False, steps=2 * QUICK)


def _step(base: Term) -> Statement:
    """|p s| ≤ c q for |p| ≤ q and |s| ≤ c."""
    p, s, q = (symbol(letter) for letter in ("p", "s", "q"))
    given = (relation(call("Abs", p), "<=", q), relation(call("Abs", s), "<=", base))
    return Statement(call("Abs", p * s), "<=", tidy(base * q), given)
