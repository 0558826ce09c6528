"""Small terms: sums, products and multiples as the prover writes them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from derive.checker.terms import Term, number


def times(k: int | Fraction, u: Term) -> Term:
    """K u."""
    return u if k == 1 else ("mul", number(Fraction(k)), u)


def part_of(u: Term, denominator: int) -> Term:
    """u/denominator, one factor for repeated refinement."""
    if denominator == 1:
        return u
    if isinstance(u, tuple) and u[0] == "mul" and isinstance(u[1], Fraction) and u[1].numerator == 1:
        denominator, u = denominator * u[1].denominator, u[2] if len(u) == 3 else ("mul", *u[2:])
    return ("mul", Fraction(1, denominator), u)


def sum_of(parts: list[Term]) -> Term:
    """A sum as a term; 0 when there are none."""
    return 0 if not parts else parts[0] if len(parts) == 1 else ("add", *parts)


def product_of(powers: list[tuple[Term, Fraction]]) -> Term:
    """A product of powers as a term; 1 when there are none."""
    factors: list[Term] = [base if q == 1 else ("pow", base, number(q)) for base, q in powers]
    return 1 if not factors else factors[0] if len(factors) == 1 else ("mul", *factors)


def combination(parts: Iterable[tuple[Fraction, Term]]) -> Term:
    """A sum of multiples in which every coefficient is written, 1 too."""
    return sum_of([("mul", number(q), u) for q, u in parts if q])
