"""Term: an immutable formula tree, the one form in which Derive holds mathematics.

A term is a number, a symbol, or a head applied to terms. Nothing is evaluated or reordered when a
term is built: ``x + 0`` stays ``x + 0``. The JSON form is what a certificate carries and what the
checker reads:

>>> x = symbol("x")
>>> (1 / (1 + call("exp", -x))).json()
['pow', ['add', 1, ['exp', ['mul', -1, 'x']]], -1]

=====================  =====================================================
term                   JSON
=====================  =====================================================
integer                a JSON integer
rational               ``["rational", p, q]``
symbol                 a JSON string
sum, product, power    ``["add", ...]``, ``["mul", ...]``, ``["pow", b, e]``
function               ``["exp", u]``, ``["sigmoid", u]``, ``["elu", u, a]``
constant               ``["pi"]``, ``["E"]``
relation               ``["eq", l, r]`` (eq, ne, lt, le, gt, ge)
connective             ``["and", ...]``, ``["or", ...]``, ``["not", c]``, ``["true"]``
piecewise              ``["Piecewise", ["case", value, condition], ...]``
derivative             ``["Derivative", f, x, n]``
one-sided derivative   ``["LeftDerivative", f, x, c]``, ``["RightDerivative", f, x, c]``
limit                  ``["Limit", f, x, c, side]``, infinity ``["oo"]``: only in a limit's statement
=====================  =====================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Union

RELATIONS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
CONNECTIVES = ("and", "or", "not", "true")
CONSTANTS = ("pi", "E")
# Functions of the grammar with the number of arguments each takes (None: one or more).
FUNCTIONS: Mapping[str, int | None] = {
    "exp": 1, "log": 1, "sqrt": 1, "Abs": 1, "sign": 1, "Max": None, "Min": None, "Heaviside": 1,
    "erf": 1, "erfc": 1, "sin": 1, "cos": 1, "tan": 1, "asin": 1, "atan": 1, "sinh": 1, "cosh": 1,
    "tanh": 1, "asinh": 1, "atanh": 1, "sech": 1, "LambertW": 1, "polylog": 2,
}  # fmt: skip

Operand = Union["Term", int, Fraction]


class _Hashed:
    """Room for a hash that is worked out once; it is not part of the value, and is never pickled."""

    __slots__ = ("_hash",)
    _hash: int


@dataclass(frozen=True, slots=True, init=False)
class Term(_Hashed):
    """A formula tree: ``head`` applied to ``args``; ``value`` holds a number's or a symbol's content."""

    head: str
    args: tuple[Term, ...]
    value: Fraction | str | None

    def __init__(self, head: str, args: tuple[Term, ...] = (), value: Fraction | str | None = None) -> None:
        _HEAD(self, head)
        _ARGS(self, args)
        _VALUE(self, value)

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            found = hash((self.head, self.args, self.value))
            object.__setattr__(self, "_hash", found)
            return found

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Term):
            return NotImplemented
        return self.head == other.head and self.value == other.value and self.args == other.args

    # -- building ---------------------------------------------------------------------------------
    def __add__(self, other: Operand) -> Term:
        return Term("add", (self, term(other)))

    def __radd__(self, other: Operand) -> Term:
        return Term("add", (term(other), self))

    def __sub__(self, other: Operand) -> Term:
        return Term("add", (self, -term(other)))

    def __rsub__(self, other: Operand) -> Term:
        return Term("add", (term(other), -self))

    def __mul__(self, other: Operand) -> Term:
        return Term("mul", (self, term(other)))

    def __rmul__(self, other: Operand) -> Term:
        return Term("mul", (term(other), self))

    def __truediv__(self, other: Operand) -> Term:
        inverse = Term("pow", (term(other), number(-1)))
        return inverse if self == number(1) else Term("mul", (self, inverse))

    def __rtruediv__(self, other: Operand) -> Term:
        return term(other) / self

    def __pow__(self, other: Operand) -> Term:
        return Term("pow", (self, term(other)))

    def __neg__(self) -> Term:
        if self.head == "number":
            return number(-self.number)
        return Term("mul", (number(-1), self))

    # -- reading ----------------------------------------------------------------------------------
    @property
    def number(self) -> Fraction:
        """The value of a number term."""
        if not isinstance(self.value, Fraction):
            raise TypeError(f"expected a number, found a term with head {self.head!r}")
        return self.value

    @property
    def name(self) -> str:
        """The name of a symbol term."""
        if self.head != "symbol" or not isinstance(self.value, str):
            raise TypeError(f"expected a symbol, found a term with head {self.head!r}")
        return self.value

    def is_number(self) -> bool:
        return self.head == "number"

    def is_symbol(self) -> bool:
        return self.head == "symbol"

    def walk(self) -> Iterator[Term]:
        """Every subterm, this one first, without recursion."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.args))

    def levels(self) -> Iterator[list[Term]]:
        """Every subterm, level by level from the top: the quickest way to see them all."""
        return levels([self])

    def symbols(self) -> frozenset[str]:
        """Names of all symbols in the term, those bound by a derivative included."""
        return frozenset([part.name for level in self.levels() for part in level if part.head == "symbol"])

    def free(self) -> frozenset[str]:
        """Names of the symbols that the term speaks of: not what tends, nor from which side, in a limit.

        >>> sorted(Term("Limit", (symbol("x"), symbol("x"), symbol("c"), symbol("both"))).free())
        ['c']
        """
        if self.head == "symbol":
            return frozenset([self.name])
        if self.head == "Limit":
            of, tends, point, _side = self.args
            return of.free() - {tends.name} | point.free()
        return frozenset().union(*(arg.free() for arg in self.args))

    def heads(self) -> frozenset[str]:
        """Heads of all subterms."""
        return frozenset([part.head for level in self.levels() for part in level])

    def replace(self, table: Mapping[Term, Term]) -> Term:
        """The term with each subterm that is a key of ``table`` replaced by its value (whole subterms)."""
        if self in table:
            return table[self]
        if not self.args:
            return self
        args = tuple(arg.replace(table) for arg in self.args)
        return self if args == self.args else Term(self.head, args, self.value)

    def json(self, met: dict[int, Any] | None = None) -> Any:
        """The term as nested JSON values (see the table above).

        With ``met``, values of parts by identity, a part that is one object becomes one value.
        """
        value = self.value
        if isinstance(value, str):
            return value
        if value is not None:
            p, q = value.as_integer_ratio()
            return p if q == 1 else ["rational", p, q]
        if met is None:
            return [self.head, *[arg.json() for arg in self.args]]
        found = met.get(id(self))
        if found is None:
            found = met[id(self)] = [self.head]
            found += [arg.value if arg.head == "symbol" else arg.json(met) for arg in self.args]
        return found

    def __str__(self) -> str:
        from derive.language.text import text

        return text(self)


