"""One function's part of the book: its page as a model, its facts, figures and certificates, kept in a cache.

>>> from derive.language.catalogue import Catalogue
>>> chapter = made(Catalogue.load()["identity"], symbols(Catalogue.load()))
>>> chapter.page.entry.slug, chapter.sheet.glance[0].kind, chapter.traits.slug
('identity', 'range', 'identity')

A chapter is made from the function's own entry, and from the definitions of the functions that its statements
speak of; it is made anew when one of these has changed, and not when another has. Several processes make
several chapters at once; the order and the bytes are the same.
"""

from __future__ import annotations

import multiprocessing
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache, partial
from itertools import count
from typing import Any

from derive import curves
from derive.cache import SHOWING, Cache, Tell, digest, program
from derive.copies import alone, seldom
from derive.facts.fact import Fact
from derive.facts.further import prepared
from derive.figures import (
    Canvas,
    FigureData,
    Mark,
    Press,
    activation_figures,
    describe,
    describe_family,
    family_figures,
    findings,
    inflections,
    second_figure,
)
from derive.language.catalogue import Catalogue
from derive.language.records import Activation
from derive.models import ActivationPage, CurveView, FigureView, Said, revived
from derive.pages import Writer, activation_page, symbols
from derive.sheets.models import FactSheet
from derive.sheets.programs import programs, routine
from derive.sheets.sheet import sheet, symbols_in, traits
from derive.sheets.traits import Traits
from derive.sheets.witnesses import ChordRow, chord_row
from derive.steps import Derivation
from derive.study import Study, facts_of, study
from derive.symbolic import derivation
from derive.translation import Translator, figure_words


@dataclass(frozen=True, slots=True)
class Chapter:
    """``files``, ``inline``: paths within the site to text; ``uses``: the functions that are spoken of.

    ``pictures``: paths to PNG and PDF in base64, where these are wanted.
    """

    page: ActivationPage
    sheet: FactSheet
    traits: Traits
    chord: ChordRow
    files: dict[str, str]
    inline: dict[str, str]
    uses: tuple[str, ...]
    pictures: dict[str, str] = field(default_factory=dict)


@contextmanager
def chapters(
    catalogue: Catalogue, cache: Cache | None, tell: Tell, jobs: int = 1, pictures: bool = False
) -> Iterator[Iterator[Chapter]]:
    """The chapter of each function in the order of the catalogue; with ``pictures`` as PNG and PDF too.

    With several ``jobs`` the work begins at once, the longest definitions first, and goes on beside the
    caller.
    """
    known = {**Catalogue.load(), **catalogue}  # what a chapter says does not depend on which others are made
    written, words = symbols(known), figure_words()
    shelf = _Shelf.of(catalogue, known, cache, [*(one.digest() for one in words), "pictures" * pictures])
    kept = {slug: shelf.get(slug) for slug in catalogue}
    missing = [slug for slug in catalogue if kept[slug] is None]
    with ExitStack() as stack:
        waiting: dict[str, Future[Chapter]] = {}
        if jobs > 1 and len(missing) > 1:
            prepared()
            way = multiprocessing.get_context("fork" if alone() else "spawn")
            pool = stack.enter_context(ProcessPoolExecutor(min(jobs, len(missing)), way, seldom))
            stack.callback(pool.shutdown, wait=True, cancel_futures=True)
            numbers = count(1)
            for slug in sorted(missing, key=lambda slug: -len(str(catalogue[slug].formula))):
                waiting[slug] = pool.submit(made, catalogue[slug], written, pictures, words)
                waiting[slug].add_done_callback(partial(_arrived, shelf, tell, slug, numbers, len(missing)))

        def each() -> Iterator[Chapter]:
            for slug, act in catalogue.items():
                if (chapter := kept[slug]) is not None:
                    yield chapter
                elif waiting:
                    yield waiting[slug].result()
                else:
                    tell(slug, missing.index(slug) + 1, len(missing))
                    chapter = made(act, written, pictures, words)
                    shelf.put(slug, chapter)
                    yield chapter

        yield each()


