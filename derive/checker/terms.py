"""Reading terms: from JSON to nested tuples, with bounds, and from defined functions to the core ones.

A term is an int or a Fraction (a number), a str (a symbol), or a tuple (head, argument, ...). The core
heads are those that `derive.checker.field` and `derive.checker.cells` know; everything else is a
definition, either one that the certificate carries or one of `BUILT_IN` below.

>>> read(["add", 1, ["exp", ["mul", -1, "x"]]])
('add', 1, ('exp', ('mul', -1, 'x')))
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple, Union

from derive.checker.errors import Rejected

Term = Union[int, Fraction, str, tuple[Any, ...]]

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


class Definition(NamedTuple):
    """``name(args) := body``."""

    args: tuple[str, ...]
    body: Term


def read(data: Any, functions: Mapping[str, Definition] | None = None) -> Term:
    """The term of a JSON value; `Rejected` says what is wrong with it."""
    return _Reader(functions or {}).read(data, 0)


class _Reader:
    def __init__(self, functions: Mapping[str, Definition]) -> None:
        self.functions = functions
        self.nodes = 0

    def read(self, data: Any, depth: int) -> Term:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise Rejected("term", f"at most {MAX_DEPTH} levels and {MAX_NODES} nodes", "more")
        if isinstance(data, str):
            return _symbol(data)
        if isinstance(data, int) and not isinstance(data, bool):
            return _number(data)
        if not isinstance(data, list) or not data or not isinstance(data[0], str):
            raise Rejected("term", "a number, a symbol or [head, ...]", repr(data)[:60])
        head, rest = data[0], data[1:]
        if head == "rational":
            return _rational(rest)
        self._arity(head, len(rest))
        return (head, *(self.read(item, depth + 1) for item in rest))

    def _arity(self, head: str, count: int) -> None:
        if head in self.functions:
            wanted: int | None = len(self.functions[head].args)
        elif head in ARITY:
            wanted = ARITY[head]
        else:
            raise Rejected("term", "a known function or one that is defined", repr(head)[:60])
        if count != wanted if wanted is not None else count == 0:
            raise Rejected("term", f"{wanted or 'some'} arguments of {head}", str(count))


def _symbol(name: str) -> str:
    if not (name.isascii() and name.isidentifier() and len(name) <= 40):
        raise Rejected("term", "a symbol: an identifier of at most 40 letters", repr(name)[:60])
    return name


def _number(value: int) -> int:
    if value.bit_length() > MAX_BITS:
        raise Rejected("term", f"an integer of at most {MAX_BITS} bits", f"{value.bit_length()} bits")
    return value


def _rational(rest: list[Any]) -> Term:
    if len(rest) != 2 or any(isinstance(n, bool) or not isinstance(n, int) for n in rest) or rest[1] <= 0:
        raise Rejected("term", '["rational", p, q] with q > 0', repr(rest)[:60])
    return number(Fraction(_number(rest[0]), _number(rest[1])))


def number(value: Fraction | int) -> int | Fraction:
    """An exact number, an int where it is whole."""
    return int(value) if value.denominator == 1 else value


def is_number(term: Term) -> bool:
    return isinstance(term, (int, Fraction))


def head(term: Term) -> str:
    return term[0] if isinstance(term, tuple) else ""


def symbols(term: Term) -> frozenset[str]:
    """Every symbol in a term, bound ones included."""
    found: set[str] = set()
    stack = [term]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            found.add(node)
        elif isinstance(node, tuple):
            stack.extend(node[1:])
    return frozenset(found)


def substitute(term: Term, table: Mapping[str, Term]) -> Term:
    """Symbols replaced by terms. The term must not bind a symbol of the table (no derivative by it)."""
    if isinstance(term, str):
        return table.get(term, term)
    if not isinstance(term, tuple):
        return term
    if term[0] in ("Derivative", "LeftDerivative", "RightDerivative"):
        return _substitute_derivative(term, table)
    return (term[0], *(substitute(arg, table) for arg in term[1:]))


def _substitute_derivative(term: tuple[Any, ...], table: Mapping[str, Term]) -> Term:
    """Inside a derivative by x, x itself stays; what is put in for the others must not hold x."""
    name, f, x, last = term
    inner = {key: value for key, value in table.items() if key != x}
    if name == "Derivative" and x in table and x in symbols(f):
        raise Rejected("substitution", f"no derivative by {x} where {x} is replaced", "one")
    if any(x in symbols(value) for key, value in inner.items() if key in symbols(f)):
        raise Rejected("substitution", f"nothing that holds {x} put in under a derivative by {x}", "it")
    return (name, substitute(f, inner), x, substitute(last, table))


class Expander:
    """Puts in the definitions of the certificate and the built-in ones, within a bound on size."""

    def __init__(self, functions: Mapping[str, Definition]) -> None:
        self.functions = functions
        self.nodes = 0

    def expand(self, term: Term, level: int = 0) -> Term:
        """The term in core heads only."""
        self.nodes += 1
        if self.nodes > MAX_NODES or level > 2 * MAX_DEPTH:
            raise Rejected("definitions", f"at most {MAX_NODES} nodes when written out", "more (or a cycle)")
        if not isinstance(term, tuple):
            return term
        if term[0] in ("Derivative", "LeftDerivative", "RightDerivative") and not isinstance(term[2], str):
            raise Rejected(term[0], "a symbol to derive by", repr(term[2])[:60])
        args = [self.expand(arg, level + 1) for arg in term[1:]]
        if term[0] in self.functions:
            definition = self.functions[term[0]]
            body = substitute(definition.body, dict(zip(definition.args, args, strict=True)))
            return self.expand(body, level + 1)
        if term[0] in BUILT_IN:
            return self.expand(BUILT_IN[term[0]](*args), level + 1)
        return (term[0], *args)


def neg(u: Term) -> Term:
    return ("mul", -1, u)


def sub(u: Term, v: Term) -> Term:
    return ("add", u, neg(v))


def div(u: Term, v: Term) -> Term:
    return ("mul", u, ("pow", v, -1))


def _sinh(u: Term) -> Term:
    return ("mul", HALF, sub(("exp", u), ("exp", neg(u))))


def _cosh(u: Term) -> Term:
    return ("mul", HALF, ("add", ("exp", u), ("exp", neg(u))))


# Functions that the checker knows by definition (DLMF 4.28, 4.37, 7.2).
BUILT_IN: Mapping[str, Any] = {
    "E": lambda: ("exp", 1),
    "sqrt": lambda u: ("pow", u, HALF),
    "erfc": lambda u: sub(1, ("erf", u)),
    "tan": lambda u: div(("sin", u), ("cos", u)),
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": lambda u: div(_sinh(u), _cosh(u)),
    "sech": lambda u: ("pow", _cosh(u), -1),
    "atanh": lambda u: ("mul", HALF, sub(("log", ("add", 1, u)), ("log", sub(1, u)))),
}
