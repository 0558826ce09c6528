"""Ways to bend a true certificate: each is something that a careless checker would not notice.

A bend takes a generator of random numbers and a copy of a certificate, and changes the copy.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

from derive.fuzz.lies import HEADS, JUNK, Json
from derive.fuzz.proofs import (
    atoms_changed,
    cells_changed,
    extras_changed,
    leaf_changed,
    leaf_for_split,
    point_changed,
    split_changed,
    verdict_changed,
)

Bend = Callable[[random.Random, dict[str, Any]], None]

RELATIONS = ("==", "!=", "<", "<=", ">", ">=")
WEAKER = {"gt": "ge", "lt": "le", "ne": "ge", "ge": "ne", "le": "ne", "eq": "ge"}


def places(node: Json, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths to everything inside a JSON value."""
    if path:
        yield path
    rows = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in rows:
        yield from places(value, (*path, key))


def _holder(node: Json, path: tuple[Any, ...]) -> Json:
    for key in path[:-1]:
        node = node[key]
    return node


def _pick(
    rng: random.Random, node: Json, wanted: Callable[[Json], Any] = lambda v: True
) -> tuple[Json, Any] | None:
    """A random place whose content is wanted: what holds it, and the key."""
    found = []
    for path in places(node):
        holder = _holder(node, path)
        if wanted(holder[path[-1]]):
            found.append((holder, path[-1]))
    return rng.choice(found) if found else None


# -- anything anywhere -----------------------------------------------------------------------------------


def junk(rng: random.Random, made: dict[str, Any]) -> None:
    holder, key = _pick(rng, made) or (made, "proof")
    holder[key] = rng.choice(JUNK)


def cut(rng: random.Random, made: dict[str, Any]) -> None:
    holder, key = _pick(rng, made) or (made, "proof")
    del holder[key]


def counted(rng: random.Random, made: dict[str, Any]) -> None:
    place = _pick(rng, made, lambda v: type(v) is int)
    if place is not None:
        place[0][place[1]] += rng.choice((-2, -1, 1, 2, 10, 10**6))


def negated(rng: random.Random, made: dict[str, Any]) -> None:
    place = _pick(rng, made, lambda v: type(v) is int and v)
    if place is not None:
        place[0][place[1]] *= -1


def renamed(rng: random.Random, made: dict[str, Any]) -> None:
    place = _pick(rng, made, lambda v: isinstance(v, str))
    if place is not None:
        place[0][place[1]] = rng.choice((*HEADS, "x", "y", "a", "holds", "undefined", "outside"))


def swapped(rng: random.Random, made: dict[str, Any]) -> None:
    place = _pick(rng, made, lambda v: isinstance(v, list) and len(v) > 1)
    if place is not None:
        items = place[0][place[1]]
        i, j = rng.sample(range(len(items)), 2)
        items[i], items[j] = items[j], items[i]


def doubled(rng: random.Random, made: dict[str, Any]) -> None:
    place = _pick(rng, made, lambda v: isinstance(v, list) and len(v) > 0)
    if place is not None:
        items = place[0][place[1]]
        items.insert(rng.randrange(len(items) + 1), rng.choice(items))


def moved(rng: random.Random, made: dict[str, Any]) -> None:
    """One part of the certificate in place of another."""
    one, two = _pick(rng, made), _pick(rng, made)
    if one is not None and two is not None:
        one[0][one[1]] = copy.deepcopy(two[0][two[1]])


def deepened(rng: random.Random, made: dict[str, Any]) -> None:
    holder, key = _pick(rng, made, lambda v: isinstance(v, (list, str))) or (made, "proof")
    inner, head = holder[key], rng.choice(("exp", "Abs", "sin", "not", "sqrt"))
    for _ in range(rng.choice((3, 60, 130, 400))):
        inner = [head, inner]
    holder[key] = inner


def widened(rng: random.Random, made: dict[str, Any]) -> None:
    holder, key = _pick(rng, made, lambda v: isinstance(v, (list, str))) or (made, "proof")
    holder[key] = [
        rng.choice(("add", "mul", "Max", "and", "or")),
        *[holder[key]] * rng.choice((2, 50, 3_000, 60_000)),
    ]


# -- what is claimed -------------------------------------------------------------------------------------


def statement_changed(rng: random.Random, made: dict[str, Any]) -> None:
    said = made["statement"]
    part = rng.choice(("left", "right"))
    rng.choice((junk, counted, negated, renamed, swapped, cut))(
        rng, {part: [said[part]]} if part in said else said
    )
    if part in said:
        holder = {part: said[part]}
        rng.choice((counted, negated, renamed))(rng, holder)
        said[part] = rng.choice(
            (holder[part], ["mul", -1, said[part]], ["add", said[part], 1], ["mul", 2, said[part]])
        )


def relation_changed(rng: random.Random, made: dict[str, Any]) -> None:
    made["statement"]["relation"] = rng.choice(RELATIONS)


def domain_changed(rng: random.Random, made: dict[str, Any]) -> None:
    domain = made.setdefault("domain", [])
    if domain and rng.random() < 0.8:
        k = rng.randrange(len(domain))
        way = rng.randrange(3)
        if way == 0:
            del domain[k]
        elif way == 1:
            domain[k][0] = WEAKER.get(domain[k][0], "ge")
        else:
            domain[k] = ["or", domain[k], ["gt", "x", 0]]
    else:
        domain.append(
            rng.choice((["gt", "x", 0], ["ne", "x", 0], ["lt", 1, 0], ["ge", "x", -1], ["lt", "x", 10]))
        )


def hypotheses_changed(rng: random.Random, made: dict[str, Any]) -> None:
    given = made["statement"].setdefault("hypotheses", [])
    if given and rng.random() < 0.7:
        k = rng.randrange(len(given))
        if rng.random() < 0.5:
            del given[k]
        else:
            given[k][0] = WEAKER.get(given[k][0], "ge")
    else:
        given.append(
            rng.choice(
                (["gt", "x", 0], ["ne", "x", 0], ["lt", "x", "x"], ["eq", "x", 1], ["gt", ["log", -1], 0])
            )
        )


def definitions_changed(rng: random.Random, made: dict[str, Any]) -> None:
    given = made["statement"].setdefault("definitions", {})
    body = rng.choice(("t", ["mul", 2, "t"], ["exp", "t"], ["f", "t"], "x", ["Derivative", "t", "x", 1], 1))
    name = rng.choice((*given, "exp", "pi", "f", "add", "x", "rational", "Abs"))
    given[name] = {"args": rng.choice((["t"], ["x"], ["t", "t"], [], ["exp"])), "body": body}


ANYWHERE: tuple[Bend, ...] = (
    junk,
    cut,
    counted,
    negated,
    renamed,
    swapped,
    doubled,
    moved,
    deepened,
    widened,
)
AIMED: tuple[Bend, ...] = (
    statement_changed,
    relation_changed,
    domain_changed,
    hypotheses_changed,
    definitions_changed,
    cells_changed,
    split_changed,
    leaf_changed,
    leaf_for_split,
    atoms_changed,
    atoms_changed,
    extras_changed,
    point_changed,
    verdict_changed,
)
