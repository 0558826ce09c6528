"""That L affine layers are one: Derive beside SymPy, in one run on one machine.

    python -m benchmarks.collapse           two minutes; prints the tables
    python -m benchmarks.collapse --quick   Derive to depth 1,000 only
    python -m benchmarks.collapse --page    also writes collapse-benchmark.md in docs and docs/zh

Exit status: 1 where a goal is missed (depth 10,000 in 500 ms, every depth in 1 ms), else 0.
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import sympy

from benchmarks.collapse.measuring import DEPTHS, Decided, Timed, derive_rows, named, sympy_rows
from benchmarks.collapse.page import PAGE, pages
from benchmarks.collapse.sympy_side import WAYS

GOALS = (
    ("every depth, affine", 0, 1.0),
    ("every depth, residual", 0, 1.0),
    ("named matrices", 10_000, 500.0),
)


def shown(milliseconds: float) -> str:
    return f"{milliseconds:,.2f}" if milliseconds < 100 else f"{milliseconds:,.0f}"


def ratio(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "|".join(["---"] + ["--:"] * (len(head) - 1)) + "|"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def alone(rows: Sequence[Timed]) -> Iterator[str]:
    """Derive's own table."""
    head = ("stack", "depth", "emit, ms", "check, ms", "together, ms", "µs a layer", "certificate, bytes")
    cells = []
    for row in rows:
        layer = shown(1_000 * row.together / row.depth) if row.depth else ""
        depth = f"{row.depth:,}" if row.depth else "every"
        times = (shown(row.emit), shown(row.check), shown(row.together))
        cells.append((row.label.removeprefix("every depth, "), depth, *times, layer, f"{row.size:,}"))
    yield from table(head, cells)


def beside(ours: dict[int, float], theirs: Sequence[Decided]) -> Iterator[str]:
    """What each way says of the true identity, its time, and how many times that of Derive it is."""
    found = {(row.way, row.depth): row for row in theirs}

    def cell(way: str, depth: int) -> str:
        row = found.get((way, depth))
        if row is None:
            return "–"
        return (
            f"{'proves it' if row.proved else 'no'}, {shown(row.spent)} ({ratio(row.spent / ours[depth])}×)"
        )

    head = ("depth", "Derive, ms", *(f"`{way}`" for way in WAYS))
    yield from table(head, [(str(d), shown(ours[d]), *(cell(way, d) for way in WAYS)) for d in DEPTHS])


def growth(ours: dict[int, float], theirs: Sequence[Decided]) -> Iterator[str]:
    """By what factor the time grows when the depth is doubled, for what proves the identity."""
    found = {(row.way, row.depth): row.spent for row in theirs if row.proved}
    ways = [way for way in WAYS if any(row.way == way and row.proved for row in theirs)]

    def factor(times: dict[int, float], depth: int) -> str:
        return f"{times[depth] / times[depth // 2]:.1f}" if {depth, depth // 2} <= times.keys() else "–"

    rows = []
    for depth in DEPTHS[1:]:
        times = [{d: found[way, d] for d in DEPTHS if (way, d) in found} for way in ways]
        rows.append(
            (f"{depth // 2} to {depth}", factor(ours, depth), *(factor(each, depth) for each in times))
        )
    yield from table(("depth", "Derive", *(f"`{way}`" for way in ways)), rows)


def machine() -> str:
    system = f"{platform.system()} on {platform.machine()}"
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, Python {sys.version.split()[0]}, SymPy {sympy.__version__}, {system}."
    )


def missed(rows: Sequence[Timed]) -> list[str]:
    """The goals that are not met, each as a sentence."""
    times = {(row.label, row.depth): row.together for row in rows}
    return [
        f"{label} {depth or ''}: {shown(times[label, depth])} ms, the goal is {goal:.0f} ms"
        for label, depth, goal in GOALS
        if times.get((label, depth), 0) > goal
    ]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="Derive to depth 1,000 only")
    parser.add_argument("--page", action="store_true", help=f"write {PAGE}")
    given = parser.parse_args()
    rows = list(derive_rows((10, 100, 1_000) if given.quick else (10, 100, 1_000, 10_000)))
    parts = {"alone": "\n".join(alone(rows)), "machine": machine()}
    print(parts["machine"], parts["alone"], sep="\n\n")
    if not given.quick:
        theirs = list(sympy_rows())
        ours = {depth: named(depth, 50).together for depth in DEPTHS}
        parts |= {"beside": "\n".join(beside(ours, theirs)), "growth": "\n".join(growth(ours, theirs))}
        print("", parts["beside"], "", parts["growth"], sep="\n")
        if given.page:
            for path, text in pages(parts).items():
                path.write_text(text, encoding="utf-8")
    for sentence in missed(rows):
        print(sentence)
    return int(bool(missed(rows)))


if __name__ == "__main__":
    sys.exit(main())
