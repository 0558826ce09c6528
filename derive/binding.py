"""The book bound out of its chapters: every page, figure and certificate of the site.

>>> whole = Book()
>>> sorted(_theorems(whole)), sorted(whole.files)[0]
(['affine', 'lemma', 'residual'], 'certificates/collapse/affine.json')
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import Any

from derive.book import SITE_CARD, Book
from derive.cache import SHOWING, Cache, Tell, digest, program
from derive.chapters import Chapter, chapters
from derive.checker import check
from derive.collapse import Theorem, step_lemma, theorem
from derive.copies import shared
from derive.curves import FOLDER, index
from derive.figures import (
    Canvas,
    Diagram,
    Press,
    breaking_figures,
    collapse_figure,
    curves_of_the_chapter,
    diagrams_of_layers,
    gradient_figures,
    mlp_figure,
    network_figures,
)  # fmt: skip
from derive.fingerprints import fingerprints
from derive.landscape import FENCE, Landscape, landscape
from derive.language.catalogue import Catalogue
from derive.language.records import Claim
from derive.languages import beside, prose_by_language
from derive.models import Counts, FigureView, Listing, Said, TheoremView, asdict
from derive.pages import certificate_text, family_pages, theorem_view
from derive.prose import Shown, with_claims
from derive.render import Row, Templates
from derive.sheets.compare import Compared, comparison, comparison_rows
from derive.sheets.rules import rule_rows
from derive.sheets.scales import scale_parts
from derive.sheets.vector_book import VectorPages, vector_chapters, vector_pages, vector_rows
from derive.sheets.witnesses import PATH as WITNESSES
from derive.translation import figure_words, translator

SHOWN_AT_HOME = "sigmoid"
COLLAPSED = (4, 5, 3)  # sizes of the layers in the figure of the collapse
SITE_TITLE = ("Activation functions", "every formula derived, every claim proved")


Writing = Callable[[], tuple[str, Mapping[str, str]]]  # writes a page: its text, and files that it brings


@dataclass(frozen=True)
class Found:
    """Everything that the pages tell, in whichever language: it is worked out once.

    ``key`` says from what. ``files`` are those that are no pages; ``claims`` and ``theorems`` of hand-written
    pages are known once a page has asked for them.
    """

    key: str
    catalogue: Catalogue
    chapters: Sequence[Chapter]
    vectors: VectorPages
    compared: Compared
    land: Landscape
    collapsed: Mapping[str, TheoremView]
    files: Book
    claims: dict[str, Claim] = field(default_factory=dict)
    theorems: dict[str, Shown] = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """A book whose pages are written when somebody asks for them: each its text, and files that it brings.

    ``prose`` are the paths of those that are written by hand.
    """

    found: Found
    pages: Mapping[str, Writing]
    prose: Collection[str]

    def written(self, jobs: int = 1) -> Book:
        """The whole book, by as many processes."""
        whole = Book()
        whole.add(self.found.files.files, self.found.files.inline)
        whole.pictures.update(self.found.files.pictures)
        order = sorted(self.pages, key=lambda path: path not in self.prose)  # claims of prose are kept here
        pieces = [(path, 1 if path in self.prose else 3) for path in order]
        copies = shared(pieces, lambda path: self.pages[path](), jobs)
        here = {path: write() for path, write in self.pages.items() if path not in copies}
        for path, write in self.pages.items():
            made = here.get(path) or copies[path].made().pop(path, (None, None))[0] or write()
            whole.add({**made[1], path: made[0]})
        return whole


def drafted(  # noqa: PLR0913, PLR0917
    catalogue: Catalogue,
    prose: Mapping[str, str],
    cache: Cache | None,
    tell: Tell,
    jobs: int,
    pictures: bool,
    languages: Sequence[str],
    before: Draft | None = None,
) -> Draft:
    """The book with its pages still to be written; what was found for the one ``before`` is used again."""
    by_language = prose_by_language(prose, languages)
    wanted = any(FENCE in text for text in prose.values())
    entries = [part for act in catalogue.items() for part in map(repr, act)]
    key = digest([program(), *entries, "pictures" * pictures, FENCE * wanted])
    if before and before.found.key == key:
        found = before.found
    else:
        found = _found(key, catalogue, cache, tell, jobs, pictures, wanted, before.found if before else None)
    pages = dict(_pages(found, by_language["en"], Templates(), pictures))
    for language in languages:
        own = dict(_pages(found, by_language[language], Templates(translator(language)), pictures))
        for path, write in own.items():
            pages[f"{language}/{path}"] = partial(_translated, path, write, own.keys())
    return Draft(found, pages, prose.keys())


def _found(  # noqa: PLR0913, PLR0917
    key: str,
    catalogue: Catalogue,
    cache: Cache | None,
    tell: Tell,
    jobs: int,
    pictures: bool,
    wanted: bool,
    before: Found | None,
) -> Found:
    whole, english = Book(), Templates()
    with chapters(catalogue, cache, tell, jobs, pictures) as coming:
        diagrams, several = _diagrams(cache), vector_chapters(catalogue, cache)
        land = before.land if before and before.land.parts else Landscape()
        if wanted and not land.parts:
            land = landscape(cache, english)
        made = list(coming)
    for chapter in made:
        whole.add(chapter.files, chapter.inline)
        whole.pictures.update(chapter.pictures)
    vectors = vector_pages({chapter.page.entry.slug: chapter.page.entry for chapter in made}, several)
    compared, theorems = comparison(made, catalogue), _theorems(whole)
    for part in (diagrams, land, vectors, compared):
        whole.add(part.files, part.inline)
    whole.add({f"{FOLDER}/find.json": fingerprints(made, catalogue), f"{FOLDER}/index.json": index([
        chapter.page for chapter in made
    ])})  # fmt: skip
    if pictures:
        whole.pictures[SITE_CARD] = b64encode(Press().card(*SITE_TITLE, mlp_figure((4, 5, 3)))).decode()
    families = family_pages([chapter.page for chapter in made])
    whole.add({"llms.txt": english.plain("llms.txt.j2", families=families, counts=_counts(made))})
    known = before.theorems if before else {}  # they depend on the program alone
    return Found(key, catalogue, made, vectors, compared, land, theorems, whole, theorems=known)


# -- the pages of one language -----------------------------------------------------------------------


def _pages(
    found: Found, prose: Mapping[str, str], templates: Templates, pictures: bool
) -> Iterator[tuple[str, Writing]]:
    """Each page's path in a language, and what writes it."""
    told = [(one.page.entry, one.files[one.sheet.data]) for one in found.chapters]
    parts = {**found.land.parts_in(templates), **scale_parts(told, templates)}
    for path, text in prose.items():
        yield (
            path,
            partial(with_claims, text, path, found.catalogue, templates, parts, found.claims, found.theorems),
        )
    rows = chain(
        vector_rows(found.vectors),
        _function_rows(found, pictures),
        comparison_rows(found.compared),
        _further_rows(found, templates),
        rule_rows(),
    )
    for path, template, models in rows:
        yield path, partial(_rendered, templates, template, models)


