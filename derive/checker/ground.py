"""The ground of a field: its variables, what is known of their signs, and their relations.

Variables stand for symbols and generators. Each lies in an interval; polynomials may have a known sign;
a relation says what a power of a variable is (a root r of u: r^q = u). `derive.checker.field` puts terms
into normal form on this ground.
"""

from __future__ import annotations

from fractions import Fraction

from derive.checker import signs
from derive.checker.cell import Cell, Undefined
from derive.checker.coefficients import Number, tidy
from derive.checker.fractional import Fractional, minus, raised, whole
from derive.checker.monomials import ONE, monomial, pairs
from derive.checker.poly import (
    Factor,
    Poly,
    add,
    coefficients,
    constant,
    key,
    multiply,
    scale,
    split,
    variable,
    variables,
)
from derive.checker.reduction import Relations
from derive.checker.residues import Residues
from derive.checker.signs import NEG, NONZERO, POS, REAL, ZERO, Interval
from derive.checker.terms import Term, number
from derive.checker.work import spend

MAX_ESTIMATES = 2
EFFORT = 24  # estimates within one; what is decided takes ten at most


class Unknown(Exception):
    """The sign of a polynomial is not known in the cell; ``final`` when the statement itself asks for it.

    ``allowed`` are the signs of which it has to be one, where some are demanded.
    """

    def __init__(self, field: Ground, poly: Poly, final: bool = False, allowed: int = signs.ANY) -> None:
        super().__init__("a sign is not known in this cell")
        self.field, self.poly, self.final, self.allowed = field, poly, final, allowed


