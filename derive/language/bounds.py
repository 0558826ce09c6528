"""Bounds: how large a formula may be, measured without evaluating it.

A tower such as 9**9**9**9 is short to write and impossible to work out. The height of a constant (the
decimal digits of its numerator and denominator) is therefore estimated from above, by logarithms:

>>> from derive.language.term import number
>>> excess(number(9) ** (number(9) ** 9))
'expected an exponent with numerator and denominator up to 1000, found a larger one'
>>> excess(number(2) ** 1000) is None
True
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from derive.language.term import Term


@dataclass(frozen=True, slots=True)
class Bounds:
    """The largest formula that is read.

    ``length`` characters of text; ``nodes`` and ``depth`` of the tree; ``digits`` of a number, and of a
    constant power such as 2**1000; ``exponent``: numerator and denominator of a constant exponent;
    ``name``: characters of a name; ``order`` of a derivative.
    """

    length: int = 10_000
    nodes: int = 20_000
    depth: int = 100
    digits: int = 400
    exponent: int = 1_000
    name: int = 30
    order: int = 100


BOUNDS = Bounds()
_CONSTANT = ("number", "add", "mul", "pow")  # heads of terms that may be constant


class Height(NamedTuple):
    """Upper bounds for log10 of the absolute numerator and of the denominator of a constant."""

    numerator: float
    denominator: float

    @property
    def larger(self) -> float:
        return max(self.numerator, self.denominator)


def height(term: Term) -> Height | None:
    """The height of a term made of numbers, sums, products and powers alone; None for any other.

    For a power with a root in it, where numerator and denominator mean nothing, it bounds the size of
    the term and of its inverse all the same.
    """
    if term.is_number():
        q = term.number
        return Height(math.log10(abs(q.numerator) or 1), math.log10(q.denominator))
    if term.head not in _CONSTANT:
        return None
    parts = []
    for arg in term.args:
        part = height(arg)
        if part is None:
            return None
        parts.append(part)
    return _height_of_power(*parts) if term.head == "pow" else _combined(term.head, parts)


def _combined(head: str, parts: list[Height]) -> Height:
    denominator = sum(part.denominator for part in parts)
    if head == "mul":
        return Height(sum(part.numerator for part in parts), denominator)
    terms = [part.numerator + denominator - part.denominator for part in parts]
    return Height(max(terms, default=0.0) + math.log10(len(terms) or 1), denominator)


def _height_of_power(base: Height, exponent: Height) -> Height:
    if base.larger == 0:
        return base
    size = base.larger * (10**exponent.larger if exponent.larger < 300 else math.inf)
    return Height(size, size)


def power_excess(base: Term, exponent: Term, bounds: Bounds = BOUNDS) -> str | None:
    """What is wrong with ``base**exponent``: a constant exponent or a constant power that is too large."""
    if exponent.head == "number" and base.head not in _CONSTANT:
        q = exponent.number
        if abs(q.numerator) <= bounds.exponent >= q.denominator:  # as nearly always
            return None
    high = height(exponent)
    if high is None:
        return None
    if high.larger > math.log10(bounds.exponent) + 1e-9:
        return (
            f"expected an exponent with numerator and denominator up to {bounds.exponent}, found a larger one"
        )
    low = height(base)
    if low is not None and _height_of_power(low, high).larger > bounds.digits:
        return f"expected a constant power of at most {bounds.digits} digits, found a larger one"
    return None


def number_excess(term: Term, bounds: Bounds = BOUNDS) -> str | None:
    """What is wrong with a number: too many digits."""
    q = term.number
    bits = max(q.numerator.bit_length(), q.denominator.bit_length())  # a digit is 3 to 4 bits
    if bits <= 3 * bounds.digits:
        return None
    if bits < 4 * bounds.digits and max(abs(q.numerator), q.denominator) < 10**bounds.digits:
        return None
    return f"expected a number of at most {bounds.digits} digits, found a longer one"


def excess(term: Term, bounds: Bounds = BOUNDS) -> str | None:
    """What makes a term too large, in one sentence; None when it is within the bounds."""
    nodes, stack = 0, [(term, 1)]
    while stack:
        node, depth = stack.pop()
        nodes += 1
        if nodes > bounds.nodes:
            return f"expected a formula of at most {bounds.nodes} nodes, found more"
        if depth > bounds.depth:
            return f"expected a formula of at most {bounds.depth} levels, found more"
        stack.extend((arg, depth + 1) for arg in node.args)
    return next(filter(None, _constants(term.walk(), bounds)), None)


def _constants(nodes: Iterable[Term], bounds: Bounds) -> Iterable[str | None]:
    for node in nodes:
        if node.is_number():
            yield number_excess(node, bounds)
        elif node.head == "pow" and len(node.args) == 2:
            yield power_excess(*node.args, bounds)
