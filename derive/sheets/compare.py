"""Pages over all functions: the table, two side by side, the map of identities, the years; the index.

>>> years([("relu", 1969), ("tanh", None), ("gelu", 2016)])
[(1969, ['relu']), (2016, ['gelu']), (None, ['tanh'])]
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from derive.chapters import Chapter
from derive.figures import Canvas, relation_map
from derive.language.catalogue import Catalogue
from derive.language.records import Activation
from derive.models import FigureView, Listing, ReferenceView, Said
from derive.pages import Writer, reference_view, symbols
from derive.render import Row
from derive.sheets.homonyms import HomonymView, views
from derive.sheets.traits import COLUMNS, FLAGS, Cell, Relation
from derive.translation import figure_words

MAP = "figures/identities.svg"


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


@dataclass(frozen=True, slots=True)
class Compared:
    """What the pages in ``compare/`` tell, with the files and the inline figures that they need."""

    entries: Mapping[str, Listing]
    rows: Sequence[TableRow]
    flags: Sequence[Flag]
    relations: Sequence[RelationView]
    picture: FigureView | None
    years: Sequence[Year]
    homonyms: Sequence[HomonymView]
    files: dict[str, str]
    inline: dict[str, str]


def comparison(chapters: Sequence[Chapter], catalogue: Catalogue) -> Compared:
    """What is told of all functions; the map, ``data/index.json`` and certificates are among the files."""
    entries = {chapter.page.entry.slug: chapter.page.entry for chapter in chapters}
    relations = [
        RelationView(entries[r.slug], tuple(entries[o] for o in r.others), r)
        for chapter in chapters
        for r in chapter.traits.relations
        if all(o in entries for o in r.others)
    ]
    writer = Writer("certificates/homonyms", symbols(catalogue))
    picture, files, inline = _map(relations, catalogue)
    made = Compared(
        entries=entries,
        rows=[TableRow(c.page.entry, c.traits.cells, " ".join(c.traits.flags)) for c in chapters],
        flags=[
            Flag(key, label, meaning, sum(key in c.traits.flags for c in chapters))
            for key, (label, meaning) in FLAGS.items()
        ],
        relations=relations,
        picture=picture,
        years=_years(entries, catalogue),
        homonyms=views(catalogue, writer, entries),
        files=files,
        inline=inline,
    )
    made.files.update(writer.files)
    made.files["data/index.json"] = json.dumps(_index(chapters), ensure_ascii=False, indent=1) + "\n"
    return made


def comparison_rows(found: Compared) -> Iterator[Row]:
    """The pages in ``compare/``, to be rendered."""
    columns = [{"key": key, "title": title} for key, title in COLUMNS.items()]
    pages: dict[str, tuple[str, dict[str, Any]]] = {
        "index": ("compare", {"rows": found.rows, "flags": found.flags, "columns": columns}),
        "pair": ("pair", {"entries": list(found.entries.values()), "relations": found.relations}),
        "identities": (
            "identities",
            {
                "figure_view": found.picture, "relations": found.relations,
                "functions": len(found.entries),
            },
        ),
        "timeline": ("timeline", {"years": found.years}),
        "homonyms": ("homonyms", {"homonyms": found.homonyms}),
    }  # fmt: skip
    for name, (template, models) in pages.items():
        yield f"compare/{name}.md", f"{template}.md.j2", {**models, "root": "../"}


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _map(
    relations: Sequence[RelationView], catalogue: Mapping[str, Activation]
) -> tuple[FigureView | None, dict[str, str], dict[str, str]]:
    edges = {_pair(r.entry.slug, o.slug) for r in relations for o in r.others if o.slug != r.entry.slug}
    if not edges:
        return None, {}, {}
    nodes = [(slug, catalogue[slug].symbol) for slug in catalogue if any(slug in edge for edge in edges)]
    picture = relation_map(nodes, sorted(edges))
    said = tuple(
        Said(one.language, relation_map(nodes, sorted(edges), one).description) for one in figure_words()
    )
    alone, within = Canvas().both(picture, "identities")
    return FigureView(MAP, picture.description, "", said), {MAP: alone}, {MAP: within}


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
