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
from derive.language.numeric import NumericError, evaluate
from derive.language.records import Activation, Statement
from derive.language.term import Term, number
from derive.language.tidy import tidy
from derive.proof.domain import domain_of
from derive.proof.domain import relation as relation_to_zero
from derive.proof.prover import SECONDS, Proved, prove
from derive.proof.search import GivenUp, Leaf, Search
from derive.proof.tower import Restart

STRICT = {"ge": "gt", "le": "lt"}


@dataclass(frozen=True, slots=True)
class Piece:
    """An open piece of the line with the one formula that the function has there."""

    domain: tuple[Term, ...]
    formula: Term
    cut: Cut


@dataclass(frozen=True, slots=True)
class Seam:
    """A point where pieces meet (a term free of x), and formulas that the function may have there."""

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
    search = Search(claim, time.monotonic() + SECONDS)
    search.grow(Cell({}, claim.facts))
    if not written.heads() & BRANCHING:
        return Pieces(_one_formula(search, activation, written), (), (), branching=False)
    holding = [leaf for leaf in search.leaves if leaf.found == "holds"]
    found = [_piece(leaf, activation, claim, written) for leaf in holding if _is_open(leaf)]
    merged, smooth = _merged(sorted(found, key=lambda p: _place(p.cut, activation)), activation, written)
    seams: dict[Term, tuple[Term, ...]] = {}
    for leaf in holding:
        for at in _joints(leaf, activation):
            formulas = seams.get(at, ())
            seams[at] = (*formulas, _chosen(leaf, claim, written))
    placed = sorted(seams.keys() - smooth, key=lambda at: (_number(at, activation), str(at)))
    at_seams = tuple(Seam(at, tuple(dict.fromkeys(seams[at]))) for at in placed)
    return Pieces(tuple(merged), at_seams, _apart(search), branching=True)


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


def _strict(relation: Term) -> Term:
    return Term(STRICT.get(relation.head, relation.head), relation.args)


# -- a formula with branches -------------------------------------------------------------------------


def _piece(leaf: Leaf, activation: Activation, claim: Claim, whole: Term) -> Piece:
    found = cut(leaf.path, activation)
    return Piece(found.relations, _chosen(leaf, claim, whole), found)


def _chosen(leaf: Leaf, claim: Claim, whole: Term) -> Term:
    """The one formula that the function has on a cell."""
    try:
        return tidy(chosen(whole, leaf.resolver, claim))
    except (Unknown, Undefined, Restart, Rejected):
        return tidy(term_of(leaf.resolver.resolve(claim.left)))


def _joints(leaf: Leaf, activation: Activation) -> Iterator[Term]:
    """The points of a cell on which x is fixed, or on which an equation for x that can be solved holds."""
    if X.name in leaf.cell.fixed:
        yield tidy(term_of(leaf.cell.fixed[X.name]))
        return
    for core, sign in leaf.path:
        term = term_of(core)
        if sign == 2 and X.name in term.symbols():
            yield from (root for root in solutions(term) if _is_zero(term.replace({X: root}), activation))


def _is_zero(term: Term, activation: Activation) -> bool:
    verdict = prove(Statement(term, "==", number(0), activation.hypotheses))
    return isinstance(verdict, Proved) and not verdict.domain


def _apart(search: Search) -> tuple[Term, ...]:
    standing = [
        core
        for leaf in search.leaves
        for core, sign in leaf.path
        if sign == 2 and X.name not in leaf.cell.fixed and X.name in term_of(core).symbols()
    ]
    return tuple(dict.fromkeys(term_of(relation_to_zero("ne", core)) for core in standing))


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
    statement = Statement(whole, "==", left.formula, activation.hypotheses, both.relations)
    verdict = prove(statement)
    joined = isinstance(verdict, Proved) and not verdict.domain
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
