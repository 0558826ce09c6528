"""Normal forms: a term without branches becomes a fraction of polynomials in symbols and generators.

A generator is an application such as exp(x) that the certificate names; its argument lies in the
field below it. Generators obey relations: a root r of u satisfies r^q = u, sin² = 1 - cos². An
equation holds when the numerator of the difference reduces to zero. A term is put into normal form
only where it is defined: each division, logarithm and root asks for the sign of a polynomial on
the cell; when the sign is wrong the term is `Undefined`, when it is not known the question is `Unknown`.

Source: M. Bronstein, Symbolic Integration I, 2nd ed., chapters 3 and 9 (differential fields).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from derive.checker import signs
from derive.checker.elementary import ROWS, range_of
from derive.checker.errors import Rejected
from derive.checker.intervals import enclose_constant
from derive.checker.poly import (
    Fractional,
    Number,
    Poly,
    add,
    coefficients,
    constant,
    degree,
    key,
    minus,
    multiply,
    plus,
    power,
    product,
    raised,
    scale,
    split,
    tidy,
    variable,
    variables,
    whole,
)
from derive.checker.signs import ANY, NEG, NONZERO, POS, REAL, ZERO, Box, Interval
from derive.checker.terms import Term, head, is_number, number, symbols


class Undefined(Exception):
    """A term has no value anywhere in the cell."""


class Unknown(Exception):
    """The sign of a polynomial is not known in the cell."""

    def __init__(self, field: Field, poly: Poly) -> None:
        super().__init__("a sign is not known in this cell")
        self.field, self.poly = field, poly


class Cell(NamedTuple):
    """A piece of space: symbols that are fixed, and terms whose sign is known (strict or zero)."""

    fixed: Mapping[str, Term]
    facts: tuple[tuple[Term, int], ...] = ()


class Atom(NamedTuple):
    """A function with its arguments in normal form, and its value."""

    args: tuple[Fractional, ...]
    value: Fractional


class Field:
    """The field over one cell: its generators, their intervals and relations."""

    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        self.terms: list[Term] = []  # what each variable stands for
        self.index: dict[Term, int] = {}
        self.box: dict[int, Interval] = {}
        self.units: set[int] = set()
        self.rules: dict[int, tuple[int, Fractional]] = {}  # variable**n = value
        self.atoms: dict[str, list[Atom]] = {}
        self.known: dict[tuple[object, ...], int] = {}  # signs of polynomials
        self.strict = False  # in the interior of domains only (under a derivative)
        self._forms: dict[tuple[Term, bool], Fractional] = {}

    # -- variables --------------------------------------------------------------------------------
    def variable(self, term: Term, interval: Interval = REAL) -> Fractional:
        """The variable that stands for a symbol or a generator."""
        if term not in self.index:
            self.index[term] = len(self.terms)
            self.terms.append(term)
            self.box[self.index[term]] = interval
        return whole(variable(self.index[term]))

    def assume(self, term: Term, sign: int) -> None:
        """Takes a strict sign, or zero, of a term as known."""
        form = self.reduce(self.form(term))
        p = form.num
        for factor, exponent in form.den.items():
            p = multiply(p, dict(factor)) if exponent % 2 else p
        if variables(p):
            self._record(p, sign)

    def _record(self, p: Poly, sign: int) -> None:
        lead, monomial, factor = split(p)
        if factor is None and len(monomial) == 1 and monomial[0][1] == 1:
            self._bound(monomial[0][0], Fraction(0), signs.times(sign, signs.of_number(lead)))
            return
        if monomial:
            self.known[key(p)] = sign
            return
        sign = signs.times(sign, signs.of_number(lead))
        core = dict(factor or ())
        self.known[key(core)] = sign
        (index, *others) = variables(core)
        if not others and set(core) <= {(), ((index, 1),)}:
            slope, offset = core[((index, 1),)], core.get((), 0)
            self._bound(index, -Fraction(offset) / slope, signs.times(sign, signs.of_number(slope)))
        elif sign == ZERO:
            self._relate(core)

    def _bound(self, index: int, at: Fraction, side: int) -> None:
        if side == ZERO:
            self.rules[index] = (1, whole(constant(tidy(at))))
            self.box[index] = Interval(at, at, True, True)
            return
        new = Interval(at) if side == POS else Interval(None, at)
        self.box[index] = self.box[index].meet(new)

    def _relate(self, p: Poly) -> None:
        """p = 0 becomes a rule v**n = ... for its newest variable with a constant leading coefficient."""
        for index in sorted(variables(p), reverse=True):
            parts = coefficients(p, index)
            top = max(parts)
            if index in self.rules or min(parts) < 0 or set(parts[top]) != {()}:
                continue
            rest: Poly = {}
            for exponent, part in parts.items():
                if exponent != top:
                    rest = add(rest, multiply(part, variable(index, exponent) if exponent else constant(1)))
            self.rules[index] = (top, whole(scale(rest, Fraction(-1) / parts[top][()])))
            return

    # -- signs ------------------------------------------------------------------------------------
    def sign(self, form: Fractional) -> int:
        """The possible signs of a fraction on the cell."""
        form = self.reduce(form)
        total = self.sign_of(form.num)
        for factor, exponent in form.den.items():
            total = signs.times(total, signs.raised(self.sign_of(dict(factor)), exponent))
        return total

    def sign_of(self, p: Poly) -> int:
        """The possible signs of a polynomial on the cell."""
        if not p:
            return ZERO
        whole_key = key(p)
        if whole_key in self.known:
            return self.known[whole_key]
        lead, monomial, factor = split(p)
        total = signs.times(signs.of_number(lead), self._monomial_sign(monomial))
        if factor is not None:
            total = signs.times(total, self._factor_sign(factor))
        self.known[whole_key] = total
        return total

    def _monomial_sign(self, monomial: tuple[tuple[int, int], ...]) -> int:
        return signs.of_monomial(monomial, {i: self.box[i].sign() for i, _ in monomial})

    def _factor_sign(self, factor: tuple[object, ...]) -> int:
        if factor not in self.known:
            self.known[factor] = signs.sign(dict(factor), self.box)  # type: ignore[arg-type]
        return self.known[factor]

    def require(self, form: Fractional, allowed: int, what: str) -> None:
        """The sign of a form is among those allowed: else `Undefined` or `Unknown`."""
        found = self.sign(form)
        if not found & ~allowed:
            return
        if not found & allowed:
            raise Undefined(what)
        raise Unknown(self, self.reduce(form).num)

    # -- reduction --------------------------------------------------------------------------------
    def reduce(self, form: Fractional) -> Fractional:
        """The form with every relation applied to its numerator, newest generator first."""
        done = self._clear_units(form) if self.rules else form
        for index in sorted(self.rules, reverse=True):
            n, value = self.rules[index]
            if degree(done.num, index) >= n:
                done = self._reduce_by(done, index, n, value)
        return done

    def _clear_units(self, form: Fractional) -> Fractional:
        """No negative exponents of a unit that has a rule: they go into the denominator."""
        for index in self.units & set(self.rules):
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

    def is_zero(self, form: Fractional) -> bool:
        """True when the numerator reduces to zero (then the form is zero on the whole cell)."""
        return not self.reduce(form).num or self.sign(form) == ZERO

    def equal(self, f: Fractional, g: Fractional) -> bool:
        return (f.num == g.num and f.den == g.den) or self.is_zero(minus(f, g))

    def constant_of(self, form: Fractional) -> Number | None:
        """The value of a form that is a rational number."""
        form = self.reduce(form)
        if not form.num:
            return 0
        return form.num[()] if not form.den and set(form.num) == {()} else None

    # -- normal form --------------------------------------------------------------------------------
    def form(self, t: Term) -> Fractional:
        """The normal form of a term without branches, derivatives and definitions."""
        known = self._forms.get((t, self.strict))
        if known is None:
            known = self._forms[(t, self.strict)] = self._form(t)
        return known

    def _form(self, t: Term) -> Fractional:
        if is_number(t):
            return whole(constant(t))  # type: ignore[arg-type]
        if isinstance(t, str):
            return self.form(self.cell.fixed[t]) if t in self.cell.fixed else self.variable(t)
        kind, *args = t  # type: ignore[misc]
        if kind == "add":
            total = whole({})
            for arg in args:
                total = plus(total, self.form(arg))
            return total
        if kind == "mul":
            total = whole(constant(1))
            for arg in args:
                total = product(total, self.form(arg))
            return total
        if kind == "pow":
            return self.power(args[0], args[1])
        if kind == "pi":
            return self.apply("pi", ())
        if kind in ROWS or kind == "polylog":
            return self.function(kind, tuple(args))
        raise Rejected("normal form", "a term without branches", kind)

    def power(self, base: Term, exponent: Term) -> Fractional:
        if not is_number(exponent):
            value = self.constant_of(self.form(exponent))
            if value is not None:
                if symbols(exponent):
                    self.require(self.form(base), POS, "a power whose exponent is a variable, of a base <= 0")
                return self.power(base, number(Fraction(value)))
            return self.form(("exp", ("mul", exponent, ("log", base))))
        if isinstance(exponent, int):
            form = self.form(base)
            if exponent < 0:
                self.require(form, NONZERO, "division by zero")
                form = Fractional(self.reduce(form).num, self.reduce(form).den)
            return raised(form, exponent, self.units) if exponent else whole(constant(1))
        return self.root(base, exponent)  # type: ignore[arg-type]

    def root(self, base: Term, exponent: Fraction) -> Fractional:
        form = self.form(base)
        allowed = POS if self.strict or exponent < 0 else POS | ZERO
        self.require(form, allowed, "a root outside its domain")
        value = self.constant_of(form)
        if value in (0, 1):
            return whole(constant(value or 0))
        unit = Fraction(1, exponent.denominator)
        return raised(self.apply("pow", (base, unit)), exponent.numerator, self.units)

    def function(self, kind: str, args: tuple[Term, ...]) -> Fractional:
        if kind == "polylog":
            self._polylog_domain(args)
        else:
            row = ROWS[kind]
            for term, allowed in row.interior(args[0]) if self.strict else row.domain(args[0]):
                self.require(self.form(term), allowed, f"{kind} outside its domain")
            value = self.constant_of(self.form(args[0]))
            if value == 0 and row.at_zero is not None:
                return whole(constant(row.at_zero))
            if value == 1 and kind == "log":
                return whole({})
        return self.apply(kind, args)

    def _polylog_domain(self, args: tuple[Term, ...]) -> None:
        if not isinstance(args[0], int) or args[0] < 2:
            raise Rejected("polylog", "polylog(s, u) with a whole s of at least 2", repr(args[0])[:40])
        slack = minus(whole(constant(1)), self.form(args[1]))
        self.require(slack, POS if self.strict else POS | ZERO, "polylog outside its domain")

    def apply(self, kind: str, args: tuple[Term, ...]) -> Fractional:
        """The value of a function at arguments: an atom of the certificate with equal arguments."""
        forms = tuple(self.form(arg) for arg in args)
        for atom in self.atoms.get(kind, ()):
            if all(self.equal(f, g) for f, g in zip(atom.args, forms, strict=True)):
                return atom.value
        return self.missing(kind, args, forms)

    def missing(self, kind: str, args: tuple[Term, ...], forms: tuple[Fractional, ...]) -> Fractional:
        """What to do about a function that the certificate does not name; the prover overrides this."""
        raise Rejected("atoms", f"an atom for {show((kind, *args))}", "none")

    def generator(self, kind: str, args: tuple[Term, ...]) -> Fractional:
        """A new variable for a function at arguments, with its interval and relation."""
        forms = tuple(self.form(arg) for arg in args)
        term: Term = (kind, *args)
        value = self.variable(term, self._interval(kind, args, forms))
        index = self.index[term]
        if kind == "exp":
            self.units.add(index)
        elif kind == "pow":
            self.rules[index] = (args[1].denominator, forms[0])  # type: ignore[union-attr]
        elif kind == "sin":
            cosine = self.apply("cos", args)
            self.rules[index] = (2, minus(whole(constant(1)), product(cosine, cosine)))
        self.atoms.setdefault(kind, []).append(Atom(forms, value))
        return value

    def _interval(self, kind: str, args: tuple[Term, ...], forms: tuple[Fractional, ...]) -> Interval:
        if not any(symbols(arg) for arg in args):
            ends = enclose_constant((kind, *args))
            return Interval(*ends, True, True) if ends else REAL
        if kind == "pow":
            return Interval(Fraction(0), None, bool(self.sign(forms[0]) & ZERO))
        if kind == "log":
            above = self.sign(minus(forms[0], whole(constant(1))))
            closed = bool(above & ZERO)
            zero = Fraction(0)
            return (
                Interval(zero, None, closed) if not above & NEG
                else Interval(None, zero, False, closed) if not above & POS
                else REAL
            )  # fmt: skip
        return range_of(kind, self.sign(forms[0])) if kind in ROWS else REAL

    # -- back to terms ------------------------------------------------------------------------------
    def term_of(self, p: Poly) -> Term:
        """A polynomial written as a term again."""
        parts: list[Term] = []
        for monomial, c in sorted(p.items(), reverse=True):
            factors: list[Term] = [] if c == 1 and monomial else [number(Fraction(c))]
            for index, exponent in monomial:
                base = self.terms[index]
                factors.append(base if exponent == 1 else ("pow", base, exponent))
            parts.append(factors[0] if len(factors) == 1 else ("mul", *factors))
        return 0 if not parts else parts[0] if len(parts) == 1 else ("add", *parts)


def show(term: Term) -> str:
    """A term for an error message, cut short."""
    if isinstance(term, tuple):
        text = f"{head(term)}({', '.join(show(arg) for arg in term[1:])})"
    else:
        text = str(term)
    return text if len(text) < 80 else text[:77] + "..."
