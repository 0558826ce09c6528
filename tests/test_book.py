"""The pure function behind the site: escaping, statuses, the cache, claims in prose, the export."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

import jinja2
import markdown
import pytest
from conftest import ROOT, few
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pages_read import read_text
from shelf import Shelf

from derive.book import Book, book
from derive.cache import Cache
from derive.language.catalogue import Catalogue
from derive.language.term import call, number, symbol
from derive.mathml import FormulaError, rendered
from derive.models import ActivationPage, asdict, revived
from derive.pages import Writer, activation_page, symbols
from derive.prose import with_claims
from derive.publishing import export
from derive.render import Templates, Text, inline, meta
from derive.study import ClaimError, study

EXTENSIONS = [
    "attr_list",
    "md_in_html",
    "tables",
    "admonition",
    "toc",
    "pymdownx.superfences",
    "pymdownx.arithmatex",
]
CHEAP = ("identity", "relu", "sigmoid")  # for the tests that make chapters of their own
PLACES = (
    "{}", "word {} word", "- {}", "# {}", "[{}](a.md)", '<p title="{}" markdown="1">{}</p>',
    "<code>{}</code>", "| a |\n|---|\n| {} |", '<div markdown="1">\n\n{}\n\n</div>',
)  # fmt: skip
NASTY = (
    "<b>",
    "*a*",
    "_a_ `b` ${x}$",
    "[a](javascript:b)",
    "{#id}",
    "1. a",
    "- a",
    "# a",
    "&lt;",
    "a | b",
    "\\*",
    "~~~",
    "![a](b)",
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return few()


@pytest.fixture(scope="module")
def whole(catalogue: Catalogue, shelf: Shelf) -> Book:
    return book(catalogue, cache=Cache(shelf.filled(catalogue)))


# -- text is data ------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_in_every_place(place: str, text: str) -> None:
    _is_itself(place, text)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(PLACES),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30),
)
@example("{}", "+ a")
@example("{}", "__0__")
@example("{}", ": a")
def test_any_text_is_itself(place: str, text: str) -> None:
    _is_itself(place, text)


def _is_itself(place: str, text: str) -> None:
    """After Markdown, the text stands there as it was, and no element has come of it."""
    plain = read_text(markdown.markdown(place.replace("{}", "word"), extensions=EXTENSIONS))
    found = read_text(
        markdown.markdown(place.replace("{}", f"x{Text(text).__html__()}x"), extensions=EXTENSIONS)
    )
    assert [tag for tag, _ in found.elements] == [tag for tag, _ in plain.elements]
    assert f"x{' '.join(text.split())}x" in " ".join((found.text + found.code).split())


def test_text_at_the_start_of_a_line_starts_nothing() -> None:
    for text in ("1. a", "- a", "+ a", "# a", "    a", "===", "> a", "* a", ": a", "!!! note", "12) a"):
        found = read_text(markdown.markdown(f"b\n\n{Text(text).__html__()}\n\nc", extensions=EXTENSIONS))
        assert [tag for tag, _ in found.elements] == ["p", "p", "p"], text


def test_the_head_of_a_page_holds_no_tag() -> None:
    assert "<" not in str(meta("</title><script>")) and "&#60;" not in str(meta("</title>"))


def test_a_formula_cannot_leave_its_dollars() -> None:
    with pytest.raises(ValueError, match="dollar"):
        inline("x$ <b>")
    with pytest.raises(TypeError, match="escaped"):
        inline(Text("x").__html__())
    assert "<" not in str(inline("x<y")) and "|" not in str(inline(r"|x| \| y"))


def test_a_formula_that_does_not_convert_is_named_with_its_page() -> None:
    with pytest.raises(FormulaError, match=r"^here\.md: .*\\\\nosuch"):
        rendered(r'<span class="arithmatex">\(\nosuch\)</span>', "here.md")


# -- statuses ----------------------------------------------------------------------------------------


def test_a_claim_without_a_status_cannot_be_rendered(catalogue: Catalogue) -> None:
    view = asdict(Writer("c", symbols(catalogue)).claim(study(catalogue["relu"]).claims[0]))
    Templates().render("claim.md.j2", claim=view, root="")
    del view["status"]
    with pytest.raises(jinja2.UndefinedError, match="status"):
        Templates().render("claim.md.j2", claim=view, root="")


def test_every_statement_of_the_catalogue_is_proved(whole: Book) -> None:
    for path, text in whole.files.items():
        if path.startswith("activations/") and path.endswith(".md"):
            assert "badge--proved" in text and "statement--open" not in text, path


def test_a_false_claim_of_a_catalogue_is_an_error(catalogue: Catalogue) -> None:
    relu = catalogue["relu"]
    wrong = replace(relu.claims[0], statement=catalogue.statement("relu(x) == x"))
    with pytest.raises(ClaimError, match=r"relu.*refuted at x = -"):
        study(replace(relu, claims=(wrong,)))


@pytest.mark.parametrize(
    ("fence", "message"),
    [
        ("statement: relu(x) == x", r"walk\.md: claim 'relu\(x\) == x': .*refuted at x = -"),
        ("statement: relu(x ==", r"walk\.md: "),
        ("title: nothing is stated", "one statement"),
        ("statement: x == x\nstatement: x == x", "one statement"),
        ("claim: x == x", "found 'claim: x == x'"),
        ("statement: x == x\nassume: y", r"walk\.md: "),
    ],
)
def test_a_claim_in_prose_that_will_not_do(catalogue: Catalogue, fence: str, message: str) -> None:
    with pytest.raises(ClaimError, match=message):
        with_claims(f"```claim\n{fence}\n```\n", "walk.md", catalogue, Templates())


def test_claims_in_prose(catalogue: Catalogue) -> None:
    claim = "```claim\ntitle: T\nstatement: log(x**2) == 2*log(x)\n```\n"
    text = f"A\n\n{claim}\n````text\n```claim\nshown as it is\n```\n````\n"
    made, files = with_claims(text, "a/b.md", catalogue, Templates())
    ((path, certificate),) = files.items()
    assert path.startswith("certificates/a-b/") and json.loads(certificate)["verdict"] == "proved"
    assert f"](../{path})" in made and "$x \\gt 0$" in made and "shown as it is" in made


def test_what_is_not_decided_is_shown_as_open(catalogue: Catalogue) -> None:
    made, _files = with_claims(
        "```claim\nstatement: log(-1 - x**2) == 1\n```\n", "a.md", catalogue, Templates()
    )
    assert "badge--open" in made and "badge--proved" not in made and "vacuous" in made


# -- the cache ---------------------------------------------------------------------------------------


@pytest.fixture
def of_one_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The book without the functions of several variables: they have a test of their own, and take long."""
    monkeypatch.setattr("derive.binding.vector_chapters", lambda catalogue, cache: ())


