"""The book bound out of its chapters: every page, figure and certificate of the site.

>>> whole = Book()
>>> sorted(_theorems(whole)), sorted(whole.files)[0]
(['affine', 'lemma', 'residual'], 'certificates/collapse/affine.json')
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from derive.book import SITE_CARD, Book
from derive.cache import Cache, Tell, digest, program
from derive.chapters import Chapter, chapters
from derive.checker import check
from derive.collapse import Theorem, step_lemma, theorem
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
from derive.models import Counts, FigureView, Said, TheoremView, asdict
from derive.pages import certificate_text, family_pages, theorem_view
from derive.prose import with_claims
from derive.render import Templates
from derive.sheets.compare import Compared, comparison, comparison_texts
from derive.sheets.rules import rule_pages
from derive.sheets.scales import scale_parts
from derive.sheets.vector_book import VectorPages, vector_chapters, vector_pages, vector_texts
from derive.sheets.witnesses import PATH as WITNESSES
from derive.sheets.witnesses import witnesses
from derive.translation import figure_words, translator

SHOWN_AT_HOME = "sigmoid"
COLLAPSED = (4, 5, 3)  # sizes of the layers in the figure of the collapse
SITE_TITLE = ("Activation functions", "every formula derived, every claim proved")


@dataclass(frozen=True)
class _Found:
    """Everything that the pages tell, in whichever language: it is worked out once."""

    catalogue: Catalogue
    chapters: Sequence[Chapter]
    vectors: VectorPages
    compared: Compared
    land: Landscape
    theorems: Mapping[str, TheoremView]
    claims: dict[str, Claim] = field(default_factory=dict)


def bound(
    catalogue: Catalogue,
    prose: Mapping[str, str],
    cache: Cache | None,
    tell: Tell,
    jobs: int,
    pictures: bool,
    languages: Sequence[str],
) -> Book:
    """The book, bound anew out of its chapters."""
    whole, english = Book(), Templates()
    with chapters(catalogue, cache, tell, jobs, pictures) as coming:
        diagrams, several = _diagrams(cache), vector_chapters(catalogue, cache)
        land = landscape(cache, english) if any(FENCE in text for text in prose.values()) else Landscape()
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
    found = _Found(catalogue, made, vectors, compared, land, theorems)
    by_language = prose_by_language(prose, languages)
    whole.add(_texts(found, by_language["en"], english, whole, pictures))
    families = family_pages([chapter.page for chapter in made])
    whole.add({"llms.txt": english.plain("llms.txt.j2", families=families, counts=_counts(made))})
    for language in languages:
        texts = _texts(found, by_language[language], Templates(translator(language)), whole, pictures)
        whole.add(beside(language, texts, whole.files))
    return whole


def _texts(
    found: _Found, prose: Mapping[str, str], templates: Templates, whole: Book, pictures: bool
) -> dict[str, str]:
    """The pages in one language, with their paths in it; certificates of the prose go into the book."""
    told = [(one.page.entry, one.files[one.sheet.data]) for one in found.chapters]
    parts = {**found.land.parts_in(templates), **scale_parts(told, templates)}
    texts: dict[str, str] = {}
    for path, text in prose.items():
        texts[path], files = with_claims(text, path, found.catalogue, templates, parts, found.claims)
        whole.add(files)
    texts |= vector_texts(found.vectors, templates)
    texts |= _function_pages(found, templates, pictures)
    texts |= comparison_texts(found.compared, templates)
    texts |= rule_pages(templates)
    flags = {templates.words(flag.label).lower(): flag.key for flag in found.compared.flags}
    texts["find.md"] = templates.render("find.md.j2", flags=flags, root="")
    texts[WITNESSES] = witnesses([(one.page.entry, one.chord) for one in found.chapters], templates)
    words = {one.language: collapse_figure(COLLAPSED, one).description for one in figure_words()}
    said = tuple(Said(language, text) for language, text in words.items())
    figure = FigureView("figures/collapse.svg", collapse_figure(COLLAPSED).description, "", said)
    texts["collapse.md"] = templates.render("collapse.md.j2", **found.theorems, figure_view=figure, root="")
    return texts


# -- pages over several functions --------------------------------------------------------------------


def _function_pages(found: _Found, templates: Templates, pictures: bool) -> dict[str, str]:
    made = [chapter.page for chapter in found.chapters]
    sheets = {chapter.page.entry.slug: chapter.sheet for chapter in found.chapters}
    families = family_pages(made)
    order = [(page, family) for family in families for page in family.members]
    neighbours = [None, *(page.entry for page, _family in order), None]
    out: dict[str, str] = {}
    for number, (page, family) in enumerate(order):
        turn = {"before": neighbours[number], "after": neighbours[number + 2], "pictures": pictures}
        out[page.entry.path] = templates.render(
            "activation.md.j2", page=page, sheet=sheets[page.entry.slug], family=family, root="../", **turn
        )
    for family in families:
        out[family.path] = templates.render("family.md.j2", family=family, root="../../")
    out["activations/index.md"] = templates.render(
        "activations.md.j2", families=families, vectors=found.vectors.families, root="../"
    )
    counts = _counts(found.chapters)
    shown = next((page for page in made if page.entry.slug == SHOWN_AT_HOME), None)
    out["index.md"] = templates.render("home.md.j2", counts=counts, families=families, shown=shown, root="")
    return out


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
    key = digest([program(), "diagrams"])
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
