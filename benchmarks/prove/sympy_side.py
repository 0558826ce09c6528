"""Statements as SymPy's expressions, built from the tree, and three ways to ask whether they hold.

A letter is declared real, and positive, negative or nonzero where a condition on it alone says so. Other
conditions (x > 1 beyond positivity, a < b, ...) have no place in SymPy's assumptions and are left away; what
SymPy then refutes may be true where the condition holds, and counts as undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp
from sympy.core.cache import clear_cache

from benchmarks.prove.printers import NotExpressible, unfolded
from benchmarks.prove.rows import Row
from derive.language.records import Statement
from derive.language.term import Term

Side = Any

_NAMES: Mapping[str, Callable[..., Side]] = {
    "exp": sp.exp, "log": sp.log, "Abs": sp.Abs, "sign": sp.sign, "Max": sp.Max, "Min": sp.Min, "erf": sp.erf,
    "erfc": sp.erfc, "sin": sp.sin, "cos": sp.cos, "tan": sp.tan, "asin": sp.asin, "atan": sp.atan,
    "sinh": sp.sinh, "cosh": sp.cosh, "tanh": sp.tanh, "asinh": sp.asinh, "atanh": sp.atanh, "sech": sp.sech,
    "LambertW": sp.LambertW, "polylog": sp.polylog, "add": sp.Add, "mul": sp.Mul, "pow": sp.Pow,
    "Heaviside": lambda u: sp.Heaviside(u, sp.Rational(1, 2)), "pi": lambda: sp.pi, "E": lambda: sp.E,
    "oo": lambda: sp.oo,
    "eq": sp.Eq, "ne": sp.Ne, "lt": sp.Lt, "le": sp.Le, "gt": sp.Gt, "ge": sp.Ge, "and": sp.And, "or": sp.Or,
    "not": sp.Not, "true": lambda: sp.true, "case": lambda value, condition: (value, condition),
    "Piecewise": sp.Piecewise, "Derivative": sp.diff,
}  # fmt: skip
_KINDS = {"lt": "negative", "le": "nonpositive", "gt": "positive", "ge": "nonnegative", "ne": "nonzero"}


class Builder:
    """Builds expressions of one statement, with one symbol a letter."""

    def __init__(self, statement: Statement) -> None:
        self.definitions = statement.definitions
        self.kinds: dict[str, dict[str, bool]] = {}
        self.lossy = False  # a condition was left away
        for part in (*statement.hypotheses, *statement.domain):
            self.declare(part)
        self.letters: dict[str, Side] = {}

    def declare(self, part: Term) -> None:
        """Keeps what SymPy can be told of a letter: its sign."""
        left, right = part.args
        kind, bound = part.head, right.number if right.is_number() else None
        if not left.is_symbol() or bound is None or kind not in _KINDS:
            self.lossy = True
            return
        self.lossy |= bound != 0
        if (kind in ("gt", "ge") and bound > 0) or (kind in ("lt", "le") and bound < 0):
            kind = {"ge": "gt", "le": "lt"}.get(kind, kind)
        elif bound != 0:
            return
        self.kinds.setdefault(left.name, {})[_KINDS[kind]] = True

    def __call__(self, term: Term) -> Side:
        return self.built(unfolded(term, self.definitions))

    def built(self, term: Term) -> Side:
        if term.head == "number":
            return sp.Rational(term.number.numerator, term.number.denominator)
        if term.head == "symbol":
            if term.name not in self.letters:
                self.letters[term.name] = sp.Symbol(term.name, real=True, **self.kinds.get(term.name, {}))
            return self.letters[term.name]
        if term.head not in _NAMES:
            raise NotExpressible(term.head)
        return _NAMES[term.head](*(self.built(arg) for arg in term.args))


def decide(row: Row, statement: Statement, way: str) -> str:
    """The answer of SymPy: proved, refuted or undecided; raises NotExpressible, or whatever SymPy raises."""
    clear_cache()
    built = Builder(statement)
    if statement.left.head == "Limit":
        return _limit(built, statement, way)
    left, right = built(statement.left), built(statement.right)
    found = _answer(left, statement.relation, right, way)
    return "undecided" if found == "refuted" and built.lossy else found


def _answer(left: Side, relation: str, right: Side, way: str) -> str:
    if relation != "==":
        return _inequality(left, relation, right, way)
    if way == "equals":
        return _ANSWERS[left.equals(right)]
    difference = sp.simplify(left - right) if way == "simplify" else _rewritten(left - right)
    if difference == 0:
        return "proved"
    return "refuted" if difference.is_number and difference.is_nonzero else "undecided"


def _limit(built: Builder, statement: Statement, way: str) -> str:
    """`limit`, and `simplify` of the difference; the other two ways are not asked."""
    if way != "simplify":
        raise NotExpressible("limit")
    f, x, point, side = statement.left.args
    direction = {"left": "-", "right": "+", "both": "+-"}[side.name]
    found, wanted = sp.limit(built(f), built(x), built(point), direction), built(statement.right)
    if found.is_infinite or wanted.is_infinite:
        return "proved" if found == wanted else "refuted"
    if found.has(sp.Limit):
        return "undecided"
    return _answer(found, "==", wanted, way)


_ANSWERS = {True: "proved", False: "refuted", None: "undecided"}


def _inequality(left: Side, relation: str, right: Side, way: str) -> str:
    """Only `simplify` is asked: the other two ways are for equations."""
    if way != "simplify":
        raise NotExpressible(relation)
    head = {"!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}[relation]
    found = sp.simplify(_NAMES[head](left, right))
    return "proved" if found == sp.true else "refuted" if found == sp.false else "undecided"


def _rewritten(difference: Side) -> Side:
    """Everything through exp and log, then one fraction."""
    return sp.together(sp.cancel(sp.expand(sp.expand(difference.rewrite(sp.exp)), force=False)))
