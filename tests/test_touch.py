"""Curves that one touches and the page that finds, in a browser: pointer, finger, keys, sliders, words."""

from __future__ import annotations

import contextlib
import math
import re
from typing import TYPE_CHECKING, Any

import pytest
from test_browser import opened

from derive.language.catalogue import Catalogue

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.browser

PLOT = ".curve__plot"
CELLS = """() => [...document.querySelectorAll('.curve__values tbody tr:not([hidden])')]
    .map(row => [...row.cells].map(cell => cell.innerText.trim()))"""


def touched(tab: Tab) -> None:
    """Waits until the component is there."""
    tab.locator(PLOT).wait_for()
    tab.locator(PLOT).scroll_into_view_if_needed()


def cells(tab: Tab, row: int = 0) -> list[str]:
    """What is read off: x, f, f', f''."""
    return [text.replace("−", "-") for text in tab.evaluate(CELLS)[row][1:]]


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def move_to(tab: Tab, x: float, *, tap: bool = False) -> None:
    """The pointer over x: the axis goes from -8.25 to 8.25 between the paddings of the plot."""
    box = tab.locator(PLOT).bounding_box()
    assert box is not None
    at = box["x"] + 38 + (x + 8.25) / 16.5 * (box["width"] - 50)
    (tab.touchscreen.tap if tap else tab.mouse.move)(at, box["y"] + box["height"] / 2)


def test_the_pointer_reads_values(browser: Browser, served: str) -> None:
    with opened(browser, served + "activations/sigmoid/") as (tab, heard):
        touched(tab)
        for x in (-5.0, 1.5, 3.25):
            move_to(tab, x)
            s = sigmoid(x)
            wanted = [x, s, s * (1 - s), s * (1 - s) * (1 - 2 * s)]
            assert [number(cell) for cell in cells(tab)] == pytest.approx(wanted, abs=2e-7)
        assert heard == []


