"""Relations of variables, such as r^q = u for a root r of u, and what they make of a fraction.

>>> from derive.checker.fractional import whole
>>> from derive.checker.poly import variable
>>> relations = Relations()
>>> relations.terms += ["u", ("pow", "u", 2)]
>>> relations.rules[1] = (2, whole(variable(0)))
>>> relations.reduce(whole(variable(1, 3))).num == {(1 << 24) + 1: 1}
True
"""

from __future__ import annotations

from derive.checker.fractional import Fractional, plus, product, raised, whole
from derive.checker.monomials import SEVERAL, height, united
from derive.checker.poly import Poly, coefficients, constant, degree, degrees, key, multiply, variable
from derive.checker.terms import Term
from derive.checker.work import spend


class Relations:
    """Variables in order, some of which have a power that is known."""

    def __init__(self) -> None:
        self.terms: list[Term] = []  # what each variable stands for
        self.units: set[int] = set()  # variables that may have negative exponents
        self.rules: dict[int, tuple[int, Fractional]] = {}  # variable**n = value

    def reduce(self, form: Fractional) -> Fractional:
        """The form with every relation applied to its numerator, newest generator first."""
        if not self.rules or not self._may_be_due(form.num):
            return form
        done, last = self._clear_units(form), len(self.terms)
        while True:
            highest = degrees(done.num)
            due = [i for i in highest if i < last and i in self.rules and highest[i] >= self.rules[i][0]]
            if not due:
                return done
            last = max(due)
            done = self._reduce_by(done, last, *self.rules[last])

    def _may_be_due(self, p: Poly) -> bool:
        """False where no exponent is as high as one of a known power, at a glance."""
        spend(1 + len(p) // 2)
        bits = united(p)
        for index, (n, _) in self.rules.items():
            if index >= SEVERAL or index in self.units or height(bits, index) >= n:
                return True
        return False

    def _clear_units(self, form: Fractional) -> Fractional:
        """No negative exponents of a unit that has a rule: they go into the denominator."""
        for index in self.units & self.rules.keys():
            lowest = min((e for e in coefficients(form.num, index)), default=0)
            if lowest < 0:
                unit = {key(variable(index)): -lowest}
                num = multiply(form.num, variable(index, -lowest))
                form = product(whole(num), Fractional(constant(1), {**form.den, **unit}))
        return form

    def _reduce_by(self, form: Fractional, index: int, n: int, value: Fractional) -> Fractional:
        while degree(form.num, index) >= n:
            total = whole({})
            for exponent, part in sorted(coefficients(form.num, index).items()):
                rest = exponent % n if exponent >= n else exponent
                piece = whole(multiply(part, variable(index, rest)) if rest else part)
                if exponent >= n:
                    piece = product(piece, raised(value, exponent // n, self.units))
                total = plus(total, piece)
            form = product(total, Fractional(constant(1), form.den))
        return form