def _rendered(
    templates: Templates, template: str, models: Mapping[str, Any]
) -> tuple[str, Mapping[str, str]]:
    return templates.render(template, **models), {}


def _translated(path: str, write: Writing, pages: Collection[str]) -> tuple[str, Mapping[str, str]]:
    text, files = write()
    return beside(path, text, pages), files


def _further_rows(found: Found, templates: Templates) -> Iterator[Row]:
    flags = {templates.words(flag.label).lower(): flag.key for flag in found.compared.flags}
    yield "find.md", "find.md.j2", {"flags": flags, "root": ""}
    rows = [(one.page.entry, one.chord) for one in found.chapters]
    yield WITNESSES, "witnesses.md.j2", {"rows": rows, "root": "../"}
    words = {one.language: collapse_figure(COLLAPSED, one).description for one in figure_words()}
    said = tuple(Said(one, text) for one, text in words.items())
    figure = FigureView("figures/collapse.svg", collapse_figure(COLLAPSED).description, "", said)
    yield "collapse.md", "collapse.md.j2", {**found.collapsed, "figure_view": figure, "root": ""}


def _function_rows(found: Found, pictures: bool) -> Iterator[Row]:
    made = [chapter.page for chapter in found.chapters]
    sheets = {chapter.page.entry.slug: chapter.sheet for chapter in found.chapters}
    families = family_pages(made)
    # a page says the name of its family: the pages of all its members are not for it
    order = [(page, replace(family, members=())) for family in families for page in family.members]
    neighbours = [None, *(page.entry for page, _family in order), None]
    boosts = _boosts([page.entry for page in made])
    for number, (page, family) in enumerate(order):
        turn = {"before": neighbours[number], "after": neighbours[number + 2], "pictures": pictures}
        own = {"boost": boosts[page.entry.slug], "root": "../", **turn}  # ReLU is found before ReLU6
        models = {"page": page, "sheet": sheets[page.entry.slug], "family": family, **own}
        yield page.entry.path, "activation.md.j2", models
    for family in families:
        yield family.path, "family.md.j2", {"family": family, "root": "../../"}
    listed = {"families": families, "vectors": found.vectors.families, "root": "../"}
    yield "activations/index.md", "activations.md.j2", listed
    shown = next((page for page in made if page.entry.slug == SHOWN_AT_HOME), None)
    home = {"counts": _counts(found.chapters), "families": families, "shown": shown, "root": ""}
    yield "index.md", "home.md.j2", home


