"""Figures: the data against the mathematics, the words against the data, the SVG against its promises."""

import math
import multiprocessing
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from fractions import Fraction
from functools import cache
from itertools import pairwise

import mpmath as mp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.facts.asymptotes import asymptotes
from derive.facts.extrema import extrema
from derive.facts.subject import Subject
from derive.figures import (
    PALETTE,
    Asymptote,
    Break,
    Canvas,
    Curve,
    Diagram,
    FigureData,
    Mark,
    Place,
    Side,
    activation_figures,
    collapse_figure,
    describe,
    ends,
    findings,
    mlp_figure,
    palette_css,
    plot,
    sample,
)
from derive.figures.plot import HEIGHT, WIDTH, ticks
from derive.figures.shapes import Box, Disc, Label, Line
from derive.language.catalogue import Catalogue
from derive.symbolic import derivation

CATALOGUE = Catalogue.load()
CANVAS = Canvas()
NS = {"s": "http://www.w3.org/2000/svg"}
TRUE_VALUES = {  # functions and derivatives by their definitions, at the parameters' defaults
    "relu": (lambda x: max(x, 0), lambda x: float(x > 0)),
    "sigmoid": (lambda x: 1 / (1 + mp.exp(-x)), lambda x: mp.sech(mp.mpf(x) / 2) ** 2 / 4),
    "tanh": (mp.tanh, lambda x: mp.sech(x) ** 2),
    "gelu": (lambda x: x * mp.ncdf(x), lambda x: mp.ncdf(x) + x * mp.npdf(x)),
    "elu": (lambda x: x if x > 0 else mp.expm1(x), lambda x: 1 if x > 0 else mp.exp(x)),
    "softplus": (lambda x: mp.log1p(mp.exp(x)), lambda x: 1 / (1 + mp.exp(-x))),
    "softsign": (lambda x: x / (1 + abs(x)), lambda x: 1 / (1 + abs(x)) ** 2),
    "leaky_relu": (lambda x: x if x >= 0 else x / 100, lambda x: 1 if x > 0 else 0.01),
}


@cache
def of(slug: str) -> tuple[FigureData, FigureData]:
    return activation_figures(derivation(CATALOGUE[slug]))


@cache
def silu() -> FigureData:
    subject = Subject.of(CATALOGUE["silu"])
    marks, lines = findings.marks(extrema(subject)), findings.asymptotes(asymptotes(subject))
    return activation_figures(derivation(CATALOGUE["silu"]), marks=marks, asymptotes=lines)[0]


PICTURES: dict[str, FigureData | Diagram] = {
    "relu": of("relu")[0], "relu-d": of("relu")[1], "silu": silu(), "mlp": mlp_figure((4, 5, 3)),
    "collapse": collapse_figure((4, 5, 3)),
}  # fmt: skip

# -- data ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", TRUE_VALUES)
def test_curves_hold_true_values(slug: str) -> None:
    for data, true in zip(of(slug), TRUE_VALUES[slug], strict=True):
        points = [point for piece in data.curves[0].pieces for point in piece]
        xs = [x for x, _y in points]
        assert (min(xs), max(xs)) == (-8.0, 7.95), "the half-open interval of the chapter"
        assert len(set(xs)) == 320
        for x, y in points:
            if x != 0 or len(data.curves[0].pieces) == 1:
                assert math.isclose(y, float(true(x)), rel_tol=1e-12, abs_tol=1e-14)


@pytest.mark.parametrize("slug", ["relu", "leaky_relu", "prelu", "hardtanh"])
def test_curves_break_where_the_derivative_jumps(slug: str) -> None:
    found = derivation(CATALOGUE[slug])
    f, df = activation_figures(found)
    values = {p.name: p.default for p in CATALOGUE[slug].parameters}
    (whole,) = f.curves[0].pieces
    assert len(df.curves[0].pieces) == len(found.kinks) + 1
    for kink, (before, after) in zip(found.kinks, pairwise(df.curves[0].pieces), strict=True):
        at, value = float(kink.at.number), float(kink.value.number)
        left, right = (float(values[t.name] if t.is_symbol() else t.number) for t in (kink.left, kink.right))
        assert (before[-1], after[0]) == ((at, left), (at, right))
        assert (at, value) in whole
        assert Mark(Place.KINK, at, value) in f.marks
        assert {(m.x, m.y) for m in df.marks if m.place is Place.OPEN} >= {(at, left), (at, right)}


