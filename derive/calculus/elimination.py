"""Elimination: the derivative through the function itself.

With f = F(x, E) and f' = G(x, E) over one generator E, the resultant of both equations in E is a
polynomial relation between x, f and f': the differential equation that f satisfies. Where it is of
first degree in f' it is solved for it: σ' = σ(1 - σ) is found so, not stored.

Source: D. Cox, J. Little, D. O'Shea, Ideals, Varieties, and Algorithms, 4th ed., chapter 3.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from derive.calculus.polynomials import Ring, ascending, clearing, forms, monomial, names_of, quotient
from derive.checker.fractional import Fractional, plus, product, raised, whole
from derive.checker.monomials import exponent_in, pairs
from derive.checker.poly import Poly, coefficients, constant, multiply, power, scale, variable, variables
from derive.language.records import Statement
from derive.language.term import Term, call, number, symbol
from derive.language.tidy import sum_of, tidy
from derive.proof.tower import Tower

MAX_TERMS = 200


@dataclass(frozen=True, slots=True)
class Relation:
    """``polynomial(x, y, dy) = 0`` for y = f(x), dy = f'(x), and dy = ``solved`` where it is linear in dy."""

    equation: Term
    solved: Term | None
    generators_left: bool


def relations(piece: Term, slope: Term, base: Statement, y: Term) -> list[Relation]:
    """Relations between a function, its derivative and x, those without generators first.

    ``base`` lends its hypotheses, domain and definitions; ``y`` is what stands for the function in the
    solved form.
    """
    fields = forms(replace(base, left=piece, relation="==", right=slope))
    if fields is None:
        return []
    tower, f, g = fields
    found = []
    for index in _candidates(tower, f):
        relation = _eliminate(tower, f, g, index, y)
        if relation is not None:
            found.append(relation)
    return sorted(found, key=lambda r: r.generators_left)


def _candidates(tower: Tower, f: Fractional) -> Iterator[int]:
    """Generators of f, newest first, roots last; x itself where f is built from x alone."""
    used = variables(f.num).union(*(variables(dict(factor)) for factor in f.den))
    generators = [i for i in sorted(used, reverse=True) if isinstance(tower.terms[i], tuple)]
    yield from sorted(generators, key=lambda i: i in tower.rules)
    if not generators and "x" in tower.index:
        yield tower.index["x"]


def _eliminate(tower: Tower, f: Fractional, g: Fractional, index: int, y: Term) -> Relation | None:
    ny, nz = len(tower.terms), len(tower.terms) + 1
    p, q = _equation(f, ny), _equation(g, nz)
    if max(len(p), len(q)) > MAX_TERMS or index not in variables(p):
        return None
    ring = Ring(sorted(variables(p) | variables(q) | {ny, nz}))
    result = ring.element(p).resultant(ring.element(q), ring.name(index))
    if result == 0:
        return None
    for factor, _ in result.factor()[1]:
        poly = ring.poly(factor)
        if {ny, nz} <= variables(poly) and _vanishes(tower, poly, {ny: f, nz: g}):
            return _relation(tower, poly, ny, nz, y)
    return None


def _equation(form: Fractional, index: int) -> Poly:
    """variable·denominator - numerator, without negative exponents."""
    den = constant(1)
    for factor, exponent in form.den.items():
        den = multiply(den, power(dict(factor), exponent))
    p = multiply(den, variable(index))
    for m, c in scale(form.num, -1).items():
        p[m] = p.get(m, 0) + c
    return scale(p, 1, clearing(p))


def _vanishes(tower: Tower, poly: Poly, values: dict[int, Fractional]) -> bool:
    total = whole({})
    for m, c in poly.items():
        part = whole(constant(c))
        for index, exponent in pairs(m):
            factor = values.get(index, whole(variable(index)))
            part = product(part, raised(factor, exponent, tower.units))
        total = plus(total, part)
    return tower.is_zero(total)


def _relation(tower: Tower, poly: Poly, ny: int, nz: int, y: Term) -> Relation:
    names = names_of(tower)
    left = any(isinstance(tower.terms[i], tuple) for i in variables(poly) - {ny, nz})
    equation = _written(poly, names, nz)
    by_slope = coefficients(poly, nz)
    if max(by_slope) != 1:
        return Relation(equation, None, left)
    above, below = scale(by_slope.get(0, {}), -1), by_slope[1]
    return Relation(equation, _solved(above, below, [*names, y], ny), left)


def _written(poly: Poly, names: list[Term], nz: int) -> Term:
    """``polynomial == 0`` with the terms in dy first, the first of them positive."""
    unknowns = [call("y"), call("dy")]
    order = sorted(ascending(poly, [*names, *unknowns]), key=lambda m: not exponent_in(m, nz))
    sign = 1 if poly[order[0]] > 0 else -1
    letters = [*names, symbol("y"), symbol("dy")]
    summands = [(Fraction(sign * poly[m]), monomial(m, letters)) for m in order]
    return call("eq", sum_of(summands), 0)


def _solved(above: Poly, below: Poly, names: Sequence[Term], ny: int) -> Term:
    """above/below: one fraction, or a multiple of the function and a rest, if that is shorter."""
    if not above:
        return number(0)
    one = quotient(above, below, names)
    parts = coefficients(above, ny)
    if len(parts) == 1 or max(parts) > 1:
        return one
    summands = [quotient(parts[1], below, names) * names[ny], quotient(parts[0], below, names)]
    several = tidy(call("add", *summands))
    return several if len(str(several)) < len(str(one)) else one
