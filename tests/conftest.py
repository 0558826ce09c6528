"""What several test files share: the built site, a server for it, the browser, and golden files."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from shelf import Shelf, alone

from derive.language.catalogue import Catalogue

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
OWN_CONFIGURATION = """
INHERIT: {root}/mkdocs.yml
docs_dir: {root}/docs
hooks: ["{root}/tools/mkdocs_hooks.py"]
watch: []
extra: {{derive: {{catalogues: [{catalogue}], only: [{only}], cache: {cache}}}}}
"""
# What the site in these tests has; `make build` makes the whole of it.
SHOWN = ("elu", "gelu", "hardtanh", "identity", "prelu", "relu", "sigmoid", "silu", "softplus", "tanh")

ADDRESS = "https://example.org/derive/"

MANY = 40  # tests of a file that are handed to a process together

FEW = ("elu", "identity", "relu", "sigmoid", "silu", "tanh")


def few(slugs: Iterable[str] = FEW) -> Catalogue:
    """A catalogue of a few functions: what is true of their pages is true of all, and is made in a minute."""
    return Catalogue.load().only(slugs)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write tests/golden anew instead of comparing"
    )
    parser.addoption("--long", action="store_true", help="run the tests marked 'long' as well")
    parser.addoption(
        "--shelf", type=Path, metavar="DIR", help="where chapters are kept for the next run; else made anew"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked ``long`` are left out unless they are asked for."""
    left = [] if config.getoption("--long") else [one for one in items if one.get_closest_marker("long")]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if not item.get_closest_marker("long")]
    _together(items)


def _together(items: Sequence[pytest.Item]) -> None:
    """The many tests of a file go to one process, and so do those of it that need a site and a browser."""
    free = [item for item in items if not item.get_closest_marker("xdist_group")]
    count = Counter(item.path for item in free)
    for item in free:
        if {"site", "foreign_site"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.xdist_group(f"site {item.path.stem}"))
        elif count[item.path] >= MANY:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


def pytest_collection_finish() -> None:
    """Thousands of tests stay to the end: among them Python need not look for dead cycles again and again."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What a test recorded as "told" is printed at the end, from whichever process."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, text in report.user_properties:
            if name == "told":
                terminalreporter.write_line(str(text))


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with a file of tests/golden; with --update-golden it writes the file."""

    def compare(name: str, text: str) -> None:
        path = ROOT / "tests" / "golden" / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        assert path.read_text("utf-8") == text, (
            f"tests/golden/{name} differs; pytest --update-golden writes it"
        )

    return compare


# -- the site ----------------------------------------------------------------------------------------


def mkdocs(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "mkdocs", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory that all processes of a run have."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own


@pytest.fixture(scope="session")
def shelf(request: pytest.FixtureRequest, shared: Path) -> Shelf:
    """The chapters of the catalogue, each worked out once in a run."""
    return Shelf(request.config.getoption("--shelf") or shared / "shelf", Catalogue.load())


def _built(home: Path, build: Callable[[Path], None]) -> Path:
    """A site that is built once in a run, whichever process needs it first; nobody may change it."""
    with alone(home.with_suffix(".lock")):
        if not home.is_dir():
            making = home.with_suffix(".making")
            shutil.rmtree(making, ignore_errors=True)  # of a process that failed
            making.mkdir()
            build(making)
            making.rename(home)
    return home / "site"


def _build(home: Path, catalogue: str, slugs: Iterable[str], cache: Path, address: str = "") -> None:
    """A site of some functions, as `mkdocs build --strict` makes it; with an address also with pictures."""
    text = OWN_CONFIGURATION.format(root=ROOT, catalogue=catalogue, only=", ".join(slugs), cache=cache)
    if address:
        text = text.replace("only:", "pictures: true, only:") + f"site_url: {address}\n"
    (home / "mkdocs.yml").write_text(text, "utf-8")
    done = mkdocs("build", "--strict", "--site-dir", str(home / "site"), cwd=home)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr


@pytest.fixture(scope="session")
def site(shared: Path, shelf: Shelf) -> Path:
    """The site with a few functions."""
    return _built(shared / "site", lambda home: _build(home, "", SHOWN, shelf.filled(SHOWN)))


@pytest.fixture(scope="session")
def foreign_site(shared: Path, shelf: Shelf) -> Path:
    """A site as the workflow publishes it, with an address and pictures.

    It has a user's catalogue (tests/foreign) that tries to break out of its pages, of pictures and of heads.
    """
    catalogue, known = ROOT / "tests" / "foreign", ["relu", "sigmoid", "tanh"]
    slugs = [*known, *(path.stem for path in catalogue.glob("*.toml"))]
    return _built(
        shared / "foreign", lambda home: _build(home, str(catalogue), slugs, shelf.filled(known), ADDRESS)
    )


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        pass


def _served(directory: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(directory)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """The address at which the site is served."""
    yield from _served(site)


@pytest.fixture(scope="session")
def foreign_served(foreign_site: Path) -> Iterator[str]:
    yield from _served(foreign_site)


# -- the browser -------------------------------------------------------------------------------------


def absent(reason: str) -> None:
    """Skip on a reader's machine; fail in continuous integration, where a skip would hide a fault."""
    if os.environ.get("CI"):
        pytest.fail(f"the browser tests could not run in CI: {reason}")
    pytest.skip(f"the browser tests were skipped: {reason}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium, the one that the machine already has."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        absent("found no chromium (on Debian: apt install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
