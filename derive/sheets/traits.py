"""A function in one line: what a table over all functions shows and filters by, each cell with its status.

>>> from derive.facts.fact import Fact
>>> from derive.language.records import Status
>>> odd = Fact("parity", Status.PROVED, "f is odd", values={"value": "odd"})
>>> cells([odd], {"parity": "abc"})[4]
Cell(key='parity', text='odd', status='proved', fact='abc', rank='odd')
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from derive.facts.fact import Fact
from derive.sheets.numbers import text_interval, text_number

# What one can filter by: key -> label and what exactly is meant.
FLAGS: Mapping[str, tuple[str, str]] = {
    "bounded": ("bounded", "infimum and supremum are finite"),
    "positive": ("never negative", "the infimum is 0 or more"),
    "centred": ("zero-centred", "infimum and supremum are opposite, or both infinite"),
    "monotone": ("monotone", "nowhere decreasing, or nowhere increasing"),
    "convex": ("convex", "convex on its whole domain"),
    "smooth": ("smooth", "derivatives of every order"),
    "differentiable": ("no kink", "continuous, with a derivative everywhere"),
    "odd": ("odd", "f(−x) = −f(x)"),
    "even": ("even", "f(−x) = f(x)"),
    "gentle": ("Lipschitz ≤ 1", "distances never grow"),
    "zero": ("0 to 0", "f(0) = 0"),
    "normal": ("self-normalising", "mean 0 and variance 1 for standard normal inputs, to within 10⁻¹²"),
}
COLUMNS: Mapping[str, str] = {
    "range": "range", "monotonicity": "rising and falling", "convexity": "convexity", "smoothness": "class",
    "parity": "symmetry", "lipschitz": "Lipschitz", "moments": "mean, variance",
}  # fmt: skip
NEAR = Fraction(1, 10**12)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a column: text, the status and the id of the fact, and what it is sorted by."""

    key: str
    text: str
    status: str
    fact: str
    rank: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A proved identity with other functions: ``latex``, and where it is told."""

    slug: str
    others: tuple[str, ...]
    latex: str
    status: str
    fact: str
    domain: str


@dataclass(frozen=True, slots=True)
class Traits:
    """A function in the tables: its cells, and the flags that hold of it."""

    slug: str
    cells: tuple[Cell, ...]
    flags: tuple[str, ...]
    relations: tuple[Relation, ...]


def known(facts: Iterable[Fact]) -> dict[str, Fact]:
    """The first fact of each kind that is not open."""
    found: dict[str, Fact] = {}
    for fact in facts:
        if fact.status != "open":
            found.setdefault(fact.kind, fact)
    return found


def cells(facts: Sequence[Fact], ids: Mapping[str, str]) -> tuple[Cell, ...]:
    """One cell for each column; "open" where nothing was decided."""
    by_kind = known(facts)
    made = []
    for key in COLUMNS:
        kind = "gaussian moments" if key == "moments" else key
        fact = by_kind.get(kind)
        text, rank = _told(key, fact, facts) if fact is not None else ("open", "")
        made.append(Cell(key, text, fact.status.value if fact else "open", ids.get(kind, ""), rank))
    return tuple(made)


def _told(key: str, fact: Fact, facts: Sequence[Fact]) -> tuple[str, str]:
    values = fact.values
    if key == "range":
        low, high = values["infimum"], values["supremum"]
        closed = (bool(low["attained"]), bool(high["attained"]))
        return text_interval(low["value"], high["value"], closed), _rank(low["value"])
    if key in ("monotonicity", "convexity"):
        ways = [part["direction"] for part in values["intervals"]]
        if len(ways) > 1 and len(set(ways)) == 1 and ways[0] in ("linear", "constant"):
            ways = [f"piecewise {ways[0]}"]
        text = ", then ".join(ways) if len(ways) < 4 else f"{ways[0]}, then {len(ways) - 1} changes"
        return text, text
    if key == "smoothness":
        name = values["class"]
        return name.replace("C^oo", "C∞").replace("^", ""), name.replace("oo", "99")
    if key == "parity":
        return ("neither" if values["value"] == "none" else values["value"]), values["value"]
    if key == "lipschitz":
        value = values["constant"]["value"]
        return ("none" if value == "oo" else text_number(value, 5)), _rank(value)
    mean, second = moments(facts)
    if mean is None or second is None:
        return "open", ""
    return f"{_short(mean)}, {_short(second - mean * mean)}", str(float(mean))


def _short(q: Fraction) -> str:
    return f"{float(q):z.4f}".replace("-", "−").removesuffix(".0000")


def _rank(value: str) -> str:
    return {"oo": "1e999", "-oo": "-1e999"}.get(value) or str(float(Fraction(value)))


def moments(facts: Iterable[Fact]) -> tuple[Fraction | None, Fraction | None]:
    """E f(Z) and E f(Z)², as the enclosed decimals say."""
    found: dict[str, Fraction] = {}
    for fact in facts:
        if fact.kind == "gaussian moments" and fact.status != "open":
            try:
                found[fact.values["quantity"]] = Fraction(fact.values["value"])
            except (ValueError, KeyError):
                continue
    return found.get("E f(Z)"), found.get("E f(Z)**2")


def flags(facts: Sequence[Fact]) -> tuple[str, ...]:
    """The keys of `FLAGS` that hold; what is open is no flag."""
    by_kind = {kind: fact.values for kind, fact in known(facts).items()}
    return tuple(key for key in FLAGS if key in set(_flags(by_kind, facts)))


def _flags(by_kind: Mapping[str, Mapping[str, Any]], facts: Sequence[Fact]) -> Iterator[str]:
    if "range" in by_kind:
        low, high = (by_kind["range"][end]["value"] for end in ("infimum", "supremum"))
        yield from _of_range(low, high)
    ways = [
        {part["direction"] for part in by_kind.get(k, {}).get("intervals", ())}
        for k in ("monotonicity", "convexity")
    ]
    if ways[0] and not {"increasing", "decreasing"} <= ways[0]:
        yield "monotone"
    if len(by_kind.get("convexity", {}).get("intervals", ())) == 1 and ways[1] <= {"convex", "linear"}:
        yield "convex"
    name = by_kind.get("smoothness", {}).get("class", "")
    if name == "C^oo":
        yield "smooth"
    if name.startswith("C^") and by_kind.get("kinks", {}).get("kinks") == []:
        yield "differentiable"
    yield by_kind.get("parity", {}).get("value", "")
    if "lipschitz" in by_kind:
        best = by_kind["lipschitz"]["constant"]["value"]
        if best != "oo" and Fraction(best) <= 1:
            yield "gentle"
    if "0" in by_kind.get("zeros", {}).get("zeros", ()):
        yield "zero"
    mean, second = moments(facts)
    if mean is not None and second is not None and abs(mean) <= NEAR and abs(second - 1) <= NEAR:
        yield "normal"


def _of_range(low: str, high: str) -> Iterator[str]:
    infinite = [value in ("oo", "-oo") for value in (low, high)]
    if not any(infinite):
        yield "bounded"
        if Fraction(low) == -Fraction(high):
            yield "centred"
    if all(infinite):
        yield "centred"
    if not infinite[0] and Fraction(low) >= 0:
        yield "positive"
