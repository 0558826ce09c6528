"""The built site in a real browser: quiet, closed in itself, readable, and nothing wider than the window."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.browser

PAGES = [
    "",
    "activations/sigmoid/",
    "activations/elu/",
    "collapse/",
    "chapter/",
    "activations/",
    "how-we-know/",
]
WIDTHS = {"desktop": 1440, "phone": 390}

# Formulas that have no room on the screen, or are not set in the font of the site.
UNSEEN_FORMULAS = """() => [...document.querySelectorAll('.md-content math')].filter(node => {
    if (node.closest('details:not([open])')) return false;
    const box = node.getBoundingClientRect();
    return box.width === 0 || box.height === 0 || !getComputedStyle(node).fontFamily.includes('Derive Math');
}).map(node => node.textContent)"""
LOADED_FONTS = (
    "() => document.fonts.ready.then(all => [...all].filter(f => f.status == 'loaded').map(f => f.family))"
)
STROKES = "() => [...document.querySelectorAll('figure path')].map(node => getComputedStyle(node).stroke)"
CONTRAST = """() => {
    const numbers = text => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
    const light = rgb => rgb.map(c => (c /= 255) <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
    const text = light(numbers(getComputedStyle(document.querySelector('.md-content p')).color));
    const paper = light(numbers(getComputedStyle(document.body).backgroundColor));
    return (Math.max(text, paper) + .05) / (Math.min(text, paper) + .05);
}"""


@contextmanager
def opened(
    browser: Browser, address: str, width: int = 1440, scheme: str = "light"
) -> Iterator[tuple[Tab, list[str]]]:
    """A page in a window of its own, and its complaints: console, errors, dialogs, requests elsewhere."""
    heard: list[str] = []
    own = address[: address.index("/", 8)]
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    tab = context.new_page()
    tab.on("console", lambda message: heard.append(f"console: {message.text}"))
    tab.on("pageerror", lambda error: heard.append(f"error: {error}"))
    tab.on("dialog", lambda dialog: (heard.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    tab.on("response", lambda r: heard.append(f"{r.status}: {r.url}") if r.status >= 400 else None)
    tab.on(
        "request",
        lambda r: None if r.url.startswith((own, "data:", "blob:")) else heard.append(f"asked: {r.url}"),
    )
    tab.goto(address, wait_until="load")
    yield tab, heard
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_pages(browser: Browser, served: str, width: str, scheme: str) -> None:
    with opened(browser, served, WIDTHS[width], scheme) as (tab, heard):
        for path in PAGES:
            tab.goto(served + path, wait_until="load")
            assert "Derive Math" in tab.evaluate(LOADED_FONTS), path
            assert tab.locator(".md-content math").count() > 0, path
            assert tab.evaluate(UNSEEN_FORMULAS) == [], path
            wide, window = tab.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
            assert wide <= window, f"{path} is {wide} wide in a window of {window}"
            assert tab.evaluate(CONTRAST) > 4.5, path
            dark = tab.evaluate("() => document.body.getAttribute('data-md-color-scheme')") == "slate"
            assert dark == (scheme == "dark")
            assert heard == [], path


def test_figures_take_the_colours_of_the_scheme(browser: Browser, served: str) -> None:
    strokes = set()
    for scheme in ("light", "dark"):
        with opened(browser, served + "activations/relu/", scheme=scheme) as (tab, _heard):
            found = tab.evaluate(STROKES)
            assert len(found) > 5
            strokes.add(tuple(found))
    assert len(strokes) == 2


def test_steps_open_one_by_one_and_all_at_once(browser: Browser, served: str) -> None:
    with opened(browser, served + "activations/sigmoid/") as (tab, heard):
        steps = tab.locator("details.step")
        count = steps.count()
        assert count >= 5
        assert tab.locator("details.step[open]").count() == 0
        steps.nth(1).locator("> summary").click()
        assert tab.locator("details.step[open]").count() == 1
        assert steps.nth(1).locator("math").first.bounding_box()["height"] > 10
        button = tab.locator("button[data-derive-toggle]").first
        assert button.inner_text() == "Open every step"
        button.click()
        assert tab.locator("details.step[open]").count() == count
        assert button.inner_text() == "Close every step"
        button.click()
        assert tab.locator("details.step[open]").count() == 0
        assert heard == []


def test_steps_open_by_keyboard(browser: Browser, served: str) -> None:
    with opened(browser, served + "activations/sigmoid/") as (tab, _heard):
        tab.locator("details.step summary").first.focus()
        tab.keyboard.press("Enter")
        assert tab.locator("details.step[open]").count() == 1


def test_a_page_reads_without_javascript(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    tab = context.new_page()
    tab.goto(served + "activations/sigmoid/")
    assert tab.locator("figure svg").first.is_visible()
    assert not tab.locator("button[data-derive-toggle]").first.is_visible()
    step = tab.locator("details.step").first
    step.locator("> summary").click()
    assert step.locator("math").first.is_visible()
    context.close()


def test_the_search_finds_a_function(browser: Browser, served: str) -> None:
    with opened(browser, served) as (tab, heard):
        assert "sigmoid" in (_first_found(tab, "expit") or "")
        assert heard == []


def _first_found(tab: Tab, words: str) -> str | None:
    """Where the first answer of the search leads; it listens once its index is there."""
    tab.wait_for_load_state("networkidle")
    tab.locator(".md-search__input").click()
    tab.locator(".md-search__input").press_sequentially(words, delay=20)
    found = tab.locator(".md-search-result__link").first
    found.wait_for(timeout=20_000)
    return found.get_attribute("href")


def test_a_certificate_can_be_downloaded(browser: Browser, served: str) -> None:
    with opened(browser, served + "activations/sigmoid/") as (tab, _heard):
        with tab.expect_download() as waiting:
            tab.locator('.statement a[href$=".json"]').first.click()
        assert waiting.value.suggested_filename.endswith(".json")
        assert waiting.value.failure() is None


def test_a_hostile_catalogue_runs_nothing(browser: Browser, foreign_served: str) -> None:
    for path in ("", "activations/", "activations/hostile/"):
        with opened(browser, foreign_served + path) as (tab, heard):
            tab.wait_for_timeout(300)
            assert heard == [], path
            assert tab.locator(".md-content").is_visible()
    with opened(browser, foreign_served) as (tab, heard):
        assert "hostile" in (_first_found(tab, "torch.hostile") or "")
        assert heard == []
