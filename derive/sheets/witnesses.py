r"""The page of witnesses: for each function the three points that show its bend, and what two units cancel.

>>> from derive.language.catalogue import Catalogue
>>> row, _files = chord_row(Catalogue.load()["relu"], {})
>>> row.verdict, row.points, [view.status for view in row.claims]
('bends', ('-1, \\; 0, \\; 1',), ['proved'])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from derive.cache import Cache, digest, program
from derive.facts.cancelling import cancelling
from derive.facts.chord_gap import chord
from derive.language.catalogue import Catalogue
from derive.language.records import Activation
from derive.models import ClaimView, Listing, asdict, revived
from derive.pages import Writer, symbols
from derive.render import Templates

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


def witnesses(
    entries: Sequence[Listing], catalogue: Catalogue, cache: Cache | None, templates: Templates
) -> dict[str, str]:
    """The page and its certificates; each function's part is kept in the cache."""
    written = symbols(catalogue)
    rows, files = [], {}
    for entry in entries:
        row, more = _kept(catalogue[entry.slug], written, cache)
        rows.append((entry, row))
        files.update(more)
    files[PATH] = templates.render("witnesses.md.j2", rows=rows, root="../")
    return files


def _kept(
    activation: Activation, written: Mapping[str, str], cache: Cache | None
) -> tuple[ChordRow, dict[str, str]]:
    names = {d.name: written.get(d.name, "") for d in activation.definitions}
    key = digest([program(), "chord", repr(activation), repr(names)])
    kept: Any = cache.get(key) if cache else None
    try:
        return revived(ChordRow, kept["row"]), kept["files"]
    except (KeyError, TypeError):
        row, files = chord_row(activation, written)
    if cache:
        cache.put(key, {"row": asdict(row), "files": files})
    return row, files


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
