r"""Facts in figures: extrema as marked points, asymptotes as dashed lines, each with its exact label.

>>> from derive.facts.extrema import extrema
>>> from derive.facts.subject import Subject
>>> from derive.language.catalogue import Catalogue
>>> (valley,) = marks(extrema(Subject.of(Catalogue.load()["silu"])))
>>> valley.place.value, round(valley.x, 6), valley.label
('minimum', -1.278465, '({-1.278},\\,{-0.278})')
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from derive.facts.asymptotes import Asymptote as Line
from derive.facts.extrema import Extremum
from derive.figures.data import Asymptote, Mark, Place, Side
from derive.language.term import Term

PLACES = Decimal("0.001")


def marks(found: Iterable[Extremum], colour: int = 1) -> tuple[Mark, ...]:
    """Extrema as marks, labelled with exact coordinates where these are known, else with three decimals."""
    return tuple(_mark(extremum, colour) for extremum in found)


def asymptotes(found: Iterable[Line]) -> tuple[Asymptote, ...]:
    """Asymptotes as lines, labelled with their equations."""
    return tuple(
        Asymptote(
            float(line.slope), float(line.intercept), Side(line.side), equation(line.slope, line.intercept)
        )
        for line in found
    )


def _mark(extremum: Extremum, colour: int) -> Mark:
    x, across = _coordinate(extremum.exact_at, extremum.at)
    y, up = _coordinate(extremum.exact_value, extremum.value)
    return Mark(Place(extremum.kind), x, y, rf"({{{across}}},\,{{{up}}})", colour)


def _coordinate(exact: Term | None, digits: str) -> tuple[float, str]:
    """A coordinate as a number to draw with, and as LaTeX."""
    if exact is not None and exact.is_number():
        return float(exact.number), fraction(exact.number)
    value = Decimal(digits)
    return float(value), str(value.quantize(PLACES, ROUND_HALF_EVEN))


def fraction(q: Fraction) -> str:
    r"""A rational number in LaTeX: ``-\frac{1}{4}``."""
    if q.denominator == 1:
        return str(q.numerator)
    return ("-" if q < 0 else "") + rf"\frac{{{abs(q.numerator)}}}{{{q.denominator}}}"


def equation(slope: Fraction, intercept: Fraction) -> str:
    """A straight line in LaTeX: ``y=2x-1``."""
    if slope == 0:
        return f"y={fraction(intercept)}"
    factor = fraction(slope) if abs(slope) != 1 else "-" if slope < 0 else ""
    sign = "-" if intercept < 0 else "+"
    return f"y={factor}x" + (f"{sign}{fraction(abs(intercept))}" if intercept else "")
