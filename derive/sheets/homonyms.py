"""The page "same name, different function": who means what by a name, and the proof that the meanings differ.

>>> from derive.language.catalogue import Catalogue
>>> from derive.pages import symbols
>>> catalogue = Catalogue.load()
>>> found = views(catalogue, Writer("certificates/homonyms", symbols(catalogue)))
>>> found[0].uses[0].framework in FRAMEWORKS.values()
True
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from derive.facts.homonyms import Compared, compared
from derive.labels import FRAMEWORKS
from derive.language.catalogue import Catalogue
from derive.language.homonyms import load_homonyms
from derive.language.records import Activation
from derive.language.term import Term, number, symbol
from derive.models import ClaimView, Listing
from derive.pages import Writer


@dataclass(frozen=True, slots=True)
class MeaningView:
    """One function that goes by the name: its number, LaTeX, words, and the pages of the functions in it."""

    number: int
    latex: str
    words: str
    entries: tuple[Listing, ...]


@dataclass(frozen=True, slots=True)
class UseView:
    """Who means what: the framework, its spelling, a note, and the number of the meaning."""

    framework: str
    name: str
    note: str
    meaning: int


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """Two meanings, and a point at which they differ (LaTeX)."""

    first: int
    second: int
    point: str
    claim: ClaimView


@dataclass(frozen=True, slots=True)
class HomonymView:
    """A name with its meanings, who uses them, and the proofs that they differ."""

    slug: str
    name: str
    summary: str
    meanings: tuple[MeaningView, ...]
    uses: tuple[UseView, ...]
    differences: tuple[DifferenceView, ...]


def views(
    catalogue: Catalogue, writer: Writer, entries: Mapping[str, Listing] = {}
) -> tuple[HomonymView, ...]:
    """Every name with several meanings; certificates are left in ``writer.files``."""
    return tuple(
        _view(compared(homonym, catalogue), catalogue, writer, entries)
        for homonym in load_homonyms(catalogue).values()
    )


def _view(
    found: Compared, catalogue: Mapping[str, Activation], writer: Writer, entries: Mapping[str, Listing]
) -> HomonymView:
    homonym = found.homonym
    meanings = tuple(
        MeaningView(k, writer.tex(m.formula), m.words, _entries(m.formula, catalogue, entries))
        for k, m in enumerate(homonym.meanings, 1)
    )
    uses = tuple(
        UseView(FRAMEWORKS.get(row.framework, row.framework), row.name, row.note, row.meaning + 1)
        for row in found.rows
    )
    differences = tuple(
        DifferenceView(d.first + 1, d.second + 1, _point(d.point, writer), writer.claim(d.claim))
        for d in found.differences
    )
    return HomonymView(homonym.slug, homonym.name, homonym.summary, meanings, uses, differences)


def _entries(
    formula: Term, catalogue: Mapping[str, Activation], entries: Mapping[str, Listing]
) -> tuple[Listing, ...]:
    return tuple(entries[slug] for slug in sorted(formula.heads()) if slug in catalogue and slug in entries)


def _point(point: Mapping[str, object], writer: Writer) -> str:
    parts = []
    for name, value in point.items():
        term = value if isinstance(value, Term) else number(value)  # type: ignore[arg-type]
        parts.append(f"{writer.tex(symbol(name))} = {writer.tex(term)}")
    return r",\; ".join(parts)
