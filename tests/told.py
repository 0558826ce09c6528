"""What is published of a function, beside the function itself in mpmath's numbers.

>>> from derive.language.catalogue import Catalogue
>>> told = Told.of(Catalogue.load()["hardtanh"], [])
>>> print(told.f(mp.mpf(3)), [mp.nstr(x, 3) for x in told.joints])
1.0 ['-1.0', '1.0']
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations, pairwise
from typing import Any

import mpmath as mp
from mp_values import NoValue, holds, taylor, value

from derive.facts.subject import Subject, X
from derive.language.catalogue import Catalogue
from derive.language.grammar import parse, parse_condition
from derive.language.records import Activation, Definition
from derive.language.term import Term, symbol
from derive.language.vocabulary import Signature

DIGITS = 50
ORDER = 4  # of the derivatives at random points
STEP = 1e-10  # of the differences behind them
REACH = 20  # pieces are taken to meet within so many units of 0
Fact = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Told:
    """A function with its facts as data; ``given`` are the definitions that it uses."""

    name: str
    subject: Subject
    facts: Sequence[Fact]

    @staticmethod
    def of(activation: Activation, facts: Sequence[Fact]) -> Told:
        return Told(activation.slug, Subject.of(activation), facts)

    def f(self, x: mp.mpf) -> mp.mpf:
        """The function, from its definition; NoValue where it has none."""
        return value(self.subject.function, {"x": x}, self.subject.definitions)

    def at(self, text: str, **point: mp.mpf) -> mp.mpf:
        """The value of a formula that a fact tells."""
        return value(self.read(text), point, self._definitions)

    def read(self, text: str) -> Term:
        """A formula of a fact, in which functions of the catalogue may occur."""
        return parse(text, self._signatures)

    def value(self, term: Term, x: mp.mpf) -> mp.mpf:
        """The value of a term in x."""
        return value(term, {"x": x}, self._definitions)

    def inside(self, condition: str, x: mp.mpf) -> bool:
        """Whether a point is seen to fulfil relations joined by "and"; an empty text is always true."""
        parts = [parse_condition(part, self._signatures) for part in condition.split(" and ") if part]
        try:
            return all(holds(part, {"x": x}, self._definitions) for part in parts)
        except NoValue:
            return False

    def kind(self, name: str) -> Fact | None:
        """The first decided fact of a kind."""
        return next((f for f in self.facts if f["kind"] == name and f["status"] != "open"), None)

    @cached_property
    def _signatures(self) -> Mapping[str, Signature]:
        own = self.subject.function.head
        return _signatures() if own in _signatures() else {**_signatures(), own: Signature(own, ())}

    @cached_property
    def _definitions(self) -> tuple[Definition, ...]:
        return (*_definitions(), *self.subject.definitions)

    # -- where ------------------------------------------------------------------------------------------

    @cached_property
    def joints(self) -> list[mp.mpf]:
        """Where the branches of the definition meet, by bisection on the conditions in it."""
        found: list[mp.mpf] = []
        with mp.workdps(DIGITS):
            grid = [mp.mpf(k) / 4 + mp.mpf(1) / 997 for k in range(-4 * REACH, 4 * REACH)]
            for term, definitions in _switches(self.subject.function, self.subject.definitions):
                found += _crossings(term, definitions, grid)
        apart = sorted(found)
        return [x for k, x in enumerate(apart) if k == 0 or x - apart[k - 1] > mp.mpf("1e-20")]

    @cached_property
    def points(self) -> list[mp.mpf]:
        """Random points near and far, in order, none of them at a joint; the function has values there."""
        rng = random.Random(self.name)
        with mp.workdps(DIGITS):
            found = [mp.mpf(rng.randint(-5_000_000, 5_000_000)) / 997_003 for _ in range(24)]
            found += [mp.mpf(side * rng.randint(5_000, 20_000)) / 997 for side in (-1, 1) for _ in range(2)]
            found += [x + side * mp.mpf(rng.random()) / 50 for x in self.joints for side in (-1, 1)]
            return sorted(x for x in found if self._clear(x))

    def _clear(self, x: mp.mpf) -> bool:
        try:
            self.f(x)
        except NoValue:
            return False
        return all(abs(x - joint) > 1e-5 for joint in self.joints)

    @cached_property
    def jets(self) -> list[tuple[mp.mpf, list[mp.mpf]]]:
        """The points, each with the function and its derivatives up to the fourth, by differences."""
        with mp.workdps(DIGITS):
            return [(x, self.jet(x)) for x in self.points]

    def jet(self, x: mp.mpf, side: int = 0) -> list[mp.mpf]:
        """The derivatives at a point, or those from one side of it."""
        found = taylor(self.f, x + side * mp.mpf(10) ** -30, ORDER, side, STEP)
        return [c * mp.factorial(k) for k, c in enumerate(found)]


@cache
def catalogue() -> Catalogue:
    """The catalogue, read once."""
    return Catalogue.load()


@cache
def _signatures() -> Mapping[str, Signature]:
    return dict(catalogue().signatures())


@cache
def _definitions() -> tuple[Definition, ...]:
    return tuple({d.name: d for act in catalogue().values() for d in act.definitions}.values())


Switch = tuple[Term, tuple[Definition, ...]]


def _switches(term: Term, definitions: Iterable[Definition]) -> Iterator[Switch]:
    """The terms in x at whose zeros a branching function turns from one formula to another."""
    known = {d.name: d for d in definitions}
    for node in written_out(term, known).walk():
        pairs: Iterable[tuple[Term, ...]] = ()
        if node.head in ("Max", "Min"):
            pairs = combinations(node.args, 2)
        elif node.head in ("Abs", "sign", "Heaviside"):
            pairs = [(node.args[0],)]
        elif node.head in ("lt", "le", "gt", "ge", "eq", "ne"):
            pairs = [node.args]
        for pair in pairs:
            yield (pair[0] - pair[1] if len(pair) == 2 else pair[0]), ()


def written_out(term: Term, known: Mapping[str, Definition]) -> Term:
    """The term with its definitions put in."""
    args = tuple(written_out(arg, known) for arg in term.args)
    meaning = known.get(term.head)
    if meaning is None:
        return term if not args else Term(term.head, args)
    table = {symbol(name): arg for name, arg in zip(meaning.args, args, strict=True)}
    return written_out(meaning.body.replace(table), known)


def _crossings(term: Term, definitions: Iterable[Definition], grid: Sequence[mp.mpf]) -> Iterator[mp.mpf]:
    if X.name not in term.symbols():
        return

    def g(x: mp.mpf) -> mp.mpf:
        return value(term, {"x": x}, definitions)

    for a, b in pairwise(grid):
        try:
            if g(a) * g(b) < 0:
                yield mp.findroot(g, (a, b), solver="anderson", tol=mp.mpf("1e-70"), verify=False)
        except (NoValue, ZeroDivisionError):
            continue


def real(text: str) -> mp.mpf:
    """A number of a fact: a decimal, a fraction, or an infinity."""
    if text in ("oo", "-oo"):
        return mp.inf if text == "oo" else -mp.inf
    above, _, below = text.partition("/")
    return mp.mpf(above) / mp.mpf(below or 1)


def close(one: mp.mpf, other: mp.mpf, digits: int) -> bool:
    """Two numbers agree to so many digits."""
    if not (mp.isfinite(one) and mp.isfinite(other)):
        return bool(one == other)
    return bool(abs(one - other) <= mp.mpf(10) ** -digits * max(1, abs(one), abs(other)))
