"""Limits: what a function tends to, read off its series on a scale of growth.

A limit at a finite point without a side is one from both sides, which have to agree. Where the function has
no value near the point, on a side that is asked for, nothing is claimed: the domain says for which values of
the parameters that is.

A certificate of kind "limit" that proves has a tree like that of a statement, by signs of the parameters;
on each leaf a hypothesis fails ("outside"), the limit is as said ("holds"), or there is no function or value
to speak of ("undefined"). Where no leaf holds, the statement is vacuous. One that refutes gives values of the
parameters for which the limit is another.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

from derive.checker.cells import Resolver
from derive.checker.claim import Claim, field_of, read_claim
from derive.checker.errors import Rejected, shown
from derive.checker.field import Cell, Field, Undefined, Unknown
from derive.checker.fractional import minus
from derive.checker.limit_approach import Approach, Value
from derive.checker.named import NamedField
from derive.checker.places import check_witness
from derive.checker.reader import Reading
from derive.checker.reading import same
from derive.checker.settled import Settled, Settlement
from derive.checker.signs import ZERO
from derive.checker.statement import ProofCheck, read_domain
from derive.checker.terms import Term, number, read, read_symbol, show, symbols
from derive.checker.work import spend

MAX_ORDER = 16
INFINITIES = {1: ["oo"], -1: ["mul", -1, ["oo"]]}
SIDES = {"left": (-1,), "right": (1,), "both": (-1, 1)}


# -- what is claimed ---------------------------------------------------------------------------------------


class LimitClaim(NamedTuple):
    """The function f of x, where x tends to and from which sides, and the limit that is claimed."""

    claim: Claim  # left: f, right: the value (0 where it is infinite); its variables are the parameters
    x: str
    at: Term | None  # None: at ±∞
    sides: tuple[int, ...]
    infinite: int  # the sign of the claimed value where that is infinite


def read_limit(data: Any, shared: bool = False) -> LimitClaim:
    """The claim of a statement whose left side is ["Limit", f, x, point, side]."""
    left, right = field_of(data, "left", list), data.get("right")
    if len(left) != 5 or left[0] != "Limit" or data.get("relation") != "==":
        raise Rejected("limit", '["Limit", f, x, point, side] on the left, and ==', shown(left))
    _, f, name, point, side = left
    x, infinity, value = read_symbol(name), _infinity(point), _infinity(right)
    if not isinstance(side, str) or side not in SIDES or (infinity and side != "both"):
        raise Rejected("limit", "left, right or both (at an infinite point both)", shown(side))
    claim = read_claim({**data, "left": f, "right": 0 if value else right}, shared)
    for reserved in ("oo", "Limit"):
        if reserved in claim.expander.functions:
            raise Rejected("definitions", "a name that has no meaning yet", reserved)
    at = None if infinity else claim.read(point)
    free = symbols(claim.right) | (symbols(at) if at is not None else frozenset())
    free |= _speaks_of(claim)
    if x in free:
        raise Rejected("limit", f"point, value and hypotheses without {x}, which is bound", f"one with {x}")
    names = tuple(sorted(free | (symbols(claim.left) - {x})))
    claim = claim._replace(variables=names, bound=x)
    return LimitClaim(claim, x, at, (infinity,) if infinity else SIDES[side], value)


class LimitReading(Reading):
    """A statement about a limit that is read once, as `derive.checker.reader` says."""

    def read(self, data: Any) -> Claim:
        self.asked = read_limit(data, shared=True)
        return self.asked.claim

    def asked_by(self, certificate: Mapping[str, Any]) -> LimitClaim:
        """What a certificate claims whose statement is the very one that was read."""
        self.of(certificate)
        return self.asked

    def taking(self, order: int) -> Settled:
        """Where the checker keeps what it says of cells when so many terms are taken."""
        self.order, self.settled = order, Settled(partial(outcome, self.asked, order=order))
        return self.settled


def _infinity(data: Any) -> int:
    """1 or -1 for ∞ or -∞ as JSON, 0 for anything else."""
    return next((sign for sign, form in INFINITIES.items() if same(data, form)), 0)


def _speaks_of(claim: Claim) -> frozenset[str]:
    terms = (*(term for term, _ in claim.facts), *claim.conditions)
    return frozenset().union(*(symbols(term) for term in terms))


def limit_from(asked: LimitClaim, field: Field, side: int, order: int) -> Value:
    """The limit from one side, to a number of terms."""
    return Approach(field, asked.x, asked.at, side, order).limit(asked.claim.left)


def agrees(asked: LimitClaim, field: Field, value: Value) -> bool:
    """Whether a limit is the claimed one; `Unknown` where that depends on an open sign."""
    claimed = Resolver(field).form(asked.claim.right)
    if value.constant is None or asked.infinite:
        return value.infinite == asked.infinite
    difference = minus(value.constant, claimed)
    if field.is_zero(difference):
        return True
    found = field.sign(difference)
    if found & ZERO:
        raise Unknown(field, field.reduce(difference).num)
    return False


def outcome(asked: LimitClaim, resolver: Resolver, order: int) -> str:
    """What is the case on a cell of the parameters: holds, undefined, outside or fails."""
    spend(asked.claim.weight)
    try:
        if not resolver.all_hold(asked.claim.conditions):
            return "outside"
    except Undefined:
        return "outside"
    try:
        found = [limit_from(asked, resolver.field, side, order) for side in asked.sides]
        return "holds" if all(agrees(asked, resolver.field, value) for value in found) else "fails"
    except Undefined:
        return "undefined"


# -- certificates --------------------------------------------------------------------------------------------


class LimitCheck(ProofCheck):
    """Walks the tree of a proof; each leaf is a cell of the parameters."""

    def __init__(
        self,
        asked: LimitClaim,
        domain: tuple[Term, ...],
        order: int,
        vacuous: bool = False,
        settled: Settled | None = None,
    ) -> None:
        super().__init__(asked.claim, domain, vacuous, settled)
        self.asked, self.order = asked, order

    def _leaf(self, node: Any, field: Field, known: Settlement | None) -> None:
        stated = field_of(node, "leaf", str)
        resolver, found = (Resolver(field), None) if known is None else (known.resolver, known.found)
        if found is None:
            found = outcome(self.asked, resolver, self.order)
        if found == "holds" and self.vacuous:
            raise Rejected("leaf", "no cell where the limit is as said", "one")
        if found != stated or found == "fails":
            raise Rejected("leaf", f"a cell where the limit is as said ({stated[:20]})", found)
        if found != "outside" and not self.vacuous and resolver.all_hold(self.domain) != (found == "holds"):
            raise Rejected("domain", "a domain that is true where the limit holds, false elsewhere", found)


def check_limit(certificate: Mapping[str, Any], read: LimitReading | None = None) -> tuple[str, int]:
    """Checks a certificate of kind "limit"; returns the verdict and the number of cells."""
    try:
        return _check(certificate, read)
    except Unknown as unknown:
        raise Rejected("limit", "a known sign", show(unknown.field.term_of(unknown.poly))) from None
    except Undefined as error:
        raise Rejected("limit", "a function that has a value near the point", str(error)) from None


def _check(certificate: Mapping[str, Any], read: LimitReading | None) -> tuple[str, int]:
    statement = field_of(certificate, "statement", dict)
    asked = read_limit(statement) if read is None else read.asked_by(certificate)
    order, verdict = field_of(certificate, "order", int), field_of(certificate, "verdict", str)
    if not 1 <= order <= MAX_ORDER:
        raise Rejected("limit", f"an order from 1 to {MAX_ORDER}", shown(order))
    if verdict in ("proved", "vacuous"):
        vacuous = verdict == "vacuous"
        domain = () if vacuous else read_domain(asked.claim, field_of(certificate, "domain", list))
        settled = read.settled if read and read.order == order else None
        check = LimitCheck(asked, domain, order, vacuous, settled)
        check.walk(field_of(certificate, "proof", dict), Cell({}, asked.claim.facts))
        if not vacuous:
            check_witness(asked.claim, domain, field_of(certificate, "witness", dict))
        return verdict, check.cells
    if verdict == "refuted":
        field = constants(asked, certificate)
        if not differing(asked, field, order):
            raise Rejected("refutation", "another limit than the claimed one", "the same, or none")
        return verdict, 1
    raise Rejected("certificate", "a verdict proved, refuted or vacuous", shown(verdict))


def constants(asked: LimitClaim, certificate: Mapping[str, Any]) -> Field:
    """The field over one value of each parameter, at which the hypotheses hold."""
    point = certificate.get("point")
    check_witness(asked.claim, (), point)
    values = {name: number(Fraction(read(entry))) for name, entry in point.items()}  # type: ignore[arg-type,union-attr]
    products = certificate.get("products", [])
    return NamedField(Cell(values), asked.claim, certificate.get("atoms"), products)


def differing(asked: LimitClaim, field: Field, order: int) -> list[tuple[int, Value]]:
    """The sides from which there is a limit that is not the claimed one, with that limit.

    None where the function has no value on a side that is asked for: then nothing was claimed. That it has
    one on each is seen first, by its series; whether it tends to a limit need not be known on all of them.
    """
    found: list[tuple[int, Value]] = []
    approaches = [(side, Approach(field, asked.x, asked.at, side, order)) for side in asked.sides]
    try:
        for _, approach in approaches:
            approach.series(asked.claim.left)
        for side, approach in approaches:
            try:
                value = approach.limit(asked.claim.left)
                if not agrees(asked, field, value):
                    found.append((side, value))
            except (Rejected, Unknown):
                continue
    except Undefined:
        return []
    return found
