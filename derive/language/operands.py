"""Operands: the pieces of a formula while it is read, each with its place and its measures.

A piece is a value (a real number or function), a condition (something true or false), or a tuple of
pieces in parentheses, which only some functions take.
"""

from __future__ import annotations

from typing import NamedTuple

from derive.language.bounds import number_excess
from derive.language.term import CONNECTIVES, RELATIONS, Term, number
from derive.language.text import text
from derive.language.tokens import Cursor, Token

CONDITIONS = frozenset((*RELATIONS, *CONNECTIVES))
_OTHERS = CONDITIONS | {"Limit", "oo", "mul"}  # heads that may stand for something else than a value


class Operand(NamedTuple):
    """A term with the column where it begins, its depth and its number of nodes.

    ``grouped`` says that it stands in parentheses; ``items`` are the pieces of a tuple, whose ``term`` is
    only a place-holder and never leaves the reader.
    """

    term: Term
    column: int
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
        if head not in _OTHERS:
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
        return Operand(self.term, self.column, self.depth, self.nodes, True, self.items)

    def moved(self, columns: int) -> Operand:
        """The same piece elsewhere in the text."""
        return Operand(self.term, self.column + columns, self.depth, self.nodes, self.grouped, self.items)


def joined(head: str, parts: list[Operand] | tuple[Operand, ...], column: int) -> Operand:
    """The piece ``head(parts...)``."""
    terms, deepest, nodes = [], 0, 1
    for term, _, depth, size, _, _ in parts:
        terms.append(term)
        nodes += size
        if depth > deepest:  # noqa: PLR1730 - sooner than max, and more often than anything else here
            deepest = depth
    return _operand(Term(head, tuple(terms)), column, deepest + 1, nodes)


def _operand(term: Term, column: int, depth: int, nodes: int) -> Operand:
    """Operand(term, column, depth, nodes), made directly: there are many."""
    return tuple.__new__(Operand, (term, column, depth, nodes, False, ()))


def spliced(head: str, parts: list[Operand], column: int) -> Operand:
    """The piece ``head(parts...)``, where ungrouped parts with the same head give their arguments."""
    args: list[Term] = []
    depth = nodes = 0
    for part in parts:
        inner = part.term.head == head and not part.grouped
        args.extend(part.term.args if inner else [part.term])
        depth = max(depth, part.depth - inner)
        nodes += part.nodes - inner
    return Operand(Term(head, tuple(args)), column, depth + 1, nodes + 1)


def tuple_of(items: list[Operand], column: int) -> Operand:
    """Pieces in parentheses, with commas between them."""
    return Operand(Term("tuple"), column, grouped=True, items=tuple(items))


def negated(part: Operand, column: int) -> Operand:
    """``-part``, as Term's minus: a number changes its sign, anything else is multiplied by −1."""
    if part.term.is_number():
        return Operand(-part.term, column)
    return joined("mul", (Operand(number(-1), column), part), column)


def inverse(part: Operand) -> Operand:
    """``part**(-1)``, as Term's division makes it."""
    return joined("pow", (part, Operand(number(-1), part.column)), part.column)


def quotient(factors: list[Operand], divisor: Operand) -> list[Operand]:
    """The factors of a product after a division; a quotient of two numbers is a number.

    ``divisor`` must not be the number 0.
    """
    first = factors[0].term
    if len(factors) == 1 and first.is_number():
        if divisor.term.is_number():
            return [Operand(number(first.number / divisor.term.number), factors[0].column)]
        if first == number(1):
            return [inverse(divisor)]
    return [*factors, inverse(divisor)]


class Kinds(Cursor):
    """A reader's demands on its pieces: their kind and their size; each returns the piece or fails."""

    def value(self, operand: Operand, sign: Token) -> Operand:
        if operand.kind != "value":
            self.fail(f"expected a value beside {sign.text!r}, found {operand.found()}", operand.column)
        return operand

    def condition(self, operand: Operand, sign: Token) -> Operand:
        if operand.kind != "condition":
            tight = sign.text in ("&", "|", "~")
            hint = (
                f": {sign.text} binds more tightly than a relation, which needs parentheses" if tight else ""
            )
            message = f"expected a condition beside {sign.text!r}, found {operand.found()}{hint}"
            self.fail(message, operand.column)
        return operand

    def plain(self, operand: Operand) -> Operand:
        """The piece, when it is a value or a condition and no tuple."""
        if operand.items:
            self.fail(f"expected one formula, found {operand.found()}", operand.column)
        return operand

    def bounded(self, operand: Operand) -> Operand:
        """The piece, when it is within the bounds on levels, nodes and digits."""
        if operand.depth > self.bounds.depth:
            self.fail(f"expected at most {self.bounds.depth} levels, found more", operand.column)
        if operand.nodes > self.bounds.nodes:
            self.fail(f"expected at most {self.bounds.nodes} nodes, found more", operand.column)
        excess = number_excess(operand.term, self.bounds) if operand.term.is_number() else None
        if excess:
            self.fail(excess, operand.column)
        return operand
