"""Isolation: the simple zeros of a derivative between two points, each in a ball, or exact.

Source: R. Moore, R. Kearfott, M. Cloud, Introduction to Interval Analysis (2009), chapters 8 and 9.

>>> simplest(Fraction(3, 10), Fraction(4, 10))
Fraction(1, 3)
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from math import comb

import flint
from flint import arb

from derive.calculus.cuts import solutions
from derive.language.term import Term
from derive.survey import balls
from derive.survey.balls import NoBall
from derive.survey.constant_functions import applied
from derive.survey.constants import Constant, Unclear
from derive.survey.jets import ConstantRing, Evaluation
from derive.survey.pieces import Piece
from derive.survey.places import Number

STUCK = Fraction(1, 2**24)
INTERVALS = 2500
NARROW = Fraction(1, 2**140)  # between two so close a short fraction is no accident
DEGREE = 14  # of Taylor polynomials where slopes do not help
FINE = 512  # bits for what is too close to 0


class Late(Exception):
    """The time is over."""


class TooMany(Unclear):
    """More intervals than are looked at."""


class Stuck(Unclear):
    """An interval that cannot be decided by halving."""

    def __init__(self, lo: Fraction, hi: Fraction) -> None:
        super().__init__(f"a zero of higher order, or none, near {float(lo):.6g}")
        self.lo, self.hi = lo, hi


def is_zero(piece: Piece, order: int, at: Number) -> bool:
    try:
        value = piece.value(at, order)
    except Unclear:
        return False
    return value.exact is not None and value.exact.is_zero()


def candidates(lo: Fraction, hi: Fraction) -> Iterator[Number]:
    """Simple numbers between two: rational, or rational multiples of pi, roots and logarithms."""
    q = simplest(lo, hi)
    if q.denominator <= (10_000 if hi - lo > NARROW else 10**20):
        yield Number.of(q)
    with flint.ctx.workprec(128):
        over = balls.interval(lo, hi)
        images = (over / arb.pi(), over * over, over.exp())
    for kind, image in zip(("pi", "root", "log"), images, strict=True):
        q = simplest(balls.fraction_of(arb(image.lower())), balls.fraction_of(arb(image.upper())))
        if q and q.denominator <= 1000:
            try:
                yield Number.of(_back(kind, q, 1 if lo > 0 else -1))
            except Unclear:
                continue


def _back(kind: str, q: Fraction, side: int) -> Constant:
    """The number whose quotient by pi, whose square or whose exponential is q."""
    if kind == "pi":
        return Constant.atom("pi").scaled(q)
    if kind == "root":
        return Constant.of(q).power(Fraction(1, 2)).scaled(Fraction(side))
    return applied("log", Constant.of(q))


@lru_cache(200)
def known_points(formula: Term) -> tuple[Number, ...]:
    """Closed forms of points at which a part of the formula is zero, by undoing its functions."""
    found: dict[Constant, Number] = {}
    for part in {node for node in formula.walk() if node.head in ("add", "mul", "pow", "log")}:
        try:
            roots = [*(ConstantRing.value(term) for term in solutions(part)), *_quadratic(part)]
        except Unclear:
            continue
        found |= {root: Number.of(root) for root in roots}
    return tuple(found.values())


def _quadratic(part: Term) -> list[Constant]:
    """The real roots of a polynomial of degree 1 or 2 with exact coefficients."""
    if not part.heads() <= {"add", "mul", "pow", "number", "symbol"}:
        return []
    ring = ConstantRing()
    c, b, a, *more = [*Evaluation(ring, [ring.zero, ring.one], 5)(part), *(ring.zero,) * 3]
    if any(not k.is_zero() for k in more) or (a.is_zero() and b.is_zero()):
        return []
    if a.is_zero():
        return [-c * b.power(Fraction(-1))]
    inside = b * b - (a * c).scaled(Fraction(4))
    if inside.sign() < 0:
        return []
    root, half = inside.power(Fraction(1, 2)), a.power(Fraction(-1)).scaled(Fraction(1, 2))
    return [(root - b) * half, (-root - b) * half]


def exact_points(formula: Term, lo: Fraction, hi: Fraction) -> Iterator[Number]:
    """Points between two that may be exact zeros: those of parts, then simple numbers."""
    over = balls.interval(lo, hi)
    yield from (at for at in known_points(formula) if at.ball is not None and over.overlaps(at.ball))
    yield from candidates(lo, hi)


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


class Isolation:
    """The simple zeros of one derivative between two points at which it is not zero."""

    def __init__(self, piece: Piece, order: int, end: float, bits: int, intervals: int = INTERVALS) -> None:
        self.piece, self.order, self.end, self.bits, self.left = piece, order, end, bits, intervals

    def zeros(self, p: Fraction, q: Fraction) -> Iterator[Number]:
        work = [(p, q)]
        while work:
            a, b = work.pop()
            self.left -= 1
            if self.left < 0 or time.process_time() > self.end:
                raise Late if self.left >= 0 else TooMany("too many intervals")
            found = self._look(a, b)
            if found == "cut":
                if b - a < STUCK * max(Fraction(1), abs(a)):
                    raise Stuck(a, b)
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
        shown = self._by_taylor(a, b) if b - a < 1 else self._by_slope(a, b, slope)
        return "clear" if shown else "cut"

    def _by_slope(self, a: Fraction, b: Fraction, slope: arb) -> bool:
        """The value in the middle with the slopes around it excludes 0 (the mean value form)."""
        middle = (a + b) / 2
        try:
            there = balls.jet(self.piece.formula, balls.ball_of(middle), self.order, self.bits)[self.order]
        except NoBall:
            return False
        centred = there + (self.order + 1) * slope * balls.interval(a - middle, b - middle)
        return bool(centred > 0 or centred < 0)

    def _by_taylor(self, a: Fraction, b: Fraction) -> bool:
        """Taylor's polynomial about the middle with its remainder excludes 0."""
        k, middle = self.order, (a + b) / 2
        with flint.ctx.workprec(self.bits):
            around, h = balls.interval(a, b), balls.interval(a - middle, b - middle)
        try:
            exact = balls.jet(self.piece.formula, balls.ball_of(middle), k + DEGREE - 1, self.bits)
            last = balls.jet(self.piece.formula, around, k + DEGREE, self.bits)[-1]
        except NoBall:
            return False
        total = comb(k + DEGREE, k) * last
        for j in range(DEGREE - 1, -1, -1):
            total = total * h + comb(k + j, k) * exact[k + j]
        return bool(total > 0 or total < 0)

    def _cut(self, a: Fraction, b: Fraction) -> Fraction:
        """A short number near the middle at which the derivative is not zero."""
        for share in (Fraction(15, 31), Fraction(17, 31), Fraction(13, 31), Fraction(19, 31)):
            near = a + (b - a) * share
            bits = max(2, ((b - a).denominator // max(1, (b - a).numerator)).bit_length() + 8)
            near = Fraction(round(near * 2**bits), 2**bits)
            if self._sign(near):
                return near
        raise Stuck(a, b)

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
            raise Stuck(a, b)
        if left == right:
            return None
        ball = self._newton(a, b, left)
        lo, hi = balls.fraction_of(arb(ball.lower())), balls.fraction_of(arb(ball.upper()))
        for at in exact_points(self.piece.formula, lo, hi):
            if is_zero(self.piece, self.order, at):
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
