"""How long the site takes to build, beside what its parts need by themselves, in one run on one machine.

    python -m benchmarks.site                 65 functions from nothing, warm, edits, 500 and 2,000 pages
    python -m benchmarks.site --pages 10 --many 50 100
    python -m benchmarks.site --galleries     also mkdocs-gallery and sphinx-gallery, in their own environment
    python -m benchmarks.site --page          also writes the page of the site, in each language
    python -m benchmarks.site --lighthouse    only Lighthouse, on a site that was built (--site DIR)

Exit status: 1 where a goal is missed, else 0.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.site import lighthouse, ours, page, plain
from benchmarks.site.measuring import ROOT, Spent, mean
from derive.language.catalogue import Catalogue

FIGURES = 4  # of each page, as in the goal
TURNS = 2  # of the site from nothing and its parts, one after the other: the means are compared
RATIO, WARM, TEMPLATE, DEFINITION, GROWTH = 1.5, 2.0, 2.0, 3.0, 1.2
LIBRARIES = ("mkdocs", "mkdocs-material", "matplotlib", "sympy", "python-flint")


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    spent: Spent
    beside: str = ""


def measured(pages: int, place: Path, galleries: bool) -> tuple[list[Row], dict[str, float]]:
    """The same pages by Derive and by their parts alone; and what is held against the goals."""
    slugs = list(Catalogue.load())[:pages]
    _turn(place / "first", slugs[:1])  # what all of these load is compiled now, as after an installation
    turns = [_turn(place / f"{turn}", slugs) for turn in range(TURNS)]
    first, drawn, pages_alone = (mean(found) for found in zip(*turns, strict=True))
    parts = drawn + pages_alone
    home = place / f"{TURNS - 1}" / "ours"
    warm = ours.built(home)
    (home / "cache" / "book.json").unlink(missing_ok=True)
    shutil.rmtree(home / "site")
    bound = ours.built(home)
    rows = [
        Row("Derive, from nothing", first, f"{first.wall / parts.wall:.2f}"),
        Row("Derive, functions known, the book bound anew", bound, f"{bound.wall / parts.wall:.2f}"),
        Row("Derive, nothing changed", warm, f"{warm.wall / parts.wall:.2f}"),
        Row(f"Matplotlib alone, {FIGURES * pages} plain figures", drawn),
        Row("Material alone, the same pages as ready Markdown", pages_alone),
        Row("Matplotlib and Material together", parts, "1"),
    ]
    if galleries:
        (place / "galleries").mkdir()
        for name, (spent, release) in plain.galleries(pages, place / "galleries").items():
            rows.append(Row(f"{name} {release}, as many figures", spent, f"{spent.wall / parts.wall:.2f}"))
    return rows, {"ratio": first.wall / parts.wall, "warm": warm.wall}


def _turn(place: Path, slugs: Sequence[str]) -> tuple[Spent, Spent, Spent]:
    """The site from nothing, and what it is held against: the figures and the pages by themselves."""
    ours.configured(place / "ours", slugs)
    first = ours.built(place / "ours")
    drawn = plain.figures(FIGURES * len(slugs), place / "plain")
    return first, drawn, plain.rendering(ours.ready_markdown(place / "ours", slugs), place / "plain")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "|".join(["---"] + ["--:"] * (len(head) - 1)) + "|"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def costs(rows: Sequence[Row]) -> str:
    head = ("build", "seconds", "CPU seconds", "memory, MB", "times the parts alone")
    cells = [
        (r.what, f"{r.spent.wall:.1f}", f"{r.spent.cpu:.1f}", f"{r.spent.memory:.0f}", r.beside) for r in rows
    ]
    return "\n".join(table(head, cells))


def growing(found: dict[int, Spent]) -> str:
    head = ("generated functions", "seconds", "CPU seconds", "ms CPU a function", "memory, MB")
    cells = [
        (f"{n:,}", f"{s.wall:.1f}", f"{s.cpu:.1f}", f"{1000 * s.cpu / n:.0f}", f"{s.memory:.0f}")
        for n, s in found.items()
    ]
    return "\n".join(table(head, cells))


def edited(found: dict[str, float]) -> str:
    goals = {"template": TEMPLATE, "definition": DEFINITION}
    rows = [(f"a {name}", f"{spent:.1f}", f"{goals[name]:.0f}") for name, spent in found.items()]
    return "\n".join(table(("edited", "seconds until it is seen", "goal"), rows))


def machine() -> str:
    made = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    day, where = f"{datetime.now(UTC):%d %B %Y}", f"{platform.system()} on {platform.machine()}"
    return f"{day}, Python {sys.version.split()[0]}, {made}, {where}."


def missed(goals: dict[str, float], many: dict[int, Spent], edits: dict[str, float]) -> Iterator[str]:
    """The goals that are not met, each as a sentence."""
    held = {
        "ratio": ("from nothing, times the parts alone", RATIO),
        "warm": ("seconds of a warm build", WARM),
    }
    for name, value in goals.items():
        if value > held[name][1]:
            yield f"{held[name][0]}: {value:.2f}, the goal is {held[name][1]}"
    for name, goal in (("template", TEMPLATE), ("definition", DEFINITION)):
        if edits.get(name, 0) > goal:
            yield f"seconds until a {name} is seen: {edits[name]:.1f}, the goal is {goal}"
    sizes = sorted(many)
    for few, more in pairwise(sizes):
        for what in ("cpu", "memory"):
            grown = getattr(many[more], what) / getattr(many[few], what) / (more / few)
            if grown > GROWTH:
                yield f"{what} from {few} to {more} functions: {grown:.2f} times linear, the goal is {GROWTH}"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=65, help="how many functions")
    parser.add_argument(
        "--many",
        type=int,
        nargs="*",
        default=[250, 1000],
        help="how many generated functions (two pages each)",
    )
    parser.add_argument("--few", type=int, default=10, help="functions of the site that is edited")
    parser.add_argument("--galleries", action="store_true", help="mkdocs-gallery and sphinx-gallery too")
    parser.add_argument("--page", action="store_true", help=f"write {page.PAGE}, in each language")
    parser.add_argument("--lighthouse", action="store_true", help="only Lighthouse (needs npx and chromium)")
    parser.add_argument(
        "--site", type=Path, default=ROOT / "site", help="a site that was built, for Lighthouse"
    )
    given = parser.parse_args()
    if given.lighthouse:
        return lighthouse.report(given.site)
    print(machine(), flush=True)
    with TemporaryDirectory() as directory:
        place = Path(directory)
        rows, goals = measured(given.pages, place, given.galleries)
        print("", costs(rows), sep="\n", flush=True)
        many = {count: ours.many(place, count) for count in given.many}
        print("", growing(many), sep="\n", flush=True)
        edits = ours.edits(place, list(Catalogue.load())[: given.few]) if given.few else {}
        print("", edited(edits), sep="\n", flush=True)
    if given.page:
        parts: dict[str, object] = {
            "pages": given.pages, "turns": TURNS, "figures": FIGURES * given.pages, "few": given.few,
            "machine": machine(),
            "costs": costs(rows), "many": growing(many) if many else "",
            "edits": edited(edits) if edits else "",
        }  # fmt: skip
        for path, text in page.pages(parts).items():
            path.write_text(text, "utf-8")
    faults = list(missed(goals, many, edits))
    print(*faults, sep="\n")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
