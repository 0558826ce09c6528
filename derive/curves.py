"""Curves that one can touch: what the browser is given for each function, as a JavaScript module.

A module holds the function and its first two derivatives as code made from the proved formulas (a derivative
whose formula is not proved is left out), the points where pieces meet with the one-sided values, the
landmarks that are proved at the parameters' defaults, and the formula with room for the parameters' values.

>>> from derive.language.catalogue import Catalogue
>>> from derive.symbolic import derivation
>>> relu = Catalogue.load()["relu"]
>>> "[(x,p)=>max(0,x)," in module(relu, derivation(relu), derivation(relu, 2), ())[0]
True
>>> sliders(Catalogue.load()["leaky_relu"])[0].high
'0.99'
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from derive.figures.data import Asymptote, Mark
from derive.language.javascript import JavaScriptError, head, javascript
from derive.language.latex import latex
from derive.language.records import Activation, Parameter
from derive.language.statements import is_true
from derive.language.term import Term
from derive.mathml import mathml
from derive.models import ActivationPage, SliderView
from derive.proof.claims import is_proved
from derive.steps import Derivation, Jump

FOLDER = "curves"
STEPS = 100  # of a slider between two bounds
HOLDER = "qq{}qq"  # stands for a parameter's value while the formula is set; in it a letter for its place


@dataclass(frozen=True, slots=True)
class Side:
    """What the function and its derivatives are at a point where pieces meet: from the left, there, from the
    right; None where that is not known, or is not there.
    """

    left: Term | None = None
    value: Term | None = None
    right: Term | None = None
    same: bool | Term = False  # whether, or under which condition, the value is that from the left


def module(
    activation: Activation,
    first: Derivation,
    second: Derivation | None,
    marks: Sequence[tuple[int, Mark]],
    lines: Sequence[tuple[int, Asymptote]] = (),
    symbols: Mapping[str, str] = {},
) -> tuple[str, int]:
    """The text of the module, and how many derivatives are in it.

    ``marks`` and ``lines`` belong to the derivative of the order they come with.

    ``symbols`` is the LaTeX of the functions that the formula may name.
    """
    orders = [d for d in (first, second) if d is not None]
    terms = [activation.formula, *(d.derivative for d in orders if is_proved(d.claim))]
    code = [function for term in terms if (function := _function(activation, term)) is not None]
    seams = ",".join(_seam(activation, at, sides) for at, sides in _seams(orders))
    holds = "&&".join(f"({_code(activation, part)})" for part in activation.hypotheses) or "true"
    body = (
        f"export default {{name:{_text(activation.name)},formula:{_text(_formula(activation, symbols))},"
        f"defaults:[{','.join(repr(float(p.default)) for p in activation.parameters)}],"
        f"f:[{','.join(code)}],seams:p=>[{seams}],holds:p=>{holds},"
        f"marks:{_text([_mark(*mark) for mark in marks])},"
        f"lines:{_text([_line(*line) for line in lines])}}};\n"
    )
    return head(body) + body, len(code) - 1


def index(pages: Iterable[ActivationPage]) -> str:
    """What a function can be compared with: paths and names, by name, as JSON."""
    rows = [[page.curve.path, page.entry.name] for page in pages if page.curve]
    return _text(sorted(rows, key=lambda row: row[1].lower())) + "\n"


def sliders(activation: Activation) -> tuple[SliderView, ...]:
    """How each parameter is moved: between which numbers, and in which steps."""
    return tuple(_slider(activation, p) for p in activation.parameters)


def _text(value: object) -> str:
    """A value as JSON, which is JavaScript; ``<`` cannot end a script there."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")


def _names(activation: Activation) -> dict[str, str]:
    return {"x": "x"} | {p.name: f"p[{i}]" for i, p in enumerate(activation.parameters)}


def _code(activation: Activation, term: Term) -> str:
    return javascript(term, _names(activation), activation.definitions)


def _function(activation: Activation, term: Term) -> str | None:
    try:
        return f"(x,p)=>{_code(activation, term)}"
    except JavaScriptError:
        return None


# -- where pieces meet -------------------------------------------------------------------------------


def _seams(orders: Sequence[Derivation]) -> Iterator[tuple[Term, list[Side]]]:
    """Each point with what is known there of the function (order 0) and of its derivatives."""
    kinks = (kink.at for found in orders for kink in found.kinks)
    jumps = (jump.at for found in orders for jump in found.jumps)
    places = dict.fromkeys((*kinks, *jumps))
    for at in places:
        sides = [Side()] * (len(orders) + 1)
        for n, found in enumerate(orders):
            for kink in (k for k in found.kinks if k.at == at):
                sides[n + 1] = Side(kink.left, kink.left, kink.right, kink.differentiable)
                sides[n] = sides[n] if n else Side(kink.value, kink.value, kink.value, True)
            for jump in (j for j in found.jumps if j.at == at):
                below, sides[n + 1] = _torn(jump)
                sides[n] = sides[n] if n else below
        yield at, sides