def test_a_smooth_join_is_no_kink() -> None:
    for slug in ("softsign", "elu"):
        f, df = of(slug)
        assert len(df.curves[0].pieces) == 1
        assert f.marks == df.marks == ()
    one, half = (
        activation_figures(derivation(CATALOGUE["elu"]), parameters={"alpha": Fraction(n)}) for n in (1, 2)
    )
    assert (len(one[1].curves[0].pieces), len(half[1].curves[0].pieces)) == (1, 2)


def test_poles_and_gaps_split_a_curve() -> None:
    assert len(sample(CATALOGUE.parse("1/x")).pieces) == 2
    (right,) = sample(CATALOGUE.parse("log(x)")).pieces
    assert right[0][0] == 0.05
    curve = sample(CATALOGUE.parse("Heaviside(x)"), breaks=[Break(0.0, 0.0, 1.0, 0.5)])
    assert [piece[-1] for piece in curve.pieces] == [(0.0, 0.0), (7.95, 1.0)]
    marks = ends([Break(0.0, 0.0, 1.0, 1.0)])
    assert [(m.place, m.y) for m in marks] == [(Place.OPEN, 0.0), (Place.CLOSED, 1.0)]


def test_findings_become_marks_and_lines() -> None:
    data = silu()
    (valley,) = data.marks
    lowest = mp.findroot(lambda x: 1 + mp.exp(-x) + x * mp.exp(-x), -1.3)
    assert math.isclose(valley.x, lowest, rel_tol=1e-15)
    assert math.isclose(valley.y, lowest / (1 + mp.exp(-lowest)), rel_tol=1e-15)
    assert valley.label == rf"({{{float(lowest):.3f}}},\,{{{valley.y:.3f}}})"
    assert [(a.slope, a.intercept, a.side, a.label) for a in data.asymptotes] == [
        (0, 0, Side.LEFT, "y=0"), (1, 0, Side.RIGHT, "y=x"),
    ]  # fmt: skip
    assert findings.equation(Fraction(-1), Fraction(-1, 2)) == r"y=-x-\frac{1}{2}"
    assert findings.equation(Fraction(2), Fraction(3)) == "y=2x+3"
    assert findings.fraction(Fraction(-3, 4)) == r"-\frac{3}{4}"


# -- words ----------------------------------------------------------------------------------------------


SEEN = {
    ("relu", 0): (
        "ReLU for x from −8 to 8: constant at 0 up to x = 0, then rises to 7.95 at the right edge. "
        "Kink at (0, 0)."
    ),
    ("relu", 1): (
        "ReLU, derivative for x from −8 to 8: constant at 0 up to x = 0, then jumps from 0 to 1 at x = 0, "
        "then constant at 1. Open circles: the ends of the jump do not belong to the curve."
    ),
    ("tanh", 0): "Tanh for x from −8 to 8: rises from nearly −1 to nearly 1 at the right edge.",
    ("identity", 1): "Identity, derivative for x from −8 to 8: constant at 1.",
}


@pytest.mark.parametrize(("slug", "which"), SEEN)
def test_words_say_what_one_sees(slug: str, which: int) -> None:
    assert describe(of(slug)[which]) == SEEN[slug, which]


def test_words_tell_of_turns_lines_and_marks() -> None:
    words = describe(silu())
    assert re.search(r"falls from −0\.0026\d+ to −0\.278\d near x = −1\.3, then rises to 7\.9", words)
    assert "Local minimum at (−1.278, −0.2785)" in words
    assert "Approaches the line y = 0 on the left. Approaches the line y = x on the right." in words
    line = FigureData("L", (Curve(((),)),), (), (Asymptote(-2.0, -0.5, Side.BOTH),))
    assert describe(line).endswith("no real value. Approaches the line y = −2x − 0.5 on both sides.")


