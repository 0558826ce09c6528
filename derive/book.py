"""The whole site as one pure function of the catalogue: path to text, for pages, figures and certificates.

>>> from derive.language.catalogue import Catalogue
>>> made = pages(Catalogue.load())
>>> sorted(path for path in made if "/relu" in path and not path.startswith("certificates"))
['activations/relu.md', 'figures/relu/derivative.svg', 'figures/relu/function.svg']

What is slow, proofs and pictures, is kept per function in a cache; Markdown is always rendered anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from derive.cache import Cache, digest, program
from derive.checker import check
from derive.collapse import Theorem, step_lemma, theorem
from derive.figures import (
    Canvas,
    Diagram,
    activation_figures,
    collapse_figure,
    describe,
    findings,
    mlp_figure,
)
from derive.language.catalogue import Catalogue
from derive.language.records import Activation, Status
from derive.models import ActivationPage, Counts, FigureView, asdict, revived
from derive.pages import Writer, activation_page, certificate_text, family_pages, symbols, theorem_view
from derive.prose import with_claims
from derive.render import Templates
from derive.study import Study, study

Tell = Callable[[str], None]
SHOWN_AT_HOME = "sigmoid"


@dataclass(frozen=True, slots=True)
class Book:
    """``files``: path to text of everything that is published. ``inline``: the figures once more, path to
    the ``<svg>`` element that takes the colours of the page it stands in.
    """

    files: dict[str, str] = field(default_factory=dict)
    inline: dict[str, str] = field(default_factory=dict)

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
    tell: Tell = lambda line: None,
) -> Book:
    """The pages with their figures; ``tell`` hears of each function that is derived.

    Raises ClaimError for a claim of the catalogue or of the prose that is refuted.
    """
    whole, templates, made = Book(), Templates(), []
    for chapter in _chapters(catalogue, cache, tell):
        whole.add(chapter.files, chapter.inline)
        made.append(chapter.page)
    diagrams = _diagrams(cache)
    whole.add(diagrams.files, diagrams.inline)
    for path, text in prose.items():
        rendered, files = with_claims(text, path, catalogue, templates)
        whole.add({**files, path: rendered})
    whole.add(_function_pages(made, templates))
    _collapse(whole, templates)
    return whole


# -- one function ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Chapter:
    page: ActivationPage
    files: dict[str, str]
    inline: dict[str, str]


def _chapters(catalogue: Catalogue, cache: Cache | None, tell: Tell) -> Iterator[_Chapter]:
    """The chapter of each function, from the cache where nothing that it depends on has changed."""
    base = _base(catalogue) if cache else ""
    for number, (slug, activation) in enumerate(catalogue.items(), 1):
        key = digest([base, repr(activation), repr(symbols(catalogue, activation))])
        chapter = _kept(cache.get(key)) if cache else None
        if chapter is None:
            tell(f"deriving and proving {slug} ({number} of {len(catalogue)})")
            chapter = _made(activation, catalogue)
            if cache:
                cache.put(key, asdict(chapter))
        yield chapter


def _base(catalogue: Catalogue) -> str:
    """What every chapter depends on: the program, and the functions by which a result may be named."""
    known = {**Catalogue.load(), **catalogue}
    return digest([program(), *(f"{slug} {entry.formula.json()}" for slug, entry in known.items())])


def _kept(data: Any) -> _Chapter | None:
    """The chapter in an entry of the cache; None where there is none, or not one of this form."""
    try:
        return _Chapter(revived(ActivationPage, data["page"]), data["files"], data["inline"])
    except (KeyError, TypeError):
        return None


def _made(activation: Activation, catalogue: Catalogue) -> _Chapter:
    writer = Writer(f"certificates/{activation.slug}", symbols(catalogue, activation))
    found = study(activation)
    views, standalone, inline = _figures(found)
    page = activation_page(found, views, writer)
    return _Chapter(page, {**standalone, **writer.files}, inline)


def _figures(found: Study) -> tuple[list[FigureView], dict[str, str], dict[str, str]]:
    canvas, slug, seen = Canvas(), found.activation.slug, found.landmarks
    pictures = activation_figures(
        found.derivation,
        marks=findings.marks(seen.extrema),
        asymptotes=findings.asymptotes(seen.asymptotes),
        derivative_marks=findings.marks(seen.slope_extrema, 2),
        derivative_asymptotes=findings.asymptotes(seen.slope_asymptotes),
    )
    views, files, inline = [], {}, {}
    for name, picture in zip(("function", "derivative"), pictures, strict=True):
        path = f"figures/{slug}/{name}.svg"
        files[path] = canvas.standalone(picture)
        inline[path] = canvas.inline(picture, f"{slug}-{name}")
        views.append(FigureView(path, describe(picture), ""))
    return views, files, inline


# -- pages over several functions --------------------------------------------------------------------


def _function_pages(made: Sequence[ActivationPage], templates: Templates) -> dict[str, str]:
    families = family_pages(made)
    order = [(page, family) for family in families for page in family.members]
    neighbours = [None, *(page.entry for page, _family in order), None]
    out: dict[str, str] = {}
    for number, (page, family) in enumerate(order):
        turn = {"before": neighbours[number], "after": neighbours[number + 2]}
        out[page.entry.path] = templates.render(
            "activation.md.j2", page=page, family=family, root="../", **turn
        )
    for family in families:
        out[family.path] = templates.render("family.md.j2", family=family, root="../../")
    out["activations/index.md"] = templates.render("activations.md.j2", families=families, root="../")
    counts = Counts(len(made), sum(page.proved for page in made), sum(page.open for page in made))
    shown = next((page for page in made if page.entry.slug == SHOWN_AT_HOME), None)
    out["index.md"] = templates.render("home.md.j2", counts=counts, families=families, shown=shown, root="")
    return out


def _diagrams(cache: Cache | None) -> Book:
    """The diagrams of the chapter: they depend on the program alone."""
    key = digest([program(), "diagrams"])
    kept = cache.get(key) if cache else None
    if isinstance(kept, dict) and kept.keys() == {"files", "inline"}:
        return Book(**kept)
    canvas, made = Canvas(), Book()
    pictures: dict[str, Diagram] = {"mlp": mlp_figure((4, 5, 3)), "collapse": collapse_figure((4, 5, 3))}
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
        views[name] = theorem_view(proved, Status.PROVED, name)
        whole.files[views[name].certificate] = certificate_text(proved.certificate)
    alt = collapse_figure((4, 5, 3)).description
    figure = FigureView("figures/collapse.svg", alt, "")
    whole.files["collapse.md"] = templates.render("collapse.md.j2", **views, figure_view=figure, root="")
