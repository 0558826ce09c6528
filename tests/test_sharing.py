"""Equality with parts as variables: what is called equal is equal, also where a variable stands for much."""

from __future__ import annotations

import copy
import random
from fractions import Fraction
from typing import Any

import mpmath as mp
import pytest

from benchmarks.prove.rows import load
from derive import Proved, Rejected, check, prove
from derive.checker.cell import Cell
from derive.checker.field import Field
from derive.checker.fractional import Fractional, minus, product
from derive.checker.germs import LEFT, Germ, put
from derive.checker.residues import PRIME, Residues
from derive.checker.sharing import Sharing
from derive.checker.signs import POS
from derive.checker.terms import Term
from derive.checker.terms import number as exact
from derive.checker.work import Work, limited

DEEP = {row.name: row for row in load("deep")}
SOME = ["deep-true-04", "deep-true-29", "deep-true-40", "deep-true-46", "deep-true-51", "deep-true-72"]
INNER = ["x", ("exp", "x"), ("add", "x", ("exp", "x")), ("pow", ("add", 1, ("exp", "x")), -1)]


def outer(u: Term) -> list[Term]:
    """Functions of u that are one generator apart."""
    return [("exp", u), ("add", u, ("exp", u)), ("pow", ("add", 2, ("exp", u)), -1), u]


