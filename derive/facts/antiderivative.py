"""Antiderivatives in closed form, proved by differentiation; continuous where pieces meet.

>>> from derive.language.catalogue import Catalogue
>>> (found,) = facts(Subject.of(Catalogue.load()["softplus"]))
>>> found.values["formula"], str(found.status)
('-polylog(2, -exp(x))', 'proved')
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.facts.fact import Fact
from derive.facts.primitives import primitive
from derive.facts.segments import Segment, segments
from derive.facts.subject import Subject, X
from derive.language.records import Claim, Status
from derive.language.term import Term, call, derivative
from derive.language.tidy import tidy
from derive.proof.claims import QUICK, is_proved, prove_claim

KIND = "antiderivative"


def facts(subject: Subject) -> tuple[Fact, ...]:
    """The antiderivative on the whole line, or why it is open."""
    found = segments(subject)
    if not found:
        return (_open(subject, "the pieces of the function were not found"),)
    parts: list[Term] = []
    for segment in found:
        part = primitive(segment.formula, segment.low, segment.high)
        if part is None:
            where = " and ".join(map(str, segment.domain))
            reason = f"no closed form was found for {where}" if where else "no closed form was found"
            return (_open(subject, reason),)
        parts.append(part)
    return (_joined(subject, found, parts),)


def _open(subject: Subject, reason: str) -> Fact:
    return Fact(KIND, Status.OPEN, f"antiderivative of {subject.function}", reason=reason)


def _joined(subject: Subject, found: Sequence[Segment], parts: Sequence[Term]) -> Fact:
    """The parts with constants that make them meet, one claim for each, and for the whole where it is
    proved.
    """
    parts, meetings = _meeting(subject, found, list(parts))
    claims = [_claim(subject, part, segment.domain) for part, segment in zip(parts, found, strict=True)]
    whole = _whole(found, parts)
    apart: list[Term] = []  # points at which the function has no value, or jumps
    if len(parts) > 1:
        together = _claim(subject, whole, ())
        apart = [call("ne", X, s.low) for s in found[1:] if s.low is not None]
        claims = [together] if is_proved(together) else [*claims, *meetings]
    bad = next((claim for claim in claims if not is_proved(claim)), None)
    if bad is not None:
        return _open(subject, f"{whole} was not proved: {bad.evidence.get('reason', '')}")
    values = {"formula": str(whole)}
    parts_ = claims[0].domain if len(claims) == 1 else tuple(apart)
    domain = " and ".join(dict.fromkeys(map(str, parts_)))
    statement = f"Derivative({whole}, x) == {subject.function}"
    return Fact(KIND, Status.PROVED, statement, domain, values, tuple(claims))


def _claim(subject: Subject, part: Term, domain: tuple[Term, ...]) -> Claim:
    statement = subject.state(derivative(part, X), "==", subject.function, *domain)
    return prove_claim(statement, "By differentiation", refute=False, steps=4 * QUICK)


def _meeting(subject: Subject, found: Sequence[Segment], parts: list[Term]) -> tuple[list[Term], list[Claim]]:
    """Each part moved so that it meets the one before; the piece around or beside 0 keeps its constant."""
    claims = []
    for k in range(1, len(parts)):
        joint = found[k].low
        if joint is None or found[k - 1].high != joint:
            continue
        here, there = (part.replace({X: joint}) for part in (parts[k - 1], parts[k]))
        parts[k] = tidy(parts[k] + tidy(here - there))
        statement = subject.state(parts[k].replace({X: joint}), "==", here)
        claims.append(prove_claim(statement, "The parts meet", refute=False, steps=QUICK))
    return parts, claims


def _whole(found: Sequence[Segment], parts: Sequence[Term]) -> Term:
    if len(parts) == 1:
        return parts[0]
    cases = []
    for segment, part in zip(found, parts, strict=True):
        last = segment.high is None
        condition = call("true") if last or segment.high is None else call("lt", X, segment.high)
        cases.append(call("case", part, condition))
    return call("Piecewise", *cases)
