"""Thousands of certificates about arrays, each bent in one place: refused, or true all the same."""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from functools import cache
from typing import Any

import pytest
from corruptions import exactly, get, paths
from tensor_worlds import NoValueError, holds, holds_for_layers

from derive.checker import Rejected, check
from derive.gradients import gradient, names

ROUNDS = 50  # for each of the certificates, more than forty
JUNK: list[Any] = [
    None, True, False, 0, 1, -1, 2, 1.0, float("nan"), "", "i", "j", "k", [], {}, [[]], 10**60, -(10**400),
    "é", ["add"], ["mul", "p"], ["delta", "i", "i"], ["rational", 1, 0], ["pow", 0, -1], ["log", 0],
    ["exp", ["exp", 9]],
]  # fmt: skip
LETTERS = [
    "i", "j", "k", "a", "b", "n", "q", "d", "h", "X", "W_o", "W_h", "H", "O", "o", "p", "y", "S", "Z", "G",
    "f", "phi", "add", "mul", "sum", "exp", "log", "delta", "dim", "at", "D", "==", "<=", "chain", "sign",
    "combine", "truth",
]  # fmt: skip


@cache
def original(name: str) -> Any:
    return json.loads(json.dumps(gradient(name).certificate))


def same_twice(certificate: Any, old: Any, new: Any) -> Any:
    """A term replaced wherever it stands, in statement and proof: a forger who is consistent."""
    if certificate == old and type(certificate) is type(old):
        return copy.deepcopy(new)
    if isinstance(certificate, list):
        return [same_twice(item, old, new) for item in certificate]
    if isinstance(certificate, dict):
        return {key: same_twice(item, old, new) for key, item in certificate.items()}
    return certificate


def nested(term: Any, depth: int) -> Any:
    for _ in range(depth):
        term = ["add", term]
    return term


def bent(term: Any, rng: random.Random) -> Any:
    """A term made into a near one: another sign, coefficient, index, range, or one factor fewer."""
    deeds = ["sign", "double", "deep", "junk"]
    if isinstance(term, list) and len(term) > 2 and term[0] in ("add", "mul"):
        deeds += ["fewer"] * 4
    if isinstance(term, list) and len(term) > 1 and term[0] in ("at", "delta", "sum", "D", "apply"):
        deeds += ["argument"] * 4
    deed = rng.choice(deeds)
    if deed == "sign":
        return ["mul", -1, term]
    if deed == "double":
        return ["mul", rng.choice([2, 3, ["rational", 1, 2]]), term]
    if deed == "deep":
        return nested(term, rng.choice([1, 2, 59, 200]))
    if deed == "fewer":
        gone = rng.randrange(1, len(term))
        return [*term[:gone], *term[gone + 1 :]]
    if deed == "argument":
        at = rng.randrange(1, len(term))
        return [*term[:at], rng.choice(LETTERS[:19]), *term[at + 1 :]]
    return rng.choice(JUNK)


def mutant(certificate: Any, rng: random.Random) -> tuple[Any, str]:
    """A copy bent in one place, or one term replaced by a near one wherever it stands; and what was done."""
    forged = copy.deepcopy(certificate)
    everywhere = [path for path in paths(forged) if path]
    terms = [path for path in everywhere if isinstance(get(forged, path), list)]
    path = rng.choice(everywhere)
    parent, key = get(forged, path[:-1]), path[-1]
    deed = rng.choice(["junk", "letter", "drop", "swap", "number", *["term"] * 2, *["consistent"] * 3])
    if deed == "junk":
        parent[key] = rng.choice(JUNK)
    elif deed == "letter":
        parent[key] = rng.choice(LETTERS)
    elif deed == "drop":
        del parent[key]
    elif deed == "swap" and isinstance(parent, list):
        other = rng.randrange(len(parent))
        parent[key], parent[other] = parent[other], parent[key]
    elif deed == "number" and isinstance(parent[key], int):
        parent[key] += rng.choice([-2, -1, 1, 2**70])
    elif terms:
        path = rng.choice(terms)
        old = get(forged, path)
        new = bent(old, rng)
        if deed == "consistent":
            return same_twice(forged, old, new), f"consistent at {path}"
        get(forged, path[:-1])[path[-1]] = new
    return forged, f"{deed} at {path}"


def outcome(forged: Any) -> str:
    """accepted or refused, in one short line; anything else than `Rejected` fails the test."""
    try:
        check(forged)
    except Rejected as refusal:
        line = str(refusal)
        return "refused" if "\n" not in line and len(line) < 900 else line
    return "accepted"


def true(certificate: Any) -> bool:
    """Whether the statement of a formula holds in some worlds, and its hypotheses in one of them at least."""
    numbers = holds if certificate["claim"] == "formula" else holds_for_layers
    try:
        found = [numbers(certificate["statement"], seed) for seed in range(5)]
    except NoValueError:
        return False
    return all(answer is not False for answer in found) and any(found)


@pytest.mark.parametrize("name", names())
def test_mutants_are_refused_or_true(name: str) -> None:
    whole, rng = original(name), random.Random(f"mutants of {name}")
    told: Counter[str] = Counter()
    while sum(told.values()) < ROUNDS:
        forged, deed = mutant(whole, rng)
        if exactly(forged) == exactly(whole):
            continue
        answer = outcome(forged)
        told[answer] += 1
        if answer == "refused":
            continue
        assert answer == "accepted", (deed, answer)
        if forged["statement"] != whole["statement"]:
            assert true(forged), (deed, forged["statement"])
            told["another true statement"] += 1
            told["accepted"] -= 1
    assert told["refused"] > 0.7 * ROUNDS, told


@pytest.mark.parametrize("name", names())
def test_originals_are_accepted_and_true(name: str) -> None:
    assert outcome(original(name)) == "accepted"
    assert true(original(name))


def test_there_are_thousands_of_mutants() -> None:
    assert len(names()) * ROUNDS >= 2_000
