"""The tower: a field that names its own generators, and so finds the atoms of a certificate.

It is the checker's own field (`derive.checker.grown`) with an answer to "no atom for this function":
exponents that depend linearly on earlier ones become products of powers, logarithms and roots go through
factorisation, and only what is left becomes a new generator. Exponents that are fractions of earlier ones
ask for a finer generator: then the field is built again from `Restart.seeds`.

Source: R. Risch, The problem of integration in finite terms, Trans. AMS 139 (1969); Bronstein,
Symbolic Integration I, chapter 9 (structure theorems).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction
from math import lcm

from derive.checker import signs
from derive.checker.angles import turns
from derive.checker.elementary import ROWS
from derive.checker.field import Cell, Unknown
from derive.checker.fractional import Fractional, negate
from derive.checker.grown import Grown
from derive.checker.poly import Poly, scale, variable
from derive.checker.signs import NEG, NONZERO, POS, ZERO
from derive.checker.terms import Term, head, neg, number, symbols
from derive.proof import angles, radicals, relations
from derive.proof.factors import Factored, factor, factor_fraction, linear_relation, primes
from derive.proof.glimpse import Glimpse
from derive.proof.samples import Sample, sample
from derive.proof.terms import part_of, product_of, sum_of, times


class Restart(Exception):
    """A finer generator is needed: the functions with which to begin again."""

    def __init__(self, seeds: tuple[Term, ...]) -> None:
        super().__init__("a finer generator")
        self.seeds = seeds


class Tower(Grown):
    """A field over a cell that proposes itself what it lacks, ``seeds`` first."""

    def __init__(self, cell: Cell, seeds: tuple[Term, ...] = ()) -> None:
        super().__init__(cell)
        self.seeds = seeds
        self._glimpse: tuple[int, Glimpse] | None = None
        self._samples: dict[frozenset[str], Sample | None] = {}

    def plant(self) -> None:
        """Makes the seeds the first generators."""
        for seed in self.seeds:
            self.form(seed)

    def generators(self, *kinds: str) -> list[tuple[Term, Fractional]]:
        """The generators of some kinds with their values."""
        if len(kinds) == 1:
            return [*self.made.get(kinds[0], ())]
        return [pair for kind in kinds for pair in self.made.get(kind, ())]

    def restart(self, old: Collection[Term], new: Collection[Term]) -> Restart:
        """The demand to begin again with other seeds."""
        return Restart((*(seed for seed in self.seeds if seed not in old and seed not in new), *new))

    def sample(self, names: frozenset[str]) -> Sample | None:
        """A point of the cell at which to look for relations."""
        names |= {name for fact, _ in self.cell.facts for name in symbols(fact)}
        names |= {
            name for value in self.cell.fixed.values() for name in symbols(value)
        } | self.cell.fixed.keys()
        if names not in self._samples:
            self._samples[names] = sample(self, sorted(names))
        return self._samples[names]

    def sought(self, p: Poly) -> int:
        """A sign by an inequality, or by factors."""
        if self.seen_open(p):
            return self._apart(p) if self.apart or self.nonzero else self.skip(p)
        found = super().sought(p)
        return self._by_factors(p, found) if found & (found - 1) else found

    def _apart(self, p: Poly) -> int:
        """What is not zero although it takes both signs: where none of the factors is zero."""
        products = len(self.products)
        if not self._by_factors(p, signs.ANY) & ZERO:
            return NONZERO
        del self.products[products:]
        return self.skip(p)

    def _by_factors(self, p: Poly, found: int) -> int:
        """What is left of some signs by those of the factors, which are then written down for the checker."""
        c, powers, factors = factor(p)
        c, factors = angles.refined(self, c, factors)
        if len(powers) + len(factors) == 1 and all(
            k == 1 for k in [*powers.values(), *(k for _, k in factors)]
        ):
            return found
        parts: list[tuple[Poly, int]] = [(variable(i), e) for i, e in powers.items()]
        total = signs.of_number(c)
        for f, k in [*parts, *factors]:
            total = signs.times(total, signs.raised(self.sign_of(f), k))
        if found & total != found:
            bases = [(self.term_of(f), Fraction(k)) for f, k in [*parts, *factors]]
            self.products.append(("mul", number(c), product_of(bases)))
        return found & total

    def seen_open(self, p: Poly) -> bool:
        """Whether p was seen to take both signs on the cell: then no estimate will tell."""
        names = [term for term in self.terms if isinstance(term, str)]
        if self._glimpse is None or len(names) > self._glimpse[0]:
            self._glimpse = (len(names), Glimpse(self.cell, names))
        return self._glimpse[1].both_signs(p, self.terms)

    # -- what the checker asks ----------------------------------------------------------------------
    def proposals(self, kind: str, args: tuple[Term, ...], forms: tuple[Fractional, ...]) -> Iterator[Term]:
        yield from self._written(kind, args, forms)
        self._turns_first(kind, args)

    def _written(self, kind: str, args: tuple[Term, ...], forms: tuple[Fractional, ...]) -> Iterator[Term]:
        """The function through earlier generators, if it is not one of its own; guesses come last."""
        found: Term | None = None
        if kind == "exp":
            found = self._exponential(forms[0])
        elif kind == "log":
            found = self._logarithm(factor_fraction(self.reduce(forms[0])))
        elif kind == "pow":
            found = self._root(factor_fraction(self.reduce(forms[0])), args[1].denominator)  # type: ignore[union-attr]
        elif kind in ("sin", "cos"):
            found = angles.written(self, kind, args[0])
        elif kind in ROWS and ROWS[kind].parity:
            found = self._reflected(kind, forms[0])
        if found is not None:
            yield found
            return
        if kind == "pow":
            yield from radicals.denested(self, args, forms[0])
        elif kind == "polylog":
            yield from relations.polylogarithms(self, args, forms)
        yield from relations.guesses(self, kind, args, forms)

    def _turns_first(self, kind: str, args: tuple[Term, ...]) -> None:
        """Cos(π/n) comes before the roots of numbers, which may lie in its field."""
        if kind == "cos" and turns(args[0]) is not None and ("cos", *args) not in self.seeds:
            if any(not symbols(root) for root, _ in self.generators("pow")):
                raise self.restart([], [("cos", *args)])

    # -- exponentials -------------------------------------------------------------------------------
    def _exponential(self, argument: Fractional) -> Term | None:
        exponents, bases = self.generators("exp"), self._exponentials()
        forms = [self.form(u[1]) for u, _ in exponents] + [form for _, form in bases]  # type: ignore[index]
        relation = linear_relation(self.reduce(argument), [self.reduce(form) for form in forms])
        if relation is None:
            return self._sum_of_exponents(self.reduce(argument))
        count = len(exponents)
        if any(q.denominator != 1 for q in relation[:count]):
            old = [u for u, _ in exponents]
            new = [("exp", part_of(u[1], q.denominator)) for u, q in zip(old, relation, strict=False)]  # type: ignore[index]
            raise self.restart(old, new)
        terms = [u for u, _ in exponents] + [base for base, _ in bases]
        return product_of([(base, q) for base, q in zip(terms, relation, strict=True) if q])

    def _exponentials(self) -> list[tuple[Term, Fractional]]:
        """Terms whose logarithm is a generator: v for log v, v/W(v) for W(v).

        A product v is written as what it is on the cell, where its logarithm is not the sum of others.
        """
        found: list[tuple[Term, Fractional]] = []
        for u, form in self.generators("log"):
            v = u[1]  # type: ignore[index]
            found.append((self.written(v) if head(v) in ("mul", "pow") else v, form))
        for w, form in self.generators("LambertW"):
            found.append((("mul", w[1], ("pow", w, -1)), form))  # type: ignore[index]
        return found

    def _sum_of_exponents(self, argument: Fractional) -> Term | None:
        """Exp of a sum of monomials is a product; of anything else a generator."""
        if argument.den or len(argument.num) < 2:
            return None
        parts = [self.term_of({m: c}) for m, c in sorted(argument.num.items())]
        return product_of([(("exp", part), Fraction(1)) for part in parts])

    # -- logarithms and roots -------------------------------------------------------------------------
    def _positive(self, parts: Factored) -> tuple[Fraction, list[tuple[Term, int]], list[tuple[Term, int]]]:
        """Constant, exponentials and other bases with exponents, every base of known sign made positive."""
        coefficient, powers, factors = parts
        units: list[tuple[Term, int]] = []
        bases: list[tuple[Term, int]] = []
        polys: list[tuple[Poly, int]] = [(variable(i), e) for i, e in powers.items() if i not in self.units]
        for index, exponent in powers.items():
            if index in self.units:
                units.append((self.terms[index], exponent))
        coefficient, factors = angles.refined(self, coefficient, factors)
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
        logs: list[Term] = [times(k, ("log", base)) for base, k in [*pieces, *bases]]
        exponents = [times(k, unit[1]) for unit, k in units]  # type: ignore[index]
        return sum_of([*logs, *exponents])

    def _root(self, parts: Factored, index: int) -> Term | None:
        c, units, bases = self._positive(parts)
        pieces = primes(c) if c > 0 else []
        if c <= 0:
            return None
        if _single(pieces, units, bases):
            single: list[tuple[Term, int]] = [*pieces, *bases]
            return self._same_base(single[0][0], index)
        powers: list[tuple[Term, Fraction]] = []
        every: list[tuple[Term, int]] = [*pieces, *bases]
        for base, k in every:
            whole, rest = divmod(k, index)
            powers += [(base, Fraction(whole)), (base, Fraction(rest, index))]
        for unit, k in units:
            powers.append((("exp", times(Fraction(k, index), unit[1])), Fraction(1)))  # type: ignore[index]
        return product_of([(base, q) for base, q in powers if q])

    def _same_base(self, base: Term, index: int) -> Term | None:
        """A root through another of the same base."""
        for root, _ in self.generators("pow"):
            other, n = root[1], root[2].denominator  # type: ignore[index,union-attr]
            if n == index or not self.alike(self.form(other), self.form(base)):
                continue
            if n % index:
                finer: Term = ("pow", base, Fraction(1, lcm(n, index)))
                raise self.restart([root], [finer])
            return ("pow", root, n // index)
        return None

    # -- parity ---------------------------------------------------------------------------------------
    def _reflected(self, kind: str, argument: Fractional) -> Term | None:
        opposite = negate(argument)
        for term, _ in self.generators(kind):
            if self.alike(opposite, self.form(term[1])):  # type: ignore[index]
                return term if ROWS[kind].parity == "even" else neg(term)
        return None


def _single(
    pieces: list[tuple[int, int]], units: list[tuple[Term, int]], bases: list[tuple[Term, int]]
) -> bool:
    """Nothing to take apart: one irreducible base, or one prime, to the first power."""
    return not units and [k for _, k in [*pieces, *bases]] == [1]
