"""Numbers for limits: what a function does far out or close by, and whether that looks like its limit."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import mp_values
import mpmath as mp

from derive.language.catalogue import Catalogue
from derive.language.records import Definition
from derive.language.term import from_json

CATALOGUE = Catalogue.load()
Values = list[tuple[mp.mpf, ...]]
Numbers = Mapping[str, Fraction]


def world(parameters: Numbers) -> dict[str, mp.mpf]:
    return {name: mp.mpf(q.numerator) / q.denominator for name, q in parameters.items()}


def far(statement: Mapping[str, Any], parameters: Numbers, distances: tuple[str, ...]) -> Values:
    """For each side that a statement asks for, the values of its function at some distances."""
    _, f, x, point, side = statement["left"]
    definitions = [
        Definition(name, tuple(entry["args"]), from_json(entry["body"]))
        for name, entry in statement["definitions"].items()
    ]
    given, end = world(parameters), from_json(point)
    found = []
    for way in {"left": (-1,), "right": (1,)}.get(side, (-1, 1)):
        row = []
        for distance in map(mp.mpf, distances):
            if "oo" in end.heads():
                at = distance if end.head == "oo" else -distance
            else:
                at = mp_values.value(end, given, definitions) + way / distance
            row.append(mp_values.value(from_json(f), {**given, x: at}, definitions))
        found.append(tuple(row))
    return found


def tend(values: Values, statement: Mapping[str, Any], parameters: Numbers) -> bool:
    """Whether values look like those of a function with the limit that a statement names, from each side."""
    value = from_json(statement["right"])
    if "oo" in value.heads():
        sign = 1 if value.head == "oo" else -1
        return all(sign * last > max(3, sign * first) for first, *_, last in values)
    exact = mp_values.value(value, world(parameters))
    tiny = mp.mpf(10) ** -100
    errors = [(abs(first - exact), abs(last - exact)) for first, *_, last in values]
    return all(last < max(first, tiny) and last < mp.mpf(1) / 20 for first, last in errors)


def agrees(text: str, parameters: Numbers, distances: tuple[str, ...], digits: int) -> bool:
    statement = CATALOGUE.statement(text).json()
    with mp.workdps(digits):
        return tend(far(statement, parameters, distances), statement, parameters)
