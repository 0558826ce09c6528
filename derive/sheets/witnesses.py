r"""The page of witnesses: for each function the three points that show its bend, and what two units cancel.

>>> from derive.language.catalogue import Catalogue
>>> row, _files = chord_row(Catalogue.load()["relu"], {})
>>> row.verdict, row.points, [view.status for view in row.claims]
('bends', ('-1, \\; 0, \\; 1',), ['proved'])
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from derive.facts.cancelling import cancelling
from derive.facts.chord_gap import chord
from derive.language.records import Activation
from derive.models import ClaimView
from derive.pages import Writer

PATH = "chapter/witnesses.md"


@dataclass(frozen=True, slots=True)
class ChordRow:
    """One function: its verdict, the points, what is assumed and excluded (LaTeX), and the claims."""

    slug: str
    verdict: str
    points: tuple[str, ...]
    unless: tuple[str, ...]
    claims: tuple[ClaimView, ...]
    cancels: tuple[ClaimView, ...]


def chord_row(activation: Activation, written: Mapping[str, str]) -> tuple[ChordRow, dict[str, str]]:
    """What the page says of a function, and its certificates by path."""
    names = {**written, **{p.name: p.latex for p in activation.parameters}}
    writer = Writer("certificates/witnesses", names)
    found = chord(activation)
    row = ChordRow(
        activation.slug,
        found.verdict,
        tuple(r", \; ".join(map(writer.tex, points)) for points in found.points),
        tuple(map(writer.tex, found.unless)),
        tuple(map(writer.claim, found.claims)),
        tuple(map(writer.claim, cancelling(activation))),
    )
    return row, writer.files
