"""A server while somebody edits: what has changed is seen, what has not stays, and what is wrong is said."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from derive.serving import Live

pytestmark = pytest.mark.xdist_group("serving")  # one site for all

HOOKS = (ROOT / "tools" / "mkdocs_hooks.py").read_text("utf-8")
OURS = """name = "Ours"
symbol = "q"
formula = "x/2"
summary = "Half of it."
"""
PATIENCE = 300  # seconds after which the background counts as hanging
CLAIM = """
[[claims]]
name = "Twice"
statement = "2*ours(x) == {}"
"""


class Server:
    """What MkDocs' server is to the hooks."""

    def __init__(self, site: Path) -> None:
        self.site, self.mount_path, self.builder, self.app = site, "/", None, self.serve_request

    def set_app(self, app: Any) -> None:
        self.app = app

    def serve_request(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [(self.site / environ["PATH_INFO"].strip("/") / "index.html").read_bytes()]

    def opened(self, path: str) -> str:
        parts = self.app({"PATH_INFO": path}, lambda status, headers: None)
        return b"".join(parts).decode()


class Edited:
    """A site of a function of ours and one of the catalogue, under a server."""

    def __init__(self, home: Path) -> None:
        from mkdocs.commands.build import build
        from mkdocs.config import load_config

        self.home, self.site, self.builds = home, home / "site", 0
        (home / "docs" / "assets").mkdir(parents=True)
        (home / "mine").mkdir()
        self.write("docs/notes.md", "# Notes\n\nThe first.\n")
        for sheet in ("derive", "compare", "curve"):
            self.write(f"docs/assets/{sheet}.css", "p { color: red }\n")
        self.write("mine/ours.toml", OURS)
        self.write("hooks.py", HOOKS)
        chosen = {"only": ["identity", "ours"], "catalogues": ["mine"], "cache": str(home / "cache")}
        settings = {
            "INHERIT": str(ROOT / "mkdocs.yml"), "docs_dir": "docs", "hooks": ["hooks.py"], "watch": [],
            "plugins": ["search"], "extra": {"derive": chosen}, "nav": ["notes.md", "activations/index.md"],
        }  # fmt: skip
        self.write("mkdocs.yml", json.dumps(settings))

        def builder(config: Any = None) -> None:
            self.builds += 1
            config = config or load_config(str(home / "mkdocs.yml"), site_dir=str(self.site))
            build(config)

        config = load_config(str(home / "mkdocs.yml"), site_dir=str(self.site))
        self.live: Live = config.hooks["hooks.py"].live
        self.live.on_startup(command="serve", dirty=False)
        builder(config)
        self.server = Server(self.site)
        self.live.on_serve(self.server, config, builder)

    def write(self, path: str, text: str) -> None:
        (self.home / path).write_text(text, "utf-8")

    def rebuilt(self) -> None:
        self.server.builder()


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edited]:
    found = Edited(tmp_path_factory.mktemp("edited"))
    yield found
    found.live.wake.clear()


@pytest.fixture(autouse=True)
def as_before(edited: Edited) -> Iterator[None]:
    yield
    edited.write("mine/ours.toml", OURS)
    edited.write("docs/notes.md", "# Notes\n\nThe first.\n")
    edited.rebuilt()
    assert "Half of it." in edited.server.opened("/activations/ours/")


def _to_the_end(edited: Edited) -> None:
    """Waits until the background has nothing left to do."""
    until = time.monotonic() + PATIENCE
    while edited.live.unsure or not edited.live.searched:
        assert time.monotonic() < until, "the background never came to an end"
        time.sleep(0.05)


def test_a_changed_definition_is_seen_in_both_languages_and_other_pages_stay(edited: Edited) -> None:
    assert "Half of it." in edited.server.opened("/activations/ours/")
    other = edited.site / "activations" / "identity" / "index.html"
    stood, builds = other.stat().st_mtime_ns, edited.builds
    edited.write("mine/ours.toml", OURS.replace("Half of it.", "Seen at once.").replace("x/2", "x/4"))
    edited.rebuilt()
    for folder in ("", "/zh"):
        page = edited.server.opened(f"{folder}/activations/ours/")
        assert "Seen at once." in page
        assert "Half of it." not in page
    assert json.loads((edited.site / "data" / "ours.json").read_text())["formula"] == "x/4"
    assert "Seen at once." in (edited.site / "activations" / "ours.md").read_text()
    edited.server.opened("/activations/identity/")
    _to_the_end(edited)
    assert "Seen at once." in (edited.site / "activations" / "ours.md").read_text()  # and stays so
    assert other.stat().st_mtime_ns == stood
    assert edited.builds == builds


