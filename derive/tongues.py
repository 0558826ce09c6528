"""The languages of the site, for MkDocs: navigation, the theme's own words, the switch, the search index.

Each page knows its counterpart: the switch leads there. A page that is not there in the language stands in
the navigation in English.

>>> segmented("可微的激活函数", ["激活函数", "可微"])
'\u200b可微\u200b的\u200b激活函数\u200b'
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive.languages import split
from derive.translation import NAMES, Translator, terms, translator

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

INDEX = Path("search", "search_index.json")
HAN = re.compile("[\u3400-\u9fff]+")
ALT = re.compile(r'\balt="([^"]*)"')
NAMED = re.compile(
    r' aria-labelledby="([\w-]+)-title [\w-]+-desc"|<title\b.*?</title>|(<desc\b[^>]*>).*?(?=</desc>)',
    re.DOTALL,
)
JOINT = "\u200b"


@dataclass(frozen=True)
class Tongue:
    """One language beside English, while a site is built."""

    language: str
    words: Translator
    config: MkDocsConfig
    nav: Navigation

    def context(self, context: Mapping[str, Any]) -> dict[str, Any]:
        """What the theme is given for a page in this language; one scope for all languages' settings."""
        config = copy(self.config)
        config["extra"] = {**config["extra"], "scope": context["base_url"]}
        base = f"{context['base_url']}/{self.language}/."  # the dot: a folder, even where it is resolved
        return {**context, "config": config, "nav": self.nav, "base_url": base}


def speak(config: MkDocsConfig, files: Files, languages: Sequence[str]) -> None:
    """Prepares the languages, and finds the counterparts of all pages."""
    config.extra["derive_tongues"] = {
        language: Tongue(language, words, _spoken(config, words), _navigation(config.nav or [], words, files))
        for language, words in ((language, translator(language)) for language in languages)
    }
    config.extra["derive_alternates"] = {
        file.src_uri: _alternates(file.src_uri, files, languages) for file in files.documentation_pages()
    }


def spoken(context: dict[str, Any], page: Page, config: MkDocsConfig) -> dict[str, Any]:
    """What the theme is given for a page: the words of its language, and where the switch leads."""
    tongue = config.extra.get("derive_tongues", {}).get(split(page.file.src_uri)[0])
    made = tongue.context(context) if tongue else {**context, "config": copy(config)}
    alternate = config.extra.get("derive_alternates", {}).get(page.file.src_uri)
    made["config"]["extra"] = {**made["config"]["extra"], "alternate": alternate}
    return made


def counterparts(page: Page, config: MkDocsConfig) -> dict[str, str]:
    """Where the page itself is in each language."""
    rows = config.extra.get("derive_alternates", {}).get(page.file.src_uri, ())
    return {row["lang"]: row["link"] for row in rows if row["same"]}


def _alternates(source: str, files: Files, languages: Sequence[str]) -> list[dict[str, Any]]:
    """The page in each language, its own first; where it is not there, the home page in that language."""
    own, path = split(source)
    rows = []
    for language in ("en", *languages):
        folder = "" if language == "en" else f"{language}/"
        same, home = (files.get_file_from_path(folder + name) for name in (path, "index.md"))
        found = same or home
        if found is not None:
            row = {"lang": language, "name": NAMES[language], "link": found.url, "same": same is not None}
            rows.append(row)
    return sorted(rows, key=lambda row: row["lang"] != own)


def anchored(html: str, page: Page, config: MkDocsConfig) -> str:
    """The links beside headings, with their title in the language of the page."""
    tongue = config.extra.get("derive_tongues", {}).get(split(page.file.src_uri)[0])
    title = config.mdx_configs.get("toc", {}).get("permalink_title", "")
    return html.replace(f'title="{title}"', f'title="{tongue.words.gettext(title)}"') if tongue else html


def figure(match: re.Match[str], inline: Mapping[str, str], told: bool) -> str:
    """The figure in the place of its image; in another language it is told by the image's own text."""
    drawn = inline.get(match[1])
    if drawn is None or not told:
        return drawn or match[0]
    alt = ALT.search(match[0])

    def said(part: re.Match[str]) -> str:
        if part[1]:
            return f' aria-labelledby="{part[1]}-desc"'
        return f"{part[2]}{alt[1] if alt else ''}" if part[2] else ""

    return NAMED.sub(said, drawn)


