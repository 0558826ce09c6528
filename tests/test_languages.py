"""The second language: every message translated, every page there, the switch, no English left on a page."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from babel.messages.pofile import read_po
from conftest import ROOT, SHOWN, few
from pages_read import read
from test_browser import opened

from derive.book import book
from derive.cache import Cache
from derive.languages import HAN, beside, split
from derive.prose import with_claims
from derive.render import Templates
from derive.tongues import segmented
from derive.translation import LANGUAGES, PLACE, catalogue, terms, translator

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from shelf import Shelf

ENGLISH_ONLY = re.compile(r"(decisions|reference)/|.*benchmark|certificates|data|tutorial|changelog|404")
PLACES = re.compile(r"%\(\w+\)s|\{\w*\}|\$[^$]+\$")


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["messages"] = module  # its dataclass looks itself up there
    spec.loader.exec_module(module)
    return module


# -- the catalogue -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_has_a_translation_and_none_is_left_over(tool: ModuleType, language: str) -> None:
    with catalogue(language).open("rb") as file:
        rows = {(row.context or "", tool._first(row.id)): row for row in read_po(file, language) if row.id}
    asked = {(message.context, message.text) for message in tool.messages()}
    assert len(asked) > 1000
    assert asked - rows.keys() == set(), "run: python tools/messages.py, and translate what is new"
    assert rows.keys() - asked == set(), "run: python tools/messages.py"
    for (_context, text), row in rows.items():
        said = tool._first(row.string)
        assert said and not row.fuzzy, text
        assert sorted(PLACES.findall(said)) == sorted(PLACES.findall(text)), (text, said)
        assert set("<>|") & set(said) <= set("<>|") & set(text), (text, said)


def test_a_message_that_is_missing_is_seen(tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    more = [*tool.messages(), tool.Message("A sentence that nobody has translated.", "here")]
    monkeypatch.setattr(tool, "messages", lambda: more)
    assert tool.missing("zh") == ["A sentence that nobody has translated."]


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_of_the_engine_are_read_back(tool: ModuleType, language: str) -> None:
    """A sentence with something in its places is told in the language, with the same in its places."""
    words, read_back = translator(language), 0
    for message in tool.messages():
        names = PLACE.findall(message.text)
        if message.context or not names or not message.where.endswith(".py"):
            continue
        values = {name: f"q{k}q" for k, name in enumerate(names)}
        sentence = message.text.format(*values.values()) if names[0] == "0" else message.text.format(**values)
        said = words(sentence)
        assert said != sentence, sentence
        assert all(value in said for value in values.values()), (message.text, said)
        read_back += 1
    assert read_back > 10


def test_words_are_told_apart_by_their_context() -> None:
    words = translator("zh")
    assert words.name("Identity") != words("Identity")  # a function, and an equation
    assert words.name("Step") != words("Step")


# -- pages -------------------------------------------------------------------------------------------


def test_each_page_has_its_counterpart(shelf: Shelf) -> None:
    found = few(["relu", "sigmoid"])
    made = book(found, cache=Cache(shelf.filled(found)), languages=LANGUAGES).files
    pages = {path for path in made if path.endswith(".md")}
    english = {path for path in pages if split(path)[0] == "en"}
    for language in LANGUAGES:
        assert {f"{language}/{path}" for path in english} == pages - english
    shared = {path for path in made if not path.endswith(".md")}
    assert not [path for path in shared if split(path)[0] != "en"]  # figures, data, certificates: once


def test_the_second_language_changes_nothing_in_the_first(shelf: Shelf) -> None:
    found = few(["relu"])
    cache = Cache(shelf.filled(found))
    both, alone = book(found, cache=cache, languages=LANGUAGES), book(found, cache=cache)
    assert {path: text for path, text in both.files.items() if split(path)[0] == "en"} == alone.files


def test_claims_in_prose_are_proved_once_and_told_in_the_language() -> None:
    fence = "```claim\nstatement: relu(x) - relu(-x) == x\n```\n"
    known: dict[str, object] = {}
    found = few(["relu"])
    english, files = with_claims(fence, "a.md", found, Templates(), known=known)  # type: ignore[arg-type]
    assert len(known) == 1
    chinese, again = with_claims(fence, "a.md", found, Templates(translator("zh")), known=known)  # type: ignore[arg-type]
    assert files == again and "Certificate" in english and "证书" in chinese


def test_prose_stands_beside_its_english_page(shelf: Shelf) -> None:
    found = few(["relu"])
    prose = {
        "a.md": "# A { #a }\n\n[b](b.md)\n",
        "b.md": "# B { #b }\n",
        "zh/a.md": "# 甲 { #a }\n\n见 [乙](b.md#b)，\n"
        "以及 ![图](figures/mlp.svg) 与 [证书](certificates/x.json)。\n",
    }
    made = book(found, prose, Cache(shelf.filled(found)), languages=LANGUAGES).files
    assert "[乙](../b.md#b){ hreflang=en }" in made["zh/a.md"]  # not there in Chinese: led to the English one
    assert "](../figures/mlp.svg)" in made["zh/a.md"] and "](../certificates/x.json)" in made["zh/a.md"]
    assert made["a.md"] == prose["a.md"]
    assert "zh/a.md" not in book(found, prose, Cache(shelf.filled(found))).files


def test_programs_keep_their_spaces() -> None:
    text = "甲， 乙\n丙\n\n```sh\na， b\n```\n\n`x， y`\n"
    assert beside("a.md", text, {"a.md"}) == "甲，乙丙\n\n```sh\na， b\n```\n\n`x， y`\n"


# -- the built site ----------------------------------------------------------------------------------


class Reader(HTMLParser):
    """What one reads or hears on a page, with the tags that it stands in."""

    QUIET = frozenset({"script", "style", "math", "code", "pre", "cite", "em"})  # italics: titles of papers
    VOID = frozenset(
        {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
    )
    SAID = ("alt", "title", "aria-label", "placeholder", "content", "data-words", "data-open", "data-close")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.citing = False  # from the badge of a citation to the title: its authors

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag not in self.VOID:
            self.open.append((tag, found))
        if tag != "meta" or found.get("name") == "description" or found.get("property") == "og:description":
            self.said += [found[key] or "" for key in self.SAID if found.get(key)]

    def handle_endtag(self, tag: str) -> None:
        begun = self.citing or any(map(_cites, self.open[-1:]))
        self.citing = begun and tag not in ("em", "p", "li", "td")
        if any(name == tag for name, _ in self.open):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        quiet = self.citing or self.QUIET & {tag for tag, _ in self.open}
        if not quiet and not any(map(_foreign, self.open)):
            self.said.append(data)


def _cites(element: tuple[str, dict[str, str | None]]) -> bool:
    return "badge--cited" in (element[1].get("class") or "").split()


def _foreign(element: tuple[str, dict[str, str | None]]) -> bool:
    """What is a citation, a name, or marked as English."""
    tag, found = element
    classes = (found.get("class") or "").split()
    return (
        "en" in (found.get("lang"), found.get("hreflang"))
        or (found.get("href") or "").startswith("#ref-")
        or bool({"references", "timeline", "badge--cited"} & set(classes))
        or tag in ("select", "option")
    )


# A run of words with no more than spaces and commas between them; names in brackets are kept in Chinese too.
ENGLISH = re.compile(r"[A-Za-z][a-z'’-]+(?:[ ,;]+[A-Za-z][a-z'’-]*){2,}")
KEPT = re.compile(
    r"（[^（）]*）|Optimization and Nonsmooth Analysis|alpha plus tanh times|exp, log.*?Piecewise|"
    r"Dan Hendrycks, Kevin Gimpel|Transactions of the AMS|Latin Modern Math|sin, cos, erf, atan|"
    r"Montúfar, Pascanu, Cho"
)


def _english(path: Path) -> list[str]:
    reader = Reader()
    reader.feed(path.read_text("utf-8"))
    return [found for text in reader.said for found in ENGLISH.findall(KEPT.sub("", text))]


def test_the_detector_detects(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(
        '<p>好<a title="Link to this fact">甲</a> it was found here <cite>A b c</cite></p>', "utf-8"
    )
    assert _english(page) == ["Link to this fact", "it was found here"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_english_is_left(site: Path, language: str) -> None:
    pages = sorted((site / language).rglob("*.html"))
    assert len(pages) > len(SHOWN) + 10
    left = {str(path.relative_to(site)): found for path in pages if (found := _english(path))}
    left.pop(f"{language}/decisions/two-languages/index.html", None)  # has a table of English terms
    assert left == {}


def _pairs(site: Path, language: str) -> Iterator[tuple[Path, Path]]:
    for path in sorted((site / language).rglob("index.html")):
        yield site / path.relative_to(site / language), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_have_the_same_anchors(site: Path, language: str) -> None:
    seen = 0
    for english, own in _pairs(site, language):
        ids = [{name for name in read(path).ids if not name.startswith("__")} for path in (english, own)]
        assert ids[0] == {name for name in ids[1] if not name.endswith("-title")} | {
            name for name in ids[0] if name.endswith("-title")
        }, own
        seen += 1
    assert seen > len(SHOWN)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_there_in_both_languages(site: Path, language: str) -> None:
    for path in site.rglob("index.html"):
        own, name = split(path.relative_to(site).as_posix())
        if (
            own == "en"
            and not ENGLISH_ONLY.match(name)
            and not (ROOT / "docs" / name).parent.with_suffix(".md").is_file()
        ):
            assert (site / language / name).is_file(), name
    for english, own in _pairs(site, language):
        assert english.is_file(), own


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_head_names_the_language_and_the_counterpart(site: Path, language: str) -> None:
    for pair in _pairs(site, language):
        for path, tongue in zip(pair, ("en", language), strict=True):
            page = read(path)
            html = next(attributes for tag, attributes in page.elements if tag == "html")
            assert html["lang"] == tongue, path
            found = {
                attributes["hreflang"]: (path.parent / attributes["href"]).resolve()
                for tag, attributes in page.elements
                if tag == "link" and "hreflang" in attributes
            }
            assert found == {"en": pair[0].parent, language: pair[1].parent}, path


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_switch_leads_to_the_same_page(site: Path, language: str) -> None:
    for pair in _pairs(site, language):
        for path in pair:
            links = {
                attributes["hreflang"]: (path.parent / unquote(urlsplit(attributes["href"]).path)).resolve()
                for tag, attributes in read(path).elements
                if tag == "a" and "md-select__link" in attributes.get("class", "")
            }
            assert links == {"en": pair[0].parent, language: pair[1].parent}, path


def test_each_language_has_its_own_index_of_the_search(site: Path) -> None:
    indices = {
        folder: json.loads((site / folder / "search" / "pages.json").read_text("utf-8"))
        for folder in ("", "zh")
    }
    places = {folder: [row["location"] for row in index["docs"]] for folder, index in indices.items()}
    assert all(len(every) == len(set(every)) for every in places.values())
    words = {row["location"]: row["title"] + row["text"] for row in indices[""]["docs"]}
    spoken = {place.partition("#")[0] for place, text in words.items() if re.search(f"[{HAN}]", text)}
    assert spoken <= {"decisions/two-languages/"}  # which speaks of Chinese terms
    assert not [place for place in places[""] if place.startswith("zh/")]
    assert "activations/relu/" in places["zh"] and "activations/relu/" in places[""]
    for row in indices["zh"]["docs"]:
        assert (site / "zh" / urlsplit(row["location"]).path / "index.html").is_file()


def test_chinese_is_cut_at_terms() -> None:
    known = terms("zh")
    assert len(known) > 100 and len(known) == len(set(known))
    assert segmented("激活函数 ReLU 是单调的", known).split("\u200b") == [
        "",
        "激活函数",
        " ReLU ",
        "是",
        "单调",
        "的",
        "",
    ]


# -- in a browser ------------------------------------------------------------------------------------


@pytest.mark.browser
def test_the_switch_keeps_page_and_place(browser: Browser, served: str) -> None:
    with opened(browser, served + "activations/relu/#kinks") as (tab, heard):
        for language, path in (("zh", "zh/activations/relu/"), ("en", "activations/relu/")):
            tab.locator(".md-select > button").hover()
            tab.locator(f'.md-select__link[hreflang="{language}"]').click()
            tab.wait_for_url(served + path + "#kinks")
            assert tab.locator("#kinks").is_visible()
            assert tab.evaluate("document.documentElement.lang") == language
        assert heard == []


@pytest.mark.browser
@pytest.mark.parametrize("asked", ["单调", "利普希茨常数", "门控"])
def test_the_search_finds_chinese(browser: Browser, served: str, asked: str) -> None:
    with opened(browser, served + "zh/") as (tab, heard):
        tab.wait_for_load_state("networkidle")
        tab.locator(".md-search__input").click()
        tab.locator(".md-search__input").fill(asked)
        tab.locator(".md-search__input").press("End")  # the search listens to keys
        first = tab.locator(".md-search-result__link").first
        first.wait_for(timeout=20_000)
        assert "/zh/" in tab.evaluate("node => node.href", first.element_handle())
        assert heard == []


@pytest.mark.browser
def test_finding_speaks_chinese_and_stays_in_it(browser: Browser, served: str) -> None:
    with opened(browser, served + "zh/find/?f=x*sigmoid(x)") as (tab, heard):
        link = tab.locator(".find__answer a").first
        link.wait_for(timeout=20_000)
        assert tab.evaluate("node => node.href", link.element_handle()) == served + "zh/activations/silu/"
        assert "很可能" in tab.locator(".find__answer").inner_text()
        assert heard == []


@pytest.mark.browser
def test_two_functions_side_by_side_in_chinese(browser: Browser, served: str) -> None:
    with opened(browser, served + "zh/compare/pair/?a=relu&b=silu") as (tab, heard):
        tab.locator(".pair__shown table").wait_for(timeout=20_000)
        assert "值域" in tab.locator(".pair__shown").inner_text()
        assert heard == []
