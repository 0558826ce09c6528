"""Signs: where a derivative of a piece is positive, negative or zero, on all of the piece.

Near the ends the tails decide. In between, an interval on which a ball excludes 0 has one sign; where a ball for
the next derivative excludes 0 there is at most one zero, which a change of sign shows and Newton's method with
balls narrows down. Zeros of higher order count only at points where they are shown to be exact.

Source: R. Moore, R. Kearfott, M. Cloud, Introduction to Interval Analysis (2009), chapters 8 and 9.

>>> from derive.language.grammar import parse
>>> from derive.survey.jets import ConstantRing
from derive.survey.pieces import INFINITY, MINUS_INFINITY
>>> cubic = Piece(MINUS_INFINITY, INFINITY, parse("x**3 - 3*x"))
>>> [(s.lo.decimal(), s.hi.decimal(), s.sign) for s in signs(cubic, 1)]
[('-oo', '-1', 1), ('-1', '1', -1), ('1', 'oo', 1)]
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import factorial

import flint
from flint import arb

from derive.calculus.cuts import solutions
from derive.language.term import Term
from derive.survey import balls
from derive.survey.balls import NoBall
from derive.survey.constants import Constant, Unclear, applied
from derive.survey.jets import ConstantRing
from derive.survey.pieces import ORDER, Piece
from derive.survey.places import Number, rational
from derive.survey.waves import Wave, steady, window

STUCK = Fraction(1, 2**24)
INTERVALS = 2500
PRECISIONS = (balls.BITS, 1024, 4096)
FINE = 512  # bits for what is too close to 0


class Late(Exception):
    """The time is over."""


@dataclass(frozen=True)
class Segment:
    """An open interval on which a derivative has one sign (0: it is zero throughout)."""

    lo: Number
    hi: Number
    sign: int


class _TooMany(Unclear):
    """More intervals than are looked at."""


class _Stuck(Unclear):
    def __init__(self, lo: Fraction, hi: Fraction) -> None:
        super().__init__(f"a zero of higher order, or none, near {float(lo):.6g}")
        self.lo, self.hi = lo, hi


def signs(piece: Piece, order: int, end: float = float("inf")) -> tuple[Segment, ...]:
    """The signs of the derivative of that order, from left to right; neighbours meet at its zeros.

    Raises `Unclear` where they are not found, `Late` when the monotonic clock shows ``end``.
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
    except Unclear as reason:
        return _of_wave(piece, order, end, splits, reason)
    if left == 0 or right == 0:  # zero near an end, and analytic: zero throughout
        return [Segment(piece.lo, piece.hi, 0)]
    if p >= q:
        return [Segment(piece.lo, piece.hi, left)]
    origin = rational(Fraction(0))
    if p < 0 < q and _is_zero(piece, order, origin) and _is_zero(piece, order + 1, origin):
        return _halves(piece, order, origin, end, splits)
    for bits in PRECISIONS:
        try:
            return _joined(piece, order, list(_Isolation(piece, order, end, bits).zeros(p, q)), left, right)
        except _Stuck as stuck:
            reason: Unclear = stuck
            if splits and (at := _exact_zero(piece, order, stuck)) is not None:
                return _halves(piece, order, at, end, splits)
        except _TooMany as many:
            reason = many
    raise reason


def _exact_zero(piece: Piece, order: int, stuck: _Stuck) -> Number | None:
    """A simple number near the place at which the search was stuck, if the derivative is exactly 0 there."""
    for wide in (4 * (stuck.hi - stuck.lo), Fraction(1, 2**14), Fraction(1, 2**8)):
        for at in _candidates(stuck.lo - wide, stuck.hi + wide):
            if _within(piece, at) and _is_zero(piece, order, at):
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
    """The signs repeat without end; ``segments`` are those of one period, next to a finite end if there is one."""

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
    for lo, hi in zip(edges, edges[1:], strict=False):
        found.append(Segment(lo, hi, sign))
        sign = -sign
    if found[-1].sign != right:
        raise AssertionError(f"signs at the ends of {piece.formula} disagree")
    return found


def _is_zero(piece: Piece, order: int, at: Number) -> bool:
    try:
        value = piece.value(at, order)
    except Unclear:
        return False
    return value.exact is not None and value.exact.is_zero()


def _candidates(lo: Fraction, hi: Fraction) -> Iterator[Number]:
    """Simple numbers between two: rational, or rational multiples of pi, roots and logarithms."""
    q = simplest(lo, hi)
    if q.denominator <= 10_000:
        yield rational(q)
    with flint.ctx.workprec(128):
        over = balls.interval(lo, hi)
        for image, back in (
            (over / arb.pi(), lambda q: Constant.atom("pi").scaled(q)),
            (over * over, lambda q: Constant.of(q).power(Fraction(1, 2)).scaled(Fraction(1 if lo > 0 else -1))),
            (over.exp(), lambda q: applied("log", Constant.of(q))),
        ):
            q = simplest(*(balls.fraction_of(arb(end)) for end in (image.lower(), image.upper())))
            if 0 < q.denominator <= 1000 and q:
                try:
                    yield Number.of(back(q))
                except Unclear:
                    continue


def _solutions(formula: Term, lo: Fraction, hi: Fraction) -> Iterator[Number]:
    """Closed forms of a zero between two points, by undoing one function after the other."""
    over = balls.interval(lo, hi)
    for term in solutions(formula):
        try:
            value = ConstantRing.value(term)
        except Unclear:
            continue
        if over.overlaps(value.ball):
            yield Number.of(value)


