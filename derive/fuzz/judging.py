"""The truth of statements at sample points, and what is wrong with an answer in the light of it.

>>> from derive.language.catalogue import Catalogue
>>> said = said_by(Catalogue.load().statement("Derivative(Abs(x), x) == sign(x)"), ())
>>> [fault.what for fault in faults(said, looks(said, random.Random(1)))]
['the domain holds a point where a side has no value']
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from typing import Any, NamedTuple

import mpmath as mp

from derive.fuzz import values
from derive.fuzz.values import Function, NoValue, Unsure
from derive.language.records import Statement
from derive.language.term import Term, from_json

NICE = tuple(Fraction(n, d) for n, d in ((0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (1, 2), (-1, 2), (3, 1)))
TRIES, WANTED, TOLD, MANY = 80, 8, 60, 150


class Said(NamedTuple):
    """A claim: wherever hypotheses and domain hold, and there only, both sides have values that relate."""

    left: Term
    sign: str
    right: Term
    hypotheses: tuple[Term, ...]
    domain: tuple[Term, ...]
    functions: Mapping[str, Function]

    def names(self) -> list[str]:
        return sorted(frozenset().union(*(t.symbols() for t in (self.left, self.right, *self.hypotheses))))

    def numbers(self) -> set[Fraction]:
        """The numbers that are written in it: likely breakpoints."""
        terms = (self.left, self.right, *self.domain)
        found = {node.number for t in terms for node in t.walk() if node.is_number()}
        return {q for q in found if abs(q) < TOLD and q.denominator < TOLD}


class Look(NamedTuple):
    """What was seen at one point; None where numbers cannot tell."""

    point: Mapping[str, Any]
    has_value: bool | None  # both sides
    relates: bool | None
    inside: bool | None  # the stated domain holds


class Fault(NamedTuple):
    """Something wrong with an answer, and where it shows."""

    what: str
    point: Mapping[str, Any]


def said_by(statement: Statement, domain: Sequence[Term]) -> Said:
    functions = {d.name: Function(d.args, d.body) for d in statement.definitions}
    hypotheses = (*statement.hypotheses, *statement.domain)
    return Said(statement.left, statement.relation, statement.right, hypotheses, tuple(domain), functions)


def said_in(certificate: Mapping[str, Any]) -> Said:
    """What an accepted certificate claims."""
    data = certificate["statement"]
    functions = {
        name: Function(tuple(d["args"]), from_json(d["body"])) for name, d in data["definitions"].items()
    }
    left, right = from_json(data["left"]), from_json(data["right"])
    hypotheses = tuple(map(from_json, data["hypotheses"]))
    domain = tuple(map(from_json, certificate.get("domain", ())))
    return Said(left, data["relation"], right, hypotheses, domain, functions)


def looks(said: Said, rng: random.Random, special: Iterable[Fraction] = ()) -> list[Look]:
    """Looks at sample points at which the hypotheses hold; special values of x come first."""
    first = [[{**p, "x": q} for p in islice(_points(said, rng), TRIES)] for q in special]
    chosen = [p for row in first for p in islice(_allowed(said, row), 2)]
    chosen += islice(_allowed(said, _points(said, rng)), WANTED)
    return [look(said, p) for p in chosen]


def _solved(said: Said, point: Mapping[str, Fraction]) -> Mapping[str, Fraction]:
    """The same point where hypotheses such as y == 2*x hold, which chance does not find."""
    for condition in said.hypotheses:
        if condition.head == "eq" and condition.args[0].head == "symbol":
            try:
                found = values.value(condition.args[1], point)
            except (NoValue, Unsure):
                continue
            if isinstance(found, Fraction):
                point = {**point, condition.args[0].name: found}
    return point


def _allowed(said: Said, points: Iterable[Mapping[str, Fraction]]) -> Iterator[Mapping[str, Fraction]]:
    return (p for p in (_solved(said, p) for p in points) if _all(said.hypotheses, p, said) is True)


def exactly(point: Mapping[str, Fraction | Term]) -> dict[str, Any]:
    """A point whose values may be terms, such as √2, in numbers of many digits."""
    with mp.workdps(MANY):
        return {name: values.value(q, {}) if isinstance(q, Term) else q for name, q in point.items()}


def look(said: Said, point: Mapping[str, Any]) -> Look:
    try:
        relates: bool | None = values.relation_at(said.left, said.sign, said.right, point, said.functions)
        has_value: bool | None = True
    except (NoValue, Unsure):
        has_value, relates = _both(said, point), None
    return Look(point, has_value, relates, _all(said.domain, point, said))


def inside(said: Said, at: Look) -> Look:
    """The same look, with a domain that is stated later."""
    return at._replace(inside=_all(said.domain, at.point, said))


def faults(said: Said, seen: Iterable[Look]) -> list[Fault]:
    """What is wrong with the claim at the points that were looked at."""
    return [Fault(what, at.point) for at in seen for what in _wrong(at)]


def _wrong(at: Look) -> Iterator[str]:
    if at.inside and at.has_value is False:
        yield "the domain holds a point where a side has no value"
    if at.inside is False and at.has_value:
        yield "the domain leaves out a point where both sides have a value"
    if at.inside and at.relates is False:
        yield "the relation fails at a point of the domain"


def _points(said: Said, rng: random.Random) -> Iterator[dict[str, Fraction]]:
    names, told = said.names(), sorted(said.numbers())
    pool = [*NICE, *told, *told]
    for _ in range(TRIES):
        point: dict[str, Fraction] = {}
        for name in names:
            kind = rng.random()
            if kind < 0.3:
                point[name] = rng.choice(pool)
            elif kind < 0.4 and point:
                point[name] = rng.choice(list(point.values()))
            else:
                point[name] = Fraction(rng.randint(-400, 400), 97)
        yield point


def _both(said: Said, point: Mapping[str, Any]) -> bool | None:
    unsure = False
    for side in (said.left, said.right):
        try:
            if not values.defined_at(side, point, said.functions):
                return False
        except Unsure:
            unsure = True
    return None if unsure else True


def _all(conditions: Sequence[Term], point: Mapping[str, Any], said: Said) -> bool | None:
    unsure = False
    for condition in conditions:
        try:
            if not values.holds(
                condition, {**dict.fromkeys(condition.symbols(), Fraction(0)), **point}, said.functions
            ):
                return False
        except NoValue:
            return False
        except Unsure:
            unsure = True
    return None if unsure else True
