r"""How each kind of fact is written: rows of words and formulas. Other kinds are printed as they say it.

>>> from derive.facts.fact import Fact
>>> from derive.language.records import Status
>>> pen = Pen(lambda term, **more: str(term), "f", {})
>>> rows(Fact("parity", Status.PROVED, "f is odd", values={"value": "odd"}), pen)
(Row(word='odd', latex='', plain=''),)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from derive.facts.fact import Fact
from derive.language.grammar import FormulaError
from derive.sheets.models import Row
from derive.sheets.numbers import latex_interval, latex_number
from derive.sheets.pen import INFINITE, Pen
from derive.sheets.written_further import FURTHER

Values = Mapping[str, Any]
POINT = r"x = "
LOWEST: Mapping[bool | None, str] = {
    True: "lowest value, reached:", False: "lowest value, never reached:",
    None: "lowest value, reached or not is open:",
}  # fmt: skip
HIGHEST: Mapping[bool | None, str] = {
    True: "highest value, reached:", False: "highest value, never reached:",
    None: "highest value, reached or not is open:",
}  # fmt: skip


def rows(fact: Fact, pen: Pen) -> tuple[Row, ...]:
    """The rows of a fact; one that is open is told by its reason alone."""
    write = WRITERS.get(fact.kind)
    if fact.status == "open":
        return ()
    if write is not None:
        try:
            return tuple(write(fact, pen))
        except (KeyError, FormulaError, ValueError, IndexError):
            pass  # a form that is not known here is still told as it stands
    return (Row("", "", fact.statement),)


def _domain(fact: Fact, pen: Pen) -> Iterator[Row]:
    pieces = fact.values["intervals"]
    if [(p["from"], p["to"]) for p in pieces] == [("-oo", "oo")]:
        yield Row("every real number", r"x \in \mathbb{R}")
        return
    union = r" \cup ".join(
        latex_interval(p["from"], p["to"], (p["from_closed"], p["to_closed"])) for p in pieces
    )
    yield Row("defined for", rf"x \in {union}")


def _range(fact: Fact, pen: Pen) -> Iterator[Row]:
    low, high = fact.values["infimum"], fact.values["supremum"]
    if low["value"] == "-oo" and high["value"] == "oo":
        yield Row("every real number", r"(-\infty,\, \infty)")
        return
    closed = (bool(low["attained"]), bool(high["attained"]))
    if low["value"] == high["value"]:
        yield Row("the one value", latex_number(low["value"]))
        return
    yield Row("values in", latex_interval(low["value"], high["value"], closed))
    for words, end in ((LOWEST, low), (HIGHEST, high)):
        if end["value"] not in INFINITE:
            yield Row(words[end["attained"]], rf"{latex_number(end['value'])}{_at(end)}")


def _at(end: Values) -> str:
    at = end.get("at", "")
    if not at:
        return ""
    return rf"\;\; (x \to {latex_number(at)})" if at in INFINITE else rf"\;\; (x = {latex_number(at)})"


def _limits(fact: Fact, pen: Pen) -> Iterator[Row]:
    for end in ("-oo", "oo"):
        if end in fact.values:
            value, at = fact.values[end], INFINITE[end]
            if value is None:
                yield Row("no limit for", rf"x \to {at}")
            else:
                yield Row("", rf"{pen.name}(x) \to {latex_number(value)} \;\; (x \to {at})")


def _parity(fact: Fact, pen: Pen) -> Iterator[Row]:
    value = fact.values["value"]
    yield Row("neither even nor odd" if value == "none" else value)


def _intervals(fact: Fact, pen: Pen) -> Iterator[Row]:
    for part in fact.values["intervals"]:
        yield Row(f"{part['direction']} on", latex_interval(part["from"], part["to"]))
    yield from _again(fact)


def _again(fact: Fact) -> Iterator[Row]:
    if fact.values.get("period") is not None:
        yield Row("and so on, with the period", latex_number(fact.values["period"]))


def _extrema(fact: Fact, pen: Pen) -> Iterator[Row]:
    for turn in fact.values["extrema"]:
        value, at = latex_number(turn["value"]), latex_number(turn["at"])
        yield Row(f"local {turn['kind']}", rf"{pen.name}({at}) = {value}")
    if not fact.values["extrema"]:
        yield Row("no strict local minimum or maximum")
    yield from _again(fact)


def _inflections(fact: Fact, pen: Pen) -> Iterator[Row]:
    for row in fact.values["inflections"]:
        at, value, slope = (latex_number(row[key]) for key in ("at", "value", "slope"))
        yield Row("at", rf"x = {at},\quad {pen.name}(x) = {value},\quad {pen.slope}(x) = {slope}")
    if not fact.values["inflections"]:
        yield Row("none")
    yield from _again(fact)


def _lipschitz(fact: Fact, pen: Pen) -> Iterator[Row]:
    best = fact.values["constant"]
    if best["value"] == "oo":
        yield Row("not Lipschitz continuous: slopes grow without bound, or the function jumps")
        return
    yield Row("smallest constant", rf"L = {latex_number(best['value'])}")
    if best["attained"] is not None:
        at = best["at"]
        where = rf"x \to {INFINITE[at]}" if at in INFINITE else f"x = {latex_number(at)}"
        yield Row("the steepest slope is at" if best["attained"] else "slopes come close to it for", where)


def _smoothness(fact: Fact, pen: Pen) -> Iterator[Row]:
    word, caret, order = fact.values["class"].rpartition("C^")
    if not caret:
        yield Row("not continuous in its domain")
        return
    yield Row("at least of class" if word else "of class", f"C^{{{INFINITE.get(order, order)}}}")


def _points(key: str, left: str) -> Callable[[Fact, Pen], Iterator[Row]]:
    def write(fact: Fact, pen: Pen) -> Iterator[Row]:
        places = fact.values[key]
        if places:
            yield Row("at", POINT + r",\; ".join(map(latex_number, places)))
        for part in fact.values.get("intervals", ()):
            yield Row("on", latex_interval(part["from"], part["to"]))
        if not places and not fact.values.get("intervals"):
            yield Row("none")
        yield from _again(fact)

    return write


def _kinks(fact: Fact, pen: Pen) -> Iterator[Row]:
    for kink in fact.values["kinks"]:
        at = latex_number(kink["at"])
        sides = [
            rf"{pen.slope}({at}^{{{sign}}}) = {latex_number(kink[side])}"
            for side, sign in (("left", "-"), ("right", "+"))
            if kink.get(side) is not None
        ]
        yield Row("at", r",\quad ".join([rf"x = {at}", *sides]))
        if kink.get("clarke"):
            low, high = map(latex_number, kink["clarke"])
            yield Row("generalised derivatives there (Clarke)", rf"[{low},\, {high}]")
    if not fact.values["kinks"]:
        yield Row("none: there is a derivative wherever the function is defined")


WRITERS: Mapping[str, Callable[[Fact, Pen], Iterator[Row]]] = {
    "domain": _domain, "range": _range, "limits": _limits, "parity": _parity, "monotonicity": _intervals,
    "convexity": _intervals, "extrema": _extrema, "inflection points": _inflections, "lipschitz": _lipschitz,
    "smoothness": _smoothness, "zeros": _points("zeros", "0"), "fixed points": _points("fixed_points", "x"),
    "kinks": _kinks, **FURTHER,
}  # fmt: skip
