"""The signs of quadratic polynomials, beside their values at every place where a sign may change."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise, product
from math import prod

from derive.checker.cell import Cell
from derive.checker.field import Field
from derive.checker.fractional import whole
from derive.checker.monomials import monomial, pairs
from derive.checker.poly import Poly, add, constant, multiply, power, scale, variable
from derive.checker.quadratics import signs_of
from derive.checker.signs import ANY, NEG, POS, ZERO, Interval, of_number, univariate

GRID = (-2, "-1/2", 0, 1, 2)


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


def at(p: Poly, values: Sequence[Fraction]) -> Fraction:
    """The value of a polynomial."""
    return sum((c * prod(values[i] ** e for i, e in pairs(m)) for m, c in p.items()), Fraction(0))


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


def test_the_signs_of_quadratics_whose_coefficients_may_be_zero() -> None:
    """A v² + B v + C beside its values: where A = 0 it need not have the sign that it has elsewhere."""
    rng, decided = random.Random(12), 0
    x, y = variable(0), variable(1)
    parts = [constant(0), constant(1), constant(-1), x, y, add(x, constant(1)), multiply(x, y), add(x, y)]
    parts += [power(p, 2) for p in parts[3:]]
    for _ in range(1_000):
        a, b, c = (scale(rng.choice(parts), rng.choice((-2, -1, 1, 2))) for _ in range(3))
        if rng.random() < 0.5:  # 4 A p = (2 A v + B)² + 4 A d
            a, b, c = power(a, 2), scale(multiply(a, b), 2), add(power(b, 2), c)
        p = add(multiply(a, variable(2, 2)), add(multiply(b, variable(2)), c))
        facts = tuple((name, rng.choice((NEG, POS))) for name in ("x", "y") if rng.random() < 0.3)
        field = Field(Cell({}, facts))
        for name in ("x", "y", "z"):
            field.variable(name)
        for name, sign in facts:
            field.assume(field.form(name), sign)
        found = field.sign_of(p)
        if found == ANY:
            continue
        decided += 1
        for values in product(map(Fraction, GRID), repeat=3):
            if all(of_number(values["xy".index(str(name))]) == sign for name, sign in facts):
                assert of_number(at(p, values)) & found, (p, facts, values)
    assert decided > 150


def test_the_signs_of_a_root_and_what_is_added() -> None:
    """S r + R beside its values, where r^q = u: the root may be as long as the rest."""
    rng, decided = random.Random(13), 0
    x, y = variable(0), variable(1)
    parts = [constant(2), constant(-2), y, scale(y, -1), add(y, constant(-2)), add(power(y, 2), constant(1))]
    for _ in range(600):
        q = rng.choice((2, 3))
        under, beside = rng.choice([("x", x), (2**q, constant(2**q))])
        field = Field(Cell({}))
        for name in ("x", "y"):
            field.variable(name)
        level = rng.choice((beside, constant(1)))
        facts = [(add(power(y, q), scale(level, -1)), rng.choice((NEG, ZERO, POS)))]
        facts += [(y, rng.choice((NEG, POS)))] * rng.randint(0, 1) + [(x, POS)] * (under == "x")
        for f, sign in facts:
            field.assume(whole(f), sign)
        field.generator("pow", (under, Fraction(1, q)))
        p = add(multiply(rng.choice(parts), variable(2)), rng.choice(parts))
        found = field.sign_of(p)
        decided += found != ANY
        for t, v in product(map(Fraction, ("1/2", 1, 2)), map(Fraction, (-3, -2, -1, "1/3", 1, 2, 3))):
            values = (t**q, v, t if under == "x" else Fraction(2))
            if all(of_number(at(f, values)) == sign for f, sign in facts):
                assert of_number(at(p, values)) & found, (p, q, facts, values)
    assert decided > 150
