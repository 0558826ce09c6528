"""Pieces: where a function changes its formula, found by the prover's own case distinction.

>>> from derive.language.catalogue import Catalogue
>>> [(str(p.formula), [str(d) for d in p.domain]) for p in pieces(Catalogue.load()["relu"]).open]
[('0', ['x < 0']), ('x', ['x > 0'])]
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction

from derive.checker.field import Cell
from derive.checker.signs import Interval
from derive.checker.statement import Claim, read_claim
from derive.checker.terms import Term as Core
from derive.language.records import Activation, Statement
from derive.language.term import Term, from_json, number, relation, symbol
from derive.language.tidy import tidy
from derive.proof.domain import relation as relation_to_zero
from derive.proof.prover import SECONDS, to_json
from derive.proof.search import Leaf, Search

BRANCHING = frozenset(("Piecewise", "Max", "Min", "Abs", "sign", "Heaviside"))
X = symbol("x")
SIGN_RELATIONS = {1: "lt", 2: "eq", 4: "gt"}


@dataclass(frozen=True, slots=True)
class Piece:
    """An open piece of the line with the one formula that the function has there."""

    domain: tuple[Term, ...]
    formula: Term
    lo: Fraction | None
    hi: Fraction | None


@dataclass(frozen=True, slots=True)
class Pieces:
    """Open pieces from left to right, and the points (terms free of x) where pieces meet."""

    open: tuple[Piece, ...]
    joints: tuple[Term, ...]


def pieces(activation: Activation, formula: Term | None = None) -> Pieces:
    """The pieces of an activation's formula (or of another formula in the same letters).

    Raises `derive.proof.search.GivenUp` where the prover cannot tell them apart.
    """
    whole = activation.formula if formula is None else formula
    statement = Statement(whole, "==", whole, activation.hypotheses, (), activation.definitions)
    claim = read_claim(statement.json())
    search = Search(claim, time.monotonic() + SECONDS)
    search.grow(Cell({}, claim.facts))
    holding = [leaf for leaf in search.leaves if leaf.found == "holds"]
    inner = [
        leaf for leaf in holding if "x" not in leaf.cell.fixed and all(sign != 2 for _, sign in leaf.path)
    ]
    branching = any(node.head in BRANCHING for node in _written_out(whole, activation).walk())
    found = [_piece(claim, leaf, whole, branching) for leaf in inner]
    joints = tuple(dict.fromkeys(_term(leaf.cell.fixed["x"]) for leaf in holding if "x" in leaf.cell.fixed))
    ordered = sorted(found, key=lambda p: (p.lo is not None, p.lo or 0))
    return Pieces(tuple(ordered), tuple(sorted(joints, key=_position)))


def _written_out(formula: Term, activation: Activation) -> Term:
    """The formula with its definitions beside it, to look for branching functions in all of them."""
    used = [d.body for d in activation.definitions if d.name != activation.slug]
    return Term("add", (formula, *used)) if used else formula


def _piece(claim: Claim, leaf: Leaf, whole: Term, branching: bool) -> Piece:
    interval = leaf.tower.box[leaf.tower.index["x"]] if "x" in leaf.tower.index else Interval()
    if not branching:
        return Piece(_domain(leaf, interval), whole, interval.lo, interval.hi)
    core = leaf.resolver.resolve(claim.left)
    return Piece(_domain(leaf, interval), tidy(_term(core)), interval.lo, interval.hi)


def _term(core: Core) -> Term:
    return from_json(to_json(core))


def _domain(leaf: Leaf, interval: Interval) -> tuple[Term, ...]:
    """The piece as relations: an interval of x where it is one, else the signs that led there."""
    if all(_linear_in_x(term) for term, _ in leaf.path):
        ends = []
        if interval.lo is not None:
            ends.append(relation(X, ">", number(interval.lo)))
        if interval.hi is not None:
            ends.append(relation(X, "<", number(interval.hi)))
        return tuple(ends)
    return tuple(_term(relation_to_zero(SIGN_RELATIONS[sign], term)) for term, sign in leaf.path)


def _linear_in_x(term: Core) -> bool:
    if term == "x":
        return True
    return (
        isinstance(term, tuple) and term[0] == "add" and len(term) == 3
        and term[1] == "x" and isinstance(term[2], (int, Fraction))
    )  # fmt: skip


def _position(joint: Term) -> tuple[bool, Fraction]:
    return (not joint.is_number(), joint.number if joint.is_number() else Fraction(0))
