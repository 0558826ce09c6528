"""The zero nearest to 0 of some entire functions, isolated in the complex plane by best-first subdivision.

The functions are real on the real line, so that zeros come in conjugate pairs and the upper half plane is
enough.

Source: R. Moore, R. Kearfott, M. Cloud, Introduction to Interval Analysis (2009), chapter 8 (the Krawczyk
test).

>>> nearest([("add", 1, ("exp", "x"))]).shown
'3.14159265358979323846264338328*I'
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, reduce
from operator import mul
from typing import Any

import flint
from flint import acb, acb_series, arb

from derive.checker.terms import Term as Core
from derive.proof.balls import ball_of

BITS, DIGITS = 192, 30
FARTHEST = Fraction(24)
MOST = 6_000  # boxes that are looked at
SMALLEST = Fraction(1, 2**40)
REMEMBERED = 64  # functions
Step = Callable[[list[acb_series]], acb_series]
Zero = tuple[arb, acb, int]  # modulus, place, and of which function


@dataclass(frozen=True, slots=True)
class Nearest:
    """The zero nearest to 0: its ball, its modulus and itself in digits, and of which function it is.

    Without a point: no zero has a modulus below ``empty_below``.
    """

    point: acb | None
    modulus: str
    shown: str
    which: int
    simple: bool
    empty_below: str


class NoValue(Exception):
    """The term is none of those whose values in the complex plane are known here."""


def nearest(functions: Sequence[Core]) -> Nearest | None:
    """The nearest zero of all; None where a function is not understood."""
    try:
        with flint.ctx.workprec(BITS):
            return _search(list(functions))
    except NoValue:
        return None


def vanishes(function: Core, at: acb) -> bool:
    """Whether a function may be 0 in a ball."""
    with flint.ctx.workprec(BITS):
        return bool(_jet(function, at)[0].contains(acb(0)))


def _search(functions: list[Core]) -> Nearest:
    """Boxes in the order of their distance from 0: what is popped last bounds all that remain."""
    side = FARTHEST
    boxes: list[tuple[Any, ...]] = [
        (Fraction(0), which, -side, side, Fraction(0), side) for which in range(len(functions))
    ]
    heapq.heapify(boxes)
    best: Zero | None = None
    reached, looked = Fraction(0), 0
    while boxes:
        distance, which, *box = heapq.heappop(boxes)
        if best is not None and arb(ball_of(distance)) > best[0] ** 2:
            break
        if distance > FARTHEST**2 or looked >= MOST:
            return _none(distance if best is None else reached)
        looked += 1
        reached = distance
        zero = _zero(functions[which], box)
        if isinstance(zero, acb):
            best = _nearer(best, (abs(zero), zero, which))
        elif zero is None:
            continue
        elif max(box[1] - box[0], box[3] - box[2]) < SMALLEST:
            return _none(reached)
        else:
            for part in _halves(*box):
                heapq.heappush(boxes, (_distance(*part), which, *part))
    if best is None:
        return _none(FARTHEST**2)
    return Nearest(best[1], _digits(best[0]), _shown(best[1]), best[2], True, "")


def _nearer(best: Zero | None, new: Zero) -> Zero:
    """The nearer zero. Of two at one distance, as far as can be seen, the later function's (or a mirror
    image).
    """
    if best is None or new[0] < best[0]:
        return new
    if new[0] > best[0]:
        return best
    first, other = (new, best) if new[2] > best[2] else (best, new)
    return (first[0].union(other[0]), *first[1:])


def _none(squared: Fraction) -> Nearest:
    below = Fraction(int(float(squared) ** 0.5 * 1000), 1000)
    return Nearest(None, "", "", -1, False, str(float(below)) if below else "")


def _digits(ball: arb) -> str:
    return str(ball.str(DIGITS, radius=False))


def _shown(zero: acb) -> str:
    real, imag = zero.real, zero.imag
    parts = [] if real.contains(0) else [_digits(real)]
    parts += [] if imag.contains(0) else [f"{_digits(imag)}*I"]
    return " + ".join(parts) or "0"


def _halves(a: Fraction, b: Fraction, c: Fraction, d: Fraction) -> list[tuple[Fraction, ...]]:
    """The box cut across its longer side, a little beside the middle."""
    if b - a >= d - c:
        middle = a + (b - a) * Fraction(511, 1023)
        return [(a, middle, c, d), (middle, b, c, d)]
    middle = c + (d - c) * Fraction(511, 1023)
    return [(a, b, c, middle), (a, b, middle, d)]


def _distance(a: Fraction, b: Fraction, c: Fraction, _: Fraction) -> Fraction:
    """The square of the distance of a box from 0 (c ≥ 0)."""
    across = a if a > 0 else -b if b < 0 else Fraction(0)
    return across * across + c * c


def _zero(f: Core, box: Sequence[Fraction]) -> acb | bool | None:
    """None: no zero in the box; a ball: one in it, and no other in the box; True: not known.

    Krawczyk's test: if K(B) = m - f(m)/f'(m) + (1 - f'(B)/f'(m)) (B - m) lies inside B, there is exactly
    one zero in B.
    """
    a, b, c, d = (ball_of(q) for q in box)
    ball = acb(a.union(b), c.union(d))
    value, slope = _jet(f, ball)
    if not value.contains(acb(0)):
        return None
    if not slope.is_finite() or slope.contains(acb(0)):
        return True
    wide = _wider(box)
    steep = _jet(f, wide)[1]
    if not steep.is_finite():
        return True
    image = _krawczyk(f, wide, steep)
    if image is None or not wide.contains_interior(image):
        return True
    for _ in range(12):
        again = _krawczyk(f, image, _jet(f, image)[1])
        if again is None or not again.rad() < image.rad():
            break
        image = again
    if image.imag < 0:
        image = acb(image.real, -image.imag)
    return image


def _wider(box: Sequence[Fraction]) -> acb:
    """The box with a margin, so that a zero on its edge lies inside."""
    a, b, c, d = box
    m, n = (b - a) / 4, (d - c) / 4
    return acb(ball_of(a - m).union(ball_of(b + m)), ball_of(c - n).union(ball_of(d + n)))


def _krawczyk(f: Core, ball: acb, slopes: acb) -> acb | None:
    middle = acb(ball.real.mid(), ball.imag.mid())
    value, slope = _jet(f, middle)
    if slope.contains(acb(0)):
        return None
    image = middle - value / slope + (acb(1) - slopes / slope) * (ball - middle)
    return image if image.is_finite() else None


def _jet(f: Core, at: acb) -> tuple[acb, acb]:
    """Value and derivative on a ball."""
    done = [acb_series([at, acb(1)], prec=2)]
    for step in _steps(f):
        done.append(step(done))
    return done[-1][0], done[-1][1]


@lru_cache(REMEMBERED)
def _steps(f: Core) -> tuple[Step, ...]:
    """A function as steps on series of two terms, at the precision that is set; the variable stands first,
    and what occurs twice is worked out once.
    """
    steps: list[Step] = []
    places: dict[Core, int] = {}

    def place(t: Core) -> int:
        if isinstance(t, str):
            return 0
        if t not in places:
            step = _step(t, place)
            steps.append(step)
            places[t] = len(steps)
        return places[t]

    return tuple(steps) if place(f) else (lambda done: done[0],)


def _step(t: Core, place: Callable[[Core], int]) -> Step:
    assert not isinstance(t, str)  # the variable has its place
    if isinstance(t, (int, Fraction)):
        number = acb_series([acb(ball_of(t))], prec=2)
        return lambda done: number
    kind, *args = t
    if kind == "pi":
        pi = acb_series([acb(arb.pi())], prec=2)
        return lambda done: pi
    if kind == "pow":
        return _power(place(args[0]), args[1], place)
    if kind == "add":
        first, *more = map(place, args)
        return lambda done: sum((done[k] for k in more), done[first])
    if kind == "mul":
        factors = list(map(place, args))
        return lambda done: reduce(mul, [done[k] for k in factors])
    if kind in ("exp", "sin", "cos", "erf", "log"):
        (k,) = map(place, args)
        function = getattr(acb_series, kind)
        return lambda done: function(done[k])
    raise NoValue(str(kind))


def _power(base: int, exponent: Core, place: Callable[[Core], int]) -> Step:
    if isinstance(exponent, int):
        one = acb_series([acb(1)], prec=2)

        def power(done: list[acb_series]) -> acb_series:
            result = reduce(mul, [done[base]] * abs(exponent), one)
            return one / result if exponent < 0 else result

        return power
    e = place(exponent)

    def root(done: list[acb_series]) -> acb_series:
        if done[base][1] != 0:
            raise NoValue("a root that moves")
        return (done[base].log() * done[e]).exp()

    return root
