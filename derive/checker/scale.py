"""Scales of growth: a function near the end of the line as finitely many exact terms and an error.

Everything happens as y grows beyond all bounds. A `Monomial` is a product of powers of y, log y,
log log y, ... and of the exponential of a sum of terms that are themselves infinite. A `Series` says
that f(y) = c1·m1 + c2·m2 + ... + O(e), with m1, m2, ... and e monomials of which each is infinitely
larger than the next, and c1, c2, ... constants: forms of a field over the parameters. Without an error
the sum is f(y) itself, for all large y. O(e) means: at most a constant times e for all large y, where
the constant and "large" may depend on the parameters.

What is compared is decided by signs of coefficients. A sign that is open is asked for (`Unknown`);
where the known terms cancel more of them are needed (`TooFewTerms`); nothing is ever guessed.

Source: J. van der Hoeven, Transseries and Real Differential Algebra, Springer 2006, chapters 1 to 4;
D. Gruntz, On computing limits in a symbolic manipulation system, thesis, ETH Zürich 1996.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from derive.checker import monomials
from derive.checker.errors import Rejected
from derive.checker.field import Field, Unknown
from derive.checker.fractional import Fractional, minus, plus, product, whole
from derive.checker.poly import constant, multiply
from derive.checker.signs import NEG, POS, ZERO
from derive.checker.terms import Term, number
from derive.checker.work import spend

MAX_LOGS, MAX_HEIGHT = 5, 4  # log log ... y and exp exp ... y, this often at most


class TooFewTerms(Rejected):
    """What was kept of a function does not decide the question; more terms may."""

    def __init__(self, expected: str) -> None:
        super().__init__("limit", expected, "only an estimate: its known terms cancel, or it oscillates")


class Monomial(NamedTuple):
    """Π L_k**a_k · exp(exponent): L_0 = y, L_1 = log y, ...; no part of the exponent is an L_k (k ≥ 1)."""

    powers: tuple[tuple[int, Fractional], ...] = ()
    exponent: tuple[Part, ...] = ()


class Part(NamedTuple):
    """A constant times a monomial."""

    coefficient: Fractional
    monomial: Monomial


class Series(NamedTuple):
    """The sum of the terms, largest first, up to O(error); exact where the error is None."""

    terms: tuple[Part, ...] = ()
    error: Monomial | None = None

    def bound(self) -> Monomial | None:
        """A monomial of which the function is O; None for the function that is 0."""
        return self.terms[0].monomial if self.terms else self.error


UNIT = Monomial()
NOTHING, ONE = whole({}), whole(constant(1))


class Scale:
    """Arithmetic of monomials and series over a field of constants, to a number of terms."""

    def __init__(self, field: Field, order: int) -> None:
        self.field, self.order, self.longest = field, order, order + 4
        self.equations = any(sign == ZERO for _, sign in field.cell.facts)

    # -- coefficients -------------------------------------------------------------------------------
    def sign(self, c: Fractional) -> int:
        """-1, 0 or 1; `Unknown` where the cell leaves the sign open."""
        spend(1)
        if not c.den and set(c.num) <= {monomials.ONE}:
            q = c.num.get(monomials.ONE, 0)
            return (q > 0) - (q < 0)
        found = self.field.sign(c)
        if found in (NEG, ZERO, POS):
            return {NEG: -1, ZERO: 0, POS: 1}[found]
        form = self.field.reduce(c)
        poly = form.num
        for factor, exponent in form.den.items():
            poly = multiply(poly, dict(factor)) if exponent % 2 else poly
        raise Unknown(self.field, poly)

    def side(self, c: Fractional) -> int:
        """The sign of a coefficient that counts: 1 or -1."""
        found = self.sign(c)
        if not found:
            raise Rejected("limit", "a coefficient that is not 0", "one that is")
        return found

    def is_zero(self, c: Fractional) -> bool:
        """Whether a coefficient is seen to be 0; one that is not may stand in a sum all the same."""
        if not c.num or set(c.num) == {monomials.ONE}:
            return not c.num
        return not self.field.reduce(c).num or (self.equations and self.field.sign(c) == ZERO)

    def term(self, c: Fractional) -> Term:
        """A coefficient written as a term."""
        form = self.field.reduce(c)
        parts = [self.field.term_of(form.num)]
        parts += [("pow", self.field.term_of(dict(factor)), -e) for factor, e in form.den.items()]
        return parts[0] if len(parts) == 1 else ("mul", *parts)

    @staticmethod
    def form(q: Fraction | int) -> Fractional:
        return whole(constant(number(q)))

    # -- monomials ----------------------------------------------------------------------------------
    def logs(self, k: int) -> Monomial:
        """L_k, the k-fold logarithm of y."""
        if k > MAX_LOGS:
            raise Rejected("limit", f"at most {MAX_LOGS} logarithms inside each other", "more")
        return Monomial(((k, ONE),))

    def times(self, m: Monomial, n: Monomial) -> Monomial:
        if UNIT in (m, n):
            return m if n == UNIT else n
        spend(2 + len(m.powers) + len(n.powers))
        powers = dict(m.powers)
        for k, a in n.powers:
            powers[k] = self.field.reduce(plus(powers[k], a)) if k in powers else a
        kept = tuple((k, powers[k]) for k in sorted(powers) if not self.is_zero(powers[k]))
        exponent = self.collect((*m.exponent, *n.exponent)) if m.exponent and n.exponent else None
        return Monomial(kept, m.exponent or n.exponent if exponent is None else exponent)

    def power(self, m: Monomial, a: Fractional) -> Monomial:
        """m**a for a constant a that is not zero."""
        by = self.field.reduce
        powers = tuple((k, by(product(b, a))) for k, b in m.powers)
        return Monomial(powers, tuple(Part(by(product(c, a)), n) for c, n in m.exponent))

    def over(self, m: Monomial, n: Monomial) -> Monomial:
        return self.times(m, self.power(n, self.form(-1)))

    def logarithm(self, m: Monomial) -> tuple[Part, ...]:
        """Log m, an exact sum of infinite terms, largest first."""
        if not m.powers:
            return m.exponent
        logs = [Part(a, self.logs(k + 1)) for k, a in m.powers]
        return self.collect((*logs, *m.exponent)) if m.exponent else tuple(logs)

    def exponential(self, parts: Iterable[Part]) -> Monomial:
        """The exponential of a sum of infinite terms; exp(a L_k) is L_{k-1}**a."""
        powers: dict[int, Fractional] = {}
        rest: list[Part] = []
        for c, m in parts:
            if len(m.powers) == 1 and not m.exponent and m.powers[0][0] and m.powers[0][1] == ONE:
                powers[m.powers[0][0] - 1] = c
            else:
                rest.append(Part(c, m))
        found = Monomial(tuple(sorted(powers.items(), key=lambda pair: pair[0])), tuple(rest))
        if _height(found) > MAX_HEIGHT:
            raise Rejected("limit", f"at most {MAX_HEIGHT} exponentials inside each other", "more")
        return found

    def size(self, m: Monomial) -> int:
        """1 for an infinite monomial, 0 for the monomial 1, -1 for one that tends to 0."""
        parts = self.logarithm(m) if m.exponent else ()
        if not parts and (m.exponent or not m.powers):
            return 0
        return self.side(parts[0].coefficient if parts else m.powers[0][1])

    def compare(self, m: Monomial, n: Monomial) -> int:
        """1 when m is infinitely larger than n, -1 when it is infinitely smaller, 0 when they are equal."""
        spend(8)
        if m.exponent != n.exponent:
            return self.size(self.over(m, n))
        if m.powers == n.powers:
            return 0
        mine, others = dict(m.powers), dict(n.powers)
        for k in sorted(mine.keys() | others.keys()):  # the fastest power that differs decides
            difference = minus(mine.get(k, NOTHING), others.get(k, NOTHING))
            if not self.is_zero(difference):
                return self.side(difference)
        return 0

    def collect(self, parts: Iterable[Part]) -> tuple[Part, ...]:
        """The same sum with its monomials apart, largest first, without zero terms."""
        total: list[Part] = []
        for part in parts:
            low, high, at = 0, len(total), len(total) - 1  # as a rule it is smaller than all before
            while low < high:
                side = self.compare(part.monomial, total[at].monomial)
                if not side:
                    total[at] = Part(plus(total[at].coefficient, part.coefficient), part.monomial)
                    break
                low, high = (low, at) if side > 0 else (at + 1, high)
                at = (low + high) // 2
            else:
                total.insert(low, part)
        return self._reduced(total)

    def _reduced(self, parts: Iterable[Part]) -> tuple[Part, ...]:
        """The same terms without those that are zero."""
        reduced = [Part(self.field.reduce(c), m) for c, m in parts]
        return tuple([part for part in reduced if not self.is_zero(part.coefficient)])

    # -- series -------------------------------------------------------------------------------------
    def series(self, parts: Iterable[Part], errors: Iterable[Monomial | None] = ()) -> Series:
        """A sum of terms and errors; what the error swallows is left out, and long sums are cut."""
        error: Monomial | None = None
        for e in errors:
            if e is not None and (error is None or self.compare(e, error) > 0):
                error = e
        kept = self.collect(parts)
        while kept and error is not None and self.compare(kept[-1].monomial, error) <= 0:
            kept = kept[:-1]
        if len(kept) > self.longest:
            return Series(kept[: self.longest], kept[self.longest].monomial)
        return Series(kept, error)

    def constant(self, c: Fractional) -> Series:
        return Series(self._reduced([Part(c, UNIT)]))

    def number(self, q: Fraction | int) -> Series:
        return self.constant(self.form(q))

    def add(self, *summands: Series) -> Series:
        parts = (part for s in summands for part in s.terms)
        return self.series(parts, [s.error for s in summands])

    def mul(self, f: Series, g: Series) -> Series:
        parts = [Part(product(c, d), self.times(m, n)) for c, m in f.terms for d, n in g.terms]
        crossed = ((f.error, g.bound()), (g.error, f.bound()))
        errors = [self.times(e, b) for e, b in crossed if e is not None and b is not None]
        if (is_term(f) or is_term(g)) and len(parts) <= self.longest:  # they stand in order as they are
            spend(8 * len(parts))
            return Series(self._reduced(parts), errors[0] if errors else None)
        return self.series(parts, errors)

    def scaled(self, f: Series, c: Fractional, m: Monomial = UNIT) -> Series:
        return f if m == UNIT and c == ONE else self.mul(f, Series((Part(c, m),)))

    def minus(self, f: Series, g: Series) -> Series:
        return self.add(f, self.scaled(g, self.form(-1)))

    def sign_of(self, f: Series) -> int:
        """The sign of a function for all large y."""
        if f.terms:
            return self.side(f.terms[0].coefficient)
        if f.error is None:
            return 0
        raise TooFewTerms("a function with a sign near the point")

    def vanishes(self, f: Series) -> bool:
        """Whether a function tends to 0."""
        bound = f.bound()
        return bound is None or self.size(bound) < 0

    def apart(self, f: Series) -> tuple[tuple[Part, ...], Fractional, Series]:
        """The infinite terms, the constant, and the rest with the error."""
        infinite = tuple(part for part in f.terms if self.size(part.monomial) > 0)
        rest = f.terms[len(infinite) :]
        if rest and rest[0].monomial == UNIT:
            return infinite, rest[0].coefficient, Series(rest[1:], f.error)
        return infinite, NOTHING, Series(rest, f.error)

    def compose(self, coefficients: Sequence[Fractional], s: Series, exact: bool = False) -> Series:
        """Σ a_k s**k for an s that tends to 0; unless it is exact, up to O(s**n) with n coefficients."""
        if not self.vanishes(s):
            raise TooFewTerms("an argument that tends to a limit")
        bound = s.bound()
        if bound is None:
            return self.constant(coefficients[0])
        if is_term(s):
            return self._powers(coefficients, s.terms[0], exact)
        total = self.constant(coefficients[-1])
        for a in reversed(coefficients[:-1]):
            total = self.add(self.mul(total, s), self.constant(a))
        count = self.form(len(coefficients))
        return total if exact else self.add(total, Series((), self.power(bound, count)))

    def _powers(self, coefficients: Sequence[Fractional], s: Part, exact: bool) -> Series:
        """The same for a single term: its powers stand in order."""
        spend(8 * len(coefficients) ** 2)
        parts, power = [], Part(ONE, UNIT)
        for a in coefficients:
            parts.append(Part(product(a, power.coefficient), power.monomial))
            by = self.field.reduce(product(power.coefficient, s.coefficient))
            power = Part(by, self.times(power.monomial, s.monomial))
        return Series(self._reduced(parts), None if exact else power.monomial)


def is_term(f: Series) -> bool:
    """Whether a function is a constant times a monomial."""
    return len(f.terms) == 1 and f.error is None


def _height(m: Monomial) -> int:
    return 1 + max(_height(n) for _, n in m.exponent) if m.exponent else 0
