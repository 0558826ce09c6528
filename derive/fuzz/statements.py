"""Random statements whose truth is known by construction.

A true one is built from identities, inequalities or derivatives that hold wherever both sides have a
value, put together so that they stay true. A false one is a true one with an edit that changes it, or one
that holds on half of the line, or everywhere but at a point. `made` gives the same case for the same
seed and number, on every machine.

>>> case = made(1, 9)
>>> print(case.statement.left, case.statement.relation, case.statement.right, case.truth)
cos(-x) == cos(x) True
"""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from derive.fuzz.growing import Garden
from derive.fuzz.identities import HALVES, IDENTITIES, INEQUALITIES, POINTS, rows
from derive.fuzz.slopes import HALF, polynomial, slope
from derive.language.catalogue import Catalogue
from derive.language.records import Statement
from derive.language.statements import relation as read_relation
from derive.language.term import RELATIONS, Term, call, derivative, number, symbol

OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
X = symbol("x")
FAR = (Fraction(-25), Fraction(25))
# Parameters with what is assumed of them: names, those that are positive, hypotheses.
ASSUMED = (
    ("", "", ()), ("", "", ()), ("a", "a", ("a > 0",)), ("a", "", ()), ("a", "a", ("a >= 1",)),
    ("ab", "a", ("a > 0", "b > a")), ("ab", "ab", ("a > 0", "b > 0")), ("y", "", ()), ("y", "", ("y > x",)),
    ("a", "", ("a < 0",)), ("", "", ("x > 0",)), ("", "", ("x > -1", "x < 1")), ("a", "", ("x > a",)),
    ("y", "", ("y == x",)), ("y", "", ("x == 2*y",)), ("ya", "a", ("a > 0", "y == a*x**2")),
)  # fmt: skip


class Case(NamedTuple):
    """A statement, whether it is true (of the points where both sides have a value), and how it was made."""

    statement: Statement
    truth: bool
    how: str
    special: tuple[Fraction, ...] = ()  # values of x that are worth a look


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    return Catalogue.load()


@lru_cache(maxsize=1_000)
def row(text: str) -> Term:
    return read_relation(text, catalogue().signatures())


def made(seed: int, count: int) -> Case:
    """The case of that number in the sequence of a seed."""
    return _Maker(random.Random(f"{seed}:{count}")).case()  # noqa: S311 - no secret


