"""Several hands for one build of MkDocs: copies of the process read, and later set, parts of the pages.

MkDocs reads every page, one after another, and then sets every page. Here copies do the last pages of each
round while this process does the first, and what they have made is taken over where MkDocs comes to it.
Order, bytes and warnings are those of one process.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from derive.copies import Copy, able, shared

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.pages import Page

FEWEST = 40  # pages: with fewer, a copy costs more than it saves
READ = ("markdown", "meta", "content", "toc", "_title_from_render", "present_anchor_ids")
OBJECTS = "::: "  # mkdocstrings keeps for itself what it has read: such pages stay in this process


@dataclass(slots=True)
class Hands:
    """The copies of one build, and the functions of MkDocs that they stand in for."""

    config: MkDocsConfig
    files: Files
    jobs: int
    pieces: Sequence[tuple[str, int]]
    own: tuple[Callable[..., None], Callable[..., None]]
    reading: Mapping[str, Copy]
    setting: Mapping[str, Copy] | None = None

    @staticmethod
    def called(config: MkDocsConfig, files: Files, jobs: int) -> Hands | None:
        """Copies at work on what they read; None where one process does it all."""
        from mkdocs.commands import build

        texts = {file.src_uri: file.content_string for file in files.documentation_pages()}
        if jobs < 2 or not able() or len(texts) < FEWEST:
            return None
        names = sorted(texts, key=lambda name: OBJECTS not in texts[name])  # the first stay in this process
        pieces = [(name, len(texts[name])) for name in names]
        hands = Hands(config, files, jobs, pieces, (build._populate_page, build._build_page), {})  # noqa: SLF001
        hands.reading = shared(pieces, hands._read, jobs)
        _stand_in(hands.populate, hands.build)
        return hands

    def dismissed(self) -> None:
        """MkDocs has its own functions back."""
        _stand_in(*self.own)

    def _page(self, name: str) -> Page:
        from mkdocs.structure.pages import Page

        file = self.files.get_file_from_path(name)
        assert file is not None
        return file.page or Page(None, file, self.config)

    # -- reading ----------------------------------------------------------------------------------------

    def _read(self, name: str) -> Any:
        page = self._page(name)
        self.own[0](page, self.config, self.files)
        links = {file.src_uri: anchors for file, anchors in (page.links_to_anchors or {}).items()}
        return {key: getattr(page, key) for key in READ}, links, self.config.extra["derive_late"][name]

    def populate(self, page: Page, config: MkDocsConfig, files: Files, dirty: bool = False) -> None:
        """Reads a page, or takes over what a copy has read."""
        name = page.file.src_uri
        found = self.reading[name].made().pop(name, None) if name in self.reading else None
        if found is None:
            self.own[0](page, config, files, dirty)
            return
        (state, links, late), heard = found
        vars(page).update(state)
        page.links_to_anchors = _files(links, files)
        config.extra.setdefault("derive_late", {})[name] = late
        _said(heard)

    # -- setting ----------------------------------------------------------------------------------------

    def build(
        self, page: Page, config: MkDocsConfig, pages: Sequence[File], nav: Any, env: Any,
        dirty: bool = False, excluded: bool = False,
    ) -> None:  # fmt: skip
        """Sets a page, or takes over what the search has to know of one that a copy has set."""
        if self.setting is None:

            def work(name: str) -> Any:
                indices = _indices(config)
                before = [len(index.entries) for index in indices]
                self.own[1](self._page(name), config, pages, nav, env)
                return [index.entries[at:] for index, at in zip(indices, before, strict=True)]

            self.setting = shared(self.pieces, work, self.jobs)
        name = page.file.src_uri
        found = self.setting[name].made().pop(name, None) if name in self.setting else None
        if found is None:
            self.own[1](page, config, pages, nav, env, dirty, excluded)
            return
        entries, heard = found
        for index, rows in zip(_indices(config), entries, strict=True):
            index.entries.extend(rows)
        config.extra["derive_late"].pop(name, None)
        _said(heard)


def _stand_in(populate: Callable[..., None], set_page: Callable[..., None]) -> None:
    """Gives MkDocs the functions that it reads and sets a page with; it has no other way."""
    from mkdocs.commands import build

    build._populate_page, build._build_page = populate, set_page  # noqa: SLF001


def _indices(config: MkDocsConfig) -> list[Any]:
    """What is kept for the search while pages are set."""
    found = (getattr(plugin, "search_index", None) for plugin in config.plugins.values())
    return [index for index in found if index is not None]


def _files(links: Mapping[str, dict[str, str]], files: Files) -> dict[File, dict[str, str]]:
    known = ((files.get_file_from_path(name), anchors) for name, anchors in links.items())
    return {file: anchors for file, anchors in known if file is not None}


def _said(heard: Iterable[logging.LogRecord]) -> None:
    """Says here what was said in a copy."""
    for record in heard:
        logging.getLogger(record.name).handle(record)
