"""From terms to the languages of other systems: one walk over the tree, one row of names for each system.

>>> from derive.language.grammar import parse
>>> MAXIMA(parse("Heaviside(x) + sqrt(x)"))
'(((1 + signum(x))/2) + (x)^((1/2)))'
>>> FRICAS(parse("Piecewise((x, x > 0), (0, True))"))
Traceback (most recent call last):
benchmarks.prove.printers.NotExpressible: Piecewise

Functions of the catalogue are written out by their definitions first (`unfolded`). What a system has no word
for is written through what it has (Heaviside(u) = (1 + sign u)/2); what cannot be written raises
NotExpressible.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from derive.language.records import Definition
from derive.language.term import Term, symbol


class NotExpressible(Exception):
    """The system has no word for this."""


def unfolded(term: Term, definitions: Iterable[Definition]) -> Term:
    """The term with every function of the catalogue replaced by its body, until none is left."""
    known = {d.name: d for d in definitions}
    return _unfolded(term, known)


def _unfolded(term: Term, known: Mapping[str, Definition]) -> Term:
    args = tuple(_unfolded(arg, known) for arg in term.args)
    if term.head in known:
        meaning = known[term.head]
        table = {symbol(name): arg for name, arg in zip(meaning.args, args, strict=True)}
        return _unfolded(meaning.body, known).replace(table)
    return Term(term.head, args, term.value) if args else term


@dataclass(frozen=True, slots=True)
class Printer:
    """Names and patterns of one system; a pattern has a place {0}, {1}, ... for each argument."""

    names: Mapping[str, str]
    patterns: Mapping[str, str]
    relations: Mapping[str, str]

    def __call__(self, term: Term) -> str:
        head, args = term.head, term.args
        if head == "number":
            q = term.number
            return f"({q})" if q.denominator != 1 or q < 0 else str(q)
        if head == "symbol":
            return term.name
        if head == "Piecewise":
            return self.cases(args)
        if head in ("Max", "Min"):
            return self.largest(head, [self(arg) for arg in args])
        if head in self.relations:
            return f"{self(args[0])} {self.relations[head]} {self(args[1])}"
        parts = [self(arg) for arg in args]
        if head in ("add", "mul"):
            return "(" + {"add": " + ", "mul": " * "}[head].join(parts) + ")"
        if head in self.patterns:
            return self.patterns[head].format(*parts)
        if head in self.names:
            return f"{self.names[head]}({', '.join(parts)})"
        raise NotExpressible(head)

    def largest(self, head: str, parts: list[str]) -> str:
        if head in self.names:
            return f"{self.names[head]}({', '.join(parts)})"
        found, sign = parts[0], "+" if head == "Max" else "-"
        for part in parts[1:]:  # max(a, b) = (a + b + |a - b|)/2
            found = f"(({found} + {part} {sign} abs({found} - {part}))/2)"
        return found

    def cases(self, cases: tuple[Term, ...]) -> str:
        if "case" not in self.patterns or cases[-1].args[1].head != "true":
            raise NotExpressible("Piecewise")
        found = self(cases[-1].args[0])
        for case in reversed(cases[:-1]):
            found = self.patterns["case"].format(self.condition(case.args[1]), self(case.args[0]), found)
        return found

    def condition(self, term: Term) -> str:
        if term.head in ("and", "or"):
            return "(" + f" {term.head} ".join(self.condition(arg) for arg in term.args) + ")"
        if term.head == "not":
            return f"(not ({self.condition(term.args[0])}))"
        return f"({self(term)})"


_SAME = ("exp", "log", "sin", "cos", "tan", "asin", "atan", "sinh", "cosh", "tanh", "asinh", "atanh", "erf")
_ALL = {name: name for name in _SAME}
_ORDER = {"lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_POWER = {"pow": "({0})^({1})"}

MAXIMA = Printer(
    {**_ALL, "sech": "sech", "erfc": "erfc", "Abs": "abs", "sign": "signum", "Max": "max", "Min": "min",
     "LambertW": "lambert_w"},
    {**_POWER, "pi": "%pi", "E": "%e", "Heaviside": "((1 + signum({0}))/2)", "polylog": "li[{0}]({1})",
     "Derivative": "diff({0}, {1}, {2})", "case": "(if {0} then {1} else {2})",
     "eq": "equal({0}, {1})", "ne": "notequal({0}, {1})"},
    _ORDER,
)  # fmt: skip
FRICAS = Printer(
    {**_ALL, "sech": "sech", "Abs": "abs", "sign": "sign", "LambertW": "lambertW"},
    {**_POWER, "pi": "%pi", "E": "%e", "erfc": "(1 - erf({0}))", "Heaviside": "((1 + sign({0}))/2)",
     "polylog": "polylog({0}, {1})", "Derivative": "D({0}, {1}, {2})"},
    {},
)  # fmt: skip
GIAC = Printer(
    {**_ALL, "log": "ln", "erfc": "erfc", "Abs": "abs", "sign": "sign", "Max": "max", "Min": "min",
     "LambertW": "LambertW"},
    {**_POWER, "pi": "pi", "E": "e", "sech": "(1/cosh({0}))", "Heaviside": "((1 + sign({0}))/2)",
     "Derivative": "diff({0}, {1}, {2})", "case": "piecewise({0}, {1}, {2})"},
    _ORDER,  # == and != compare how things are written there
)  # fmt: skip