def test_words_are_translated() -> None:
    asked: list[str] = []

    def translate(text: str) -> str:
        asked.append(text)
        return f"«{text}»"

    words = describe(silu(), translate)
    assert "{name} for x from {left} to {right}" in asked
    told = [text for text in asked if "SiLU" in text]  # a name by itself, which may have a translation
    assert told == ["SiLU (Swish)"], "names and numbers are filled in after translation"
    rest = words
    for _depth in range(6):  # phrases inside phrases
        rest = re.sub("«[^«»]*»", "", rest)
    assert not re.search("[a-z]", rest), "no word is left untranslated"


# -- layout ---------------------------------------------------------------------------------------------


@given(st.floats(-100, 100), st.floats(1e-3, 1e6))
def test_ticks_are_round_even_and_few(low: float, span: float) -> None:
    found = ticks(low, low + span)
    assert 1 <= len(found) <= 6
    assert all(low - 1e-9 * span <= t <= low + span * (1 + 1e-9) for t in found)
    for step in (b - a for a, b in pairwise(found)):
        digits = f"{step:.4e}".split("e")[0].rstrip("0").rstrip(".")
        assert digits in {"1", "2", "2.5", "5"}


@pytest.mark.parametrize("slug", list(CATALOGUE))
def test_everything_stands_inside_the_picture(slug: str) -> None:
    for data in of(slug):
        picture = plot(data)
        for shape in picture.shapes:
            points = shape.points if isinstance(shape, Line) else [(shape.x, shape.y)]
            assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)
        curve = next(s for s in picture.shapes if isinstance(s, Line) and s.colour.startswith("curve"))
        ys = [y for piece in data.curves[0].pieces[:1] for _x, y in piece]
        first, last = curve.points[0][1], curve.points[-1][1]
        level = first == last and abs(ys[0] - ys[-1]) < 1e-9  # drawn level only where it is
        assert level or (first < last) == (ys[0] > ys[-1]), "up is up"


@pytest.mark.parametrize("sizes", [(4, 5, 3), (1, 1), (2, 8, 1, 3), (784, 256, 10)])
def test_a_perceptron_has_its_units_and_edges(sizes: tuple[int, ...]) -> None:
    picture = mlp_figure(sizes)
    shown = [min(size, 7) - (size > 7) for size in sizes]
    assert sum(isinstance(s, Disc) for s in picture.shapes) == sum(shown)
    assert sum(isinstance(s, Line) for s in picture.shapes) == sum(a * b for a, b in pairwise(shown))
    labels = [s.text for s in picture.shapes if isinstance(s, Label)]
    assert labels.count(r"\vdots") == sum(size > 7 for size in sizes)
    assert {rf"x_{{{sizes[0]}}}", rf"o_{{{sizes[-1]}}}"} <= set(labels)
    assert f"{sizes[0]} inputs" in picture.description


@pytest.mark.parametrize("sizes", [(4, 5, 3), (2, 2), (6, 4, 5, 3), (3, 4, 5, 6, 7, 8), (784, 256, 10)])
def test_the_collapse_draws_shapes_to_scale(sizes: tuple[int, ...]) -> None:
    picture = collapse_figure(sizes)
    boxes = [s for s in picture.shapes if isinstance(s, Box)]
    assert all(s.x >= 0 and s.x + s.width <= picture.width for s in boxes)
    weights = [b for b in boxes if b.fill == "fill-1" and b.height != 18.0]
    merged = next(b for b in boxes if b.fill == "fill-2")
    pairs = list(pairwise(sizes))
    drawn = pairs if len(pairs) <= 3 else [*pairs[:2], pairs[-1]]
    if len(pairs) == 1:
        return
    assert len(weights) == len(drawn)
    for box, (rows, cols) in [*zip(weights, drawn, strict=True), (merged, (sizes[0], sizes[-1]))]:
        if max(sizes) <= 4 * min(sizes):
            assert math.isclose(box.height / box.width, rows / cols)
        assert (box.height > box.width) == (rows > cols)
    assert f"{sizes[0]}×{sizes[-1]}" in picture.description


