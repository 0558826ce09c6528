"""Closure, ranks and what breaks the collapse: the certificates are true, and forged ones are refused."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest
from corruptions import corrupt, exactly, outcome
from matrix_worlds import holds
from signal_worlds import true

from derive.checker import Rejected, check
from derive.theorems import breaking, closure, dependence, named, rank, signals

NAMES = [name for module in (closure, signals, rank, dependence, breaking) for name in module.THEOREMS]
CERTIFICATES: dict[str, Any] = {name: json.loads(json.dumps(named(name).certificate)) for name in NAMES}
ROUNDS = 90


def is_true(certificate: Any, seed: int) -> bool:
    return holds(certificate, seed) if certificate["claim"] == "identity" else true(certificate, seed)


def test_there_are_enough_of_them() -> None:
    assert len(NAMES) * ROUNDS >= 2_000


@pytest.mark.parametrize("name", NAMES)
def test_every_theorem_is_accepted_and_true(name: str) -> None:
    assert check(CERTIFICATES[name]).verdict == "proved"
    assert all(is_true(CERTIFICATES[name], seed) for seed in range(5))


@pytest.mark.parametrize("name", NAMES)
def test_corruptions_are_refused_or_true_all_the_same(name: str) -> None:
    """What is accepted must say what is true: the same statement, or one that holds when computed."""
    original, rng = CERTIFICATES[name], random.Random(f"corrupt {name}")
    refused = changed = 0
    while changed < ROUNDS:
        forged, deed = corrupt(original, rng)
        if exactly(forged) == exactly(original):
            continue
        changed += 1
        if outcome(forged) == "refused":
            refused += 1
            continue
        assert outcome(forged) == "accepted", deed
        if exactly(forged["statement"]) != exactly(original["statement"]):
            assert all(is_true(forged, seed) for seed in range(4)), deed
    assert refused > 0.7 * changed


def changed(name: str, path: str, value: Any) -> Any:
    """A certificate with another value at a place such as statement.right.0.bias."""
    forged = copy.deepcopy(CERTIFICATES[name])
    *parents, last = path.split(".")
    here = forged
    for key in parents:
        here = here[int(key) if isinstance(here, list) else key]
    here[int(last) if isinstance(here, list) else last] = value
    return forged


@pytest.mark.parametrize(("name", "path", "value", "where"), [
    ("closure/two-kernels", "statement.right.0.kernel.0.0.0.4", 0, "coefficient of input"),
    ("closure/two-kernels", "statement.right.0.bias", ["q"], "coefficient of 1"),
    ("closure/two-kernels", "statement.left.0.stride", [1, 2], "statement.right"),
    ("closure/two-kernels", "statement.input", [2, 1, 8], "an array of 2"),
    ("closure/toeplitz", "statement.right.0.weight.0.1", "w0", "coefficient of input"),
    ("closure/pooled", "statement.left.2.window", [1, 0], "a whole number from 1"),
    ("closure/rep-vgg", "statement.left.0.branches.1.0.padding", [1, 1], "branches that give the shape"),
    ("closure/rep-vgg", "statement.left.0.branches", [], "branches"),
    ("closure/border", "proof.shift", [0, 0], "two different weights"),
    ("closure/border", "proof.output", [0, 0, 4], "a whole number from 0 to 4"),
    ("closure/border", "statement.layers", [], "two different weights"),
    ("closure/bottleneck", "statement.rank", 3, "an array of 3"),
    ("closure/bottleneck", "statement.rank", 1, "an array of 1"),
    ("closure/bottleneck", "proof.rows", [0, 0], "different numbers"),
    ("closure/bottleneck", "proof.kernel.entries.0", 7, "rows that give 0"),
    ("closure/bottleneck", "proof.pivots", [0, 1], "the identity"),
    ("closure/width-2", "statement.width", 4, "from 1 to 3"),
    ("closure/every-width", "statement.width", "0 <= h", "the statement of the theorem"),
    ("closure/every-width", "proof.step.pivot.row", ["mul", "a", "D"], "a chain from the left"),
    ("closure/every-width", "proof.step.zero.stays.1.term", ["scale", 0, "a"], "a chain from the left"),
    ("closure/every-width", "proof.step.pivot.vanishes.5.by", [], "a term equal to"),
    ("closure/every-width", "proof.base.zero.vanishes.1.by", ["inverse"], "reasons among zero, unit"),
    ("closure/every-width", "proof.product.2.by", [], "a term equal to"),
    ("layers/shapes", "statement.terms.0.1", ["n", "q"], "the shape n×h"),
    ("breaking/narrow", "statement.given", {}, "not empty"),
    ("breaking/narrow", "statement.given.S", [["mul", "C", "S"], ["identity", "q"]], "a term of its shape"),
    ("exercises/tanh-to-sigmoid", "statement.given.tanh.1", "S", "a term equal to"),
    ("exercises/tanh-to-sigmoid", "proof.1.by", ["sigmoid"], "reasons among tanh"),
])  # fmt: skip
def test_a_forgery_is_refused_for_its_reason(name: str, path: str, value: Any, where: str) -> None:
    with pytest.raises(Rejected) as refusal:
        check(changed(name, path, value))
    assert where in str(refusal.value)


def test_a_rank_that_is_too_small_or_too_large_is_refused_with_any_proof() -> None:
    for size in (0, 1, 3, 4):
        for count in range(5):
            forged = changed("closure/bottleneck", "statement.rank", size)
            forged["proof"]["rows"] = forged["proof"]["columns"] = list(range(count))
            assert outcome(forged) == "refused"


def test_what_would_take_too_long_is_refused() -> None:
    kernel = [[[["w"] * 60] * 60]]
    layer = {"type": "convolution", "kernel": kernel, "bias": None, "stride": [1, 1], "padding": [60, 60]}
    large = {"input": [1, 32, 32], "left": [layer] * 8, "right": [layer] * 8}
    swollen = ["mul", *[["add", *(f"a{k}" for k in range(40))]] * 7]
    grown = {
        "input": [1, 1, 1],
        "left": [{"type": "channels", "scale": [swollen], "shift": [0]}],
        "right": [],
    }
    for statement in (large, grown):
        with pytest.raises(Rejected):
            check({**CERTIFICATES["closure/pooled"], "statement": statement})