def divided(site: Path, languages: Sequence[str]) -> None:
    """One index of the search for each language, out of the one that was made of all pages."""
    path = site / INDEX
    if not path.is_file():
        return
    whole = json.loads(path.read_text("utf-8"))
    for language in languages:
        words, folder = _cutting(terms(language)), f"{language}/"
        rows = [
            {
                **row,
                "location": row["location"].removeprefix(folder),
                **{key: _cut(row[key], words) for key in ("title", "text")},
            }
            for row in whole["docs"]
            if row["location"].startswith(folder)
        ]
        config = {
            **whole["config"],
            "separator": rf"[\s{JOINT}，。；：？！、（）「」]+|{whole['config']['separator']}",
        }
        _write(site / language / INDEX, {"config": config, "docs": rows})
    mine = [row for row in whole["docs"] if split(row["location"])[0] == "en"]
    _write(path, {**whole, "docs": mine})


def _write(path: Path, data: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")), "utf-8")


def segmented(text: str, known: Iterable[str]) -> str:
    """A text whose Chinese is cut at known words, the longest at each place; what lies between stays whole.

    The theme cuts what is typed by the words of the index and takes the first that it finds: single
    characters among them would hide the words that begin with them.
    """
    return _cut(text, _cutting(known))


def _cutting(known: Iterable[str]) -> re.Pattern[str]:
    return re.compile("(" + "|".join(sorted(map(re.escape, known), key=len, reverse=True)) + ")")


def _cut(text: str, words: re.Pattern[str]) -> str:
    return HAN.sub(lambda found: JOINT.join(["", *filter(None, words.split(found[0])), ""]), text)


# -- navigation and configuration --------------------------------------------------------------------


def _spoken(config: MkDocsConfig, words: Translator) -> MkDocsConfig:
    """The configuration as the theme reads it, with its words in the language."""
    own = copy(config)
    own["theme"] = {
        **config.theme,
        "language": words.language,
        "palette": [_toggled(row, words) for row in config.theme["palette"]],
    }
    own["extra_css"] = [*config.extra_css, f"assets/{words.language}.css"]
    for key in ("site_description", "site_author", "copyright"):
        own[key] = words.gettext(own[key] or "")
    return own


def _toggled(row: dict[str, Any], words: Translator) -> dict[str, Any]:
    """A scheme of colours, with the name of its button in the language."""
    toggle = row.get("toggle") or {}
    return {**row, "toggle": {**toggle, "name": words.gettext(toggle.get("name", ""))}}


def _navigation(rows: Sequence[Any], words: Translator, files: Files) -> Navigation:
    """The navigation of `mkdocs.yml` in the language; it gives its pages their place in it."""
    from mkdocs.structure.nav import Navigation

    items = list(_items(rows, words, files))
    pages = list(_pages(items))
    for before, page, after in zip([None, *pages], pages, [*pages[1:], None], strict=False):
        page.previous_page, page.next_page = before, after
    made = Navigation(items, pages)
    home = files.get_file_from_path(f"{words.language}/index.md")
    made.homepage = home.page if home else None
    return made


def _items(rows: Sequence[Any], words: Translator, files: Files) -> Iterator[Any]:
    from mkdocs.structure.nav import Section

    for row in rows:
        title, inside = next(iter(row.items())) if isinstance(row, dict) else ("", row)
        if isinstance(inside, str):
            item = _item(words.gettext(title), inside, words, files)
            if item is not None:
                yield item
            continue
        section = Section(words.gettext(title), list(_items(inside, words, files)))
        for child in section.children:
            child.parent = section
        yield section


def _item(title: str, path: str, words: Translator, files: Files) -> Any:
    """The page in the language, or else a link to it in English."""
    from mkdocs.structure.nav import Link

    own, english = files.get_file_from_path(f"{words.language}/{path}"), files.get_file_from_path(path)
    if own is not None and own.page is not None:
        if title:
            own.page.title = title
        return own.page
    if english is None or english.page is None:
        return None
    shown = title or words.gettext(str(english.page.title or path))
    return Link(words.gettext("{0} (in English)").replace("{0}", shown), english.url)


def _pages(items: Iterable[Any]) -> Iterator[Page]:
    for item in items:
        if item.is_page:
            yield item
        yield from _pages(item.children or ())
