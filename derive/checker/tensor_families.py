"""Families of arrays over layers, such as W[i]: their members, and what defines them.

In a proof by induction over layers a member that is not defined in the same part is a symbol with arbitrary
values. What holds for all values holds for those that the recursion gives, and also where two members are one
array, as x[i] and x[L] are for i = L. A derivative by a symbol holds the others fixed, and only there it
matters that they are others: it is taken of what no recursion defines, and not beside another member that may
be the same.

>>> depends(["g[i+1]", "<=", "c"], frozenset("P")), depends(["P[i]", "<=", "c"], frozenset("P"))
(None, 'P[i]')
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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


def members(schema: Mapping[str, Any], where: str, defined: set[str]) -> dict[str, Any]:
    """A schema such as W[i+1]: [d[i], d[i+1]] for every index that a name can have."""
    found: dict[str, Any] = {}
    for key, dimensions in schema.items():
        for index in NEXT:
            member, sizes = at(key, index), at(array(dimensions, where), index)
            if NAME.fullmatch(member) and found.setdefault(member, sizes) != sizes:
                raise Rejected(where, f"one shape for {member}", "two")
    return {member: sizes for member, sizes in found.items() if member not in defined}


def family(member: str) -> str:
    return member.partition("[")[0]


def recursions(start: Any, first: str, step: Any, after: str) -> frozenset[str]:
    """The families that are defined: each once in a part, those of a step after the start."""
    known: set[str] = set()
    for where, rows, places in (("start", start, (first,)), ("step", step, ("i", "i+1"))):
        where, met = f"statement.{where}.definitions", set[str]()
        for row in array(rows, where):
            key = name(row[0] if type(row) is list and row else None, where)
            index = key[len(family(key)) :]
            wanted = [f"[{after}]"] if family(key) in known else [f"[{place}]" for place in places]
            if index not in wanted or family(key) in met:
                raise Rejected(where, f"one definition of a family, at {' or '.join(wanted)}", show(key))
            met.add(family(key))
        known |= met
    return frozenset(known)


def depends(data: Any, recursive: frozenset[str]) -> str | None:
    """A member in data of a family that is defined; None where there is none."""
    if type(data) is str:
        return data if "[" in data and family(data) in recursive else None
    parts = data.values() if type(data) is dict else data if type(data) is list else ()
    return next((found for part in parts if (found := depends(part, recursive))), None)


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
    first, second = (member.partition("[")[2].rstrip("]") for member in (one, other))
    return NEXT.get(first) == second or NEXT.get(second) == first


def _arrays(data: tuple[Any, ...]) -> Iterator[str]:
    """The arrays and functions of arrays in a part of a form."""
    if len(data) > 1 and data[0] in ("at", "call") and type(data[1]) is str:
        yield data[1]
    for part in data:
        if type(part) is tuple:
            yield from _arrays(part)
