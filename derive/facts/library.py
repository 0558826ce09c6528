"""A library of columns: the catalogue's functions, shifted, scaled and transformed, with their values at a
few points.

The search for identities compares directions of such columns; what it finds is a guess that is proved later.

>>> library = Library.of_package()
>>> len(library.columns) > 100, library.matrix.shape[0] == len(POINTS)
(True, True)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from derive.facts.subject import Subject, X
from derive.language.catalogue import Catalogue, packaged
from derive.language.numeric import NumericError, evaluate
from derive.language.records import Activation, Definition
from derive.language.term import Term, call, number
from derive.language.tidy import tidy

Values = NDArray[np.float64]
# Points without a pattern, on both sides of every likely corner.
POINTS = np.array([
    -6.83, -4.61, -3.37, -2.71, -2.19, -1.73, -1.29, -0.93, -0.67, -0.41, -0.23, -0.07,
    0.11, 0.29, 0.47, 0.71, 0.89, 1.31, 1.67, 2.27, 2.83, 3.41, 4.79, 6.59,
])  # fmt: skip
NOISE = 1e-9
ARGUMENTS = tuple(
    tidy(number(scale) * X + number(shift))
    for scale, shift in (
        (1, 0), (-1, 0), (2, 0), (Fraction(1, 2), 0), (-2, 0), (Fraction(-1, 2), 0),
        (1, 1), (1, -1), (-1, 1), (-1, -1), (1, 3), (1, -3), (-1, 3),
    )
)  # fmt: skip
MOVED = ARGUMENTS[:2] + ARGUMENTS[6:]  # arguments that two summands may have
TRANSFORMS: Mapping[str, Callable[[Term], Term]] = {
    "times x": lambda g: X * g, "square": lambda g: g**2, "log": lambda g: call("log", g),
    "exp": lambda g: call("exp", g), "inverse": lambda g: 1 / g,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A term in one of the catalogue's functions; ``plain``: the function itself at a moved argument;
    ``near``: that is x or -x, perhaps shifted.
    """

    slug: str
    term: Term
    argument: Term
    plain: bool
    definitions: tuple[Definition, ...]
    near: bool = False


@dataclass(frozen=True)
class Library:
    """Columns, and their values at `POINTS` with the part in 1 and x taken out, of length 1."""

    columns: tuple[Column, ...]
    matrix: Values
    raw: Values

    @cached_property
    def near(self) -> NDArray[np.int64]:
        """The places of the plain columns that are not far moved."""
        return np.array([i for i, column in enumerate(self.columns) if column.near], dtype=np.int64)

    @cached_property
    def spread(self) -> tuple[Values, Values]:
        """The cosines of the angles between these, and 1 over the squares of the sines (0: too close)."""
        columns = self.matrix[:, self.near]
        between = columns.T @ columns
        with np.errstate(all="ignore"):
            apart = 1 / (1 - between**2)
        apart[between**2 > 1 - 1e-9] = 0
        return between, apart

    @staticmethod
    @packaged
    def of_package(catalogue: Catalogue) -> Library:
        """The library of the package's own catalogue."""
        return Library.of(catalogue.values())

    @staticmethod
    def of(activations: Iterable[Activation]) -> Library:
        """The library of some activations at the defaults of their parameters."""
        rows = [
            row for act in activations for row in _rows(act.slug, Subject.of(act).function, act.definitions)
        ]
        shape = (0, len(POINTS))
        residues, raws = [rest for _, rest, _ in rows], [values for *_, values in rows]
        return Library(
            tuple(column for column, *_ in rows),
            np.array(residues or np.empty(shape)).T,
            np.array(raws or np.empty(shape)).T,
        )


@lru_cache(maxsize=1024)  # while somebody edits one function, the columns of the others are what they were
def _rows(
    slug: str, function: Term, definitions: tuple[Definition, ...]
) -> tuple[tuple[Column, Values, Values], ...]:
    """The columns of a function that have values, each with its residue and these."""
    found = []
    for column in _columns(slug, function, definitions):
        values = values_of(column.term, column.definitions)
        rest = None if values is None else residue(values)
        if values is not None and rest is not None:
            found.append((column, rest, values))
    return tuple(found)


def _columns(slug: str, function: Term, definitions: tuple[Definition, ...]) -> Iterable[Column]:
    values = values_of(function, definitions)
    if values is None or residue(values) is None:
        return  # linear functions name nothing
    for argument in ARGUMENTS:
        moved = function.replace({X: argument})
        yield Column(slug, moved, argument, True, definitions, argument in MOVED)
        if argument in ARGUMENTS[:4]:
            for transform in TRANSFORMS.values():
                yield Column(slug, transform(moved), argument, False, definitions)


def values_of(term: Term, definitions: tuple[Definition, ...]) -> Values | None:
    """The values at the points, if there is one at each of them."""
    try:
        values = evaluate(term, {X.name: POINTS}, definitions)
    except (NumericError, RecursionError):
        return None
    return values if bool(np.all(np.isfinite(values)) and np.max(np.abs(values)) < 1e12) else None


def residue(values: Values) -> Values | None:
    """What is left without the part in 1 and x, of length 1; None where nothing is left."""
    plane, _ = np.linalg.qr(np.stack([np.ones_like(POINTS), POINTS], axis=1))
    rest = values - plane @ (plane.T @ values)
    rest = rest - plane @ (plane.T @ rest)
    size = float(np.linalg.norm(rest))
    return None if size <= NOISE * float(np.linalg.norm(values)) else rest / size
