"""Definitions put in: from functions that a certificate defines, and the built-in ones, to the core heads.

An argument is written out once and then stands wherever the definition has it: terms that are large on paper
may be small in memory. Their size on paper is bounded.

>>> Expander({"double": Definition(("u",), ("mul", 2, "u"))}).expand(("double", ("sqrt", "x")))
('mul', 2, ('pow', 'x', Fraction(1, 2)))
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import is_
from typing import Any, NamedTuple

from derive.checker.errors import Rejected
from derive.checker.terms import (
    DERIVATIVES,
    HALF,
    MAX_DEPTH,
    MAX_NODES,
    VALUE,
    Definition,
    Read,
    Reader,
    Term,
    div,
    head,
    levels,
    neg,
    show,
    sub,
    substitute,
    worked_out,
)
from derive.checker.work import spend

MAX_OWED = 60
MANY = 60  # nodes of a term in which equal parts are looked for
Table = Mapping[str, tuple[Term, int]]  # arguments that are written out already, with their numbers of nodes


class Done(NamedTuple):
    """An application written out, with what is kept for it, its size, and how many levels it goes down."""

    kept: Any
    term: Term
    size: int
    height: int


class Expander:
    """Puts in the definitions of the certificate and the built-in ones, within a bound on size."""

    def __init__(self, functions: Mapping[str, Definition]) -> None:
        self.functions = functions
        self.nodes = 0
        self._owed = 0  # steps of work that are not spent yet
        self._derives: dict[str, bool] = {}  # whether a derivative occurs in the body of a definition
        self._known: dict[Any, Term] = {}  # parts of terms, by head and identities of arguments
        self._same: dict[int, tuple[Term, Term]] = {}  # terms, by identity, and what stands for them
        self._done: dict[Any, Done] = {}  # applications written out, by identity
        self._deepest = 0  # the highest level of what is being written out

    def read(self, data: Any, kind: str = VALUE, met: dict[int, Read] | None = None) -> Term:
        """The term of a JSON value with definitions written out; ``met`` as `Reader` has it."""
        reader = Reader(self.functions, met)
        try:
            term = reader.read(data, kind, 0)
        finally:
            spend(2 * reader.nodes)
        if reader.nodes > MANY:
            term = self._shared(term)
        if not reader.plain:
            return self.expand(term)
        self._count(reader.nodes - 1, 0)
        return term

    def _shared(self, term: Term) -> Term:
        """The same term, in which equal parts are one object, also those of terms that were read before."""
        if not isinstance(term, tuple):
            return self._known.setdefault(term, term)
        met = self._same.get(id(term))
        if met is None:
            args = [self._shared(arg) for arg in term[1:]]
            same = all(map(is_, args, term[1:]))
            shared = self._known.setdefault((term[0], *map(id, args)), term if same else (term[0], *args))
            met = self._same[id(term)] = term, shared
        return met[1]

    def expand(self, term: Term, level: int = 0, table: Table | None = None) -> Term:
        """The term in core heads only, the symbols of the table replaced."""
        if not isinstance(term, tuple):
            if table is None or not isinstance(term, str) or term not in table:
                return term
            replaced, size = table[term]
            self._count(size, level)
            return replaced
        if table is not None:
            return self._written_out(term, level, table)
        done = self._done.get(id(term))
        if done is not None:
            return self._again(done, level)
        before, deepest, self._deepest = self.nodes, self._deepest, level
        return self._keep(id(term), term, self._written_out(term, level, None), before, deepest, level)

    def _again(self, done: Done, level: int) -> Term:
        """What was written out before, counted as if it were written out here."""
        self._count(done[2], level + done[3])
        return done[1]

    def _keep(self, key: Any, kept: Any, term: Term, before: int, deepest: int, level: int) -> Term:
        """Keeps a term under a key; ``kept`` has to stay in memory for the key to mean it."""
        done = (kept, term, self.nodes - before, self._deepest - level)
        self._done[key] = tuple.__new__(Done, done)  # made directly: there are many
        self._deepest = max(self._deepest, deepest)
        return term

    def _written_out(self, term: tuple[Any, ...], level: int, table: Table | None) -> Term:
        """The same without a look at what was written out before."""
        kind = term[0]
        self._count(len(term) - 1, level)
        if kind in DERIVATIVES and not isinstance(term[2], str):
            raise Rejected(kind, "a symbol to derive by", show(term[2]))
        if kind in self.functions or kind in BUILT_IN:
            return self._defined(term, level + 1, table)
        below = level + 1
        args = [
            arg if table is None and not isinstance(arg, tuple) else self.expand(arg, below, table)
            for arg in term[1:]
        ]
        if kind == "pow":
            args[1] = worked_out(args[1])
        if kind == "polylog" and args[0] in (0, 1):  # Li_1(u) = -log(1 - u), Li_0(u) = u/(1 - u)
            rest = sub(1, args[1])
            return neg(("log", rest)) if args[0] == 1 else div(args[1], rest)
        return self._known.setdefault((kind, *map(id, args)), (kind, *args))

    def _defined(self, term: tuple[Any, ...], level: int, table: Table | None) -> Term:
        """A function with a definition, which is put in; it may hold an argument several times."""
        kind, *args = term
        sized = []
        for arg in args:
            before = self.nodes
            expanded = self.expand(arg, level, table)
            sized.append((expanded, 1 + self.nodes - before))
        key = (kind, *[id(arg) for arg, _ in sized])
        done = self._done.get(key)
        if done is not None:
            return self._again(done, level)
        first, deepest, self._deepest = self.nodes, self._deepest, level
        return self._keep(key, sized, self._applied(kind, sized, level), first, deepest, level)

    def _applied(self, name: str, args: list[tuple[Term, int]], level: int) -> Term:
        """The body of a definition with its arguments put in."""
        if name in BUILT_IN:
            body = BUILT_IN[name]("u") if args else BUILT_IN[name]()
            return self._written_out(body, level, {"u": args[0]} if args else None)
        names, body = self.functions[name]
        table = dict(zip(names, args, strict=True))
        if name not in self._derives:
            self._derives[name] = any(head(part) in DERIVATIVES for row in levels(body) for part in row)
        if self._derives[name]:  # a symbol by which is derived is no argument
            return self.expand(substitute(body, {key: arg for key, (arg, _) in table.items()}), level)
        return self.expand(body, level, table)

    def _count(self, nodes: int, level: int) -> None:
        self.nodes += nodes
        if level > self._deepest:  # noqa: PLR1730 - sooner than max, and more often than anything else here
            self._deepest = level
        self._owed += 2 + 2 * nodes
        if self._owed > MAX_OWED:
            spend(self._owed)
            self._owed = 0
        if self.nodes > MAX_NODES or level > 2 * MAX_DEPTH:
            raise Rejected("definitions", f"at most {MAX_NODES} nodes when written out", "more (or a cycle)")


def _sinh(u: Term) -> Term:
    return ("mul", HALF, sub(("exp", u), ("exp", neg(u))))


def _cosh(u: Term) -> Term:
    return ("mul", HALF, ("add", ("exp", u), ("exp", neg(u))))


def _tanh(u: Term) -> Term:
    return div(sub(("exp", u), ("exp", neg(u))), ("add", ("exp", u), ("exp", neg(u))))


# Functions that the checker knows by definition (DLMF 4.28, 4.37, 7.2).
BUILT_IN: Mapping[str, Any] = {
    "E": lambda: ("exp", 1),
    "sqrt": lambda u: ("pow", u, HALF),
    "erfc": lambda u: sub(1, ("erf", u)),
    "tan": lambda u: div(("sin", u), ("cos", u)),
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": _tanh,
    "sech": lambda u: ("pow", _cosh(u), -1),
    "asinh": lambda u: ("log", ("add", u, ("pow", ("add", 1, ("pow", u, 2)), HALF))),
    "atanh": lambda u: ("mul", HALF, sub(("log", ("add", 1, u)), ("log", sub(1, u)))),
}
