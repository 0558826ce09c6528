"""Ways to bend what a certificate gives as its proof: cells, leaves, atoms, rules, points, the verdict."""

from __future__ import annotations

import random
from typing import Any

from derive.fuzz.lies import LIES

CELLS = ("neg", "zero", "pos", "nonzero")


def _nodes(made: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found, stack = [], [made.get("proof")]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            if key in node:
                found.append(node)
            stack.extend(node.get(cell) for cell in CELLS)
    return found


def cells_changed(rng: random.Random, made: dict[str, Any]) -> None:
    nodes = _nodes(made, "split")
    if not nodes:
        made["proof"] = {"split": rng.choice(("x", 1, ["add", "x", -1])), "pos": made.get("proof")}
        return
    node = rng.choice(nodes)
    cells = [cell for cell in CELLS if cell in node]
    if not cells or rng.random() < 0.4:
        node.pop(rng.choice(cells), None) if cells else None
    else:
        one, two = rng.choice(cells), rng.choice(CELLS)
        node[one], node[two] = node.get(two, node[one]), node[one]


def split_changed(rng: random.Random, made: dict[str, Any]) -> None:
    nodes = _nodes(made, "split")
    if nodes:
        node = rng.choice(nodes)
        old = node["split"]
        node["split"] = rng.choice(
            (
                ["mul", -1, old],
                ["pow", old, 2],
                ["add", old, 1],
                "x",
                1,
                0,
                ["log", old],
                ["pow", old, -1],
                ["exp", old],
            )
        )


def leaf_changed(rng: random.Random, made: dict[str, Any]) -> None:
    nodes = _nodes(made, "leaf")
    if nodes:
        rng.choice(nodes)["leaf"] = rng.choice(("holds", "undefined", "outside"))


def leaf_for_split(rng: random.Random, made: dict[str, Any]) -> None:
    nodes = _nodes(made, "split")
    if nodes:
        node = rng.choice(nodes)
        atoms = node.get("atoms", [])
        node.clear()
        node.update({"leaf": rng.choice(("holds", "undefined", "outside")), "atoms": atoms})


def atoms_changed(rng: random.Random, made: dict[str, Any]) -> None:
    nodes = [*_nodes(made, "leaf"), *_nodes(made, "split")]
    if not nodes:
        return
    node = rng.choice(nodes)
    atoms = list(node.get("atoms", []))
    way = rng.randrange(5)
    if way == 0:
        rng.shuffle(atoms)
    elif way == 1 and atoms:
        atoms.pop(rng.randrange(len(atoms)))
    elif way == 2 and atoms:
        k = rng.randrange(len(atoms))
        if isinstance(atoms[k], list) and len(atoms[k]) == 2:
            term, value = atoms[k]
            lie = rng.choice(
                (["mul", -1, term], ["add", 1, "x"], "x", 1, 0, None, ["mul", 2, value], ["add", value, 1])
            )
            atoms[k] = [term, lie]
    else:
        atoms.insert(rng.randrange(len(atoms) + 1), list(rng.choice(LIES)))
    node["atoms"] = atoms


def extras_changed(rng: random.Random, made: dict[str, Any]) -> None:
    """What a leaf may say besides: products, and a rule by which it holds."""
    nodes = _nodes(made, "leaf")
    if not nodes:
        return
    node = rng.choice(nodes)
    if rng.random() < 0.5:
        node["products"] = rng.choice(
            ([["pow", 0, -1]], [["log", -1]], ["x"], [["mul", "x", "x"]], [["pow", "x", 0]], [1], {})
        )
    else:
        order, at = (
            rng.choice((0, 1, 2, 4, 8, 9, True, -1)),
            rng.choice((0, 1, -1, "x", ["rational", 1, 2], ["pi"], 10**9)),
        )
        node["by"] = rng.choice(
            (
                {"order": 0},
                {"tail": True},
                {"at": at, "order": order},
                {"order": order, "at": at, "atoms": []},
                {},
                [],
            )
        )
        node["leaf"] = "holds"


def point_changed(rng: random.Random, made: dict[str, Any]) -> None:
    for name in ("witness", "point"):
        point = made.get(name)
        if isinstance(point, dict):
            for key in point:
                point[key] = rng.choice(
                    (0, 1, -1, 2, ["rational", 1, 3], ["rational", -7, 2], 10**40, point[key])
                )


def verdict_changed(rng: random.Random, made: dict[str, Any]) -> None:
    """A proof told as a refutation, or the other way round."""
    if made.get("verdict") == "proved":
        made.update(verdict="refuted", point=made.get("witness", {}))
    else:
        made.update(
            verdict="proved", witness=made.get("point", {}), domain=[], proof={"leaf": "holds", "atoms": []}
        )
