"""The radius of convergence of a fact, held against coefficients by Cauchy's integral in mpmath.

Source: L. Ahlfors, Complex Analysis, 3rd ed., sections 4.2 and 5.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import mpmath as mp
from mp_values import FUNCTIONS, holds, value
from told import Fact, Told, close, real, written_out

from derive.language.term import Term

Complaints = Iterator[str]


def radius(told: Told, fact: Fact) -> Complaints:
    """The coefficients shrink as the radius says, and the singularity lies on the circle."""
    r = real(fact["value"])
    if fact["singularity"]:
        place = _complex(fact["singularity"])
        if not close(abs(place), r, 25):
            yield f"|{fact['singularity']}| is {mp.nstr(abs(place), 12)}"
    side = mp.mpf(-1 if fact["domain"] == "x < 0" else 1) / 1000
    if mp.isfinite(r):
        found = _apparent(told, r * mp.mpf("0.8"), side, 40)
        if not mp.mpf("0.75") < found / r < mp.mpf("1.3"):
            yield f"the coefficients shrink as for a radius of {mp.nstr(found, 4)}"
        return
    near, far = (_apparent(told, mp.mpf("1.5"), side, n) for n in (30, 90))
    if far < near * mp.mpf("1.1") and mp.isfinite(far):
        yield f"the coefficients shrink as for a radius of {mp.nstr(far, 4)}"


def _apparent(told: Told, reach: mp.mpf, side: mp.mpf, n: int) -> mp.mpf:
    """The radius that coefficients about the n-th speak of, by Cauchy's integral over a circle."""
    with mp.workdps(50 if n > 40 else 25):
        count = 2 * n + 16
        turns = [mp.expjpi(mp.mpf(2 * k) / count) for k in range(count)]
        values = [plane(told, reach * turn, side) for turn in turns]
        sizes = [
            abs(mp.fsum(v * turns[-k * m % count] for k, v in enumerate(values))) / count
            for m in range(n - 6, n + 1)
        ]
        top, m = max(zip(sizes, range(n - 6, n + 1), strict=True))
        largest = max(map(abs, values))
        if top <= largest * mp.mpf(10) ** (8 - mp.mp.dps):
            return mp.inf  # a polynomial, or too small to be seen
        return reach / (top / largest) ** (mp.mpf(1) / m)


def _complex(text: str) -> mp.mpc:
    """A number such as 0.5 + 2.0*I."""
    parts = re.findall(r"([+-]?)\s*([\d.]+(?:e[+-]?\d+)?)(\*I)?|([+-]?)\s*(I)", text)
    total = mp.mpc(0)
    for sign, digits, unit, lone_sign, lone in parts:
        size = mp.mpf(digits or 1) * (-1 if "-" in (sign, lone_sign) else 1)
        total += mp.mpc(0, size) if unit or lone else mp.mpc(size, 0)
    return total


def plane(told: Told, z: mp.mpc, beside: mp.mpf) -> mp.mpc:
    """The function at a complex point, by the branches that a real point beside 0 lies in."""
    known = {d.name: d for d in told.subject.definitions}
    return _at(written_out(told.subject.function, known), z, beside)


def _at(term: Term, z: mp.mpc, x: mp.mpf) -> mp.mpc:
    head, args = term.head, term.args
    if head == "symbol":
        return z
    if head == "number":
        return mp.mpc(mp.mpf(term.number.numerator) / term.number.denominator)
    if head == "Piecewise":
        return next(_at(case.args[0], z, x) for case in args if holds(case.args[1], {"x": x}))
    if head in ("Max", "Min"):
        return _at((max if head == "Max" else min)(args, key=lambda u: value(u, {"x": x})), z, x)
    if head == "Abs":
        return _at(args[0], z, x) * mp.sign(value(args[0], {"x": x}))
    if head in ("sign", "Heaviside"):
        return mp.mpc(value(term, {"x": x}))
    parts = [_at(arg, z, x) for arg in args]
    if head == "pow":
        whole = args[1].is_number() and args[1].number.denominator == 1
        return parts[0] ** (int(args[1].number) if whole else parts[1])
    plain: Callable[..., mp.mpc] = getattr(mp, head, None) or FUNCTIONS[head]
    return {"add": lambda *u: mp.fsum(u), "mul": lambda *u: mp.fprod(u)}.get(head, plain)(*parts)
