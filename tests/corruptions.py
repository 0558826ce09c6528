"""Certificates with one thing changed somewhere, for tests that the checker refuses what is forged."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator, Sequence
from typing import Any

from derive.checker.errors import Rejected
from derive.checker.words import check_collapse

Path = tuple[str | int, ...]


def paths(value: Any, here: Path = ()) -> Iterator[Path]:
    yield here
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from paths(item, (*here, key))


def get(value: Any, path: Path) -> Any:
    for key in path:
        value = value[key]
    return value


LETTERS = [
    "W_1", "X", "b_1", "P_2", "H[i]", "W[i+1]", "P[i]", "c[i]", "S[0]", "s[L]", "n", "d",
    "add", "mul", "affine", "residual", "hypothesis",
]  # fmt: skip
JUNK: list[Any] = [
    None, True, False, 0, 1, -1, 2, 1.0, 1e308, float("nan"), "", "0x", "0x7", "-0x1", [], {}, [[]],
    10**50, "é",
]  # fmt: skip


def corrupt(
    original: Any, rng: random.Random, junk: Sequence[Any] = JUNK, letters: Sequence[str] = LETTERS
) -> tuple[Any, str]:
    """A copy with one thing changed somewhere, and what was done."""
    forged = copy.deepcopy(original)
    path = rng.choice([path for path in paths(forged) if path])
    parent, key = get(forged, path[:-1]), path[-1]
    old = parent[key]
    deeds = ["junk", "drop", *(["letter"] if letters else [])]
    if isinstance(parent, list):
        deeds += ["swap", "double", "reverse"]
    if isinstance(old, int):
        deeds += ["add", "sign"] * 3
    if isinstance(old, str) and old and set(old) <= {"0", "1"}:
        deeds += ["flip"] * 5
    deed = rng.choice(deeds)
    if deed == "junk":
        parent[key] = rng.choice(junk)
    elif deed == "letter":
        parent[key] = rng.choice(letters)
    elif deed == "drop":
        del parent[key]
    elif deed == "double":
        parent.insert(key, copy.deepcopy(old))
    elif deed == "reverse":
        parent.reverse()
    elif deed == "swap":
        other = rng.randrange(len(parent))
        parent[key], parent[other] = parent[other], parent[key]
    elif deed == "add":
        parent[key] = old + rng.choice([-2, -1, 1, 2, 2**60])
    elif deed == "flip":  # a pattern of switches
        at = rng.randrange(len(old))
        parent[key] = f"{old[:at]}{1 - int(old[at])}{old[at + 1 :]}"
    else:
        parent[key] = -old
    return forged, f"{deed} at {'.'.join(map(str, path))}"


def exactly(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def outcome(forged: Any) -> str:
    """accepted or refused, in one short line; anything else than `Rejected` fails the test."""
    try:
        check_collapse(forged)
    except Rejected as refusal:
        line = f"{refusal.step}: expected {refusal.expected}, found {refusal.found}"
        return "refused" if str(refusal) == line and "\n" not in line and len(line) < 600 else line
    return "accepted"