def test_a_finger_reads_values(browser: Browser, served: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    tab = context.new_page()
    tab.goto(served + "activations/silu/")
    touched(tab)
    move_to(tab, -3.5, tap=True)
    assert number(cells(tab)[0]) == pytest.approx(-3.5, abs=0.051)
    x = number(cells(tab)[0])
    assert number(cells(tab)[1]) == pytest.approx(x * sigmoid(x), abs=2e-7)
    action = tab.evaluate("() => getComputedStyle(document.querySelector('.curve__plot')).touchAction")
    assert action == "pan-y"  # the page still scrolls under a finger
    assert tab.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_keys_move_and_stop_where_pieces_meet(browser: Browser, served: str) -> None:
    with opened(browser, served + "activations/relu/") as (tab, heard):
        touched(tab)
        plot = tab.locator(PLOT)
        plot.focus()
        assert "none" not in tab.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
        tab.keyboard.press("End")
        assert cells(tab) == ["8", "8", "1", "0"]
        tab.keyboard.press("ArrowLeft")
        assert cells(tab)[0] == "7.95"
        tab.keyboard.press("Home")
        assert cells(tab) == ["-8", "0", "0", "0"]
        for _ in range(7):
            tab.keyboard.press("PageUp")
        tab.keyboard.press("Shift+ArrowRight")
        tab.keyboard.press("PageUp")  # from -1/2 over the kink: it stops there
        x, f, slope, bend = cells(tab)
        assert (x, f) == ("0", "0")
        assert re.fullmatch(r"left 0,\s*right 1", slope)
        assert re.fullmatch(r"left 0,\s*right 0", bend)
        assert plot.get_attribute("role") == "slider"
        assert plot.get_attribute("aria-valuenow") == "0"
        assert "f′: left 0" in (plot.get_attribute("aria-valuetext") or "")
        assert tab.locator(".curve [role=status]").inner_text() == ""  # the slider says it
        assert heard == []


def test_kinks_are_drawn_as_kinks(browser: Browser, served: str) -> None:
    with opened(browser, served + "activations/relu/") as (tab, _heard):
        touched(tab)
        slope = tab.locator("path.curve__line--1").get_attribute("d") or ""
        assert slope.count("M") == 2  # broken at the kink, with no line from 0 to 1
        assert tab.locator("circle.curve__mark--1.curve__mark--open").count() == 2
        assert tab.locator("circle.curve__mark--0.curve__mark--kink").count() == 1
        ends = [(piece.split("L")[-1], piece.split("L")[0]) for piece in slope.split("M")[1:]]
        (left, _), (_, right) = ends
        assert left.split()[0] == right.split()[0]  # both pieces end at the same x
        assert left.split()[1] != right.split()[1]


def test_sliders_change_curve_formula_and_values(browser: Browser, served: str) -> None:
    with opened(browser, served + "activations/elu/") as (tab, heard):
        touched(tab)
        slider = tab.locator(".curve__slider input")
        assert tab.locator(".curve__slider label").inner_text().strip().endswith("alpha")
        assert re.fullmatch(r"left 1,\s*right 0", _at(tab, "0")[3])
        assert _at(tab, "0")[2] == "1"  # with alpha = 1 the slopes agree
        before = tab.locator("path.curve__line--0").get_attribute("d")
        slider.focus()
        for _ in range(10):
            tab.keyboard.press("ArrowRight")
        assert tab.locator(".curve__slider output").inner_text() == "1.5"
        assert "1.5" in tab.locator(".curve__formula").inner_text()
        assert tab.locator("path.curve__line--0").get_attribute("d") != before
        assert re.fullmatch(r"left 1.5,\s*right 1", _at(tab, "0")[2])
        tab.locator(PLOT).focus()
        for _ in range(20):
            tab.keyboard.press("ArrowLeft")
        assert number(cells(tab)[1]) == pytest.approx(1.5 * math.expm1(-1), abs=2e-7)
        tab.locator(".curve [data-reset]").click()
        assert tab.locator(".curve__slider output").inner_text() == "1"
        assert tab.locator("path.curve__line--0").get_attribute("d") == before
        assert heard == []


def _at(tab: Tab, x: str) -> list[str]:
    """What is read at a point that the page offers as a button."""
    tab.locator(f".curve__points button[data-at='{x}']").first.click()
    return cells(tab)


def test_special_points_are_offered_and_marked(browser: Browser, served: str) -> None:
    with opened(browser, served + "activations/silu/") as (tab, _heard):
        touched(tab)
        button = tab.locator(".curve__points button", has_text="minimum").first
        assert "(−1.278, −0.278)" in button.inner_text()
        button.click()
        assert number(cells(tab)[1]) == pytest.approx(-0.2784645, abs=1e-7)
        assert abs(number(cells(tab)[2])) < 1e-9
        assert tab.locator("text.curve__label", has_text="−0.278").count() == 1
        tab.locator(".curve__slider input").focus()
        tab.keyboard.press("ArrowRight")  # nothing is claimed of other parameters
        assert tab.locator("text.curve__label").count() == 0
        assert tab.locator(".curve__points button").count() == 0


def test_a_second_function_beside_it(browser: Browser, served: str) -> None:
    with opened(browser, served + "activations/gelu/") as (tab, heard):
        touched(tab)
        choice = tab.locator(".curve [name=with]")
        tab.wait_for_function("() => document.querySelectorAll('.curve [name=with] option').length > 5")
        choice.select_option(label="ReLU")
        tab.locator("path.curve__line--other.curve__line--0").wait_for(state="attached")
        assert [row[0] for row in tab.evaluate(CELLS)] == ["GELU", "ReLU"]
        tab.locator(PLOT).focus()
        tab.keyboard.press("End")
        assert cells(tab, 1) == ["8", "8", "1", "0"]
        choice.select_option("")
        tab.wait_for_function("() => !document.querySelector('path.curve__line--other')")
        assert len(tab.evaluate(CELLS)) == 1
        assert heard == []


def test_orders_can_be_left_out(browser: Browser, served: str) -> None:
    with opened(browser, served + "activations/tanh/") as (tab, _heard):
        touched(tab)
        assert tab.locator("path.curve__line").count() == 3
        tab.locator(".curve [name=order][value='2']").uncheck()
        assert tab.locator("path.curve__line").count() == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_and_layout(browser: Browser, served: str, scheme: str) -> None:
    for width in (1440, 390):
        with opened(browser, served + "activations/silu/", width, scheme) as (tab, heard):
            touched(tab)
            live = tab.locator(".curve").bounding_box()
            assert tab.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
            line = tab.locator("path.curve__line--0")
            stroke = line.evaluate("node => getComputedStyle(node).stroke")
            assert stroke == {"light": "rgb(31, 111, 178)", "dark": "rgb(108, 178, 238)"}[scheme]
            assert heard == []
        with opened(browser, served + "activations/silu/", width, scheme) as (tab, _heard):
            tab.route("**/assets/curve.js", lambda route: route.abort())
            tab.reload()
            still = tab.locator(".curve").bounding_box()
            assert live["height"] == pytest.approx(still["height"], abs=1)  # nothing jumps


def test_without_javascript_the_figure_stands(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(served + "activations/relu/")
    assert tab.locator(".curve__stage figure svg").is_visible()
    assert not tab.locator(".curve__panel").is_visible()
    context.close()


# -- finding ---------------------------------------------------------------------------------------------

FOUND = {
    "x*sigmoid(x)": "SiLU", "x / (1 + e^-x)": "SiLU", "max(x,0)": "ReLU", "1/(1+e^-x)": "Sigmoid",
    "0.5(1+tanh(x/2))": "Sigmoid", "x > 0 ? x : e^x - 1": "ELU", "x if x > 0 else exp(x) - 1": "ELU",
    "np.maximum(0, x)": "ReLU", "(x + |x|)/2": "ReLU", "x Φ(x)": "GELU", "x*(1 + erf(x/sqrt(2)))/2": "GELU",
    "ln(1+e^x)": "Softplus", "Piecewise((x, x > 0), (0, True))": "ReLU", "clip(x, -1, 1)": "Hardtanh",
    "max(α x, x)": "PReLU", "x": "Identity", "2σ(2x) − 1": "Tanh", "x*(x>0)": "ReLU",
}  # fmt: skip
NONSENSE = {
    "x**": "column 4: expected a number, a letter or a function, found the end",
    "foo(x)": "column 1: expected a function that is known here, found “foo”",
    "(x + 1": "column 7: expected “)”, found the end",
    "x; alert(1)": "column 2: expected a number, a letter or a function, found “;”",
    "max(": "found the end",
    "a*b*c*x": "expected at most two letters besides x",
    "sin(x, 1)": "expected another number of arguments",
    "((((((((((" * 8: "expected a shorter formula",
    "constructor(x)": "expected a function that is known here",
    "__proto__": "not a formula in x",
    "3 + 4": "not a formula in x",
    "log(x)": "half of the points or fewer",
}


ANSWERED = """text => document.querySelector('.find__answer > *') !== null
    && new URLSearchParams(location.search).get('f') === text"""


def ask(tab: Tab, text: str) -> str:
    """The answer to this very text: the page shows it and puts the text into its address."""
    from playwright.sync_api import TimeoutError as Late

    tab.locator("#find-input").fill(text)
    tab.locator(".find__answer").evaluate("node => node.replaceChildren()")
    for _ in range(20):  # until the page listens
        tab.locator("#find-input").press("Enter")
        with contextlib.suppress(Late):
            tab.wait_for_function(ANSWERED, arg=text, timeout=1500)
            break
    tab.wait_for_function(ANSWERED, arg=text)
    return tab.locator(".find__answer").inner_text()


def test_a_formula_is_found_however_it_is_written(browser: Browser, served: str) -> None:
    catalogue = Catalogue.load()
    with opened(browser, served + "find/") as (tab, heard):
        for text, name in FOUND.items():
            answer = ask(tab, text)
            assert answer.startswith("Same values at"), (text, answer)
            assert name in answer.split("Numbers do not")[0], (text, answer)
            command = re.search(r'derive find "(.*)"', answer)
            assert command, text
            catalogue.anonymous(command[1])  # what is handed to the command line is a formula there
        assert heard == []


@pytest.mark.parametrize("enters", [0, 1, 2])
def test_who_is_quicker_than_the_script_is_answered_too(browser: Browser, served: str, enters: int) -> None:
    """What is typed stays when the script comes. Until then Enter asks for the page anew, with the formula in
    its address; where the field is still empty there, Enter asks for nothing.
    """
    from playwright.sync_api import Error

    with opened(browser, served + "find/") as (tab, heard):
        waiting: list[Any] = []
        tab.route("**/find.js", lambda route, _request: waiting.append(route))
        tab.reload(wait_until="domcontentloaded")
        tab.locator("#find-input").fill("max(x,0)")
        for _ in range(enters):
            tab.locator("#find-input").press("Enter")
            tab.wait_for_url("**/find/?f=max*")
        tab.unroute("**/find.js")
        for route in waiting:
            with contextlib.suppress(Error):  # what the page before had asked for
                route.continue_()
        tab.locator(".find__answer > *").first.wait_for()
        assert "ReLU" in tab.locator(".find__answer").inner_text()
        assert heard == []


def test_other_parameters_scaling_and_near_misses(browser: Browser, served: str) -> None:
    with opened(browser, served + "find/") as (tab, heard):
        assert "PReLU with alpha = 0.3" in ask(tab, "max(0.3x, x)")
        assert "SiLU (Swish) with beta = 1.5" in ask(tab, "x*sigmoid(1.5x)")
        assert "after scaling" in ask(tab, "3*tanh(x/2) + 1")
        answer = ask(tab, "x*exp(-x^2)")
        assert answer.startswith("None of the")
        assert "away" in answer
        assert heard == []


def test_names_and_properties_are_found(browser: Browser, served: str) -> None:
    with opened(browser, served + "find/?f=nn.Hardtanh") as (tab, heard):
        tab.locator(".find__answer a").first.wait_for()
        assert "Hardtanh" in tab.locator(".find__answer").inner_text()
        for name in ("jax.nn.silu", "swish", "SiLU", "torch.nn.SiLU"):
            assert "SiLU (Swish)" in ask(tab, name), name
        for name in ("tf.keras.activations.swish", "ONNX Swish", "onnx.Swish", "si-lu"):
            found = ask(tab, name)
            assert found.startswith("Called so:"), name
            assert "SiLU (Swish)" in found, name
        assert ask(tab, "tf.nn.swish").startswith("The whole name is not known here.")
        assert "Softmax" in ask(tab, "torch.nn.Softmax")
        assert "GELU" in ask(tab, "nn.GELU(approximate='tanh')")
        odd = ask(tab, "odd, bounded")
        assert "Tanh" in odd
        assert "Sigmoid" not in odd
        tab.get_by_role("link", name="Tanh", exact=True).click()
        tab.wait_for_url("**/activations/tanh/")
        assert heard == []


def test_nonsense_is_answered_in_a_sentence(browser: Browser, served: str) -> None:
    with opened(browser, served + "find/", 390) as (tab, heard):
        for text, sentence in NONSENSE.items():
            assert sentence in ask(tab, text), text
        assert tab.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        assert heard == []


@pytest.mark.parametrize("name", ["nn.Hardtanh", "jax.nn.silu", "torch.sigmoid"])
def test_the_search_knows_the_names_of_frameworks(browser: Browser, served: str, name: str) -> None:
    with opened(browser, served) as (tab, heard):
        tab.wait_for_load_state("networkidle")
        tab.locator(".md-search__input").click()
        tab.locator(".md-search__input").press_sequentially(name, delay=20)
        # the first answers are to the first letters: those to the whole name are waited for
        first = "word => document.querySelector('.md-search-result__link')?.href.includes(`/${word}`)"
        tab.wait_for_function(first, arg=name.rsplit(".", 1)[1].lower(), timeout=20_000)
        assert heard == []
