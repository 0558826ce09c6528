"""Waves: functions that oscillate to infinity, by their period, or along sequences of points.

f(x) = a x + p(x), p with the period T, is known from one period of p. Any other function in which sine and
cosine have arguments linear in x is looked at along x = t + 2 pi k/w, k = 1, 2, ..., where sines and
cosines stand still: two different limits show that there is none, an infinite one that the function is
unbounded.

>>> from derive.language.grammar import parse
>>> wave = steady(parse("x + sin(2*x)**2"))
>>> wave.slope.rational, Number.of(wave.period).decimal()
(Fraction(1, 1), '3.14159265358979323846264338328')
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from derive.language.term import Term, call, number, symbol
from derive.survey.constants import Constant, Unclear
from derive.survey.jets import ConstantRing
from derive.survey.pieces import Piece
from derive.survey.places import Number

X = symbol("x")
WAVES = frozenset(("sin", "cos", "tan"))
QUARTERS = ((0, 1), (1, 0), (0, -1), (-1, 0))  # (sin, cos) of 0, pi/2, pi, 3 pi/2


@dataclass(frozen=True)
class Wave:
    """The function is slope · x and something that repeats after ``period``."""

    slope: Constant
    period: Constant


class _Other(Exception):
    """Not such a function."""


def steady(formula: Term) -> Wave | None:
    """The wave that a formula is, if its form shows one that oscillates."""
    try:
        slope, frequencies = _parts(formula)
        if not frequencies:
            return None
        return Wave(slope, Constant.atom("pi").scaled(Fraction(2)) * _common(frequencies).power(Fraction(-1)))
    except (_Other, Unclear):
        return None


def _common(frequencies: frozenset[Constant]) -> Constant:
    """The largest number of which all frequencies are whole multiples."""
    first = next(iter(frequencies))
    ratios = [(w * first.power(Fraction(-1))).rational for w in frequencies]
    if any(q is None for q in ratios):
        raise _Other
    kept = [abs(q) for q in ratios if q is not None]
    below = lcm(*(q.denominator for q in kept))
    step = first.scaled(Fraction(gcd(*(int(q * below) for q in kept)), below))
    return step if step.sign() > 0 else -step


def _parts(t: Term) -> tuple[Constant, frozenset[Constant]]:
    """The slope of the linear part, and the frequencies of the rest."""
    none: frozenset[Constant] = frozenset()
    if X.name not in t.symbols():
        return Constant.of(0), none
    if t == X:
        return Constant.of(1), none
    parts = [_parts(arg) for arg in t.args]
    waves = none.union(*(w for _, w in parts))
    if t.head == "add":
        total = Constant.of(0)
        for slope, _ in parts:
            total = total + slope
        return total, waves
    if t.head == "mul" and sum(X.name in arg.symbols() for arg in t.args) == 1:
        slope = Constant.of(1)
        for arg, (inner, _) in zip(t.args, parts, strict=True):
            slope = slope * (inner if X.name in arg.symbols() else ConstantRing.value(arg))
        return slope, waves
    if t.head in WAVES and not parts[0][0].is_zero():
        return Constant.of(0), waves | {parts[0][0]}
    if all(slope.is_zero() for slope, _ in parts):
        return Constant.of(0), waves
    raise _Other


def window(piece: Piece, wave: Wave) -> Piece:
    """One period of a piece, next to its finite end where it has one."""
    if piece.lo.infinite and piece.hi.infinite:
        return Piece(Number.of(0), Number.of(wave.period), piece.formula)
    end = piece.hi if piece.lo.infinite else piece.lo
    if end.exact is None or not (piece.lo.infinite or piece.hi.infinite):
        raise Unclear("a wave that ends at a point that is not known exactly")
    if piece.lo.infinite:
        return Piece(Number.of(end.exact - wave.period), end, piece.formula)
    return Piece(end, Number.of(end.exact + wave.period), piece.formula)


def along(formula: Term, side: int) -> Iterator[Number]:
    """Limits of a function along sequences that run to ±infinity."""
    arguments = {node.args[0] for node in formula.walk() if node.head in ("sin", "cos") and X in node.walk()}
    lines = {u: _line(u) for u in arguments}
    if not lines or any(line is None for line in lines.values()):
        return
    try:
        step = _common(frozenset(line[0] for line in lines.values() if line is not None))
        turns = {
            u: (line[0] * step.power(Fraction(-1))).rational for u, line in lines.items() if line is not None
        }
    except _Other:
        return
    for quarter in range(4):
        table: dict[Term, Term] = {}
        for u, times in turns.items():
            shift = (lines[u] or (None, Constant.of(0)))[1]
            halves = (shift * Constant.atom("pi").power(Fraction(-1))).scaled(Fraction(2)).rational
            if times is None or halves is None or halves.denominator != 1:
                return
            sine, cosine = QUARTERS[(quarter * int(times) + int(halves)) % 4]
            table |= {call("sin", u): number(sine), call("cos", u): number(cosine)}
        try:
            ends = (Number(None, None, -1), Number(None, None, 1))
            yield Piece(*ends, formula.replace(table)).limit(side, 0)
        except Unclear:
            continue


def _line(u: Term) -> tuple[Constant, Constant] | None:
    """A and b of a x + b."""
    try:
        slope, waves = _parts(u)
        if waves:
            return None
        return slope, ConstantRing.value(u.replace({X: number(0)}))
    except (_Other, Unclear):
        return None
