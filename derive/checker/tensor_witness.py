"""Numbers that satisfy the hypotheses of a statement about arrays: nothing is proved about nothing.

A witness gives sizes for dimensions, values for the indices of the statement (counted from 1), and rational
numbers for the entries of the arrays that the hypotheses speak of. Hypotheses are evaluated exactly; exp is
known at 0 and log at 1 only.

>>> hypothesis = {"all": {}, "claim": [["sum", "k", "q", ["at", "y", "k"]], "==", 1]}
>>> witness = {"sizes": {"q": 2}, "indices": {}, "arrays": {"y": [["rational", 1, 3], ["rational", 2, 3]]}}
>>> Witness({"y": ("q",)}, frozenset(), {}, witness).satisfies({"truth": hypothesis})
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from itertools import product
from typing import Any

from derive.checker.errors import Rejected
from derive.checker.reading import array, fields, show, whole
from derive.checker.work import spend

MAX_SIZE = 5
MAX_NUMBER = 1 << 128
MAX_BITS = 20_000
WHERE = "proof.witness"
Scope = Mapping[str, int]


class Witness:
    """Sizes, indices and entries."""

    def __init__(
        self,
        symbols: Mapping[str, tuple[str, ...]],
        positive: frozenset[str],
        fixed: Mapping[str, str],
        data: Any,
    ) -> None:
        sizes, indices, arrays = fields(data, ("sizes", "indices", "arrays"), WHERE)
        if not (type(sizes) is dict and type(arrays) is dict):
            raise Rejected(WHERE, "objects of sizes and of arrays", show(data))
        self.sizes = {key: whole(size, f"{WHERE}.sizes", 1, MAX_SIZE) for key, size in sizes.items()}
        chosen = fields(indices, tuple(fixed), f"{WHERE}.indices")
        pairs = zip(fixed.items(), chosen, strict=True)
        self.fixed = {key: whole(at, f"{WHERE}.indices", 1, self.size(size)) - 1 for (key, size), at in pairs}
        self.entries: dict[str, dict[tuple[int, ...], Fraction]] = {}
        for key, rows in arrays.items():
            if key not in symbols:
                raise Rejected(f"{WHERE}.arrays", "symbols of the statement", show(key))
            sides = [self.size(size) for size in symbols[key]]
            flat = [number(entry) for entry in leaves(rows, sides, f"{WHERE}.arrays.{key}")]
            if key in positive and min(flat) <= 0:
                raise Rejected(f"{WHERE}.arrays.{key}", "positive numbers", "others")
            self.entries[key] = dict(zip(product(*map(range, sides)), flat, strict=True))

    def size(self, dimension: str) -> int:
        if dimension.isdigit():
            return whole(int(dimension), WHERE, 1, MAX_SIZE)
        if dimension not in self.sizes:
            raise Rejected(f"{WHERE}.sizes", f"a size for {dimension}", "none")
        return self.sizes[dimension]

    def satisfies(self, hypotheses: Mapping[str, Any]) -> None:
        """Refuses numbers for which one of the hypotheses is false."""
        for key, hypothesis in hypotheses.items():
            left, relation, right = hypothesis["claim"]
            every = {index: self.size(str(size)) for index, size in hypothesis["all"].items()}
            for place in product(*(range(size) for size in every.values())):
                scope = {**self.fixed, **dict(zip(every, place, strict=True))}
                a, b = self.value(left, scope), self.value(right, scope)
                if not (a == b if relation == "==" else a <= b):
                    raise Rejected(WHERE, f"numbers that satisfy {key}", "others")

    def value(self, term: Any, scope: Scope) -> Fraction:
        """The value of a term that has been read before."""
        return moderate(self._value(term, scope))

    def _value(self, term: Any, scope: Scope) -> Fraction:
        if type(term) is int:
            return Fraction(term)
        head, *args = ["at", term] if type(term) is str else term
        if head in ("add", "mul"):
            joined = sum_of if head == "add" else product_of
            return joined(self.value(arg, scope) for arg in args)
        if head == "sum":
            index, size, body = args
            return sum_of(self.value(body, {**scope, index: k}) for k in range(self.size(str(size))))
        if head in ("rational", "dim", "delta"):
            return number(term) if head == "rational" else Fraction(self._plain(head, args, scope))
        if head in ("pow", "abs", "exp", "log"):
            return self._function(head, args, scope)
        if head != "at":
            raise Rejected(WHERE, "hypotheses that numbers can be put into", head)
        name, *indices = args
        found = self.entries.get(name, {}).get(tuple(scope[i] for i in indices if i in scope))
        if found is None:
            raise Rejected(WHERE, "a number for everything that the hypotheses speak of", show(name))
        return found

    def _plain(self, head: str, args: Sequence[Any], scope: Scope) -> int:
        return self.size(str(args[0])) if head == "dim" else int(scope[args[0]] == scope[args[1]])

    def _function(self, head: str, args: Sequence[Any], scope: Scope) -> Fraction:
        x = self.value(args[0], scope)
        if head == "abs":
            return abs(x)
        if head == "pow" and type(args[1]) is int and abs(args[1]) <= 64 and (x or args[1] >= 0):
            return x ** args[1]
        if x == {"exp": 0, "log": 1}.get(head):
            return 1 - x
        raise Rejected(WHERE, "hypotheses that are exact at rational numbers", head)


def moderate(q: Fraction) -> Fraction:
    """The same number; refused where it is long."""
    bits = max(q.numerator.bit_length(), q.denominator.bit_length())
    spend(1 + bits // 128)
    if bits > MAX_BITS:
        raise Rejected(WHERE, f"numbers of at most {MAX_BITS} bits", "a longer one")
    return q


def sum_of(numbers: Iterable[Fraction]) -> Fraction:
    return reduce(lambda total, q: moderate(total + q), numbers, Fraction(0))


def product_of(numbers: Iterable[Fraction]) -> Fraction:
    return reduce(lambda total, q: moderate(total * q), numbers, Fraction(1))


def leaves(rows: Any, sides: Sequence[int], where: str) -> Iterator[Any]:
    """The entries of nested arrays of a shape, row by row."""
    if not sides:
        yield rows
        return
    for row in array(rows, where, sides[0]):
        yield from leaves(row, sides[1:], where)


def number(data: Any) -> Fraction:
    """A whole number, or ["rational", p, q]."""
    parts = (
        [data, 1]
        if type(data) is int
        else data[1:]
        if type(data) is list and data[:1] == ["rational"]
        else []
    )
    if (
        len(parts) != 2
        or any(type(part) is not int or abs(part) > MAX_NUMBER for part in parts)
        or parts[1] < 1
    ):
        raise Rejected(WHERE, "rational numbers", show(data))
    return Fraction(*parts)
