"""Extreme values of the first three derivatives, and how fast gradients decay with depth.

Between zeros of the next derivative a derivative is monotone: its extreme values are met or approached
there, where pieces meet, and at the ends. Where a value is a short closed form the prover is asked for it
as well; what it proves within its steps is proved, the rest is enclosed.

>>> from derive.language.catalogue import Catalogue
>>> for fact in facts(Subject.of(Catalogue.load()["sigmoid"]), order=2):
...     print(fact.status, fact.statement)
proved sup f'(x) == 1/4, f(x) = sigmoid(x)
proved inf f'(x) == 0, f(x) = sigmoid(x)
enclosed sup f''(x) = 0.0962250448649, f(x) = sigmoid(x)
enclosed inf f''(x) = -0.0962250448649, f(x) = sigmoid(x)
proved |f'(x_1)*...*f'(x_L)| <= (1/4)**L for every L >= 1, f(x) = sigmoid(x)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import factorial

import flint

from derive.facts.decay import decay
from derive.facts.deciding import short, survey_of
from derive.facts.fact import Fact
from derive.facts.slope import derived
from derive.facts.subject import Subject, X
from derive.facts.value_range import Extreme, extremes, highest
from derive.language.records import Claim, Status
from derive.language.term import call, derivative, number, relation, symbol
from derive.proof.claims import QUICK, is_proved, prove_claim
from derive.survey.constants import BITS, Constant, Unclear
from derive.survey.pieces import Piece
from derive.survey.places import Number
from derive.survey.signs import Late
from derive.survey.survey import Joint, Survey

KIND = "extreme slopes"
ORDER = 3
PROVED = 1  # the order up to which closed forms are proved: higher ones take long and are rarely short
NAMES = {1: "f'", 2: "f''", 3: "f'''"}


def facts(subject: Subject, order: int = ORDER) -> tuple[Fact, ...]:
    """Supremum and infimum of each derivative up to an order, and the decay of gradients."""
    try:
        survey = survey_of(subject)
    except (Unclear, Late) as reason:
        return (_open(subject, 1, "sup", str(reason) or "time"),)
    slopes = tuple(Piece(piece.lo, piece.hi, derived(piece.formula)) for piece in survey.pieces)
    found = [fact for k in range(1, order + 1) for fact in _of_order(subject, survey, slopes, k)]
    return (*found, decay(subject, found[:2]))


def _of_order(subject: Subject, survey: Survey, slopes: tuple[Piece, ...], k: int) -> Iterator[Fact]:
    """Both ends of the values of the k-th derivative; ``slopes`` are the pieces of the first."""
    try:
        found = _candidates(survey, slopes, k)
        ends = [(name, way, highest(found, way)) for name, way in (("sup", 1), ("inf", -1))]
    except (Unclear, Late) as reason:
        yield from (_open(subject, k, name, str(reason) or "time") for name in ("sup", "inf"))
        return
    for name, way, best in ends:
        yield _fact(subject, k, name, _proof(subject, k, way, best))


def _candidates(survey: Survey, slopes: tuple[Piece, ...], k: int) -> list[Extreme]:
    """The values among which the extreme ones are; a joint counts where the derivative exists there."""
    found: list[Extreme] = []
    for piece, slope in zip(survey.pieces, slopes, strict=True):
        try:
            found += [_times(e, factorial(k)) for e in extremes(survey, piece, k)]
        except Unclear:  # perhaps the formula of the slope tells more
            found += [_times(e, factorial(k - 1)) for e in extremes(survey, slope, k - 1)]
    return found + [
        _times(Extreme(joint.limit(1, k), True, joint.at), factorial(k))
        for joint in survey.joints
        if _smooth(joint, k)
    ]


def _smooth(joint: Joint, k: int) -> bool:
    """All derivatives up to the k-th exist at a joint: their limits from both sides agree (Rudin, 5.10)."""
    return joint.joined and all(joint.agree(order) for order in range(1, k + 1))


def _times(extreme: Extreme, factor: int) -> Extreme:
    value = extreme.value
    if value.infinite or factor == 1:
        return extreme
    if value.exact is not None:
        return replace(extreme, value=Number.of(value.exact * Constant.of(factor)))
    assert value.ball is not None
    with flint.ctx.workprec(BITS):
        return replace(extreme, value=Number(value.ball * factor))


# -- closed forms ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slope:
    """An extreme value with the claims that prove it, if they were found."""

    extreme: Extreme
    claims: tuple[Claim, ...]


def _proof(subject: Subject, k: int, way: int, best: Extreme) -> Slope:
    """A rational value at a rational point or at an infinity, by the prover: value or limit, and bound."""
    value, at = best.value.rational, best.at.rational
    if k > PROVED or value is None or (at is None and not best.at.infinite):
        return Slope(best, ())
    f, level = derivative(subject.function, X, k), number(value)
    if best.attained and at is not None:
        there = subject.state(f, "==", level, relation(X, "==", number(at)))
        bound = subject.state(f, "<=" if way > 0 else ">=", level)
    elif best.attained is False and best.at.infinite:
        end = call("oo") if best.at.infinite > 0 else -call("oo")
        there = subject.state(call("Limit", f, X, end, symbol("both")), "==", level, kind="limit")
        bound = subject.state(f, "<" if way > 0 else ">", level)
    else:
        return Slope(best, ())
    claims = []
    for asked in (there, bound):
        claim = prove_claim(asked, "Slopes", refute=False, steps=QUICK)
        if not is_proved(claim):
            return Slope(best, ())
        claims.append(claim)
    return Slope(best, tuple(claims))


# -- facts -------------------------------------------------------------------------------------------


def _open(subject: Subject, k: int, name: str, reason: str) -> Fact:
    values = {"order": k, "end": name}
    return Fact(KIND, Status.OPEN, f"{name} {NAMES[k]}(x), f(x) = {subject.function}", "", values, (), reason)


def _fact(subject: Subject, k: int, name: str, found: Slope) -> Fact:
    best = found.extreme
    values = {"order": k, "end": name, **best.json()}
    exact = best.value.rational
    if exact is not None:
        values["exact"] = str(exact)
    said = f"== {exact}" if found.claims else f"= {short(best.value)}"
    statement = f"{name} {NAMES[k]}(x) {said}, f(x) = {subject.function}"
    return Fact(KIND, Status.PROVED if found.claims else Status.ENCLOSED, statement, "", values, found.claims)
