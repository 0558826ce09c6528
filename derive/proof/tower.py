"""The tower: a field that names its own generators, and so finds the atoms of a certificate.

It is the checker's `Field` with an answer to "no atom for this function": exponents that depend
linearly on earlier ones become products of powers, logarithms and roots go through factorisation,
and only what is left becomes a new generator. Exponents that are fractions of earlier ones ask for a
finer generator: then the field is built again from `Restart.seeds`.

Source: R. Risch, The problem of integration in finite terms, Trans. AMS 139 (1969); Bronstein,
Symbolic Integration I, chapter 9 (structure theorems).
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from derive.checker.elementary import ROWS
from derive.checker.field import Cell, Field, Unknown
from derive.checker.poly import Fractional, Poly, plus, scale
from derive.checker.rewrites import load_atom
from derive.checker.signs import NEG, POS
from derive.checker.terms import Term, neg, number
from derive.proof.factors import Factored, factor_fraction, linear_relation, primes


class Restart(Exception):
    """A finer generator is needed: the arguments of exp with which to begin again."""

    def __init__(self, seeds: tuple[Term, ...]) -> None:
        super().__init__("a finer generator")
        self.seeds = seeds


class Tower(Field):
    """A field over a cell that grows by the generators it needs; ``record`` lists them in order."""

    def __init__(self, cell: Cell, seeds: tuple[Term, ...] = ()) -> None:
        super().__init__(cell)
        self.seeds = seeds
        self.record: list[tuple[Term, Term | None]] = []
        self.exponents: list[tuple[Term, Fractional]] = []  # arguments of the exp generators
        self.logarithms: list[tuple[Term, Fractional]] = []  # arguments of the log generators, their values

    def plant(self) -> None:
        """Makes the seeds the first generators."""
        for seed in self.seeds:
            self.form(("exp", seed))

    # -- what the checker asks ----------------------------------------------------------------------
    def missing(self, kind: str, args: tuple[Term, ...], forms: tuple[Fractional, ...]) -> Fractional:
        value = self._written(kind, args, forms)
        if value is None:
            form = self.generator(kind, args)
            if kind == "exp":
                self.exponents.append((args[0], forms[0]))
            elif kind == "log":
                self.logarithms.append((args[0], form))
        else:
            load_atom(self, (kind, *args), value)
            form = self.atoms[kind][-1].value
        self.record.append(((kind, *args), value))
        return form

    def _written(self, kind: str, args: tuple[Term, ...], forms: tuple[Fractional, ...]) -> Term | None:
        """The function through earlier generators, or None when it is a generator of its own."""
        if kind == "exp":
            return self._exponential(forms[0])
        if kind == "log":
            return self._logarithm(factor_fraction(self.reduce(forms[0])))
        if kind == "pow":
            return self._root(factor_fraction(self.reduce(forms[0])), args[1].denominator)  # type: ignore[union-attr]
        if kind in ROWS and (ROWS[kind].parity or kind == "sin"):
            return self._reflected(kind, forms[0])
        return None

    # -- exponentials -------------------------------------------------------------------------------
    def _exponential(self, argument: Fractional) -> Term | None:
        bases: list[Term] = [("exp", u) for u, _ in self.exponents] + [v for v, _ in self.logarithms]
        forms = [form for _, form in self.exponents] + [form for _, form in self.logarithms]
        relation = linear_relation(self.reduce(argument), [self.reduce(form) for form in forms])
        if relation is None:
            return self._sum_of_exponents(self.reduce(argument))
        count = len(self.exponents)
        if any(q.denominator != 1 for q in relation[:count]):
            self._refine(relation[:count])
        return product_of([(base, q) for base, q in zip(bases, relation, strict=True) if q])

    def _sum_of_exponents(self, argument: Fractional) -> Term | None:
        """Exp of a sum of monomials is a product; of anything else a generator."""
        if argument.den or len(argument.num) < 2:
            return None
        parts = [self.term_of({m: c}) for m, c in sorted(argument.num.items())]
        return product_of([(("exp", part), Fraction(1)) for part in parts])

    def _refine(self, exponents: list[Fraction]) -> None:
        seeds: list[Term] = []
        for (u, _), q in zip(self.exponents, exponents, strict=True):
            seeds.append(u if q.denominator == 1 else _part(u, q.denominator))
        raise Restart(tuple(seeds))

    # -- logarithms and roots -------------------------------------------------------------------------
    def _positive(self, parts: Factored) -> tuple[Fraction, list[tuple[Term, int]], list[tuple[Term, int]]]:
        """Constant, exponentials and other bases with exponents, every base of known sign made positive."""
        coefficient, powers, factors = parts
        units: list[tuple[Term, int]] = []
        bases: list[tuple[Term, int]] = []
        polys: list[tuple[Poly, int]] = [
            ({((i, 1),): 1}, e) for i, e in powers.items() if i not in self.units
        ]
        for index, exponent in powers.items():
            if index in self.units:
                units.append((self.terms[index], exponent))
        for p, k in [*polys, *factors]:
            sign = self.sign_of(p)
            if sign & NEG and sign & POS:
                raise Unknown(self, p)
            if sign & NEG:
                p, coefficient = scale(p, -1), -coefficient if k % 2 else coefficient
            bases.append((self.term_of(p), k))
        return coefficient, units, bases

    def _logarithm(self, parts: Factored) -> Term | None:
        c, units, bases = self._positive(parts)
        pieces = primes(c) if c > 0 else []
        if c <= 0 or _single(pieces, units, bases):
            return None
        logs: list[Term] = [_times(k, ("log", base)) for base, k in [*pieces, *bases]]
        exponents = [_times(k, unit[1]) for unit, k in units]  # type: ignore[index]
        return sum_of([*logs, *exponents])

    def _root(self, parts: Factored, index: int) -> Term | None:
        c, units, bases = self._positive(parts)
        pieces = primes(c) if c > 0 else []
        if c <= 0 or _single(pieces, units, bases):
            return None
        powers: list[tuple[Term, Fraction]] = []
        for base, k in [*pieces, *bases]:
            whole, rest = divmod(k, index)
            powers += [(base, Fraction(whole)), (base, Fraction(rest, index))]
        for unit, k in units:
            powers.append((("exp", _times(Fraction(k, index), unit[1])), Fraction(1)))  # type: ignore[index]
        return product_of([(base, q) for base, q in powers if q])

    # -- parity ---------------------------------------------------------------------------------------
    def _reflected(self, kind: str, argument: Fractional) -> Term | None:
        for term in self.terms:
            if isinstance(term, tuple) and term[0] == kind:
                if self.is_zero(plus(argument, self.form(term[1]))):
                    return term if ROWS[kind].parity == "even" else neg(term)
        return None


def _single(
    pieces: list[tuple[int, int]], units: list[tuple[Term, int]], bases: list[tuple[Term, int]]
) -> bool:
    """Nothing to take apart: one irreducible base, or one prime, to the first power."""
    return not units and [k for _, k in [*pieces, *bases]] == [1]


def _part(u: Term, denominator: int) -> Term:
    """u/denominator, one factor for repeated refinement."""
    if isinstance(u, tuple) and u[0] == "mul" and isinstance(u[1], Fraction) and u[1].numerator == 1:
        denominator, u = lcm(denominator * u[1].denominator, 1), u[2]
    return ("mul", Fraction(1, denominator), u)


def _times(k: int | Fraction, u: Term) -> Term:
    return u if k == 1 else ("mul", number(Fraction(k)), u)


def sum_of(parts: list[Term]) -> Term:
    return 0 if not parts else parts[0] if len(parts) == 1 else ("add", *parts)


def product_of(powers: list[tuple[Term, Fraction]]) -> Term:
    """A product of powers as a term; 1 when there are none."""
    factors: list[Term] = [base if q == 1 else ("pow", base, number(q)) for base, q in powers]
    return 1 if not factors else factors[0] if len(factors) == 1 else ("mul", *factors)
