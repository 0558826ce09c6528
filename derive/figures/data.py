"""What a figure shows, before anything is drawn: sampled curves, marks and asymptotes.

>>> from derive.language.term import call, number, symbol
>>> relu = sample(call("Max", number(0), symbol("x")), breaks=[Break(0.0, 0.0, 0.0)])
>>> relu.pieces[0][0], relu.pieces[0][-1]
((-8.0, 0.0), (7.95, 7.95))

Curves are sampled on [-8, 8) in steps of 1/20. At a break the two sides end in their one-sided limits;
where these differ, the curve is in two pieces. Where extrema and asymptotes lie is decided elsewhere and
handed in; nothing is found here by looking at samples.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from derive.figures.shapes import Point
from derive.language.numeric import evaluate, holds
from derive.language.records import Definition
from derive.language.term import Term
from derive.steps import Derivation, Kink

START, STOP, PER_UNIT = -8, 8, 20
Piece = tuple[Point, ...]


class Place(StrEnum):
    """What is marked at a point."""

    KINK = "kink"
    OPEN = "open"  # an end of a piece that does not belong to the curve
    CLOSED = "closed"  # an end, or a single point, that does
    MAXIMUM = "maximum"
    MINIMUM = "minimum"
    INFLECTION = "inflection"


class Side(StrEnum):
    """Towards which end of the line a curve approaches its asymptote."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Curve:
    """Connected pieces of a curve, each a sequence of points; ``label`` is mathematics in LaTeX."""

    pieces: tuple[Piece, ...]
    label: str = ""
    colour: int = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked point; ``label`` is mathematics in LaTeX, empty where the mark speaks for itself."""

    place: Place
    x: float
    y: float
    label: str = ""
    colour: int = 1


@dataclass(frozen=True, slots=True)
class Asymptote:
    """The line y = slope*x + intercept; ``label`` is mathematics in LaTeX."""

    slope: float
    intercept: float
    side: Side
    label: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """A point where a curve may jump: its limits from both sides, and its value there (None: none)."""

    at: float
    left: float | None
    right: float | None
    value: float | None = None

    @property
    def jumps(self) -> bool:
        """Whether the two limits are different numbers, or one of them is missing."""
        return (
            self.left is None or self.right is None or not math.isclose(self.left, self.right, abs_tol=1e-12)
        )


@dataclass(frozen=True, slots=True)
class FigureData:
    """One picture: everything that is drawn in it, and the name under which it is described."""

    name: str
    curves: tuple[Curve, ...]
    marks: tuple[Mark, ...] = ()
    asymptotes: tuple[Asymptote, ...] = ()
    xlim: tuple[int, int] = (START, STOP)


def sample(
    function: Term,
    values: Mapping[str, Fraction | float] = {},
    definitions: Iterable[Definition] = (),
    *,
    breaks: Sequence[Break] = (),
    label: str = "",
    colour: int = 1,
    xlim: tuple[int, int] = (START, STOP),
) -> Curve:
    """The curve of a term in x on [xlim[0], xlim[1]); ``values`` are those of its parameters.

    Points without a finite value split the curve. Raises NumericError for a term without values.
    """
    at = {b.at for b in breaks}
    xs = [k / PER_UNIT for k in range(xlim[0] * PER_UNIT, xlim[1] * PER_UNIT) if k / PER_UNIT not in at]
    given = {name: float(value) for name, value in values.items()}
    ys = evaluate(function, {**given, "x": xs}, definitions)
    points: list[tuple[float, float, int]] = [(x, float(y), 0) for x, y in zip(xs, ys, strict=True)]
    for b in breaks:
        points += [(b.at, math.nan if b.left is None else b.left, -1)]
        points += [(b.at, math.nan, 0)] if b.jumps else []
        points += [(b.at, math.nan if b.right is None else b.right, 1)]
    return Curve(_pieces(sorted(points, key=lambda p: (p[0], p[2]))), label, colour)


def _pieces(points: Sequence[tuple[float, float, int]]) -> tuple[Piece, ...]:
    pieces: list[list[Point]] = [[]]
    for x, y, _ in points:
        if not math.isfinite(y):
            pieces.append([])
        elif not pieces[-1] or pieces[-1][-1] != (x, y):
            pieces[-1].append((x, y))
    return tuple(tuple(piece) for piece in pieces if piece)


def ends(breaks: Iterable[Break], colour: int = 1) -> tuple[Mark, ...]:
    """The circles at jumps: open where a limit is not the value, closed at the value."""
    marks = []
    for b in breaks:
        if b.jumps:
            limits = {y for y in (b.left, b.right) if y is not None}
            marks += [Mark(Place.OPEN, b.at, y, colour=colour) for y in sorted(limits) if y != b.value]
            marks += [Mark(Place.CLOSED, b.at, b.value, colour=colour)] if b.value is not None else []
    return tuple(marks)


def activation_figures(
    derivation: Derivation,
    *,
    parameters: Mapping[str, Fraction] | None = None,
    marks: Sequence[Mark] = (),
    asymptotes: Sequence[Asymptote] = (),
    derivative_marks: Sequence[Mark] = (),
    derivative_asymptotes: Sequence[Asymptote] = (),
    _: Callable[[str], str] = str,
) -> tuple[FigureData, FigureData]:
    """The figures of a function and of its derivative, at the parameters' defaults where none are given.

    The kinks come from the derivation; extrema and asymptotes are handed in (`derive.figures.findings`
    makes them from facts). ``_`` translates.
    """
    act = derivation.activation
    values = {p.name: p.default for p in act.parameters} | dict(parameters or {})
    kinks = [k for k in derivation.kinks if START <= _number(k.at, values, act.definitions) < STOP]
    at_kinks = [_break(k.at, (k.value,) * 3, values, act.definitions) for k in kinks]
    gaps, slope_gaps = _gaps(derivation, values)
    slope_breaks = [
        *(_break(k.at, (k.left, k.right, None), values, act.definitions) for k in kinks),
        *slope_gaps,
    ]
    corners = [
        Mark(Place.KINK, b.at, b.left or 0.0)
        for k, b in zip(kinks, at_kinks, strict=True)
        if not _smooth(k, values, act.definitions)
    ]
    labels = [rf"{act.symbol}(x)", rf"{{{act.symbol}}}'(x)"]
    f = sample(act.formula, values, act.definitions, breaks=[*at_kinks, *gaps], label=labels[0])
    df = sample(
        derivation.derivative, values, act.definitions, breaks=slope_breaks, label=labels[1], colour=2
    )
    moved = tuple(replace(mark, colour=2) for mark in derivative_marks)
    return (
        FigureData(act.name, (f,), (*corners, *ends(gaps), *marks), tuple(asymptotes)),
        FigureData(
            _("{name}, derivative").format(name=act.name),
            (df,),
            (*ends(slope_breaks, 2), *_holes(slope_gaps), *moved),
            tuple(derivative_asymptotes),
        ),
    )


def _gaps(derivation: Derivation, values: Mapping[str, Fraction]) -> tuple[list[Break], list[Break]]:
    """Where the function and its derivative are torn apart: the jumps, with their limits and slopes."""
    gaps, slopes = [], []
    definitions = derivation.activation.definitions
    for jump in derivation.jumps:
        if START <= _number(jump.at, values, definitions) < STOP:
            left, right = jump.left, jump.right
            levels = (left.value if left else None, right.value if right else None, jump.value)
            gaps.append(_break(jump.at, levels, values, definitions))
            levels = (left.slope if left else None, right.slope if right else None, None)
            slopes.append(_break(jump.at, levels, values, definitions))
    return gaps, slopes


def _holes(gaps: Iterable[Break]) -> tuple[Mark, ...]:
    """Open circles where the derivative has equal limits but no value."""
    return tuple(Mark(Place.OPEN, g.at, g.left, colour=2) for g in gaps if g.left is not None and not g.jumps)


def _number(term: Term, values: Mapping[str, Fraction], definitions: Iterable[Definition]) -> float:
    return float(evaluate(term, {k: float(v) for k, v in values.items()}, definitions))


def _break(
    at: Term,
    levels: Sequence[Term | None],
    values: Mapping[str, Fraction],
    definitions: Sequence[Definition],
) -> Break:
    """A break from terms: limit from the left, from the right, and value (None: none)."""
    left, right, value = (None if t is None else _number(t, values, definitions) for t in levels)
    return Break(_number(at, values, definitions), left, right, value)


def _smooth(kink: Kink, values: Mapping[str, Fraction], definitions: Sequence[Definition]) -> bool:
    if isinstance(kink.differentiable, bool):
        return kink.differentiable
    return bool(holds(kink.differentiable, {k: float(v) for k, v in values.items()}, definitions))
