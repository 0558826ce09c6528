"""prove(statement): proved with a domain and a certificate, refuted at a point, or undecided.

The search proposes a certificate; only what the checker accepts is called proved or refuted.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from typing import Any

import flint
from flint import arb

from derive.checker import FORMAT, VERSION, Rejected, check
from derive.checker.cells import HOLDS
from derive.checker.field import Cell, Undefined
from derive.checker.signs import NEG, POS, ZERO
from derive.checker.statement import Claim, check_witness, read_claim
from derive.checker.terms import MAX_NODES, sub
from derive.checker.terms import Term as Core
from derive.checker.work import STEPS, Work, limited
from derive.language.records import Statement
from derive.language.term import Term, from_json
from derive.proof import balls
from derive.proof.domain import domain_of
from derive.proof.points import points
from derive.proof.search import Clock, GivenUp, Leaf, Search

SECONDS = 20.0
SEARCHING = 0.75  # the part of the time that goes into the search for a proof
MAX_ATTEMPTS = 24  # points that are handed to the checker


@dataclass(frozen=True, slots=True)
class Proved:
    """The statement holds exactly as said for every point of ``domain`` (and of its hypotheses).

    ``domain`` are relations that hold exactly where both sides have a value; empty: everywhere.
    """

    domain: tuple[Term, ...]
    certificate: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Refuted:
    """The statement fails at ``point``; ``ball`` encloses left minus right there.

    Of a limit ``point`` says the values of the parameters, and ``ball`` what the limit is.
    """

    point: Mapping[str, Fraction]
    ball: str
    certificate: Mapping[str, Any] = field(repr=False)

    @property
    def reason(self) -> str:
        """What is the case at the point, in words."""
        return self.ball if self.certificate.get("kind") == "limit" else f"left - right = {self.ball}"


@dataclass(frozen=True, slots=True)
class Undecided:
    """Neither was shown; ``reason`` says what was missing."""

    reason: str


Verdict = Proved | Refuted | Undecided


def prove(statement: Statement, seconds: float = SECONDS, refute: bool = True) -> Verdict:
    """Decides a statement about real functions.

    Every symbol stands for a real number that satisfies the statement's hypotheses and domain. The
    answer speaks of the points where both sides have a value; `Proved.domain` says which these are.
    A derivative has a value where the rules of differentiation give one. Without ``refute`` no
    counter-example is looked for: what is not proved is undecided. Method: design, section 4.
    """
    end = time.monotonic() + seconds
    try:
        with limited(Clock(end)):
            if statement.left.head == "Limit":
                from derive.proof.limits import decide

                return decide(statement, end, refute)
            return _decided(statement, _claim(statement), seconds, end if refute else 0.0)
    except (GivenUp, Rejected) as reason:
        return Undecided(str(reason))
    except RecursionError:
        return Undecided("expected a statement with fewer levels, found too many")


def _claim(statement: Statement) -> Claim:
    terms = (statement.left, statement.right, *statement.hypotheses, *statement.domain)
    nodes = sum(1 for term in terms for _ in islice(term.walk(), MAX_NODES + 1))
    if nodes > MAX_NODES:
        raise GivenUp(f"expected a statement of at most {MAX_NODES} nodes, found more")
    return read_claim(statement.json())


def _decided(statement: Statement, claim: Claim, seconds: float, last: float) -> Verdict:
    """The answer; a part of the time is kept for a look at points."""
    search = Search(claim, time.monotonic() + SEARCHING * seconds)
    try:
        with limited(Clock(search.deadline)):
            tree = search.grow(Cell({}, claim.facts))
    except (GivenUp, Rejected, RecursionError) as reason:
        leaves = search.leaves if isinstance(reason, GivenUp) else []
        return _refutation(statement, claim, [None, *leaves], last) or Undecided(str(reason))
    failing = [leaf for leaf in search.leaves if leaf.found == "fails"]
    if failing:
        refuted = _refutation(statement, claim, [None, *failing], last)
        return refuted or Undecided("the sides differ in form, but at no point that was tried")
    return _finish(statement, claim, search, tree)


def _finish(statement: Statement, claim: Claim, search: Search, tree: Any) -> Verdict:
    holds = [leaf for leaf in search.leaves if leaf.found == "holds"]
    if not holds:
        return Undecided("vacuous: the two sides have a value together at no point")
    domain = domain_of(search.leaves)
    certificate = {
        **_header(statement, "proved"),
        "domain": [to_json(c) for c in domain],
        "proof": written(tree),
    }
    point = witness_of(claim, domain, holds)
    if point is None:
        return Undecided("no point of the domain was found")
    certificate["witness"] = {name: to_json(value) for name, value in point.items()}
    try:
        check(certificate)
    except Rejected as refusal:
        return Undecided(f"no certificate was accepted ({refusal})")
    _second_opinion(claim, point)
    return Proved(tuple(from_json(to_json(c)) for c in domain), certificate)


def witness_of(claim: Claim, domain: tuple[Core, ...], holds: list[Leaf]) -> Mapping[str, Fraction] | None:
    """A point of the domain that the checker agrees to."""
    for point in _inside(claim, holds):
        try:
            with limited(Work(STEPS)):
                check_witness(claim, domain, {name: to_json(value) for name, value in point.items()})
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


# -- refutation --------------------------------------------------------------------------------------


def _refutation(
    statement: Statement, claim: Claim, leaves: Iterable[Leaf | None], deadline: float
) -> Refuted | None:
    """The first point at which the checker agrees that the statement fails."""
    tried = 0
    for leaf in leaves:
        for point in points(claim.variables, leaf):
            if tried > MAX_ATTEMPTS or time.monotonic() > deadline:
                return None
            ball = _difference(claim, point)
            if ball is not None and _contains_allowed(ball, claim.relation):
                continue
            tried += 1
            certificate = {
                **_header(statement, "refuted"),
                "point": {name: to_json(value) for name, value in point.items()},
            }
            try:
                check(certificate)
            except Rejected:
                continue
            return Refuted(point, _shown(ball), certificate)
    return None


def _difference(claim: Claim, point: Mapping[str, Fraction]) -> arb | None:
    try:
        return balls.value(sub(claim.left, claim.right), point)
    except balls.NoValue:
        return None


def _contains_allowed(ball: arb, relation: str) -> bool:
    """The ball leaves it possible that the relation holds."""
    signs = HOLDS[relation]
    return bool(
        (signs & ZERO and ball.contains(0))
        or (signs & POS and not ball <= 0)
        or (signs & NEG and not ball >= 0)
    )


def _shown(ball: arb | None) -> str:
    if ball is None:
        return "excludes 0 in the checker's intervals"
    with flint.ctx.workprec(128):
        return str(ball.str(20))


# -- writing -----------------------------------------------------------------------------------------


def _header(statement: Statement, verdict: str) -> dict[str, Any]:
    return {
        "format": FORMAT, "version": VERSION, "kind": "statement", "verdict": verdict,
        "statement": statement.json(),
    }  # fmt: skip


def written(node: Any) -> Any:
    """A tree with its terms as JSON."""
    out: dict[str, Any] = {}
    for key, value in node.items():
        if key == "atoms":
            if value:
                out[key] = [[to_json(t), None if v is None else to_json(v)] for t, v in value]
        elif key == "products":
            if value:
                out[key] = [to_json(t) for t in value]
        elif key == "split":
            out[key] = to_json(value)
        else:
            out[key] = written(value) if isinstance(value, dict) else value
    return out


def to_json(term: Core) -> Any:
    """A core term as JSON."""
    if isinstance(term, Fraction) and term.denominator != 1:
        return ["rational", term.numerator, term.denominator]
    if isinstance(term, (int, Fraction)):
        return int(term)
    return term if isinstance(term, str) else [term[0], *(to_json(arg) for arg in term[1:])]
