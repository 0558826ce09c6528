"""Times of Derive's emitter and checker, and of SymPy's ways, in milliseconds of this machine.

>>> found = every_depth("affine", 3)
>>> found.emit > 0 < found.check
True
"""

from __future__ import annotations

import gc
import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sympy.core.cache import clear_cache

from benchmarks.collapse.sympy_side import WAYS
from derive.checker import check
from derive.checker.words import check_collapse
from derive.collapse import Affine, Residual, collapse, named_stack, theorem

PATIENCE = 4_000.0  # milliseconds after which a way gets no deeper stack
DEPTHS = (2, 4, 8, 16, 32, 64, 128)


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds to emit a certificate, and to check what came through JSON; its length in bytes."""

    label: str
    depth: int
    emit: float
    check: float
    size: int

    @property
    def together(self) -> float:
        return self.emit + self.check


@dataclass(frozen=True, slots=True)
class Decided:
    """One way of SymPy at one depth: what it said of the true identity, and in how many milliseconds."""

    way: str
    depth: int
    proved: bool
    spent: float


def best(run: Callable[[], Any], times: int) -> tuple[float, Any]:
    """The shortest CPU time of some runs in milliseconds, and what the last returned.

    Python's search for cyclic garbage waits meanwhile, as it does in the standard library's `timeit`.
    """
    shortest, result = float("inf"), None
    gc.collect()
    gc.disable()
    try:
        for _ in range(times):
            start = time.process_time()
            result = run()
            shortest = min(shortest, 1_000 * (time.process_time() - start))
    finally:
        gc.enable()
    return shortest, result


def timed(label: str, depth: int, emit: Callable[[], Any], times: int) -> Timed:
    """Emits and checks some times; the JSON between is written and read once, and is not timed."""
    emitted, proved = best(emit, times)
    text = json.dumps(proved.certificate)
    certificate = json.loads(text)
    del proved
    checked, report = best(lambda: check_collapse(certificate), times)
    assert report["steps"] > 0
    if depth <= 100:
        assert check(certificate).verdict == "proved"
    return Timed(label, depth, emitted, checked, len(text))


def every_depth(kind: Any, times: int = 300) -> Timed:
    """The theorem for every number of layers."""
    return timed(f"every depth, {kind}", 0, lambda: theorem(kind), times)


def named(depth: int, times: int) -> Timed:
    """A stack of named matrices, all of different widths."""
    stack = named_stack(*(f"d_{k}" for k in range(depth + 1)))
    return timed("named matrices", depth, lambda: collapse(stack), times)


def stacks(depth: int) -> dict[str, Callable[[], Any]]:
    """What else is collapsed: residual layers, and two kinds of numbers."""
    rng = random.Random(1)

    def numeric(draw: Callable[[], Any]) -> list[Affine]:
        rows = [[[draw() for _ in range(4)] for _ in range(5)] for _ in range(depth)]
        return [Affine(layer[:4], layer[4]) for layer in rows]

    return {
        "residual layers": lambda: [Residual(layer) for layer in named_stack(*["d"] * (depth + 1))],
        "4×4, sixteenths": lambda: numeric(lambda: Fraction(rng.randint(-99, 99), 16)),
        "4×4, floats": lambda: numeric(lambda: rng.gauss(0, 1)),
    }


def derive_rows(depths: tuple[int, ...]) -> Iterator[Timed]:
    """Derive alone, at every depth given."""
    yield every_depth("affine")
    yield every_depth("residual")
    for depth in depths:
        yield named(depth, max(5, 300 // depth))
        for label, make in stacks(depth).items():
            stack = make()
            times = 1 if depth >= 10_000 and label.startswith("4") else max(3, 300 // depth)
            yield timed(label, depth, lambda stack=stack: collapse(stack), times)  # type: ignore[misc]


def sympy_rows() -> Iterator[Decided]:
    """SymPy's ways, each at double the depth until it takes too long; only deciding is timed."""
    for way, (build, decide) in WAYS.items():
        decide(*build(3))  # what is loaded at the first call is not counted
        for depth in DEPTHS:
            left, right = build(depth)
            spent, proved = best(lambda: (clear_cache(), decide(left, right))[1], 1 if depth > 8 else 3)  # noqa: B023
            yield Decided(way, depth, proved, spent)
            if spent > PATIENCE or (way == "components" and depth >= 8):
                break
