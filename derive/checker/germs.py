"""Germs: the points just beside a point, and what a term becomes at their end.

>>> put(("add", "x", ("pow", 2, "x")), Germ("x", 3, LEFT))
('add', 3, ('exp', ('mul', 3, ('log', 2))))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from derive.checker.errors import Rejected
from derive.checker.ground import Unknown
from derive.checker.terms import Term, occurs
from derive.checker.work import spend

T = TypeVar("T")


LEFT, HERE, RIGHT = -1, 0, 1
BRANCHING = ("Piecewise", "Max", "Min", "Abs", "sign", "Heaviside", "LeftDerivative", "RightDerivative")
UNSETTLED = frozenset((*BRANCHING, "Derivative"))


class Germ(NamedTuple):
    """Points x slightly to the left or to the right of ``at``, or that point itself."""

    x: str
    at: Term
    side: int


def put(term: Term, germ: Germ | None) -> Term:
    """A term at the end of a germ; a power whose exponent varies stays one.

    There is no derivative in it but one that is kept at a point (`derive.checker.point`): of what is derived
    by the germ's symbol that is a number already.
    """
    return term if germ is None else _put(term, germ, {})


def _put(term: Term, germ: Germ, known: dict[int, Term]) -> Term:
    """The same; a part that is one object becomes one."""
    if not isinstance(term, tuple):
        return germ.at if term == germ.x else term
    if term[0] == "Derivative" and term[2] == germ.x:
        return term
    made = known.get(id(term))
    if made is None:
        spend(len(term))
        made = (term[0], *[_put(arg, germ, known) for arg in term[1:]])
        if term[0] == "pow" and occurs(germ.x, term[2]):
            made = ("exp", ("mul", made[2], ("log", made[1])))
        known[id(term)] = made
    return made


def is_settled(term: tuple[Term, ...], met: dict[int, tuple[Term, bool]]) -> bool:
    """No branch is left to choose, no derivative to take, and no exponent to work out.

    What is found of the parts is kept in ``met``, by identity, together with the part.
    """
    known = met.get(id(term))
    if known is None:
        kind = term[0]
        settled = kind not in UNSETTLED and not (kind == "pow" and isinstance(term[2], tuple))
        for arg in term[1:] if settled else ():
            if isinstance(arg, tuple) and not is_settled(arg, met):
                settled = False
                break
        known = met[id(term)] = (term, settled)
    return known[1]


def answers(questions: Sequence[Callable[[], T]]) -> list[T]:
    """The answers to some questions; `Undefined` from one comes before what another leaves open."""
    found: list[T] = []
    open_question: Exception | None = None
    for question in questions:
        try:
            found.append(question())
        except (Unknown, Rejected) as reason:
            open_question = open_question or reason
    if open_question:
        raise open_question
    return found


def parts(term: Term) -> list[Term]:
    found, stack = [], [term]
    while stack:
        node = stack.pop()
        found.append(node)
        if isinstance(node, tuple):
            stack.extend(node[1:])
    return found
