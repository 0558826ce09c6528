"""Refutations: a point at which a statement fails, with a certificate for it.

A rational point is enough where the two sides differ by more than an enclosure is wide. Where a relation
fails by equality (x < x), or at an irrational place only (x² ≠ 2), the point is exact and its signs are
decided in the field of its numbers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import islice
from typing import Any

from derive.checker import Rejected, check
from derive.checker.cell import Cell, Undefined
from derive.checker.cells import HOLDS, Resolver
from derive.checker.fractional import minus
from derive.checker.ground import Unknown
from derive.checker.poly import Poly, coefficients, variables
from derive.checker.reader import Reading
from derive.checker.signs import ZERO
from derive.checker.statement import Claim
from derive.checker.terms import HALF, Term, head, sub, substitute, symbols
from derive.language.term import Term as Formula
from derive.language.term import from_json
from derive.language.tidy import tidy
from derive.proof import balls
from derive.proof.looks import admitted, allows, difference, refuted_at, shown_ball
from derive.proof.points import points, values_of
from derive.proof.search import Leaf, Search
from derive.proof.tower import Restart, Tower
from derive.proof.verdicts import Refuted
from derive.proof.writing import header, to_json

MAX_ATTEMPTS = 24  # points that are handed to the checker
MANY_BITS, CAREFUL = 2_048, 6  # a second look at the first points, where two sides are close
MAX_RESTARTS, MAX_EXACT, MAX_DEPTH = 8, 12, 3
STARTS = (1, 2, Fraction(1, 2), -1, 0)  # numbers for symbols of which nothing is known
INVERSES: Mapping[str, Callable[[Term], Term]] = {
    "exp": lambda v: ("log", v), "log": lambda v: ("exp", v), "sin": lambda v: ("asin", v),
    "cos": lambda v: sub(("mul", HALF, ("pi",)), ("asin", v)), "asin": lambda v: ("sin", v),
}  # fmt: skip


def refutation(read: Reading, leaves: Iterable[Leaf | None], deadline: float) -> Refuted | None:
    """The first rational point at which the checker agrees that the statement fails."""
    tried, seen, claim = 0, 0, read.claim
    for leaf in leaves:
        for point in points(claim.variables, leaf):
            if tried > MAX_ATTEMPTS or time.process_time() > deadline:
                return None
            if not admitted(claim, point):
                continue
            seen += 1
            ball = difference(claim, point)
            if ball is not None and seen <= CAREFUL and ball.contains(0) and not ball.is_zero():
                ball = difference(claim, point, MANY_BITS)
            if ball is not None and allows(ball, claim.relation):
                continue
            tried += 1
            found = refuted_at(read, point, ball)
            if found is not None:
                return found
    return None


def suspected(read: Reading, search: Search) -> Refuted | None:
    """The points at which a cover of the statement saw it fail."""
    claim = read.claim
    for place in search.suspects[:MAX_EXACT]:
        if not isinstance(place, (int, Fraction)):
            continue
        point = {claim.variables[0]: Fraction(place)}
        ball = difference(claim, point, MANY_BITS)
        if ball is None or allows(ball, claim.relation):
            continue
        found = refuted_at(read, point, ball)
        if found is not None:
            return found
    return None


# -- exact points ------------------------------------------------------------------------------------


def exact_refutation(read: Reading, search: Search, deadline: float) -> Refuted | None:
    """A point with exact coordinates at which the checker agrees that the statement fails."""
    claim = read.claim
    for values in islice(_exact_points(claim, search), MAX_EXACT):
        if time.process_time() > deadline:
            return None
        seen: list[str] = []
        atoms = _settled(claim, values, partial(_fails, claim, seen))
        if atoms is None:
            continue
        certificate: dict[str, Any] = {
            **header(read.data, "refuted"),
            "point": {name: to_json(value) for name, value in values.items()},
            "atoms": atoms,
        }
        try:
            check(certificate, read=read)
        except Rejected:
            continue
        shown = {name: _readable(value) for name, value in values.items()}
        return Refuted(shown, seen[-1] or _exactly(claim, values), certificate)
    return None


def _exactly(claim: Claim, values: Mapping[str, Term]) -> str:
    """Left - right at a point, where it may be exactly 0."""
    try:
        point = {name: balls.value(value, {}) for name, value in values.items()}
        ball = balls.value(sub(claim.left, claim.right), point)
    except balls.NoValue:
        return "decided exactly"
    return "0" if ball.contains(0) else shown_ball(ball)


def exact_witness(claim: Claim, domain: tuple[Term, ...], leaves: Iterable[Leaf]) -> dict[str, Any] | None:
    """A witness with exact coordinates, and the atoms that it needs, as entries of a certificate."""
    for leaf in leaves:
        for values in islice(_on(claim, leaf), MAX_EXACT):
            atoms = _settled(claim, values, lambda resolver: resolver.all_hold(domain))
            if atoms is not None:
                return {"witness": {name: to_json(v) for name, v in values.items()}, "atoms": atoms}
    return None


def _fails(claim: Claim, seen: list[str], resolver: Resolver) -> bool:
    """Whether the relation is false; the difference is noted where it is a rational number."""
    form = minus(resolver.form(claim.left), resolver.form(claim.right))
    number = resolver.field.constant_of(form)
    seen.append("" if number is None else str(number))
    return not resolver.field.sign(form) & HOLDS[claim.relation]


def _readable(value: Term) -> Fraction | Formula:
    """A rational number, or a formula for people."""
    shown = tidy(from_json(to_json(value)))
    return shown.number if shown.is_number() else shown


def _settled(claim: Claim, values: Mapping[str, Term], wanted: Callable[[Resolver], bool]) -> Any:
    """The atoms of a point at which the hypotheses and what is wanted hold, as JSON; None elsewhere."""
    seeds: tuple[Term, ...] = ()
    for _ in range(MAX_RESTARTS):
        tower = Tower(Cell(values), seeds)
        try:
            tower.plant()
            resolver = Resolver(tower)
            for value in values.values():
                resolver.form(value)
            holds = all(not tower.sign(resolver.form(t)) & ~sign for t, sign in claim.facts)
            if not (holds and resolver.all_hold(claim.conditions) and wanted(resolver)):
                return None
            return [[to_json(t), None if v is None else to_json(v)] for t, v in tower.record]
        except Restart as restart:
            seeds = restart.seeds
        except (Rejected, Undefined, Unknown):
            return None
    return None


def _exact_points(claim: Claim, search: Search) -> Iterator[Mapping[str, Term]]:
    """Places that the search has met: where it fixed a symbol, and zeros of what it could not decide."""
    for place in search.suspects:
        if not isinstance(place, (int, Fraction)):
            yield {claim.variables[0]: place}
    for leaf in [leaf for leaf in search.leaves if leaf.found == "fails"]:
        yield from _on(claim, leaf)
    if search.stuck is not None:
        tower, p = search.stuck
        for name, value in _zeros(tower, p):
            yield from islice(_completed(claim, {**tower.cell.fixed, name: value}), 2)
    yield from _completed(claim, {})


def _on(claim: Claim, leaf: Leaf) -> Iterator[Mapping[str, Term]]:
    """Places at which the equations of a leaf hold, as far as these are solved."""
    found = [dict(leaf.cell.fixed)]
    for term, sign in leaf.cell.facts:
        if sign == ZERO:
            zeros = [*_zeros(leaf.tower, leaf.tower.form(term).num)]
            further = [
                {**known, name: value} for known in found for name, value in zeros if name not in known
            ]
            found = further[:MAX_EXACT] or found
    inside = {name: tuple(islice(values_of(name, leaf), len(STARTS))) for name in claim.variables}
    for starts in ({}, inside):
        for start in range(len(STARTS)):
            for fixed in found if starts == {} else filter(None, found):
                yield from islice(_completed(claim, fixed, starts), start, start + 1)


def _completed(
    claim: Claim, fixed: Mapping[str, Term], starts: Mapping[str, Sequence[Fraction]] = {}
) -> Iterator[Mapping[str, Term]]:
    """The fixed symbols with simple numbers for the others, those of a cell where some are given."""
    free = {name: starts.get(name) or STARTS for name in claim.variables if name not in fixed}
    for k in range(len(STARTS) if free else 1):
        values: dict[str, Term] = {name: column[k % len(column)] for name, column in free.items()}
        pending = dict(fixed)
        while pending:
            ready = [name for name, term in pending.items() if not symbols(term) & pending.keys()]
            if not ready:
                break
            for name in ready:
                values[name] = substitute(pending.pop(name), values)
        if not pending:
            yield values


def _zeros(tower: Tower, p: Poly, depth: int = 0) -> Iterator[tuple[str, Term]]:
    """Symbols with a value for which p is zero: p is linear or quadratic in them or in a power of them.

    Instead of a symbol there may be a function whose inverse is known.
    """
    for index in sorted(variables(p)):
        term, parts = tower.terms[index], coefficients(p, index)
        middle = max(parts) // 2 if set(parts) - {0, max(parts)} else max(parts)
        if not set(parts) <= {0, middle, 2 * middle} or middle < 1:
            continue
        c, b, a = (tower.term_of(parts.get(k * middle, {})) for k in range(3))
        for root in [("mul", -1, c, ("pow", b, -1))] if a == 0 else _quadratic(a, b, c):
            for value in _roots(root, middle):
                yield from _argument(tower, term, value, depth)


def _argument(tower: Tower, term: Term, value: Term, depth: int) -> Iterator[tuple[str, Term]]:
    """A symbol that has a value, or symbols in a function that has it."""
    if isinstance(term, str):
        if term not in symbols(value):
            yield term, value
    elif head(term) in INVERSES and symbols(term) and depth < MAX_DEPTH:
        inner, value = term[1], INVERSES[head(term)](value)  # type: ignore[index]
        if isinstance(inner, str):
            yield from _argument(tower, inner, value, depth)
            return
        try:
            form = tower.form(sub(inner, value))
        except (Rejected, Undefined, Unknown, Restart):
            return
        yield from _zeros(tower, form.num, depth + 1)


def _quadratic(a: Term, b: Term, c: Term) -> list[Term]:
    root: Term = ("pow", ("add", ("pow", b, 2), ("mul", -4, a, c)), HALF)
    return [("mul", ("add", ("mul", -1, b), ("mul", s, root)), ("pow", ("mul", 2, a), -1)) for s in (1, -1)]


def _roots(value: Term, n: int) -> Iterator[Term]:
    if n == 1:
        yield value
        return
    root: Term = ("pow", value, Fraction(1, n))
    yield root
    if n % 2 == 0:
        yield ("mul", -1, root)
