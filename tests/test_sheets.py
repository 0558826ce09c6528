"""Facts as they are printed: numbers, ids, data, BibTeX, traits; and the page of a user's own formula."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import mpmath
import pytest
from conftest import few
from shelf import Shelf
from typer.testing import CliRunner

from derive.chapters import Chapter
from derive.cli import app
from derive.facts.fact import Fact
from derive.language.catalogue import Catalogue
from derive.language.records import Status
from derive.sheets.bibtex import bibtex, escaped
from derive.sheets.numbers import brief, latex_number, text_number
from derive.sheets.sheet import fact_id
from derive.sheets.traits import FLAGS, flags

SHOWN = ("tanh", "relu", "silu")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return few()


@pytest.fixture(scope="module")
def chapters(shelf: Shelf) -> dict[str, Chapter]:
    return {slug: shelf.chapter(slug) for slug in SHOWN}


@pytest.mark.parametrize(
    "value", ["0.5", "-3", "1/3", "12345.678901234567890123", "0.000000012345678901234567", "oo"]
)
def test_a_shortened_number_is_the_number_cut_off(value: str) -> None:
    """The digits that are shown are those of the number: it lies between them and one unit further."""
    for shown in (latex_number(value), text_number(value, 5), brief(latex_number(value))):
        if "infty" in shown or "∞" in shown:
            assert value == "oo"
            continue
        if "frac" in shown or "/" in shown:
            assert re.findall(r"\d+", shown) == re.findall(r"\d+", value)
            continue
        plain = shown.replace("−", "-").replace("…", "").replace(r"\ldots", "")
        body, _, power = re.sub(r"\s*(?:\\cdot|·)\s*10\^\{?(-?\d+)\}?", r"e\1", plain).partition("e")
        low = Fraction(body) * Fraction(10) ** int(power or 0)
        unit = Fraction(10) ** (int(power or 0) - len(body.partition(".")[2]))
        assert abs(low) <= abs(Fraction(value)) < abs(low) + unit
        assert (low == Fraction(value)) == ("…" not in shown and "ldots" not in shown)


def test_an_id_says_what_is_said() -> None:
    fact = Fact("parity", Status.PROVED, "f is odd")
    other = Fact("parity", Status.PROVED, "f is even")
    assert fact_id("a", fact) != fact_id("a", other) != fact_id("b", other)
    assert re.fullmatch(r"[0-9a-f]{12}", fact_id("a", fact))


def test_the_data_hold_every_fact_with_a_status_and_its_certificates(chapters: dict[str, Chapter]) -> None:
    for slug, chapter in chapters.items():
        data = json.loads(chapter.files[f"data/{slug}.json"])
        assert data["schema"] == 1 and data["slug"] == slug and len(data["facts"]) > 25
        for fact in data["facts"]:
            assert fact["status"] in {status.value for status in Status}
            assert fact["status"] != "open" or fact["reason"]
            for statement in fact["statements"]:
                assert statement["certificate"] in chapter.files
        kinds = {fact["kind"] for fact in data["facts"]}
        assert {"range", "limits", "parity", "monotonicity", "lipschitz", "taylor series"} <= kinds


def test_every_fact_is_told_on_the_sheet(chapters: dict[str, Chapter]) -> None:
    for chapter in chapters.values():
        views = [view for group in chapter.sheet.groups for view in group.facts]
        assert len({view.id for view in views}) == len(views)
        for view in views:
            assert view.rows or (view.status == "open" and view.reason), view


@mpmath.workdps(50)
def test_traits_agree_with_values(chapters: dict[str, Chapter]) -> None:
    """What the table says of three functions, held against mpmath."""
    functions = {
        "tanh": mpmath.tanh,
        "relu": lambda x: max(x, mpmath.mpf(0)),
        "silu": lambda x: x / (1 + mpmath.exp(-x)),
    }
    points = [mpmath.mpf(k) / 7 for k in range(-80, 81)]
    for slug, f in functions.items():
        found, values = set(chapters[slug].traits.flags), [f(x) for x in points]
        assert ("positive" in found) == (min(values) >= 0)
        assert ("odd" in found) == all(f(-x) == -f(x) for x in points)
        assert ("zero" in found) == (f(mpmath.mpf(0)) == 0)
        rising = all(a <= b for a, b in pairwise(values))
        assert ("monotone" in found) == rising
        steepest = max(abs(b - a) * 7 for a, b in pairwise(values))
        assert ("gentle" in found) == (steepest <= 1 + mpmath.mpf(10) ** -40)


def test_what_is_open_is_no_flag() -> None:
    assert flags([Fact("range", Status.OPEN, "range of f: open", reason="time")]) == ()
    assert set(FLAGS) >= {"bounded", "monotone", "normal"}


def test_bibtex_cannot_be_broken_out_of(catalogue: Catalogue) -> None:
    for text in ("a} b {c", "\\", "50% $x$ #1 ~ ^ _ &"):
        made_safe = re.sub(r"\\(textbackslash\{\}|[\^~]\{\}|[{}%&#_$])", "", escaped(text))
        assert not re.search(r"[\\{}%&#_$^~]", made_safe)
    entries = bibtex(catalogue["silu"])
    assert entries[0].startswith("@misc{derive-silu,") and len(entries) == 1 + len(
        catalogue["silu"].references
    )
    assert "Stefan Elfwing and Eiji Uchibe and Kenji Doya" in "".join(entries)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["x***2", "--name", "N"], "column 4"),
        (["foo(x)", "--name", "N"], "known function"),
        (["y", "--name", "N"], "expected a slug"),
        (["x", "--name", " "], "expected a name"),
        (["a*x", "--name", "N", "--param", "a"], "a"),
    ],
)
def test_a_page_refuses_bad_input_in_one_sentence(arguments: list[str], said: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["page", *arguments, "--no-serve", "--out", str(tmp_path / "p")])
    assert done.exit_code == 2 and said in done.output and "Traceback" not in done.output
    assert not (tmp_path / "p").exists()


def test_a_page_of_a_formula(tmp_path: Path) -> None:
    name = "Mine <script>alert(1)</script>"
    arguments = [
        "page",
        "a*Max(0, x)",
        "--name",
        name,
        "--param",
        "a=2",
        "--no-serve",
        "--out",
        str(tmp_path),
    ]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    html = (tmp_path / "html" / "index.html").read_text("utf-8")
    assert "<script>alert" not in html and "badge--proved" in html and "<math" in html and "<svg" in html
    data = json.loads((tmp_path / "markdown" / "data" / "f.json").read_text("utf-8"))
    (found,) = [fact for fact in data["facts"] if fact["kind"] == "lipschitz"]
    assert data["at"] == {"a": "2"} and found["constant"]["value"] == "2"
    rules = (tmp_path / "html" / "reference" / "rules" / "index.html").read_text("utf-8")
    named = re.findall(r'href="reference/rules/#([\w-]+)"', html)
    assert named and all(f'id="{name}"' in rules for name in named)
