"""Everyone reaches everything: WCAG 2.2 AA by axe-core on every kind of page, and the keyboard alone."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from conftest import absent
from site_kinds import KINDS
from test_browser import opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = "rules => axe.run({ runOnly: rules }).then(found => found.violations)"
BEGIN = "() => dispatchEvent(new Event('scroll'))"  # as a reader does; then what is far is laid out
WHOLE = "() => !document.querySelector('.part--later')"
OPEN = "() => { for (const one of document.querySelectorAll('details')) one.open = true; }"
FONTS = "() => Promise.allSettled([...document.fonts].map(face => face.load())).then(() => null)"
SETTLED = """() => [...document.querySelectorAll('.math-display, .fact__row, .md-typeset__scrollwrap')]
    .every(one => one.scrollWidth <= one.clientWidth || one.tabIndex === 0)"""
MARK = """() => { const one = document.activeElement; const seen = one.dataset.seen; one.dataset.seen = 'yes';
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    return { again: !!seen, ring: style.outlineStyle !== 'none' || style.boxShadow !== 'none'
        || one.closest('.md-search, .md-header') !== null, html: one.outerHTML.slice(0, 120),
        place: [...document.querySelectorAll('*')].indexOf(one), wide: box.width, high: box.height }; }"""


@pytest.fixture(scope="session")
def axe() -> str:
    """The program of axe-core, which the package brings."""
    try:
        return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    except ModuleNotFoundError:
        absent("found no package axe-playwright-python")
        raise


def told(findings: list[dict[str, Any]]) -> list[str]:
    """What axe found, in a line each."""
    return [f"{row['id']}: {node['html'][:120]}" for row in findings for node in row["nodes"]]


# Colours depend on the scheme and sizes on the width, so two of the four pairs see all of both.
@pytest.mark.long
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing(browser: Browser, served: str, axe: str, width: int, scheme: str) -> None:
    """With everything open that can be opened, on one page of each kind."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    for path in KINDS:
        tab = context.new_page()
        tab.goto(served + path, wait_until="load")
        tab.evaluate(BEGIN)
        tab.wait_for_function(WHOLE)
        tab.evaluate(OPEN)
        tab.evaluate(FONTS)  # what was opened may ask for another one
        tab.wait_for_timeout(200)
        tab.wait_for_function(SETTLED)
        tab.evaluate(axe)
        assert told(tab.evaluate(RUN, RULES)) == [], path or "home"
        tab.close()
    context.close()


def test_axe_would_find_something(browser: Browser, served: str, axe: str) -> None:
    with opened(browser, served) as (tab, _heard):
        tab.evaluate(
            "() => { document.querySelector('.md-content svg').closest('figure').innerHTML = '<img>'; }"
        )
        tab.evaluate(axe)
        assert any(line.startswith("image-alt") for line in told(tab.evaluate(RUN, RULES)))


# -- the keyboard alone ------------------------------------------------------------------------------


def walked(tab: Tab, most: int = 400) -> list[dict[str, Any]]:
    """What one comes to with the key Tab, from the top of the page to its end."""
    out = []
    for _ in range(most):
        tab.keyboard.press("Tab")
        here = tab.evaluate(MARK)
        if here["again"] or here["html"].startswith("<body"):
            break
        out.append(here)
    return out


@pytest.mark.parametrize("path", ["activations/relu/", "compare/pair/", "find/", "collapse/"])
def test_the_keyboard_comes_everywhere_in_order(browser: Browser, served: str, path: str) -> None:
    """Each control that one sees, once, in the order of the page, with a ring around it."""
    with opened(browser, served + path) as (tab, heard):
        tab.wait_for_timeout(500)
        tab.evaluate(BEGIN)
        tab.wait_for_function(WHOLE)
        for block in tab.locator("pre > code:visible").all():  # a block has its button once it was seen
            block.scroll_into_view_if_needed()
            block.locator("xpath=ancestor::pre[1]").locator("button").first.wait_for(state="attached")
        tab.evaluate("() => scrollTo(0, 0)")
        came = walked(tab)
        places = [here["place"] for here in came]
        assert places == sorted(places)
        assert [here["html"] for here in came if not here["ring"]] == []
        seen = """() => [...document.querySelectorAll('.md-content *')]
            .filter(one => one.matches('a[href], button, input, select, summary'))
            .filter(one => one.checkVisibility({ visibilityProperty: true, opacityProperty: false }) &&
                !one.closest('details:not([open]) > :not(summary)') && !one.disabled && !one.dataset.seen)
            .map(one => one.outerHTML.slice(0, 120))"""
        assert tab.evaluate(seen) == []
        assert len(came) > 15
        assert heard == []