def simplest(lo: Fraction, hi: Fraction) -> Fraction:
    """The fraction with the smallest denominator in [lo, hi] (Stern and Brocot)."""
    if lo <= 0 <= hi:
        return Fraction(0)
    if hi < 0:
        return -simplest(-hi, -lo)
    whole = lo.numerator // lo.denominator
    if whole == lo:
        return lo
    if whole + 1 <= hi:
        return Fraction(whole + 1)
    return whole + 1 / simplest(1 / (hi - whole), 1 / (lo - whole))


class _Isolation:
    """The simple zeros of one derivative between two points at which it is not zero."""

    def __init__(self, piece: Piece, order: int, end: float, bits: int) -> None:
        self.piece, self.order, self.end, self.bits, self.left = piece, order, end, bits, INTERVALS

    def zeros(self, p: Fraction, q: Fraction) -> Iterator[Number]:
        work = [(p, q)]
        while work:
            a, b = work.pop()
            self.left -= 1
            if self.left < 0 or time.monotonic() > self.end:
                raise Late if self.left >= 0 else _TooMany("too many intervals")
            found = self._look(a, b)
            if found == "cut":
                if b - a < STUCK * max(1, abs(a)):
                    raise _Stuck(a, b)
                middle = self._cut(a, b)
                work += [(middle, b), (a, middle)]
            elif found == "monotone":
                if (at := self._narrowed(a, b)) is not None:
                    yield at

    def _look(self, a: Fraction, b: Fraction) -> str:
        """Clear (no zero), monotone, or to be cut."""
        try:
            found = balls.jet(self.piece.formula, balls.interval(a, b), self.order + 1, self.bits)
        except NoBall:
            return "cut"
        value, slope = found[self.order], found[self.order + 1]
        if value > 0 or value < 0:
            return "clear"
        if slope > 0 or slope < 0:
            return "monotone"
        middle = (a + b) / 2
        try:
            there = balls.jet(self.piece.formula, balls.ball_of(middle), self.order, self.bits)[self.order]
        except NoBall:
            return "cut"
        width = balls.interval(a - middle, b - middle)
        centred = there + (self.order + 1) * slope * width
        return "clear" if centred > 0 or centred < 0 else "cut"

    def _cut(self, a: Fraction, b: Fraction) -> Fraction:
        """A short number near the middle at which the derivative is not zero."""
        for share in (Fraction(15, 31), Fraction(17, 31), Fraction(13, 31), Fraction(19, 31)):
            near = a + (b - a) * share
            bits = max(2, ((b - a).denominator // max(1, (b - a).numerator)).bit_length() + 8)
            near = Fraction(round(near * 2**bits), 2**bits)
            if self._sign(near):
                return near
        raise _Stuck(a, b)

    def _sign(self, at: Fraction) -> int:
        for bits in (balls.BITS, FINE, 4 * FINE):
            try:
                value = balls.jet(self.piece.formula, balls.ball_of(at), self.order, bits)[self.order]
            except NoBall:
                continue
            if value > 0 or value < 0:
                return 1 if value > 0 else -1
        return 0

    def _narrowed(self, a: Fraction, b: Fraction) -> Number | None:
        """The zero of a monotone derivative between two points, if there is one; exact where it is short."""
        left, right = self._sign(a), self._sign(b)
        if not left or not right:
            raise _Stuck(a, b)
        if left == right:
            return None
        ball = self._newton(a, b, left)
        lo, hi = balls.fraction_of(arb(ball.lower())), balls.fraction_of(arb(ball.upper()))
        for at in [*_solutions(self.piece.formula, lo, hi), *_candidates(lo, hi)]:
            if _is_zero(self.piece, self.order, at):
                return at
        return Number(ball)

    def _newton(self, a: Fraction, b: Fraction, left: int) -> arb:
        """Interval Newton, and bisection where it does not help, to some 2^-160."""
        formula, k = self.piece.formula, self.order
        with flint.ctx.workprec(balls.BITS + 64):
            over = balls.interval(a, b)
            for _ in range(300):
                if over.rad() < arb(2) ** -160 * max(1, abs(float(over.mid()))):
                    break
                middle = arb(over.mid())
                slope = (k + 1) * balls.jet(formula, over, k + 1, balls.BITS + 64)[k + 1]
                there = balls.jet(formula, middle, k, balls.BITS + 64)[k]
                step = over if slope.contains(0) else middle - there / slope
                if not slope.contains(0) and step.rad() * 2 < over.rad():
                    over = step.intersection(over)
                elif there > 0 or there < 0:
                    same = (1 if there > 0 else -1) == left
                    low, high = (middle, arb(over.upper())) if same else (arb(over.lower()), middle)
                    over = low.union(high)
                else:
                    break
            return over


def derivative_value(piece: Piece, at: Number, order: int) -> Number:
    """The derivative itself: the jet's coefficient times the factorial."""
    value, times = piece.value(at, order), factorial(order)
    if value.exact is not None:
        return Number.of(value.exact.scaled(Fraction(times)))
    assert value.ball is not None
    return Number(value.ball * times)


__all__ = ["ORDER", "Late", "Segment", "derivative_value", "signs"]