class Ground(Relations):
    """Variables over one cell, their intervals and relations."""

    def __init__(self, cell: Cell) -> None:
        super().__init__()
        self.cell = cell
        self.index: dict[Term, int] = {}
        self.box: dict[int, Interval] = {}  # the intervals of variables, as far as they were asked for
        self.nonzero: set[int] = set()  # variables that are said not to be zero
        self.apart: set[Factor] = set()  # polynomials of which that is said, as `split` gives them
        self.known: dict[tuple[object, ...], int] = {}  # signs of polynomials
        self.rough: dict[tuple[object, ...], int] = {}  # the same without estimates
        self.open: dict[tuple[object, int], int] = {}  # signs that estimates within estimates left open
        self.assumed: list[tuple[Poly, int]] = []  # polynomials whose sign is given
        self.equations = False  # whether some polynomial is given as zero
        self.estimating = 0  # how deep inside estimates
        self.effort = EFFORT  # how many further estimates one may still call for
        self.residues = Residues(self.rules)

    # -- variables --------------------------------------------------------------------------------
    def variable(self, term: Term) -> Fractional:
        """The variable that stands for a symbol or a generator."""
        return whole(variable(self.number(term)))

    def number(self, term: Term) -> int:
        """The number of the variable that stands for a term."""
        index = self.index.setdefault(term, len(self.terms))
        if index == len(self.terms):
            self.terms.append(term)
        return index

    def where(self, index: int) -> Interval:
        """Where the values of a variable lie; worked out when it is first asked for."""
        known = self.box.get(index)
        if known is None:
            self.box[index] = REAL  # all that is known meanwhile
            known = self.box[index] = self.interval(index)
        return known

    def interval(self, index: int) -> Interval:
        """What `where` is to find."""
        return REAL

    def side(self, index: int) -> int:
        """The possible signs of a variable; that of an exponential needs no interval."""
        if index in self.units and index not in self.box:
            return POS
        found = self.where(index).sign()
        return found & NONZERO if index in self.nonzero else found

    def assume(self, form: Fractional, sign: int) -> None:
        """Takes a strict sign of a fraction as known, or that it is zero, or that it is not."""
        form = self.reduce(form)
        p = form.num
        for factor, exponent in form.den.items():
            p = multiply(p, dict(factor)) if exponent % 2 else p
        if variables(p):
            self.equations |= sign == ZERO
            self.open.clear()
            self.rough.clear()
            self._record(p, sign)

    def _record(self, p: Poly, sign: int) -> None:
        if sign != ZERO:
            self.assumed.append((p, sign))
        lead, common, factor = split(p)
        powers = pairs(common)
        if sign == NONZERO:  # it says where no part is, not where it is
            self.nonzero.update(index for index, _ in powers)
            self.apart |= set() if factor is None else {factor}
            return
        if factor is None and len(powers) == 1 and powers[0][1] == 1:
            self._bound(powers[0][0], signs.NOTHING, signs.times(sign, signs.of_number(lead)))
            return
        if powers:
            self.known |= {key(p): sign, key(scale(p, -1)): signs.times(NEG, sign)}
            return
        sign = signs.times(sign, signs.of_number(lead))
        core = dict(factor or ())
        self.known[key(core)] = sign
        (index, *others) = variables(core)
        if not others and set(core) <= {ONE, monomial(index)}:
            slope, offset = core[monomial(index)], core.get(ONE, 0)
            self._bound(index, Fraction(-offset, slope), signs.times(sign, signs.of_number(slope)))
        elif sign == ZERO:
            self._relate(core)
        else:
            self._propagate(core, sign)

    def _propagate(self, p: Poly, sign: int) -> None:
        """Bounds of a variable from p > 0 or p < 0, where p is linear in it and the rest is bounded."""
        for index in variables(p):
            parts = coefficients(p, index)
            if set(parts) != {0, 1} or set(parts[1]) != {ONE}:
                continue
            rest = signs.enclosed(parts[0], self.where)
            if rest is None or rest.lo is None or rest.hi is None:
                continue
            slope = Fraction(parts[1][ONE])
            way = signs.times(sign, signs.of_number(slope))
            self._bound(index, -(rest.hi if sign == POS else rest.lo) / slope, way)

    def _bound(self, index: int, at: Fraction, side: int) -> None:
        if side == ZERO:
            before = self.rules.get(index)
            self.rules[index] = (1, whole(constant(tidy(at))))
            self.box[index] = Interval(at, at, True, True)
            if before is not None and before[0] > 1:  # what the relation says of the others
                self.assume(minus(before[1], raised(whole(constant(tidy(at))), before[0], self.units)), ZERO)
            return
        new = Interval(at) if side == POS else Interval(None, at)
        self.box[index] = self.where(index).meet(new)

    def _relate(self, p: Poly) -> None:
        """P = 0 becomes a rule v**n = ... for its newest variable with a constant leading coefficient."""
        for index in sorted(variables(p), reverse=True):
            parts = coefficients(p, index)
            top = max(parts)
            before = self.rules.get(index)
            if (before is not None and top > 1) or min(parts) < 0 or set(parts[top]) != {ONE}:
                continue
            rest: Poly = {}
            for exponent, part in parts.items():
                if exponent != top:
                    rest = add(rest, multiply(part, variable(index, exponent) if exponent else constant(1)))
            value = whole(scale(rest, Fraction(-1) / parts[top][ONE]))
            self.rules[index] = (top, value)
            if before is not None:  # what the relation says of the others
                self.assume(minus(before[1], raised(value, before[0], self.units)), ZERO)
            return

    # -- signs ------------------------------------------------------------------------------------
    def sign(self, form: Fractional, enough: int = 0) -> int:
        """The possible signs of a fraction on the cell; see `sign_of`."""
        form = self.reduce(form)
        total = self.sign_of(form.num, enough)
        for factor, exponent in form.den.items():
            known = self.known.get(factor)  # it is its own key
            found = self.sign_of(dict(factor), enough) if known is None else known
            total = signs.times(total, signs.raised(found, exponent))
        return total

    def sign_of(self, p: Poly, enough: int = 0) -> int:
        """The possible signs of a polynomial on the cell; not narrowed down further than to ``enough``."""
        if not p:
            return ZERO
        spend(5 + len(p))
        if len(p) == 1 and ONE in p:
            return signs.of_number(p[ONE])
        whole_key = key(p)
        known = self.known.get(whole_key)
        if known is not None:
            return known
        lead, common, factor = split(p)
        total = signs.times(signs.of_number(lead), signs.of_monomial(common, self.side))
        if factor is not None:
            total = signs.times(total, self._factor_sign(factor))
        if total & (total - 1):  # more than one sign is possible
            if not total & ~enough:
                return total
            if self.estimating == 0:
                self.effort = EFFORT
            elif self.estimating >= MAX_ESTIMATES or self.effort <= 0:
                return total
            self.effort -= 1
            tried = (whole_key, self.estimating)
            if tried in self.open:
                return self.open[tried]
            total &= self.estimate(p)
            if self.estimating and total & NEG and total & POS:
                self.open[tried] = total
                return total  # where fewer estimates are open, one more may decide it
        self.known[whole_key] = total
        return total

    def estimate(self, p: Poly) -> int:
        """A last attempt at a sign that the intervals leave open."""
        return signs.ANY

    def _factor_sign(self, factor: Factor) -> int:
        """What is known of a factor, or what the intervals say: kept apart, estimates may say more."""
        known = self.known.get(factor, self.rough.get(factor))
        if known is None:
            found = signs.sign_of_core(dict(factor), self.where, self.side)
            known = self.rough[factor] = found & NONZERO if factor in self.apart else found
        return known

    def require(self, form: Fractional, allowed: int, what: str) -> None:
        """The sign of a form is among those allowed: else `Undefined` or `Unknown`."""
        found = self.sign(form, NONZERO if allowed == NONZERO else 0)
        if not found & ~allowed:
            return
        if not found & allowed:
            raise Undefined(what)
        raise Unknown(self, self.undecided(form), allowed=allowed)

    def undecided(self, form: Fractional) -> Poly:
        """The part of a fraction on which its sign depends: the numerator, or a factor below that is open."""
        form = self.reduce(form)
        for p in (form.num, *(dict(factor) for factor, exponent in form.den.items() if exponent % 2)):
            found = self.sign_of(p)
            if found & (found - 1):
                return p
        return form.num

    # -- comparing --------------------------------------------------------------------------------
    def is_zero(self, form: Fractional) -> bool:
        """True when the numerator reduces to zero (then the form is zero on the whole cell)."""
        return not self.reduce(form).num or self.sign(form) == ZERO

    def equal(self, f: Fractional, g: Fractional) -> bool:
        return (f.num == g.num and f.den == g.den) or self.is_zero(minus(f, g))

    def alike(self, f: Fractional, g: Fractional) -> bool:
        """Equal without an estimate: estimates look for functions, which are found by comparing arguments."""
        spend(15)
        if f.den == g.den:
            if f.num == g.num:
                return True
            if not self.rules and not self.equations:
                return False
        if not self.equations:
            if self.residues.differ(f, g):
                return False
            return not self.reduce(minus(f, g)).num
        self.estimating += MAX_ESTIMATES
        try:
            return self.equal(f, g)
        finally:
            self.estimating -= MAX_ESTIMATES

    def constant_of(self, form: Fractional) -> Number | None:
        """The value of a form that is a rational number."""
        form = self.reduce(form)
        if not form.num:
            return 0
        return form.num.get(ONE) if not form.den and len(form.num) == 1 else None

    # -- back to terms ------------------------------------------------------------------------------
    def term_of(self, p: Poly) -> Term:
        """A polynomial written as a term again."""
        parts: list[Term] = []
        for m, c in sorted(p.items(), reverse=True):
            factors: list[Term] = [] if c == 1 and m else [number(c)]
            for index, exponent in pairs(m):
                base = self.terms[index]
                factors.append(base if exponent == 1 else ("pow", base, exponent))
            parts.append(factors[0] if len(factors) == 1 else ("mul", *factors))
        return 0 if not parts else parts[0] if len(parts) == 1 else ("add", *parts)