@pytest.mark.usefixtures("of_one_variable")
def test_the_cache_gives_the_same_book(tmp_path: Path) -> None:
    catalogue = few(("identity", "relu"))
    heard: list[str] = []
    tell = partial(_hear, heard)
    whole = book(catalogue, cache=Cache(tmp_path), tell=tell, jobs=2)
    assert sorted(heard) == sorted(catalogue)  # in the order in which they are done
    heard.clear()
    assert book(catalogue, cache=Cache(tmp_path), tell=tell) == whole
    (tmp_path / "book.json").unlink()
    assert book(catalogue, cache=Cache(tmp_path), tell=tell) == whole
    assert heard == []
    for path in tmp_path.iterdir():
        path.write_text(
            path.read_text("utf-8")[:-3] if path.name < "8" else '{"page": {"entry": 3}}', "utf-8"
        )
    book(catalogue, cache=Cache(tmp_path), tell=tell)
    assert heard == list(catalogue)


@pytest.mark.usefixtures("of_one_variable")
def test_a_changed_definition_is_derived_anew(tmp_path: Path) -> None:
    """Only that function, and what speaks of it: here nothing does."""
    catalogue = few(("identity", "relu"))
    heard: list[str] = []
    book(catalogue, cache=Cache(tmp_path))
    longer = _with_summary(catalogue, "relu", "Another sentence.")
    made = book(longer, cache=Cache(tmp_path), tell=partial(_hear, heard))
    assert heard == ["relu"]
    assert "Another sentence." in made.files["activations/relu.md"]


