"""Reading terms: from JSON to nested tuples, with bounds.

A term is an int or a Fraction (a number), a str (a symbol), or a tuple (head, argument, ...). The core
heads are those that `derive.checker.field` and `derive.checker.cells` know; everything else is a
definition (`derive.checker.definitions`).

>>> read(["add", 1, ["exp", ["mul", -1, "x"]]])
('add', 1, ('exp', ('mul', -1, 'x')))
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple, Union

from derive.checker.errors import Rejected, shown
from derive.checker.work import spend

Term = Union[int, str, tuple[Any, ...], Fraction]

MAX_DEPTH = 120
MAX_NODES = 60_000
MAX_BITS = 4_096
HALF = Fraction(1, 2)

# head -> number of arguments (None: one or more). Everything a certificate may contain.
ARITY: Mapping[str, int | None] = {
    "add": None, "mul": None, "pow": 2, "pi": 0, "E": 0,
    "exp": 1, "log": 1, "sqrt": 1, "Abs": 1, "sign": 1, "Max": None, "Min": None, "Heaviside": 1,
    "erf": 1, "erfc": 1, "sin": 1, "cos": 1, "tan": 1, "asin": 1, "atan": 1, "sinh": 1, "cosh": 1,
    "tanh": 1, "asinh": 1, "atanh": 1, "sech": 1, "LambertW": 1, "polylog": 2,
    "eq": 2, "ne": 2, "lt": 2, "le": 2, "gt": 2, "ge": 2, "and": None, "or": None, "not": 1, "true": 0,
    "Piecewise": None, "case": 2, "Derivative": 3, "LeftDerivative": 3, "RightDerivative": 3,
}  # fmt: skip
RELATION_HEADS = ("eq", "ne", "lt", "le", "gt", "ge")
CONNECTIVE_HEADS = ("and", "or", "not", "true")
DERIVATIVES = ("Derivative", "LeftDerivative", "RightDerivative")
UNWRITTEN = ("add", "mul", "pow", "case", *RELATION_HEADS)  # heads that no formula shows by name

# Heads that stay when definitions are written out; so does a power whose exponent is no application.
UNCHANGED = frozenset((
    "add", "mul", "pi", "exp", "log", "Abs", "sign", "Max", "Min", "Heaviside", "erf", "sin", "cos", "asin",
    "atan", "LambertW", *RELATION_HEADS, *CONNECTIVE_HEADS, "Piecewise", "case",
))  # fmt: skip

# The kinds of terms: what an application is, and of which kind its arguments are (values where not said).
VALUE, CONDITION, CASE = "value", "condition", "case"
KINDS: Mapping[str, str] = {**dict.fromkeys((*RELATION_HEADS, *CONNECTIVE_HEADS), CONDITION), CASE: CASE}
ARGUMENTS: Mapping[str, str] = {**dict.fromkeys(CONNECTIVE_HEADS, CONDITION), "Piecewise": CASE}


class Definition(NamedTuple):
    """``name(args) := body``."""

    args: tuple[str, ...]
    body: Term


def read(data: Any, functions: Mapping[str, Definition] | None = None, kind: str = VALUE) -> Term:
    """The term of a JSON value, of a kind ("value" or "condition"); `Rejected` says what is wrong with it."""
    return Reader(functions or {}).read(data, kind)


class Read(NamedTuple):
    """An application that was read: its kind and size, its levels, and whether it is surely plain."""

    term: Term
    kind: str
    size: int
    height: int
    plain: bool


class Reader:
    """Reads one term; then ``nodes`` is its size, and ``plain`` says that it has nothing to write out.

    ``met`` are applications by identity; where it is given, what has been read stays in memory, as it is.
    Without it, ``names`` are all symbols of the term.
    """

    def __init__(self, functions: Mapping[str, Definition], met: dict[int, Read] | None = None) -> None:
        self.functions = functions
        self._met = met
        self.nodes = 0
        self.plain = True
        self.names: set[str] = set()  # variables that were met
        self._deepest = 0  # the lowest level of what is being read

    def read(self, data: Any, kind: str) -> Term:
        try:
            self._count(1, 0)
            return self._once(data, kind, 0) if isinstance(data, list) else self._leaf(data, kind)
        finally:
            spend(2 * self.nodes)

    def _count(self, nodes: int, depth: int) -> None:
        self.nodes += nodes
        if depth > self._deepest:  # noqa: PLR1730 - sooner than max, and more often than anything else here
            self._deepest = depth
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise Rejected("term", f"at most {MAX_DEPTH} levels and {MAX_NODES} nodes", "more")

    def _leaf(self, data: Any, kind: str) -> Term:
        """A number or a symbol, or what is no term at all."""
        if kind == VALUE and isinstance(data, int) and not isinstance(data, bool):
            return _number(data)
        if kind == VALUE and isinstance(data, str):
            self.names.add(read_symbol(data))
            return data
        wanted = "a number, a symbol or [head, ...]" if kind == VALUE else f"a {kind}: [head, ...]"
        raise Rejected("term", wanted, shown(data))

    def _once(self, data: list[Any], kind: str, depth: int) -> Term:
        """An application, which is read once where it is one object."""
        if self._met is None:
            return self._application(data, kind, depth + 1)
        met = self._met.get(id(data))
        if met is not None and met[1] == kind and depth + met[3] <= MAX_DEPTH:
            self._count(met[2], depth + met[3])
            self.plain &= met[4]
            return met[0]
        before, deepest, self._deepest = self.nodes, self._deepest, depth
        term = self._application(data, kind, depth + 1)
        read = (term, kind, self.nodes - before, self._deepest - depth, self.plain)
        self._met[id(data)] = tuple.__new__(Read, read)  # made directly: there are many
        self._deepest = max(self._deepest, deepest)
        return term

    def _application(self, data: list[Any], kind: str, depth: int) -> Term:
        if not data or not isinstance(data[0], str):
            return self._leaf(data, kind)  # which it is not
        name, *args = data
        if KINDS.get(name, VALUE) != kind:
            raise Rejected("term", f"a {kind}", shown(data))
        if name == "rational":
            return _rational(args)
        wanted, count = ARITY[name] if name in ARITY else self._arity(name), len(args)
        if count != wanted if wanted is not None else count == 0:
            raise Rejected("term", f"{wanted or 'some'} arguments of {name}", str(count))
        if count:
            self._count(count, depth)
        names, inner = self.names, ARGUMENTS.get(name, VALUE)
        for place, arg in enumerate(args):
            wanted_kind = CONDITION if name == CASE and place else inner
            if isinstance(arg, list):
                args[place] = self._once(arg, wanted_kind, depth)
            elif wanted_kind != VALUE or not isinstance(arg, str) or arg not in names:
                args[place] = self._leaf(arg, wanted_kind)
        if name not in UNCHANGED and (name != "pow" or isinstance(args[1], tuple)):
            self.plain = False
        return (name, *args)

    def _arity(self, name: str) -> int:
        if name not in self.functions:
            raise Rejected("term", "a known function or one that is defined", shown(name))
        return len(self.functions[name].args)


def read_symbol(name: Any) -> str:
    """The name of a variable: none that is written as a function or a constant."""
    if not (isinstance(name, str) and name.isascii() and name.isidentifier() and len(name) <= 40):
        raise Rejected("term", "a symbol: an identifier of at most 40 letters", shown(name))
    if name in ARITY and name not in UNWRITTEN:
        raise Rejected("term", "a symbol, which has no meaning of its own", repr(name))
    return name


def read_name(name: Any) -> str:
    """The name of a function that is defined: one that no head has."""
    if name in ARITY or name == "rational":
        raise Rejected("definitions", "a name that has no meaning yet", shown(name))
    return read_symbol(name)


def _number(value: int) -> int:
    if value.bit_length() > MAX_BITS:
        raise Rejected("term", f"an integer of at most {MAX_BITS} bits", f"{value.bit_length()} bits")
    return value


def _rational(rest: list[Any]) -> Term:
    if len(rest) != 2 or any(isinstance(n, bool) or not isinstance(n, int) for n in rest) or rest[1] <= 0:
        raise Rejected("term", '["rational", p, q] with q > 0', shown(rest))
    return number(Fraction(_number(rest[0]), _number(rest[1])))


def number(value: Fraction | int) -> int | Fraction:
    """An exact number, an int where it is whole."""
    return value if type(value) is int else int(value) if value.denominator == 1 else value


def written(term: Term, met: dict[int, Any] | None = None) -> Any:
    """A core term as JSON, so that `read` gives it again.

    With ``met``, values of parts by identity, a part that is one object becomes one value.
    """
    if isinstance(term, tuple):
        if met is None:
            return [term[0], *[written(arg) for arg in term[1:]]]
        found = met.get(id(term))
        if found is None:
            found = met[id(term)] = [term[0], *[written(arg, met) for arg in term[1:]]]
        return found
    if isinstance(term, str):
        return term
    return int(term) if term.denominator == 1 else ["rational", term.numerator, term.denominator]


def is_number(term: Term) -> bool:
    return not isinstance(term, (tuple, str))


def head(term: Term) -> str:
    return term[0] if isinstance(term, tuple) else ""


def show(term: Term, levels: int = 3) -> str:
    """A term for an error message, cut short."""
    if not isinstance(term, tuple):
        return term if isinstance(term, str) else shown(term) if isinstance(term, int) else _quotient(term)
    inner = [show(arg, levels - 1) for arg in term[1:4]] if levels else []
    return f"{term[0]}({', '.join([*inner, '...'] if len(term) > len(inner) + 1 else inner)})"[:80]


def _quotient(q: Fraction) -> str:
    return f"{shown(q.numerator)}/{shown(q.denominator)}"


def symbols(term: Term) -> frozenset[str]:
    """Every symbol in a term, bound ones included."""
    return frozenset([part for level in levels(term) for part in level if isinstance(part, str)])


def occurs(x: str, term: Term) -> bool:
    """Whether a symbol is in a term, as a bound one too."""
    return any(isinstance(part, str) and part == x for level in levels(term) for part in level)


def levels(term: Term) -> Iterator[list[Term]]:
    """The parts of a term, level by level from the top."""
    level, owed = [term], 0
    while level:
        yield level
        level = [arg for node in level if isinstance(node, tuple) for arg in node[1:]]
        owed += len(level)
        if owed > 6:
            spend(owed // 6)
            owed %= 6


def substitute(term: Term, table: Mapping[str, Term]) -> Term:
    """Symbols replaced by terms. The term must not bind a symbol of the table (no derivative by it)."""
    if isinstance(term, str):
        return table.get(term, term)
    if not isinstance(term, tuple):
        return term
    spend(len(term))
    if term[0] in DERIVATIVES:
        return _substitute_derivative(term, table)
    return (term[0], *[substitute(arg, table) for arg in term[1:]])


def _substitute_derivative(term: tuple[Any, ...], table: Mapping[str, Term]) -> Term:
    """Inside a derivative by x, x itself stays; what is put in for the others must not hold x."""
    name, f, x, last = term
    if not isinstance(x, str):
        raise Rejected(name, "a symbol to derive by", show(x))
    inner = {key: value for key, value in table.items() if key != x}
    if name == "Derivative" and x in table and occurs(x, f):
        raise Rejected("substitution", f"no derivative by {x} where {x} is replaced", "one")
    inside = symbols(f)
    if any(occurs(x, value) for key, value in inner.items() if key in inside):
        raise Rejected("substitution", f"nothing that holds {x} put in under a derivative by {x}", "it")
    return (name, substitute(f, inner), x, substitute(last, table))


def worked_out(exponent: Term) -> Term:
    """A sum or product of numbers as a number: x**(3 - 1) is x**2, with any base."""
    if not isinstance(exponent, tuple) or exponent[0] not in ("add", "mul"):
        return exponent
    result = Fraction(exponent[0] == "mul")
    for part in map(worked_out, exponent[1:]):
        if not is_number(part):
            return exponent
        result = result + part if exponent[0] == "add" else result * part  # type: ignore[operator]
        result = Fraction(_number(result.numerator), _number(result.denominator))
    return number(result)


def neg(u: Term) -> Term:
    return ("mul", -1, u)


def sub(u: Term, v: Term) -> Term:
    return ("add", u, neg(v))


def div(u: Term, v: Term) -> Term:
    return ("mul", u, ("pow", v, -1))
