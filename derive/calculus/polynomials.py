"""Polynomials over the generators of a field, as terms that one reads: sums in ascending degree, factors.

>>> from derive.language.term import symbol
>>> names = [symbol("a"), symbol("x")]
>>> print(sum_of_terms({power(0) + power(1): -2, 0: 1, power(1, 2): 1}, names))
1 + x**2 - 2*a*x
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_mpoly_ctx

from derive.checker.claim import read_claim
from derive.checker.errors import Rejected
from derive.checker.field import Cell, Undefined, Unknown
from derive.checker.fractional import Fractional
from derive.checker.monomials import Monomial, pairs
from derive.checker.monomials import monomial as power
from derive.checker.poly import Poly, multiply, scale
from derive.checker.statement import prepare
from derive.language.records import Statement
from derive.language.term import Term, call, from_json, number, symbol
from derive.language.tidy import sum_of, tidy
from derive.proof.factors import factor
from derive.proof.prover import to_json
from derive.proof.tower import Restart, Tower

X = symbol("x")
MAX_RESTARTS = 8


def forms(statement: Statement) -> tuple[Tower, Fractional, Fractional] | None:
    """The two sides of a statement as fractions of polynomials over one tower; None where there is none.

    Where the domain says u != 0, u > 0 is looked at, then u < 0: a rational form is the same on both sides.
    """
    for sign in ("ne", "gt", "lt"):
        domain = tuple(Term(sign, c.args) if c.head == "ne" else c for c in statement.domain)
        found = _forms(replace(statement, domain=domain))
        if found is not None:
            return found
    return None


def _forms(statement: Statement) -> tuple[Tower, Fractional, Fractional] | None:
    seeds: tuple[Any, ...] = ()
    try:
        claim = read_claim(statement.json())
    except Rejected:
        return None
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


def clearing(*polys: Poly) -> Monomial:
    """What polynomials have to be multiplied by so that no exponent is negative."""
    least: dict[int, int] = {}
    for p in polys:
        for m in p:
            for i, e in pairs(m):
                least[i] = min(least.get(i, 0), e)
    return sum(power(i, -e) for i, e in least.items())


def names_of(tower: Tower) -> list[Term]:
    """The generators of a tower as terms."""
    return [from_json(to_json(term)) for term in tower.terms]


class Ring:
    """FLINT's ring over the variables that occur."""

    def __init__(self, used: Sequence[int]) -> None:
        self.used = used
        self.ctx = fmpq_mpoly_ctx.get([self.name(i) for i in used], "lex")

    @staticmethod
    def name(index: int) -> str:
        return f"v{index}"

    def element(self, p: Poly) -> Any:
        place = {index: k for k, index in enumerate(self.used)}
        terms = {}
        for m, c in p.items():
            exponents = [0] * len(self.used)
            for index, exponent in pairs(m):
                exponents[place[index]] = exponent
            terms[tuple(exponents)] = fmpq(c.numerator, c.denominator)
        return self.ctx.from_dict(terms)

    def poly(self, element: Any) -> Poly:
        out: Poly = {}
        for exponents, c in element.to_dict().items():
            m = sum(power(self.used[k], int(e)) for k, e in enumerate(exponents) if e)
            out[m] = Fraction(int(c.p), int(c.q))
        return out


def quotient(above: Poly, below: Poly, names: Sequence[Term]) -> Term:
    """A fraction of two polynomials ≠ 0 in lowest terms, both sides as products of factors."""
    coefficient, powers, factors = factor(above)
    other, others, parts = factor(below)
    powers = {i: powers.get(i, 0) - others.get(i, 0) for i in powers.keys() | others.keys()}
    for p, k in parts:
        same = next((i for i, (q, _) in enumerate(factors) if q == p), None)
        if same is None:
            factors.append((p, -k))
        else:
            factors[same] = (p, factors[same][1] - k)
    return product_of(coefficient / other, powers, [pair for pair in factors if pair[1]], names)


def product_of(
    coefficient: Fraction,
    powers: dict[int, int],
    factors: Sequence[tuple[Poly, int]],
    names: Sequence[Term],
) -> Term:
    """A number times powers of generators and of polynomials, as a term."""
    parts: list[Term] = [_powered(names[index], k) for index, k in sorted(powers.items()) if k]
    for poly, k in sorted(_gathered(factors, names), key=lambda pair: len(pair[0])):
        first = poly[ascending(poly, names)[0]]
        sign = -1 if first < 0 else 1
        if k % 2 and coefficient * sign < 0 and -1 in {_sign(-c * sign) for c in poly.values()} != {-1}:
            sign = -sign  # (u - 1) v rather than -(1 - u) v
        coefficient *= sign ** (k % 2)  # k may be negative
        parts.append(_powered(sum_of_terms(scale(poly, sign), names), k))
    return tidy(call("mul", number(coefficient), *parts))


def _gathered(factors: Sequence[tuple[Poly, int]], names: Sequence[Term]) -> list[tuple[Poly, int]]:
    """Factors multiplied out where that is shorter: 1 - y² rather than (1 - y)(1 + y)."""
    kept: list[tuple[Poly, int]] = []
    for p, k in factors:
        for place, (q, other) in enumerate(kept):
            both = multiply(p, q)
            if k == other and _length(both, names) < _length(p, names) + _length(q, names):
                kept[place] = (both, k)
                break
        else:
            kept.append((p, k))
    return kept


def _length(p: Poly, names: Sequence[Term]) -> int:
    return len(str(sum_of_terms(p, names)))


def _sign(q: Fraction | int) -> int:
    return 1 if q > 0 else -1


def _powered(base: Term, k: int) -> Term:
    return base if k == 1 else call("pow", base, k)


def sum_of_terms(p: Poly, names: Sequence[Term]) -> Term:
    """A polynomial as a sum in ascending degree, a positive summand first where there is one."""
    return tidy(sum_of([(Fraction(p[m]), monomial(m, names)) for m in ascending(p, names)]))


def ascending(p: Poly, names: Sequence[Term]) -> list[Monomial]:
    """The monomials by degree; of the same degree x comes first, then functions, then other letters."""

    def rank(index: int) -> int:
        name = names[index]
        return -1 if name == X else index + (len(names) if name.is_symbol() else 0)

    def place(m: Monomial) -> Any:
        return sum(abs(e) for _, e in pairs(m)), sorted((rank(index), -e) for index, e in pairs(m))

    return sorted(p, key=place)


def monomial(m: Monomial, names: Sequence[Term]) -> Term:
    """A product of powers of generators."""
    factors = [_powered(names[index], exponent) for index, exponent in pairs(m)]
    return number(1) if not factors else factors[0] if len(factors) == 1 else call("mul", *factors)
