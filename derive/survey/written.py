"""Constants written as terms again.

>>> from derive.language.grammar import parse
>>> from derive.survey.jets import ConstantRing
>>> str(term_of(ConstantRing.value(parse("3*sqrt(2)/2 - log(2)"))))
'3/sqrt(2) - log(2)'
"""

from __future__ import annotations

from fractions import Fraction

from derive.language.term import Term, call, number
from derive.language.tidy import tidy
from derive.survey.constants import Atom, Constant

NAMES: dict[str, str] = {"lambertw": "LambertW"}


def term_of(value: Constant) -> Term:
    """The term of a constant."""
    if not value.terms:
        return number(0)
    parts = []
    for word, q in value.parts():
        factors = [_power(_atom(atom), e) for atom, e in word]
        parts.append(call("mul", number(q), *factors) if factors else number(q))
    return tidy(parts[0] if len(parts) == 1 else call("add", *parts))


def _power(base: Term, e: Fraction) -> Term:
    if base.head == "E" and not base.args:
        return call("exp", number(e))
    return base if e == 1 else call("pow", base, number(e))


def _atom(atom: Atom) -> Term:
    kind: str = atom[0]
    if kind == "number":
        return number(atom[1])
    if kind == "pi":
        return call("pi")
    if kind == "e":
        return call("E")
    inner = term_of(atom[1])
    return inner if kind in ("sum", "held") else call(NAMES.get(kind, kind), inner)
