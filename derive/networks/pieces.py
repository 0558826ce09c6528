"""The pieces of a network on a line: where its kinks are and which straight lines lie between them.

A composition of affine maps and rectifiers is continuous and piecewise linear. Layer by layer, a cell
of the line on which all units are affine is cut where the input of a rectifier is zero. (Arora, Basu,
Mianjy and Mukherjee, Understanding Deep Neural Networks with Rectified Linear Units, ICLR 2018.)

>>> from derive.networks.network import Network, Rectified
>>> hat = pieces(Network((Rectified.of([[1, 1]], [0, -1], 0), Rectified.of([[1], [-2]]))))
>>> hat.breaks, hat.pieces[2]
((Fraction(0, 1), Fraction(1, 1)), (Fraction(-1, 1), Fraction(2, 1)))
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from derive.checker.exact import Affine, compose
from derive.checker.network import LEFT, RIGHT, Corner, bent, coefficients, interval, sign
from derive.networks.network import Network, certificate, number

MOST = 20_000  # cells; the checker would refuse a longer certificate
Line = tuple[Fraction, Fraction]  # slope and intercept
Cell = tuple[Corner, Corner, Affine]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The kinks from left to right, and slope and intercept of each piece, one more than kinks."""

    network: Network
    breaks: tuple[Fraction, ...]
    pieces: tuple[Line, ...]
    certificate: dict[str, Any]

    def at(self, x: Fraction) -> Fraction:
        """The value at x, from the pieces."""
        slope, intercept = self.pieces[sum(1 for b in self.breaks if b < x)]
        return slope * x + intercept


def pieces(network: Network) -> Pieces:
    """The pieces of a network with one input and one output, with their certificate.

    Raises ValueError for a network of another shape or of too many pieces.
    """
    if (network.inputs, network.outputs) != (1, 1):
        shape = f"{network.inputs} and {network.outputs}"
        raise ValueError(f"expected a network with one input and one output, found {shape}")
    cells: list[Cell] = [(LEFT, RIGHT, Affine([[1], [0]], 1))]
    for affine, slope in network.checked():
        cells = [(a, b, compose(found, affine)) for a, b, found in cells]
        if slope is not None:
            parts = (part for cell in cells for part in _cut(cell))
            cells = [(a, b, bent(found, slope, _signs(found, (a, b)))) for a, b, found in parts]
        if len(cells) > MOST:
            raise ValueError(f"expected at most {MOST} pieces, found more")
    return _joined(network, cells)


def _cut(cell: Cell) -> Iterator[Cell]:
    """The cell in parts in which each unit has one sign."""
    start, end, affine = cell
    zeros = {
        Fraction(-column[1], column[0])
        for column in zip(*affine.rows, strict=True)
        if column[0] and _inside(column, start, end)
    }
    ends = [start, *((x.numerator, x.denominator) for x in sorted(zeros)), end]
    yield from ((a, b, affine) for a, b in pairwise(ends))


def _inside(column: tuple[int, ...], start: Corner, end: Corner) -> bool:
    """Whether the function changes its sign between the ends."""
    low, high = sorted(column[0] * x + column[1] * one for x, one in (start, end))
    return low < 0 < high


def _signs(affine: Affine, ends: tuple[Corner, Corner]) -> list[int]:
    return [sign(column, interval(*ends)) for column in zip(*affine.rows, strict=True)]


def _joined(network: Network, cells: list[Cell]) -> Pieces:
    """Neighbours that are the same line, as one piece."""
    cuts = [Fraction(end[0], end[1]) for _start, end, _affine in cells[:-1]]
    lines = [coefficients(affine) for _start, _end, affine in cells]
    kinks = [k for k, (one, other) in enumerate(pairwise(lines)) if one != other]
    breaks = tuple(cuts[k] for k in kinks)
    found = tuple((slope, intercept) for slope, intercept in [lines[0], *(lines[k + 1] for k in kinks)])
    statement = {
        "network": network.json(),
        "breaks": [number(x) for x in breaks],
        "pieces": [[number(x) for x in line] for line in found],
    }
    proof = {"cuts": [number(x) for x in cuts]}
    return Pieces(network, breaks, found, certificate("pieces", statement, proof))
