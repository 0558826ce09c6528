r"""Pictures of a function of several variables: one input moves, and the others are held.

>>> from derive.language.vectors import load_vectors
>>> picture = slice_figure(load_vectors()["softmax"])
>>> [curve.label for curve in picture.data.curves], picture.caption
(['f_1(x, 0)', 'f_2(x, 0)'], '\\operatorname{softmax}(x, 0)')
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from derive.figures.data import Break, Curve, FigureData, Mark, Place, sample
from derive.figures.describe import Translate
from derive.language.numeric import evaluate
from derive.language.term import Term, number, symbol
from derive.language.vectors import VectorFunction
from derive.steps import Derivation

HELD = (Fraction(-1), Fraction(1, 2), Fraction(1), Fraction(2))
PAIR = 2  # inputs of a picture


@dataclass(frozen=True, slots=True)
class Slice:
    """The picture, and what it shows in LaTeX."""

    data: FigureData
    caption: str


def slice_figure(function: VectorFunction, found: Sequence[Derivation] = (), _: Translate = str) -> Slice:
    """The outputs for (x, 0); of named inputs, the last one moves and the first has several values.

    ``found`` are derivations of the outputs by the input that moves: their kinks are marked.
    """
    if function.inputs:
        return _gate(function, found, _)
    curves, marks = [], []
    for i in range(1, function.outputs(PAIR) + 1):
        formula = function.output(i, PAIR).replace({symbol("x1"): symbol("x"), symbol("x2"): number(0)})
        label = "f(x, 0)" if function.scalar else f"f_{i}(x, 0)"
        here = [mark for row in found[i - 1 : i] for mark in _kinks(row, {"x2": Fraction(0)}, i)]
        curves.append(_curve(function, here, label, i, formula, {}))
        marks += here
    name = _("{name} of (x, 0)").format(name=function.name)
    return Slice(FigureData(name, tuple(curves), tuple(marks)), f"{function.symbol}(x, 0)")


def _gate(function: VectorFunction, found: Sequence[Derivation], _: Translate) -> Slice:
    first, last = function.inputs
    formula = function.output(1, 1).replace({symbol(last): symbol("x")})
    curves, marks = [], []
    for colour, value in enumerate(HELD, 1):
        here = [mark for row in found for mark in _kinks(row, {first: value}, colour)]
        label = f"{first}={value}"
        curves.append(_curve(function, here, label, colour, formula, {first: value}))
        marks += here
    said = _("{name} against {last}, for several {first}")
    name = said.format(name=function.name, last=last, first=first)
    unique = {(mark.x, mark.y): mark for mark in marks}
    return Slice(FigureData(name, tuple(curves), tuple(unique.values())), rf"{function.symbol}({first}, x)")


def _curve(
    function: VectorFunction,
    kinks: Sequence[Mark],
    label: str,
    colour: int,
    formula: Term,
    values: Mapping[str, Fraction],
) -> Curve:
    breaks = [Break(mark.x, mark.y, mark.y) for mark in kinks]
    return sample(
        formula, values, function.definitions, breaks=breaks, label=label, colour=colour
    )  # fmt: skip


def _kinks(found: Derivation, values: Mapping[str, Fraction], colour: int) -> Iterator[Mark]:
    numbers = {name: float(value) for name, value in values.items()}
    for kink in found.kinks:
        at, value = (float(evaluate(t, numbers, found.activation.definitions)) for t in (kink.at, kink.value))
        yield Mark(Place.KINK, at, value, colour=colour)
