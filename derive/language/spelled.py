"""What is spelled alike: texts in parentheses, calls, names and numbers that were read become one term.

In a derivative by the chain rule the same inner function stands in many places; it is read once.
"""

from __future__ import annotations

from collections.abc import Mapping

from derive.language.bounds import Bounds
from derive.language.operands import Kinds, Operand, leaf
from derive.language.term import CONSTANTS, Term, number
from derive.language.tokens import closings

Met = dict[str, tuple[Operand, int]]  # texts that were read, with the place where they began
# What is known before anything is read: constants and digits.
_TERMS = {
    "oo": Term("oo"), "True": Term("true"), **{name: Term(name) for name in CONSTANTS},
    **{str(digit): number(digit) for digit in range(10)},
}  # fmt: skip
KNOWN: Mapping[str, tuple[Operand, int]] = {text: (leaf(term, 0), 0) for text, term in _TERMS.items()}


class Spelled(Kinds):
    """A reader that knows the pieces it has read by their texts."""

    def __init__(self, source: str, bounds: Bounds, met: Met) -> None:
        super().__init__(source, bounds)
        self.met = met
        self.closing = closings(self.pieces) if "(" in source else {}

    def again(self, opening: int, first: int) -> tuple[str, Operand | None]:
        """The text up to the parenthesis that closes one, and its piece, if such a text was read before."""
        last = self.closing.get(opening)
        if last is None:
            return "", None
        text = " ".join(self.pieces[first : last + 1])
        known = self.met.get(text)
        if known is None:
            return text, None
        self.move(last + 1)
        return text, known[0].moved(first - known[1])

    def kept(self, text: str, operand: Operand, place: int) -> Operand:
        """The piece, which is then known by its text."""
        if text:
            self.met[text] = operand, place
        return operand
