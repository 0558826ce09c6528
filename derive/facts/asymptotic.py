"""Asymptotic expansions at -oo and oo: the first terms, each proved as a limit.

f ~ t₁ + t₂ + … means: (f - t₁ - … - tₖ₋₁)/mₖ tends to cₖ, where tₖ = cₖ mₖ. Where the sum ends, f is the sum
from some point outwards, and that is the statement.

Source: NIST Digital Library of Mathematical Functions, section 2.1.

>>> from derive.language.catalogue import Catalogue
>>> left, right = facts(Subject.of(Catalogue.load()["sigmoid"]), count=2)
>>> print(right.statement, right.status)
sigmoid(x) = 1 - exp(-x) + o(exp(-x)) as x -> oo proved
"""

from __future__ import annotations

from fractions import Fraction

from derive.facts.denial import denied, values
from derive.facts.expansion import Expansion, Part, expansion
from derive.facts.fact import Fact
from derive.facts.subject import Subject, X
from derive.language.records import Claim, Statement, Status
from derive.language.term import Term, call, number, relation, symbol
from derive.language.tidy import tidy
from derive.proof.claims import QUICK, is_proved, prove_claim

KIND = "asymptotic expansion"
COUNT = 4
STARTS = (0, 1, 2, 4, 8, 16, 32)
BEYOND = (Fraction(1, 8), 1)  # how far beyond the start a difference is looked for
SIDES = ((-1, "-oo"), (1, "oo"))


def facts(subject: Subject, count: int = COUNT) -> tuple[Fact, ...]:
    """The expansions at both ends of the line, at most ``count`` terms of each."""
    return tuple(_at_end(subject, side, name, count) for side, name in SIDES)


def _at_end(subject: Subject, side: int, name: str, count: int) -> Fact:
    found = expansion(subject, None, side, count)
    if found is None or not (found.parts or found.exact):
        return Fact(
            KIND, Status.OPEN, f"expansion of {subject.function} as x -> {name}", f"x -> {name}",
            reason="no scale of growth was found on which the function can be written",
        )  # fmt: skip
    if found.exact and (claim := _equal(subject, found, side)) is not None:
        total = found.shown(len(found.parts))
        values = {"side": name, "terms": _terms(found, len(found.parts)), "exact": True}
        statement = f"{subject.function} == {total}"
        return Fact(KIND, Status.PROVED, statement, str(claim.statement.domain[0]), values, (claim,))
    return _proved(subject, found, name)


def _terms(found: Expansion, count: int) -> list[dict[str, str]]:
    return [{"coefficient": str(p.coefficient), "monomial": str(p.monomial)} for p in found.parts[:count]]


def _equal(subject: Subject, found: Expansion, side: int) -> Claim | None:
    """The function is the sum from some point outwards."""
    for start in STARTS:
        far = relation(X, ">", number(start)) if side > 0 else relation(X, "<", number(-start))
        statement = subject.state(subject.function, "==", found.sum(len(found.parts)), far)
        if denied(statement, values(*(side * (start + step) for step in BEYOND))):
            continue
        claim = prove_claim(statement, "Asymptotic expansion", refute=False, steps=QUICK)
        if is_proved(claim) and not claim.domain:
            return claim
    return None


def _proved(subject: Subject, found: Expansion, name: str) -> Fact:
    claims: list[Claim] = []
    for k, part in enumerate(found.parts):
        claim = prove_claim(
            _statement(subject, found.sum(k), part, name), "Asymptotic expansion", refute=False
        )
        if not is_proved(claim):
            break
        claims.append(claim)
    sure = len(claims)
    if not sure:
        return Fact(
            KIND, Status.OPEN, f"expansion of {subject.function} as x -> {name}", f"x -> {name}",
            reason="the limit of the first term was not proved",
        )  # fmt: skip
    rest = found.parts[sure - 1].monomial
    statement = f"{subject.function} = {found.shown(sure)} + o({rest}) as x -> {name}"
    values = {"side": name, "terms": _terms(found, sure), "exact": False}
    return Fact(KIND, Status.PROVED, statement, f"x -> {name}", values, tuple(claims))


def _statement(subject: Subject, before: Term, part: Part, name: str) -> Statement:
    """The limit that says what the next term is."""
    difference = subject.function if before == number(0) else subject.function - before
    ratio = difference if part.monomial == number(1) else difference * tidy(part.monomial**-1)
    at = call("oo") if name == "oo" else -call("oo")
    limit = call("Limit", ratio, X, at, symbol("both"))
    return subject.state(limit, "==", part.coefficient, kind="limit")
