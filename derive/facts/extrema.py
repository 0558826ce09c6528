"""Extrema: where the derivative changes its sign, enclosed in balls, exact where that can be proved.

Zeros of f' on a window are isolated by subdivision: a ball for f' that excludes 0 discards an interval,
a ball for f'' that excludes 0 leaves at most one zero, and a change of sign leaves exactly one.

Source: R. Moore, R. Kearfott, M. Cloud, Introduction to Interval Analysis (2009), chapters 8 and 9.

>>> from derive.language.catalogue import Catalogue
>>> (valley,) = extrema(Subject.of(Catalogue.load()["silu"]))
>>> valley.kind, valley.at[:12], valley.value[:12]
('minimum', '-1.278464542', '-0.278464542')
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import flint
from flint import arb

from derive.checker.signs import NEG, POS, ZERO
from derive.checker.terms import Term as Core
from derive.facts.denial import sign_at
from derive.facts.subject import Subject, X
from derive.language.records import Claim, Status
from derive.language.term import Term, derivative, number, relation
from derive.language.tidy import tidy
from derive.proof import balls
from derive.proof.claims import QUICK, is_proved, prove_claim
from derive.proof.constants import fraction_of

WINDOW = (Fraction(-8) - Fraction(1, 97), Fraction(8) + Fraction(1, 89))  # ends that are no likely zeros
BITS, DIGITS = 192, 30
HALVINGS, MAX_INTERVALS = 4, 80  # the parts that are searched one by one, and intervals in each
SMALLEST = Fraction(1, 2**20)
NEWTON = 12  # steps at most: each doubles the digits
DIRECTIONS = {"==": ZERO, ">": POS, "<": NEG}  # of the derivative
LOOKS = [Fraction(k, 13) for k in (6, 1, 12, 3, 9, 5, 8, 2, 11)]  # of the way between two points
Interval = tuple[Fraction, Fraction]
Zero = tuple[Fraction, Fraction, bool]  # an interval around it, and whether the function rises there
NICE = [Fraction(n, d) for d in (1, 2, 3, 4) for n in range(-4 * d, 4 * d + 1)]


@dataclass(frozen=True, slots=True)
class Extremum:
    """A local minimum or maximum inside the window.

    ``at`` and ``value`` are decimals with all digits guaranteed; ``exact_at`` and ``exact_value`` are terms
    where the position is a simple rational number (proved); ``claim`` is enclosed, or proved then, and
    ``attained`` says that the value is taken there.
    """

    kind: str
    at: str
    value: str
    exact_at: Term | None
    exact_value: Term | None
    claim: Claim
    attained: Claim | None = None


def extrema(subject: Subject, joints: Sequence[Fraction] = ()) -> tuple[Extremum, ...]:
    """The smooth local extrema of a function on [-8, 8]; ``joints`` are points where pieces meet."""
    slope = subject.core(derivative(subject.function, X))
    centre = _at_origin(subject, slope)
    inner = {*joints, *(Fraction(0) for _ in centre)}
    edges = [WINDOW[0], *sorted(j for j in inner if WINDOW[0] < j < WINDOW[1]), WINDOW[1]]
    found = [] if Fraction(0) in joints else list(centre)
    for lo, hi in pairwise(edges):
        if not _one_way(subject, slope, lo, hi):
            for a, b, rising in isolate(slope, lo, hi):
                found.append(_extremum(subject, a, b, "minimum" if rising else "maximum"))
    return tuple(sorted(found, key=lambda e: float(e.at)))


def _at_origin(subject: Subject, slope: Core) -> list[Extremum]:
    """The extremum at 0, where the prover finds one; none where the function is constant around 0."""
    around = Fraction(1, 128)
    if _sign(slope, Fraction(0)) or _one_way(subject, slope, -around, around, {"==": ZERO}):
        return []
    return [e for kind in ("minimum", "maximum") if (e := _proved(subject, Fraction(0), kind)) is not None]


def _one_way(
    subject: Subject, slope: Core, lo: Fraction, hi: Fraction, signs: Mapping[str, int] = DIRECTIONS
) -> bool:
    """The function is proved to rise, to fall or to be constant between two points.

    What a ball denies at a point between them is not tried.
    """
    left = list(signs)
    for place in LOOKS:
        if left:
            found = sign_at(slope, {X.name: lo + (hi - lo) * place})
            left = [sign for sign in left if signs[sign] & found]
    return any(_slope(subject, sign, lo, hi) for sign in left)


def _slope(subject: Subject, sign: str, lo: Fraction, hi: Fraction) -> bool:
    """The derivative is proved to have a sign between two points."""
    inside = (relation(X, ">", number(lo)), relation(X, "<", number(hi)))
    statement = subject.state(derivative(subject.function, X), sign, number(0), *inside)
    return is_proved(prove_claim(statement, refute=False, steps=QUICK))


def isolate(g: Core, lo: Fraction, hi: Fraction) -> Iterator[tuple[Fraction, Fraction, bool]]:
    """Short intervals, each with exactly one simple zero of g inside, and whether g rises through it.

    Zeros closer than 2^-20 to a joint, or of higher order, are left out: nothing is claimed of them. Nor
    of what is left of a part when the bound on the number of its intervals is reached.
    """
    parts = [(lo, hi)]
    for depth in range(HALVINGS + 1):
        work, parts, most = parts, [], MAX_INTERVALS if depth == HALVINGS else 1
        for part in work:
            found, left = _searched(g, part, most)
            yield from found
            parts += left


def _searched(g: Core, part: tuple[Fraction, Fraction], most: int) -> tuple[list[Zero], list[Interval]]:
    """The zeros of g in a part of the line, and the intervals that are left after so many were looked at."""
    found, work = [], [part]
    for _ in range(most):
        if not work:
            break
        a, b = work.pop()
        known, rises = _look(g, a, b)
        if known and rises:
            shrunk = refine(g, a, b)
            found += [(*shrunk, rises > 0)] if shrunk else []
        elif not known and b - a > SMALLEST:
            middle = (a + b) / 2
            work += [(middle, b), (a, middle)]
    return found, work[::-1]


def _look(g: Core, a: Fraction, b: Fraction) -> tuple[bool, int]:
    """Whether g is seen to have no zero between two points, or at most one; then which way it goes there."""
    try:
        value, slope, bend = balls.jet(g, "x", _ball(a, b), 2, BITS)
        if not value.contains(0):
            return True, 0
        if not slope.contains(0):
            return True, 1 if slope > 0 else -1
        value, slope = balls.jet(g, "x", balls.ball_of((a + b) / 2), 1, BITS)
    except balls.NoValue:
        return False, 0
    with flint.ctx.workprec(BITS):
        away = arb(0, balls.ball_of((b - a) / 2).upper())
        return not (value + away * (slope + away * bend)).contains(0), 0


def _ball(a: Fraction, b: Fraction) -> arb:
    with flint.ctx.workprec(BITS):
        return balls.ball_of(a).union(balls.ball_of(b))


def _sign(g: Core, at: Fraction) -> int:
    try:
        value = balls.value(g, {"x": at}, BITS)
    except balls.NoValue:
        return 0
    return 1 if value > 0 else -1 if value < 0 else 0


def refine(g: Core, a: Fraction, b: Fraction) -> tuple[Fraction, Fraction] | None:
    """Bisection of an interval on which g is monotone, to about 2^-128; None without a change of sign."""
    left, right = _sign(g, a), _sign(g, b)
    if left * right != -1:
        return None
    near, far = _zero(g, a, b)
    while b - a > Fraction(1, 2**128):
        middle = _short(a + (b - a) * Fraction(511, 1024))
        sign = left if middle < near else right if middle > far else _sign(g, middle)
        if sign == 0:
            return _around(g, middle, b - a, left)
        a, b = (middle, b) if sign == left else (a, middle)
    return a, b


def _zero(g: Core, a: Fraction, b: Fraction) -> tuple[Fraction, Fraction]:
    """The ends of a short interval around the zero of g, which is monotone and changes its sign in between.

    Interval Newton: R. E. Moore, R. B. Kearfott, M. J. Cloud, Introduction to Interval Analysis (2009), 8.1.
    """
    with flint.ctx.workprec(BITS):
        box = _ball(a, b)
        for _ in range(NEWTON):
            middle = box.mid()
            try:
                slope = balls.jet(g, "x", box, 1, BITS)[1]
                step = balls.value(g, {"x": middle}, BITS) / slope
                narrower = (middle - step).intersection(box)
            except (balls.NoValue, ValueError):
                break
            if not slope.is_finite() or slope.contains(0) or not narrower.rad() * 2 < box.rad():
                break
            box = narrower
        return max(a, fraction_of(box.lower())), min(b, fraction_of(box.upper()))


def _short(q: Fraction) -> Fraction:
    """The nearest multiple of 2^-140: short enough to print."""
    return Fraction(round(q * 2**140), 2**140)


def _around(g: Core, middle: Fraction, width: Fraction, left: int) -> tuple[Fraction, Fraction] | None:
    """A zero too close to the middle to tell: a little to both sides the signs differ."""
    a, b = _short(middle - width / 2**30), _short(middle + width / 2**30)
    return (a, b) if _sign(g, a) == left == -_sign(g, b) else None


def _extremum(subject: Subject, a: Fraction, b: Fraction, kind: str) -> Extremum:
    exact = next((q for q in NICE if a < q < b), None)
    if exact is not None:
        proved = _proved(subject, exact, kind)
        if proved is not None:
            return proved
    with flint.ctx.workprec(BITS):
        at = _ball(a, b)
        value = balls.jet(subject.core(subject.function), "x", at, 0, BITS)[0]
        shown = (_shown(at), _shown(value))
    domain = (relation(X, ">", number(a)), relation(X, "<", number(b)))
    statement = subject.state(derivative(subject.function, X), "==", number(0), *domain, kind=kind)
    evidence = {"at": shown[0], "value": shown[1], "digits": _digits(at, value)}
    return Extremum(kind, *shown, None, None, Claim(statement, Status.ENCLOSED, domain, evidence, kind))


def _digits(*enclosed: arb) -> int:
    """The digits that are sure of all; of what is 0 to so many places, as many."""
    sure = [int(ball.rel_accuracy_bits() * 0.30103) for ball in enclosed if not _is_nothing(ball)]
    return min((DIGITS, *sure))


def _shown(ball: arb) -> str:
    return f"0.{'0' * DIGITS}" if _is_nothing(ball) else str(ball.str(DIGITS, radius=False))


def _is_nothing(ball: arb) -> bool:
    """The ball is around 0, and narrower than a digit in the last place that is shown."""
    return bool(abs(ball) < arb(10) ** -DIGITS)


def _proved(subject: Subject, at: Fraction, kind: str) -> Extremum | None:
    """The extremum at a rational point, if the value there is proved, and to be a bound of the function."""
    here = number(at)
    value = tidy(_at(subject, here))
    if X.name in value.symbols():
        return None
    sign = ">=" if kind == "minimum" else "<="
    claim = prove_claim(subject.state(subject.function, sign, value, kind=kind), kind, steps=QUICK)
    if not is_proved(claim) or claim.domain:
        return None
    there = subject.state(subject.function, "==", value, relation(X, "==", here))
    attained = prove_claim(there, "The value", refute=False, steps=QUICK)
    if not is_proved(attained):
        return None
    return Extremum(kind, str(here), str(value), here, value, claim, attained)


def _at(subject: Subject, here: Term) -> Term:
    """The value at a point as a rational number near the ball there, to be proved; else the call itself."""
    core = subject.core(subject.function)
    try:
        ball = balls.value(core, {"x": here.number}, BITS)
    except balls.NoValue:
        return X
    return number(fraction_of(ball).limit_denominator(1000))
