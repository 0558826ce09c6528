"""The page of the site that shows the results, written from results.json alone.

    python -m benchmarks.prove --page

The words are in page.md.j2; every number comes from `summary`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from benchmarks.prove.processes import ROOT
from benchmarks.prove.rows import SETS, load
from benchmarks.prove.summary import mistakes, summary

PAGE = ROOT / "docs" / "benchmark.md"
TITLES = {
    "derive": "Derive", "sympy-simplify": "SymPy, `simplify`", "sympy-equals": "SymPy, `equals`",
    "sympy-rewrite": "SymPy, `rewrite`", "maxima": "Maxima", "fricas": "FriCAS", "giac": "Giac",
}  # fmt: skip
ASKED = {
    "derive": "`prove(statement)`",
    "sympy-simplify": "`simplify(l - r) == 0`; `simplify` of an inequality; `limit`",
    "sympy-equals": "`(l - r).equals(0)`",
    "sympy-rewrite": "`together(cancel(expand((l - r).rewrite(exp)))) == 0`",
    "maxima": "`ratsimp(radcan(l - r))`, the same after `exponentialize`, `trigsimp(trigexpand(l - r))`, "
    "`is(equal(l, r))`; `is` of an inequality; `limit`",
    "fricas": "`normalize(l - r)`, then `simplify`",
    "giac": "`simplify(l - r)`, then `ratnormal`; `limit`",
}
WORDS = {
    "several": "several variables", "composition": "deep compositions", "hard": "the hard ones",
    "erf": "error function", "special": "LambertW, polylogarithm", "constant": "constants",
    "derivative": "derivatives", "inequality": "inequalities", "limit": "limits",
    "parametric": "with parameters",
}  # fmt: skip


def page(results: Mapping[str, Any]) -> str:
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
    text = environment.get_template("page.md.j2").render(
        count=count, names=names, others=_listed(names), titles=TITLES, asked=ASKED, words=WORDS,
        sizes={family: sum(row["family"] == family for row in rows) for family in numbers["families"]},
        about={name: {"arithmetic": "", "date": "", **text} for name, text in results["systems"].items()},
        apart=[name for name in names if _date(results, name) != _date(results, "derive")],
        sets={"unseen": None, "deep": None, **{folder: _asked(n) for folder, n in numbers["sets"].items()}},
        families=numbers["families"], ratios=numbers["ratios"],
        certificates=numbers["certificates"], machine=results["machine"], timeout=f"{results['timeout']:g}",
        mistakes=_examples(results, names), percent=_percent, ms=_milliseconds, times=_times, cell=_cell,
    )  # fmt: skip
    return re.sub(r"\n{3,}", "\n\n", text)


def _examples(results: Mapping[str, Any], names: list[str]) -> list[dict[str, str]]:
    """The shortest statements that each system answered wrongly, three at most."""
    rows = {row.name: row for folder in SETS for row in load(folder)}
    found = []
    for system in names:
        wrong = [(rows[name], answer) for name, answer in mistakes(results, system) if name in rows]
        for row, answer in sorted(wrong, key=lambda pair: len(pair[0].text))[:3]:
            conditions = ", ".join((*row.assumptions, *row.domain))
            text = row.text + (f"   for {conditions}" if conditions else "")
            found.append({"system": TITLES[system], "text": text.replace("|", "\\|"), "answer": answer})
    return found


def _date(results: Mapping[str, Any], name: str) -> str:
    return str(results["systems"][name].get("date", ""))


def _asked(systems: Mapping[str, Any]) -> dict[str, Any]:
    """The systems that were asked anything of a set."""
    return {name: n for name, n in systems.items() if n["asked"]}


def _listed(names: list[str]) -> str:
    words = list(dict.fromkeys(TITLES[name].split(",")[0] for name in names if name != "derive"))
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else "no other system"


def _percent(share: float) -> str:
    """Rounded down, so that 100 % means all."""
    return "100\u00a0%" if share == 1 else f"{int(1000 * share) / 10:.1f}\u00a0%"


def _milliseconds(value: float) -> str:
    return f"{value:.1f}\u00a0ms" if value < 100 else f"{value:,.0f}\u00a0ms"


def _times(value: float) -> str:
    return f"{value:.1f}" if value < 10 else f"{value:,.0f}"


def _cell(numbers: Mapping[str, Any]) -> str:
    if not numbers["asked"]:
        return "not asked"
    wrong = f" ({numbers['wrong']})" if numbers["wrong"] else ""
    if numbers["asked"] < numbers["not_asked"]:
        return f"{numbers['proved'] + numbers['refuted']} of {numbers['asked']}{wrong}"
    return f"{_percent(numbers['share'])}{wrong}"
