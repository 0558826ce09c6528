"""Normal forms: a term without branches becomes a fraction of polynomials in symbols and generators.

A generator is an application such as exp(x) that the certificate names; its argument lies in the
field below it. Generators obey relations: a root r of u satisfies r^q = u, sin² = 1 - cos². An
equation holds when the numerator of the difference reduces to zero. A term is put into normal form
only where it is defined: each division, logarithm and root asks for the sign of a polynomial on
the cell; when the sign is wrong the term is `Undefined`, when it is not known the question is `Unknown`.

Source: M. Bronstein, Symbolic Integration I, 2nd ed., chapters 3 and 9 (differential fields).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from derive.checker import bounds, enclosure, powers
from derive.checker.cell import Cell, Undefined
from derive.checker.cosines import even_turn, relation_of_cosine
from derive.checker.elementary import ROWS, is_positive, one_plus_e_times, range_of
from derive.checker.errors import Rejected
from derive.checker.fractional import Fractional, minus, product, product_of, raised, total_of, whole
from derive.checker.ground import MAX_ESTIMATES, Ground, Unknown
from derive.checker.intervals import enclose_constant
from derive.checker.monomials import ONE, monomial
from derive.checker.poly import Poly, constant, variable, variables
from derive.checker.rational import Outside
from derive.checker.signs import (
    AT_LEAST_0,
    AT_MOST_0,
    NEG,
    NEGATIVE,
    NONZERO,
    POS,
    POSITIVE,
    REAL,
    ZERO,
    Interval,
)
from derive.checker.terms import Term, head, is_number, show, substitute, symbols
from derive.checker.waves import half_wave

__all__ = ["Atom", "Cell", "Field", "Undefined", "Unknown"]

MAX_POLYLOG = 100  # the order of a polylogarithm
RANGE_BITS = 24  # of the ends of generators' intervals


class Atom(NamedTuple):
    """A function with its arguments in normal form, and its value."""

    args: tuple[Fractional, ...]
    value: Fractional


class Field(Ground):
    """The field over one cell: terms without branches in normal form over named generators."""

    def __init__(self, cell: Cell) -> None:
        super().__init__(cell)
        self.atoms: dict[str, list[Atom]] = {}
        self._forms: dict[Term, list[Fractional]] = {}  # no form yet, or one
        self._leaves: dict[int | str, Fractional] = {}
        self._met: dict[int, Fractional] = {}  # by the identity of terms
        self._kept: list[Term] = []  # these terms, so that no other gets their identity
        self._seen: dict[int, Term] = {}  # terms that have a value, by identity

    def estimate(self, p: Poly) -> int:
        """A sign by an inequality between an elementary function and a simpler one (nested twice at most)."""
        self.estimating += 1
        try:
            return bounds.estimate(self, p)
        finally:
            self.estimating -= 1

    # -- normal form --------------------------------------------------------------------------------
    def form(self, t: Term) -> Fractional:
        """The normal form of a term without branches, derivatives and definitions."""
        found = self._met.get(id(t))
        if found is None:  # not the very same term, which there is no need to compare
            found = self._met[id(t)] = self._leaf(t) if not isinstance(t, tuple) else self._application(t)
            self._kept.append(t)
        return found

    def _application(self, t: tuple[Any, ...]) -> Fractional:
        if t[0] == "add" or (t[0] == "mul" and len(t) == 3 and is_number(t[1])):
            return self._form(t)  # sooner added up again than looked up: to compare terms takes time
        known = self._forms.setdefault(t, [])
        if not known:
            known.append(self._form(t))
        return known[0]

    def _leaf(self, t: int | Fraction | str) -> Fractional:
        if not isinstance(t, (int, str)):  # a Fraction; to ask for that is slow where it is none
            return whole(constant(t))
        known = self._leaves.get(t)
        if known is None:
            if isinstance(t, int):
                known = whole(constant(t))
            else:
                known = self.form(self.cell.fixed[t]) if t in self.cell.fixed else self.variable(t)
            self._leaves[t] = known
        return known

    def _form(self, t: tuple[Any, ...]) -> Fractional:
        kind, args = t[0], t[1:]
        if kind == "add":
            return total_of([self.form(arg) for arg in args])
        if kind == "mul":
            return product_of([self.form(arg) for arg in args])
        if kind == "pow":
            return self.power(args[0], args[1])
        if kind == "pi":
            return self.apply("pi", ())
        if kind in ROWS or kind == "polylog":
            return self.function(kind, args)
        raise Rejected("normal form", "a term without branches", kind)

    def has_value(self, t: Term) -> None:
        """Asks what the normal form asks of the parts of a term, and multiplies nothing out."""
        if not isinstance(t, tuple):
            self.form(t)
        elif id(t) not in self._met and id(t) not in self._seen:
            if t[0] in ("add", "mul"):
                for arg in t[1:]:
                    self.has_value(arg)
            elif t[0] != "pow" or not isinstance(t[2], int):
                self.form(t)
            elif t[2] >= 0:
                self.has_value(t[1])
            elif head(t[1]) == "mul":
                for factor in t[1][1:]:
                    self.has_value(("pow", factor, t[2]))
            else:
                self.require(self.form(t[1]), NONZERO, "division by zero")
            self._seen[id(t)] = t

    def same_value(self, t: Term, u: Term) -> bool:
        """Whether two terms that have a value have the same one."""
        return self.same_form(t, u)

    def same_form(self, t: Term, u: Term) -> bool:
        """The same by their normal forms, in which all is multiplied out."""
        return self.is_zero(minus(self.form(t), self.form(u)))

    def written(self, t: Term) -> Term:
        """A term of the same value, from its normal form."""
        form = self.reduce(self.form(t))
        factors: list[Term] = [("pow", self.term_of(dict(p)), -k) for p, k in form.den.items()]
        return ("mul", self.term_of(form.num), *factors) if factors else self.term_of(form.num)

    def power(self, base: Term, exponent: Term) -> Fractional:
        if not is_number(exponent):
            return powers.power(self, base, exponent)
        if isinstance(exponent, int):
            if exponent < 0 and head(base) == "mul":  # a product is not 0 where none of its factors is
                return product_of([self.form(("pow", factor, exponent)) for factor in base[1:]])  # type: ignore[index]
            form = self.form(base)
            if exponent < 0:
                self.require(form, NONZERO, "division by zero")
                form = self.reduce(form)
            return raised(form, exponent, self.units) if exponent else whole(constant(1))
        return self.root(base, exponent)  # type: ignore[arg-type]

    def root(self, base: Term, exponent: Fraction) -> Fractional:
        form = self.form(base)
        self.require(form, POS if exponent < 0 else POS | ZERO, "a root outside its domain")
        value = self.constant_of(form)
        if value in (0, 1):
            return whole(constant(value or 0))
        unit = exponent if exponent.numerator == 1 else Fraction(1, exponent.denominator)
        return raised(self.apply("pow", (base, unit)), exponent.numerator, self.units)

    def function(self, kind: str, args: tuple[Term, ...]) -> Fractional:
        if kind == "polylog":
            self._polylog_domain(args)
            if self.constant_of(self.form(args[1])) == 0:
                return whole({})
        else:
            row = ROWS[kind]
            for term, allowed in row.domain(args[0]):
                self.require(self.form(term), allowed, f"{kind} outside its domain")
            value = self.constant_of(self.form(args[0]))
            if value is not None:
                if value == 0 and row.at_zero is not None:
                    return whole(constant(row.at_zero))
                if value == 1 and kind == "log":
                    return whole({})
        return self.apply(kind, args)

    def _polylog_domain(self, args: tuple[Term, ...]) -> None:
        if not isinstance(args[0], int) or not 2 <= args[0] <= MAX_POLYLOG:
            raise Rejected("polylog", f"polylog(s, u) with a whole s from 2 to {MAX_POLYLOG}", show(args[0]))
        slack = minus(whole(constant(1)), self.form(args[1]))
        self.require(slack, POS | ZERO, "polylog outside its domain")

    def apply(self, kind: str, args: tuple[Term, ...]) -> Fractional:
        """The value of a function at arguments: an atom of the certificate with equal arguments."""
        forms = tuple([self.form(arg) for arg in args])
        found = self.find(kind, forms)
        return self.missing(kind, args, forms) if found is None else found

    def find(self, kind: str, forms: tuple[Fractional, ...]) -> Fractional | None:
        """The value of an atom that has these arguments."""
        for atom in self.atoms.get(kind, ()):
            if all(map(self.alike, atom.args, forms)):
                return atom.value
        return None

    def missing(self, kind: str, args: tuple[Term, ...], forms: tuple[Fractional, ...]) -> Fractional:
        """What to do about a function that is not named yet: nothing here."""
        raise Rejected("atoms", f"an atom for {show((kind, *args))}", "none")

    def generator(self, kind: str, args: tuple[Term, ...]) -> Fractional:
        """A new variable for a function at arguments, with its interval and relation."""
        forms = tuple([self.form(arg) for arg in args])
        cosine = self.apply("cos", args) if kind == "sin" else None  # which comes first
        term: Term = (kind, *args)
        index = self.number(term)
        value = whole(variable(index))
        if kind == "exp":
            self.units.add(index)
        elif kind == "pow":
            self.rules[index] = (args[1].denominator, forms[0])  # type: ignore[union-attr]
        elif kind == "cos" and (turn := even_turn(args[0])):
            self.rules[index] = relation_of_cosine(index, turn)
        elif kind == "cos":
            self.residues.turn(index)
        elif cosine is not None:
            self.rules[index] = (2, minus(whole(constant(1)), product(cosine, cosine)))
        self.atoms.setdefault(kind, []).append(Atom(forms, value))
        return value

    def side(self, index: int) -> int:
        """The possible signs of a variable; a root of π or of a positive number needs no interval."""
        if index not in self.box and is_positive(self.terms[index]):
            return POS
        return super().side(index)

    def interval(self, index: int) -> Interval:
        """Where the values lie, as far as that is seen without estimates."""
        term = self.terms[index]
        if not isinstance(term, tuple):
            return REAL
        kind, *rest = term
        args, forms = tuple(rest), tuple([self.form(arg) for arg in rest])
        self.estimating += MAX_ESTIMATES
        try:
            return self._interval(kind, args, forms).meet(self._range(kind, args, forms))
        finally:
            self.estimating -= MAX_ESTIMATES

    def _interval(self, kind: str, args: tuple[Term, ...], forms: tuple[Fractional, ...]) -> Interval:
        term: Term = (kind, *args)
        known = substitute(term, self.cell.fixed) if self.cell.fixes(term) else term
        if not symbols(known) and (ends := enclose_constant(known)):
            return Interval(*ends, True, True)
        if kind == "pow":
            return AT_LEAST_0 if self.sign(forms[0]) & ZERO else POSITIVE
        if kind == "log":
            above = self.sign(minus(forms[0], whole(constant(1))))
            if not above & NEG:
                return AT_LEAST_0 if above & ZERO else POSITIVE
            if not above & POS:
                return AT_MOST_0 if above & ZERO else NEGATIVE
            return REAL
        if kind == "LambertW":
            lowest = bool(self.sign(self.form(one_plus_e_times(args[0]))) & ZERO)
            return range_of(kind, self.sign(forms[0])).meet(Interval(Fraction(-1), None, lowest))
        found = range_of(kind, self.sign(forms[0])) if kind in ROWS else REAL
        if kind in ("sin", "cos") and "pi" in self.atoms:
            return found.meet(half_wave(lambda t: self.sign(self.form(t)), kind, args[0]))
        return found

    def _range(self, kind: str, args: tuple[Term, ...], forms: tuple[Fractional, ...]) -> Interval:
        """The range of a function of a x + b for rational a and b, where x lies in a known interval."""
        form = self.reduce(forms[0]) if forms else whole({})
        used = variables(form.num)
        index = min(used, default=-1)
        if form.den or len(used) != 1 or set(form.num) - {ONE} != {monomial(index)}:
            return REAL
        box = self.where(index)
        if not isinstance(self.terms[index], str) or box == REAL or box.empty():
            return REAL
        slope, offset = enclosure.point(form.num[monomial(index)]), enclosure.point(form.num.get(ONE, 0))
        u = enclosure.plus(enclosure.times(slope, box), offset)
        try:
            if kind == "pow":
                return enclosure.power(u, args[1], RANGE_BITS)  # type: ignore[arg-type]
            return enclosure.function(kind, u, RANGE_BITS)
        except (Outside, Rejected):
            return REAL
