"""What a fact is about: an activation with numbers for its parameters, as one term in x.

>>> from derive.language.catalogue import Catalogue
>>> str(Subject.of(Catalogue.load()["elu"]).function)
'elu(x, 1)'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from derive.checker.statement import read_claim
from derive.checker.terms import Term as Core
from derive.language.records import Activation, Definition, Statement
from derive.language.term import Term, derivative, number, symbol

X = symbol("x")
REMEMBERED = 500  # terms that are written out


@dataclass(frozen=True, slots=True)
class Subject:
    """A function of x alone; ``definitions`` are those it uses."""

    function: Term
    definitions: tuple[Definition, ...]
    values: Mapping[Term, Term]

    @staticmethod
    def of(activation: Activation, parameters: Mapping[str, Fraction] | None = None) -> Subject:
        """The activation at given parameter values (defaults where none are given)."""
        given = parameters or {}
        values = {symbol(p.name): number(given.get(p.name, p.default)) for p in activation.parameters}
        return Subject(activation.call.replace(values), activation.definitions, values)

    def derived(self) -> Subject:
        """Its derivative."""
        return Subject(derivative(self.function, X), self.definitions, self.values)

    def state(
        self, left: Term, relation: str, right: Term, *domain: Term, kind: str = "identity"
    ) -> Statement:
        """A statement in which the function occurs."""
        return Statement(left, relation, right, (), domain, self.definitions, kind)

    def core(self, term: Term) -> Core:
        """A term with all definitions written out, as the checker and the balls read it."""
        return _core(term, self.definitions)


@lru_cache(REMEMBERED)
def _core(term: Term, definitions: tuple[Definition, ...]) -> Core:
    return read_claim(Statement(term, "==", term, (), (), definitions).json()).left