class _Maker:
    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        names, positive, assumed = rng.choice(ASSUMED)
        self.assumed: tuple[str, ...] = assumed
        self.garden = Garden(rng, ("x", "x", *names), tuple(positive))

    def case(self) -> Case:
        ways: tuple[tuple[Callable[[], Case], int], ...] = (
            (self.true_identity, 28), (self.true_slope, 10), (self.true_inequality, 10), (self.one_sided, 4),
            (self.edited, 26), (self.opposite, 6), (self.half, 6), (self.point, 6), (self.breakpoint, 4),
        )  # fmt: skip
        (way,) = self.rng.choices([w for w, _ in ways], [k for _, k in ways])
        return way()

    # -- pieces -----------------------------------------------------------------------------------
    def filled(self, text: str, depth: int = 1, u: Term | None = None) -> tuple[Term, str, Term]:
        """A row with random terms in place of its letters."""
        claim, garden = row(text), self.garden
        table = {symbol(name): garden.any(depth) for name in "uvw"}
        table |= {symbol(name): garden.positive(depth - 1) for name in "pq"}
        if u is not None:  # and what stands beside it has a value everywhere
            table |= {symbol("u"): u, symbol("v"): garden.smooth(depth)}
        left, right = (side.replace(table) for side in claim.args)
        return left, RELATIONS[claim.head], right

    def identity(self) -> tuple[Term, Term]:
        left, _, right = self.filled(self.rng.choice(rows(IDENTITIES)), self.rng.choice((0, 1, 1, 2)))
        return (left, right) if self.rng.random() < 0.5 else (right, left)

    def wrapped(self, left: Term, right: Term) -> tuple[Term, Term]:
        """Both sides put into the same place, which keeps an equation."""
        t = self.garden.any(1)
        ways: list[Callable[[Term], Term]] = [
            lambda s: s + t, lambda s: t - s, lambda s: s * t, lambda s: s**2, lambda s: s / (1 + t**2),
            lambda s: call("exp", s), lambda s: call("tanh", s), lambda s: call("Abs", s),
            lambda s: call("Max", s, t), lambda s: call("sin", s), lambda s: call("log", 1 + s**2),
            lambda s: self.garden.either(call("gt", X, number(1)), s, t),
        ]  # fmt: skip
        way = self.rng.choice(ways)
        return way(left), way(right)

    def equation(self) -> tuple[Term, Term]:
        """A true equation: one or two identities, perhaps joined, perhaps inside a function."""
        left, right = self.identity()
        if self.rng.random() < 0.35:
            other, another = self.identity()
            head = self.rng.choice(("add", "mul"))
            left, right = call(head, left, other), call(head, right, another)
        return self.wrapped(left, right) if self.rng.random() < 0.4 else (left, right)

    def stated(self, left: Term, sign: str, right: Term, truth: bool, how: str, *special: Fraction) -> Case:
        hypotheses = tuple(row(text) for text in self.assumed)
        kind = "identity" if sign == "==" else "inequality"
        needed = catalogue().definitions(left, right)
        return Case(Statement(left, sign, right, hypotheses, (), needed, kind), truth, how, special)

    # -- what is true -----------------------------------------------------------------------------
    def true_identity(self) -> Case:
        left, right = self.equation()
        return self.stated(left, "==", right, True, "identity")

    def slopes(self) -> tuple[Term, Term]:
        f, order = self.garden.any(2), self.rng.choice((1, 1, 1, 2))
        others = [name for name in self.garden.names if name != "x"]
        if others and self.rng.random() < 0.5:
            return self.mixed(f, self.rng.choice(others))
        g = slope(f, "x")
        return derivative(f, X, order), g if order == 1 else slope(g, "x")

    def mixed(self, f: Term, y: str) -> tuple[Term, Term]:
        """A derivative by x of one by another symbol, of which a part may be free."""
        if y not in f.symbols():
            f = f * symbol(y)
        if self.rng.random() < 0.5:
            f = f + self.garden.any(1)
        return derivative(derivative(f, symbol(y)), X), slope(slope(f, y), "x")

    def true_slope(self) -> Case:
        left, right = self.slopes()
        return self.stated(left, "==", right, True, "derivative")

    def true_inequality(self) -> Case:
        left, sign, right = self.filled(self.rng.choice(rows(INEQUALITIES)))
        kind = self.rng.randrange(4)
        if kind == 1:
            t = self.garden.any(1)
            left, right = left + t, right + t
        elif kind == 2:
            p = self.garden.positive(1)
            left, right = left * p, right * p
        return self.stated(left, sign, right, True, "inequality")

    def pieces(self) -> tuple[list[int], list[int], int]:
        """Coefficients of two polynomials that meet at a breakpoint."""
        first, second = ([self.rng.randint(-3, 3) for _ in range(4)] for _ in range(2))
        at = self.rng.randint(-2, 2)
        gap = sum((p - q) * at**k for k, (p, q) in enumerate(zip(first, second, strict=True)))
        second[0] += gap
        return first, second, at

    def one_sided(self) -> Case:
        first, second, at = self.pieces()
        right_side = self.rng.random() < 0.5
        chosen = second if right_side else first
        value = sum(k * c * at ** (k - 1) for k, c in enumerate(chosen) if k)
        f = self.garden.either(call("lt", X, number(at)), polynomial(first), polynomial(second))
        head = "RightDerivative" if right_side else "LeftDerivative"
        truth = self.rng.random() < 0.6
        claimed = number(value if truth else value + self.rng.choice((-1, 1, 2)))
        return self.stated(call(head, f, X, number(at)), "==", claimed, truth, "one side")

    # -- what is false ----------------------------------------------------------------------------
    def edited(self) -> Case:
        """A true equation with a change that no point forgives, or that most do not."""
        left, right = self.equation() if self.rng.random() < 0.75 else self.slopes()
        odd, t = self.garden.odd(), self.garden.any(1)
        edits: list[tuple[str, Term, Term]] = [
            ("a constant added", left, right + self.garden.constant()),
            ("a tiny constant added", left, right + number(Fraction(1, 10**20))),
            ("a positive term added", left + self.garden.positive(1), right),
            ("another coefficient", left + 2 * X, right + 3 * X),
            ("a sign flipped", left + odd, right - odd),
            ("a factor", 2 + left**2, 2 * (2 + right**2)),
            ("branches swapped", left + self._choice(t, t + 1), right + self._choice(t + 1, t)),
        ]
        how, one, two = self.rng.choice(edits)
        return self.stated(one, "==", two, False, how)

    def _choice(self, first: Term, second: Term) -> Term:
        return self.garden.either(call("gt", X, HALF), first, second)

    def opposite(self) -> Case:
        left, sign, right = self.filled(self.rng.choice(rows(INEQUALITIES)))
        return self.stated(left, OPPOSITE[sign], right, False, "the opposite")

    def forget(self) -> None:
        """Nothing is assumed of x, so that it may be anywhere."""
        self.assumed = tuple(text for text in self.assumed if "x" not in text)

    def half(self) -> Case:
        self.forget()
        u = self.garden.line()
        left, sign, right = self.filled(self.rng.choice(rows(HALVES)), 1, u)
        if self.rng.random() < 0.3:
            t = self.garden.smooth(1)
            left, right = left + t, right + t
        return self.stated(left, sign, right, False, "half of the line", *FAR)

    def point(self) -> Case:
        self.forget()
        at = self.rng.choice((Fraction(0), Fraction(1), Fraction(-2), Fraction(1, 2), Fraction(5)))
        left, sign, right = self.filled(self.rng.choice(rows(POINTS)), 1, X - number(at) if at else X)
        return self.stated(left, sign, right, False, "but at a point", at)

    def breakpoint(self) -> Case:
        self.forget()
        at = self.rng.choice((Fraction(0), Fraction(1), Fraction(-1, 2)))
        shift, t = self.rng.choice((Fraction(1, 2), Fraction(-1, 4), Fraction(3))), self.garden.smooth(1)
        one, two = (self.garden.either(call("gt", X, number(c)), t + 1, t) for c in (at, at + shift))
        return self.stated(one, "==", two, False, "a breakpoint moved", at + shift / 2)
