"""From texts to statements: relations, what is assumed, and the definitions that a statement needs.

>>> relations(["0 < a and a < 1"], {})[1].json()
['lt', 'a', 1]
>>> assumptions({"a": "positive", "b": "real"})
('a > 0',)
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from derive.language.grammar import FormulaError, parse_condition, parse_statement
from derive.language.records import Definition, Statement
from derive.language.term import RELATIONS, Term
from derive.language.vocabulary import Signature

# What a symbol can be said to be in a word, as a relation; every symbol is real.
KINDS: Mapping[str, str | None] = {
    "real": None, "positive": "> 0", "nonnegative": ">= 0", "negative": "< 0", "nonpositive": "<= 0",
    "nonzero": "!= 0",
}  # fmt: skip


def assumptions(given: Mapping[str, str]) -> tuple[str, ...]:
    """The relations behind ``{symbol: "positive"}``; raises ValueError for a word that is not known."""
    for name, kind in given.items():
        if kind not in KINDS:
            raise ValueError(f"expected {name} to be one of {', '.join(KINDS)}, found {kind!r}")
    return tuple(f"{name} {KINDS[kind]}" for name, kind in given.items() if KINDS[kind] is not None)


def relations(texts: Sequence[str], functions: Mapping[str, Signature]) -> tuple[Term, ...]:
    """The relations in some texts; those joined by ``and`` are taken apart. Raises FormulaError."""
    found: list[Term] = []
    for text in texts:
        for part in _conjuncts(parse_condition(text, functions)):
            if part.head not in RELATIONS:
                raise FormulaError("expected a relation, such as a > 0", text, 1)
            found.append(part)
    return tuple(found)


def _conjuncts(term: Term) -> list[Term]:
    if term.head == "and":
        return [part for arg in term.args for part in _conjuncts(arg)]
    return [] if term.head == "true" else [term]


def relation(text: str, functions: Mapping[str, Signature]) -> Term:
    """The one relation that a text states; raises FormulaError where it states none or several."""
    term = parse_statement(text, functions)
    if term.head not in RELATIONS:
        raise FormulaError("expected one relation, such as f(x) == g(x) or f(x) <= 1", text, 1)
    return term


def statement(
    claim: Term, hypotheses: Sequence[Term], domain: Sequence[Term], definitions: Mapping[str, Definition]
) -> Statement:
    """The statement of a relation term, with the definitions of every function that occurs in it."""
    needed = closure((claim, *hypotheses, *domain), definitions)
    left, right = claim.args
    kind = "limit" if left.head == "Limit" else "identity" if claim.head == "eq" else "inequality"
    return Statement(left, RELATIONS[claim.head], right, tuple(hypotheses), tuple(domain), needed, kind)


def closure(terms: Iterable[Term], definitions: Mapping[str, Definition]) -> tuple[Definition, ...]:
    """The definitions that some terms use, and those that these use in turn, by name."""
    used: set[str] = set()
    level = [*terms]
    while level:
        fresh = {part.head for part in level if part.head in definitions} - used
        level = [arg for part in level for arg in part.args]
        if fresh:
            used |= fresh
            level += [definitions[name].body for name in fresh]
    return tuple([definitions[name] for name in sorted(used)])


def is_true(condition: Term, values: Mapping[str, Fraction]) -> bool:
    """Whether a relation between rational expressions holds at rational values, decided exactly.

    Raises ValueError for anything that has no rational value.
    """
    left, right = (_exact(arg, values) for arg in condition.args)
    return {
        "eq": left == right, "ne": left != right, "lt": left < right, "le": left <= right, "gt": left > right,
        "ge": left >= right,
    }[condition.head]  # fmt: skip


def _exact(term: Term, values: Mapping[str, Fraction]) -> Fraction:
    if term.is_number():
        return term.number
    if term.is_symbol() and term.name in values:
        return values[term.name]
    if term.head in {"add", "mul", "pow", "Max", "Min", "Abs"}:
        return _combined(term.head, [_exact(arg, values) for arg in term.args])
    raise ValueError(f"expected an expression of rational numbers, found {term.head}")


def _combined(head: str, parts: list[Fraction]) -> Fraction:
    if head == "pow":
        base, exponent = parts
        if exponent.denominator != 1 or abs(exponent) > 1000 or (base == 0 and exponent < 0):
            raise ValueError("expected a whole power of a rational number, found another")
        return Fraction(base**exponent.numerator)
    if head == "mul":
        return math.prod(parts, start=Fraction(1))
    if head == "add":
        return sum(parts, start=Fraction(0))
    if head == "Abs":
        return abs(parts[0])
    return max(parts) if head == "Max" else min(parts)
