"""Operands: the pieces of a formula while it is read, each with its place and its measures.

A piece is a value (a real number or function), a condition (something true or false), or a tuple of
pieces in parentheses, which only some functions take.
"""

from __future__ import annotations

from typing import NamedTuple

from derive.language.bounds import number_excess
from derive.language.term import CONNECTIVES, RELATIONS, Term, number
from derive.language.text import text
from derive.language.tokens import Cursor

CONDITIONS = frozenset((*RELATIONS, *CONNECTIVES))
OTHERS = CONDITIONS | {"Limit", "oo", "mul", "tuple"}  # heads that may stand for something else than a value
MINUS_ONE = number(-1)


class Operand(NamedTuple):
    """A term with the place of the token where it begins, its depth and its number of nodes.

    ``grouped`` says that it stands in parentheses; ``items`` are the pieces of a tuple, whose ``term`` is
    only a place-holder and never leaves the reader.
    """

    term: Term
    place: int
    depth: int = 1
    nodes: int = 1
    grouped: bool = False
    items: tuple[Operand, ...] = ()

    @property
    def kind(self) -> str:
        """``value``, ``condition``, ``tuple``; or ``limit``, ``infinity`` and ``limit statement``."""
        if self.items:
            return "tuple"
        head = self.term.head
        if head not in OTHERS:
            return "value"
        args = self.term.args
        if head in CONDITIONS:
            return "limit statement" if args and args[0].head == "Limit" else "condition"
        if head == "Limit":
            return "limit"
        return "infinity" if head == "oo" or (head == "mul" and args[-1].head == "oo") else "value"

    def found(self) -> str:
        """The piece as an error names it."""
        if self.items:
            return f"a list of {len(self.items)} in parentheses"
        spelled = text(self.term)
        shown = spelled if len(spelled) <= 40 else spelled[:40] + "…"
        if self.kind == "infinity":
            return f"{shown}: infinity is no real number; it stands in a limit and as its value"
        hint = ": a limit stands alone on the left of ==" if self.kind == "limit" else ""
        return f"the {self.kind} {shown}{hint}"

    def in_parentheses(self) -> Operand:
        return Operand(self.term, self.place, self.depth, self.nodes, True, self.items)

    def moved(self, places: int) -> Operand:
        """The same piece elsewhere in the text."""
        items = self.items and tuple([item.moved(places) for item in self.items])
        return Operand(self.term, self.place + places, self.depth, self.nodes, self.grouped, items)


def joined(head: str, parts: list[Operand] | tuple[Operand, ...], place: int) -> Operand:
    """The piece ``head(parts...)``."""
    terms, deepest, nodes = [], 0, 1
    for term, _, depth, size, _, _ in parts:
        terms.append(term)
        nodes += size
        if depth > deepest:  # noqa: PLR1730 - sooner than max, and more often than anything else here
            deepest = depth
    return _operand(Term(head, tuple(terms)), place, deepest + 1, nodes)


def leaf(term: Term, place: int) -> Operand:
    """The piece that is one node."""
    return tuple.__new__(Operand, (term, place, 1, 1, False, ()))


def _operand(term: Term, place: int, depth: int, nodes: int) -> Operand:
    """Operand(term, place, depth, nodes), made directly: there are many."""
    return tuple.__new__(Operand, (term, place, depth, nodes, False, ()))


def spliced(head: str, parts: list[Operand], place: int) -> Operand:
    """The piece ``head(parts...)``, where ungrouped parts with the same head give their arguments."""
    args: list[Term] = []
    depth = nodes = 0
    for part in parts:
        inner = part.term.head == head and not part.grouped
        args.extend(part.term.args if inner else [part.term])
        depth = max(depth, part.depth - inner)
        nodes += part.nodes - inner
    return Operand(Term(head, tuple(args)), place, depth + 1, nodes + 1)


def tuple_of(items: list[Operand], place: int) -> Operand:
    """Pieces in parentheses, with commas between them."""
    return Operand(Term("tuple"), place, grouped=True, items=tuple(items))


def negated(part: Operand, place: int) -> Operand:
    """``-part``, as Term's minus: a number changes its sign, anything else is multiplied by −1."""
    if part.term.head == "number":
        return leaf(-part.term, place)
    return joined("mul", (leaf(MINUS_ONE, place), part), place)


def inverse(part: Operand) -> Operand:
    """``part**(-1)``, as Term's division makes it."""
    term, place, depth, nodes, _, _ = part
    return _operand(Term("pow", (term, MINUS_ONE)), place, depth + 1, nodes + 2)


def quotient(factors: list[Operand], divisor: Operand) -> list[Operand]:
    """The factors of a product after a division; a quotient of two numbers is a number.

    ``divisor`` must not be the number 0.
    """
    first = factors[0].term
    if len(factors) == 1 and first.head == "number":
        if divisor.term.head == "number":
            return [leaf(number(first.number / divisor.term.number), factors[0].place)]
        if first.number == 1:
            return [inverse(divisor)]
    return [*factors, inverse(divisor)]


class Kinds(Cursor):
    """A reader's demands on its pieces: their kind and their size; each returns the piece or fails."""

    def value(self, operand: Operand, sign: str) -> Operand:
        if operand.term.head in OTHERS and operand.kind != "value":
            self.fail(f"expected a value beside {sign!r}, found {operand.found()}", operand.place)
        return operand

    def condition(self, operand: Operand, sign: str) -> Operand:
        if operand.kind != "condition":
            tight = sign in ("&", "|", "~")
            hint = f": {sign} binds more tightly than a relation, which needs parentheses" if tight else ""
            message = f"expected a condition beside {sign!r}, found {operand.found()}{hint}"
            self.fail(message, operand.place)
        return operand

    def plain(self, operand: Operand) -> Operand:
        """The piece, when it is a value or a condition and no tuple."""
        if operand.items:
            self.fail(f"expected one formula, found {operand.found()}", operand.place)
        return operand

    def bounded(self, operand: Operand) -> Operand:
        """The piece, when it is within the bounds on levels, nodes and digits."""
        term, place, depth, nodes, _, _ = operand
        if depth > self.bounds.depth:
            self.fail(f"expected at most {self.bounds.depth} levels, found more", place)
        if nodes > self.bounds.nodes:
            self.fail(f"expected at most {self.bounds.nodes} nodes, found more", place)
        excess = number_excess(term, self.bounds) if term.head == "number" else None
        if excess:
            self.fail(excess, place)
        return operand
