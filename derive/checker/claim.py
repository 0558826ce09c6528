"""Reading what a certificate claims: definitions, hypotheses, the two sides and their relation.

>>> data = {"definitions": {}, "hypotheses": [["gt", "a", 0]], "relation": "==", "left": "a", "right": 1}
>>> read_claim(data).facts
((('add', 'a', ('mul', -1, 0)), 4),)
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from derive.checker.cells import HOLDS
from derive.checker.errors import Rejected
from derive.checker.terms import (
    RELATION_HEADS,
    Definition,
    Expander,
    Term,
    head,
    is_number,
    read,
    sub,
    symbols,
)

RELATIONS = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
POLYNOMIAL_HEADS = ("add", "mul", "pow")
SPECIAL = frozenset(RELATION_HEADS) | frozenset(
    ("rational", "add", "mul", "pow", "case", "Piecewise", "and", "or", "not", "true", "pi", "E")
)


class Claim(NamedTuple):
    """A statement with its definitions written out."""

    left: Term
    relation: str  # a head: eq, lt, ...
    right: Term
    facts: tuple[tuple[Term, int], ...]  # hypotheses that are strict polynomial inequalities
    conditions: tuple[Term, ...]  # the other hypotheses
    variables: tuple[str, ...]  # symbols, those that are derived by first
    expander: Expander

    def read(self, data: Any) -> Term:
        """A term of the certificate with definitions written out."""
        return self.expander.expand(read(data, self.expander.functions))


def field_of(mapping: Any, name: str, kind: type | tuple[type, ...]) -> Any:
    """An entry of a JSON object, of the type expected."""
    if not isinstance(mapping, dict) or name not in mapping:
        raise Rejected("certificate", f"an entry {name!r}", "none")
    value = mapping[name]
    if not isinstance(value, kind) or isinstance(value, bool):
        raise Rejected("certificate", f"an entry {name!r} of the right type", type(value).__name__)
    return value


def read_claim(data: Any) -> Claim:
    """The claim of a certificate's statement."""
    functions: dict[str, Definition] = {}
    given = field_of(data, "definitions", dict)
    for name, entry in given.items():
        args = field_of(entry, "args", list)
        if name in SPECIAL or not all(isinstance(arg, str) for arg in args):
            raise Rejected("definitions", "a new name with symbols as arguments", repr(name)[:40])
        functions[name] = Definition(tuple(args), 0)
    for name, entry in given.items():
        body = read(entry.get("body"), functions)
        if not symbols(body) <= set(functions[name].args) or len(set(functions[name].args)) != len(
            entry["args"]
        ):
            raise Rejected(
                "definitions", f"a body of {name} in its arguments only", str(sorted(symbols(body)))
            )
        functions[name] = Definition(functions[name].args, body)
    relation = field_of(data, "relation", str)
    if relation not in RELATIONS:
        raise Rejected("statement", "a relation", repr(relation)[:20])
    expander = Expander(functions)
    left, right = (expander.expand(read(data.get(side), functions)) for side in ("left", "right"))
    hypotheses = [expander.expand(read(h, functions)) for h in field_of(data, "hypotheses", list)]
    facts = tuple(fact for h in hypotheses if (fact := _fact(h)) is not None)
    conditions = tuple(h for h in hypotheses if _fact(h) is None)
    return Claim(
        left, RELATIONS[relation], right, facts, conditions, _order(left, right, *hypotheses), expander
    )


def _fact(hypothesis: Term) -> tuple[Term, int] | None:
    """A hypothesis p < q or p > q between polynomials, as a term with its sign."""
    if head(hypothesis) in ("lt", "gt") and is_polynomial(hypothesis[1]) and is_polynomial(hypothesis[2]):  # type: ignore[index]
        return sub(hypothesis[1], hypothesis[2]), HOLDS[head(hypothesis)]  # type: ignore[index]
    return None


def is_polynomial(t: Term) -> bool:
    if not isinstance(t, tuple):
        return True
    if t[0] == "pow":
        return is_polynomial(t[1]) and isinstance(t[2], int) and t[2] >= 0
    return t[0] in POLYNOMIAL_HEADS and all(is_polynomial(arg) for arg in t[1:])


def _order(*terms: Term) -> tuple[str, ...]:
    derived: list[str] = []
    stack = list(terms)
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            stack.extend(node[1:])
            if node[0] == "Derivative" and isinstance(node[2], str) and node[2] not in derived:
                derived.append(node[2])
    everything = sorted({name for t in terms for name in symbols(t)})
    return (*sorted(derived), *(name for name in everything if name not in derived))


def read_point(data: Any, names: tuple[str, ...]) -> dict[str, Fraction]:
    """A rational value for each symbol of a statement."""
    if not isinstance(data, dict) or set(data) != set(names):
        raise Rejected("point", f"values for {', '.join(names) or 'no symbols'}", repr(data)[:60])
    values: dict[str, Fraction] = {}
    for name, entry in data.items():
        value = read(entry)
        if not is_number(value):
            raise Rejected("point", f"a rational number for {name}", repr(entry)[:40])
        values[name] = Fraction(value)  # type: ignore[arg-type]
    return values