def _arrived(
    shelf: _Shelf, tell: Tell, slug: str, numbers: Iterator[int], total: int, done: Future[Chapter]
) -> None:
    """A chapter is put away as soon as it is there: a build which is stopped has not made it in vain."""
    if not done.cancelled() and done.exception() is None:
        shelf.put(slug, done.result())
        tell(slug, next(numbers), total)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Where chapters are kept: under a key of what they are made from, with marks of what they speak of."""

    cache: Cache | None
    keys: Mapping[str, str]
    marks: Mapping[str, str]

    @staticmethod
    def of(
        catalogue: Catalogue, known: Mapping[str, Activation], cache: Cache | None, kind: Sequence[str]
    ) -> _Shelf:
        base = [program(SHOWING), *kind]
        keys = {slug: digest([*base, repr(act)]) for slug, act in catalogue.items()}
        return _Shelf(cache, keys, _marks(known))

    def get(self, slug: str) -> Chapter | None:
        return _kept(self.cache.get(self.keys[slug]), self.marks) if self.cache else None

    def put(self, slug: str, chapter: Chapter) -> None:
        if self.cache:
            used = {name: self.marks[name] for name in chapter.uses if name in self.marks}
            self.cache.put(self.keys[slug], {**asdict(chapter), "marks": used})


def _marks(known: Mapping[str, Activation]) -> dict[str, str]:
    """What a function means and how it is written, as a hash."""
    return {slug: digest([repr(act.definitions), act.symbol]) for slug, act in known.items()}


def _kept(data: Any, marks: Mapping[str, str]) -> Chapter | None:
    """The chapter in an entry of the cache; None where that is of another form, or out of date."""
    try:
        if any(marks.get(name) != mark for name, mark in data["marks"].items()):
            return None
        return Chapter(
            revived(ActivationPage, data["page"]),
            revived(FactSheet, data["sheet"]),
            revived(Traits, data["traits"]),
            revived(ChordRow, data["chord"]),
            data["files"],
            data["inline"],
            tuple(data["uses"]),
            data["pictures"],
        )
    except (AttributeError, KeyError, TypeError):
        return None


def made(
    activation: Activation,
    written: Mapping[str, str],
    pictures: bool = False,
    words: Sequence[Translator] = (),
) -> Chapter:
    """The chapter of a function; ``written`` is the LaTeX of the functions of the catalogue.

    ``words`` are those that figures are told with in further languages.
    Raises ClaimError for a claim of the entry that is refuted.
    """
    writer = Writer(
        f"certificates/{activation.slug}", {**written, **{p.name: p.latex for p in activation.parameters}}
    )
    found = study(activation)
    facts = facts_of(activation, found.derivation)
    drawing = _Drawing(activation.slug, Press() if pictures else None, words)
    curve = drawing.function(found, facts, writer.symbols)
    families = drawing.families(activation)
    page = activation_page(found, drawing.views, writer, curve)
    drawing.card(activation.name, page.entry.definition)
    told = replace(sheet(activation, facts, families, writer), programs=programs(routine(found.derivation)))
    chord, witnesses = chord_row(activation, written)
    spoken = {d.name for claim in found.all_claims() for d in claim.statement.definitions} | symbols_in(facts)
    return Chapter(
        page, told, traits(activation, facts, writer), chord,
        {**drawing.files, **writer.files, **witnesses}, drawing.inline, tuple(sorted(spoken)),
        drawing.pictures,
    )  # fmt: skip


def _second(found: Study) -> Derivation | None:
    """The second derivative, if there is one: for pictures, which do not tell its steps."""
    try:
        return derivation(found.activation, 2, lower=found.derivation, told=False)
    except ValueError:
        return None


@lru_cache(1)
def _canvas() -> Canvas:
    """One for each process: it remembers how a label is set."""
    return Canvas()


class _Drawing:
    """The pictures of one function: their views, and the files that they become."""

    def __init__(self, slug: str, press: Press | None, words: Sequence[Translator]) -> None:
        self.slug, self.canvas, self.press, self.words = slug, _canvas(), press, words
        self.pictures: dict[str, str] = {}
        self.first: FigureData | None = None
        self.views: list[FigureView] = []
        self.files: dict[str, str] = {}
        self.inline: dict[str, str] = {}

    def add(self, name: str, picture: FigureData, tell: Callable[..., str] = describe) -> FigureView:
        path = f"figures/{self.slug}/{name}.svg"
        self.files[path], self.inline[path] = self.canvas.both(picture, f"{self.slug}-{name}")
        self.first = self.first or picture
        if self.press is not None:
            for kind, raw in (("png", self.press.png(picture)), ("pdf", self.press.pdf(picture))):
                self.pictures[f"figures/{self.slug}/{name}.{kind}"] = b64encode(raw).decode()
        said = tuple(Said(one.language, tell(picture, one)) for one in self.words)
        return FigureView(path, tell(picture), "", said)

    def card(self, name: str, definition: str) -> None:
        """What other sites show of the page when it is linked there."""
        if self.press is not None and self.first is not None:
            card = self.press.card(name, definition, self.first)
            self.pictures[f"cards/{self.slug}.png"] = b64encode(card).decode()

    def function(self, found: Study, facts: Sequence[Fact], written: Mapping[str, str]) -> CurveView:
        """The function, its derivative, and its second derivative, with their landmarks; and the same to
        touch.
        """
        seen = found.landmarks
        bends = next(
            (f.values["inflections"] for f in facts if f.kind == "inflection points" and f.status != "open"),
            (),
        )
        shown = [row for row in bends if abs(float(row["at"])) <= 8]
        first, slope = activation_figures(
            found.derivation,
            marks=(*findings.marks(seen.extrema), *inflections(shown)),
            asymptotes=findings.asymptotes(seen.asymptotes),
            derivative_marks=findings.marks(seen.slope_extrema, 2),
            derivative_asymptotes=findings.asymptotes(seen.slope_asymptotes),
        )
        self.views += [self.add("function", first), self.add("derivative", slope)]
        second = _second(found)
        if second is not None:
            self.views.append(self.add("second", second_figure(second, inflections(shown, ""))))
        return self.curve(found, second, [(0, mark) for mark in inflections(shown)], written)

    def curve(
        self,
        found: Study,
        second: Derivation | None,
        bends: Sequence[tuple[int, Mark]],
        written: Mapping[str, str],
    ) -> CurveView:
        """The module of the curves that one touches."""
        seen, path = found.landmarks, f"{curves.FOLDER}/{self.slug}.js"
        turns = [
            (n, m) for n, rows in enumerate((seen.extrema, seen.slope_extrema)) for m in findings.marks(rows)
        ]
        lines = [
            (n, line)
            for n, rows in enumerate((seen.asymptotes, seen.slope_asymptotes))
            for line in findings.asymptotes(rows)
        ]
        text, orders = curves.module(
            found.activation, found.derivation, second, [*turns, *bends], lines, written
        )
        self.files[path] = text
        return CurveView(path, orders, curves.sliders(found.activation))

    def families(self, activation: Activation) -> list[FigureView]:
        """The family, for several values of each parameter."""
        return [
            self.add(f"family-{k}", picture, describe_family)
            for k, picture in enumerate(family_figures(activation), 1)
        ]
