"""Gaussian moments and what follows from them, and errors of approximations, held against mpmath.

Moments by Gauss-Legendre quadrature of the definition between whole numbers and the points where pieces meet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise

import mpmath as mp
from mp_values import value
from mpmath.calculus.quadrature import GaussLegendre
from told import Fact, Told, close, real

from derive.facts.subject import X
from derive.language.term import symbol

Complaints = Iterator[str]
Real = Callable[[mp.mpf], mp.mpf]
FAR = 11  # beyond it the normal density is below 1e-26
DIGITS = 80  # so that log(1e-28), of the normal distribution function far out, is not mistaken for noise
SURE = 13  # digits that the quadrature is trusted for


@cache
def _nodes() -> tuple[tuple[mp.mpf, mp.mpf], ...]:
    """The 24 nodes of Gauss and Legendre in (-1, 1) with their weights: exact to the degree 47."""
    with mp.workdps(40):
        return tuple(GaussLegendre(mp.mp).calc_nodes(4, mp.mp.prec))


Sample = tuple[mp.mpf, mp.mpf, mp.mpf, mp.mpf]  # z, weight, f(z), f'(z)


def samples(f: Real, joints: Sequence[mp.mpf]) -> list[Sample]:
    """The function and its slope at the nodes; the weights hold the normal density."""
    h = mp.mpf("1e-12")
    with mp.workdps(DIGITS):
        cuts = sorted({*map(mp.mpf, range(-FAR, FAR + 1)), *(j for j in joints if abs(j) < FAR)})
        found = []
        for a, b in pairwise(cuts):
            for t, w in _nodes():
                x = (a + b) / 2 + (b - a) / 2 * t
                slope = (f(x + h) - f(x - h)) / (2 * h)
                found.append((x, w * (b - a) / 2 * mp.npdf(x), f(x), slope))
        return found


def mean(rows: Sequence[Sample], h: Callable[[mp.mpf, mp.mpf, mp.mpf], mp.mpf]) -> mp.mpf:
    """E h(Z, f(Z), f'(Z))."""
    return mp.fsum(w * h(z, y, dy) for z, w, y, dy in rows)


QUANTITIES: dict[str, Callable[[mp.mpf, mp.mpf, mp.mpf], mp.mpf]] = {
    "E f(Z)": lambda z, y, dy: y,
    "E f(Z)**2": lambda z, y, dy: y * y,
    "E f'(Z)**2": lambda z, y, dy: dy * dy,
}


@cache
def rows_of(told: Told) -> list[Sample]:
    return samples(told.f, told.joints)


def moments(told: Told, fact: Fact) -> Complaints:
    found = mean(rows_of(told), QUANTITIES[fact["quantity"]])
    if not close(_shown(fact["value"]), found, SURE):
        yield f"{fact['quantity']} is {mp.nstr(found, 15)}"
    if "exact" in fact and not close(told.at(fact["exact"]), _shown(fact["value"]), 28):
        yield f"{fact['exact']} is {mp.nstr(told.at(fact['exact']), 30)}"


def _shown(text: str) -> mp.mpf:
    """The middle of "[m +/- r]", or the number."""
    return real(text.strip("[]").split(" ")[0])


def gain(told: Told, fact: Fact) -> Complaints:
    name = "E f(Z)**2" if fact["way"] == "forwards" else "E f'(Z)**2"
    found = 1 / mp.sqrt(mean(rows_of(told), QUANTITIES[name]))
    if not close(_shown(fact["value"]), found, SURE):
        yield f"the gain {fact['way']} is {mp.nstr(found, 15)}"


def fixed_point(told: Told, fact: Fact) -> Complaints:
    yield from _returns(rows_of(told), fact["slope"], fact["stable"])
    found = 1 / mp.sqrt(mean(rows_of(told), QUANTITIES["E f(Z)**2"]))
    if not close(_shown(fact["gain"]), found, SURE):
        yield f"the gain is {mp.nstr(found, 15)}"


def _returns(rows: Sequence[Sample], slope: str, stable: bool | None) -> Complaints:
    """The slope of q ↦ g² E f(√q Z)² at 1; its sign of 1 - slope says whether it is stable."""
    second = mean(rows, QUANTITIES["E f(Z)**2"])
    found = mean(rows, lambda z, y, dy: y * y * (z * z - 1)) / (2 * second)
    if not close(_shown(slope), found, SURE):
        yield f"the slope is {mp.nstr(found, 15)}"
    clear = abs(abs(found) - 1) > mp.mpf("1e-10")
    if (clear and stable != (abs(found) < 1)) or (not clear and stable is not None):
        yield f"stable {stable} with the slope {mp.nstr(found, 15)}"


def normalising(told: Told, fact: Fact) -> Complaints:
    """The family at the parameter that is told, times the scale, has mean 0 and variance 1."""
    scale, letter = real(fact["scale"]), symbol(fact["letter"])
    table = {name: number for name, number in told.subject.values.items() if name != letter}
    family = type(told.subject.function)(told.subject.function.head, (X, *told.subject.values)).replace(table)
    parameter = real(fact["parameter"])

    def f(x: mp.mpf) -> mp.mpf:
        return scale * value(family, {"x": x, letter.name: parameter}, told.subject.definitions)

    rows = samples(f, told.joints)
    for name, exact in (("E f(Z)", 0), ("E f(Z)**2", 1)):
        if not close(mean(rows, QUANTITIES[name]), mp.mpf(exact), SURE):
            yield f"{name} is {mp.nstr(mean(rows, QUANTITIES[name]), 15)}"
    yield from _returns(rows, fact["slope"], fact["stable"])
    if "exact parameter" in fact and not close(told.at(fact["exact parameter"]), parameter, 28):
        yield f"{fact['exact parameter']} is another number"


# -- suprema --------------------------------------------------------------------------------------------


def approximation_error(told: Told, fact: Fact) -> Complaints:
    """The largest distance on a grid, refined; the distance where it is told to be largest."""
    by = told.read(fact["by"])

    def apart(x: mp.mpf) -> mp.mpf:
        return abs(told.f(x) - told.value(by, x))

    with mp.workdps(30):
        found, said = searched(apart), real(fact["value"])
        if found > said * (1 + mp.mpf(10) ** -27) or said - found > mp.mpf(10) ** -12:
            yield f"the largest distance is {mp.nstr(found, 15)}"
        if fact["at"] and not close(apart(real(fact["at"])), said, 20):
            yield f"at {fact['at']} the distance is {mp.nstr(apart(real(fact['at'])), 15)}"


def searched(d: Real) -> mp.mpf:
    """The largest value on a grid, refined by golden sections."""
    xs = [mp.mpf(k) / 8 for k in range(-80, 81)]
    values = [d(x) for x in xs]
    best = max(range(len(xs)), key=lambda i: values[i])
    a, b = xs[max(best - 1, 0)], xs[min(best + 1, len(xs) - 1)]
    top, ratio = values[best], (mp.sqrt(5) - 1) / 2
    for _ in range(45):
        c, e = b - ratio * (b - a), a + ratio * (b - a)
        u, v = d(c), d(e)
        top, (a, b) = max(top, u, v), ((a, e) if u > v else (c, b))
    return top
