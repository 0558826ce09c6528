"""The signs of quadratic polynomials, beside their values at every place where a sign may change."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise

from derive.checker.monomials import monomial
from derive.checker.poly import Poly
from derive.checker.quadratics import signs_of
from derive.checker.signs import NEG, POS, ZERO, Interval, univariate


def some(rng: random.Random) -> Fraction:
    return Fraction(rng.randint(-5, 5), rng.choice((1, 1, 2, 3)))


def places(
    marks: list[Fraction], lo: Fraction | None, hi: Fraction | None, closed: tuple[bool, bool]
) -> list[Fraction]:
    """A point of each part into which marks cut an interval, marks inside it, and ends that are taken."""
    cuts = sorted({*marks, *(end for end in (lo, hi) if end is not None)})
    between = [(a + b) / 2 for a, b in pairwise(cuts)]
    far = [cuts[0] - 1, cuts[-1] + 1]
    ends = [end for end, taken in zip((lo, hi), closed, strict=True) if taken and end is not None]
    inside = [v for v in (*cuts, *between, *far) if (lo is None or v > lo) and (hi is None or v < hi)]
    return [*inside, *ends]


def test_the_signs_of_products_of_linear_factors_and_of_sums_of_squares() -> None:
    rng, tried = random.Random(11), 0
    while tried < 4_000:
        a, r, s, lo, hi = (some(rng) for _ in range(5))
        ends = (rng.choice((None, lo)), rng.choice((None, hi)))
        if a == 0 or (None not in ends and lo >= hi):
            continue
        tried += 1
        closed = (ends[0] is not None and rng.random() < 0.5, ends[1] is not None and rng.random() < 0.5)
        apart = rng.random() < 0.3  # no roots: a((v - r)² + s² + 1)
        p = [a * (r * r + s * s + 1), -2 * a * r, a] if apart else [a * r * s, -a * (r + s), a]
        marks = [r] if apart else [r, s, (r + s) / 2]
        seen = [p[0] + v * (p[1] + v * p[2]) for v in places(marks, *ends, closed)]
        wanted = (any(q < 0 for q in seen), any(q == 0 for q in seen), any(q > 0 for q in seen))
        assert signs_of(p, *ends, closed) == wanted, (p, ends, closed)
        poly: Poly = {monomial(0, k): c for k, c in enumerate(p) if c}
        found = univariate(poly, 0, Interval(*ends, *closed))
        assert found == sum(sign for sign, there in zip((NEG, ZERO, POS), wanted, strict=True) if there)
