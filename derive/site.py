"""The MkDocs side: the book's pages and figures as virtual files, mathematics as MathML, and the export.

>>> FIGURE.sub("<svg>", '<img alt="ReLU" src="../figures/relu/function.svg">')
'<svg>'

MkDocs calls the functions ``on_...`` through the file that ``hooks:`` in mkdocs.yml names.
"""

from __future__ import annotations

import json
import logging
import os
import re
import tempfile
from base64 import b64decode
from collections.abc import Collection, Iterable, Iterator, Mapping
from html import escape as escaped
from importlib.resources import files as resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive.book import SITE_CARD, Book, book, key_of
from derive.cache import Cache, Tell, digest
from derive.heads import Card, Where, not_found, with_fonts, with_tags
from derive.language.catalogue import Catalogue
from derive.languages import split
from derive.mathml import FormulaError, in_title, rendered
from derive.output import renewed, unchanged, write_files
from derive.searching import deferred
from derive.tongues import anchored, counterparts, divided, figure, speak, spoken
from derive.translation import LANGUAGES, translator

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.structure.toc import AnchorLink

JOBS = 2  # processes that work out functions at once
LOG = logging.getLogger("mkdocs.hooks.derive")
FIGURE = re.compile(r'<img\b[^>]*?\bsrc="(?:\.\./|\./)*(figures/[\w/-]+\.svg)"[^>]*>')
FAMILY = re.compile(r"activations/families/[\w-]+\.md")


def export(
    catalogue: Catalogue,
    directory: Path,
    tell: Tell = lambda slug, number, total: None,
    cache: Cache | None = None,
    jobs: int = 1,
    pictures: bool = False,
) -> list[Path]:
    """Writes the pages as Markdown, the figures, the certificates and the site's own files.

    Those that are there already stay; those of an earlier export that are no longer made go.

    With ``pictures`` each figure is written as PNG and PDF too, and a card for each page of a function.
    Returns what was written, in order. Raises OSError where the directory cannot be written.
    """
    source = documents()
    prose = {path.relative_to(source).as_posix(): path.read_text("utf-8") for path in source.rglob("*.md")}
    raw = {path.relative_to(source).as_posix(): path.read_bytes() for path in _assets(source)}
    own = [part for path, data in sorted(raw.items()) for part in (path, data)]
    key = digest([key_of(catalogue, prose, pictures, LANGUAGES), *own])
    there = unchanged(directory, key)
    if there is not None:
        return there
    whole = book(catalogue, prose, cache, tell, jobs, pictures, LANGUAGES, _reference)
    raw |= {path: text.encode() for path, text in whole.files.items()}
    raw |= {path: b64decode(data) for path, data in whole.pictures.items()}
    return renewed(directory, raw, key)


def html(markdown: Path, target: Path, title: str, inline: Mapping[str, str]) -> None:
    """Builds a site out of a folder of Markdown, in the house style; ``inline`` are its figures.

    The configuration is temporary; it inherits the one of Derive's own site.
    """
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    assets = {p.relative_to(documents()).as_posix(): p.read_bytes() for p in _assets(documents())}
    write_files(markdown, assets)
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        settings = {
            "INHERIT": str(documents().parent / "mkdocs.yml"),
            "site_name": escaped(title),  # the theme writes it as it is
            "docs_dir": str(markdown.resolve()),
            "site_dir": str(target.resolve()),
            "hooks": ["page_hooks.py"],
            "watch": [],
            "plugins": ["search"],
            "nav": [
                path.relative_to(markdown).as_posix()
                for path in sorted(markdown.rglob("*.md"), key=lambda p: (p.stem != "index", p.stem))
            ],
        }
        (home / "mkdocs.yml").write_text(json.dumps(settings), "utf-8")  # JSON is YAML
        (home / "page_hooks.py").write_text("from derive.site import on_page_content\n", "utf-8")
        config = load_config(str(home / "mkdocs.yml"))
        config.extra["derive_inline"] = dict(inline)
        build(config)


def _reference() -> dict[str, str]:
    from derive.reference import command_pages  # it knows every command, and a command builds the site

    return command_pages()


def documents() -> Path:
    """Where the hand-written pages are: beside the package in a checkout, inside it once installed."""
    package = Path(str(resources("derive")))
    inside = package / "docs"
    return inside if inside.is_dir() else package.parent / "docs"


def _assets(source: Path) -> list[Path]:
    return [path for path in source.rglob("*") if path.is_file() and path.suffix != ".md"]


