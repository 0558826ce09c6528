"""Signs: where a derivative of a piece is positive, negative or zero, on all of the piece.

Near the ends the tails decide. In between, an interval on which a ball excludes 0 has one sign; where a
ball for the next derivative excludes 0 there is at most one zero, which a change of sign shows and Newton's
method with balls narrows down. Zeros of higher order count only at points where they are shown to be exact.

Source: R. Moore, R. Kearfott, M. Cloud, Introduction to Interval Analysis (2009), chapters 8 and 9.

>>> from derive.language.grammar import parse
>>> from derive.survey.pieces import INFINITY, MINUS_INFINITY
>>> cubic = Piece(MINUS_INFINITY, INFINITY, parse("x**3 - 3*x"))
>>> [(s.lo.decimal(), s.hi.decimal(), s.sign) for s in signs(cubic, 1)]
[('-oo', '-1', 1), ('-1', '1', -1), ('1', 'oo', 1)]
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from derive.survey import balls
from derive.survey.constants import Unclear
from derive.survey.isolation import INTERVALS, Isolation, Late, Stuck, TooMany, exact_points, is_zero
from derive.survey.pieces import ORDER, Piece
from derive.survey.places import Number
from derive.survey.waves import Wave, steady, window

PRECISIONS = (balls.BITS, 1024, 4096)


@dataclass(frozen=True)
class Segment:
    """An open interval on which a derivative has one sign (0: it is zero throughout)."""

    lo: Number
    hi: Number
    sign: int


def signs(piece: Piece, order: int, end: float = float("inf")) -> tuple[Segment, ...]:
    """The signs of the derivative of that order, from left to right; neighbours meet at its zeros.

    Raises `Unclear` where they are not found, `Late` when the clock of the processor shows ``end``.
    """
    key = ("signs", order, 0)
    if key not in piece.seen:
        try:
            piece.seen[key] = tuple(_signs(piece, order, end, 12))
        except Unclear as reason:
            piece.seen[key] = reason
    found = piece.seen[key]
    if isinstance(found, Unclear):
        raise found
    return found  # type: ignore[return-value]


def _signs(piece: Piece, order: int, end: float, splits: int) -> list[Segment]:
    try:
        left, p = piece.end_sign(-1, order)
        right, q = piece.end_sign(1, order)
    except Unclear as unclear:
        return _of_wave(piece, order, end, splits, unclear)
    if left == 0 or right == 0:  # zero near an end, and analytic: zero throughout
        return [Segment(piece.lo, piece.hi, 0)]
    if p >= q:
        return [Segment(piece.lo, piece.hi, left)]
    origin = Number.of(Fraction(0))
    if p < 0 < q and is_zero(piece, order, origin) and is_zero(piece, order + 1, origin):
        return _halves(piece, order, origin, end, splits)
    reason = Unclear("no signs")
    for k, bits in enumerate(PRECISIONS):
        try:
            search = Isolation(piece, order, end, bits, INTERVALS >> 2 * k)
            return _joined(piece, order, list(search.zeros(p, q)), left, right)
        except Stuck as stuck:
            reason = stuck
            if splits and (at := _exact_zero(piece, order, stuck)) is not None:
                return _halves(piece, order, at, end, splits)
        except TooMany as many:
            reason = many
    raise reason


def _exact_zero(piece: Piece, order: int, stuck: Stuck) -> Number | None:
    """A simple number near the place at which the search was stuck, if the derivative is exactly 0 there."""
    for wide in (4 * (stuck.hi - stuck.lo), Fraction(1, 2**14), Fraction(1, 2**8)):
        for at in exact_points(piece.formula, stuck.lo - wide, stuck.hi + wide):
            if _within(piece, at) and is_zero(piece, order, at):
                return at
    return None


def _halves(piece: Piece, order: int, at: Number, end: float, splits: int) -> list[Segment]:
    """On both sides of an exact zero."""
    halves = [Piece(piece.lo, at, piece.formula), Piece(at, piece.hi, piece.formula)]
    return [s for half in halves for s in _signs(half, order, end, splits - 1)]


def _within(piece: Piece, at: Number) -> bool:
    try:
        return piece.lo.compare(at) < 0 < piece.hi.compare(at)
    except Unclear:
        return False


class Oscillates(Unclear):
    """The signs repeat without end; ``segments`` are those of one period."""

    def __init__(self, wave: Wave, segments: tuple[Segment, ...]) -> None:
        super().__init__("signs that change infinitely often")
        self.wave, self.segments = wave, segments


def _of_wave(piece: Piece, order: int, end: float, splits: int, reason: Unclear) -> list[Segment]:
    """The signs of a derivative that repeats: one sign, with single zeros, or infinitely many changes."""
    wave = steady(piece.formula)
    if wave is None or (order == 0 and not wave.slope.is_zero()):
        raise reason
    over = window(piece, wave)
    segments = tuple(_signs(over, order, end, splits))
    if order and len({s.sign for s in segments}) == 1:
        return [Segment(piece.lo, piece.hi, segments[0].sign)]
    raise Oscillates(wave, segments)


def _joined(piece: Piece, order: int, zeros: list[Number], left: int, right: int) -> list[Segment]:
    edges, found, sign = [piece.lo, *zeros, piece.hi], [], left
    for lo, hi in pairwise(edges):
        found.append(Segment(lo, hi, sign))
        sign = -sign
    if found[-1].sign != right:
        raise AssertionError(f"signs at the ends of {piece.formula} disagree")
    return found


__all__ = ["ORDER", "Late", "Oscillates", "Segment", "signs"]
