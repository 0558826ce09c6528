"""Extreme values of the first three derivatives, and how fast gradients decay with depth.

On each piece the derivative is one formula, proved; its supremum and infimum are found there, and the
largest of them counts (points where pieces meet have no derivative, or one between those beside them). From
|f'| ≤ c follows |f'(x₁)⋯f'(x_L)| ≤ c^L for every number L of layers: by induction, with the step |p s| ≤ c
q for |p| ≤ q, |s| ≤ c.

>>> from derive.language.catalogue import Catalogue
>>> found = facts(Subject.of(Catalogue.load()["sigmoid"]), order=1)
>>> for fact in found:
...     print(fact.status, fact.statement)
proved sup f'(x) == 1/4, f(x) = sigmoid(x)
proved inf f'(x) == 0, f(x) = sigmoid(x)
proved |f'(x_1)*...*f'(x_L)| <= (1/4)**L for every L >= 1, f(x) = sigmoid(x)
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from derive.calculus.reduction import reduced, size
from derive.checker.work import limited
from derive.facts.fact import Fact
from derive.facts.peak import top
from derive.facts.segments import Segment, segments, slope
from derive.facts.subject import Subject, X
from derive.facts.supremum import Supremum, infimum, supremum
from derive.language.records import Claim, Statement, Status
from derive.language.term import Term, call, derivative, number, relation, symbol
from derive.language.tidy import tidy
from derive.proof.claims import QUICK, is_proved, prove_claim
from derive.proof.constants import constants_of, fraction_of, identified
from derive.proof.search import Clock, GivenUp

KIND = "extreme slopes"
DECAY = "gradient decay"
ORDER = 3
SECONDS, ONE = 12.0, 4.0  # for all suprema, and for one
LONGEST = 250
NAMES = {1: "f'", 2: "f''", 3: "f'''"}


@dataclass(frozen=True, slots=True)
class _Extreme:
    """One end of the values of a derivative over all pieces."""

    value: Term | None
    digits: str
    attained: bool | None
    at: str
    claims: tuple[Claim, ...]
    status: Status
    reason: str = ""

    @property
    def height(self) -> Any:
        return (
            math.inf * (-1 if self.digits == "-oo" else 1)
            if self.digits in ("oo", "-oo")
            else Fraction(self.digits)
        )


def facts(subject: Subject, order: int = ORDER, seconds: float = SECONDS) -> tuple[Fact, ...]:
    """Supremum and infimum of each derivative up to an order, and the decay of gradients, in so much time."""
    end = time.monotonic() + seconds
    pieces = list(_derived(subject, segments(subject), order))
    found: list[Fact] = []
    first: list[_Extreme] = []
    for k in range(1, order + 1):
        rows = [
            (segment, formulas[k], claims[k - 1]) for segment, formulas, claims in pieces if len(formulas) > k
        ]
        for way, name in ((1, "sup"), (-1, "inf")):
            extreme = (
                _extreme(rows, way, end)
                if rows and len(rows) == len(pieces)
                else _open("a formula that is too long")
            )
            found.append(_fact(subject, k, name, extreme))
            first += [extreme] if k == 1 else []
    return (*found, _decay(subject, first))


def _derived(
    subject: Subject, found: tuple[Segment, ...], order: int
) -> Iterator[tuple[Segment, list[Term], list[Claim]]]:
    """Each piece with its derivatives, and the claims that they are these."""
    for segment in found:
        formulas, claims = [segment.formula], []
        for k in range(1, order + 1):
            if size(formulas[-1]) > LONGEST:
                break
            try:
                after = slope(formulas[-1])
            except ValueError:
                break
            after = reduced(after, Statement(after, "==", after, (), segment.domain))
            claim = _claim(subject.state(derivative(subject.function, X, k), "==", after, *segment.domain))
            if not is_proved(claim):
                break
            formulas.append(after)
            claims.append(claim)
        yield segment, formulas, claims


def _claim(statement: Statement) -> Claim:
    return prove_claim(statement, "Slopes", refute=False, steps=2 * QUICK)


def _open(reason: str) -> _Extreme:
    return _Extreme(None, "", None, "", (), Status.OPEN, reason)


def _extreme(rows: list[tuple[Segment, Term, Claim]], way: int, end: float) -> _Extreme:
    """The largest (or least) value over the pieces."""
    best: _Extreme | None = None
    claims: list[Claim] = []
    status = Status.PROVED
    for segment, formula, link in rows:
        one = _on_piece(segment, formula, way, end)
        if one.status is Status.OPEN:
            return one
        claims += [link, *one.claims]
        status = status if one.status is Status.PROVED else one.status
        if (
            best is None
            or way * one.height > way * best.height
            or (one.height == best.height and one.attained)
        ):
            best = one
    assert best is not None
    return _Extreme(best.value, best.digits, best.attained, best.at, tuple(dict.fromkeys(claims)), status)


def _on_piece(segment: Segment, formula: Term, way: int, end: float) -> _Extreme:
    if formula.is_number():
        return _Extreme(
            formula, _decimal(formula.number), True, " and ".join(map(str, segment.domain)), (), Status.PROVED
        )
    if any(node.head == "pow" and X.name in node.args[1].symbols() for node in formula.walk()):
        return _open("powers with x in the exponent are not looked at")  # their towers grow without a bound
    subject = Subject(formula, (), {})
    if not segment.domain and (peak := top(subject, way)) is not None:
        known = tuple(constants_of(subject.core(formula)))
        if identified(fraction_of(peak.ball), known) is None:
            return _Extreme(None, peak.digits, True, peak.at, peak.claims, Status.ENCLOSED)
    now = time.monotonic()
    if now > end:
        return _open("time")
    last = min(ONE, end - now)
    try:
        with limited(Clock(now + 2 * last)):
            found: Supremum = (supremum if way > 0 else infimum)(subject, segment.domain, last)
    except (ValueError, GivenUp) as reason:
        return _open(str(reason))
    if found.status is Status.OPEN:
        return _open(found.reason)
    return _Extreme(found.value, found.digits, found.attained, str(found.at), found.claims, found.status)


def _decimal(q: Fraction) -> str:
    """A number as a decimal, exactly where it is a short one."""
    if 10**12 % q.denominator == 0:
        return f"{float(q):.12f}".rstrip("0").rstrip(".") if q.denominator > 1 else str(q)
    scaled = round(q * 10**50)
    return f"{'-' if scaled < 0 else ''}{abs(scaled) // 10**50}.{abs(scaled) % 10**50:050d}"


def _fact(subject: Subject, k: int, name: str, found: _Extreme) -> Fact:
    about = f", f(x) = {subject.function}"
    values: dict[str, object] = {"order": k, "end": name}
    if found.status is Status.OPEN:
        return Fact(KIND, Status.OPEN, f"{name} {NAMES[k]}(x){about}", values=values, reason=found.reason)
    values |= {"value": found.digits, "attained": found.attained, "at": found.at}
    if found.value is not None:
        values["exact"] = str(found.value)
    shown = f"== {found.value}" if found.value is not None else f"= {found.digits}"
    return Fact(KIND, found.status, f"{name} {NAMES[k]}(x) {shown}{about}", "", values, found.claims)


# -- gradients ----------------------------------------------------------------------------------------


def _decay(subject: Subject, ends: list[_Extreme]) -> Fact:
    """|f'| ≤ c, and with it the bound for L layers."""
    name, about = "|f'(x_1)*...*f'(x_L)|", f", f(x) = {subject.function}"
    if len(ends) < 2 or any(e.status is Status.OPEN for e in ends):
        return Fact(
            DECAY, Status.OPEN, name + about, reason="the extreme values of the derivative are not known"
        )
    top = max(ends, key=lambda e: abs(e.height))
    if top.digits in ("oo", "-oo"):
        return Fact(DECAY, Status.PROVED, f"{name} is not bounded{about}", "", {"base": "oo"}, top.claims)
    exact = top.value is not None and top.value.is_number()
    base = number(abs(top.value.number)) if exact and top.value is not None else number(_above(top.digits))
    step = _claim(_step(base))
    claims = tuple(dict.fromkeys((*(c for e in ends for c in e.claims), step)))
    if not is_proved(step):
        return Fact(DECAY, Status.OPEN, name + about, reason="the step from L to L + 1 was not proved")
    status = Status.PROVED if exact else Status.ENCLOSED
    values = {"base": top.digits.removeprefix("-"), "vanishing": base.number < 1}
    bound = "1" if base == number(1) else f"({base})**L" if exact else f"{_short(base.number)}**L"
    return Fact(DECAY, status, f"{name} <= {bound} for every L >= 1{about}", "", values, claims)


def _above(digits: str) -> Fraction:
    """A short number not below the size of a decimal of which every digit is right."""
    return Fraction(int(abs(Fraction(digits)) * 10**30) + 2, 10**30)


def _short(q: Fraction) -> str:
    return _decimal(Fraction(int(q * 10**12) + 1, 10**12))


def _step(base: Term) -> Statement:
    """|p s| ≤ c q for |p| ≤ q and |s| ≤ c."""
    p, s, q = (symbol(letter) for letter in ("p", "s", "q"))
    given = (relation(call("Abs", p), "<=", q), relation(call("Abs", s), "<=", base))
    return Statement(call("Abs", p * s), "<=", tidy(base * q), given)
