"""The whole site as one pure function of the catalogue: path to text, for pages, figures and certificates.

>>> from derive.language.catalogue import Catalogue
>>> made = pages(Catalogue.load().only(["relu"]))
>>> sorted(path for path in made if "/relu." in path)
['activations/relu.md', 'curves/relu.js', 'data/relu.bib', 'data/relu.json']

What is slow, proofs and pictures, is kept per function in a cache, and the book as it was bound last.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files as resources
from pathlib import Path

from derive.cache import Cache, digest, program
from derive.chapters import Chapter, Tell, chapters
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
from derive.models import Counts, FigureView, asdict
from derive.pages import certificate_text, family_pages, theorem_view
from derive.prose import with_claims
from derive.render import Templates, template_directory
from derive.sheets.compare import comparison
from derive.sheets.scales import scale_parts
from derive.sheets.vector_book import VectorFamily, vector_pages
from derive.sheets.witnesses import PATH as WITNESSES
from derive.sheets.witnesses import witnesses

SHOWN_AT_HOME = "sigmoid"
SITE_CARD = "cards/derive.png"
SITE_TITLE = ("Activation functions", "every formula derived, every claim proved")
WHOLE = "book"  # the entry of the cache that holds the book as it was bound last


@dataclass(frozen=True, slots=True)
class Book:
    """``files``: path to text of everything that is published. ``inline``: the figures once more, path to
    the ``<svg>`` element that takes the colours of the page it stands in. ``pictures``: PNG
    and PDF, in base64.
    """

    files: dict[str, str] = field(default_factory=dict)
    inline: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)

    def add(self, files: Mapping[str, str], inline: Mapping[str, str] = {}) -> None:
        self.files.update(files)
        self.inline.update(inline)


def pages(catalogue: Catalogue, prose: Mapping[str, str] = {}, cache: Cache | None = None) -> dict[str, str]:
    """Every page, figure and certificate: path to text. ``prose`` are hand-written pages with claims."""
    return book(catalogue, prose, cache).files


def book(
    catalogue: Catalogue,
    prose: Mapping[str, str] = {},
    cache: Cache | None = None,
    tell: Tell = lambda slug, number, total: None,
    jobs: int = 1,
    pictures: bool = False,
) -> Book:
    """The pages with their figures; ``tell`` hears of each that is worked out, by ``jobs`` processes.

    With ``pictures`` each figure is there as PNG and PDF too, and each page of a function has a card.
    Raises ClaimError for a claim of the catalogue or of the prose that is refuted.
    """
    key = _key(catalogue, prose, pictures) if cache else ""
    kept = cache.get(WHOLE) if cache else None
    if isinstance(kept, dict) and kept.get("key") == key:
        return Book(kept["files"], kept["inline"], kept["pictures"])
    whole = _bound(catalogue, prose, cache, tell, jobs, pictures)
    if cache:
        cache.put(WHOLE, {"key": key, **asdict(whole)})
    return whole


def _key(catalogue: Catalogue, prose: Mapping[str, str], pictures: bool) -> str:
    """A hash of everything that the book is made from."""
    known = {**Catalogue.load(), **catalogue}
    parts = [program(), *(f"{slug} {act!r}" for slug, act in known.items()), "".join(catalogue)]
    parts.append("pictures" if pictures else "")
    further = (Path(str(resources("derive"))) / "catalogue").glob("*/*.toml")  # homonyms, vectors
    for path in sorted([*template_directory().rglob("*.j2"), *further]):
        parts += [path.name, path.read_text("utf-8")]
    return digest([*parts, *(part for pair in sorted(prose.items()) for part in pair)])


def _bound(
    catalogue: Catalogue,
    prose: Mapping[str, str],
    cache: Cache | None,
    tell: Tell,
    jobs: int,
    pictures: bool,
) -> Book:
    """The book, bound anew out of its chapters."""
    whole, templates, made = Book(), Templates(), []
    for chapter in chapters(catalogue, cache, tell, jobs, pictures):
        whole.add(chapter.files, chapter.inline)
        whole.pictures.update(chapter.pictures)
        made.append(chapter)
    diagrams = _diagrams(cache)
    whole.add(diagrams.files, diagrams.inline)
    land = landscape(cache, templates) if any(FENCE in text for text in prose.values()) else Landscape()
    whole.add(land.files, land.inline)
    told = [(one.page.entry, one.files[one.sheet.data]) for one in made]
    parts = {**land.parts, **scale_parts(told, templates)}
    for path, text in prose.items():
        rendered, files = with_claims(text, path, catalogue, templates, parts)
        whole.add({**files, path: rendered})
    entries = {chapter.page.entry.slug: chapter.page.entry for chapter in made}
    vectors = vector_pages(entries, catalogue, templates, cache)
    whole.add(vectors.files, vectors.inline)
    whole.add(_function_pages(made, vectors.families, templates, pictures))
    whole.add(
        {
            f"{FOLDER}/find.json": fingerprints(made, catalogue),
            "find.md": templates.render("find.md.j2", root=""),
        }
    )
    if pictures:
        whole.pictures[SITE_CARD] = b64encode(Press().card(*SITE_TITLE, mlp_figure((4, 5, 3)))).decode()
    compared = comparison(made, catalogue, templates)
    whole.add(compared.files, compared.inline)
    rows = [(chapter.page.entry, chapter.chord) for chapter in made]
    whole.add({WITNESSES: witnesses(rows, templates)})
    _collapse(whole, templates)
    return whole


# -- pages over several functions --------------------------------------------------------------------


def _function_pages(
    chapters: Sequence[Chapter], vectors: Sequence[VectorFamily], templates: Templates, pictures: bool
) -> dict[str, str]:
    made = [chapter.page for chapter in chapters]
    sheets = {chapter.page.entry.slug: chapter.sheet for chapter in chapters}
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
    out[f"{FOLDER}/index.json"] = index(made)
    out["activations/index.md"] = templates.render(
        "activations.md.j2", families=families, vectors=vectors, root="../"
    )
    counts = _counts(chapters)
    shown = next((page for page in made if page.entry.slug == SHOWN_AT_HOME), None)
    out["llms.txt"] = templates.plain("llms.txt.j2", families=families, counts=counts)
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
    if isinstance(kept, dict) and kept.keys() == {"files", "inline"}:
        return Book(**kept)
    canvas, made = Canvas(), Book()
    pictures: dict[str, Diagram] = {"mlp": mlp_figure((4, 5, 3)), "collapse": collapse_figure((4, 5, 3))}
    pictures |= network_figures() | gradient_figures() | breaking_figures(Catalogue.load())
    pictures |= curves_of_the_chapter() | diagrams_of_layers()
    for name, picture in pictures.items():
        made.files[f"figures/{name}.svg"] = canvas.standalone(picture)
        made.inline[f"figures/{name}.svg"] = canvas.inline(picture, name)
    if cache:
        cache.put(key, asdict(made))
    return made


def _collapse(whole: Book, templates: Templates) -> None:
    """The page of the collapse; its theorems are printed as proved because the checker accepts them here."""
    found: dict[str, Theorem] = {"lemma": step_lemma(), "affine": theorem(), "residual": theorem("residual")}
    views = {}
    for name, proved in found.items():
        check(proved.certificate)
        path = f"certificates/collapse/{name}.json"
        views[name] = theorem_view(proved.latex, proved.proof(), path, proved.certificate)
        whole.files[views[name].certificate] = certificate_text(proved.certificate)
    alt = collapse_figure((4, 5, 3)).description
    figure = FigureView("figures/collapse.svg", alt, "")
    whole.files["collapse.md"] = templates.render("collapse.md.j2", **views, figure_view=figure, root="")