def test_the_skip_link_leads_past_the_navigation(browser: Browser, served: str) -> None:
    with opened(browser, served + "activations/silu/") as (tab, _heard):
        tab.keyboard.press("Tab")
        assert "md-skip" in tab.evaluate("() => document.activeElement.className")
        tab.keyboard.press("Enter")
        tab.keyboard.press("Tab")
        inside = "() => document.querySelector('.md-content').contains(document.activeElement)"
        assert tab.evaluate(inside)


def test_the_search_by_keys(browser: Browser, served: str) -> None:
    with opened(browser, served) as (tab, heard):
        tab.wait_for_load_state("networkidle")
        tab.keyboard.press("s")
        tab.keyboard.type("expit", delay=20)
        tab.locator(".md-search-result__link").first.wait_for(timeout=20_000)
        tab.keyboard.press("ArrowDown")
        tab.keyboard.press("Enter")
        tab.wait_for_url("**/activations/sigmoid/**")
        assert heard == []


def test_a_table_sorts_and_filters_by_keys(browser: Browser, served: str) -> None:
    with opened(browser, served + "compare/") as (tab, heard):
        tab.locator("button.sort").first.focus()
        tab.keyboard.press("Enter")
        names = (
            "() => [...document.querySelectorAll('.explore tbody tr:not([hidden]) td:first-child')]"
            ".map(cell => cell.innerText.trim().toLowerCase())"
        )
        first = tab.evaluate(names)
        assert first == sorted(first)
        assert tab.locator("th[aria-sort=ascending]").count() == 1
        tab.keyboard.press("Space")
        assert tab.evaluate(names) == sorted(first, reverse=True)
        tab.locator(".filters input[name=flag]").first.focus()
        tab.keyboard.press("Space")
        assert 0 < len(tab.evaluate(names)) < len(first)
        assert tab.locator(".filters output").inner_text().startswith(f"{len(tab.evaluate(names))} of")
        assert heard == []


def test_copying_by_keys(browser: Browser, served: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    tab = context.new_page()
    tab.goto(served + "activations/silu/", wait_until="load")
    block = tab.locator("details.take").first
    block.locator("summary").focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_function("() => document.activeElement.textContent === document.activeElement.dataset.done")
    copied = tab.evaluate("() => navigator.clipboard.readText()")
    assert copied.strip() == block.locator("code").inner_text().strip() and len(copied) > 20
    context.close()


def test_what_is_wider_than_its_place_moves_by_keys(browser: Browser, served: str) -> None:
    with opened(browser, served + "activations/elu/", width=320) as (tab, _heard):
        tab.evaluate(BEGIN)
        tab.wait_for_function(WHOLE)
        wide = tab.locator(".math-display[tabindex='0']").locator("visible=true").first
        wide.scroll_into_view_if_needed()
        wide.focus()
        for _ in range(3):
            tab.keyboard.press("ArrowRight")
        tab.wait_for_timeout(400)
        assert wide.evaluate("one => one.scrollLeft") > 0


# -- what is heard, and what moves -------------------------------------------------------------------


def test_formulas_and_pictures_are_heard(browser: Browser, served: str) -> None:
    """A screen reader is given formulas as mathematics, and a sentence for each picture."""
    with opened(browser, served + "activations/silu/") as (tab, _heard):
        tab.evaluate(BEGIN)
        tab.wait_for_function(WHOLE)
        session = tab.context.new_cdp_session(tab)
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        roles = [(node.get("role", {}).get("value"), node.get("name", {}).get("value", "")) for node in nodes]
        formulas = [name for role, name in roles if role in ("math", "MathMLMath")]
        assert len(formulas) > 20
        pictures = [name for role, name in roles if role in ("image", "img", "graphics-document", "SvgRoot")]
        said = [name for name in pictures if "SiLU" in name or "curve" in name.lower()]
        assert said and all(len(name) > 40 for name in said)
        svg = """() => [...document.querySelectorAll('.md-content figure svg')].map(one => {
            const size = id => document.getElementById(id)?.textContent.length || 0;
            const ids = (one.getAttribute('aria-labelledby') || '').split(' ');
            return [one.getAttribute('role'), ids.map(size)];
        })"""
        for role, lengths in tab.evaluate(svg):
            assert role == "img" and sum(lengths) > 40


def test_nothing_moves_for_those_who_ask(browser: Browser, served: str) -> None:
    moving = """() => [...document.querySelectorAll('*')].filter(one => {
        const style = getComputedStyle(one);
        return style.transitionProperty !== 'none' && parseFloat(style.transitionDuration) > 0
            || style.animationName !== 'none' || style.scrollBehavior === 'smooth';
    }).map(one => one.outerHTML.slice(0, 100))"""
    context = browser.new_context(reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(served + "activations/silu/", wait_until="load")
    assert tab.evaluate(moving) == []
    context.close()
    with opened(browser, served + "activations/silu/") as (tab, _heard):
        assert tab.evaluate(moving) != []
