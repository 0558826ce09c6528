"""From the answers of a run to the numbers of its page.

`proved`, `refuted`: right answers on true and on false statements. `wrong`: proved but false, or refuted but
true. `formal`: the same about equations between functions without case distinctions, where a system that
means complex numbers, or any branch, may be right: proved, and false on a part of the real domain only, or
refuted, and true on the real domain. `share`: right answers among the statements asked.

A time is counted up to the limit that the system had. On compositions of depth 3 SymPy's `simplify` has more
time than elsewhere (`patience`), so that what it costs is seen and not cut off.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from statistics import median
from typing import Any

import mpmath as mp

from benchmarks.prove.rows import Row
from benchmarks.prove.truth import compared_at, interval, letters
from benchmarks.prove.values import DIGITS
from derive.language.term import number

COMPILED = "derive-compiled"
OURS = ("derive", COMPILED)
PATIENT = ("sympy-simplify", "deep")  # which system has more time on which set
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


def limit(results: Results, system: str, folder: str) -> float:
    """The seconds that a system has for a statement of a set."""
    patient = (system, folder) == PATIENT
    return float(results.get("patience", results["timeout"]) if patient else results["timeout"])


def tally(results: Results, system: str, chosen: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The numbers of one system on some rows."""
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
        spent.append(min(milliseconds, 1000 * limit(results, system, row["set"])))
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
    seconds: float | None = None,
    ours: str = "derive",
) -> dict[str, Any]:
    """CPU of a system over that of Derive on what both prove within the limit that holds for all.

    With ``seconds`` also where it is late: then every time is counted up to so many.
    """
    most = 1000 * (seconds or results["timeout"])
    both = [
        (row[ours][1], min(row[system][1], most))
        for row in chosen
        if system in row and ours in row and row["truth"] and row[ours][0] == "proved"
        and (row[system][0] in ("proved", "timeout") if seconds else _in_time(row[system], most))
    ]  # fmt: skip
    if not both:
        return {"count": 0, "total": 0.0, "median": 0.0}
    return {
        "count": len(both),
        "total": sum(theirs for _, theirs in both) / max(sum(ours for ours, _ in both), 1e-3),
        "median": median(theirs / ours for ours, theirs in both if ours > 0),
    }


def _in_time(found: Sequence[Any], most: float) -> bool:
    """Whether a statement was proved in at most so many milliseconds."""
    return bool(found[0] == "proved" and found[1] <= most)


def summary(results: Results) -> dict[str, Any]:
    """All numbers: for each system over everything and by set, by family, and the ratios."""
    rows = list(results["rows"].values())
    families = sorted({row["family"] for row in rows if row["set"] == "statements"})
    asked = [name for name, about in results["systems"].items() if about["version"] != "not installed"]
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
            name: {ours: _ratios(results, name, ours) for ours in OURS if ours in asked}
            for name in asked
            if name not in OURS
        },
        "certificates": results.get("certificates"),
    }


def _ratios(results: Results, name: str, ours: str) -> dict[str, dict[str, Any]]:
    """How many times the CPU of Derive a system takes: on what both prove, and with what it is late for."""
    rows = list(results["rows"].values())
    mixed = [row for row in rows if row["family"] == "composition"]
    deep = [row for row in rows if row["set"] == "deep"]
    rest = [row for row in rows if row["set"] != "deep"]
    short, long = results["timeout"], limit(results, name, "deep")
    return {
        "both": ratio(results, name, rows, ours=ours),
        "rest": ratio(results, name, rest, ours=ours),
        "mixed": ratio(results, name, mixed, short, ours),
        "cut": ratio(results, name, deep, short, ours),
        "deep": ratio(results, name, deep, long, ours),
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
    for name, each in numbers["ratios"].items():
        for ours, found in each.items():
            total = {column: f"{numbers['total']:.1f}" for column, numbers in found.items()}
            out.append(
                f"{name}: {total['both']} times the CPU of {ours} on the {found['both']['count']} that both "
                f"prove, {total['rest']} without depth 3 (median {found['rest']['median']:.1f}); with those "
                f"it is late for: {total['mixed']} on compositions, {total['deep']} on the "
                f"{found['deep']['count']} of depth 3 ({total['cut']} if stopped as elsewhere)"
            )
    out += [f"{name}: not installed" for name in numbers["absent"]]
    found = numbers["certificates"]
    if found:
        out.append(
            f"certificates: {found['accepted']} of {found['answers']} accepted without SymPy and FLINT, "
            f"median {found['median_bytes']:.0f} bytes and {found['median_ms']} ms"
        )
    return out
