"""What one takes away from the site: programs that run as copied, pictures, cards, citations."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
import yaml
from conftest import ADDRESS, ROOT
from typer.testing import CliRunner

import derive
from derive.cli import app
from derive.figures import Press, mlp_figure
from derive.heads import Card, Where, not_found, with_tags


class Head(HTMLParser):
    """The tags of a page's head."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        row = dict(attrs)
        name = row.get("property") or row.get("name")
        if tag == "meta" and name:
            assert name not in self.tags, f"{name} stands twice"
            self.tags[name] = row.get("content") or ""


@pytest.fixture(scope="module")
def published(foreign_site: Path) -> Path:
    """A small site as the workflow builds it: with its address, and with pictures."""
    return foreign_site


def programs(html: str) -> Iterator[tuple[str, str]]:
    """The programs of a page, as a browser gives them to the clipboard."""
    for name, block in re.findall(r'id="take-(\w+)">.*?<pre><code>(.*?)</code></pre>', html, re.DOTALL):
        yield name, unescape(block)


def test_a_program_runs_as_it_is_copied(published: Path) -> None:
    import numpy as np
    import sympy

    html = (published / "activations" / "sigmoid" / "index.html").read_text("utf-8")
    found = dict(programs(html))
    assert set(found) == {"latex", "sympy", "numpy", "torch", "jax", "c", "bibtex"}
    names: dict[str, object] = {}
    exec(found["numpy"], names)
    assert names["sigmoid"](np.log(3.0)) == pytest.approx(0.75)  # type: ignore[operator]
    assert names["sigmoid_derivative"](np.log(3.0)) == pytest.approx(0.1875)  # type: ignore[operator]
    exec(found["sympy"], names)
    assert sympy.N(names["f"].subs(names["x"], sympy.log(3))) == pytest.approx(0.75)  # type: ignore[attr-defined]
    assert found["c"].startswith("#include <math.h>\n\ndouble sigmoid(double x) {\n    return ")


