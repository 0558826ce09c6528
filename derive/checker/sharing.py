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

from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from derive.checker.errors import Rejected
from derive.checker.fractional import Fractional, lift, minus, product, raised, total_of, whole
from derive.checker.monomials import ONE, Monomial, monomial, pairs
from derive.checker.poly import Factor, Poly, add, content, multiply, scale, split, variable
from derive.checker.terms import Term, symbols

if TYPE_CHECKING:
    from derive.checker.field import Field

MAX_PARTS = 60


class Form(NamedTuple):
    """A normal form with its depth: how many functions stand within each other in it."""

    form: Fractional
    depth: int


class Sharing:
    """Normal forms over a field in which parts of lower depth are variables."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.parts: dict[int, Fractional] = {}  # what each variable of our own stands for
        self._alike: dict[int, list[int]] = {}  # these variables by their value modulo the prime
        self._names: dict[int, Fractional] = {}  # variables in place of terms, by the identity of these
        self._cores: dict[Factor, Fractional] = {}  # the variables of polynomials
        self._depths: dict[int, int] = {}  # of variables
        self._met: dict[int, tuple[Term, Form]] = {}  # by identity; the term is kept

    def equal(self, left: Term, right: Term) -> bool:
        """Whether two terms that have a value (`Field.has_value`) are seen to be equal."""
        if not self.deep():
            return self.field.same_form(left, right)
        try:
            difference = minus(self._of(left).form, self._of(right).form)
            if self._is_zero(difference):
                return True
            if not (self.field.rules or self.field.equations) and self.field.residues.value(difference):
                return False  # seen to differ: no relation holds between the variables
        except Rejected:  # too large, or without a residue: nothing was shown
            pass
        return self.field.same_form(left, right)

    def deep(self) -> bool:
        """Whether some function stands within another."""
        return any(self._depth_of(index) > 1 for index in range(len(self.field.terms)))

    # -- forms --------------------------------------------------------------------------------------
    def _of(self, t: Term) -> Form:
        met = self._met.get(id(t))
        if met is None:
            met = self._met[id(t)] = (t, self._form(t))
        return met[1]

    def _form(self, t: Term) -> Form:
        if isinstance(t, tuple):
            if t[0] == "add":
                forms, depth = self._beside(t[1:])
                return Form(total_of(forms), depth)
            if t[0] == "mul":
                forms, depth = self._beside(t[1:])
                return Form(reduce(product, forms), depth)
            if t[0] == "pow" and isinstance(t[2], int) and t[2]:
                base, depth = self._of(t[1])
                return Form(self._raised(base, t[2]), depth)
        form = self.field.form(t)
        return Form(form, self._depth(form))

    def _beside(self, terms: tuple[Term, ...]) -> tuple[list[Fractional], int]:
        """The forms of terms that are added or multiplied, and the greatest of their depths."""
        found = [self._of(t) for t in terms]
        depth = max(f.depth for f in found)
        return [
            f.form if f.depth == depth or _is_short(f.form) else self._named(t, f)
            for t, f in zip(terms, found, strict=True)
        ], depth

    def _named(self, t: Term, found: Form) -> Fractional:
        """Variables in place of a form: one for each factor that is seen, as a product of their powers."""
        if _is_short(found.form):
            return found.form
        if isinstance(t, tuple) and t[0] == "mul":
            return reduce(product, [self._named(factor, self._of(factor)) for factor in t[1:]])
        if isinstance(t, tuple) and t[0] == "pow" and isinstance(t[2], int) and t[2] > 0:
            return self._raised(self._named(t[1], self._of(t[1])), t[2])
        known = self._names.get(id(t))
        if known is None:
            known = self._names[id(t)] = self._factored(found)
        return known

    def _factored(self, found: Form) -> Fractional:
        """A form as number, variables and polynomials that become variables; those below it are not zero."""
        form = self.field.reduce(found.form)
        if not form.num:
            return form
        lead, common, core = split(form.num)
        total = whole({common: lead})
        if core is not None:
            total = product(total, self._variable(core, found.depth))
        for factor, k in form.den.items():
            total = product(total, self._raised(self._inverse(factor, found.depth), k))
        return total

    def _inverse(self, factor: Factor, depth: int) -> Fractional:
        """1/p for a polynomial p that is not zero; of a root r of u it is r^(q-1)/u."""
        if len(factor) == 1:
            ((index, exponent),) = pairs(factor[0][0])
            q, u = self.field.rules.get(index, (0, whole({})))
            if q > 1 and exponent == 1 and not u.den and len(u.num) == 1:
                ((m, c),) = u.num.items()
                root = whole(scale(variable(index, q - 1), Fraction(1) / c))
                return product(root, self._inverse(((m, 1),), depth)) if m else root
        return self._raised(self._variable(factor, depth), -1)

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
        part = self.field.variable(name)
        index = self.field.index[name]
        self.parts[index], self._depths[index] = form, depth
        self.field.residues.give(index, value)
        self._alike.setdefault(value, []).append(index)
        return part

    # -- depths -------------------------------------------------------------------------------------
    def _depth(self, form: Fractional) -> int:
        polys: Iterable[Iterable[Monomial]] = (form.num, *((m for m, _ in factor) for factor in form.den))
        return max((self._depth_of(i) for p in polys for m in p for i, _ in pairs(m)), default=0)

    def _depth_of(self, index: int) -> int:
        """One more than that of the arguments; symbols and numbers have none."""
        known = self._depths.get(index)
        if known is None:
            term = self.field.terms[index]
            args = term[1:] if isinstance(term, tuple) else ()
            inside = max((self._depth(self.field.form(arg)) for arg in args), default=0)
            known = self._depths[index] = inside + (isinstance(term, tuple) and bool(symbols(term)))
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
            replaced = reduce(product, powers) if powers else whole({ONE: 1})
            summands.append((coefficient, replaced))
            for factor, k in replaced.den.items():
                den[factor] = max(den.get(factor, 0), k)
        total: Poly = {}
        for coefficient, replaced in summands:
            total = add(total, multiply(coefficient, lift(replaced, den)))
        return whole(total)


def _is_short(form: Fractional) -> bool:
    return not form.den and len(form.num) <= 1
