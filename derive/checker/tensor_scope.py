"""What names mean in a statement about arrays: symbols with their shapes, definitions, functions, indices.

>>> shapes({"X": ["n", 3]}, "statement.symbols")
{'X': ('n', '3')}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from derive.checker.algebra import dimension, name
from derive.checker.errors import Rejected
from derive.checker.reading import array, show, whole
from derive.checker.tensor_calculus import Calculus
from derive.checker.tensor_forms import Form
from derive.checker.tensor_rules import Rewriting

UNKNOWN, NOT_NEGATIVE, POSITIVE = 0, 1, 2
Kind = TypeVar("Kind", bound="Names")


class Value(NamedTuple):
    """What a term is, and what its sign is surely."""

    form: Form
    sign: int = UNKNOWN


class Definition(NamedTuple):
    """An array by its entry: the free indices of the value, each with its dimension."""

    slots: Sequence[str]
    ranges: Sequence[str]
    value: Value


class Composite(NamedTuple):
    """A function of an array by its value, which holds the array under a name."""

    array: str
    ranges: tuple[str, ...]
    form: Form


Scope = Mapping[str, tuple[str, str]]  # index -> what it is called in forms, and its dimension


class Names:
    """What names mean in a statement. ``where`` is the place that errors name."""

    def __init__(
        self,
        symbols: Mapping[str, tuple[str, ...]],
        positive: frozenset[str] = frozenset(),
        functions: Mapping[str, int] = {},
        losses: Mapping[str, tuple[str, ...]] = {},
    ) -> None:
        self.symbols = dict(symbols)
        self.calculus = Calculus(positive, functions, losses)
        self.rewriting = Rewriting(self.calculus)
        self.definitions: dict[str, Definition] = {}
        self.composites: dict[str, Composite] = {}
        self.recursive: frozenset[str] | None = None  # of every depth: the families that are defined
        self.where = "statement"

    @classmethod
    def of(cls: type[Kind], statement: Mapping[str, Any]) -> Kind:
        """The context of a statement, before its definitions are read."""
        symbols = shapes(statement.get("symbols", {}), "statement.symbols")
        losses = shapes(statement.get("losses", {}), "statement.losses")
        functions = table(statement.get("functions", {}), "statement.functions")
        orders = {key: whole(order, f"statement.functions.{key}", 0, 8) for key, order in functions.items()}
        positive = array(statement.get("positive", []), "statement.positive")
        if any(type(key) is not str or key not in symbols for key in positive):
            raise Rejected("statement.positive", "names of symbols", show(positive))
        context = cls(symbols, frozenset(positive), orders, losses)
        context.distinct(*symbols, *losses, *orders)
        return context

    def distinct(self, *names: str) -> None:
        taken = [*self.definitions, *self.composites]
        if len({*names, *taken}) != len(names) + len(taken):
            raise Rejected(self.where, "one meaning for each name", "two")

    # -- declarations --------------------------------------------------------------------------------

    def define(self, data: Any) -> None:
        """[name, [[index, dimension], ...], entry], or [name, ["array", M, dimension...], value]."""
        key, parameters, body = array(data, self.where, 3)
        name(key, self.where)
        self.distinct(*self.symbols, *self.calculus.functions, *self.calculus.losses, key)
        if type(parameters) is list and parameters[:1] == ["array"]:
            self._compose(key, parameters[1:], body)
            return
        scope: dict[str, tuple[str, str]] = {}
        for pair in array(parameters, self.where):
            index, size = array(pair, self.where, 2)
            scope[self.index_name(index, scope)] = (f"%{key}/{index}", str(dimension(size, self.where)))
        self.rewriting.sizes.update(dict(scope.values()))
        value = self.read(body, scope)
        slots, ranges = [slot for slot, _ in scope.values()], [size for _, size in scope.values()]
        self.definitions[key] = Definition(slots, ranges, value)

    def _compose(self, key: str, parameters: Sequence[Any], body: Any) -> None:
        symbol = name(parameters[0] if parameters else None, self.where)
        ranges = tuple(str(dimension(size, self.where)) for size in parameters[1:])
        self.distinct(*self.symbols, *self.calculus.functions, *self.calculus.losses, key, symbol)
        self.symbols[symbol] = ranges
        form = self.read(body, {}).form
        if self.recursive is not None:  # elsewhere this function is one of those that have a derivative
            self.calculus.derivative(form, symbol, [self.calculus.fresh() for _ in ranges])
        del self.symbols[symbol]
        self.composites[key] = Composite(symbol, ranges, form)

    def index_name(self, data: Any, scope: Mapping[str, Any]) -> str:
        if "[" in name(data, self.where) or data in scope:
            raise Rejected(self.where, "a new index, which is a plain name", show(data))
        return str(data)

    def read(self, term: Any, scope: Mapping[str, tuple[str, str]] = {}, depth: int = 0) -> Value:
        """The value of a term (`derive.checker.tensor_terms`)."""
        raise NotImplementedError

    # -- indices -------------------------------------------------------------------------------------

    def index(self, data: Any, scope: Scope, size: str) -> str:
        """What an index is called in forms; it must run over that dimension."""
        if type(data) is not str or data not in scope:
            raise Rejected(self.where, f"an index among {', '.join(scope) or 'none'}", show(data))
        inner, found = scope[data]
        if found != size:
            raise Rejected(self.where, f"an index that runs to {size}", f"{data}, which runs to {found}")
        return inner

    def entering(
        self, pairs: Sequence[Any], scope: Scope, depth: int
    ) -> tuple[dict[str, tuple[str, str]], list[str]]:
        """The scope with new indices, and what these are called in forms."""
        inner = dict(scope)
        new = []
        for k, pair in enumerate(pairs):
            index, size = array(pair, self.where, 2)
            called = f"%{depth}.{k}"
            inner[self.index_name(index, scope)] = (called, str(dimension(size, self.where)))
            self.rewriting.sizes[called] = str(size)
            new.append(called)
        return inner, new


def table(data: Any, where: str) -> dict[str, Any]:
    """An object whose keys are names."""
    if type(data) is not dict:
        raise Rejected(where, "an object with names as keys", show(data))
    return {name(key, where): value for key, value in data.items()}


def shapes(data: Any, where: str) -> dict[str, tuple[str, ...]]:
    """An object from names to arrays of dimensions."""
    found = table(data, where)
    return {
        key: tuple(str(dimension(size, where)) for size in array(value, where))
        for key, value in found.items()
    }
