"""Derive beside other systems on the same statements, on the same machine, in one run.

    python -m benchmarks.prove                              everything that is installed, 20 s a statement
                                                            (`simplify` on compositions of depth 3: 300 s)
    python -m benchmarks.prove --systems derive --limit 50  a quick look
    python -m benchmarks.prove --systems derive --merge     Derive again, the others as they were
    python -m benchmarks.prove --page                       write the pages from results.json

Ctrl-C ends it and leaves neither a process nor half a file behind.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from subprocess import run
from typing import Any

from rich.console import Console as Terminal
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from benchmarks.prove.consoles import CONSOLES, installed
from benchmarks.prove.page import pages
from benchmarks.prove.processes import ROOT, PythonSystem
from benchmarks.prove.rows import HERE, SETS, Row, load, set_of
from benchmarks.prove.summary import COMPILED, formal, limit, lines, summary
from derive.compiled import folder

RESULTS = HERE / "results.json"
WAYS = {
    "derive": ("derive", COMPILED), "sympy": ("sympy-simplify", "sympy-equals", "sympy-rewrite"),
    "maxima": ("maxima",), "fricas": ("fricas",), "giac": ("giac",),
}  # fmt: skip
BLOCK = 40  # statements that one system is asked before the next one is
ORDER = [way for ways in WAYS.values() for way in ways]


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    file = options.out or RESULTS
    if options.page:
        for path, text in pages(json.loads(file.read_text(encoding="utf-8"))).items():
            path.write_text(text, encoding="utf-8")
            print(f"written: {path.relative_to(ROOT)}")
        return 0
    rows = [row for folder in options.sets.split(",") for row in load(folder, options.family)]
    if options.limit:
        rows = rows[:: max(1, len(rows) // options.limit)][: options.limit]
    results = _kept(file) if options.merge else {"rows": {}, "systems": {}}
    limits = {"timeout": options.timeout, "patience": max(options.timeout, options.patience)}
    results |= {"date": _today(), "machine": _machine(), **limits}
    try:
        _ask(options.systems, rows, results)
    except KeyboardInterrupt:
        print("stopped; nothing was written", file=sys.stderr)
        return 130
    _set_aside(rows, results)
    results["systems"] = {name: results["systems"][name] for name in ORDER if name in results["systems"]}
    for line in lines(summary(results)):
        print(line)
    whole = options.merge or (options.systems == ORDER and len(rows) == sum(map(len, map(load, SETS))))
    if options.out or whole:
        _write(results, file)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.prove", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--systems", type=_systems, default=ORDER, help="which, with commas between: " + ", ".join(WAYS)
    )
    parser.add_argument("--sets", default=",".join(SETS), help="which sets: " + ", ".join(SETS))
    parser.add_argument("--family", help="only one family, such as logarithm")
    parser.add_argument("--limit", type=int, help="only so many statements, spread over the families")
    parser.add_argument("--timeout", type=float, default=20.0, help="CPU seconds for a statement")
    parser.add_argument(
        "--patience", type=float, default=300.0, help="the same for simplify on compositions of depth 3"
    )
    parser.add_argument(
        "--out", type=Path, help="where the results go; without it: only those of a whole run"
    )
    parser.add_argument(
        "--merge", action="store_true", help="keep what the file says of systems not asked now"
    )
    parser.add_argument("--page", action="store_true", help="only write the page of the results")
    return parser


def _systems(text: str) -> list[str]:
    """The ways of asking that are named: "sympy" stands for three."""
    found: list[str] = []
    for name in text.split(","):
        if name not in WAYS and name not in ORDER:
            raise argparse.ArgumentTypeError(f"expected systems among {', '.join(WAYS)}, found {name!r}")
        found += WAYS.get(name, (name,))
    return found


def _ask(names: Sequence[str], rows: Sequence[Row], results: dict[str, Any]) -> None:
    """All systems on all rows, a block of rows after the other; their answers go into the results."""
    seconds = results["timeout"]
    there = [name for name in names if _is_there(name)]
    results["systems"] |= {name: {"version": "not installed"} for name in names if name not in there}
    systems: dict[str, Any] = {
        name: CONSOLES[name](seconds) if name in CONSOLES else PythonSystem(name, seconds) for name in there
    }
    certificates: list[str] = []
    try:
        for name, row in _shown(there, rows):
            longer = limit(results, name, set_of(row.name))
            found = systems[name].ask(row) if longer == seconds else systems[name].ask(row, longer)
            if found.get("certificate") and name == "derive":
                certificates.append(json.dumps(found["certificate"], separators=(",", ":")))
            kept = results["rows"].setdefault(row.name, {"family": row.family, "truth": row.truth})
            kept["set"] = set_of(row.name)
            kept[name] = [found["answer"], round(1000 * found["seconds"], 3)]
    finally:
        for system in systems.values():
            system.close()
    results["systems"] |= {name: {**system.about, "date": _today()} for name, system in systems.items()}
    if "derive" in systems:
        results["certificates"] = _checked(certificates)


def _is_there(name: str) -> bool:
    """Whether a system is installed; of Derive compiled, whether `make compiled` was run."""
    if name == COMPILED:
        return folder(ROOT / "derive").is_dir()
    return name not in CONSOLES or installed(name)


def _shown(names: Sequence[str], rows: Sequence[Row]) -> Iterator[tuple[str, Row]]:
    """Who is asked what, with a bar on the terminal: a machine that is slower for a while is so for all."""
    blocks = [rows[start : start + BLOCK] for start in range(0, len(rows), BLOCK)]
    asked = [(name, row) for block in blocks for name in names for row in block]
    columns = (
        TextColumn("{task.description:15}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Terminal(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=len(asked))
        for name, row in asked:
            progress.update(task, description=name)
            yield name, row
            progress.advance(task)


def _checked(certificates: Sequence[str]) -> dict[str, Any]:
    """Checks in a process without site-packages, where neither SymPy nor FLINT can be imported."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "certificates.jsonl")
        file.write_text("\n".join(certificates) + "\n" if certificates else "", encoding="utf-8")
        command = [sys.executable, "-S", "-m", "benchmarks.prove.checking", str(file)]
        done = run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    sizes, seconds = found["sizes"], sorted(found["seconds"])
    return {
        "answers": len(sizes), "accepted": len(sizes) - len(found["refused"]), "refused": found["refused"],
        "median_bytes": median(sizes) if sizes else 0, "largest_bytes": max(sizes, default=0),
        "median_ms": round(1000 * median(seconds), 3) if seconds else 0,
        "longest_ms": round(1000 * max(seconds, default=0), 1),
    }  # fmt: skip


def _set_aside(rows: Sequence[Row], results: dict[str, Any]) -> None:
    """Marks the statements that some system answered wrongly, but perhaps in another sense."""
    for row in rows:
        kept = results["rows"][row.name]
        wrong = "refuted" if row.truth else "proved"
        if any(value[:1] == [wrong] for value in kept.values() if isinstance(value, list)):
            kept["formal"] = formal(row)


def _kept(file: Path) -> dict[str, Any]:
    empty: dict[str, Any] = {"rows": {}, "systems": {}}
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else empty


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _machine() -> dict[str, Any]:
    return {
        "processors": os.cpu_count(),
        "architecture": platform.machine(),
        "python": platform.python_version(),
    }


def _write(results: dict[str, Any], file: Path) -> None:
    """The results, a row a line, in one step: a file is whole or untouched."""
    rows = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in results["rows"].items())
    rest = json.dumps({key: value for key, value in results.items() if key != "rows"}, indent=1)
    fresh = file.with_suffix(".new")
    fresh.write_text(f'{rest[:-2]},\n "rows": {{\n{rows}\n }}\n}}\n', encoding="utf-8")
    fresh.replace(file)


if __name__ == "__main__":
    sys.exit(main())