def _torn(jump: Jump) -> tuple[Side, Side]:
    """The function and its slope at a jump."""
    left, right = jump.left, jump.right
    levels = Side(left.value if left else None, jump.value, right.value if right else None, True)
    return levels, Side(left.slope if left else None, None, right.slope if right else None)


def _seam(activation: Activation, at: Term, sides: Iterable[Side]) -> str:
    """[x, then left, value and right for each order]; NaN where there is none."""
    cells = [_code(activation, at)]
    for side in sides:
        cells += [_cell(activation, side.left), _value(activation, side), _cell(activation, side.right)]
    return f"[{','.join(cells)}]"


def _cell(activation: Activation, term: Term | None) -> str:
    try:
        return "NaN" if term is None else _code(activation, term)
    except JavaScriptError:
        return "NaN"


def _value(activation: Activation, side: Side) -> str:
    value = _cell(activation, side.value)
    if isinstance(side.same, bool):
        return value if side.same else "NaN"
    return f"{_code(activation, side.same)}?{value}:NaN"


# -- what is marked, and the formula -----------------------------------------------------------------


def _mark(order: int, mark: Mark) -> list[object]:
    return [order, mark.x, mark.y, mark.place.value, plain(mark.label)]


def _line(order: int, line: Asymptote) -> list[object]:
    return [order, line.slope, line.intercept, line.side.value, plain(line.label)]


def plain(label: str) -> str:
    r"""A label of a figure as plain text.

    >>> plain(r"({-\frac{1}{4}},\,{-0.278})"), plain("y=-x")
    ('(−1/4, −0.278)', 'y = −x')
    """
    text = re.sub(r"\\frac\{(\d+)\}\{(\d+)\}", r"\1/\2", label).replace(r"\,", " ")
    return re.sub(r"[{}]", "", text).replace("-", "−").replace("=", " = ")


def _formula(activation: Activation, symbols: Mapping[str, str]) -> str:
    """The formula as MathML, with an empty ``<mn data-p="i">`` in the place of each parameter."""
    held = {p.name: rf"\mathrm{{{HOLDER.format(chr(97 + i))}}}" for i, p in enumerate(activation.parameters)}
    shown = latex(activation.formula, {**symbols, **held})
    text = mathml(f"{activation.symbol}(x)={shown}")
    held_by = rf"<mrow><mspace/><mi>{HOLDER.format('([a-z])')}</mi></mrow>"
    return re.sub(held_by, lambda m: f'<mn data-p="{ord(m[1]) - 97}"></mn>', text)


# -- sliders -----------------------------------------------------------------------------------------


def _slider(activation: Activation, parameter: Parameter) -> SliderView:
    low, high = _range(activation, parameter)
    step = _step(high - low)
    low, high = -(-low // step) * step, high // step * step
    while low < high and not _allowed(activation, parameter, low):
        low += step
    while low < high and not _allowed(activation, parameter, high):
        high -= step
    return SliderView(parameter.name, parameter.latex, *map(_number, (low, high, step, parameter.default)))


def _range(activation: Activation, parameter: Parameter) -> tuple[Fraction, Fraction]:
    """The default between them; the whole range where it is bounded."""
    reach = max(Fraction(3), 2 * abs(parameter.default)).__ceil__()
    bounded = [q for part in parameter.domain for q in _bounds(part)]
    lows = [q for q in bounded if q <= parameter.default]
    highs = [q for q in bounded if q > parameter.default]
    return max(lows, default=Fraction(-reach)), min(highs, default=Fraction(reach))


def _bounds(part: Term) -> Iterator[Fraction]:
    return (arg.number for arg in part.args if arg.is_number())


def _step(width: Fraction) -> Fraction:
    """A round step, about a hundredth of the width."""
    steps = [Fraction(n, d) for d in (1000, 100, 10, 1) for n in (1, 2, 5)]
    return next((step for step in steps if step * STEPS >= width), Fraction(10))


def _allowed(activation: Activation, parameter: Parameter, value: Fraction) -> bool:
    values = {p.name: p.default for p in activation.parameters} | {parameter.name: value}
    try:
        return all(is_true(part, values) for part in activation.hypotheses)
    except ValueError:
        return False


def _number(value: Fraction) -> str:
    return f"{float(value):.10g}"
