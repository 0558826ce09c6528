"""``python -m benchmarks.facts``: decided share of each kind, wrong answers, median and longest time.

Exit status 1 where an answer is wrong.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.progress import track

from benchmarks.facts.checking import complaints
from derive.fact_lines import answered
from derive.language.catalogue import Catalogue

ROWS = Path(__file__).parents[2] / "tests" / "facts_formulas.jsonl"
CORE = (
    "derivative",
    "kinks",
    "range",
    "limits",
    "parity",
    "monotonicity",
    "convexity",
    "extrema",
    "lipschitz",
)


def main() -> int:
    """Answers every formula and holds every fact against values."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.facts", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=ROWS, help="formulas, a JSON object a line")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", help="a name, or a part of names")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    lines = [line for line in given.file.read_text("utf-8").splitlines() if line.strip()]
    lines = [line for line in lines if not given.only or given.only in json.loads(line)["name"]]
    console = Console(stderr=True)
    answers = track(
        answered(Catalogue.load(), list(enumerate(lines, 1)), given.jobs),
        "Facts",
        len(lines),
        console=console,
    )
    wrong, seconds = 0, []
    decided, asked = Counter[str](), Counter[str]()
    for line, answer in zip(lines, answers, strict=True):
        row, data = json.loads(line, parse_float=str), answer.data
        seconds.append((data["seconds"], str(data["name"])))
        if answer.mistake:
            print(f"{data['name']}: not read: {answer.mistake}")
            continue
        for fact in data["facts"]:
            asked[fact["kind"]] += 1
            decided[fact["kind"]] += fact["status"] != "open"
            if fact["status"] == "open" and given.only:
                print(f"{data['name']}: {fact['kind']} open: {fact['reason']}")
        for complaint in complaints(row, data, given.seed):
            wrong += 1
            print(f"WRONG {data['name']}: {complaint}")
    for kind in asked:
        print(f"{kind:18} {decided[kind]:4} of {asked[kind]}  {100 * decided[kind] / asked[kind]:.1f} %")
    core = [kind for kind in CORE if asked[kind]]
    print(
        f"wrong {wrong}, core kinds {100 * sum(decided[k] for k in core) / sum(asked[k] for k in core):.2f} %"
    )
    longest = max(seconds)
    print(
        f"median {statistics.median(s for s, _ in seconds):.3f} s, longest {longest[0]:.2f} s ({longest[1]})"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
