"""Values of forms modulo a prime, at a point that no form was made for: a quick look before exact work.

A variable whose n-th power is known has an n-th root of that residue as its own, so that what is equal by
such relations has one residue; where there is no such root the residues are not ``faithful``, and say less.
Two forms with different values are different, as long as no other relation holds between their variables. Two
forms with equal values are probably equal (J. T. Schwartz, J. ACM 27, 1980); that is then shown, never
believed.

>>> from derive.checker.fractional import inverse, product, whole
>>> x = whole({1: 1})
>>> residues = Residues({})
>>> residues.value(product(x, inverse(x, set()))), residues.value(x) == residues.value(whole({1: 2}))
(1, False)
>>> root = Residues({1: (2, x)})  # the second variable is the root of the first
>>> root.differ(whole({2 << 24: 1}), x), root.differ(whole({3 << 24: 1}), x), root.faithful
(False, True, True)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import gcd

from derive.checker.coefficients import Number
from derive.checker.errors import Rejected
from derive.checker.fractional import Fractional
from derive.checker.monomials import Monomial, pairs
from derive.checker.work import spend

PRIME = (1 << 61) - 1
ROOTS = 3_150  # the order of roots that each residue of a variable has: 2 · 3² · 5² · 7


class Residues:
    """Each variable has a residue of its own; that of a form is found once.

    ``rules`` are the relations of variables, as `derive.checker.reduction.Relations` has them.
    """

    def __init__(self, rules: Mapping[int, tuple[int, Fractional]]) -> None:
        self.faithful = True  # whether what is equal by the rules has one residue
        self._rules = rules
        self._of: dict[int, int] = {}
        self._known: dict[int, tuple[Fractional, int]] = {}  # by identity; the form is kept
        self._powers: dict[Monomial, int] = {0: 1}

    def give(self, index: int, residue: int) -> None:
        """Gives a variable the residue of what it stands for."""
        self._of[index] = residue or 1

    def turn(self, index: int) -> None:
        """Gives a cosine a residue c for which 1 - c² is a square: that of the sine is its root."""
        if index not in self._of:
            t = pow(7, 1_000 + 77 * index, PRIME)
            self._of[index] = 2 * t * pow(1 + t * t, -1, PRIME) % PRIME

    def differ(self, f: Fractional, g: Fractional) -> bool:
        """Whether two forms are seen to be different; no relations hold but the rules."""
        try:
            return self.value(f) != self.value(g) and self.faithful
        except Rejected:
            return False

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
                self._of[index] = self._chosen(index)
            total = total * pow(self._of[index], exponent, PRIME) % PRIME
        return total

    def _chosen(self, index: int) -> int:
        """A residue for a variable: any one, or a root of what a power of it is known to be."""
        chosen = self._of[index] = pow(7, ROOTS * (1_000 + 77 * index), PRIME)
        if index in self._rules:
            n, value = self._rules[index]
            root = _root(self.value(value), n)
            if root is None or index in {i for m in value.num for i, _ in pairs(m)}:
                self.faithful = False
            else:
                chosen = root
        return chosen


def _root(residue: int, n: int) -> int | None:
    """An n-th root, the one that is itself a power of the residue; None where that is no root."""
    order = (PRIME - 1) // 2
    while (common := gcd(order, n)) > 1:
        order //= common
    root = pow(residue, pow(n, -1, order), PRIME) if order > 1 else 0
    return root if root and pow(root, n, PRIME) == residue else None


def _inverse(number: int) -> int:
    if not number % PRIME:
        raise Rejected("a look modulo a prime", "denominators that it does not divide", "a multiple of it")
    return pow(number, -1, PRIME)
