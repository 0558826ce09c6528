"""Cuts: where a cell of the prover begins and ends, as bounds of x, and where a condition changes its sign.

>>> from derive.language.grammar import parse
>>> print(*solutions(parse("exp(x) - 2")), *solutions(parse("x**2 - 2")))
log(2) -sqrt(2) sqrt(2)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from derive.checker.terms import Term as Core
from derive.language.records import Activation, Statement
from derive.language.term import Term, call, from_json, number, relation, symbol
from derive.language.tidy import parted, tidy
from derive.proof.claims import QUICK
from derive.proof.domain import relation as relation_to_zero
from derive.proof.prover import Proved, prove, to_json

X = symbol("x")
SIGN_RELATIONS = {1: "lt", 2: "eq", 4: "gt"}
# Functions that grow everywhere, with their inverses.
INVERSES: Mapping[str, Callable[[Term], Term]] = {
    "exp": lambda u: call("log", u), "log": lambda u: call("exp", u), "atan": lambda u: call("tan", u),
    "asinh": lambda u: call("sinh", u), "tanh": lambda u: call("atanh", u),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cut:
    """What cuts out a cell: bounds of x (terms free of x; None: unbounded), and further conditions.

    ``interval`` says that the conditions do not speak of x, so that the bounds say where the cell lies.
    """

    low: Term | None
    high: Term | None
    conditions: tuple[Term, ...]
    interval: bool

    @property
    def relations(self) -> tuple[Term, ...]:
        """The cell as relations, those on x first."""
        lows = () if self.low is None else (relation(X, ">", self.low),)
        highs = () if self.high is None else (relation(X, "<", self.high),)
        return (*lows, *highs, *self.conditions)


def cut(path: Iterable[tuple[Core, int]], activation: Activation) -> Cut:
    """The cut of a cell that was reached by the signs of some terms."""
    lows: list[Term] = []
    highs: list[Term] = []
    conditions: list[Term] = []
    for core, sign in path:
        found = _bound(term_of(core), sign)
        if found is None:
            conditions.append(term_of(relation_to_zero(SIGN_RELATIONS[sign], core)))
        else:
            (highs if found[0] == "<" else lows).append(found[1])
    given = (*activation.hypotheses, *(c for c in conditions if X.name not in c.symbols()))
    low, more = _tightest(lows, ">", given)
    high, others = _tightest(highs, "<", given)
    conditions = [*more, *others, *conditions]
    return Cut(low, high, tuple(conditions), all(X.name not in c.symbols() for c in conditions))


def term_of(core: Core) -> Term:
    """The term of one of the checker's terms."""
    return from_json(to_json(core))


def _bound(term: Term, sign: int) -> tuple[str, Term] | None:
    """``term < 0`` or ``term > 0`` as a bound of x, where x occurs in one summand c x, or c exp(x), ..."""
    parts = term.args if term.head == "add" else (term,)
    moving = [part for part in parts if X.name in part.symbols()]
    c, factors = parted(moving[0]) if len(moving) == 1 else (Fraction(0), [])
    if len(factors) != 1:
        return None
    rest = [part for part in parts if part is not moving[0]]
    at = tidy(call("mul", -1 / c, call("add", *rest))) if rest else number(0)
    if factors[0].head in INVERSES and factors[0].args == (X,):  # exp(x) < 1 is x < 0
        at = tidy(INVERSES[factors[0].head](at))
        if not at.is_number():
            return None
    elif factors[0] != X:
        return None
    return ("<" if (sign == 1) == (c > 0) else ">"), at


def _tightest(
    bounds: Sequence[Term], sign: str, given: tuple[Term, ...]
) -> tuple[Term | None, tuple[Term, ...]]:
    """The bound that implies the others; all but one as relations where that is not known."""
    kept: list[Term] = []
    for bound in dict.fromkeys(bounds):
        if any(_implies(other, bound, sign, given) for other in kept):
            continue
        kept = [other for other in kept if not _implies(bound, other, sign, given)] + [bound]
    return (kept[0] if kept else None), tuple(relation(X, sign, bound) for bound in kept[1:])


def _implies(bound: Term, other: Term, sign: str, given: tuple[Term, ...]) -> bool:
    """X sign bound implies x sign other."""
    if bound.is_number() and other.is_number():
        return bound.number <= other.number if sign == "<" else bound.number >= other.number
    claim = Statement(bound, "<=" if sign == "<" else ">=", other, given)
    found = prove(claim, refute=False, steps=QUICK)
    return isinstance(found, Proved) and not found.domain


def solutions(term: Term) -> list[Term]:
    """Points at which a term is zero, by undoing one function after the other; none where that fails."""
    values = [number(0)]
    while term != X:
        step = _undone(term, values)
        if step is None:
            return [tidy(root) for root in _quadratic(term)] if values == [number(0)] else []
        term, values = step
    return [tidy(value) for value in values]


def _quadratic(term: Term) -> list[Term]:
    """The roots of a x² + b x + c with numbers a, b, c, where they are real."""
    parts: dict[Term, Fraction] = {}
    for part in term.args if term.head == "add" else (term,):
        coefficient, factors = parted(part)
        power = number(1) if not factors else factors[0]
        if len(factors) > 1 or power not in (number(1), X, X**2):
            return []
        parts[power] = parts.get(power, Fraction(0)) + coefficient
    a, b, c = (parts.get(power, Fraction(0)) for power in (X**2, X, number(1)))
    discriminant = b * b - 4 * a * c
    if a == 0 or discriminant < 0:
        return []
    root = call("pow", number(discriminant), Fraction(1, 2))
    return [(number(-b) + part) / number(2 * a) for part in (-root, root)]


def _undone(term: Term, values: list[Term]) -> tuple[Term, list[Term]] | None:
    """One step from ``term = value`` towards x."""
    if term.head in INVERSES:
        return term.args[0], [INVERSES[term.head](value) for value in values]
    if term.head == "pow" and term.args[1].is_number():
        return _unpowered(term.args[0], term.args[1].number, values)
    if term.head not in ("add", "mul"):
        return None
    moving = [part for part in term.args if X.name in part.symbols()]
    rest = [part for part in term.args if X.name not in part.symbols()]
    if len(moving) != 1 or not rest:
        return None
    others = call(term.head, *rest)
    return moving[0], [value - others if term.head == "add" else value / others for value in values]


def _unpowered(base: Term, n: Fraction, values: list[Term]) -> tuple[Term, list[Term]] | None:
    roots = [call("pow", tidy(value), number(1 / n)) for value in values]
    if n == 2:
        return base, [part for root in roots for part in (-root, root)]
    return (base, roots) if n == Fraction(1, 2) else None
