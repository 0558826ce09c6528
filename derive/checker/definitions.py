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
    UNCHANGED,
    VALUE,
    Definition,
    Read,
    Reader,
    Term,
    div,
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
        term = reader.read(data, kind)
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
            known = self._known
            args = [
                self._shared(arg) if isinstance(arg, tuple) else known.setdefault(arg, arg)
                for arg in term[1:]
            ]
            same = all(map(is_, args, term[1:]))
            shared = known.setdefault((term[0], *map(id, args)), term if same else (term[0], *args))
            met = self._same[id(term)] = term, shared
        return met[1]

    def expand(self, term: Term, level: int = 0, table: Table | None = None) -> Term:
        """The term in core heads only, the symbols of the table replaced."""
        if not isinstance(term, tuple):
            return term if table is None else self._replaced(term, level, table)
        if table is not None:
            return self._written_out(term, level, table)
        done = self._done.get(id(term))
        if done is not None:
            return self._again(done, level)
        before, deepest, self._deepest = self.nodes, self._deepest, level
        return self._keep(id(term), term, self._written_out(term, level, None), before, deepest, level)

    def _replaced(self, leaf: Term, level: int, table: Table) -> Term:
        """What stands for a symbol of the table; any other symbol, and a number, stays."""
        if not isinstance(leaf, str) or leaf not in table:
            return leaf
        replaced, size = table[leaf]
        self._count(size, level)
        return replaced

    def _again(self, done: Done, level: int) -> Term:
        """What was written out before, counted as if it were written out here."""
        self._count(done[2], level + done[3])
        return done[1]

    def _keep(self, key: Any, kept: Any, term: Term, before: int, deepest: int, level: int) -> Term:
        """Keeps a term under a key; ``kept`` has to stay in memory for the key to mean it."""
        done = (kept, term, self.nodes - before, self._deepest - level)
        self._done[key] = tuple.__new__(Done, done)  # made directly: there are many
        if deepest > self._deepest:  # noqa: PLR1730 - sooner than max
            self._deepest = deepest
        return term

    def _written_out(self, term: tuple[Any, ...], level: int, table: Table | None) -> Term:
        """The same without a look at what was written out before."""
        kind, *args = term
        self._count(len(args), level)
        if kind not in UNCHANGED and (kind in self.functions or kind in BUILT_IN):
            return self._defined(kind, args, level + 1, table)
        if kind in DERIVATIVES and not isinstance(args[1], str):
            raise Rejected(kind, "a symbol to derive by", show(args[1]))
        below = level + 1
        for place, arg in enumerate(args):
            if isinstance(arg, tuple):
                args[place] = self.expand(arg, below, table)
            elif table is not None:
                args[place] = self._replaced(arg, below, table)
        if kind == "pow":
            args[1] = worked_out(args[1])
        if kind == "polylog" and args[0] in (0, 1):  # Li_1(u) = -log(1 - u), Li_0(u) = u/(1 - u)
            rest = sub(1, args[1])
            return neg(("log", rest)) if args[0] == 1 else div(args[1], rest)
        key = (kind, *map(id, args))
        return self._known.get(key) or self._known.setdefault(key, (kind, *args))

    def _defined(self, kind: str, args: list[Term], level: int, table: Table | None) -> Term:
        """A function with a definition, which is put in; it may hold an argument several times."""
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
            return self._written_out(BUILT_IN[name], level, {"u": args[0]} if args else None)
        names, body = self.functions[name]
        table = dict(zip(names, args, strict=True))
        if name not in self._derives:
            self._derives[name] = derives(body)
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


def derives(term: Term) -> bool:
    """Whether there is a derivative in a term."""
    return isinstance(term, tuple) and (term[0] in DERIVATIVES or any(map(derives, term[1:])))


_UP, _DOWN = ("exp", "u"), ("exp", neg("u"))
_COSH = ("mul", HALF, ("add", _UP, _DOWN))

# Functions of u that the checker knows by definition (DLMF 4.28, 4.37, 7.2).
BUILT_IN: Mapping[str, Any] = {
    "E": ("exp", 1),
    "sqrt": ("pow", "u", HALF),
    "erfc": sub(1, ("erf", "u")),
    "tan": div(("sin", "u"), ("cos", "u")),
    "sinh": ("mul", HALF, sub(_UP, _DOWN)),
    "cosh": _COSH,
    "tanh": div(sub(_UP, _DOWN), ("add", _UP, _DOWN)),
    "sech": ("pow", _COSH, -1),
    "asinh": ("log", ("add", "u", ("pow", ("add", 1, ("pow", "u", 2)), HALF))),
    "atanh": ("mul", HALF, sub(("log", ("add", 1, "u")), ("log", sub(1, "u")))),
}
