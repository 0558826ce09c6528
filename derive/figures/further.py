r"""Further pictures of a function: its second derivative, and its family for several values of a parameter.

>>> from derive.language.catalogue import Catalogue
>>> [picture] = family_figures(Catalogue.load()["prelu"])
>>> [curve.label for curve in picture.curves]
['\\alpha=-\\frac{1}{2}', '\\alpha=0', '\\alpha=\\frac{1}{4}', '\\alpha=\\frac{1}{2}']
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from derive.figures.data import Curve, FigureData, Mark, Place, activation_figures, sample
from derive.figures.describe import Translate, describe
from derive.figures.findings import fraction
from derive.language.numeric import NumericError
from derive.language.records import Activation, Parameter
from derive.language.statements import is_true
from derive.steps import Derivation

COLOUR = 3  # of the second derivative
MOST = 4
USUAL = (Fraction(1, 4), Fraction(1, 2), Fraction(1), Fraction(2), Fraction(0), Fraction(-1, 2))


def second_figure(
    derivation: Derivation, marks: Sequence[Mark] = (), _: Callable[[str], str] = str
) -> FigureData:
    """The second derivative, from the derivation of order 2; ``marks`` are the inflection points."""
    name = derivation.activation.name
    found = activation_figures(derivation)[1]
    label = rf"{{{derivation.activation.symbol}}}''(x)"
    curves = tuple(replace(curve, label=label, colour=COLOUR) for curve in found.curves)
    own = tuple(replace(mark, colour=COLOUR) for mark in (*found.marks, *marks))
    return replace(found, name=_("{name}, second derivative").format(name=name), curves=curves, marks=own)


def inflections(rows: Sequence[Mapping[str, str]], key: str = "value") -> tuple[Mark, ...]:
    """Inflection points as marks, at the height ``key`` (empty: on the axis)."""
    return tuple(Mark(Place.INFLECTION, float(row["at"]), float(row[key]) if key else 0.0) for row in rows)


def family_figures(activation: Activation, _: Translate = str) -> list[FigureData]:
    """One picture for each parameter, the others at their defaults; none where the values give one curve."""
    return [found for p in activation.parameters if (found := _family(activation, p, _)) is not None]


def _family(activation: Activation, parameter: Parameter, _: Translate) -> FigureData | None:
    curves: list[Curve] = []
    for value in family_values(activation, parameter):
        values = {p.name: p.default for p in activation.parameters} | {parameter.name: value}
        label = f"{parameter.latex}={fraction(value)}"
        try:
            curve = sample(
                activation.formula, values, activation.definitions, label=label, colour=len(curves) + 1
            )
        except NumericError:
            return None
        if curve.pieces and all(curve.pieces != other.pieces for other in curves):
            curves.append(curve)
    if len(curves) < 2:
        return None
    name = _("{name}, family in {letter}").format(name=activation.name, letter=parameter.name)
    return FigureData(name, tuple(curves))


def family_values(activation: Activation, parameter: Parameter) -> list[Fraction]:
    """The default and a few other values that the parameter may have, in order."""
    default = parameter.default
    if abs(default) > 2:
        pool = [default, default / 2, default * 3 / 2, default / 4]
    elif 0 < abs(default) < Fraction(1, 4):
        pool = [default, *USUAL]
    else:
        pool = [default, USUAL[5], USUAL[4], *USUAL[:3]] if not parameter.domain else [default, *USUAL]
    others = {p.name: p.default for p in activation.parameters}
    allowed = [q for q in dict.fromkeys(pool) if _allowed(parameter, {**others, parameter.name: q})]
    chosen = allowed[:1] + _spread(allowed[1:], default)
    return sorted(chosen[:MOST])


def _spread(values: Sequence[Fraction], default: Fraction) -> list[Fraction]:
    """Values away from the default first."""
    return sorted(values, key=lambda q: abs(q - default) < Fraction(1, 5))


def _allowed(parameter: Parameter, values: Mapping[str, Fraction]) -> bool:
    try:
        return all(is_true(part, values) for part in parameter.domain)
    except ValueError:
        return False


def describe_family(data: FigureData, _: Translate = str) -> str:
    """The picture of a family in words: curve by curve."""
    return " ".join(_curves(data, _))


def _curves(data: FigureData, _: Translate) -> Iterator[str]:
    yield _("{name}.").format(name=_(data.name))
    for curve in data.curves:
        said = curve.label.replace("\\frac", "").replace("}{", "/").strip()
        plain = said.replace("{", "").replace("}", "").replace("\\", "").replace("-", "−").replace("=", " = ")
        yield describe(FigureData(plain, (curve,)), _)
