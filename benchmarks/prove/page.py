"""The page of the site that shows the results, in each language, written from results.json alone.

    python -m benchmarks.prove --page

The words are in page.md.j2, page.zh.md.j2 and words.py; every number comes from `summary`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from benchmarks.prove.processes import ROOT
from benchmarks.prove.rows import SETS, load
from benchmarks.prove.summary import COMPILED, PATIENT, mistakes, summary
from benchmarks.prove.words import ENGLISH, LANGUAGES, TITLES, Words

PAGE = Path("benchmark.md")


def pages(results: Mapping[str, Any]) -> dict[Path, str]:
    """The page in each language, by its path."""
    return {ROOT / "docs" / words.folder / PAGE: page(results, words) for words in LANGUAGES}


def page(results: Mapping[str, Any], words: Words = ENGLISH) -> str:
    """The Markdown of the page; raises KeyError for results without Derive or without both sets."""
    numbers = summary(results)
    rows = results["rows"].values()
    names = list(numbers["sets"]["statements"])
    count = {
        "all": len(rows), "true": sum(row["truth"] for row in rows),
        "deep": sum(row["set"] == "deep" for row in rows),
        "false": sum(not row["truth"] for row in rows), "unseen": sum(row["set"] == "unseen" for row in rows),
        "decided": sum(row["derive"][0] in ("proved", "refuted") for row in rows),
    }  # fmt: skip
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(
        loader=loader, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True
    )
    text = environment.get_template(words.template).render(
        count=count, names=names, others=_others(names, words), title=words.title, asked=words.asked,
        words=words.families,
        sizes={family: sum(row["family"] == family for row in rows) for family in numbers["families"]},
        about={name: _about(text, words) for name, text in results["systems"].items()},
        apart=[name for name in names if _date(results, name) != _date(results, "derive")],
        sets={"unseen": None, "deep": None, **{folder: _asked(n) for folder, n in numbers["sets"].items()}},
        families=numbers["families"], ratios=_compared(numbers["ratios"], words), compiled=COMPILED in names,
        columns=[name for name in names if name != COMPILED],  # its answers are the same
        certificates=numbers["certificates"], machine=results["machine"], timeout=f"{results['timeout']:g}",
        patience=f"{results.get('patience', results['timeout']):g}",
        mistakes=_examples(results, names, words), percent=_percent, ms=_milliseconds, seconds=_seconds,
        times=_times, cell=partial(_cell, words),
    )  # fmt: skip
    return re.sub(r"\n{3,}", "\n\n", text)


def _examples(results: Mapping[str, Any], names: list[str], words: Words) -> list[dict[str, str]]:
    """The shortest statements that each system answered wrongly, three at most."""
    rows = {row.name: row for folder in SETS for row in load(folder)}
    found = []
    for system in names:
        wrong = [(rows[name], answer) for name, answer in mistakes(results, system) if name in rows]
        for row, answer in sorted(wrong, key=lambda pair: len(pair[0].text))[:3]:
            conditions = ", ".join((*row.assumptions, *row.domain))
            text = row.text + (f"   for {conditions}" if conditions else "")
            said = words.said.get(answer, answer)
            found.append({"system": words.title(system), "text": text.replace("|", "\\|"), "answer": said})
    return found


def _about(system: Mapping[str, str], words: Words) -> dict[str, str]:
    """A system's version, arithmetic and date, empty where they are not known."""
    whole = {"arithmetic": "", "date": "", **system}
    return {key: words.said.get(value, value) for key, value in whole.items()}


def _date(results: Mapping[str, Any], name: str) -> str:
    return str(results["systems"][name].get("date", ""))


def _asked(systems: Mapping[str, Any]) -> dict[str, Any]:
    """The systems that were asked anything of a set."""
    return {name: n for name, n in systems.items() if n["asked"]}


def _others(names: list[str], words: Words) -> str:
    titles = dict.fromkeys(TITLES[name].split(",")[0] for name in names)
    return words.listed([title for title in titles if title != "Derive"])


def _compared(ratios: Mapping[str, Any], words: Words) -> dict[str, list[dict[str, Any]]]:
    """The rows of the table of times: a system over Derive, and over Derive compiled."""
    return {
        name: [
            {"ours": words.title(ours), "patient": name in PATIENT, **found} for ours, found in each.items()
        ]
        for name, each in ratios.items()
    }


def _percent(share: float) -> str:
    """Rounded down, so that 100 % means all."""
    return "100\u00a0%" if share == 1 else f"{int(1000 * share) / 10:.1f}\u00a0%"


def _milliseconds(value: float) -> str:
    return f"{value:.1f}\u00a0ms" if value < 100 else f"{value:,.0f}\u00a0ms"


def _seconds(value: float) -> str:
    return f"{value:.1f}" if value < 10 else f"{value:,.0f}"


def _times(value: float) -> str:
    return f"{value:.1f}" if value < 10 else f"{value:,.0f}"


def _cell(words: Words, numbers: Mapping[str, Any]) -> str:
    if not numbers["asked"]:
        return words.not_asked
    wrong = f" ({numbers['wrong']})" if numbers["wrong"] else ""
    if numbers["asked"] < numbers["not_asked"]:
        return words.share.format(numbers["proved"] + numbers["refuted"], numbers["asked"]) + wrong
    return f"{_percent(numbers['share'])}{wrong}"
