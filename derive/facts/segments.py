"""Segments: the open intervals on which a function of x alone is one formula, from left to right.

>>> from derive.language.catalogue import Catalogue
>>> [(str(s.low), str(s.high), str(s.formula)) for s in segments(Subject.of(Catalogue.load()["relu"]))]
[('None', '0', '0'), ('0', 'None', 'x')]
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from derive.calculus.branches import written_out
from derive.calculus.pieces import pieces
from derive.facts.subject import Subject, X
from derive.language.records import Activation, Definition
from derive.language.term import Term, derivative, relation
from derive.language.tidy import tidy
from derive.proof.allowances import GivenUp
from derive.rules import apply

MAX_RULES = 400


@dataclass(frozen=True, slots=True)
class Segment:
    """An open interval (None: unbounded) and the one formula that the function has there.

    The formula holds no definitions and no branches.
    """

    low: Term | None
    high: Term | None
    formula: Term

    @property
    def domain(self) -> tuple[Term, ...]:
        """The interval as relations."""
        lows = () if self.low is None else (relation(X, ">", self.low),)
        return lows if self.high is None else (*lows, relation(X, "<", self.high))


def segments(subject: Subject) -> tuple[Segment, ...]:
    """The segments of a function; none where it could not be cut into intervals.

    Points between segments may belong to neither: where pieces meet, and where there is no value.
    """
    return _segments(subject.function, subject.definitions)


@lru_cache(maxsize=256)
def _segments(function: Term, definitions: tuple[Definition, ...]) -> tuple[Segment, ...]:
    anonymous = Activation(
        slug="f", name="f", symbol="f", summary="", formula=function, parameters=(), textbook=None,
        textbook_source=None, claims=(), names={}, references=(), definitions=definitions,
    )  # fmt: skip
    try:
        found = pieces(anonymous)
    except (GivenUp, ValueError):
        return ()
    if any(condition.head != "ne" for piece in found.open for condition in piece.cut.conditions):
        return ()  # an end that is not known: x Φ(x) < 10
    return tuple(
        Segment(p.cut.low, p.cut.high, tidy(written_out(p.formula, definitions))) for p in found.open
    )


@lru_cache(maxsize=512)
def slope(term: Term) -> Term:
    """The derivative of a formula without branches, by the rules; ValueError where there is none."""
    return tidy(_Slope().of(derivative(term, X)))


class _Slope:
    """Works out derivatives, each subterm once."""

    def __init__(self) -> None:
        self.left = MAX_RULES
        self.seen: dict[Term, Term] = {}

    def of(self, term: Term) -> Term:
        if not term.args:
            return term
        if term not in self.seen:
            if term.head == "Derivative":
                self.left -= 1
                if self.left < 0:
                    raise ValueError("expected a formula that is derived in fewer steps, found a longer one")
                self.seen[term] = self.of(apply(term)[1])
            else:
                args = tuple(map(self.of, term.args))
                self.seen[term] = term if args == term.args else Term(term.head, args, term.value)
        return self.seen[term]
