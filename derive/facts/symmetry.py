"""Point symmetry, f(a + x) + f(a - x) = 2b, and mirror symmetry about a line x = a other than the axis.

Odd and even functions are left to parity.

>>> from derive.language.catalogue import Catalogue
>>> (found,) = facts(Subject.of(Catalogue.load()["sigmoid"]))
>>> print(found.statement, found.status, found.values["centre"])
sigmoid(x) + sigmoid(-x) == 1 proved ('0', '1/2')
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from derive.checker.errors import Rejected
from derive.checker.field import Undefined
from derive.checker.point import PointResolver
from derive.checker.terms import number as core_number
from derive.facts.fact import Fact
from derive.facts.segments import segments
from derive.facts.subject import Subject, X
from derive.language.records import Claim
from derive.language.term import Term, number
from derive.language.tidy import tidy
from derive.proof import balls
from derive.proof.claims import QUICK, is_proved, prove_claim
from derive.proof.constants import BITS, fraction_of

KIND = "point symmetry"
MIRROR = "mirror symmetry"
SIMPLE = [Fraction(n, 2) for n in (0, 1, -1, 2, -2, 3, -3, 4, -4, 6, -6)]
LOOKS = [Fraction(3, 7), Fraction(17, 11), Fraction(29, 5)]
NOTHING = Fraction(1, 1 << 120)


def facts(subject: Subject) -> tuple[Fact, ...]:
    """The centre, and the axis, where there is one; none for linear functions, and nothing where none is
    known.
    """
    joints = [s.low.number for s in segments(subject)[1:] if s.low is not None and s.low.is_number()]
    middle = [(joints[0] + joints[-1]) / 2] if joints else []
    found: list[Fact] = []
    for a in dict.fromkeys((*SIMPLE, *middle)):
        if not any(fact.kind == KIND for fact in found) and (point := _point(subject, a)) is not None:
            found.append(point)
        if (
            a
            and not any(fact.kind == MIRROR for fact in found)
            and (mirror := _mirror(subject, a)) is not None
        ):
            found.append(mirror)
    points = [fact.values["centre"] for fact in found if fact.kind == KIND]
    return () if points == [("0", "0")] or _linear(subject) else tuple(found)


def _linear(subject: Subject) -> bool:
    return len(segments(subject)) == 1 and not segments(subject)[0].formula.heads() - {
        "number",
        "symbol",
        "mul",
        "add",
    }


def _value(subject: Subject, at: Fraction) -> Fraction | None:
    try:
        exact = PointResolver({X.name: core_number(at)}).resolve(subject.core(subject.function))
        return fraction_of(balls.value(exact, {X.name: at}, BITS))
    except (balls.NoValue, Rejected, Undefined):
        return None


def _pairs(subject: Subject, a: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
    """Values at the same distance on both sides of a point, as long as there are any."""
    for t in LOOKS:
        right = _value(subject, a + t)
        left = None if right is None else _value(subject, a - t)
        if right is None or left is None:
            return
        yield right, left


def _point(subject: Subject, a: Fraction) -> Fact | None:
    totals: list[Fraction] = []
    for u, v in _pairs(subject, a):
        totals.append(u + v)
        if abs(totals[-1] - totals[0]) > NOTHING:
            return None
    if len(totals) < len(LOOKS):
        return None
    twice = totals[0].limit_denominator(1000)
    if abs(twice - totals[0]) > NOTHING:
        return None
    right, left = _sides(subject, a)
    claim = _proof(subject, right + left, number(twice))
    if claim is None:
        return None
    values = {"centre": (str(number(a)), str(number(twice / 2)))}
    return Fact(KIND, claim.status, str(claim.statement.term), "", values, (claim,))


def _mirror(subject: Subject, a: Fraction) -> Fact | None:
    alike = 0
    for u, v in _pairs(subject, a):
        if abs(u - v) > NOTHING:
            return None
        alike += 1
    if alike < len(LOOKS):
        return None
    claim = _proof(subject, *_sides(subject, a))
    if claim is None:
        return None
    return Fact(MIRROR, claim.status, str(claim.statement.term), "", {"axis": str(number(a))}, (claim,))


def _sides(subject: Subject, a: Fraction) -> tuple[Term, Term]:
    """F(a + x) and f(a - x)."""
    right, left = tidy(number(a) + X), tidy(number(a) - X)
    return subject.function.replace({X: right}), subject.function.replace({X: left})


def _proof(subject: Subject, left: Term, right: Term) -> Claim | None:
    claim = prove_claim(subject.state(left, "==", right), "Symmetry", refute=False, steps=QUICK)
    return claim if is_proved(claim) and not claim.domain else None
