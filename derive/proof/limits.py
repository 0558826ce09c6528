"""Limits: proved or refuted with a certificate, by the checker's own scale of growth.

The search runs on `derive.checker.limits.outcome` with a `Tower` for the constants, splits by the signs
of the parameters, and takes more terms of the series where the known ones cancel.

>>> from derive.language.catalogue import Catalogue
>>> from derive.proof.prover import prove
>>> prove(Catalogue.load().statement("limit(x*sigmoid(x), x, -oo) == 0")).domain
()
>>> prove(Catalogue.load().statement("limit(tanh(x), x, oo) == 2")).reason
'the limit is 1'
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import chain, islice
from typing import Any

from derive.checker import Rejected, check
from derive.checker.definitions import Expander
from derive.checker.field import Cell, Undefined, Unknown
from derive.checker.limit_approach import Approach, Value
from derive.checker.limits import SIDES, LimitClaim, LimitReading, differing, limit_from, outcome
from derive.checker.scale import Scale, TooFewTerms
from derive.checker.settled import Settled
from derive.checker.statement import prepare
from derive.checker.terms import MAX_NODES, Definition, number, symbols
from derive.checker.terms import Term as Core
from derive.checker.work import STEPS, Work, limited
from derive.language.records import Statement
from derive.language.term import Term, from_json
from derive.language.tidy import tidy
from derive.proof.allowances import GivenUp
from derive.proof.domain import domain_of
from derive.proof.emptiness import emptied
from derive.proof.points import points
from derive.proof.prover import checked, witness_of
from derive.proof.search import Leaf, Search
from derive.proof.tower import Restart, Tower
from derive.proof.verdicts import Proved, Refuted, Undecided, Vacuous, Verdict
from derive.proof.writing import header, to_json, written

ORDERS = (2, 4, 7, 11)  # how many terms are kept, one after the other
MAX_POINTS, MAX_RESTARTS = 8, 12
INFINITY: Mapping[int, Core] = {1: ("oo",), -1: ("mul", -1, ("oo",))}
NAMES = {-1: "left", 1: "right"}


def decide(statement: Statement, end: float, refute: bool = True) -> Verdict:
    """The verdict on a statement with a limit on its left, before the processor's clock shows ``end``."""
    read = _reading(statement)
    asked, reason = read.asked, ""
    for order in ORDERS:
        search = LimitSearch(asked.claim, end, read.taking(order), asked=asked, order=order)
        failing: list[Leaf] = []
        try:
            tree = search.grow(Cell({}, asked.claim.facts))
            failing = [leaf for leaf in search.leaves if leaf.found == "fails"]
            if not failing:
                return _finish(read, search, tree)
            reason = "the limit is another on a cell in which no values of the parameters were found"
            leaves = failing
        except RecursionError:
            reason, leaves = "too many levels", search.leaves
        except (GivenUp, Rejected) as problem:
            reason, leaves = str(problem), search.leaves
        if search.short and not failing and order < ORDERS[-1] and time.process_time() <= end:
            continue  # what cannot be said with so few terms cannot be refuted with them either
        if refute and (refuted := _refutation(read, order, [*leaves, None], end)) is not None:
            return refuted
        if failing and all(emptied(search, leaf) for leaf in failing):
            return _finish(read, search, tree)
        if not search.short or time.process_time() > end:
            break
    return Undecided(reason)


def _reading(statement: Statement) -> LimitReading:
    terms = (statement.left, statement.right, *statement.hypotheses, *statement.domain)
    if sum(1 for term in terms for _ in islice(term.walk(), MAX_NODES + 1)) > MAX_NODES:
        raise GivenUp(f"expected a statement of at most {MAX_NODES} nodes, found more")
    return LimitReading(statement.json())


@dataclass
class LimitSearch(Search):
    """A search over the signs of parameters."""

    asked: LimitClaim | None = None
    order: int = ORDERS[0]

    def _cover(self, tower: Tower, path: tuple[tuple[Core, int], ...]) -> None:
        """No covers: a limit is not an inequality."""

    def told(self) -> Settled:
        if self.settled is None and self.asked is not None:
            self.settled = Settled(partial(outcome, self.asked, order=self.order))
        return super().told()

    @property
    def short(self) -> bool:
        """Whether more terms might decide a cell."""
        return isinstance(self.refusal, TooFewTerms)


def _finish(read: LimitReading, search: LimitSearch, tree: Any) -> Verdict:
    holds = [leaf for leaf in search.leaves if leaf.found == "holds"]
    if not holds:
        certificate = _header(read.data, "vacuous", search.order) | {"proof": written(tree)}
        return checked(certificate, read) or Vacuous(certificate, f"vacuous: {_without_value(search)}")
    domain = domain_of(search.leaves)
    point = witness_of(search.claim, domain, holds)
    if point is None and all(emptied(search, leaf) for leaf in holds):
        return _finish(read, search, tree)
    if point is None:
        return Undecided("no values of the parameters were found that satisfy the hypotheses")
    certificate = _header(read.data, "proved", search.order) | {"domain": [to_json(c) for c in domain]}
    certificate |= {"proof": written(tree), "witness": _written_point(point)}
    return checked(certificate, read) or Proved(tuple(from_json(to_json(c)) for c in domain), certificate)