def _boosts(entries: Sequence[Listing]) -> dict[str, int]:
    """How far up each stands in the search: the more, the more names have a word that begins with its own."""
    begun = {entry.slug: _beginnings(entry.name) for entry in entries}
    often = Counter(chain.from_iterable(begun.values()))
    found = {}
    for entry in entries:
        own = {name.lower() for name in (entry.name, *entry.aliases)}
        others = max(often[name] - (name in begun[entry.slug]) for name in own)
        found[entry.slug] = 4 + 4 * min(others, 6)
    return found


def _beginnings(name: str) -> set[str]:
    text = name.lower()
    starts = [match.start() for match in re.finditer(r"\b\w", text)]
    return {text[start:end] for start in starts for end in range(start + 1, len(text) + 1)}


def _counts(chapters: Sequence[Chapter]) -> Counts:
    """Functions, proved statements, facts by what is known of them."""
    pages = [chapter.page for chapter in chapters]
    views = [view for chapter in chapters for group in chapter.sheet.groups for view in group.facts]
    decided = sum(view.status != "open" for view in views)
    statements = {link.id for view in views for link in view.proofs if link.status == "proved"}
    proved = sum(page.proved for page in pages) + len(statements)
    return Counts(len(pages), proved, decided, len(views) - decided + sum(page.open for page in pages))


def _diagrams(cache: Cache | None) -> Book:
    """The diagrams of the chapter: they depend on the program alone."""
    key = digest([program(SHOWING - {"binding"}), "diagrams"])
    kept = cache.get(key) if cache else None
    if isinstance(kept, dict) and kept.keys() == asdict(Book()).keys():
        return Book(**kept)
    canvas, made = Canvas(), Book()
    pictures: dict[str, Diagram] = {"mlp": mlp_figure((4, 5, 3)), "collapse": collapse_figure(COLLAPSED)}
    pictures |= network_figures() | gradient_figures() | breaking_figures(Catalogue.load())
    pictures |= curves_of_the_chapter() | diagrams_of_layers()
    for name, picture in pictures.items():
        path = f"figures/{name}.svg"
        made.files[path], made.inline[path] = canvas.both(picture, name)
    if cache:
        cache.put(key, asdict(made))
    return made


def _theorems(whole: Book) -> dict[str, TheoremView]:
    """The theorems of the collapse; they are printed as proved because the checker accepts them here."""
    found: dict[str, Theorem] = {"lemma": step_lemma(), "affine": theorem(), "residual": theorem("residual")}
    views = {}
    for name, proved in found.items():
        check(proved.certificate)
        path = f"certificates/collapse/{name}.json"
        views[name] = theorem_view(proved.latex, proved.proof(), path, proved.certificate)
        whole.files[views[name].certificate] = certificate_text(proved.certificate)
    return views
