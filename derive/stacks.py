"""Stacks as the command line asks for them: by depth, by shapes, or for every depth.

>>> found, lines, certificate = collapsed(None, "4,5,3", False)
>>> found.shape
(4, 3)
"""

from __future__ import annotations

from typing import Any

from derive.collapse import Collapse, ProofLine, collapse, theorem
from derive.language.layers import Layer, Residual, named_stack

MAX_DEPTH = 100_000
Collapsed = tuple[Collapse | None, tuple[ProofLine, ...], dict[str, Any]]


def collapsed(depth: int | None, shapes: str | None, residual: bool) -> Collapsed:
    """The collapse asked for: the one layer (None for the theorem), its proof, its certificate.

    Raises ValueError for shapes that are no positive integers or do not go with the depth.
    """
    if depth is None and shapes is None:
        general = theorem("residual" if residual else "affine")
        return None, general.proof(), general.certificate
    found = collapse(_stack(depth, shapes, residual))
    return found, found.proof(), found.certificate


def _stack(depth: int | None, shapes: str | None, residual: bool) -> tuple[Layer, ...]:
    sides = _sides(depth, shapes, residual)
    if depth is not None and len(sides) != depth + 1:
        raise ValueError(f"--shapes: expected {depth + 1} numbers for a depth of {depth}, found {len(sides)}")
    layers = named_stack(*sides)
    return tuple(Residual(layer) for layer in layers) if residual else layers


def _sides(depth: int | None, shapes: str | None, residual: bool) -> list[str | int]:
    if shapes is None:
        names = ["d"] * ((depth or 0) + 1)
        return [*names] if residual else ["d", *(f"h{i}" for i in range(1, depth or 1)), "q"]
    sides: list[str | int] = []
    for part in shapes.split(","):
        if not part.strip().isascii() or not part.strip().isdigit() or not 0 < len(part.strip()) < 8:
            raise ValueError(
                f"--shapes: expected positive integers such as 4,5,3, found {part.strip()[:20]!r}"
            )
        sides.append(int(part))
    if len(sides) < 2 or 0 in sides:
        raise ValueError(f"--shapes: expected at least two positive integers, found {shapes[:40]!r}")
    return sides
