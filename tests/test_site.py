"""The built site: whole, closed in itself, and deaf to what a catalogue tries to smuggle in."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from conftest import ROOT, SHOWN, mkdocs
from pages_read import Page, read
from shelf import Shelf

OWN = {"derivative", "name"}  # kinds that a page tells in a section of their own, or not of itself


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {path: read(path) for path in site.rglob("*.html")}


def test_who_needs_the_site_runs_beside_its_like(site: Path, request: pytest.FixtureRequest) -> None:
    """Where processes are given groups of tests: what loses the groups says nothing."""
    assert site.is_dir()
    if request.config.getoption("loadgroup", False):
        assert request.node.nodeid.endswith("@site test_site")


def test_there_is_a_page_for_every_function(site: Path) -> None:
    for slug in SHOWN:
        page = read(site / "activations" / slug / "index.html")
        assert {"definition", "derivative", "derivation", "check"} <= set(page.ids)
        assert sum(tag == "math" for tag, _ in page.elements) > 5
        pictures = sum(tag == "svg" and "aria-labelledby" in attributes for tag, attributes in page.elements)
        assert pictures >= 2  # of the function and its derivative, of the second one, of families
        assert {"glance", "facts", "data"} <= set(page.ids), slug
        data = json.loads((site / "data" / f"{slug}.json").read_text("utf-8"))
        assert {f"f-{fact['id']}" for fact in data["facts"] if fact["kind"] not in OWN} <= set(page.ids)


def test_no_formula_is_left_raw(pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        assert "$" not in page.text, (path, page.text[page.text.index("$") :][:60])
        assert "\\(" not in page.text, path
        assert not re.search(r"\\[a-z]+", page.text), path


def test_every_link_and_anchor_leads_somewhere(site: Path, pages: dict[Path, Page]) -> None:
    checked = 0
    for path, page in pages.items():
        for href in page.values("a", "href"):
            parts = urlsplit(href)
            if parts.scheme or path.name == "404.html":
                assert parts.scheme in ("https", "http", "") and "javascript" not in href
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            assert target.is_file(), f"{path.relative_to(site)}: {href} leads nowhere"
            if parts.fragment and target.suffix == ".html":
                assert unquote(parts.fragment) in pages[target].ids, (
                    f"{path.relative_to(site)}: {href}: no such anchor"
                )
            checked += 1
    assert checked > 500


def test_nothing_is_asked_of_another_host(pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        sources = [
            value for tag in ("script", "img", "iframe", "source") for value in page.values(tag, "src")
        ]
        sheets = [
            a["href"]
            for tag, a in page.elements
            if tag == "link" and a.get("rel") not in (["canonical"], "canonical")
        ]
        for address in sources + sheets:
            assert not urlsplit(address).netloc, (path, address)


def test_ids_are_unique(pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        twice = {name for name in page.ids if page.ids.count(name) > 1}
        assert not twice, (path, twice)


def test_every_certificate_is_accepted_without_any_library(site: Path) -> None:
    certificates = list((site / "certificates").rglob("*.json"))
    assert len(certificates) > 100
    command = [sys.executable, "-S", "-m", "derive.checker", str(site / "certificates")]
    done = subprocess.run(command, cwd=ROOT, env={}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"{len(certificates)} accepted" in done.stdout
    bare = subprocess.run(
        [sys.executable, "-S", "-c", "import sympy"], cwd=ROOT, env={}, capture_output=True, check=False
    )
    assert bare.returncode != 0  # so there was indeed no library


def test_what_is_proved_has_its_certificate(site: Path) -> None:
    """Each statement marked proved links a certificate that says proved; each other one has its badge."""
    seen = 0
    for path in site.rglob("index.html"):
        html = path.read_text("utf-8")
        for match in re.finditer(
            r'<div class="statement statement--(\w+)"(.*?)</div>\s*(?=<)', html, re.DOTALL
        ):
            status, body = match[1], match[2]
            assert f"badge--{status}" in body, path
            if status == "proved":
                link = re.search(r'href="([^"]+\.json)"', html[match.start() : match.start() + 20_000])
                assert link, path
                certificate = json.loads((path.parent / link[1]).resolve().read_text("utf-8"))
                assert certificate.get("verdict", "proved") == "proved"
                seen += 1
    assert seen > 60


def test_every_decision_is_in_the_index(site: Path, pages: dict[Path, Page]) -> None:
    listed = pages[site / "decisions" / "index.html"].values("a", "href")
    for path in (ROOT / "docs" / "decisions").glob("*.md"):
        assert path.stem == "index" or f"{path.stem}/" in listed, (
            f"{path.name} is not in docs/decisions/index.md"
        )


def test_a_formula_that_does_not_convert_ends_the_build(tmp_path: Path, shelf: Shelf) -> None:
    """The page and the formula are named."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "wrong.md").write_text("# Wrong\n\nHere is $\\nosuchcommand{x}$.\n", "utf-8")
    (tmp_path / "mkdocs.yml").write_text(
        f"INHERIT: {ROOT}/mkdocs.yml\ndocs_dir: docs\nhooks: ['{ROOT}/tools/mkdocs_hooks.py']\nwatch: []\n"
        f"extra: {{derive: {{only: [identity], cache: {shelf.filled(['identity'])}}}}}\n",
        "utf-8",
    )
    done = mkdocs("build", "--site-dir", str(tmp_path / "site"), cwd=tmp_path)
    assert done.returncode != 0
    assert "wrong.md" in done.stderr and "nosuchcommand" in done.stderr


# -- a user's catalogue is data ----------------------------------------------------------------------


def test_a_hostile_catalogue_is_text(foreign_site: Path, site: Path) -> None:
    ours = read(site / "activations" / "relu" / "index.html")
    theirs = read(foreign_site / "activations" / "hostile" / "index.html")
    scripts = [attributes for tag, attributes in ours.elements if tag == "script"]
    assert [attributes for tag, attributes in theirs.elements if tag == "script"] == scripts
    assert {tag for tag, _ in theirs.elements} <= {tag for tag, _ in ours.elements} | {
        "output",  # of a slider: the function has a parameter
        "thead",
        "tbody",
        "msup",
        "mtext",
    }
    seen = theirs.text + theirs.code
    for text in (
        "</title><script>alert(1)</script> {{ 7*7 }} {% raw %}", "[click](javascript:alert(3))", "a|b", "-->",
        "`code` **bold** _it_ $x$ <b>", "1. <style>*{display:none}</style> | cell {#id .class}",
        "# no heading <svg/onload=alert(4)> ![i](https://example.org/i.png){: onclick=alert(5) } &lt;i&gt;",
        "<details open ontoggle=alert(6)> --8<-- \"/etc/passwd\"",
        "*note* [a]: https://example.org <https://example.org>",
        "A. <script>alert(7)</script> | B.", "[T](https://example.org \"t\") {{ config }}", "V & W; ${x}",
        "\"><img src=x onerror=alert(2)>",
    ):  # fmt: skip
        assert text in seen, text


def test_a_hostile_catalogue_runs_nothing_anywhere(foreign_site: Path) -> None:
    for path in foreign_site.rglob("*.html"):
        page = read(path)
        for tag, attributes in page.elements:
            assert not any(name.startswith("on") for name in attributes), (path, tag, attributes)
            assert "javascript" not in attributes.get("href", ""), (path, attributes)
            assert not (tag == "img" and "example.org" in attributes.get("src", "")), path
        assert "<script>alert" not in path.read_text("utf-8"), path
        assert page.title.endswith("Derive"), (path, page.title)
