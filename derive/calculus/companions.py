"""Companions: functions of the catalogue by which a result may be called (softplus' = σ).

A name is only proposed here; the equation with it is proved like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from derive.calculus.branches import BRANCHING
from derive.language.catalogue import Catalogue, packaged
from derive.language.numeric import NumericError, Values, evaluate
from derive.language.records import Activation, Definition, Statement
from derive.language.term import FUNCTIONS, Term, call, number, symbol
from derive.language.tidy import fraction, parted
from derive.proof.claims import QUICK
from derive.proof.prover import Proved, prove

X = symbol("x")
LOOKS = (-2.3, -0.7, 0.4, 1.9)  # points at which a name is tried before it is proved


@dataclass(frozen=True)
class Companions:
    """A catalogue, seen as names for smooth functions without parameters."""

    catalogue: Mapping[str, Activation]

    @staticmethod
    @packaged
    def of_package(catalogue: Catalogue) -> Companions:
        """The package's own catalogue."""
        return Companions(catalogue)

    def definitions(self, activation: Activation, *terms: Term) -> tuple[Definition, ...]:
        """The definitions that terms about an activation use: its own first, then companions'."""
        own = {d.name: d for d in activation.definitions}
        heads = set().union(*(term.heads() for term in terms))
        for slug, other in self.catalogue.items():
            if slug in heads:
                own.update({d.name: d for d in other.definitions if d.name not in own})
        return tuple(own.values())

    def _smooth(self, besides: str) -> Iterator[Activation]:
        for slug, other in self.catalogue.items():
            plain = not other.parameters and not (other.formula.heads() & BRANCHING)
            if plain and slug != besides and (slug in FUNCTIONS or _is_handy(other.formula)):
                yield other

    def name_of(self, term: Term, base: Statement, besides: str) -> Term | None:
        """A companion at a simple argument that equals a term, or None."""
        looks = _looks(term, base.definitions)
        for other in self._smooth(besides):
            for argument in _arguments(term):
                named = call(other.slug, argument)
                if not _looks_true(looks, named, other.definitions):
                    continue
                definitions = (
                    *base.definitions,
                    *(d for d in other.definitions if d not in base.definitions),
                )
                statement = Statement(term, "==", named, base.hypotheses, base.domain, definitions)
                if isinstance(prove(statement, refute=False, steps=QUICK), Proved):
                    return named
        return None

    def rewrite_quotient(
        self, form: Term | None, piece: Term, base: Statement, activation: Activation
    ) -> Term | None:
        """The form with f/x replaced by a companion, where the piece over x is one; else as it is."""
        if form is None:
            return None
        parts = form.args if form.head == "add" else (form,)
        if not any(_has_quotient(part, activation.call) for part in parts):
            return form
        named = self.name_of(piece / X, base, activation.slug)
        if named is None:
            return form
        new = [_with_name(part, activation.call, named) for part in parts]
        return new[0] if len(new) == 1 else Term("add", tuple(new))


def _has_quotient(part: Term, f: Term) -> bool:
    """Whether f/x is among the factors."""
    factors = parted(part)[1]
    return f in factors and X**-1 in factors


def _with_name(part: Term, f: Term, named: Term) -> Term:
    """A summand with f/x replaced by its name."""
    if not _has_quotient(part, f):
        return part
    coefficient, factors = parted(part)
    factors.remove(f)
    factors.remove(X**-1)
    return fraction(coefficient, [named, *factors])


def _looks(term: Term, definitions: tuple[Definition, ...]) -> list[tuple[float, Values | None]]:
    """The values at a few points, for the other letters 1 and 1/2; None where there are none."""
    found: list[tuple[float, Values | None]] = []
    for letter in (1.0, 0.5):
        try:
            found.append((letter, evaluate(term, _given(term, letter), definitions)))
        except NumericError:
            found.append((letter, None))
    return found


def _given(term: Term, letter: float) -> dict[str, ArrayLike]:
    return {name: LOOKS if name == X.name else letter for name in term.symbols() | {X.name}}


def _looks_true(
    looks: list[tuple[float, Values | None]], named: Term, definitions: tuple[Definition, ...]
) -> bool:
    """No difference is seen at a few points, in double precision."""
    for letter, left in looks:
        try:
            right = evaluate(named, _given(named, letter), definitions)
        except NumericError:
            return True
        if left is None:
            return True
        seen = np.isfinite(left) & np.isfinite(right)
        if not np.allclose(left[seen], right[seen], rtol=1e-6):
            return False
    return True


def _arguments(term: Term) -> Iterator[Term]:
    """x, -x, and the exponents that occur, with both signs."""
    seen = [X, -X]
    for node in term.walk():
        if node.head == "exp":
            seen += [_negated(node.args[0]), node.args[0]]
    yield from dict.fromkeys(seen)


def _negated(term: Term) -> Term:
    if term.head != "mul" or not term.args[0].is_number():
        return -term
    factor, rest = -term.args[0].number, term.args[1:]
    kept = rest if factor == 1 else (number(factor), *rest)
    return kept[0] if len(kept) == 1 else call("mul", *kept)


def _is_handy(formula: Term) -> bool:
    """Worth a name: more than exp(x) or x**3, and no long formula, which the name would only hide."""
    return any(part.args for part in formula.args) and sum(part == X for part in formula.walk()) <= 2