def test_a_changed_page_and_a_changed_style(edited: Edited) -> None:
    edited.write("docs/notes.md", "# Notes\n\nThe second, $x^2$.\n")
    edited.write("docs/assets/derive.css", "p { color: blue }\n")
    edited.rebuilt()
    page = edited.server.opened("/notes/")
    assert "The second, <math>" in page
    assert "p { color: blue }\n" in (edited.site / "assets" / "site.css").read_text()


def test_what_is_false_is_said_and_the_server_goes_on(edited: Edited) -> None:
    edited.write("mine/ours.toml", OURS + CLAIM.format("x + 1"))
    with pytest.raises(Exception, match="expected a true statement, found one that is refuted"):
        edited.rebuilt()
    assert "Half of it." in edited.server.opened("/activations/ours/")
    edited.write("mine/ours.toml", OURS + CLAIM.format("x"))
    edited.rebuilt()
    assert "Twice" in edited.server.opened("/activations/ours/")


def test_a_page_that_cannot_be_set_says_why_until_it_can(edited: Edited) -> None:
    edited.write("docs/notes.md", "# Notes\n\nA formula: $\\frac{1$.\n")
    edited.rebuilt()
    assert edited.server.opened("/notes/").startswith("notes.md: notes.md: expected LaTeX")
    edited.write("docs/notes.md", "# Notes\n\nThe third.\n")
    edited.rebuilt()
    assert "The third." in edited.server.opened("/notes/")


@pytest.mark.long
def test_a_new_page_is_built_as_mkdocs_builds_it(edited: Edited) -> None:
    builds = edited.builds
    edited.write("docs/more.md", "# More\n")
    edited.rebuilt()
    assert edited.builds == builds + 1
    assert "More" in edited.server.opened("/more/")
    (edited.home / "docs" / "more.md").unlink()


def test_the_search_follows(edited: Edited) -> None:
    edited.write("docs/notes.md", "# Notes\n\nA pangolin.\n")
    edited.rebuilt()
    _to_the_end(edited)
    found = json.loads((edited.site / "search" / "pages.json").read_text())["docs"]
    assert "Half of it." in (edited.site / "activations" / "ours.md").read_text()
    assert ["A pangolin." in row["text"] for row in found if row["location"] == "notes/"] == [True]


def test_the_home_page_is_renewed_when_it_is_opened(edited: Edited) -> None:
    """Its address is empty, unlike all others."""
    assert edited.live.built is not None
    assert edited.live.built.pages[""].src_uri == "index.md"
    with edited.live.lock:  # the background waits
        edited.live.unsure.add("index.md")
        edited.live.shown["index.md"] = "something else"
        edited.server.opened("/")
        assert "index.md" not in edited.live.unsure
        assert edited.live.shown["index.md"] != "something else"


@pytest.mark.long
def test_a_strict_build_with_warnings_fails_again(edited: Edited, tmp_path: Path) -> None:
    """What failed at its end is not taken for a site that stands."""
    from conftest import mkdocs

    for _ in range(2):
        done = mkdocs("build", "--strict", "--site-dir", str(tmp_path / "site"), cwd=edited.home)
        assert done.returncode != 0
        assert "in strict mode" in done.stdout + done.stderr


def test_a_changed_program_wants_a_new_server(edited: Edited, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edited.live, "program", "another")
    with pytest.raises(Exception, match="start it again"):
        edited.rebuilt()


@pytest.mark.long
def test_a_build_with_nothing_to_do_leaves_the_site(edited: Edited, tmp_path: Path) -> None:
    from conftest import mkdocs

    home = edited.home
    first = mkdocs("build", "--site-dir", str(tmp_path / "site"), cwd=home)
    assert first.returncode == 0, first.stderr
    page = tmp_path / "site" / "notes" / "index.html"
    stood = page.stat().st_mtime_ns
    again = mkdocs("build", "--site-dir", str(tmp_path / "site"), cwd=home)
    assert again.returncode == 0
    assert "Nothing has changed" in again.stderr
    assert page.stat().st_mtime_ns == stood
    page.write_text("somebody wrote here")
    third = mkdocs("build", "--site-dir", str(tmp_path / "site"), cwd=home)
    assert "Nothing has changed" not in third.stderr
    assert "The first." in page.read_text()
