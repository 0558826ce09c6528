"""Certificates written by hand to prove what is false: the checker must refuse each of them.

Every labelling of the leaves of a row, with the atoms in both orders, is handed to the checker. That the
row is false is shown at a point by an evaluator that shares nothing with the checker.
"""

import itertools
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import pytest
from forgery_functions import FUNCTIONS
from forgery_rows import EMPTY, ROWS, Row, Tree

from derive.checker import Rejected, check
from derive.fuzz import values
from derive.language.grammar import parse, parse_condition
from derive.language.term import RELATIONS, Term

LEAVES = ("holds", "undefined", "outside")
HEADER = {"format": "derive-certificate", "version": 1, "kind": "statement"}


def relation(text: str) -> Term:
    return parse_condition(text)


def certificates(row: Row) -> Iterator[dict[str, Any]]:
    """Every certificate that the row stands for."""
    claim = relation(row.claim)
    names = sorted(claim.symbols().union(*(relation(h).symbols() for h in row.assume)))
    for tree in trees(row):
        for witness in (dict.fromkeys(names, 1), dict(row.witness)):
            if set(witness) == set(names):
                yield {
                    **HEADER, "verdict": "proved", "statement": statement(claim, row.assume),
                    "domain": [relation(c).json() for c in row.domain], "proof": tree, "witness": witness,
                }  # fmt: skip


def statement(claim: Term, assume: tuple[str, ...]) -> dict[str, Any]:
    return {
        "definitions": {}, "hypotheses": [relation(h).json() for h in assume],
        "relation": RELATIONS[claim.head], "left": claim.args[0].json(), "right": claim.args[1].json(),
    }  # fmt: skip


def trees(row: Row) -> Iterator[dict[str, Any]]:
    """Every way to label the leaves, with every order of the atoms."""
    count = leaves(row.tree)
    orders = [row.atoms, row.atoms[::-1]] if row.atoms else [()]
    for labels in itertools.islice(itertools.product(LEAVES, repeat=count), 3**4):
        for order in orders:
            atoms = [[parse(f).json(), None if v is None else parse(v).json()] for f, v in order]
            yield planted(row.tree, iter(labels), atoms)


def leaves(tree: Tree) -> int:
    return 0 if tree is None else 1 if tree == "?" else sum(leaves(part) for part in tree[1:])


def planted(tree: Tree, labels: Iterator[str], atoms: list[Any]) -> dict[str, Any]:
    if tree == "?":
        return {"leaf": next(labels), "atoms": atoms}
    node: dict[str, Any] = {"split": parse(tree[0]).json(), "atoms": atoms}
    for name, part in zip(("neg", "zero", "pos"), tree[1:], strict=True):
        if part is not None:
            node[name] = planted(part, labels, atoms)
    return node


def refused(certificate: Any) -> bool:
    try:
        check(certificate)
    except Rejected:
        return True
    return False


def is_false(row: Row) -> bool:
    """Whether the row's claim fails at its point: the relation, or the domain that is stated."""
    at = {name: Fraction(q) if isinstance(q, int) else q for name, q in row.point.items()}
    assert all(values.holds(relation(h), at) for h in row.assume)
    left, right = relation(row.claim).args
    inside = all(values.holds(relation(c), {"zz": Fraction(0), **at}) for c in row.domain)
    has_value = values.defined_at(left, at) and values.defined_at(right, at)
    if not inside or not has_value:
        return inside != has_value
    if all(isinstance(q, Fraction) for q in at.values()):
        return not values.relation_at(left, RELATIONS[relation(row.claim).head], right, at)
    return not abs(values.value(left, at) - values.value(right, at)) > 1e-9


@pytest.mark.parametrize("row", [*ROWS, *FUNCTIONS], ids=lambda row: row.name)
def test_a_false_statement_has_no_certificate(row: Row) -> None:
    assert is_false(row), "the row itself is wrong"
    made = list(certificates(row))
    assert made
    for certificate in made:
        assert refused(certificate), certificate


@pytest.mark.parametrize("row", EMPTY, ids=lambda row: row.name)
def test_nothing_is_proved_about_nothing(row: Row) -> None:
    for at in itertools.product([Fraction(n, 3) for n in range(-9, 10)], repeat=1):
        point = {"x": at[0]}
        sides = relation(row.claim).args
        met = all(holds_at(relation(c), point) for c in (*row.assume, *row.domain))
        assert not met or not all(values.defined_at(side, point) for side in sides)
    assert all(refused(certificate) for certificate in certificates(row))


def holds_at(condition: Term, point: Mapping[str, Fraction]) -> bool:
    try:
        return values.holds(condition, point)
    except values.NoValue:
        return False
