"""From the answers of a run to the numbers of its page.

`proved`, `refuted`: right answers on true and on false statements. `wrong`: proved but false, or refuted but
true. `formal`: the same about equations between functions without case distinctions, where a system that
means complex numbers, or any branch, may be right: proved, and false on a part of the real domain only, or
refuted, and true on the real domain. `share`: right answers among the statements asked.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from fractions import Fraction
from statistics import median
from typing import Any

import mpmath as mp

from benchmarks.prove.rows import Row
from benchmarks.prove.truth import compared_at, interval, letters
from benchmarks.prove.values import DIGITS
from derive.language.term import number

COMPILED = "derive-compiled"
BRANCHING = {"Abs", "sign", "Heaviside", "Max", "Min", "Piecewise"}
Results = Mapping[str, Any]


def formal(row: Row) -> bool:
    """Whether a wrong answer about an equation may be meant in another way than with real branches.

    A false one has to hold on an open part of its domain, as far as 60 random points can tell.
    """
    statement = row.statement()
    terms = (statement.left, statement.right, *(d.body for d in statement.definitions))
    names = sorted(letters(statement))
    if row.relation != "==" or not names or any(term.heads() & BRANCHING for term in terms):
        return False
    if row.truth:
        return True
    rng, held = random.Random(row.name), 0
    with mp.workdps(DIGITS):
        inside = {name: interval(statement, name) for name in names}
    for _ in range(60):
        at = {}
        for name, (low, high) in inside.items():
            part = Fraction(rng.randint(1, 9972), 9973)
            at[name] = number(Fraction(float(low)) + Fraction(float(high - low)) * part)
        found = compared_at(statement, at, 1)
        held += found is not None and found[0]
    return held > 2


def tally(results: Results, system: str, chosen: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The numbers of one system on some rows."""
    limit = 1000 * results["timeout"]
    count = dict.fromkeys(
        ("asked", "not_asked", "proved", "refuted", "wrong", "formal", "undecided", "timeouts", "errors"), 0
    )
    spent: list[float] = []
    for row in chosen:
        answer, milliseconds = row.get(system, ("not asked", 0))
        if answer == "not asked":
            count["not_asked"] += 1
            continue
        count["asked"] += 1
        spent.append(min(milliseconds, limit))
        count[_kind(answer, row)] += 1
    right = count["proved"] + count["refuted"]
    return {
        **count, "share": right / count["asked"] if spent else 0.0,
        "median_ms": median(spent) if spent else 0.0, "total_s": sum(spent) / 1000,
    }  # fmt: skip


def _kind(answer: str, row: Mapping[str, Any]) -> str:
    if answer in ("proved", "refuted"):
        if (answer == "proved") == row["truth"]:
            return answer
        return "formal" if row.get("formal") else "wrong"
    return {"timeout": "timeouts", "error": "errors"}.get(answer, "undecided")


def mistakes(results: Results, system: str) -> list[tuple[str, str]]:
    """The names of the rows that a system answered wrongly, with its answer."""
    return [
        (name, row[system][0])
        for name, row in results["rows"].items()
        if system in row and _kind(row[system][0], row) == "wrong"
    ]


def ratio(
    results: Results,
    system: str,
    chosen: Iterable[Mapping[str, Any]],
    late: bool = False,
    ours: str = "derive",
) -> dict[str, Any]:
    """CPU of a system over that of Derive on what both prove; with ``late``, also where it is late."""
    both = [
        (row[ours][1], min(row[system][1], 1000 * results["timeout"]))
        for row in chosen
        if system in row and ours in row and row["truth"] and row[ours][0] == "proved"
        and row[system][0] in (("proved", "timeout") if late else ("proved",))
    ]  # fmt: skip
    if not both:
        return {"count": 0, "total": 0.0, "median": 0.0}
    return {
        "count": len(both),
        "total": sum(theirs for _, theirs in both) / max(sum(ours for ours, _ in both), 1e-3),
        "median": median(theirs / ours for ours, theirs in both if ours > 0),
    }


def summary(results: Results) -> dict[str, Any]:
    """All numbers: for each system over everything and by set, by family, and the ratios."""
    rows = list(results["rows"].values())
    families = sorted({row["family"] for row in rows if row["set"] == "statements"})
    asked = [name for name, about in results["systems"].items() if about["version"] != "not installed"]
    mixed = [row for row in rows if row["family"] == "composition"]
    deep = [row for row in rows if row["set"] == "deep"]
    main = [row for row in rows if row["set"] != "deep"]
    return {
        "absent": [name for name in results["systems"] if name not in asked],
        "sets": {
            folder: {name: tally(results, name, [r for r in rows if r["set"] == folder]) for name in asked}
            for folder in sorted({row["set"] for row in rows})
        },
        "families": {
            family: {name: tally(results, name, [r for r in rows if r["family"] == family]) for name in asked}
            for family in families
        },
        "ratios": {
            name: {
                "both": ratio(results, name, main),
                "mixed": ratio(results, name, mixed, late=True),
                "deep": ratio(results, name, deep, late=True),
                "both_compiled": ratio(results, name, main, ours=COMPILED),
                "deep_compiled": ratio(results, name, deep, late=True, ours=COMPILED),
            }
            for name in asked
            if name not in ("derive", COMPILED)
        },
        "certificates": results.get("certificates"),
    }


def lines(numbers: Mapping[str, Any]) -> list[str]:
    """The summary for a terminal."""
    out = []
    for folder, systems in numbers["sets"].items():
        out.append(
            f"{folder:18}{'asked':>7}{'proved':>8}{'refuted':>8}{'wrong':>7}{'formal':>7}{'open':>6}"
            f"{'late':>6}{'error':>7}{'right':>8}{'median ms':>11}{'total s':>9}"
        )
        for name, n in systems.items():
            out.append(
                f"  {name:16}{n['asked']:>7}{n['proved']:>8}{n['refuted']:>8}{n['wrong']:>7}{n['formal']:>7}"
                f"{n['undecided']:>6}{n['timeouts']:>6}{n['errors']:>7}{n['share']:>8.1%}{n['median_ms']:>11.2f}"
                f"{n['total_s']:>9.1f}"
            )
    for name, ratios in numbers["ratios"].items():
        both, mixed, deep = ratios["both"], ratios["mixed"], ratios["deep"]
        out.append(
            f"{name}: {both['total']:.1f} times the CPU of Derive on the {both['count']} that both prove "
            f"(median {both['median']:.1f}); {mixed['total']:.0f} times on compositions with timeouts, "
            f"{deep['total']:.0f} times on the {deep['count']} of depth 3 with timeouts"
        )
        both, deep = ratios["both_compiled"], ratios["deep_compiled"]
        if both["count"]:
            out.append(f"{name}: {both['total']:.1f} and {deep['total']:.0f} times that of Derive, compiled")
    out += [f"{name}: not installed" for name in numbers["absent"]]
    found = numbers["certificates"]
    if found:
        out.append(
            f"certificates: {found['accepted']} of {found['answers']} accepted without SymPy and FLINT, "
            f"median {found['median_bytes']:.0f} bytes and {found['median_ms']} ms"
        )
    return out
