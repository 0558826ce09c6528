"""Companions: functions of the catalogue by which a result may be called (softplus' = σ).

A name is only proposed here; the equation with it is proved like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from derive.calculus.pieces import BRANCHING
from derive.language.catalogue import Catalogue
from derive.language.records import Activation, Definition, Statement
from derive.language.term import Term, call, symbol
from derive.proof.prover import Proved, prove

X = symbol("x")


@dataclass(frozen=True)
class Companions:
    """A catalogue, seen as names for smooth functions without parameters."""

    catalogue: Mapping[str, Activation]

    @staticmethod
    @cache
    def of_package() -> Companions:
        """The package's own catalogue."""
        return Companions(Catalogue.load())

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
            if plain and slug != besides and other.formula != X:
                yield other

    def name_of(self, term: Term, base: Statement, besides: str) -> Term | None:
        """A companion at a simple argument that equals a term, or None."""
        for other in self._smooth(besides):
            for argument in _arguments(term):
                named = call(other.slug, argument)
                definitions = (
                    *base.definitions,
                    *(d for d in other.definitions if d not in base.definitions),
                )
                statement = Statement(term, "==", named, base.hypotheses, base.domain, definitions)
                if isinstance(prove(statement, 2.0), Proved):
                    return named
        return None

    def rewrite_quotient(self, form: Term | None, base: Statement, activation: Activation) -> Term | None:
        """f·g/x with f/x replaced by a companion, where f/x is one; else the form as it is."""
        if form is None or form.head != "mul" or X**-1 not in form.args:
            return form
        factors = _flat(form)
        if activation.call not in factors:
            return form
        named = self.name_of(activation.formula / X, base, activation.slug)
        if named is None:
            return form
        rest = list(factors)
        rest.remove(activation.call)
        rest.remove(X**-1)
        return call("mul", named, *rest) if rest else named


def _flat(term: Term) -> list[Term]:
    if term.head != "mul":
        return [term]
    return [factor for arg in term.args for factor in _flat(arg)]


def _arguments(term: Term) -> Iterator[Term]:
    """x, -x, and the exponents that occur, with both signs."""
    seen = [X, -X]
    for node in term.walk():
        if node.head == "exp":
            seen += [_negated(node.args[0]), node.args[0]]
    yield from dict.fromkeys(seen)


def _negated(term: Term) -> Term:
    if term.head == "mul" and term.args[0].is_number() and term.args[0].number == -1:
        return term.args[1] if len(term.args) == 2 else call("mul", *term.args[1:])
    return -term
