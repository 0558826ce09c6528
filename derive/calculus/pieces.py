"""Pieces: where a function changes its formula, found by the prover's own case distinction.

>>> from derive.language.catalogue import Catalogue
>>> [(str(p.formula), [str(d) for d in p.domain]) for p in pieces(Catalogue.load()["relu"]).open]
[('0', ['x < 0']), ('x', ['x > 0'])]
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from derive.calculus.branches import BRANCHING, chosen, written_out
from derive.calculus.cuts import Cut, X, cut, solutions, term_of
from derive.checker.claim import Claim, read_claim
from derive.checker.errors import Rejected
from derive.checker.field import Cell, Undefined, Unknown
from derive.checker.terms import Term as Core
from derive.language.numeric import NumericError, evaluate
from derive.language.records import Activation, Statement
from derive.language.term import Term, number, relation
from derive.language.tidy import tidy
from derive.proof.allowances import GivenUp
from derive.proof.domain import domain_of
from derive.proof.domain import relation as relation_to_zero
from derive.proof.prover import SECONDS, Proved, prove
from derive.proof.search import Leaf, Search
from derive.proof.tower import Restart

RELATIONS = {1: "<", 2: "==", 4: ">"}
OPPOSITE = {"lt": ">=", "gt": "<="}
STRICT = {"ge": "gt", "le": "lt"}


@dataclass(frozen=True, slots=True)
class Piece:
    """An open piece of the line with the one formula that the function has there."""

    domain: tuple[Term, ...]
    formula: Term
    cut: Cut


@dataclass(frozen=True, slots=True)
class Seam:
    """A point where pieces meet (a term free of x), and formulas that the function may have there.

    Without formulas the function has no value there.
    """

    at: Term
    formulas: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Open pieces and the points where they meet, both from left to right.

    ``apart`` are relations that keep x away from where pieces meet, as far as these points are not known
    as values of x alone. ``branching`` says that the formula has branches to choose from.
    """

    open: tuple[Piece, ...]
    seams: tuple[Seam, ...]
    apart: tuple[Term, ...]
    branching: bool


def pieces(activation: Activation, formula: Term | None = None) -> Pieces:
    """The pieces of an activation's formula (or of another formula in the same letters).

    Raises `derive.proof.search.GivenUp` where the prover cannot tell them apart.
    """
    whole = activation.formula if formula is None else formula
    written = written_out(whole, activation.definitions)
    written = whole if written == whole else tidy(written)
    statement = Statement(written, "==", written, activation.hypotheses)
    try:
        claim = read_claim(statement.json())
    except Rejected as refusal:
        raise GivenUp(str(refusal)) from None
    claim = claim._replace(variables=tuple(sorted(claim.variables, key=lambda name: name != X.name)))
    search = Search(claim, time.process_time() + SECONDS)
    search.grow(Cell({}, claim.facts))
    if not written.heads() & BRANCHING:
        return Pieces(_one_formula(search, activation, written), (), (), branching=False)
    holding = [leaf for leaf in search.leaves if leaf.found == "holds"]
    found = [_piece(leaf, activation, claim, written) for leaf in holding if _is_open(leaf)]
    found = [piece for piece in found if not _is_empty(piece, activation)]
    merged, smooth = _merged(sorted(found, key=lambda p: _place(p.cut, activation)), activation, written)
    seams = _seams(search, activation, claim, written)
    placed = sorted(seams.keys() - smooth, key=lambda at: (_number(at, activation), str(at)))
    return Pieces(tuple(merged), tuple(Seam(at, seams[at]) for at in placed), _apart(search), branching=True)


def _is_open(leaf: Leaf) -> bool:
    return X.name not in leaf.cell.fixed and all(sign != 2 for _, sign in leaf.path)


# -- a formula without branches ----------------------------------------------------------------------


def _one_formula(search: Search, activation: Activation, whole: Term) -> tuple[Piece, ...]:
    """One piece where the domain can be said in one; else the cells of the prover."""
    inner = [leaf for leaf in search.leaves if leaf.found == "holds" and _is_open(leaf)]
    cuts = [cut(leaf.path, activation) for leaf in inner]
    if len(cuts) > 1:
        try:
            domain = tuple(_strict(term_of(part)) for part in domain_of(search.leaves))
            return (Piece(domain, whole, Cut(None, None, domain, interval=False)),)
        except GivenUp:
            pass
    ordered = sorted(cuts, key=lambda c: _place(c, activation))
    return tuple(Piece(c.relations, whole, c) for c in ordered)


def _strict(condition: Term) -> Term:
    return Term(STRICT.get(condition.head, condition.head), condition.args)


# -- a formula with branches -------------------------------------------------------------------------


def _piece(leaf: Leaf, activation: Activation, claim: Claim, whole: Term) -> Piece:
    found = cut(leaf.path, activation)
    return Piece(found.relations, _chosen(leaf, claim, whole), found)


