"""The MkDocs side: the book's pages and figures as virtual files, and mathematics as MathML.

>>> FIGURE.sub("<svg>", '<img alt="ReLU" src="../figures/relu/function.svg">')
'<svg>'

MkDocs calls the functions ``on_...`` through the file that ``hooks:`` in mkdocs.yml names.
"""

from __future__ import annotations

import logging
import re
from base64 import b64decode
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive.book import SITE_CARD, Book, book
from derive.cache import digest
from derive.heads import Card, Where, not_found, with_fonts, with_scheme, with_tags
from derive.languages import split
from derive.late import Late, Ready
from derive.mathml import FormulaError, in_title, rendered
from derive.output import write_files
from derive.parts import boxed, parted
from derive.publishing import command_files, documents
from derive.searching import deferred
from derive.settings import Settings
from derive.style import DOCUMENTED, joined, linked
from derive.tongues import anchored, counterparts, divided, figure, speak, spoken
from derive.translation import LANGUAGES, translator

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.structure.toc import AnchorLink

LOG = logging.getLogger("mkdocs.hooks.derive")
FIGURE = re.compile(r'<img\b[^>]*?\bsrc="(?:\.\./|\./)*(figures/[\w/-]+\.svg)"[^>]*>')
DRAWN = re.compile(r"figures/[\w/-]+\.svg")
FAMILY = re.compile(r"activations/families/[\w-]+\.md")


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
    config.watch.extend(map(str, Settings.of(config).catalogues))
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


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Blocks that are HTML already need nobody to read them."""
    ready = config.extra.setdefault("derive_ready", {})[page.file.src_uri] = Ready()
    return ready.kept(markdown)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Figures stand in the page itself, and formulas become MathML; one that does not ends the build."""
    from mkdocs.exceptions import PluginError

    inline: dict[str, str] = config.extra["derive_inline"]
    told, late = split(page.file.src_uri)[0] != "en", Late()
    config.extra.setdefault("derive_late", {})[page.file.src_uri] = late
    ready: Ready = config.extra.get("derive_ready", {}).pop(page.file.src_uri, Ready())
    html = FIGURE.sub(lambda match: figure(match, inline, told), ready.put(anchored(html, page, config)))
    try:
        for entry in _sections(page.toc):
            entry.title = in_title(entry.title, page.file.src_uri)
        return late.taken(parted(boxed(rendered(html, page.file.src_uri))))
    except FormulaError as error:
        raise PluginError(str(error)) from None


def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> dict[str, Any]:
    """Each page is given the navigation and the theme's words in its language, and its counterparts."""
    return spoken(context, page, config)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """What other sites show of a page stands in its head; then its whole content is put in."""
    late: Late = config.extra["derive_late"].pop(page.file.src_uri)
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
    fonted = with_fonts(tagged, depth, "<math" in late.whole)
    return late.filled(linked(with_scheme(fonted), of_api=DOCUMENTED in late.whole))


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """The page for an address that is not there."""
    if template_name != "404.html":
        return output_content
    said = not_found(output_content, config.site_url or "", _languages(config))
    return linked(with_scheme(said), of_api=False)


def on_post_build(config: MkDocsConfig) -> None:
    """Pages of functions are there as Markdown too, for programs that read (llms.txt); the search waits."""
    texts: dict[str, str] = config.extra.get("derive_markdown", {})
    write_files(Path(config.site_dir), {path: text.encode() for path, text in texts.items()})
    site, lines = Path(config.site_dir), (documents() / "assets" / "search.js").read_text("utf-8")
    joined(site)
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

    own = Settings.of(config)
    written = config.extra.get("derive_written")  # a server's, which keeps the draft
    try:
        given = own.cache, told, own.jobs, own.pictures, LANGUAGES, command_files
        made = written(own, prose) if written else book(own.catalogue(), prose, *given)
        config.extra["derive_pictures"] = frozenset(made.pictures)
    except ValueError as error:  # a catalogue or a claim that is not as it should be
        raise PluginError(str(error)) from error
    own.cache.prune()
    return made


def look(text: str, inline: Mapping[str, str]) -> str:
    """A hash of a page's text and of the figures in it."""
    figures = (inline.get(path, "") for path in dict.fromkeys(DRAWN.findall(text)))
    return digest([text, *figures])


def forget(config: MkDocsConfig, page: Page) -> None:
    """The search forgets a page that is about to be set anew."""
    for plugin in config.plugins.values():
        index = getattr(plugin, "search_index", None)
        if index is not None:
            rows = index.entries
            index.entries = [row for row in rows if row["location"].partition("#")[0] != page.url]


def told(slug: str, number: int, total: int) -> None:
    """Says which function has been worked out."""
    LOG.info("derived and proved %s (%d of %d)", slug, number, total)


def _families_into(config: MkDocsConfig, paths: list[str]) -> None:
    """The pages of the families come after the index of all functions, wherever that is in the navigation."""
    for entry in config.nav or []:
        for items in entry.values() if isinstance(entry, dict) else ():
            if isinstance(items, list) and "activations/index.md" in items:
                after = items.index("activations/index.md") + 1
                items[after:after] = [path for path in paths if path not in items]
