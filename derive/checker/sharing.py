"""Whether two terms are equal, with parts of lower depth as variables of their own.

The chain rule says f(g(h(x)))' = f'(g(h(x))) g'(h(x)) h'(x) whatever the last two factors are: to multiply
them out shows nothing more. So where a function of u is multiplied with parts that u is made of, the factors
of these become variables, those of denominators with negative exponents, and the same for factors of equal
value. If the two sides agree in these variables, they agree; if not, the deepest variables are replaced by
what they stand for, until the sides agree or no such variable is left.
Every denominator was seen not to be zero before. What is seen here to be equal is equal; where nothing is
seen, both sides are multiplied out after all.

Parts that may be equal are found by their values modulo a prime (`derive.checker.residues`); what is found is
then shown, never believed.

>>> from derive.checker.cell import Cell
>>> from derive.checker.field import Field
>>> field = Field(Cell({}))
>>> _ = field.generator("exp", ("x",)), field.generator("exp", (("exp", "x"),))
>>> inner, outer = ("add", "x", ("exp", "x")), ("exp", ("exp", "x"))
>>> sharing = Sharing(field)
>>> sharing.equal(("mul", inner, inner, outer), ("mul", ("pow", inner, 2), outer)), len(sharing.parts)
(True, 1)
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from derive.checker.errors import Rejected
from derive.checker.fractional import Fractional, lift, minus, product, product_of, raised, total_of, whole
from derive.checker.monomials import ONE, Monomial, monomial, pairs
from derive.checker.poly import Factor, Poly, add, content, multiply, scale, split, variable
from derive.checker.terms import Term, symbols

if TYPE_CHECKING:
    from derive.checker.field import Field

MAX_PARTS = 60


class Sharing:
    """Normal forms over a field in which parts of lower depth are variables."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.parts: dict[int, Fractional] = {}  # what each variable of our own stands for
        self._alike: dict[int, list[int]] = {}  # these variables by their value modulo the prime
        self._names: dict[int, Fractional] = {}  # variables in place of terms, by the identity of these
        self._cores: dict[Factor, Fractional] = {}  # the variables of polynomials
        self._depths: dict[int, int] = {}  # of variables
        self._monomials: dict[Monomial, int] = {}  # the depths of monomials
        self._met: dict[int, Fractional] = {}  # forms, by the identity of terms
        self._deep: dict[int, int] = {}  # depths of terms, in the same way
        self._kept: list[Term] = []  # the terms of which these are parts

    def equal(self, left: Term, right: Term) -> bool:
        """Whether two terms that have a value (`Field.has_value`) are seen to be equal."""
        if not self.deep():
            return self.field.same_form(left, right)
        try:
            self._kept += [left, right]
            for side in (left, right):
                self._depth_at(side)  # and so of all its parts
            difference = minus(self._of(left), self._of(right))
            if self._is_zero(difference):
                return True
            if not self.field.equations and self.field.residues.differ(difference, whole({})):
                return False
        except Rejected:  # too large, or without a residue: nothing was shown
            pass
        return self.field.same_form(left, right)

    def deep(self) -> bool:
        """Whether some function stands within another."""
        return any(self._depth_of(index) > 1 for index in range(len(self.field.terms)))

    # -- forms --------------------------------------------------------------------------------------
    def _of(self, t: Term) -> Fractional:
        met = self._met.get(id(t))
        if met is None:
            met = self._met[id(t)] = self._form(t)
        return met

    def _form(self, t: Term) -> Fractional:
        if isinstance(t, tuple):
            kind = t[0]
            if kind == "add":
                return total_of(self._beside(t))
            if kind == "mul":
                return product_of(self._beside(t))
            if kind == "pow" and isinstance(t[2], int) and t[2]:
                return self._raised(self._of(t[1]), t[2])
        return self.field.form(t)

    def _beside(self, t: tuple[Any, ...]) -> list[Fractional]:
        """The forms of what is added or multiplied; what is less deep than the whole is named."""
        depths = self._deep
        deepest = depths[id(t)]
        return [self._of(arg) if depths[id(arg)] == deepest else self._named(arg) for arg in t[1:]]

    def _depth_at(self, t: Term) -> int:
        """How many functions stand within each other in a term; nothing is multiplied out for that."""
        known = self._deep.get(id(t))
        if known is None:
            if isinstance(t, tuple) and t[0] in ("add", "mul"):
                depth = max([self._depth_at(arg) for arg in t[1:]])
            elif isinstance(t, tuple) and t[0] == "pow" and isinstance(t[2], int) and t[2]:
                depth = self._depth_at(t[1])
            else:
                depth = self._depth(self.field.form(t))
            known = self._deep[id(t)] = depth
        return known

    def _named(self, t: Term) -> Fractional:
        """A form, or variables in its place, one for each factor that is seen."""
        known = self._names.get(id(t))
        if known is None:
            known = self._names[id(t)] = self._name(t)
        return known

    def _name(self, t: Term) -> Fractional:
        if isinstance(t, tuple) and t[0] == "mul":
            return product_of([self._named(arg) for arg in t[1:]])
        if isinstance(t, tuple) and t[0] == "pow" and isinstance(t[2], int) and t[2] > 0:
            return self._raised(self._named(t[1]), t[2])
        form = self._of(t)
        return form if _is_short(form) else self._factored(form, self._depth_at(t))

    def _factored(self, form: Fractional, depth: int) -> Fractional:
        """A form as number, variables and polynomials that become variables; those below it are not zero."""
        form = self.field.reduce(form)
        if not form.num:
            return form
        lead, common, core = split(form.num)
        factors = [whole({common: lead})]
        if core is not None:
            factors.append(self._variable(core, depth))
        factors += [self._raised(self._inverse(factor, depth), k) for factor, k in form.den.items()]
        return product_of(factors)

    def _inverse(self, factor: Factor, depth: int) -> Fractional:
        """1/p for a polynomial p that is not zero; of a root r of u it is r^(q-1)/u."""
        if len(factor) == 1:
            ((index, exponent),) = pairs(factor[0][0])
            q, u = self.field.rules.get(index, (0, whole({})))
            if q > 1 and exponent == 1 and not u.den and len(u.num) == 1:
                ((m, c),) = u.num.items()
                root = whole(scale(variable(index, q - 1), Fraction(1) / c))
                return product(root, self._inverse(((m, 1),), depth)) if m else root
        ((m, _),) = self._variable(factor, depth).num.items()
        return whole({-m: 1})

    def _raised(self, form: Fractional, k: int) -> Fractional:
        """A power; the variables of denominators may have negative exponents."""
        return raised(form, k, self.field.units | self.parts.keys() if k < 0 else self.field.units)

    def _variable(self, core: Factor, depth: int) -> Fractional:
        """A variable that stands for a polynomial: one that is there, if that has the same value."""
        known = self._cores.get(core)
        if known is None:
            known = self._cores[core] = self._alike_or_new(whole(dict(core)), depth)
        return known

    def _alike_or_new(self, form: Fractional, depth: int) -> Fractional:
        value = self.field.residues.value(form)
        for index in self._alike.get(value, ()):
            if self._is_zero(minus(form, self.parts[index])):
                return whole(variable(index))
        if len(self.parts) >= MAX_PARTS:
            raise Rejected("sharing", f"at most {MAX_PARTS} parts", "more")
        name: Term = ("part", len(self.parts))
        index = self.field.number(name)
        part = whole(variable(index))
        self.parts[index], self._depths[index] = form, depth
        self.field.residues.give(index, value)
        self._alike.setdefault(value, []).append(index)
        return part

    # -- depths -------------------------------------------------------------------------------------
    def _depth(self, form: Fractional) -> int:
        known = self._monomials
        deepest = 0
        for m in [*form.num, *[m for factor in form.den for m, _ in factor]]:
            depth = known.get(m)
            if depth is None:
                depth = known[m] = max([self._depth_of(i) for i, _ in pairs(m)], default=0)
            deepest = max(deepest, depth)
        return deepest

    def _depth_of(self, index: int) -> int:
        """One more than that of the arguments; symbols and numbers have none."""
        known = self._depths.get(index)
        if known is None:
            term = self.field.terms[index]
            args = term[1:] if isinstance(term, tuple) else ()
            inside = max([self._depth(self.field.form(arg)) for arg in args], default=0)
            above = inside > 0 or (isinstance(term, tuple) and bool(symbols(term)))
            known = self._depths[index] = inside + above
        return known

    # -- zero ---------------------------------------------------------------------------------------
    def _is_zero(self, form: Fractional) -> bool:
        """Whether a form is zero: the deepest variables of our own are replaced, until none is left."""
        num = self.field.reduce(form).num
        while num:
            if common := content(num):  # if what remains is zero, so is its product with a monomial
                num = scale(num, 1, -common)
            found = {i for m in num for i, _ in pairs(m) if i in self.parts}
            if not found:
                return False
            deepest = max(self._depths[i] for i in found)
            num = self.field.reduce(self._replaced(num, {i for i in found if self._depths[i] == deepest})).num
        return True

    def _replaced(self, p: Poly, chosen: set[int]) -> Fractional:
        """The numerator of p with fractions in place of some variables."""
        groups: dict[Monomial, Poly] = {}
        for m, c in p.items():
            ours = sum(monomial(i, e) for i, e in pairs(m) if i in chosen)
            groups.setdefault(ours, {})[m - ours] = c
        summands: list[tuple[Poly, Fractional]] = []
        den: dict[Factor, int] = {}
        for ours, coefficient in groups.items():
            powers = [self._raised(self.parts[i], e) for i, e in pairs(ours)]
            replaced = product_of(powers) if powers else whole({ONE: 1})
            summands.append((coefficient, replaced))
            for factor, k in replaced.den.items():
                den[factor] = max(den.get(factor, 0), k)
        total: Poly = {}
        for coefficient, replaced in summands:
            total = add(total, multiply(coefficient, lift(replaced, den)))
        return whole(total)


def _is_short(form: Fractional) -> bool:
    return not form.den and len(form.num) <= 1
