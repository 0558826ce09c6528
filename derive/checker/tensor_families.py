"""Families of arrays over layers, such as W[i]: their members, and what defines them.

In a proof by induction over layers a member that is not defined in the same part is a symbol with arbitrary
values. What holds for all values holds for those that the recursion gives, and also where two members are one
array, as x[i] and x[L] are for i = L. A derivative by a symbol holds the others fixed, and only there it
matters that they are others: it is taken of what no recursion defines, and not beside another member that may
be the same.

>>> list(mentions([["mul", "P[i]", "g[i+1]"], "<=", "c"], frozenset("P")))
['P[i]']
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any

from derive.checker.algebra import NAME, name
from derive.checker.errors import Rejected
from derive.checker.reading import array, same, show
from derive.checker.tensor_forms import Form
from derive.checker.words import NEXT


def at(data: Any, index: str) -> Any:
    """A schema with i := index in all its names: ``at("W[i+1]", "0")`` is ``"W[1]"``."""
    if type(data) is list:
        return [at(item, index) for item in data]
    if type(data) is dict:
        return {key: at(item, index) for key, item in data.items()}
    if type(data) is str and data.endswith("]"):
        return data.replace("[i+1]", f"[{NEXT[index]}]").replace("[i]", f"[{index}]")
    return data


def members(schema: Mapping[str, Any], where: str) -> dict[str, Any]:
    """A schema such as W[i+1]: [d[i], d[i+1]] for every index that a name can have."""
    found: dict[str, Any] = {}
    for key, dimensions in schema.items():
        for index in NEXT:
            member, sizes = at(key, index), at(array(dimensions, where), index)
            if NAME.fullmatch(member) and found.setdefault(member, sizes) != sizes:
                raise Rejected(where, f"one shape for {member}", "two")
    return found


def family(member: str) -> str:
    return member.partition("[")[0]


def recursions(start: Any, first: str, step: Any, after: str) -> frozenset[str]:
    """The families that are defined, each once in a part, those of a step after the start.

    Such families exist: those that a step defines at i + 1 are made upwards, those at i downwards, and if one
    kind uses the other it is made second.
    """
    known = _Defined(first, after)
    for where, rows, places in (("start", start, (first,)), ("step", step, ("i", "i+1"))):
        for row in array(rows, f"statement.{where}.definitions"):
            key = name(row[0] if type(row) is list and row else None, f"statement.{where}.definitions")
            known.enter(where, key, places)
    for where, rows in (("start", start), ("step", step)):
        for row in rows:
            known.follow(where, row[0], row[1:])
    return frozenset(known.ways)


class _Defined:
    """Families with the way in which they are made: upwards or downwards."""

    def __init__(self, first: str, after: str) -> None:
        self.first, self.after = first, after
        self.ways: dict[str, str] = {}
        self.places: dict[str, dict[str, str]] = {"start": {}, "step": {}}  # family -> index
        self.met: list[str] = []
        self.uses: set[tuple[str, str]] = set()

    def enter(self, where: str, key: str, places: tuple[str, ...]) -> None:
        index, started = _index(key), self.places["start"]
        wanted = (self.after,) if where == "step" and family(key) in started else places
        if index not in wanted or family(key) in self.places[where]:
            at_one = " or ".join(f"[{place}]" for place in wanted)
            raise Rejected(f"statement.{where}.definitions", f"one definition of a family, at {at_one}", key)
        self.places[where][family(key)] = index
        self.ways[family(key)] = self.after if where == "start" else index

    def follow(self, where: str, key: str, body: Any) -> None:
        """A definition uses only what is made before it."""
        own = self.ways[family(key)]
        for used in mentions(body, self.ways):
            way, index = self.ways[family(used)], _index(used)
            if way != own:
                self.uses.add((own, way))
                made = index in ("i", "i+1") if where == "step" else index == self.first
            elif where == "start":
                made = index == self.first and (used in self.met or family(used) not in self.places["start"])
            else:
                made = used in self.met or index == {"i": "i+1", "i+1": "i"}[own]
            if not made or len(self.uses) > 1:
                wanted = f"what is made before {key}, layer by layer"
                raise Rejected(f"statement.{where}.definitions", wanted, used)
        self.met.append(key)


def _index(member: str) -> str:
    return member.partition("[")[2].rstrip("]")


def mentions(data: Any, families: Container[str]) -> Iterator[str]:
    """The members in data of some families."""
    if type(data) is str:
        if "[" in data and family(data) in families:
            yield data
        return
    for part in data.values() if type(data) is dict else data if type(data) is list else ():
        yield from mentions(part, families)


def as_declared(declared: Mapping[str, Mapping[str, Any]], row: Any, where: str) -> None:
    """Checks that a member is defined as what its family is declared as, with the same shape."""
    key, parameters, _ = array(row, where, 3)
    composed = type(parameters) is list and parameters[:1] == ["array"]
    pairs = [] if composed else [array(pair, where, 2) for pair in array(parameters, where)]
    sizes = parameters[2:] if composed else [size for _, size in pairs]
    for kind, shapes in declared.items():
        shape = shapes.get(key)
        if shape is None:
            continue
        if composed != (kind == "losses") or list(map(str, shape)) != list(map(str, sizes)):
            raise Rejected(where, f"{key} as it is declared", show(parameters))


def lasting(witness: Mapping[str, Any]) -> None:
    """Checks that numbers which satisfy the hypotheses of one layer do so for all layers."""
    for part in ("sizes", "arrays"):
        met: dict[str, Any] = {}
        for key, entry in witness[part].items():
            if "[" in key and not same(met.setdefault(family(key), entry), entry):
                raise Rejected(f"proof.witness.{part}", f"the same for all of {family(key)}", show(key))


def held_apart(form: Form, key: str, recursive: frozenset[str], where: str) -> None:
    """Checks that a symbol can move while all other arrays of a form stand still."""
    for other in {*_arrays(tuple(form))} - {key}:
        if family(other) in recursive:
            raise Rejected(where, "a derivative of what no recursion defines", other)
        if family(other) == family(key) and not _neighbours(other, key):
            raise Rejected(where, f"no other array that may be {key}", other)


def _neighbours(one: str, other: str) -> bool:
    """Whether two members are those of an index and the next, which are never the same."""
    first, second = _index(one), _index(other)
    return NEXT.get(first) == second or NEXT.get(second) == first


def _arrays(data: tuple[Any, ...]) -> Iterator[str]:
    """The arrays and functions of arrays in a part of a form."""
    if len(data) > 1 and data[0] in ("at", "call") and type(data[1]) is str:
        yield data[1]
    for part in data:
        if type(part) is tuple:
            yield from _arrays(part)