def _without_value(search: LimitSearch) -> str:
    """Why nothing is claimed: no value of the function near the point, or none of the right side."""
    undefined = [leaf for leaf in search.leaves if leaf.found == "undefined"]
    if not undefined or search.asked is None:
        return "no values of the parameters satisfy the hypotheses"
    sides = search.asked.sides
    for side in sides:
        try:
            limit_from(search.asked, undefined[0].tower, side, search.order)
        except Undefined as reason:
            where = "near the point" if len(sides) == 1 else f"to the {NAMES[side]} of the point"
            return f"the function has no value {where}: {reason}"
    return "the right side has no value"


def _header(statement: Any, verdict: str, order: int) -> dict[str, Any]:
    return {**header(statement, verdict), "kind": "limit", "order": order}


def _written_point(point: Mapping[str, Fraction]) -> dict[str, Any]:
    return {name: to_json(value) for name, value in point.items()}


# -- refutation --------------------------------------------------------------------------------------


def _refutation(read: LimitReading, order: int, leaves: Iterable[Leaf | None], end: float) -> Refuted | None:
    """The first values of the parameters for which the checker agrees that the limit is another."""
    asked = read.asked
    names = asked.claim.variables
    for point in chain.from_iterable(islice(points(names, leaf), MAX_POINTS) for leaf in leaves):
        if time.process_time() > end:
            return None
        tower = _at(asked, point, order)
        if tower is None:
            continue
        certificate = _header(read.data, "refuted", order) | {"point": _written_point(point)}
        certificate |= {"atoms": []} | written({"atoms": tower, "products": tower.products})
        try:
            check(certificate, read=read)
        except Rejected:
            continue
        return Refuted(point, _reason(asked, tower, order), certificate)
    return None


def _at(asked: LimitClaim, point: Mapping[str, Fraction], order: int) -> Tower | None:
    """The constants at one point, if some limit there is another than the claimed one."""
    seeds: tuple[Core, ...] = ()
    for _ in range(MAX_RESTARTS):
        tower = Tower(Cell({name: number(value) for name, value in point.items()}), seeds)
        try:
            tower.plant()
            return tower if differing(asked, tower, order) else None
        except Restart as restart:
            seeds = restart.seeds
        except (Rejected, Undefined, Unknown, GivenUp):
            return None
    return None


def _reason(asked: LimitClaim, tower: Tower, order: int) -> str:
    """What the limit is, from each side that is known."""
    found: dict[int, str] = {}
    for side in asked.sides:
        try:
            found[side] = _shown(tower, limit_from(asked, tower, side, order))
        except (Rejected, Undefined, Unknown, Restart):
            continue
    if len(set(found.values())) == 1 and len(found) == len(asked.sides):
        return f"the limit is {next(iter(found.values()))}"
    return ", ".join(f"the limit from the {NAMES[side]} is {text}" for side, text in found.items())


def _shown(tower: Tower, value: Value) -> str:
    return str(tidy(from_json(to_json(_core(tower, value)))))


def _core(tower: Tower, value: Value) -> Core:
    return INFINITY[value.infinite] if value.constant is None else Scale(tower, 1).term(value.constant)


# -- the value of a limit -----------------------------------------------------------------------------


def limit_of(
    f: Core | Term,
    x: str,
    at: Core | Term,
    side: str = "both",
    facts: tuple[tuple[Core, int], ...] = (),
    definitions: Mapping[str, Definition] | None = None,
) -> Core | None:
    """The limit of f as x tends to ``at``, as a core term, or None where it was not found.

    ``at`` and the value may be ``("oo",)`` or ``("mul", -1, ("oo",))``; ``side`` is left, right or both (from
    both sides, the same limit). ``facts`` are signs of terms in the parameters that are assumed. A `Term`
    may use ``definitions``. Nothing is certified here: state the value and prove it.
    """
    core, point = _read(f, definitions), _read(at, definitions)
    infinite = next((sign for sign, form in INFINITY.items() if point == form), 0)
    if not infinite and x in symbols(point):
        raise ValueError(f"expected a point without {x}, found one with it")
    sides = (infinite,) if infinite else SIDES[side]
    for order in ORDERS:
        try:
            with limited(Work(STEPS)):  # what takes longer than a check may, no certificate could show
                return _found(core, x, None if infinite else point, sides, Cell({}, facts), order)
        except TooFewTerms:
            continue
        except (Rejected, Undefined, Unknown, RecursionError):
            break
    return None


def _found(f: Core, x: str, at: Core | None, sides: tuple[int, ...], cell: Cell, order: int) -> Core | None:
    seeds: tuple[Core, ...] = ()
    for _ in range(MAX_RESTARTS):
        tower = Tower(cell, seeds)
        try:
            prepare(tower, tower.plant)
            return _common(tower, [Approach(tower, x, at, side, order).limit(f) for side in sides])
        except Restart as restart:
            seeds = restart.seeds
    return None


def _common(tower: Tower, found: list[Value]) -> Core | None:
    """The limit from all sides, if it is one."""
    first, *rest = found
    for other in rest:
        if first.constant is None or other.constant is None:
            if first.infinite != other.infinite:
                return None
        elif not tower.equal(first.constant, other.constant):
            return None
    return _core(tower, first)


def _read(term: Core | Term, definitions: Mapping[str, Definition] | None) -> Core:
    if not isinstance(term, Term):
        return term
    data = term.json()
    if data in (["oo"], ["mul", -1, ["oo"]]):
        return INFINITY[1 if len(data) == 1 else -1]
    return Expander(definitions or {}).read(data)
