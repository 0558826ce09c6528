"""Figures in words: a text alternative that says what one sees, from the figure's data alone.

>>> from derive.figures.data import Break, FigureData, Mark, Place, sample
>>> from derive.language.term import call, number, symbol
>>> relu = sample(call("Max", number(0), symbol("x")), breaks=[Break(0.0, 0.0, 0.0)])
>>> describe(FigureData("ReLU", (relu,), (Mark(Place.KINK, 0.0, 0.0),)))
'ReLU for x from −8 to 8: constant at 0 up to x = 0, then rises to 7.95 at the right edge. Kink at (0, 0).'
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby, pairwise

from derive.figures.data import Asymptote, Curve, FigureData, Mark, Piece, Place, Side
from derive.figures.shapes import Point

Translate = Callable[[str], str]


def describe(data: FigureData, _: Translate = str) -> str:
    """The text alternative of a figure; ``_`` translates the phrases (gettext)."""
    left, right = (plain(bound) for bound in data.xlim)
    head = _("{name} for x from {left} to {right}").format(name=_(data.name), left=left, right=right)
    walks = _("; ").join(_walk(curve, data, _) for curve in data.curves)
    notes = [*_marks(data.marks, _), *(_asymptote(line, _) for line in data.asymptotes)]
    return _(". ").join([_("{head}: {walks}").format(head=head, walks=walks), *notes]) + _(".")


def plain(value: float, digits: int = 4) -> str:
    """A number as prose writes it, rounded: a true minus sign and no trailing zeros."""
    shown = f"{value:.{digits}g}"
    if "e" in shown:
        mantissa, power = shown.split("e")
        shown = f"{mantissa}·10^{int(power)}"
    return ("0" if shown == "-0" else shown).replace("-", "−")


def _height(value: float, _: Translate) -> str:
    """A value of a curve; one that only rounding makes whole is said to be nearly so."""
    if round(value, 3) == round(value) != value:
        return _("nearly {number}").format(number=plain(round(value)))
    return plain(value)


def _walk(curve: Curve, data: FigureData, _: Translate) -> str:
    """What the curve does from left to right."""
    phrases: list[str] = []
    for before, piece in zip([None, *curve.pieces], curve.pieces, strict=False):
        if before is not None:
            phrases.append(_jump(before, piece, _))
        runs = _runs(piece)
        for i, (way, start, end) in enumerate(runs):
            last = i == len(runs) - 1
            final = last and piece is curve.pieces[-1]
            where = _where(way, piece[end], data, final=final, exact=last, _=_)
            phrases.append(_run(way, piece[start], piece[end], where, first=not phrases, _=_))
    return _(", then ").join(phrases) if phrases else _("no real value")


def _runs(piece: Piece) -> list[tuple[int, int, int]]:
    """Stretches of one direction: (−1, 0 or 1, first index, last index).

    A stretch without change counts as constant only when it is at least one unit wide; a shorter one is
    the rounding of a curve that creeps, and belongs to what surrounds it.
    """
    ways = [(b[1] > a[1]) - (b[1] < a[1]) for a, b in pairwise(piece)]
    runs: list[tuple[int, int, int]] = []
    index = 0
    for way, group in groupby(ways):
        start, index = index, index + len(list(group))
        wide = piece[index][0] - piece[start][0] >= 1 or len(piece) <= len(ways[start:index]) + 1
        if way == 0 and not wide:
            way = runs[-1][0] if runs else 0
        if runs and (runs[-1][0] == way or (runs[-1][0] == 0 and _narrow(piece, runs[-1]))):
            start = runs.pop()[1]
        runs.append((way, start, index))
    return runs


def _narrow(piece: Piece, run: tuple[int, int, int]) -> bool:
    return piece[run[2]][0] - piece[run[1]][0] < 1


def _run(way: int, start: Point, end: Point, where: str, *, first: bool, _: Translate) -> str:
    if way == 0:
        said = _("constant at {y}").format(y=_height(end[1], _))
        return _("{said} {where}").format(said=said, where=where) if where else said
    words = {
        (1, True): _("rises from {a} to {b}"),
        (-1, True): _("falls from {a} to {b}"),
        (1, False): _("rises to {b}"),
        (-1, False): _("falls to {b}"),
    }
    said = words[way, first].format(a=_height(start[1], _), b=_height(end[1], _))
    return _("{said} {where}").format(said=said, where=where)


def _where(way: int, end: Point, data: FigureData, *, final: bool, exact: bool, _: Translate) -> str:
    """Where a stretch ends: exactly at the end of a piece or at a mark, else as near as the samples are."""
    if final:
        return _("at the right edge") if way else ""
    if way == 0:
        return _("up to x = {x}").format(x=plain(end[0]))
    exact = exact or any(mark.x == end[0] for mark in data.marks)
    return (_("at x = {x}") if exact else _("near x = {x}")).format(x=plain(end[0]))


def _jump(before: Piece, after: Piece, _: Translate) -> str:
    return _("jumps from {a} to {b} at x = {x}").format(
        a=_height(before[-1][1], _), b=_height(after[0][1], _), x=plain(after[0][0])
    )


def _marks(marks: Sequence[Mark], _: Translate) -> list[str]:
    phrases = {
        Place.KINK: _("Kink at ({x}, {y})"),
        Place.MAXIMUM: _("Local maximum at ({x}, {y})"),
        Place.MINIMUM: _("Local minimum at ({x}, {y})"),
        Place.INFLECTION: _("Inflection at ({x}, {y})"),
    }
    notes = [phrases[m.place].format(x=plain(m.x), y=plain(m.y)) for m in marks if m.place in phrases]
    if any(m.place is Place.OPEN for m in marks):
        notes.append(_("Open circles: the ends of the jump do not belong to the curve"))
    return notes


def _asymptote(line: Asymptote, _: Translate) -> str:
    phrases = {
        Side.LEFT: _("Approaches the line {line} on the left"),
        Side.RIGHT: _("Approaches the line {line} on the right"),
        Side.BOTH: _("Approaches the line {line} on both sides"),
    }
    return phrases[line.side].format(line=equation(line))


def equation(line: Asymptote) -> str:
    """A straight line as an equation in plain text: y = 2x − 1."""
    if line.slope == 0:
        return f"y = {plain(line.intercept)}"
    slope = {1.0: "", -1.0: "−"}.get(line.slope, plain(line.slope))
    sign = "−" if line.intercept < 0 else "+"
    return f"y = {slope}x" + (f" {sign} {plain(abs(line.intercept))}" if line.intercept else "")
