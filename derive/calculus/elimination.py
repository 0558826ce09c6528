"""Elimination: the derivative through the function itself.

With f = F(x, E) and f' = G(x, E) over one generator E, the resultant of both equations in E is a
polynomial relation between x, f and f': the differential equation that f satisfies. Where it is of
first degree in f' it is solved for it: σ' = σ(1 - σ) is found so, not stored.

Source: D. Cox, J. Little, D. O'Shea, Ideals, Varieties, and Algorithms, 4th ed., chapter 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_mpoly_ctx

from derive.checker.errors import Rejected
from derive.checker.field import Cell, Undefined, Unknown
from derive.checker.poly import (
    Fractional,
    Poly,
    constant,
    content,
    multiply,
    plus,
    power,
    product,
    raised,
    scale,
    variable,
    variables,
    whole,
)
from derive.checker.statement import Claim, prepare, read_claim
from derive.language.records import Statement
from derive.language.term import Term, call, from_json, number, symbol
from derive.language.tidy import scaled, tidy
from derive.proof.prover import to_json
from derive.proof.tower import Restart, Tower

MAX_RESTARTS = 8
MAX_DEGREE = 12


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
    claim = read_claim(Statement(piece, "==", slope, base.hypotheses, base.domain, base.definitions).json())
    fields = _forms(claim)
    if fields is None:
        return []
    tower, f, g = fields
    found = []
    for index in _candidates(tower, f):
        relation = _eliminate(tower, f, g, index, y)
        if relation is not None:
            found.append(relation)
    return sorted(found, key=lambda r: r.generators_left)


def _forms(claim: Claim) -> tuple[Tower, Fractional, Fractional] | None:
    seeds: tuple[Any, ...] = ()
    for _ in range(MAX_RESTARTS):
        tower = Tower(Cell({}, claim.facts), seeds)
        try:
            prepare(tower, tower.plant)
            return tower, tower.form(claim.left), tower.form(claim.right)
        except Restart as restart:
            seeds = restart.seeds
        except (Unknown, Undefined, Rejected):
            return None
    return None


def _candidates(tower: Tower, f: Fractional) -> Iterator[int]:
    """Generators of f, newest first; x itself where f is built from x alone."""
    used = variables(f.num).union(*(variables(dict(factor)) for factor in f.den))
    generators = [i for i in sorted(used, reverse=True) if isinstance(tower.terms[i], tuple)]
    yield from (i for i in generators if i not in tower.rules)
    if not generators and "x" in tower.index:
        yield tower.index["x"]


def _eliminate(tower: Tower, f: Fractional, g: Fractional, index: int, y: Term) -> Relation | None:
    ny, nz = len(tower.terms), len(tower.terms) + 1
    p, q = _equation(f, ny), _equation(g, nz)
    if max(len(p), len(q)) > 200 or index not in variables(p):
        return None
    ring = _Ring(sorted(variables(p) | variables(q) | {ny, nz}))
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
    negative = tuple((i, -e) for i, e in content(p) if e < 0)
    return scale(p, 1, negative)


class _Ring:
    """FLINT's ring over the variables that occur."""

    def __init__(self, used: list[int]) -> None:
        self.used = used
        self.ctx = fmpq_mpoly_ctx.get([f"v{i}" for i in used], "lex")

    def name(self, index: int) -> str:
        return f"v{index}"

    def element(self, p: Poly) -> Any:
        place = {index: k for k, index in enumerate(self.used)}
        terms = {}
        for m, c in p.items():
            exponents = [0] * len(self.used)
            for index, exponent in m:
                exponents[place[index]] = exponent
            terms[tuple(exponents)] = fmpq(c.numerator, c.denominator)
        return self.ctx.from_dict(terms)

    def poly(self, element: Any) -> Poly:
        out: Poly = {}
        for exponents, c in element.to_dict().items():
            m = tuple((self.used[k], int(e)) for k, e in enumerate(exponents) if e)
            out[m] = Fraction(int(c.p), int(c.q))
        return out


