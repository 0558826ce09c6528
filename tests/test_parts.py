"""Pages come in parts: nothing is lost, what is far waits for the reader to begin, and pictures are whole."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from material.plugins.search.plugin import Parser
from test_browser import opened

from derive.late import lean
from derive.mathml import mathml
from derive.parts import boxed, parted
from derive.style import linked

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LATER = "() => document.querySelectorAll('.part--later').length"
SKIPPED = """() => [...document.querySelectorAll('.part--later')]
    .filter(part => !part.firstElementChild.checkVisibility({ contentVisibilityAuto: true })).length"""
BLOCKS = st.sampled_from([
    "<h2>a</h2>", "<h3 id='b'>b</h3>", "<p>c</p>", "<div><p>d</p><h2>e</h2></div>", "<ul><li>f</li></ul>",
    "<details><summary>g</summary><table><tr><td>h</td></tr></table></details>", "<pre><code>i</code></pre>",
    "<figure><svg><title>j</title></svg></figure>", "text", "\n",
])  # fmt: skip

SAID = st.one_of(BLOCKS, st.sampled_from([
    "<div class='k'><h3 id='l'>l <code>m</code></h3><p>n</p></div>",
    "<p>o <b>p</b> <math><mi>q</mi></math></p>",
    "<div data-search-exclude><p>r</p><b>s</b></div>", "<pre>t\n  u</pre>", "<p></p>", "<br>", "<!-- v -->",
    "<h2 id='w'>w<a class=\"headerlink\" href='#w'>x</a></h2>", "<ol><li><p>y</p></li></ol>", " z ",
]))  # fmt: skip


class Outline(HTMLParser):
    """Which tags, with which texts, inside which others, leaving out what makes the parts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, ...]] = []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        part = (dict(attrs).get("class") or "").startswith("part")
        self.open.append("part" if part else tag)
        if not part:
            self.note(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() in (tag, "part")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.note(data.strip())

    def note(self, what: str) -> None:
        self.seen.append((*(tag for tag in self.open if tag != "part"), what))


@given(st.lists(BLOCKS, max_size=30), st.integers(0, 200))
def test_parts_hold_what_was_there(blocks: list[str], first: int) -> None:
    html = "".join(blocks)
    made = parted(html, first=first)
    assert Outline(made).seen == Outline(html).seen
    for piece in made.split('<div class="part')[1:]:
        inner = piece.partition(">")[2].partition("</div><h")[0]
        assert not inner.lstrip().startswith(("<h2", "<h3"))


def test_what_is_not_well_nested_stays() -> None:
    for html in ("<h2>a</h2><div>", "<h2>a</h2></div>", "<p>no heading</p>"):
        assert parted(html) == html
    assert boxed('<table class="own"></table>') == '<table class="own"></table>'


def searched(html: str) -> list[tuple[str | None, str, str]]:
    """What the theme's search reads of a page, by section, without white space.

    A section without name, title and words is nobody's find: it comes of an element that is left out.
    """
    parser = Parser()
    parser.feed(html)
    parser.close()
    read = [
        (one.id, *("".join("".join(row).split()) for row in (one.title, one.text))) for one in parser.data
    ]
    return [section for section in read if any(section)]


@given(st.lists(SAID, max_size=30))
def test_the_search_reads_the_same_in_a_lean_page(blocks: list[str]) -> None:
    html = "".join(blocks)
    assert searched(lean(html)) == searched(html)
    assert len(lean(html)) <= len(html)


def test_one_style_sheet() -> None:
    link = '<link rel="stylesheet" href="../assets/{}">'
    names = (
        "stylesheets/main.57a0.min.css",
        "stylesheets/palette.fb.min.css",
        "_mkdocstrings.css",
        "derive.css",
    )
    head = "".join(map(link.format, names)) + link.format("zh.css")
    assert linked(head, of_api=False) == link.format("site.css") + link.format("zh.css")
    told = linked(head, of_api=True)
    assert "_mkdocstrings.css" in told and "palette" not in told
    assert linked("<p>none</p>", of_api=False) == "<p>none</p>"


def test_parentheses_grow_only_around_what_is_tall() -> None:
    assert 'stretchy="false"' in mathml(r"\left(x/\sqrt{2}\right)")
    assert 'stretchy="false"' not in mathml(r"\left(\frac{x}{\sqrt{2}}\right)")


@pytest.mark.browser
def test_what_is_far_waits_until_the_reader_has_begun(browser: Browser, served: str) -> None:
    with opened(browser, served + "activations/silu/", width=390) as (tab, heard):
        tab.wait_for_timeout(500)
        assert tab.evaluate(LATER) > 10
        assert tab.evaluate(SKIPPED) > 5
        tab.mouse.wheel(0, 300)
        tab.wait_for_function("() => !document.querySelector('.part--later')")
        assert heard == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390])
def test_a_picture_of_the_whole_page_is_whole(browser: Browser, served: str, width: int) -> None:
    with opened(browser, served + "chapter/gradients/", width=width) as (tab, _heard):
        tab.wait_for_timeout(500)
        assert tab.evaluate(LATER) > 10
        tab.screenshot(full_page=True)
        assert tab.evaluate(LATER) == 0


@pytest.mark.browser
def test_nothing_waits_without_javascript_or_on_paper(browser: Browser, served: str) -> None:
    style = "() => getComputedStyle(document.querySelector('.part--later')).contentVisibility"
    for told in ({"java_script_enabled": False}, {}):
        context = browser.new_context(**told)
        tab = context.new_page()
        tab.goto(served + "activations/silu/", wait_until="load")
        if not told:
            assert tab.evaluate(style) == "auto"
            tab.emulate_media(media="print")
        assert tab.evaluate(style) == "visible"
        context.close()


@pytest.mark.browser
def test_a_link_to_something_far_leads_there(browser: Browser, served: str) -> None:
    with opened(browser, served + "activations/silu/#take", width=390) as (tab, _heard):
        tab.wait_for_timeout(600)
        top = tab.evaluate("() => document.getElementById('take').getBoundingClientRect().top")
        assert 0 <= top < 400


@pytest.mark.browser
def test_light_and_dark_are_chosen_and_kept(browser: Browser, served: str) -> None:
    scheme = "() => document.body.getAttribute('data-md-color-scheme')"
    with opened(browser, served, scheme="dark") as (tab, heard):
        assert tab.evaluate(scheme) == "slate"
        for name, wanted in (("Follow the system", "default"), ("Light", "slate"), ("Dark", "slate")):
            tab.locator(f"[data-derive-scheme] label[title='{name}']").click()
            assert tab.evaluate(scheme) == wanted
        tab.emulate_media(color_scheme="light")
        tab.wait_for_function(f"() => ({scheme})() === 'default'")
        tab.locator("[data-derive-scheme] label[title='Follow the system']").click()
        tab.locator("[data-derive-scheme] label[title='Light']").click()
        tab.goto(served + "activations/silu/")
        assert tab.evaluate(scheme) == "slate"
        assert heard == []
