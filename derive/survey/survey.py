"""The survey of a function: its pieces, the points where they meet, and what happens there.

Every kind of fact reads from the same survey, so that a sign table is made once.

>>> from derive.language.grammar import parse
>>> found = Survey.of(parse("Max(0, x)"))
>>> [(str(p.formula), p.hi.decimal()) for p in found.pieces], [j.at.decimal() for j in found.joints]
([('0', '0'), ('x', 'oo')], ['0'])
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import flint

from derive.language.term import Term, symbol
from derive.language.tidy import tidy
from derive.survey import balls
from derive.survey.cells import cells, formula_at
from derive.survey.constants import Unclear
from derive.survey.pieces import Piece
from derive.survey.places import Number
from derive.survey.points import Undefined, value_at
from derive.survey.signs import Oscillates, Segment, signs
from derive.survey.waves import Wave

X = symbol("x")
JUMPING = frozenset(("Piecewise", "sign", "Heaviside"))
SMOOTH = 4  # derivatives that are compared where pieces meet


@dataclass(frozen=True)
class Joint:
    """A finite end of pieces: the value there (None: it has none), and the pieces on both sides, if any."""

    at: Number
    value: Number | None
    left: Piece | None
    right: Piece | None
    formula: Term | None = None  # at the point itself, where that is known

    def limit(self, side: int, order: int = 0) -> Number:
        """What a derivative (over its factorial) tends to from the left (-1) or the right (1)."""
        piece = self.left if side < 0 else self.right
        assert piece is not None
        return piece.limit(-side, order)

    @property
    def inner(self) -> bool:
        return self.left is not None and self.right is not None

    def apart(self, side: int) -> int:
        """Where the function comes from on a side: 1 from above its value here, -1 from below, 0 from it.

        At a point that is not known exactly there are only joints of maxima and absolute values: no jumps.
        """
        assert self.value is not None
        if self.at.exact is None or self._goes_on(side):
            return 0
        return self.limit(side).compare(self.value)

    def _goes_on(self, side: int) -> bool:
        """The formula at the point is that of the piece, and analytic there."""
        piece = self.left if side < 0 else self.right
        if piece is None or piece.formula != self.formula or self.at.ball is None:
            return False
        try:
            balls.jet(piece.formula, self.at.ball, 0)
        except Unclear:
            return False
        return True

    def continuous(self, side: int) -> bool:
        """The function has the value here that it tends to from that side."""
        return self.value is not None and self.apart(side) == 0

    def agree(self, order: int) -> bool:
        """The derivative tends to the same number from both sides."""
        left, right = self.limit(-1, order), self.limit(1, order)
        return not left.infinite and not right.infinite and left.compare(right) == 0

    @property
    def joined(self) -> bool:
        """Pieces on both sides, and the function is continuous."""
        return self.inner and self.continuous(-1) and self.continuous(1)


@dataclass(frozen=True)
class Survey:
    """The pieces from left to right, and the joints; ``end`` is when to stop, on the processor's clock."""

    term: Term
    pieces: tuple[Piece, ...]
    joints: tuple[Joint, ...]
    end: float = float("inf")
    seen: dict[str, object] = field(default_factory=dict, repr=False, compare=False)

    @staticmethod
    def of(term: Term, end: float = float("inf")) -> Survey:
        """Surveys a term in x in which no definition is left; raises `Unclear` or `Late`."""
        pieces = _merged(term, cells(term, end))
        return Survey(term, tuple(pieces), tuple(_joints(term, pieces)), end)

    def until(self, end: float) -> Survey:
        """The same with another time to stop; what the pieces remember is shared."""
        return Survey(self.term, self.pieces, self.joints, end)

    def signs(self, order: int) -> list[tuple[Piece, tuple[Segment, ...]]]:
        """The signs of a derivative, piece by piece; of one that repeats without end those of one period."""
        found = []
        for piece in self.pieces:
            try:
                found.append((piece, signs(piece, order, self.end)))
            except Oscillates as wave:
                found.append((piece, wave.segments))
        return found

    def wave(self, piece: Piece, order: int) -> Wave | None:
        """The wave of a piece on which a derivative changes its sign infinitely often."""
        try:
            signs(piece, order, self.end)
        except Oscillates as found:
            return found.wave
        return None

    def period(self, order: int) -> Number | None:
        """The period of the first piece on which a derivative changes its sign infinitely often."""
        waves = (self.wave(piece, order) for piece in self.pieces)
        return next((Number.of(wave.period) for wave in waves if wave is not None), None)

    def minus_x(self) -> Survey:
        """The survey of f(x) - x."""
        if "minus x" not in self.seen:
            pieces = tuple(Piece(p.lo, p.hi, tidy(p.formula - X), plus_x=p.formula) for p in self.pieces)
            joints = tuple(_joints(self.term - X, list(pieces)))
            self.seen["minus x"] = Survey(self.term - X, pieces, joints, self.end)
        return self.seen["minus x"]  # type: ignore[return-value]

    def between(self, index: int) -> Joint | None:
        """The joint between a piece and the next; None where a gap lies between them."""
        piece = self.pieces[index]
        return next((j for j in self.joints if j.left is piece and j.right is not None), None)


def same(a: Number, b: Number) -> bool:
    return a is b or (not a.infinite and not b.infinite and a.compare(b) == 0)


def _merged(term: Term, pieces: list[Piece]) -> list[Piece]:
    """Neighbours with one formula that is smooth where they meet, and has the right value, are one piece."""
    found: list[Piece] = []
    for piece in pieces:
        if (
            found
            and found[-1].formula == piece.formula
            and same(found[-1].hi, piece.lo)
            and _through(term, piece)
        ):
            found[-1] = Piece(found[-1].lo, piece.hi, piece.formula)
        else:
            found.append(piece)
    return found


def _through(term: Term, piece: Piece) -> bool:
    at = piece.lo
    if at.exact is None or at.ball is None:
        return False
    try:
        balls.jet(piece.formula, at.ball, 2)
        return (value_at(term, at.exact) - value_at(piece.formula, at.exact)).sign() == 0
    except (Unclear, Undefined):
        return False


def _joints(term: Term, pieces: list[Piece]) -> list[Joint]:
    found: list[Joint] = []
    if pieces and not pieces[0].lo.infinite:
        found.append(_joint(term, pieces[0].lo, None, pieces[0]))
    for left, right in pairwise(pieces):
        if same(left.hi, right.lo):
            found.append(_joint(term, left.hi, left, right))
        else:
            found += [_joint(term, left.hi, left, None), _joint(term, right.lo, None, right)]
    if pieces and not pieces[-1].hi.infinite:
        found.append(_joint(term, pieces[-1].hi, pieces[-1], None))
    return found


def _joint(term: Term, at: Number, left: Piece | None, right: Piece | None) -> Joint:
    if at.exact is not None:
        try:
            value = Number.of(value_at(term, at.exact))
            return Joint(at, value, left, right, formula_at(term, at.exact))
        except Undefined:
            return Joint(at, None, left, right)
    if left is None or right is None or term.heads() & JUMPING:
        raise Unclear("a value where pieces meet at a point that is not known exactly")
    assert at.ball is not None
    values = [balls.jet(piece.formula, at.ball, 0)[0] for piece in (left, right)]  # continuous: max, min, |.|
    with flint.ctx.workprec(balls.BITS):
        return Joint(at, Number(values[0].intersection(values[1])), left, right)


__all__ = ["Joint", "Survey", "same"]
