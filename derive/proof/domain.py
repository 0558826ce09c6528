"""The domain of an answer: where both sides have a value, read off the leaves of a proof.

Each undefined leaf asks for a relation that is false on it and true on every leaf that holds. Relations
on the terms that led to the leaf are tried first, then alternatives of two, then the leaf's own
description negated, so that log x gives x > 0 rather than a list of cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from derive.checker.cells import HOLDS
from derive.checker.errors import Rejected
from derive.checker.field import Undefined, Unknown
from derive.checker.signs import ANY, NONZERO
from derive.checker.terms import Term, head, is_number, number
from derive.proof.allowances import GivenUp
from derive.proof.search import Leaf
from derive.proof.terms import sum_of
from derive.proof.tower import Restart

PREFERENCE = ("gt", "lt", "ne", "ge", "le", "eq")
MIRROR = {"gt": "lt", "lt": "gt", "ge": "le", "le": "ge", "ne": "ne", "eq": "eq"}


class Literal(NamedTuple):
    """A relation between a term and 0, and how it is written."""

    rel: str
    term: Term
    written: Term

    def truth(self, leaf: Leaf) -> bool | None:
        """Whether it holds on a leaf; what the way to the leaf says of the term need not be worked out.

        But a leaf without a value may be empty: then its last fact may deny what was said before. Where a
        term is split into zero and not zero, both other signs are possible, and to hear after that of others
        that they are not zero says nothing of its sign.
        """
        told, holds, strict = ANY, HOLDS[self.rel], False
        for term, sign in leaf.path:
            if term == self.term:
                told &= sign
                strict = False
            strict |= sign != NONZERO
        if not told & holds:
            return False
        if told == NONZERO and told & ~holds and not strict:
            return None
        return True if leaf.found == "holds" and not told & ~holds else truth(leaf, self.written)


class Clause(NamedTuple):
    """Alternatives, as a rule a single one."""

    literals: tuple[Literal, ...]

    def truth(self, leaf: Leaf) -> bool | None:
        """Whether one of them holds on a leaf; None where that is not known."""
        values = [literal.truth(leaf) for literal in self.literals]
        return True if True in values else None if None in values else False

    @property
    def term(self) -> Term:
        """The alternatives as a condition; none of them is one that never holds."""
        if len(self.literals) > 1:
            return ("or", *(literal.written for literal in self.literals))
        return self.literals[0].written if self.literals else ("ne", 0, 0)


def domain_of(leaves: list[Leaf]) -> tuple[Term, ...]:
    """Relations, all of which hold exactly where the statement has a meaning (and its hypotheses hold)."""
    holds = [leaf for leaf in leaves if leaf.found == "holds"]
    undefined = [leaf for leaf in leaves if leaf.found == "undefined"]
    chosen: list[Clause] = []
    failing: dict[tuple[int, int], bool] = {}  # which clauses are known to fail on which undefined leaves

    def fails(clause: Clause, leaf: Leaf) -> bool:
        known = failing.get((id(clause), id(leaf)))
        if known is None:
            known = failing[(id(clause), id(leaf))] = clause.truth(leaf) is False
        return known

    for leaf in undefined:
        if not any(fails(clause, leaf) for clause in chosen):
            chosen.append(_clause(leaf, holds))
    for clause in list(chosen):
        rest = [other for other in chosen if other is not clause]
        if all(any(fails(other, leaf) for other in rest) for leaf in undefined):
            chosen = rest
    return tuple(clause.term for clause in chosen)


def _clause(leaf: Leaf, holds: list[Leaf]) -> Clause:
    for clause in _candidates(leaf):
        if clause.truth(leaf) is False and all(clause.truth(other) is True for other in holds):
            return clause
    raise GivenUp("the domain could not be described")


def _candidates(leaf: Leaf) -> Iterator[Clause]:
    literals = [
        Literal(rel, term, relation(rel, term))
        for term, sign in leaf.path
        for rel in PREFERENCE
        if not sign & HOLDS[rel]
    ]
    yield from (Clause((literal,)) for literal in literals)
    plain = sorted(literals, key=lambda literal: literal.written[0] not in ("ne", "eq"))  # type: ignore[index]
    yield from (Clause(pair) for pair in combinations(plain, 2))
    yield Clause(
        tuple(
            Literal(rel, term, relation(rel, term))
            for term, sign in leaf.path
            for rel in PREFERENCE
            if sign ^ HOLDS[rel] == ANY
        )
    )


def truth(leaf: Leaf, condition: Term) -> bool | None:
    """Whether a condition holds on a leaf; None where that is not known."""
    try:
        return leaf.made.holds(condition)
    except (Unknown, Restart, Undefined, Rejected):
        return None


def relation(rel: str, term: Term) -> Term:
    """Term rel 0, written with its constant on the right and a positive leading part."""
    parts = list(term[1:]) if head(term) == "add" else [term]  # type: ignore[index]
    constant = sum((Fraction(part) for part in parts if is_number(part)), Fraction(0))  # type: ignore[arg-type]
    rest = [part for part in parts if not is_number(part)]
    only = rest[0] if len(rest) == 1 else None
    if isinstance(only, tuple) and only[0] == "mul" and isinstance(only[1], (int, Fraction)):
        rel = MIRROR[rel] if only[1] < 0 else rel
        inner: Term = only[2] if len(only) == 3 else ("mul", *only[2:])
        return (rel, inner, number(-constant / only[1]))
    if len(rest) == 2 and not constant:
        return _two_sided(rel, rest[0], rest[1])
    return (rel, sum_of(rest), number(-constant))


def _two_sided(rel: str, u: Term, v: Term) -> Term:
    """U - v rel 0 as u rel v."""
    if head(v) == "mul" and v[1] == -1:  # type: ignore[index]
        return (rel, u, ("mul", *v[2:]) if len(v) > 3 else v[2])  # type: ignore[index,arg-type]
    if head(u) == "mul" and u[1] == -1:  # type: ignore[index]
        return (MIRROR[rel], ("mul", *u[2:]) if len(u) > 3 else u[2], v)  # type: ignore[index,arg-type]
    return (rel, ("add", u, v), 0)