def _vanishes(tower: Tower, poly: Poly, values: dict[int, Fractional]) -> bool:
    total = whole({})
    for m, c in poly.items():
        part = whole(constant(c))
        for index, exponent in m:
            factor = values.get(index, whole(variable(index)))
            part = product(part, raised(factor, exponent, tower.units))
        total = plus(total, part)
    return tower.is_zero(total)


def _relation(tower: Tower, poly: Poly, ny: int, nz: int, y: Term) -> Relation:
    names = [from_json(to_json(t)) for t in tower.terms]
    left = any(isinstance(tower.terms[i], tuple) for i in variables(poly) - {ny, nz})
    equation = call("eq", sum_of_terms(poly, [*names, symbol("y"), symbol("dy")]), 0)
    parts: dict[int, Poly] = {}
    for m, c in poly.items():
        exponent = dict(m).get(nz, 0)
        parts.setdefault(exponent, {})[tuple(pair for pair in m if pair[0] != nz)] = c
    if max(parts) != 1:
        return Relation(equation, None, left)
    above, below = scale(parts.get(0, {}), -1), parts[1]
    solved = _quotient(above, below, [*names, y], ny, left)
    return Relation(equation, solved, left)


def _quotient(above: Poly, below: Poly, names: list[Term], ny: int, left: bool) -> Term:
    if not above:
        return number(0)
    numerator, sign = _best(above, names, ny)
    if left and len(below) == 1:
        over = sum_of_terms(below, names)
        return tidy(call("add", *(sum_of_terms({m: c}, names) / over for m, c in above.items())))
    if set(below) == {()}:
        return scaled(Fraction(sign) / Fraction(below[()]), numerator)
    denominator, other = _best(below, names, ny)
    return scaled(Fraction(sign * other), numerator / denominator)


def _best(p: Poly, names: list[Term], ny: int) -> tuple[Term, int]:
    """P as a term, factored where that is shorter or takes the function out; with a sign before it."""
    expanded, factored = sum_of_terms(p, names), _factored(p, names)
    has_y = all(dict(m).get(ny, 0) > 0 for m in p)
    if has_y or len(str(factored[0])) < len(str(expanded)):
        return factored
    return expanded, 1


def _factored(p: Poly, names: list[Term]) -> tuple[Term, int]:
    ring = _Ring(sorted(variables(p)))
    if not variables(p):
        return sum_of_terms(p, names), 1
    scale_, found = ring.element(p).factor()
    q = Fraction(int(scale_.p), int(scale_.q))
    factors: list[Term] = []
    for element, k in sorted(found, key=lambda pair: len(pair[0].to_dict())):
        poly = ring.poly(element)
        if poly[_ascending(poly)[0]] < 0:
            poly, q = scale(poly, -1), q * (-1) ** int(k)
        base = sum_of_terms(poly, names)
        factors.append(base if k == 1 else call("pow", base, int(k)))
    sign = -1 if q < 0 else 1
    if abs(q) != 1:
        factors.insert(0, number(abs(q)))
    return (factors[0] if len(factors) == 1 else call("mul", *factors)), sign


def _ascending(p: Poly) -> list[Any]:
    return sorted(p, key=lambda m: (sum(e for _, e in m), m))


def sum_of_terms(p: Poly, names: list[Term]) -> Term:
    """A polynomial as a sum in ascending degree, a positive summand first where there is one."""
    order = _ascending(p)
    first = next((m for m in order if p[m] > 0), None)
    if first is not None:
        order = [first, *(m for m in order if m != first)]
    summands = []
    for m in order:
        factors: list[Term] = []
        for index, exponent in m:
            base = names[index]
            factors.append(base if exponent == 1 else call("pow", base, exponent))
        q = Fraction(p[m])
        body = number(q) if not factors else factors[0] if len(factors) == 1 else call("mul", *factors)
        summands.append(body if not factors else scaled(q, body))
    return summands[0] if len(summands) == 1 else call("add", *summands)
