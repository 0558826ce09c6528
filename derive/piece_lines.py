"""What the command line prints of a network: its pieces, or its regions in a box.

>>> from derive.networks.constructions import tent
>>> network_lines(tent())[0][0]
'3 pieces, 2 breaks'
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from derive.checker import Rejected, check
from derive.networks.network import Network, network_from
from derive.networks.pieces import pieces
from derive.networks.regions import regions

MAX_BYTES = 1 << 22
Told = tuple[list[str], dict[str, Any]]


def network_file(path: Path) -> Network:
    """The network of a JSON file; ValueError, with the file, for anything else."""
    if path.stat().st_size > MAX_BYTES:
        raise ValueError(f"{path}: expected at most {MAX_BYTES >> 20} megabytes, found more")
    try:
        data = json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError):
        raise ValueError(f"{path}: expected a network as JSON, found something else") from None
    try:
        return network_from(data)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path}: {error}") from None


def network_lines(network: Network, reach: Fraction = Fraction(1)) -> Told:
    """Lines to print and the certificate, which was checked; the box is [-reach, reach] on both axes."""
    if network.inputs > 2 or network.outputs != 1:
        found = f"{network.inputs} and {network.outputs}"
        raise ValueError(f"expected a network with one or two inputs and one output, found {found}")
    if network.inputs == 1:
        line = pieces(network)
        _checked(line.certificate)
        count = len(line.breaks)
        lines = [f"{_many(count + 1, 'piece')}, {_many(count, 'break')}"]
        ends = ["", *map(str, line.breaks), ""]
        for k, (slope, intercept) in enumerate(line.pieces):
            lines.append(f"{_where(ends[k], ends[k + 1]):28} {affine((slope, intercept), ('x',))}")
        return lines, line.certificate
    plane = regions(network, ((-reach, reach), (-reach, reach)))
    _checked(plane.certificate)
    lines = [f"{_many(len(plane.regions), 'region')} where |x|, |y| <= {reach}, {_many(plane.maps, 'map')}"]
    for region in plane.regions:
        corners = " ".join(f"({x}, {y})" for x, y in region.corners)
        lines.append(f"{affine(region.map, ('x', 'y'))}   on {corners}")
    return lines, plane.certificate


def _checked(certificate: dict[str, Any]) -> None:
    try:
        check(certificate)
    except Rejected as error:  # it is right, so it can only be too much
        raise ValueError(f"the checker gave up: {error}") from None


def box_side(text: str) -> Fraction:
    """Half the side of the box, from a positive number such as 2, 0.5 or 1/3."""
    parts = text.split("/")
    plain = all(part.replace(".", "", 1).isascii() and part.replace(".", "", 1).isdigit() for part in parts)
    found = Fraction(text) if plain and len(text) < 40 and _readable(text) else Fraction(0)
    if found <= 0:
        raise ValueError(f"--reach: expected a positive number such as 2 or 1/3, found {text[:40]!r}")
    return found


def _readable(text: str) -> bool:
    try:
        Fraction(text)
    except (ValueError, ZeroDivisionError):
        return False
    return True


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _where(left: str, right: str) -> str:
    if left and right:
        return f"{left} <= x <= {right}"
    return f"x <= {right}" if right else f"{left} <= x" if left else "all x"


def affine(values: tuple[Fraction, ...], names: tuple[str, ...]) -> str:
    """An affine function as text: slopes, then the intercept."""
    text = ""
    for value, name in zip(values, (*names, ""), strict=True):
        if value:
            size = f"{abs(value)}*{name}" if name and abs(value) != 1 else name or str(abs(value))
            sign = (" - " if value < 0 else " + ") if text else ("-" if value < 0 else "")
            text += sign + size
    return text or "0"
