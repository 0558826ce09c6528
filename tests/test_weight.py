"""What a page weighs on its way, that nothing moves while it comes, and that each sign has its font."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT
from site_kinds import KINDS

from benchmarks.site.serving import Server, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext
    from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.browser

HEAVIEST = 350_000  # bytes of a first visit, with fonts, as a compressing server sends them
FURTHEST = 0.02  # layout shift
WATCH = """window.moved = 0; new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
}).observe({ type: 'layout-shift', buffered: true });"""
FRAMES = """() => new Promise(done => {  // what has moved in a frame is told in the next one
    let left = 4; const frame = () => left-- ? requestAnimationFrame(frame) : setTimeout(done); frame(); })"""
RANGE = re.compile(r'font-family: "Derive Math"; [^}]*unicode-range: ([^;]+);')
CHINESE = re.compile("[\u3000-\u9fff\uff00-\uffef]")  # words in a formula: set in the reader's own font
LEAF = re.compile(r"<(m[ion]|mtext)\b[^>]*>[^<]+</\1>")
# Letters that stand alone in <mi> are set in italics by the browser: the characters that it then shows.
LETTERS = (("A", 0x1D434, 26), ("a", 0x1D44E, 26), ("Α", 0x1D6E2, 25), ("α", 0x1D6FC, 25))
ITALIC = {ord("h"): 0x210E} | {
    ord(first) + k: start + k
    for first, start, count in LETTERS
    for k in range(count)
    if first != "a" or k != 7
}


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[Server]:
    with serving(site) as told:
        yield told


def visited(context: BrowserContext, address: str) -> Tab:
    """A page once everything that it asks for by itself is there."""
    tab = context.new_page()
    tab.add_init_script(WATCH)
    tab.goto(address, wait_until="networkidle")
    tab.evaluate("() => document.fonts.ready")
    tab.evaluate(FRAMES)
    return tab


@pytest.mark.parametrize(
    ("width", "kinds"),
    [
        (1440, KINDS[::6]),
        pytest.param(390, KINDS[1::6], marks=pytest.mark.long),
        pytest.param(1440, KINDS, marks=pytest.mark.long),
    ],
    ids=["1440", "390", "every kind of page"],
)
def test_a_first_visit_is_light_and_steady(
    browser: Browser, server: Server, width: int, kinds: tuple[str, ...]
) -> None:
    for path in kinds:
        server.sent.clear()
        context = browser.new_context(viewport={"width": width, "height": 844})
        tab = visited(context, server.address + path)
        weight = sum(row.size for row in server.sent)
        assert 100_000 < weight < HEAVIEST, f"{path or 'home'}: {weight} bytes"
        moved = tab.evaluate("() => window.moved")
        assert moved <= FURTHEST, f"{path or 'home'}: layout shift {moved}"
        context.close()


@pytest.mark.parametrize(
    ("path", "fonts"),
    [
        pytest.param("activations/families/rectifier/", 3, marks=pytest.mark.long),
        pytest.param("activations/silu/", 3, marks=pytest.mark.long),
        pytest.param("activations/relu/", 3, marks=pytest.mark.long),
        ("chapter/", 3),
        pytest.param("chapter/piecewise-linear/", 3, marks=pytest.mark.long),
        pytest.param("compare/", 2, marks=pytest.mark.long),  # no formulas
    ],
)
def test_a_page_stays_where_it_is_when_its_fonts_come_late(
    browser: Browser, server: Server, path: str, fonts: int
) -> None:
    """Those of the machine take the same room."""
    for width in (1440, 390):
        context = browser.new_context(viewport={"width": width, "height": 844})
        waiting: list[Any] = []
        context.route("**/*.woff2", lambda route, _request, kept=waiting: kept.append(route))
        tab = context.new_page()
        tab.add_init_script(WATCH)
        tab.goto(server.address + path, wait_until="domcontentloaded")
        tab.wait_for_timeout(1000)
        before = tab.evaluate("() => [...document.fonts].filter(f => f.status == 'loaded').length")
        while waiting:
            waiting.pop().continue_()
            tab.wait_for_timeout(100)
        tab.evaluate("() => document.fonts.ready")
        tab.wait_for_timeout(300)
        after = tab.evaluate("() => [...document.fonts].filter(f => f.status == 'loaded').length")
        assert after >= before + fonts
        moved = tab.evaluate("() => window.moved")
        assert moved <= FURTHEST, f"{path} at {width}: layout shift {moved}"
        context.close()


@pytest.mark.long
def test_a_page_stays_where_it_is_when_it_comes_in_pieces(browser: Browser, site: Path) -> None:
    """A table waits for its last row, the footer for the whole page."""
    with serving(site, pause=0.08) as slow:
        for path, width in (
            ("activations/", 1440),
            ("reference/", 1440),
            ("zh/compare/", 1440),
            ("zh/find/", 834),
        ):
            context = browser.new_context(viewport={"width": width, "height": 844})
            tab = visited(context, slow.address + path)
            seen = "() => getComputedStyle(document.querySelector('.md-footer')).visibility"
            assert tab.evaluate(seen) == "visible"
            moved = tab.evaluate("() => window.moved")
            assert moved <= FURTHEST, f"{path} at {width}: layout shift {moved}"
            context.close()


def test_what_is_asked_for_early_is_used(browser: Browser, server: Server) -> None:
    """A font that a page asks for in its head is one that it is set in."""
    for path in ("activations/silu/", "find/"):
        context = browser.new_context()
        tab = visited(context, server.address + path)
        asked = tab.evaluate("() => [...document.querySelectorAll('link[rel=preload]')].map(l => l.href)")
        loaded = "() => [...document.fonts].filter(f => f.status == 'loaded').map(f => f.family)"
        used = [name.strip('"') for name in tab.evaluate(loaded)]
        names = {"derive-serif": "Derive Serif", "derive-sans": "Derive Sans", "derive-math": "Derive Math"}
        assert {names[Path(href).stem] for href in asked} <= set(used), path
        assert len(asked) >= 2
        context.close()


def test_the_index_comes_when_one_searches(browser: Browser, server: Server) -> None:
    context = browser.new_context()
    server.sent.clear()
    tab = visited(context, server.address)
    heard: list[str] = []
    tab.on("console", lambda message: heard.append(message.text))
    assert not [row for row in server.sent if row.path == "/search/pages.json"]
    box = tab.locator(".md-search__input")
    box.click()
    box.press_sequentially("hardtanh", delay=15)
    found = tab.locator(".md-search-result__link").first
    found.wait_for(timeout=20_000)
    assert "hardtanh" in (found.get_attribute("href") or "")
    box.fill("")
    box.press_sequentially("expit", delay=15)
    tab.wait_for_function(
        "() => document.querySelector('.md-search-result__link')?.href.includes('sigmoid')", timeout=20_000
    )
    for word in ("relu", "sigmoid", "tanh", "gelu"):  # before those whose names begin with it
        box.fill("")
        box.press_sequentially(word, delay=15)
        first = "word => document.querySelector('.md-search-result__link')?.href.includes(`/${word}/`)"
        tab.wait_for_function(first, arg=word, timeout=20_000)
    assert sum(row.path == "/search/pages.json" for row in server.sent) == 1
    context.close()
    context = browser.new_context()  # a link that searches, and one that marks what was found
    tab = context.new_page()
    tab.goto(server.address + "?q=expit")
    tab.locator(".md-search-result__link").first.wait_for(timeout=20_000)
    tab.goto(server.address + "activations/sigmoid/?h=expit")
    tab.locator("mark").first.wait_for()
    assert heard == []
    context.close()


# -- each sign has its font --------------------------------------------------------------------------


def covered() -> set[int]:
    """The characters that the sheet says the fonts of mathematics have."""
    out: set[int] = set()
    for held in RANGE.findall((ROOT / "docs/assets/derive.css").read_text("utf-8")):
        for part in held.split(","):
            low, _, high = part.strip().removeprefix("U+").partition("-")
            out.update(range(int(low, 16), int(high or low, 16) + 1))
    return out


def test_no_formula_has_a_sign_without_a_font(site: Path) -> None:
    """In any page."""
    known, seen = covered(), set()
    for path in site.rglob("*.html"):
        html = path.read_text("utf-8")
        for formula in re.findall(r"<math\b.*?</math>", html, re.DOTALL):
            for plain, letter in re.findall(r"<mi(?: mathvariant=\"(normal)\")?>(.)</mi>", formula):
                seen.add((ord(letter) if plain else ITALIC.get(ord(letter), ord(letter)), path))
            text = re.sub(r"<mi>.</mi>|<annotation.*?</annotation>|<[^>]*>", "", formula)
            text = re.sub(r"&#x([0-9a-fA-F]+);", lambda m: chr(int(m[1], 16)), text)
            for name, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
                text = text.replace(name, sign)
            seen.update(
                (ord(sign), path)
                for sign in text
                if not sign.isspace() and sign != "\ufe00" and not CHINESE.match(sign)
            )
    missing = {(chr(code), path.relative_to(site).as_posix()) for code, path in seen if code not in known}
    assert not missing
    assert len({code for code, _path in seen}) > 120


def test_formulas_are_set_in_the_font_of_the_site(browser: Browser, server: Server, site: Path) -> None:
    """Each sign of any page, as the browser tells, which is what one sees."""
    pages = [path.read_text("utf-8") for path in site.rglob("*.html")]
    found = {leaf[0] for text in pages for leaf in LEAF.finditer(text)}
    signs = {leaf for leaf in found if not CHINESE.search(leaf)}
    assert len(signs) > 150
    context = browser.new_context()
    tab = visited(context, server.address + "find/")
    shown = "".join(f"<math>{leaf}</math> " for leaf in sorted(signs))
    tab.evaluate("html => { document.querySelector('.md-content__inner').innerHTML = html; }", shown)
    tab.evaluate("() => new Promise(done => setTimeout(done, 300)).then(() => document.fonts.ready)")
    session = context.new_cdp_session(tab)
    for name in ("DOM", "CSS"):
        session.send(f"{name}.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    asked = {"nodeId": root, "selector": ".md-content__inner math > *"}
    nodes = session.send("DOM.querySelectorAll", asked)["nodeIds"]
    told = [session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"] for node in nodes]
    assert len(nodes) == len(signs)
    other = [
        (leaf, font["familyName"])
        for leaf, found in zip(sorted(signs), told, strict=True)
        for font in found
        if font["familyName"] != "Derive Math"
    ]
    assert not other
    context.close()


def test_the_page_is_not_styled_a_second_time(browser: Browser, server: Server) -> None:
    """The classes that the theme's program gives to the root are there before what is to be read.

    One that came later would have every element styled again.
    """
    context = browser.new_context()
    tab = context.new_page()
    answer = tab.goto(server.address + "activations/silu/", wait_until="networkidle")
    first = re.search(r'documentElement\.className="([^"]*)"', answer.text() if answer else "")
    assert first and first.start() < answer.text().index("<main")
    assert tab.evaluate("() => document.documentElement.className") == first[1]
    context.close()