# -- what MkDocs calls -------------------------------------------------------------------------------


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds what the book holds; hand-written pages come back with their claims proved."""
    from mkdocs.structure.files import File, InclusionLevel

    prose = {file.src_uri: file.content_string for file in files.documentation_pages()}
    whole = _book(config, prose)
    config.extra["derive_languages"] = LANGUAGES
    for path, text in whole.files.items():
        if prose.get(path) == text:
            continue
        known = files.get_file_from_path(path)
        if known is not None:
            files.remove(known)
        made = File.generated(config, path, content=text)
        made.inclusion = known.inclusion if known else InclusionLevel.NOT_IN_NAV
        files.append(made)
    for path, data in whole.pictures.items():
        files.append(File.generated(config, path, content=b64decode(data)))
    config.extra["derive_inline"] = whole.inline
    config.extra["derive_markdown"] = {
        path: text for path, text in whole.files.items() if path.startswith("activations/")
    }
    _families_into(config, [path for path in whole.files if FAMILY.fullmatch(path)])
    return files


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Directories with further catalogue files are watched by ``mkdocs serve``."""
    config.watch.extend(str(directory) for directory in _catalogues(config))
    return config


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    """Pages outside the navigation know the section they belong to, so that it is shown as open."""
    speak(config, files, _languages(config))
    for file in files.documentation_pages():
        language, path = split(file.src_uri)
        page, folder = file.page, path.partition("/")[0]
        if page is None or page.parent is not None:
            continue
        own = "" if language == "en" else f"{language}/"
        home = files.get_file_from_path(f"{own}{folder}/index.md")
        if home is not None and home.page is not None and home is not file:
            page.parent = home.page.parent
    return nav


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Figures stand in the page itself, and formulas become MathML; one that does not ends the build."""
    from mkdocs.exceptions import PluginError

    inline: dict[str, str] = config.extra["derive_inline"]
    told = split(page.file.src_uri)[0] != "en"
    html = FIGURE.sub(lambda match: figure(match, inline, told), anchored(html, page, config))
    try:
        for entry in _sections(page.toc):
            entry.title = in_title(entry.title, page.file.src_uri)
        return rendered(html, page.file.src_uri)
    except FormulaError as error:
        raise PluginError(str(error)) from None


def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> dict[str, Any]:
    """Each page is given the navigation and the theme's words in its language, and its counterparts."""
    return spoken(context, page, config)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """What other sites show of a page stands in its head."""
    language, path = split(page.file.src_uri)
    home = path == "index.md"
    title = str(page.meta.get("title") or page.title or config.site_name)
    site = translator(language).gettext(config.site_description or "")
    described = str(page.meta.get("description") or site)
    card = Path(f"cards/{Path(path).stem}.png")
    own = path.startswith("activations/") and card.as_posix() in _pictures(config)
    picture = card.as_posix() if own else SITE_CARD if SITE_CARD in _pictures(config) else ""
    depth = page.url.count("/")
    where = Where(config.site_url or "", page.canonical_url or "", depth)
    tagged = with_tags(output, Card(title, described, picture, home), where, counterparts(page, config))
    return with_fonts(tagged, depth)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """The page for an address that is not there."""
    if template_name != "404.html":
        return output_content
    return not_found(output_content, config.site_url or "", _languages(config))


def on_post_build(config: MkDocsConfig) -> None:
    """Pages of functions are there as Markdown too, for programs that read (llms.txt); the search waits."""
    texts: dict[str, str] = config.extra.get("derive_markdown", {})
    write_files(Path(config.site_dir), {path: text.encode() for path, text in texts.items()})
    site, lines = Path(config.site_dir), (documents() / "assets" / "search.js").read_text("utf-8")
    divided(site, _languages(config))
    deferred(site, lines, ("", *_languages(config)))


def _languages(config: MkDocsConfig) -> tuple[str, ...]:
    """The languages beside English that the site has."""
    return tuple(config.extra.get("derive_languages", ()))


def _pictures(config: MkDocsConfig) -> Collection[str]:
    names: Collection[str] = config.extra.get("derive_pictures", ())
    return names


def _sections(entries: Iterable[AnchorLink]) -> Iterator[AnchorLink]:
    for entry in entries:
        yield entry
        yield from _sections(entry.children)


def _book(config: MkDocsConfig, prose: dict[str, str]) -> Book:
    from mkdocs.exceptions import PluginError

    cache = Cache(_root(config) / str(_named(config).get("cache") or Path(".cache", "derive")))
    try:
        catalogue = _chosen(config, Catalogue.load(*_catalogues(config)))
        wanted = (config.extra.get("derive") or {}).get("pictures") is True
        made = book(catalogue, prose, cache, _told, JOBS, wanted, LANGUAGES, _reference)
        config.extra["derive_pictures"] = frozenset(made.pictures)
    except ValueError as error:  # a catalogue or a claim that is not as it should be
        raise PluginError(str(error)) from error
    cache.prune()
    return made


def _told(slug: str, number: int, total: int) -> None:
    LOG.info("derived and proved %s (%d of %d)", slug, number, total)


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).resolve().parent


def _named(config: MkDocsConfig) -> dict[str, Any]:
    """``extra: {derive: {...}}`` in mkdocs.yml; ``cache`` names the directory of what is kept."""
    named: dict[str, Any] = config.extra.get("derive") or {}
    return named


def _catalogues(config: MkDocsConfig) -> list[Path]:
    """``extra: {derive: {catalogues: [directory, ...]}}`` in mkdocs.yml: where users' own functions are."""
    return [_root(config) / name for name in _named(config).get("catalogues", [])]


def _chosen(config: MkDocsConfig, catalogue: Catalogue) -> Catalogue:
    """``extra: {derive: {only: [slug, ...]}}`` in mkdocs.yml: a site of a few functions, for a quick look."""
    chosen = _named(config).get("only")
    return catalogue.only(chosen) if chosen else catalogue


def _families_into(config: MkDocsConfig, paths: list[str]) -> None:
    """The pages of the families come after the index of all functions, wherever that is in the navigation."""
    for entry in config.nav or []:
        for items in entry.values() if isinstance(entry, dict) else ():
            if isinstance(items, list) and "activations/index.md" in items:
                after = items.index("activations/index.md") + 1
                items[after:after] = [path for path in paths if path not in items]
