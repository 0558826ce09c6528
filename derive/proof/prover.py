"""prove(statement): proved with a domain and a certificate, refuted at a point, vacuous, or undecided.

The search proposes a certificate; only what the checker accepts is called proved or refuted.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from fractions import Fraction
from typing import Any

from derive.checker import Rejected, check
from derive.checker.cells import HOLDS
from derive.checker.field import Cell, Undefined, Unknown
from derive.checker.reader import Reading
from derive.checker.signs import NEG, POS, ZERO
from derive.checker.statement import Claim, check_witness
from derive.checker.terms import MAX_NODES, sub
from derive.checker.terms import Term as Core
from derive.checker.work import STEPS, Work, limited
from derive.language.records import Statement
from derive.language.term import from_json, levels
from derive.proof import balls
from derive.proof.allowances import Clock, Effort, GivenUp
from derive.proof.domain import domain_of
from derive.proof.emptiness import emptied, failing
from derive.proof.looks import Seen, at_once
from derive.proof.points import points
from derive.proof.refute import exact_refutation, exact_witness, refutation, suspected
from derive.proof.search import Leaf, Search
from derive.proof.verdicts import Proved, Refuted, Undecided, Vacuous, Verdict
from derive.proof.writing import header, to_json, written

__all__ = ["SECONDS", "Proved", "Refuted", "Undecided", "Vacuous", "Verdict", "prove", "to_json", "written"]

SECONDS = 20.0
MUCH = STEPS * 3 // 4  # steps: a check that takes more works everything out, as one by itself does
SEARCHING = 0.75  # the part of the time that goes into the search for a proof


def prove(
    statement: Statement, seconds: float = SECONDS, refute: bool = True, steps: int | None = None
) -> Verdict:
    """Decides a statement about real functions.

    Every symbol stands for a real number that satisfies the statement's hypotheses and domain. The
    answer speaks of the points where both sides have a value; `Proved.domain` says which these are.
    A derivative has a value where the rules of differentiation give one. Without ``refute`` no
    counter-example is looked for: what is not proved is undecided. ``steps`` bounds the work besides
    the time, and so in the same way on every machine. Method: design, section 4.
    """
    end = time.process_time() + seconds
    try:
        with limited(Effort(steps)) if steps else nullcontext(), limited(Clock(end)):
            if statement.left.head == "Limit":
                from derive.proof.limits import decide

                return decide(statement, end, refute)
            return _decided(_reading(statement), seconds, end if refute else 0.0)
    except (GivenUp, Rejected, Unknown, Undefined) as reason:
        return Undecided(str(reason))
    except RecursionError:
        return Undecided("expected a statement with fewer levels, found too many")


def _reading(statement: Statement) -> Reading:
    nodes = 0
    for level in levels((statement.left, statement.right, *statement.hypotheses, *statement.domain)):
        nodes += len(level)
        if nodes > MAX_NODES:
            raise GivenUp(f"expected a statement of at most {MAX_NODES} nodes, found more")
    return Reading(statement.json())


def _decided(read: Reading, seconds: float, last: float) -> Verdict:
    """The answer; a part of the time is kept for a look at points."""
    claim = read.claim
    seen = at_once(read) if last else Seen()
    if seen.refuted is not None:
        return seen.refuted
    until, joining = time.process_time() + SEARCHING * seconds, claim.relation == "eq"
    search = Search(claim, until, read.settled, joining)
    return _searched(read, search, last, seen)


def _searched(read: Reading, search: Search, last: float, seen: Seen) -> Verdict:
    """What comes of a search."""
    try:
        with limited(Clock(search.deadline)):
            tree = search.grow(Cell({}, read.claim.facts))
            fails = failing(search)
    except (GivenUp, Rejected, RecursionError):
        fails = [leaf for leaf in search.leaves if leaf.found == "fails"] or search.leaves
        if refuted := _refuted(read, search, fails, last):
            return refuted
        raise
    if fails:
        reason = "the relation fails on a cell in which no point was found"
        if read.claim.relation == "eq":
            reason = "the sides differ in form, but at no point that was tried"
        return _refuted(read, search, fails, last) or Undecided(reason)
    return _finish(read, search, tree, seen)


def _refuted(read: Reading, search: Search, leaves: list[Leaf], last: float) -> Refuted | None:
    if not last:
        return None
    seen = suspected(read, search)
    exact = seen or exact_refutation(read, search, last)
    return exact or refutation(read, [None, *leaves], last)


def _finish(read: Reading, search: Search, tree: Any, seen: Seen) -> Verdict:
    claim = read.claim
    holds = [leaf for leaf in search.leaves if leaf.found == "holds"]
    domain = domain_of(search.leaves) if holds else ()  # it may name further functions
    certificate = {**header(read.data, "proved" if holds else "vacuous"), "proof": written(tree)}
    if not holds:
        return checked(certificate, read) or Vacuous(certificate)
    certificate["domain"] = [to_json(c) for c in domain]
    point, refused = _witnessed(read, certificate, domain, holds)
    if refused is not None:
        empty = "witness" not in certificate and all(emptied(search, leaf) for leaf in holds)
        return _finish(read, search, tree, seen) if empty else refused
    if point is not None and not seen.speaks_of(point):
        _second_opinion(claim, point)
    return Proved(tuple(from_json(c) for c in certificate["domain"]), certificate)


def _witnessed(
    read: Reading, certificate: dict[str, Any], domain: tuple[Core, ...], holds: list[Leaf]
) -> tuple[Mapping[str, Fraction] | None, Undecided | None]:
    """Puts a witness into a certificate and has it checked; as a rule the first point will do."""
    point = next(iter(_inside(read.claim, holds)), None)
    if point is not None:
        certificate["witness"] = _written_point(point)
        if _accepted(certificate, read) is None:
            return point, None
        del certificate["witness"]
        point = witness_of(read.claim, domain, holds)
    if point is None:
        certificate |= exact_witness(read.claim, domain, holds) or {}
    else:
        certificate["witness"] = _written_point(point)
    if "witness" not in certificate:
        return None, Undecided("no point of the domain was found")
    return point, checked(certificate, read)


def _written_point(point: Mapping[str, Fraction]) -> dict[str, Any]:
    return {name: to_json(value) for name, value in point.items()}


def checked(certificate: dict[str, Any], read: Reading) -> Undecided | None:
    """What is said of a certificate that the checker does not accept; None of one that it does."""
    refused = _accepted(certificate, read)
    if refused is not None and read.settled.forget():
        return _accepted(certificate, read)  # a refusal counts when everything was worked out
    return refused


def _accepted(certificate: dict[str, Any], read: Reading) -> Undecided | None:
    """None if the checker accepts a certificate; where cells are settled, by less work than it may take."""
    try:
        with limited(Work(MUCH if read.settled.any() else STEPS)):
            check(certificate, read=read)
    except Rejected as refusal:
        return Undecided(f"no certificate was accepted ({refusal})")
    return None


def witness_of(claim: Claim, domain: tuple[Core, ...], holds: list[Leaf]) -> Mapping[str, Fraction] | None:
    """A point of the domain that the checker agrees to."""
    for point in _inside(claim, holds):
        try:
            with limited(Work(STEPS)):
                check_witness(claim, domain, _written_point(point))
        except (Rejected, Undefined):
            continue
        return point
    return None


def _inside(claim: Claim, holds: list[Leaf]) -> Iterable[Mapping[str, Fraction]]:
    for leaf in holds:
        yield from points(claim.variables, leaf)


def _second_opinion(claim: Claim, point: Mapping[str, Fraction]) -> None:
    """A ball at the witness must not contradict what was proved; if it does, the rules are wrong."""
    try:
        ball = balls.value(sub(claim.left, claim.right), point)
    except balls.NoValue:
        return
    possible = (0 if ball > 0 else NEG) | (0 if ball < 0 else POS) | (ZERO if ball.contains(0) else 0)
    if not possible & HOLDS[claim.relation]:
        raise AssertionError(f"proof and ball disagree at {dict(point)}: {ball}")
