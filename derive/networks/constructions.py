"""Networks that are written down, not trained: each with exact weights and a reason.

>>> [int(xor().at(point)[0]) for point in ((0, 0), (0, 1), (1, 0), (1, 1))]
[0, 1, 1, 0]
>>> interpolant([(0, 1), (1, 3), (4, 0)]).at([Fraction(5, 2)])
(Fraction(3, 2),)
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import pi, tan

from derive.networks.network import Network, Rectified

Number = Fraction | int
HALF = Fraction(1, 2)


def xor() -> Network:
    """max(0, x + y) - 2 max(0, x + y - 1), which is 0, 1, 1, 0 at the corners of the unit square.

    Goodfellow, Bengio, Courville, Deep Learning, MIT Press 2016, section 6.1.
    """
    return Network((Rectified.of([[1, 1], [1, 1]], [0, -1], 0), Rectified.of([[1], [-2]])))


def tent() -> Network:
    """2 max(0, x) - 4 max(0, x - 1/2): up with slope 2, and down with slope -2 from 1/2 on."""
    return sawtooth(1)


def sawtooth(layers: int) -> Network:
    """The tent applied so many times: 2^L pieces on [0, 1] from L layers of two rectifiers.

    Telgarsky, Benefits of Depth in Neural Networks, COLT 2016. Raises ValueError for no layer.
    """
    if layers < 1:
        raise ValueError(f"expected at least one layer, found {layers}")
    first = Rectified.of([[1, 1]], [0, -HALF], 0)
    between = Rectified.of([[2, 2], [-4, -4]], [0, -HALF], 0)
    return Network((first, *(between,) * (layers - 1), Rectified.of([[2], [-4]])))


def interpolant(points: Sequence[tuple[Number, Number]]) -> Network:
    """The network of one hidden layer whose graph joins the points by straight lines, from left to right.

    f(x) = y₁ + Σ c_k max(0, x - x_k), where c_k is by how much the slope changes at x_k; left of the
    first point it is constant, right of the last it goes on straight. Raises ValueError for fewer
    than two points and for two at the same place.
    """
    ordered = sorted((Fraction(x), Fraction(y)) for x, y in points)
    if len(ordered) < 2 or any(a[0] == b[0] for a, b in pairwise(ordered)):
        found = f"{len(ordered)} points" if len(ordered) < 2 else "two at the same x"
        raise ValueError(f"expected at least two points, each at an x of its own, found {found}")
    slopes = [(d - b) / (c - a) for (a, b), (c, d) in pairwise(ordered)]
    changes = [slopes[0], *(after - before for before, after in pairwise(slopes))]
    hidden = Rectified.of([[1] * len(changes)], [-x for x, _y in ordered[:-1]], 0)
    return Network((hidden, Rectified.of([[c] for c in changes], [ordered[0][1]])))


def lines_in_general_position(units: int) -> Network:
    """One hidden layer of rectifiers on the plane, no two of whose lines are parallel and no three meet.

    The lines are tangents of the unit circle in directions that are spread evenly, but with rational
    coordinates: through no point are there three tangents, and parallel ones only in opposite directions.
    """
    odd = units + 1 - units % 2
    halves = [Fraction(tan(pi * k / odd)).limit_denominator(12) for k in range(units)]
    sides = [(t.denominator, t.numerator) for t in halves]
    weights = [[q * q - p * p for q, p in sides], [2 * p * q for q, p in sides]]
    hidden = Rectified.of(weights, [-(q * q) - p * p for q, p in sides], 0)
    return Network((hidden, Rectified.of([[1]] * units)))
