"""The pages that compare functions, in a real browser: sorting, filtering, choosing, copying, by keyboard."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from test_browser import opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.browser
PAGES = ["compare/", "compare/pair/", "compare/identities/", "compare/timeline/", "compare/homonyms/"]
NAMES = "rows => rows.filter(row => !row.hidden).map(row => row.cells[0].textContent.trim())"
RANKS = "rows => rows.map(row => row.cells[7].querySelector('[data-rank]').dataset.rank)"


def _rows(tab: Tab) -> list[str]:
    found: list[str] = tab.locator(".explore tbody tr").evaluate_all(NAMES)
    return found


def _index(site: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads((site / "data" / "index.json").read_text("utf-8"))[
        "functions"
    ]
    return found


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (1440, "light"),
        pytest.param(390, "dark", marks=pytest.mark.long),
        pytest.param(1440, "dark", marks=pytest.mark.long),
        pytest.param(390, "light", marks=pytest.mark.long),
    ],
)
def test_pages(browser: Browser, served: str, width: int, scheme: str) -> None:
    for path in PAGES:
        with opened(browser, served + path, width, scheme) as (tab, heard):
            tab.wait_for_load_state("networkidle")
            wide, window = tab.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
            assert wide <= window, f"{path} is {wide} wide in a window of {window}"
            assert heard == [], path


def test_the_table_filters_by_keyboard(browser: Browser, served: str, site: Path) -> None:
    everything = _index(site)
    with opened(browser, served + "compare/") as (tab, heard):
        assert len(_rows(tab)) == len(everything)
        tab.locator("input[value=bounded]").focus()
        tab.keyboard.press("Space")
        bounded = {str(row["name"]) for row in everything if "bounded" in row["flags"]}  # type: ignore[operator]
        assert set(_rows(tab)) == bounded and bounded
        tab.locator("input[value=odd]").focus()
        tab.keyboard.press("Space")
        both = {str(row["name"]) for row in everything if {"bounded", "odd"} <= set(row["flags"])}  # type: ignore[call-overload]
        assert set(_rows(tab)) == both
        assert tab.locator("output").inner_text().startswith(f"{len(both)} ")
        tab.locator(".filters button[type=reset]").focus()
        tab.keyboard.press("Enter")
        tab.wait_for_timeout(50)
        assert len(_rows(tab)) == len(everything)
        tab.locator("input[type=search]").press_sequentially("sigm")
        assert all("sigm" in name.lower() for name in _rows(tab)) and _rows(tab)
        assert heard == []


def test_the_table_sorts_by_keyboard(browser: Browser, served: str) -> None:
    with opened(browser, served + "compare/") as (tab, heard):
        button = tab.locator(".explore th button", has_text="Lipschitz")
        head = tab.locator(".explore th", has_text="Lipschitz")
        button.focus()
        tab.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == "ascending"
        assert tab.locator("[aria-sort]").count() == 1
        ranks = tab.locator(".explore tbody tr").evaluate_all(RANKS)
        known = [float(rank) for rank in ranks if rank]
        assert known == sorted(known) and ranks[: len(known)] == [rank for rank in ranks if rank]
        tab.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == "descending"
        ranks = tab.locator(".explore tbody tr").evaluate_all(RANKS)
        known = [float(rank) for rank in ranks if rank]
        assert known == sorted(known, reverse=True)
        assert heard == []


def test_two_functions_side_by_side(browser: Browser, served: str) -> None:
    with opened(browser, served + "compare/pair/?a=sigmoid&b=tanh") as (tab, heard):
        shown = tab.locator(".pair__shown")
        shown.locator("svg").nth(3).wait_for()
        assert shown.locator("tr").first.inner_text().split("\t")[-2:] == ["Sigmoid", "Tanh"]
        assert shown.locator(".badge").count() >= 10
        tab.locator("select[name=b]").select_option("relu")
        shown.locator("a", has_text="ReLU").first.wait_for()
        assert "b=relu" in tab.url
        for link in shown.locator("a").evaluate_all("links => links.map(link => link.href)"):
            assert link.startswith(served), link
        assert heard == []


def test_the_pages_say_something_without_javascript(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    tab = context.new_page()
    tab.goto(served + "compare/")
    assert not tab.locator("form.filters").is_visible()
    assert tab.locator(".explore tbody tr").count() > 5
    tab.goto(served + "compare/pair/")
    assert tab.locator("#related").is_visible()
    context.close()


def test_latex_is_copied(browser: Browser, served: str) -> None:
    with opened(browser, served + "activations/sigmoid/") as (tab, heard):
        tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
        more = tab.locator("details.more").first
        more.locator("summary").focus()
        tab.keyboard.press("Enter")
        more.locator("button").focus()
        tab.keyboard.press("Enter")
        tab.wait_for_function("() => document.querySelector('details.more button').textContent === 'Copied'")
        copied = tab.evaluate("() => navigator.clipboard.readText()")
        assert copied == more.locator("code").inner_text() and "\\sigma(x)" in copied
        assert heard == []


def test_a_link_to_a_fact_opens_what_it_lies_in(browser: Browser, served: str, site: Path) -> None:
    facts = json.loads((site / "data" / "sigmoid.json").read_text("utf-8"))["facts"]
    series = next(fact["id"] for fact in facts if fact["kind"] == "taylor series")
    with opened(browser, served + f"activations/sigmoid/#f-{series}") as (tab, _heard):
        assert tab.locator(f"#f-{series}").is_visible()