def test_pictures_are_there_and_have_no_date(published: Path) -> None:
    folder = published / "figures" / "relu"
    names = {path.stem for path in folder.glob("*.svg")}
    assert {"function", "derivative"} <= names
    html = (published / "activations" / "relu" / "index.html").read_text("utf-8")
    for name in names:
        assert (folder / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        pdf = (folder / f"{name}.pdf").read_bytes()
        assert pdf.startswith(b"%PDF") and b"CreationDate" not in pdf and b"Matplotlib" not in pdf
        for kind in ("svg", "png", "pdf"):
            assert f'href="../../figures/relu/{name}.{kind}"' in html


def test_the_same_bytes_each_time() -> None:
    picture = mlp_figure((2, 3, 1))
    for kind in ("png", "pdf"):
        assert getattr(Press(), kind)(picture) == getattr(Press(), kind)(picture)
    assert Press().card("A $ name", r"x \le \frac{1}{2}", picture) == Press().card(
        "A $ name", r"x \le \frac{1}{2}", picture
    )


def test_cards(published: Path) -> None:
    pages = {
        "activations/relu/": "relu",
        "activations/hostile/": "hostile",
        "": "derive",
        "collapse/": "derive",
    }
    for page, card in pages.items():
        head = Head((published / page / "index.html").read_text("utf-8")).tags
        assert head["og:url"] == ADDRESS + page
        assert head["og:image"] == f"{ADDRESS}cards/{card}.png"
        raw = (published / "cards" / f"{card}.png").read_bytes()
        assert struct.unpack(">II", raw[16:24]) == (1200, 630)
        assert (head["og:image:width"], head["og:image:height"]) == ("1200", "630")
        assert head["og:title"] and head["og:description"] == head["description"]
        assert head["twitter:card"] == "summary_large_image"


def test_without_an_address_no_host_is_named(site: Path) -> None:
    for path in site.rglob("*.html"):
        head = Head(path.read_text("utf-8")).tags
        assert "og:url" not in head and "og:image" not in head, path
        assert path.name == "404.html" or head["og:title"], path
        assert path.name == "404.html" or head["description"], path


def test_a_tag_takes_text_as_text() -> None:
    """What is a reference already stays one; quotes and angle brackets cannot end a tag."""
    card = Card('A "b" <i> &#34;c&#34;', "d", "cards/a.png", False)
    html = with_tags("<head></head>", card, Where("", "", 2))
    assert Head(html).tags["og:title"] == 'A "b" <i> "c"'
    assert Head(html).tags["og:image"] == "../../cards/a.png"


def test_the_sitemap_names_every_page(published: Path) -> None:
    tree = ET.fromstring((published / "sitemap.xml").read_text("utf-8"))
    named = {node.text for node in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    pages = {
        ADDRESS + (path.parent.relative_to(published).as_posix().removeprefix(".") + "/").lstrip("/")
        for path in published.rglob("index.html")
    }
    assert {address.rstrip("/") for address in named if address} == {address.rstrip("/") for address in pages}


def test_the_404_page_works_at_any_depth(published: Path, site: Path) -> None:
    for home, top in ((published, "/derive/"), (site, "/")):
        html = (home / "404.html").read_text("utf-8")
        assert "There is no such page" in html and "404 - Not found" not in html
        for href in re.findall(r'<a[^>]*href="([^"#]+)"', html):
            assert href.startswith((top, "https:")) or href == ".", href
        body = html[html.index("There is no such page") :]
        for href in re.findall(rf'href="{top}([a-z/-]*)"', body[: body.index("</ul>")]):
            assert (home / href / "index.html").is_file(), href
    assert not_found("no such mark", "") == "no such mark"


def test_llms_txt_leads_to_markdown_and_data(site: Path) -> None:
    text = (site / "llms.txt").read_text("utf-8")
    assert text.startswith("# Derive\n\n> ")
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert len(links) > 20
    for link in links:
        path = site / link
        assert (path / "index.html").is_file() if link.endswith("/") else path.is_file(), link
    assert (site / "activations" / "relu.md").read_text("utf-8").count("$$") > 5
    for slug in ("relu", "gelu"):
        assert f"(activations/{slug}.md)" in text and f"(data/{slug}.json)" in text


def test_the_citation_file() -> None:
    """What the Citation File Format 1.2.0 demands, and what the package says of itself."""
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert cff["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= cff.keys()
    assert set(cff) <= {
        "abstract", "authors", "cff-version", "commit", "contact", "date-released", "doi", "identifiers",
        "keywords", "license", "license-url", "message", "preferred-citation", "references", "repository",
        "repository-artifact",
        "repository-code", "title", "type", "url", "version",
    }  # fmt: skip
    assert cff["type"] in {"software", "dataset"}
    assert all(author.get("name") or author.get("family-names") for author in cff["authors"])
    assert cff["version"] == derive.__version__ and cff["license"] == "MIT"
    assert all(isinstance(word, str) for word in cff["keywords"])


def test_the_workflow_builds_as_a_reader_does() -> None:
    flow = yaml.safe_load((ROOT / ".github" / "workflows" / "pages.yml").read_text("utf-8"))
    steps = flow["jobs"]["build"]["steps"]
    build = next(step for step in steps if step.get("run") == "make build")
    assert set(build["env"]) == {"SITE_URL", "DERIVE_PICTURES"}
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    assert all(f"!ENV [{name}," in text for name in build["env"])


def test_figures_on_the_command_line(tmp_path: Path) -> None:
    run = CliRunner()
    done = run.invoke(app, ["figures", "relu", "--as", "png", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")}
    assert {"relu/function.png", "relu/derivative.png"} <= names and not any(
        n.endswith(".pdf") for n in names
    )
    wrong = run.invoke(app, ["figures", "relu", "--as", "gif", "--out", str(tmp_path)])
    assert wrong.exit_code == 2 and "expected svg, png or pdf, found 'gif'" in wrong.output


def test_the_reference_has_every_command_and_every_name(site: Path) -> None:
    html = (site / "reference" / "command-line" / "index.html").read_text("utf-8")
    commands = {str(c.name or c.callback.__name__) for c in app.registered_commands if c.callback}
    assert {"prove", "show", "figures", "export"} <= commands
    for command in commands:
        assert f'id="derive-{command.replace("_", "-")}"' in html, command
    pages = [(site / "reference" / name / "index.html").read_text("utf-8") for name in ("python", "records")]
    for name in derive.__all__:
        assert any(re.search(rf'id="derive\.[\w.]+\.{name}"', page) for page in pages), name
    assert '<span class="gp">&gt;&gt;&gt; </span>' in pages[0] and "<blockquote>" not in "".join(pages)
    assert all(
        urlsplit(href).scheme in {"", "https"} for href in re.findall(r'href="([^"]*)"', "".join(pages))
    )
