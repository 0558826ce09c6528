"""Reading what a certificate claims: definitions, hypotheses, the two sides and their relation.

>>> data = {"definitions": {}, "hypotheses": [["gt", "a", 0]], "relation": "==", "left": "a", "right": 1}
>>> read_claim(data).facts
((('add', 'a', ('mul', -1, 0)), 4),)
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from derive.checker.cells import HOLDS
from derive.checker.definitions import Expander
from derive.checker.errors import Rejected, shown
from derive.checker.measures import Survey
from derive.checker.terms import (
    CONDITION,
    VALUE,
    Definition,
    Read,
    Reader,
    Term,
    head,
    is_number,
    occurs,
    read,
    read_name,
    read_symbol,
    show,
    sub,
)

RELATIONS = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
HEAVY = 20  # the weight of a statement that is not simply multiplied out
POLYNOMIAL_HEADS = ("add", "mul", "pow")


class Claim(NamedTuple):
    """A statement with its definitions written out."""

    left: Term
    relation: str  # a head: eq, lt, ...
    right: Term
    facts: tuple[tuple[Term, int], ...]  # hypotheses that are strict polynomial inequalities
    conditions: tuple[Term, ...]  # the other hypotheses
    variables: tuple[str, ...]  # symbols, those that are derived by first
    weight: int  # the work of looking its terms up
    deep: bool  # whether it is heavy, and functions stand within functions
    expander: Expander
    bound: str = ""  # a symbol that a limit binds: no other term of the certificate may speak of it

    def read(self, data: Any, kind: str = VALUE) -> Term:
        """A term of the certificate with definitions written out."""
        term = self.expander.read(data, kind)
        if self.bound and occurs(self.bound, term):
            raise Rejected("limit", f"terms without {self.bound}, which is bound", show(term))
        return term


def field_of(mapping: Any, name: str, kind: type | tuple[type, ...]) -> Any:
    """An entry of a JSON object, of the type expected."""
    if not isinstance(mapping, dict) or name not in mapping:
        raise Rejected("certificate", f"an entry {name!r}", "none")
    value = mapping[name]
    if not isinstance(value, kind) or isinstance(value, bool):
        raise Rejected("certificate", f"an entry {name!r} of the right type", type(value).__name__)
    return value


def read_claim(data: Any, shared: bool = False) -> Claim:
    """The claim of a certificate's statement; ``shared`` where equal parts of the JSON may be one object."""
    functions = read_definitions(field_of(data, "definitions", dict))
    relation = field_of(data, "relation", str)
    if relation not in RELATIONS:
        raise Rejected("statement", "a relation", shown(relation))
    expander = Expander(functions)
    met: dict[int, Read] | None = {} if shared else None
    left, right = (expander.read(data.get(side), VALUE, met) for side in ("left", "right"))
    hypotheses = [expander.read(h, CONDITION, met) for h in field_of(data, "hypotheses", list)]
    known = [(h, _fact(h)) for h in hypotheses]
    facts = tuple(fact for _, fact in known if fact is not None)
    conditions = tuple(h for h, fact in known if fact is None)
    survey = Survey()
    weights, depths = zip(*[survey.of(t) for t in (left, right, *hypotheses)], strict=True)
    heavy = sum(weights)
    variables = (*sorted(survey.derived), *sorted(survey.names - survey.derived))
    deep = heavy > HEAVY and max(depths[:2]) > 1
    return Claim(left, RELATIONS[relation], right, facts, conditions, variables, heavy, deep, expander)


def read_definitions(given: Mapping[Any, Any]) -> dict[str, Definition]:
    """Definitions: new names, with bodies that hold nothing but their arguments."""
    functions: dict[str, Definition] = {}
    for name, entry in given.items():
        args = [read_symbol(arg) for arg in field_of(entry, "args", list)]
        if len(set(args)) != len(args):
            raise Rejected("definitions", f"arguments of {shown(name)} that differ", ", ".join(args)[:60])
        functions[read_name(name)] = Definition(tuple(args), 0)
    for name, definition in list(functions.items()):
        reader = Reader(functions)
        body = reader.read(given[name].get("body"), VALUE)
        strange = reader.names - {*definition.args}
        if strange:
            raise Rejected("definitions", f"a body of {name} in its arguments only", min(strange))
        functions[name] = Definition(definition.args, body)
    return functions


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


def read_point(data: Any, names: tuple[str, ...]) -> dict[str, Fraction]:
    """A rational value for each symbol of a statement."""
    if not isinstance(data, dict) or set(data) != set(names):
        raise Rejected("point", f"values for {', '.join(names)[:60] or 'no symbols'}", shown(data))
    values: dict[str, Fraction] = {}
    for name, entry in data.items():
        value = read(entry)
        if not is_number(value):
            raise Rejected("point", f"a rational number for {name}", shown(entry))
        values[name] = Fraction(value)  # type: ignore[arg-type]
    return values
