"""Reduction: a formula as one fraction in lowest terms, where that is shorter than what the rules gave.

>>> from derive.language.grammar import parse
>>> E = parse("(exp(x)*(1 + exp(x)) - exp(x)**2)/(1 + exp(x))**2")
>>> print(reduced(E, Statement(E, "==", E)))
exp(x)/(1 + exp(x))**2
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from derive.calculus.polynomials import forms, names_of, product_of
from derive.checker.monomials import monomial
from derive.checker.poly import Poly, degree, scale
from derive.language.records import Statement
from derive.language.term import Term
from derive.proof.factors import factor_fraction
from derive.proof.tower import Tower

REMEMBERED = 256  # several kinds of facts ask for the same derivatives


def size(term: Term) -> int:
    """The number of nodes of a term."""
    return sum(1 for _ in term.walk())


@lru_cache(REMEMBERED)
def reduced(term: Term, base: Statement) -> Term:
    """The term as a fraction whose sides share no factor, if that is shorter; else the term itself.

    ``base`` lends its hypotheses, domain and definitions.
    """
    fields = forms(replace(base, left=term, relation="==", right=term))
    if fields is None:
        return term
    tower, form, _ = fields
    form = tower.reduce(form)
    if not form.num:
        return term
    coefficient, powers, parts = factor_fraction(form)
    powers, parts = _balanced(tower, powers, parts)
    found = product_of(coefficient, powers, parts, names_of(tower))
    return found if size(found) < size(term) else term


def _balanced(
    tower: Tower, powers: dict[int, int], parts: list[tuple[Poly, int]]
) -> tuple[dict[int, int], list[tuple[Poly, int]]]:
    """Factors such as 1 + E² written as E⁻¹ + E where that takes powers of E away before them."""
    powers, parts = dict(powers), list(parts)
    for index in tower.units:
        for place, (p, k) in enumerate(parts):
            d = degree(p, index)
            shifted = powers.get(index, 0) + k * d // 2
            if d and d % 2 == 0 and abs(shifted) < abs(powers.get(index, 0)):
                powers[index] = shifted
                parts[place] = (scale(p, 1, monomial(index, -d // 2)), k)
    return powers, parts
