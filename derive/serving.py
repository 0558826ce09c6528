"""What lasts longer than one build: `mkdocs serve` while somebody edits, and a site that stands already.

A server keeps the book as a draft. When a file has changed, what was found is used again as far as it can be,
data and figures that differ are written, and every page is unsure: it is written anew when somebody opens it,
and set anew where its text has changed; the rest follow in the background, and then the search. A change of
the configuration, of the set of pages or of a title in the navigation is built as MkDocs builds it.

>>> live = Live()
>>> live.on_startup(command="serve", dirty=False)
>>> live.serving, live.unsure
(True, set())
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from derive import site
from derive.book import Book, key_of
from derive.cache import Cache, program, sources
from derive.copies import seldom
from derive.freshness import configured, heads, site_key, stands, states, stood
from derive.hands import Hands
from derive.output import write_files
from derive.publishing import command_files, texts_in
from derive.settings import Settings
from derive.style import joined
from derive.translation import LANGUAGES

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.nav import Navigation

    from derive.binding import Draft

LOG = logging.getLogger("mkdocs.hooks.derive")
PAUSE = 0.02  # seconds between two pages of the background, in which a reader's request has its turn


@dataclass(frozen=True)
class Built:
    """A site as MkDocs built it last, and what it was built from."""

    config: MkDocsConfig
    files: Files
    nav: Navigation
    env: Any
    settings: Any
    beside: Mapping[str, list[int]]
    heads: Mapping[str, tuple[str, ...]]
    pages: Mapping[str, File] = field(default_factory=dict)


class Live:
    """The state of one MkDocs process; its methods ``on_...`` are called by MkDocs."""

    def __init__(self) -> None:
        self.serving, self.key, self.program = False, "", program()
        self.lock, self.wake = threading.RLock(), threading.Event()
        self.standing: tuple[Path, Cache] | None = None
        self.draft: Draft | None = None
        self.nav: Navigation | None = None
        self.built: Built | None = None
        self.builder: Callable[[], None] | None = None
        self.hands: Hands | None = None
        self.shown: dict[str, str] = {}  # each page's text and figures as they are on the site, as a hash
        self.unsure: set[str] = set()
        self.failed: dict[str, str] = {}
        self.whole = self.searched = False

    # -- a build ----------------------------------------------------------------------------------------

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Only a server keeps a draft; only a build may find that it has nothing to do."""
        self.serving = command == "serve"
        if not self.serving:
            seldom()

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Ends a build whose site stands already as it would be built."""
        config = site.on_config(config)
        if self.serving:
            config.extra["derive_written"] = self._written
            return config
        own = Settings.of(config)
        try:
            book = key_of(own.catalogue(), texts_in(Path(config.docs_dir)), own.pictures, LANGUAGES)
        except ValueError:
            return config  # the build says what is wrong
        self.key = site_key(config, book)
        if stands(Path(config.site_dir), self.key, own.cache):
            LOG.info("Nothing has changed since %s was built: it stays as it is", config.site_dir)
            raise SystemExit(0)
        return config

    on_config.mkdocs_priority = 100  # type: ignore[attr-defined] # before plugins load what a build needs

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        self.nav = site.on_nav(nav, config, files)
        self.hands = Hands.called(config, files, 1 if self.built else Settings.of(config).jobs)
        return self.nav

    def on_env(self, env: Any, config: MkDocsConfig, files: Files) -> Any:
        """A server remembers what MkDocs made of the site."""
        if self.serving and self.nav is not None:
            texts = texts_in(Path(config.docs_dir))
            pages = {page.url.removeprefix("./"): page for page in files.documentation_pages()}
            told = configured(config), states(Path(config.docs_dir), (".md",)), heads(texts)
            self.built = Built(config, files, self.nav, env, *told, pages)
        return env

    def on_post_build(self, config: MkDocsConfig) -> None:
        self._let_go()
        site.on_post_build(config)
        if self.key:
            self.standing = Path(config.site_dir), Settings.of(config).cache
            stood(self.standing[0], self.key, self.standing[1])

    def on_build_error(self, error: Exception) -> None:
        """A build that failed leaves no site that stands (with ``--strict``, a warning makes it fail at its
        very end), and a server nothing to go on from.
        """
        if self.standing is not None:
            stood(self.standing[0], "", self.standing[1])
        self._let_go()
        self.key, self.built = "", None

    def _let_go(self) -> None:
        if self.hands is not None:
            self.hands.dismissed()
        self.hands = None

    # -- a server ---------------------------------------------------------------------------------------

    def on_serve(
        self, server: LiveReloadServer, config: MkDocsConfig, builder: Callable[[], None]
    ) -> LiveReloadServer:
        """Changes are taken up here, and pages made when they are asked for."""
        self.builder = builder
        server.builder = lambda *_given: self._rebuilt(builder)
        server.set_app(self._answering(server.serve_request, server.mount_path))
        threading.Thread(target=self._finish, daemon=True).start()
        threading.Thread(target=_prepared, daemon=True).start()
        return server

    def _written(self, own: Settings, prose: Mapping[str, str]) -> Book:
        """The whole book for a build, and its draft for what comes later."""
        self.draft = self._drafted(own, prose)
        book = self.draft.written(own.jobs if self.built is None else 1)  # later, a server has threads
        self.shown = {path: site.look(book.files[path], book.inline) for path in self.draft.pages}
        self.unsure, self.failed = set(), {}
        book.add(command_files())
        return book

    def _drafted(self, own: Settings, prose: Mapping[str, str]) -> Draft:
        from derive.binding import drafted  # a build with nothing to do needs none of it

        given = own.cache, site.told, own.jobs, own.pictures, LANGUAGES
        return drafted(own.catalogue(), prose, *given, before=self.draft)

    def _rebuilt(self, builder: Callable[[], None]) -> None:
        from mkdocs.exceptions import PluginError

        if sources() != self.program:
            raise PluginError("Derive's own program has changed: stop this server and start it again.")
        with self.lock:
            started = time.perf_counter()
            if self.whole or not self._renewed():
                self.whole = False
                builder()
            else:
                LOG.info("Changes taken up in %.2f seconds", time.perf_counter() - started)
        self.wake.set()

    def _renewed(self) -> bool:
        """Takes up what has changed, if that can be done without building the whole."""
        built, before = self.built, self.draft
        if built is None or before is None:
            return False
        config, texts = built.config, texts_in(Path(built.config.docs_dir))
        beside = states(Path(config.docs_dir), (".md",))
        if configured(config) != built.settings or beside.keys() != built.beside.keys():
            return False
        draft = self._drafted(Settings.of(config), texts)
        if heads(texts) != built.heads or draft.pages.keys() != before.pages.keys():
            return False
        target, docs = Path(config.site_dir), Path(config.docs_dir)
        old, new = before.found.files.published(), draft.found.files.published()
        write_files(target, {path: data for path, data in new.items() if old.get(path) != data})
        for path in old.keys() - new.keys():
            (target / path).unlink(missing_ok=True)
        changed = [path for path, state in beside.items() if built.beside[path] != state]
        write_files(target, {path: (docs / path).read_bytes() for path in changed})
        if any(path.endswith(".css") for path in changed):
            joined(target)
        config.extra["derive_inline"] = draft.found.files.inline
        self.built = Built(**{**vars(built), "beside": beside})
        self.draft, self.unsure, self.failed = draft, set(draft.pages), {}
        return True

    def _renew(self, path: str) -> None:
        """A page that is unsure is written, and set anew where it has changed."""
        from mkdocs.commands import build  # its parts: MkDocs has no other way to build one page

        assert self.draft is not None
        assert self.built is not None
        self.unsure.discard(path)
        config, files = self.built.config, self.built.files
        text, brought = self.draft.pages[path]()
        look = site.look(text, config.extra["derive_inline"])
        file = files.get_file_from_path(path)
        if look == self.shown.get(path) or file is None or file.page is None:
            return
        write_files(Path(config.site_dir), {name: data.encode() for name, data in brought.items()})
        site.forget(config, file.page)
        title, file.content_string = file.page.title, text
        build._populate_page(file.page, config, files)  # noqa: SLF001
        every, nav = files.documentation_pages(), self.built.nav
        build._build_page(file.page, config, every, nav, self.built.env)  # noqa: SLF001
        if path in config.extra["derive_markdown"]:
            config.extra["derive_markdown"][path] = text
            write_files(Path(config.site_dir), {path: text.encode()})
        self.shown[path], self.searched = look, False
        if file.page.title != title and file.page in self.built.nav.pages:
            self.whole = True  # every page shows it

    def _answering(self, serve: Callable[..., Iterable[bytes]], mount: str) -> Callable[..., Iterable[bytes]]:
        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            url = unquote(environ["PATH_INFO"]).removeprefix(mount)
            with self.lock:
                page = self.built.pages.get(url.removesuffix("index.html")) if self.built else None
                if page is not None and page.src_uri in self.unsure | self.failed.keys():
                    self._tried(page.src_uri)
                    if page.src_uri in self.failed:
                        start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
                        return [self.failed[page.src_uri].encode()]
            return serve(environ, start_response)

        return answer

    def _tried(self, path: str) -> None:
        try:
            self._renew(path)
            self.failed.pop(path, None)
        except Exception as error:  # noqa: BLE001 - said where the page is asked for; the server goes on
            self.failed[path] = f"{path}: {error}"
            LOG.error("%s", self.failed[path])

    def _finish(self) -> None:
        """The life of the background: what nobody has asked for yet, then the search."""
        while True:
            self.wake.wait()
            with self.lock:
                try:
                    if not self._went_on():
                        self.wake.clear()
                except Exception:
                    LOG.exception("What is left waits for the next change")
                    self.wake.clear()
            time.sleep(PAUSE)

    def _went_on(self) -> bool:
        """One page, or the search, or the whole where every page shows what has changed; False at the end."""
        if self.unsure:
            self._tried(min(self.unsure))
        elif not self.searched and self.built is not None:
            self.built.config.plugins.on_post_build(config=self.built.config)
            self.searched = True
        elif self.whole and self.builder is not None:
            self.whole = False
            self.builder()
        else:
            return False
        return True


def _prepared() -> None:
    """What the first change of a definition would otherwise wait for."""
    from derive.facts.further import prepared  # a build with nothing to do needs none of it

    prepared()