@pytest.mark.parametrize("sizes", [(), (4,), (4, 0, 3)])
def test_layers_without_units_are_refused(sizes: tuple[int, ...]) -> None:
    for figure in (mlp_figure, collapse_figure):
        with pytest.raises(ValueError, match="expected at least two layers of at least one unit each"):
            figure(sizes)


# -- SVG ------------------------------------------------------------------------------------------------


def rendered(name: str) -> tuple[str, str]:
    return CANVAS.inline(PICTURES[name], name), CANVAS.standalone(PICTURES[name], name)


@pytest.mark.parametrize("name", PICTURES)
def test_the_same_picture_has_the_same_bytes(name: str) -> None:
    first = rendered(name)
    for other in PICTURES:
        rendered(other)
    assert rendered(name) == first, "whatever was drawn in between"
    assert Canvas().standalone(PICTURES[name], name) == first[1]


def test_another_process_draws_the_same_bytes() -> None:
    code = (
        "import sys; from derive.figures import *; "
        "sys.stdout.buffer.write(Canvas().standalone(collapse_figure((4, 5, 3)), 'collapse').encode())"
    )
    env = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=env)
    assert run.stdout.decode() == rendered("collapse")[1]


def test_a_copy_of_this_process_opens_the_fonts_anew() -> None:
    """Fonts are open files: two processes that read from the same one move each other's place in it."""

    def fonts() -> list[object]:
        outlines = CANVAS._outlines.mathtext_parser.parse("$x+1$", 72, None)
        return [glyph[0] for glyph in outlines.glyphs]

    def drawn_beside() -> None:
        CANVAS.inline(PICTURES["mlp"], "copy")
        sys.exit(any(font is other for font in fonts() for other in ours))

    CANVAS.inline(PICTURES["mlp"], "own")
    ours = fonts()
    assert len(ours) == 3
    copy = multiprocessing.get_context("fork").Process(target=drawn_beside)
    copy.start()
    copy.join()
    assert copy.exitcode == 0


@pytest.mark.parametrize("name", PICTURES)
def test_svg_is_well_formed_named_and_alone(name: str) -> None:
    picture = PICTURES[name]
    words = picture.description if isinstance(picture, Diagram) else describe(picture)
    for text in rendered(name):
        root = ET.fromstring(text)
        assert root.get("role") == "img"
        assert (root.findtext("s:title", None, NS), root.findtext("s:desc", None, NS)) == (
            picture.name,
            words,
        )
        width, height = float(root.get("width")), float(root.get("height"))
        assert root.get("viewBox") == f"0 0 {width:g} {height:g}"
        ids = [node.get("id") for node in root.iter() if node.get("id")]
        assert len(set(ids)) == len(ids)
        assert all(i.startswith(f"{name}-") for i in ids), "unique in a page"
        assert set(root.get("aria-labelledby").split()) <= set(ids)
        links = re.findall(r'href="([^"]*)"|url\(([^)]*)\)', text)
        assert all(a + b in {f"#{i}" for i in ids} for a, b in links), "nothing from elsewhere"
        assert not root.findall(".//s:text", NS), "text is outlines"
        assert not re.search(r"<script|<metadata|<!DOCTYPE|font-family|matplotlib", text)


