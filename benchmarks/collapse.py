"""How long it takes to prove that L affine layers are one, beside SymPy's MatrixExpr, in one run.

    python benchmarks/collapse.py

Derive: a certificate is emitted (`derive.collapse`), written as JSON, read and checked (`derive.checker`; the
JSON is not timed). SymPy: both sides are built as matrix expressions (not timed) and compared in four ways,
each with the answer it gives about the true identity. Times are the best of several runs, in milliseconds.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import sympy

from derive.checker.words import check_collapse
from derive.collapse import Affine, Residual, collapse, named_stack, theorem

PATIENCE = 4_000.0  # milliseconds after which SymPy gets no deeper stack
MatrixExpr = Any


def best(run: Callable[[], Any], times: int) -> tuple[float, Any]:
    """The shortest time of some runs in milliseconds, and what the last returned."""
    shortest, result = float("inf"), None
    for _ in range(times):
        start = time.perf_counter()
        result = run()
        shortest = min(shortest, 1_000 * (time.perf_counter() - start))
    return shortest, result


def row(*cells: Any) -> None:
    print("".join(f"{cell:>14}" if k else f"{cell:<26}" for k, cell in enumerate(cells)))


def shown(milliseconds: float) -> str:
    return f"{milliseconds:,.2f}" if milliseconds < 100 else f"{milliseconds:,.0f}"


def measure(emit: Callable[[], Any], times: int) -> tuple[float, float, int]:
    """Milliseconds to emit, milliseconds to check what came through JSON, and its letters."""
    emitted, proved = best(emit, times)
    text = json.dumps(proved.certificate)
    certificate = json.loads(text)
    del proved
    checked, report = best(lambda: check_collapse(certificate), times)
    assert report["steps"] > 0
    return emitted, checked, len(text)


def stacks(depth: int) -> dict[str, Callable[[], Any]]:
    """What is collapsed: named matrices, residual layers, and two kinds of numbers."""
    rng = random.Random(1)

    def numeric(draw: Callable[[], Any]) -> list[Affine]:
        rows = [[[draw() for _ in range(4)] for _ in range(5)] for _ in range(depth)]
        return [Affine(layer[:4], layer[4]) for layer in rows]

    return {
        "named": lambda: named_stack(*(f"d_{k}" for k in range(depth + 1))),
        "residual": lambda: [Residual(layer) for layer in named_stack(*["d"] * (depth + 1))],
        "4x4 of n/16": lambda: numeric(lambda: Fraction(rng.randint(-99, 99), 16)),
        "4x4 of doubles": lambda: numeric(lambda: rng.gauss(0, 1)),
    }


def derive_table() -> dict[int, float]:
    """Derive alone; returns emit + check of the named stacks by depth."""
    total: dict[int, float] = {}
    row("Derive", "emit ms", "check ms", "together ms", "us a layer", "certificate B")
    for kind in ("affine", "residual"):
        emitted, checked, letters = measure(lambda kind=kind: theorem(kind), 200)  # type: ignore[misc]
        together = emitted + checked
        row(f"every depth, {kind}", shown(emitted), shown(checked), shown(together), "", f"{letters:,}")
    for depth in (10, 100, 1_000, 10_000):
        for label, make in stacks(depth).items():
            stack = make()
            times = 1 if depth == 10_000 and label.startswith("4x4") else max(3, 300 // depth)
            emitted, checked, letters = measure(lambda stack=stack: collapse(stack), times)  # type: ignore[misc]
            together = emitted + checked
            if label == "named":
                total[depth] = together
            cells = [shown(value) for value in (emitted, checked, together, 1_000 * together / depth)]
            row(f"depth {depth:,}, {label}", *cells, f"{letters:,}")
    return total


def both_sides(depth: int) -> tuple[MatrixExpr, MatrixExpr]:
    """The stack layer by layer, and its closed form, as SymPy's matrix expressions."""
    n = sympy.Symbol("n", integer=True, positive=True)
    d = sympy.symbols(f"d0:{depth + 1}", integer=True, positive=True)
    X, one = sympy.MatrixSymbol("X", n, d[0]), sympy.MatrixSymbol("1", n, 1)
    W = [sympy.MatrixSymbol(f"W{k + 1}", d[k], d[k + 1]) for k in range(depth)]
    b = [sympy.MatrixSymbol(f"b{k + 1}", 1, d[k + 1]) for k in range(depth)]
    left = X
    for weight, bias in zip(W, b, strict=True):
        left = left * weight + one * bias
    right = sympy.MatAdd(sympy.MatMul(X, *W), *(sympy.MatMul(one, b[k], *W[k + 1 :]) for k in range(depth)))
    return left, right


WAYS: dict[str, Callable[[MatrixExpr, MatrixExpr], bool]] = {
    "==": lambda left, right: bool(left == right),
    "doit": lambda left, right: bool(left.doit() == right.doit()),
    "simplify": lambda left, right: bool(sympy.simplify(left - right) == sympy.ZeroMatrix(*left.shape)),
    "expand": lambda left, right: bool(left.expand().doit() == right.expand().doit()),
}


def sympy_table() -> None:
    """SymPy's ways on the true identity, and Derive on the same stack, with the ratio to `.expand()`."""
    print()
    row(f"SymPy {sympy.__version__}, ms (proved?)", *WAYS, "Derive", "expand/Derive")
    alive = dict.fromkeys(WAYS, True)
    for depth in (2, 4, 8, 16, 32, 64, 128):
        if not alive["expand"]:
            break
        left, right = both_sides(depth)
        cells, spent = [], {}
        for way, decide in WAYS.items():
            if not alive[way]:
                cells.append("-")
                continue
            spent[way], proved = best(lambda decide=decide: decide(left, right), 1)  # type: ignore[misc] # noqa: B023
            alive[way] = spent[way] < PATIENCE
            cells.append(f"{shown(spent[way])} {'yes' if proved else 'no'}")
        stack = named_stack(*(f"d_{k}" for k in range(depth + 1)))
        emitted, checked, _ = measure(lambda stack=stack: collapse(stack), 20)  # type: ignore[misc]
        ratio = spent["expand"] / (emitted + checked)
        row(f"depth {depth}", *cells, shown(emitted + checked), f"{ratio:,.0f}")


def main() -> None:
    print(f"Python {sys.version.split()[0]}; best of several runs")
    total = derive_table()
    sympy_table()
    print()
    for depth, goal in ((1_000, 100.0), (10_000, 500.0)):
        verdict = "within" if total[depth] <= goal else "beyond"
        print(f"depth {depth:,}: {shown(total[depth])} ms together, {verdict} the goal of {goal:.0f} ms")


if __name__ == "__main__":
    main()