def grown(rng: random.Random, leaves: list[Term], size: int) -> Term:
    if size < 2:
        return rng.choice(leaves)
    if rng.random() < 0.2:
        return ("pow", grown(rng, leaves, size // 2), rng.choice((2, 3)))
    parts = [grown(rng, leaves, size // 2) for _ in range(2)]
    return (rng.choice(("add", "mul")), *parts)


def spread(term: Term) -> Term:
    """The same value, written in another way: products of sums are multiplied out, squares are products."""
    if not isinstance(term, tuple):
        return term
    head, *args = term
    if head == "pow" and isinstance(args[1], int) and args[1] > 1:
        return ("mul", *[spread(args[0])] * args[1])
    parts = [spread(arg) for arg in args]
    if head == "mul" and len(parts) == 2 and isinstance(parts[0], tuple) and parts[0][0] == "add":
        return ("add", *[("mul", part, parts[1]) for part in parts[0][1:]])
    return (head, *reversed(parts)) if head in ("add", "mul") else (head, *parts)


def value(term: Term, x: mp.mpf) -> mp.mpf:
    if isinstance(term, str):
        return x
    if not isinstance(term, tuple):
        return mp.mpf(Fraction(term).numerator) / Fraction(term).denominator
    head, *args = term
    parts = [value(arg, x) for arg in args]
    if head == "add":
        return mp.fsum(parts)
    if head == "mul":
        return mp.fprod(parts)
    return parts[0] ** args[1] if head == "pow" else mp.exp(parts[0])


def prepared() -> tuple[Field, Term]:
    """A field with exp(x), and exp(u) over it, and this u."""
    field, u = Field(Cell({})), INNER[2]
    field.generator("exp", ("x",))
    field.generator("exp", (u,))
    return field, u


@pytest.mark.parametrize("seed", range(40))
def test_terms_are_equal_exactly_when_their_values_are(seed: int) -> None:
    rng = random.Random(seed)
    field, u = prepared()
    leaves = [*INNER, *outer(u)]
    left = grown(rng, leaves, 8)
    right, wrong = spread(left), spread(("add", left, ("mul", exact(Fraction(1, 10**9)), rng.choice(leaves))))
    with mp.workdps(50):
        at = mp.mpf(3) / 7
        assert mp.almosteq(value(left, at), value(right, at), 1e-40)
        assert not mp.almosteq(value(left, at), value(wrong, at), 1e-40)
    for other, expected in ((right, True), (wrong, False)):
        for term in (left, other):
            field.has_value(term)
        assert Sharing(field).equal(left, other) is expected
        assert field.same_form(left, other) is expected


def test_what_a_large_part_is_made_of_are_variables() -> None:
    field, u = prepared()
    part = ("mul", ("pow", ("add", u, 1), 3), ("pow", ("add", 2, ("exp", "x")), -1))
    twice = ("add", ("mul", part, ("exp", u)), ("mul", spread(part), ("exp", u)))
    sharing = Sharing(field)
    for term in (part, twice):
        field.has_value(term)
    assert sharing.equal(twice, ("mul", 2, ("exp", u), part)) and len(sharing.parts) == 2


@pytest.mark.parametrize("name", SOME)
def test_a_certificate_of_another_statement_is_refused(name: str) -> None:
    found = prove(DEEP[name].statement())
    assert isinstance(found, Proved)
    assert check(found.certificate).verdict == "proved"
    rng, right = random.Random(name), found.certificate["statement"]["right"]
    tiny = ["rational", 1, 10**12]
    forged: list[Any] = [["add", right, tiny], ["mul", right, ["add", 1, tiny]], ["mul", -1, right]]
    places = [path for path, part in walk(right) if part == "x" or part == 1]
    for path in rng.sample(places, 6):
        changed = copy.deepcopy(right)
        at: Any = changed
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = ["add", at[path[-1]], tiny]
        forged.append(changed)
    for other in forged:
        certificate = copy.deepcopy(found.certificate)
        certificate["statement"]["right"] = other
        with pytest.raises(Rejected):
            check(certificate)


def walk(term: Any, path: tuple[int, ...] = ()) -> list[tuple[tuple[int, ...], Any]]:
    found = [(path, term)]
    if isinstance(term, list) and term[0] != "rational":
        for place, part in enumerate(term[1:], 1):
            found += walk(part, (*path, place))
    return found


def test_residues_of_equal_forms_are_equal() -> None:
    field, u = prepared()
    rng, residues = random.Random(5), Residues({})
    for _ in range(20):
        term = grown(rng, [*INNER, *outer(u)], 6)
        one, other = field.form(term), field.form(spread(term))
        assert residues.value(one) == residues.value(other)
        assert residues.value(one) != residues.value(Fractional({**one.num, 0: 10**6 + 1}, one.den))


def test_residues_know_roots_sines_and_cosines() -> None:
    """What relations make equal has one residue; what differs is told apart, and told right."""
    field = Field(Cell({}))
    half = Fraction(1, 2)
    roots: list[Term] = [("pow", 2, half), ("pow", ("pi",), half), ("cos", "x"), ("sin", "x"), ("erf", "x")]
    field.generator("pi", ())
    for term in roots:
        assert isinstance(term, tuple)
        field.generator(term[0], term[1:])
    rng, told = random.Random(8), 0
    for _ in range(40):
        term = grown(rng, ["x", *roots, ("pi",)], 5)
        form = field.form(term)
        reduced, other = field.reduce(form), field.form(grown(rng, ["x", *roots], 5))
        assert field.residues.value(reduced) == field.residues.value(form)
        assert not field.residues.differ(form, field.form(spread(term)))
        told += field.residues.differ(form, other)
        assert field.residues.differ(form, other) == (not field.is_zero(minus(form, other)))
    assert field.residues.faithful
    assert told > 20


def test_residues_without_a_root_tell_nothing() -> None:
    """For one of 2 + x and -(2 + x) there is no root: then forms are compared exactly."""
    spoken = []
    for sign in (1, -1):
        field = Field(Cell({}, (("x", POS),)))
        inside: Term = ("add", ("mul", sign, 2), ("mul", sign, "x"))
        value = field.generator("pow", (inside, Fraction(1, 2)))
        square = field.form(("mul", inside, 3))
        spoken.append(field.residues.differ(product(value, value), square))
        assert not field.residues.differ(product(value, value), field.form(inside))
        assert field.alike(product(value, value), field.form(inside))
        assert not field.alike(product(value, value), square)
    assert sorted(spoken) == [False, True]


def test_a_number_without_a_residue_is_no_hindrance() -> None:
    """The prime of the quick look divides a denominator: there is no look, and the same answer."""
    for below in (PRIME, 3 * PRIME):
        inner = ("add", "x", ("mul", Fraction(1, below), ("exp", "x")))
        outer = ("exp", ("exp", "x"))
        right, wrong = ("pow", inner, 2), ("pow", inner, 3)
        field = Field(Cell({}))
        field.generator("exp", ("x",))
        field.generator("exp", (("exp", "x"),))
        assert Sharing(field).deep()
        assert Sharing(field).equal(("mul", inner, inner, outer), ("mul", right, outer))
        assert not Sharing(field).equal(("mul", inner, inner, outer), ("mul", wrong, outer))
    with pytest.raises(Rejected):
        Residues({}).value(Fractional({0: Fraction(1, PRIME)}, {}))


def test_a_part_that_stands_in_many_places_is_put_at_a_point_once() -> None:
    term: Term = ("exp", "x")
    for _ in range(60):
        term = ("add", term, term)
    with limited(Work(1_000)):
        made = put(term, Germ("x", 3, LEFT))
    for _ in range(60):
        assert made[1] is made[2]
        made = made[1]
    assert made == ("exp", 3)