@pytest.mark.parametrize("name", PICTURES)
def test_every_colour_is_replaced(name: str) -> None:
    inline, alone = rendered(name)
    assert "#fe01" not in (inline + alone).lower()
    assert "<style" not in inline
    used = set(re.findall(r"var\(--derive-([a-z0-9-]+), (#[0-9a-f]{6})\)", inline))
    assert used
    assert used <= {(role, colour.light) for role, colour in PALETTE.items()}
    colours = set(re.findall(r"(?:fill|stroke): (#[0-9a-fA-F]{3,6})", inline))
    assert not colours, "no colour that a page could not change"
    assert alone.count("@media (prefers-color-scheme: dark)") == 1
    sheet = ET.fromstring(alone).findtext("s:style", None, NS)
    day, night = sheet.split("@media")
    for role, colour in used:
        assert colour in day
        assert PALETTE[role].dark in night


def test_a_page_sets_every_colour_that_figures_use() -> None:
    css = palette_css(".night")
    day, night = css.split("\n")[:2]
    assert day.startswith(":root {")
    assert night.startswith(".night {")
    for role, colour in PALETTE.items():
        assert f"--derive-{role}: {colour.light};" in day
        assert f"--derive-{role}: {colour.dark};" in night


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("role", "least"), [
    ("ink", 7.0), ("faint", 4.5), ("curve-1", 4.5), ("curve-2", 4.5), ("guide", 4.5), ("axis", 3.0),
])  # fmt: skip
def test_colours_stand_out_from_the_paper(role: str, least: float, scheme: str) -> None:
    assert contrast(getattr(PALETTE[role], scheme), getattr(PALETTE["paper"], scheme)) >= least


def contrast(a: str, b: str) -> float:
    """WCAG 2.2, contrast ratio."""
    low, high = sorted(luminance(c) for c in (a, b))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_what_users_write_is_only_text() -> None:
    name = '<script>alert("1")</script> & co'
    data = FigureData(name, (sample(CATALOGUE.parse("x"), label=r"\href{javascript:1}{<b>} $ \nosuch"),))
    for text in (CANVAS.inline(data, "k"), CANVAS.standalone(data, "k")):
        assert "<script" not in text
        assert ET.fromstring(text).findtext("s:title", None, NS) == name
    with pytest.raises(ValueError, match="expected a key"):
        CANVAS.inline(data, 'k" onload="x')


def test_several_curves_are_named_at_their_ends() -> None:
    entry = CATALOGUE["sigmoid"]
    curves = (
        sample(entry.formula, label=r"\sigma(x)"),
        sample(entry.textbook, {}, entry.definitions, label=r"\sigma'(x)", colour=2),
    )
    names = [s for s in plot(FigureData("Both", curves)).shapes if isinstance(s, Label) and "sigma" in s.text]
    assert len(names) == 2
    assert abs(names[0].y - names[1].y) >= 17
    assert {s.colour for s in names} == {"curve-1", "curve-2"}


def test_a_jump_tears_the_curve_apart() -> None:
    act = Catalogue.load().find("Heaviside(x)")
    function, slope = activation_figures(derivation(act))
    (curve,) = function.curves
    assert [(piece[0], piece[-1]) for piece in curve.pieces] == [
        ((-8.0, 0.0), (0.0, 0.0)),
        ((0.0, 1.0), (7.95, 1.0)),
    ]
    at_zero = {(mark.place, mark.y) for mark in function.marks if mark.x == 0}
    assert at_zero == {(Place.OPEN, 0.0), (Place.OPEN, 1.0), (Place.CLOSED, 0.5)}
    assert [(mark.place, mark.x, mark.y) for mark in slope.marks] == [(Place.OPEN, 0.0, 0.0)]


def test_names_of_curves_stay_in_the_picture_and_apart() -> None:
    """Also where all of them end at its top, or at its bottom."""
    for end in (8.0, -8.0):
        curves = tuple(Curve((((-8.0, 0.0), (7.95, end - k / 1000)),), f"c_{k}") for k in range(6))
        shapes = plot(FigureData("Many", curves)).shapes
        names = [shape for shape in shapes if isinstance(shape, Label) and shape.text.startswith("c_")]
        heights = sorted(name.y for name in names)
        assert len(heights) == 6
        assert heights[0] >= 10
        assert heights[-1] <= HEIGHT
        assert all(below - above >= 16 for above, below in pairwise(heights))