def _is_empty(piece: Piece, activation: Activation) -> bool:
    """A condition on x is proved to hold nowhere."""
    return any(
        _proved(c.args[0], OPPOSITE[c.head], c.args[1], activation)
        for c in piece.cut.conditions
        if X.name in c.symbols() and c.head in OPPOSITE
    )


def _chosen(leaf: Leaf, claim: Claim, whole: Term) -> Term:
    """The one formula that the function has on a cell."""
    try:
        return tidy(chosen(whole, leaf.made.resolver, claim))
    except (Unknown, Undefined, Restart, Rejected):
        return tidy(term_of(leaf.made.resolver.resolve(claim.left)))


def _seams(search: Search, activation: Activation, claim: Claim, whole: Term) -> dict[Term, tuple[Term, ...]]:
    """The points at which cells meet, with the formulas that the function has on them."""
    found: dict[Term, tuple[Term, ...]] = {}
    for leaf in search.leaves:
        if leaf.found in ("holds", "undefined"):
            formulas = (_chosen(leaf, claim, whole),) if leaf.found == "holds" else ()
            for at in _joints(leaf, activation):
                found[at] = tuple(dict.fromkeys((*found.get(at, ()), *formulas)))
    return found


def _joints(leaf: Leaf, activation: Activation) -> Iterator[Term]:
    """The points of a cell on which x is fixed, or on which an equation for x that can be solved holds."""
    if X.name in leaf.cell.fixed:
        yield tidy(term_of(leaf.cell.fixed[X.name]))
        return
    signs = [(term_of(core), sign) for core, sign in leaf.path]
    for term, sign in signs:
        if sign == 2 and X.name in term.symbols():
            yield from (root for root in solutions(term) if _lies_in(root, signs, activation))


def _lies_in(at: Term, signs: Sequence[tuple[Term, int]], activation: Activation) -> bool:
    """The point is proved to lie in the cell that was reached by the signs of some terms."""
    return all(_proved(term.replace({X: at}), RELATIONS[sign], number(0), activation) for term, sign in signs)


def _proved(left: Term, sign: str, right: Term, activation: Activation, *domain: Term) -> bool:
    """A statement without definitions is proved, with a meaning everywhere in its domain."""
    verdict = prove(Statement(left, sign, right, activation.hypotheses, domain), refute=False)
    return isinstance(verdict, Proved) and not verdict.domain


def _apart(search: Search) -> tuple[Term, ...]:
    standing = [
        core
        for leaf in search.leaves
        for core, sign in leaf.path
        if sign == 2 and X.name not in leaf.cell.fixed and X.name in term_of(core).symbols()
    ]
    return tuple(dict.fromkeys(part for core in standing for part in _away(core)))


def _away(core: Core) -> Iterator[Term]:
    """X kept away from the zeros of a term: from numbers, where the zeros are numbers."""
    roots = solutions(term_of(core))
    if roots and all(root.is_number() for root in roots):
        yield from (relation(X, "!=", root) for root in roots)
    else:
        yield term_of(relation_to_zero("ne", core))


def _merged(found: Sequence[Piece], activation: Activation, whole: Term) -> tuple[list[Piece], set[Term]]:
    """Neighbours with the same formula made one, where the function has it in between too."""
    merged: list[Piece] = []
    smooth: set[Term] = set()
    for piece in found:
        joined = _join(merged[-1], piece, activation, whole) if merged else None
        if joined is None:
            merged.append(piece)
        elif piece.cut.low is not None:
            merged[-1] = joined
            smooth.add(piece.cut.low)
    ends = {end for piece in merged for end in (piece.cut.low, piece.cut.high)}
    return merged, {joint for joint in smooth if joint not in ends}


def _join(left: Piece, right: Piece, activation: Activation, whole: Term) -> Piece | None:
    same = left.formula == right.formula and left.cut.conditions == right.cut.conditions
    if not same or left.cut.high is None or left.cut.high != right.cut.low:
        return None
    both = replace(left.cut, high=right.cut.high)
    joined = _proved(whole, "==", left.formula, activation, *both.relations)
    return Piece(both.relations, left.formula, both) if joined else None


# -- from left to right ------------------------------------------------------------------------------


def _place(cut_: Cut, activation: Activation) -> tuple[float, float]:
    low = -math.inf if cut_.low is None else _number(cut_.low, activation)
    high = math.inf if cut_.high is None else _number(cut_.high, activation)
    return low, high


def _number(term: Term, activation: Activation) -> float:
    """About where a point lies at the defaults of the parameters; for order only."""
    values = {p.name: float(p.default) for p in activation.parameters}
    try:
        return float(evaluate(term, values))
    except NumericError:
        return math.inf