_HEAD, _ARGS, _VALUE = (getattr(Term, name).__set__ for name in ("head", "args", "value"))  # it is frozen


def number(value: int | Fraction) -> Term:
    """An exact rational number as a term."""
    return Term("number", (), value if type(value) is Fraction else Fraction(value))


def symbol(name: str) -> Term:
    """A real variable or parameter as a term."""
    return Term("symbol", (), name)


def term(value: Operand) -> Term:
    """A term from a term, an int or a Fraction (never from a string or a float)."""
    if isinstance(value, Term):
        return value
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return number(value)
    raise TypeError(f"expected a Term, an int or a Fraction, found {type(value).__name__}")


def levels(terms: Iterable[Term]) -> Iterator[list[Term]]:
    """Every subterm of some terms, level by level from the top."""
    level = [*terms]
    while level:
        yield level
        level = [arg for node in level for arg in node.args]


def call(head: str, *args: Operand) -> Term:
    """A head applied to arguments: ``call("exp", x)``."""
    return Term(head, tuple(term(arg) for arg in args))


def relation(left: Operand, op: str, right: Operand) -> Term:
    """A relation term from the sign of the relation: ``relation(x, ">", 0)``."""
    for head, sign in RELATIONS.items():
        if sign == op:
            return call(head, left, right)
    raise ValueError(f"expected one of {', '.join(RELATIONS.values())}, found {op!r}")


def derivative(f: Term, x: Term, order: int = 1) -> Term:
    """The term ``Derivative(f, (x, order))``; ``order`` ≥ 1."""
    return Term("Derivative", (f, x, number(order)))


def from_json(data: Any) -> Term:
    """The term of a JSON value; raises ValueError when the value is no term."""
    if isinstance(data, bool) or data is None or isinstance(data, float):
        raise ValueError(f"expected a term, found {data!r}")
    if isinstance(data, int):
        return number(data)
    if isinstance(data, str):
        return symbol(data)
    if not isinstance(data, list) or not data or not isinstance(data[0], str):
        raise ValueError(f"expected a term, found {str(data)[:40]}")
    if data[0] == "rational":
        return number(Fraction(int(data[1]), int(data[2])))
    return Term(data[0], tuple(from_json(item) for item in data[1:]))