def _hear(heard: list[str], slug: str, number: int, total: int) -> None:
    assert 0 < number <= total
    heard.append(slug)


def _with_summary(catalogue: Catalogue, slug: str, summary: str) -> Catalogue:
    changed = few(())
    entries = {**catalogue, slug: replace(catalogue[slug], summary=summary)}
    object.__setattr__(changed, "_activations", MappingProxyType(entries))
    return changed


@pytest.mark.long
def test_two_runs_give_the_same_bytes() -> None:
    program = (
        "from hashlib import sha256; from derive.book import pages\n"
        "from conftest import few\n"
        "from derive.sheets import vector_book\n"
        "every = vector_book.load_vectors\n"  # one of several variables is enough
        "vector_book.load_vectors = lambda known: {'softmax': every(known)['softmax']}\n"
        f"print(sha256(repr(sorted(pages(few({CHEAP})).items())).encode()).hexdigest())"
    )
    running = []
    for seed in ("1", "2"):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}",
        }
        command = [sys.executable, "-c", program]
        running.append(subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE))
    first, second = (process.communicate()[0] for process in running)
    assert len(first.strip()) == 64
    assert first == second


# -- models, golden files, export --------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["sigmoid", "relu", "elu"])
def test_golden(catalogue: Catalogue, whole: Book, slug: str, golden: Callable[[str, str], None]) -> None:
    """A smooth, a piecewise and a parametric function: the page as Markdown, and its model as JSON."""
    writer = Writer(f"certificates/{slug}", symbols(catalogue, catalogue[slug]))
    page = activation_page(study(catalogue[slug]), (), writer)
    assert revived(ActivationPage, json.loads(json.dumps(asdict(page)))) == page
    golden(f"{slug}.json", json.dumps(asdict(page), indent=1, ensure_ascii=False) + "\n")
    golden(f"{slug}.md", whole.files[f"activations/{slug}.md"])


def test_a_model_of_another_form_is_refused() -> None:
    with pytest.raises((KeyError, TypeError)):
        revived(ActivationPage, {"entry": {"slug": 3}})


def test_the_book_follows_the_definition(catalogue: Catalogue) -> None:
    """Nothing on a page is stored for a known function: another formula under the name gives another page."""
    x = symbol("x")
    steeper = replace(catalogue["identity"], formula=call("mul", 3, x), claims=(), textbook=None)
    meaning = replace(steeper.definitions[0], body=steeper.formula)
    found = study(replace(steeper, definitions=(meaning,)))
    assert found.derivation.derivative == number(3)


def test_export_writes_the_book(catalogue: Catalogue, whole: Book, shelf: Shelf, tmp_path: Path) -> None:
    exported = export(catalogue, tmp_path, cache=Cache(shelf.directory))
    written = {path.relative_to(tmp_path).as_posix() for path in exported}
    assert set(whole.files) <= written and "chapter.md" in written and "assets/derive.css" in written
    for path, text in whole.files.items():
        assert (tmp_path / path).read_text("utf-8") == text
    for path in tmp_path.rglob("*.md"):
        text = re.sub(r"`[^`\n]+`", "", path.read_text("utf-8"))
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
            assert (path.parent / target).is_file(), (path, target)
    command = [sys.executable, "-S", "-m", "derive.checker", str(tmp_path / "certificates")]
    assert subprocess.run(command, cwd=ROOT, env={}, check=False, capture_output=True).returncode == 0
