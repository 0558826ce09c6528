"""Values of forms modulo a prime, at a point that no form was made for: a quick look before exact work.

Two forms with different values are different, as long as no relation holds between their variables. Two forms
with equal values are probably equal (J. T. Schwartz, J. ACM 27, 1980); that is then shown, never believed.

>>> from derive.checker.fractional import inverse, product, whole
>>> x = whole({1: 1})
>>> residues = Residues()
>>> residues.value(product(x, inverse(x, set()))), residues.value(x) == residues.value(whole({1: 2}))
(1, False)
"""

from __future__ import annotations

from collections.abc import Iterable

from derive.checker.errors import Rejected
from derive.checker.fractional import Fractional
from derive.checker.monomials import Monomial, pairs
from derive.checker.poly import Number
from derive.checker.work import spend

PRIME = (1 << 61) - 1


class Residues:
    """Each variable has a residue of its own; that of a form is found once."""

    def __init__(self) -> None:
        self._of: dict[int, int] = {}
        self._known: dict[int, tuple[Fractional, int]] = {}  # by identity; the form is kept
        self._powers: dict[Monomial, int] = {0: 1}

    def give(self, index: int, residue: int) -> None:
        """Gives a variable the residue of what it stands for."""
        self._of[index] = residue or 1

    def value(self, form: Fractional) -> int:
        """The residue of a form; `Rejected` where it has none, since the prime divides a denominator."""
        known = self._known.get(id(form))
        if known is None:
            below = 1
            for factor, k in form.den.items():
                below = below * pow(self._sum(factor), k, PRIME) % PRIME
            above = self._sum(form.num.items())
            found = above * _inverse(below) % PRIME if below != 1 else above
            known = self._known[id(form)] = (form, found)
        return known[1]

    def _sum(self, terms: Iterable[tuple[Monomial, Number]]) -> int:
        total = count = 0
        for m, c in terms:
            power = self._powers.get(m)
            if power is None:
                power = self._powers[m] = self._power(m)
            total += power * (c if type(c) is int else c.numerator * _inverse(c.denominator))
            count += 1
        spend(1 + count // 2)
        return total % PRIME

    def _power(self, m: Monomial) -> int:
        total = 1
        for index, exponent in pairs(m):
            if index not in self._of:
                self._of[index] = pow(7, 1_000 + 77 * index, PRIME)
            total = total * pow(self._of[index], exponent, PRIME) % PRIME
        return total


def _inverse(number: int) -> int:
    if not number % PRIME:
        raise Rejected("a look modulo a prime", "denominators that it does not divide", "a multiple of it")
    return pow(number, -1, PRIME)
