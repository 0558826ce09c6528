"""The pages of the functions of several variables, their index, pictures and data, as files of the book.

>>> list(vector_pages({}, ()).files)
['data/vectors.json']

What is slow is kept per function: proofs, steps and pictures. A function of the reader's own catalogue
with the same name takes the place of one of these.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from derive.cache import SHOWING, Cache, digest, program
from derive.facts.partials import partial
from derive.figures import Canvas, describe, describe_family
from derive.figures.slices import slice_figure
from derive.language.catalogue import Catalogue
from derive.language.vectors import VectorFunction, load_vectors
from derive.models import FigureView, Listing, Said, revived
from derive.render import Row
from derive.sheets.vector_data import vector_data
from derive.sheets.vector_models import VectorPage
from derive.sheets.vector_pen import VectorPen
from derive.sheets.vectors import vector_page
from derive.translation import Translator, figure_words

# The families in order: what they are called, and a sentence on each.
FAMILIES: Mapping[str, tuple[str, str]] = {
    "normalised exponentials": ("Normalised exponentials", "Scores become weights that add up to one."),
    "projections": ("Projections", "Scores become the nearest weights, many of them zero."),
    "maxima": ("Maxima", "The largest of several values, or a smooth stand-in for it."),
    "gated linear units": ("Gated linear units", "One value lets another one pass, more or less."),
}


@dataclass(frozen=True, slots=True)
class VectorFamily:
    """Functions that stand together in the index."""

    title: str
    sentence: str
    members: tuple[VectorPage, ...]


@dataclass(frozen=True, slots=True)
class VectorChapter:
    """One function's page, with its pictures, certificates and data; the functions of one variable in it."""

    page: VectorPage
    files: dict[str, str]
    inline: dict[str, str]
    uses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VectorPages:
    """All of them: files and inline figures, as in a book, and the families for the other indices.

    ``used`` are the functions of one variable that each is made of, by its slug.
    """

    files: dict[str, str]
    inline: dict[str, str]
    families: tuple[VectorFamily, ...]
    used: Mapping[str, Sequence[Listing]]

    def order(self) -> list[VectorPage]:
        return [page for family in self.families for page in family.members]


def vector_chapters(catalogue: Catalogue, cache: Cache | None) -> tuple[VectorChapter, ...]:
    """What is slow, for each function that the catalogue does not hold itself."""
    known = Catalogue.load()
    chosen = {slug: f for slug, f in load_vectors(known).items() if slug not in catalogue}
    words = figure_words()
    base = digest([program(SHOWING), *(one.digest() for one in words)])
    return tuple(_kept(function, known, base, cache, words) for function in chosen.values())


def vector_pages(entries: Mapping[str, Listing], made: Sequence[VectorChapter]) -> VectorPages:
    """What the pages tell; ``entries`` are the functions of one variable that have pages of their own."""
    used = {
        chapter.page.entry.slug: [entries[name] for name in sorted(set(chapter.uses) & entries.keys())]
        for chapter in made
    }
    whole = VectorPages({}, {}, _families([chapter.page for chapter in made]), used)
    for chapter in made:
        whole.files.update(chapter.files)
        whole.inline.update(chapter.inline)
    whole.files["data/vectors.json"] = json.dumps(_index(whole.order()), ensure_ascii=False, indent=1) + "\n"
    return whole


def vector_rows(made: VectorPages) -> Iterator[Row]:
    """The pages and their index, to be rendered."""
    order = made.order()
    turns = [None, *(page.entry for page in order), None]
    for number, page in enumerate(order):
        turn = {"before": turns[number], "after": turns[number + 2]}
        models = {"page": page, "used": made.used[page.entry.slug], **turn, "root": "../"}
        yield page.entry.path, "vector.md.j2", models
    yield "vectors/index.md", "vectors.md.j2", {"families": made.families, "root": "../"}


def _kept(
    function: VectorFunction, known: Catalogue, base: str, cache: Cache | None, words: Sequence[Translator]
) -> VectorChapter:
    """The chapter of a function, out of the cache where it is there and of this form."""
    written = [f"{d.name} {known[d.name].symbol}" for d in function.definitions if d.name in known]
    key = digest([base, "vectors", repr(function), *written])
    data = cache.get(key) if cache else None
    try:
        if data:
            page = revived(VectorPage, data["page"])
            return VectorChapter(page, data["files"], data["inline"], tuple(data["uses"]))
    except (KeyError, TypeError):  # an entry of another form is made again
        pass
    chapter = _made(function, known, words)
    if cache:
        cache.put(key, asdict(chapter))
    return chapter


def _made(function: VectorFunction, known: Catalogue, words: Sequence[Translator]) -> VectorChapter:
    pen = VectorPen(function, known)
    view, files, inline = _picture(function, words)
    page = vector_page(function, pen, view)
    files |= {**pen.files, page.data: vector_data(function, page), page.bib: "\n".join(page.bibtex) + "\n"}
    return VectorChapter(page, files, inline, tuple(d.name for d in function.definitions))


def _picture(
    function: VectorFunction, words: Sequence[Translator]
) -> tuple[FigureView, dict[str, str], dict[str, str]]:
    """The figure, with its files and the same for the page itself."""
    outputs = range(1, function.outputs(2) + 1)
    shown = slice_figure(function, [
        partial(function, i, len(function.inputs) or 1, 2) for i in outputs
    ])  # fmt: skip
    tell = describe_family if len(shown.data.curves) > 1 else describe
    said = tuple(Said(one.language, tell(shown.data, one)) for one in words)
    path = f"figures/{function.slug}/slice.svg"
    alone, within = Canvas().both(shown.data, f"{function.slug}-slice")
    return FigureView(path, tell(shown.data), shown.caption, said), {path: alone}, {path: within}


def _families(pages: Sequence[VectorPage]) -> tuple[VectorFamily, ...]:
    keys = dict.fromkeys([*FAMILIES, *(page.entry.family for page in pages)])
    ordered = sorted(pages, key=lambda page: (page.entry.year is None, page.entry.year or 0))
    found = [(key, tuple(page for page in ordered if page.entry.family == key)) for key in keys]
    return tuple(
        VectorFamily(*FAMILIES.get(key, (key.capitalize(), "")), members) for key, members in found if members
    )


def _index(pages: Sequence[VectorPage]) -> dict[str, Any]:
    """All functions of several variables in one file."""
    return {
        "schema": 1,
        "functions": [
            {
                "slug": page.entry.slug, "name": page.entry.name, "year": page.entry.year,
                "family": page.entry.family, "formula": page.formula, "latex": page.entry.definition,
                "inputs": list(page.inputs), "data": page.data, "bibtex": page.bib,
            }
            for page in pages
        ],
    }  # fmt: skip
