"""The radius of convergence of a function's power series at 0, from its singularities in the complex plane.

A function built from entire ones by sums, products and divisions, logarithms, roots and arcus tangents is
analytic wherever no divisor, no argument of a logarithm or root, and no 1 + u² of an arcus tangent of u is
0: in a disc without such points its series converges. The nearest such point is found by best-first
subdivision of the upper half plane with complex balls, and isolated by the interval Newton test. It is a
singularity, and so ends the disc, where the function has a pole there (the numerator is not 0), or where it
changes on a way around it (a simple zero under a root or a logarithm, if nothing else branches). A
derivative has the same radius, so a derivative may be looked at instead.

Source: L. Ahlfors, Complex Analysis, 3rd ed., sections 4.3 and 8.1; R. Moore, R. Kearfott, M. Cloud,
Introduction to Interval Analysis (2009), chapter 8.

>>> from derive.language.term import call
>>> found = radius(call("tanh", X))
>>> found.value, found.singularity
('1.57079632679489661923132169164', '1.57079632679489661923132169164*I')
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from derive.calculus.polynomials import clearing, forms
from derive.calculus.reduction import size
from derive.checker.fractional import Fractional
from derive.checker.monomials import exponent_in, pairs
from derive.checker.poly import Poly, content, scale, variable, variables
from derive.checker.terms import Term as Core
from derive.facts.disc import Nearest, nearest, vanishes
from derive.facts.segments import slope
from derive.language.records import Statement, Status
from derive.language.term import Term, number, relation, symbol
from derive.proof.factors import factor
from derive.proof.tower import Tower

X = symbol("x")
ENTIRE = frozenset(("exp", "erf", "sin", "cos"))
BRANCHING: Mapping[str, str] = {
    "log": "logarithm",
    "atan": "arcus tangent",
    "root": "root",
    "asin": "arcus sine",
}
DERIVATIVES = 2  # so many are looked at besides the function
AROUND = (relation(X, ">", number(Fraction(-1, 1000))), relation(X, "<", number(Fraction(1, 1000))))
LONGEST = 250  # nodes of a formula that is looked at


@dataclass(frozen=True, slots=True)
class Radius:
    """``value``: 30 digits or "oo", empty where it is open; ``at_least``: the series converges so far."""

    value: str
    singularity: str
    status: Status
    evidence: str
    at_least: str = ""
    reason: str = ""


def radius(formula: Term) -> Radius:
    """The radius for a formula without branches that is analytic at 0."""
    best: Radius | None = None
    for _ in range(DERIVATIVES + 1):
        found = _Plane.of(formula)
        known = None if found is None else found.radius()
        if known is not None and known.value:
            return known
        if known is not None and (best is None or known.at_least):
            best = known
        try:
            formula = slope(formula)
        except ValueError:
            break
    reason = "the function is not built from those whose singularities are known"
    return best or Radius("", "", Status.OPEN, "", reason=reason)


@dataclass(frozen=True)
class _Plane:
    """A function as numerator over denominator in entire and branching functions of x."""

    tower: Tower
    form: Fractional

    @staticmethod
    def of(formula: Term) -> _Plane | None:
        if size(formula) > LONGEST:
            return None
        fields = forms(Statement(formula, "==", formula, (), AROUND))
        if fields is None:
            return None
        tower, form, _ = fields
        return _Plane(tower, tower.reduce(form))

    def radius(self) -> Radius | None:
        branching = self._branching()
        if branching is None:
            return None
        below = list(self._divisors())
        inner = {index: core for index, core in branching.items() if core is not None}
        if not below and not inner:
            return Radius("oo", "", Status.ENCLOSED, "built from entire functions without a division by one")
        cores = [self._core(p) for p in below] + list(inner.values())
        if not all(map(_entire, cores)):
            return None
        found = nearest(cores)
        if found is None or found.point is None:
            at_least = "" if found is None else found.empty_below
            return Radius("", "", Status.OPEN, "", at_least, "no singularity was isolated")
        evidence = self._evidence(found, below, inner)
        if evidence:
            return Radius(found.modulus, found.shown, Status.ENCLOSED, evidence)
        reason = f"whether {found.shown} is a singularity was not decided"
        return Radius("", "", Status.OPEN, "", found.modulus, reason)

    def _used(self) -> set[int]:
        """The generators that occur."""
        return variables(self.form.num).union(*(variables(dict(f)) for f in self.form.den))

    def _branching(self) -> dict[int, Core | None] | None:
        """What must not be 0 for each branching generator; None where a generator is not of a known kind."""
        found: dict[int, Core | None] = {}
        for index in self._used():
            term = self.tower.terms[index]
            if not isinstance(term, tuple) or not _moves(term):
                continue
            if term[0] in ENTIRE and _entire(term[1]):
                continue
            inner = _critical(term)
            if inner is None or not _entire(inner):
                return None
            found[index] = inner
        return found

    def _divisors(self) -> Iterator[Poly]:
        """The denominator's factors, those that are units (exponentials) left out."""
        num = dict(self.form.num)
        negative = {i for i, e in pairs(content(num)) if e < 0}
        for i in negative:
            if not self._harmless(i):
                yield variable(i)
        for f in self.form.den:
            yield from (p for p, _ in factor(dict(f))[2])
            for i in factor(dict(f))[1]:
                if not self._harmless(i):
                    yield variable(i)

    def _harmless(self, index: int) -> bool:
        """An exponential, a constant, or a root, whose zeros are those of what is under it."""
        term = self.tower.terms[index]
        return isinstance(term, tuple) and (term[0] in ("exp", "pow") or not _moves(term))

    def _core(self, p: Poly) -> Core:
        return self.tower.term_of(p)

    def _evidence(self, found: Nearest, below: list[Poly], inner: Mapping[int, Core]) -> str:
        """Why the nearest point is a singularity; empty where that is not decided."""
        if len(inner) > 1:
            return ""
        if found.which >= len(below):
            (index,) = inner
            free = all(index not in variables(p) for p in below)
            kind = BRANCHING[_kind(self.tower.terms[index])]
            present = True  # a root that occurs is no more in the form once it is a square
            if kind != "root":
                powers = {exponent_in(m, index) for m in self.form.num}
                present = max(powers) > 0 and (kind != "arcus sine" or powers <= {0, 1})
            if not (free and present and found.simple):
                return ""
            return f"a branch point of the only {kind}, at a simple zero of its argument"
        if inner:
            return ""
        num = dict(self.form.num)
        above = self._core(scale(num, 1, clearing(num)))
        if found.point is None or vanishes(above, found.point):
            return ""
        return "a pole: the denominator is 0 there and the numerator is not"


def _kind(term: Core) -> str:
    assert isinstance(term, tuple)
    return "root" if term[0] == "pow" else str(term[0])


def _critical(term: tuple[Core, ...]) -> Core | None:
    """What must not be 0 where a branching function is to be analytic."""
    kind = _kind(term)
    if kind in ("log", "root"):
        return term[1]
    if kind == "atan":
        return ("add", 1, ("pow", term[1], 2))
    if kind == "asin":
        return ("add", 1, ("mul", -1, ("pow", term[1], 2)))
    return None


def _moves(term: Core) -> bool:
    """X occurs in the term."""
    if not isinstance(term, tuple):
        return term == X.name
    return any(_moves(arg) for arg in term[1:])


def _entire(term: Core) -> bool:
    """Entire by its form: sums, products and whole powers of entire functions, and numbers."""
    if not isinstance(term, tuple) or not _moves(term):
        return True
    kind, *args = term
    if kind == "pow":
        return isinstance(args[1], int) and args[1] >= 0 and _entire(args[0])
    return (kind in ENTIRE or kind in ("add", "mul")) and all(map(_entire, args))
