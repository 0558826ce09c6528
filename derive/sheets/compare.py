"""Pages over all functions: the table, two side by side, the map of identities, the years; the index.

>>> years([("relu", 1969), ("tanh", None), ("gelu", 2016)])
[(1969, ['relu']), (2016, ['gelu']), (None, ['tanh'])]
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from derive.chapters import Chapter
from derive.figures import Canvas, relation_map
from derive.language.catalogue import Catalogue
from derive.language.records import Activation
from derive.models import FigureView, Listing, ReferenceView
from derive.pages import Writer, reference_view, symbols
from derive.render import Templates
from derive.sheets.homonyms import views
from derive.sheets.traits import COLUMNS, FLAGS, Cell, Relation

MAP = "figures/identities.svg"


@dataclass(frozen=True, slots=True)
class Compared:
    """Files and inline figures, as in a book."""

    files: dict[str, str]
    inline: dict[str, str]


@dataclass(frozen=True, slots=True)
class TableRow:
    """A function in the table: where its page is, its cells, and the flags that hold, separated by spaces."""

    entry: Listing
    cells: tuple[Cell, ...]
    flags: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A filter of the table: what it is called, what it means, and how many functions pass."""

    key: str
    label: str
    meaning: str
    count: int


@dataclass(frozen=True, slots=True)
class RelationView:
    """An identity in the list below the map, with the entries of the functions that it joins."""

    entry: Listing
    others: tuple[Listing, ...]
    relation: Relation


@dataclass(frozen=True, slots=True)
class YearEntry:
    """A function in the list by year, with the publication that the year is taken from, if there is one."""

    entry: Listing
    reference: ReferenceView | None


@dataclass(frozen=True, slots=True)
class Year:
    """A year (empty: not known) with its functions."""

    year: str
    entries: tuple[YearEntry, ...]


def comparison(chapters: Sequence[Chapter], catalogue: Catalogue, templates: Templates) -> Compared:
    """The pages in ``compare/``, the map, ``data/index.json`` and one BibTeX file for all."""
    entries = {chapter.page.entry.slug: chapter.page.entry for chapter in chapters}
    relations = [
        RelationView(entries[r.slug], tuple(entries[o] for o in r.others), r)
        for chapter in chapters
        for r in chapter.traits.relations
        if all(o in entries for o in r.others)
    ]
    made = Compared({}, {})
    rows = [TableRow(c.page.entry, c.traits.cells, " ".join(c.traits.flags)) for c in chapters]
    flags = [
        Flag(key, label, meaning, sum(key in c.traits.flags for c in chapters))
        for key, (label, meaning) in FLAGS.items()
    ]
    columns = [{"key": key, "title": title} for key, title in COLUMNS.items()]
    page = templates.render
    made.files["compare/index.md"] = page(
        "compare.md.j2", rows=rows, flags=flags, columns=columns, root="../"
    )
    made.files["compare/pair.md"] = page(
        "pair.md.j2", entries=list(entries.values()), relations=relations, root="../"
    )
    view = _map(relations, catalogue, made)
    made.files["compare/identities.md"] = page(
        "identities.md.j2", figure_view=view, relations=relations, functions=len(entries), root="../"
    )
    made.files["compare/timeline.md"] = page("timeline.md.j2", years=_years(entries, catalogue), root="../")
    writer = Writer("certificates/homonyms", symbols(catalogue))
    homonyms = views(catalogue, writer, entries)
    made.files["compare/homonyms.md"] = page("homonyms.md.j2", homonyms=homonyms, root="../")
    made.files.update(writer.files)
    made.files["data/index.json"] = json.dumps(_index(chapters), ensure_ascii=False, indent=1) + "\n"
    return made


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _map(
    relations: Sequence[RelationView], catalogue: Mapping[str, Activation], made: Compared
) -> FigureView | None:
    edges = {_pair(r.entry.slug, o.slug) for r in relations for o in r.others if o.slug != r.entry.slug}
    if not edges:
        return None
    nodes = [slug for slug in catalogue if any(slug in edge for edge in edges)]
    picture = relation_map([(slug, catalogue[slug].symbol) for slug in nodes], sorted(edges))
    canvas = Canvas()
    made.files[MAP], made.inline[MAP] = canvas.both(picture, "identities")
    return FigureView(MAP, picture.description, "")


def years(rows: Iterable[tuple[str, int | None]]) -> list[tuple[int | None, list[str]]]:
    """Names by year, those without one last."""
    ordered = sorted(rows, key=lambda row: (row[1] is None, row[1] or 0))
    return [(year, [slug for slug, _ in group]) for year, group in groupby(ordered, key=lambda row: row[1])]


def _years(entries: Mapping[str, Listing], catalogue: Mapping[str, Activation]) -> list[Year]:
    found = []
    for year, slugs in years((slug, catalogue[slug].year) for slug in entries):
        rows = []
        for slug in slugs:
            paper = next((r for r in catalogue[slug].references if r.year == year), None)
            rows.append(YearEntry(entries[slug], reference_view(paper) if paper else None))
        found.append(Year("" if year is None else str(year), tuple(rows)))
    return found


def _index(chapters: Sequence[Chapter]) -> dict[str, object]:
    """All functions in one file: what they are, what holds of them, and where their data is."""
    return {
        "schema": 1,
        "flags": {key: meaning for key, (_label, meaning) in FLAGS.items()},
        "functions": [
            {
                "slug": c.page.entry.slug,
                "name": c.page.entry.name,
                "year": c.page.entry.year,
                "family": c.page.entry.family,
                "formula": c.page.formula,
                "latex": c.page.entry.definition,
                "flags": list(c.traits.flags),
                "properties": {
                    cell.key: {"text": cell.text, "status": cell.status, "fact": cell.fact or None}
                    for cell in c.traits.cells
                },
                "data": c.sheet.data,
                "bibtex": c.sheet.bib,
            }
            for c in chapters
        ],
    }
