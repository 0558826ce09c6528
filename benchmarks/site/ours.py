"""Sites of Derive to be measured: from nothing, warm, with many functions, and while somebody edits."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.site.measuring import ROOT, Spent, run, surroundings

MODEL = "softsign"  # the chapter that stands for every generated function
GENERATED = """name = "Function {n}"
symbol = "f_{{{n}}}"
formula = "x/({n} + Abs(x))"
summary = "The function number {n} of many."
"""
HOOKS = """from benchmarks.site.generated import prepared
prepared({model!r})
from tools.mkdocs_hooks import *
"""
PATIENCE = 300  # seconds that an edit may take to be seen


def configured(
    home: Path, only: Sequence[str], catalogues: Sequence[str] = (), hooks: str = "", source: Path = ROOT
) -> None:
    """A configuration in ``home`` that inherits the one of the site, with a cache of its own."""
    home.mkdir(parents=True, exist_ok=True)
    chosen = {"cache": str(home / "cache"), "only": list(only), "catalogues": list(catalogues)}
    settings = {
        "INHERIT": str(source / "mkdocs.yml"),
        "docs_dir": str(source / "docs"),
        "hooks": [hooks or str(source / "tools" / "mkdocs_hooks.py")],
        "watch": [str(source / "derive"), str(source / "templates"), *map(str, catalogues)],
        "extra": {"derive": chosen},
    }
    (home / "mkdocs.yml").write_text(json.dumps(settings), "utf-8")


def built(home: Path) -> Spent:
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "--site-dir", str(home / "site")]
    return run(command, home)


def ready_markdown(home: Path, slugs: Sequence[str]) -> Path:
    """The pages of a site that was built, as Markdown with their figures."""
    target = home / "markdown"
    program = (
        "from pathlib import Path; from derive.cache import Cache; from derive.publishing import export\n"
        "from derive.language.catalogue import Catalogue\n"
        f"export(Catalogue.load().only({list(slugs)!r}), Path({str(target)!r}), "
        f"cache=Cache(Path({str(home / 'cache')!r})))"
    )
    run([sys.executable, "-c", program], home)
    for unused in ("certificates", "data", "curves"):
        shutil.rmtree(target / unused, ignore_errors=True)
    return target


def many(place: Path, count: int) -> Spent:
    """A site of many functions whose chapters are copies of one that is worked out: what is measured is
    binding the book, comparing all functions, and writing the pages; proofs and figures grow by themselves.
    """
    home, catalogue = place / f"many-{count}", place / f"catalogue-{count}"
    catalogue.mkdir(parents=True)
    for n in range(1, count + 1):
        (catalogue / f"made{n:05}.toml").write_text(GENERATED.format(n=n), "utf-8")
    model = place / "model.json"
    if not model.is_file():
        made = f"from benchmarks.site.generated import kept; kept({MODEL!r}, {str(model)!r})"
        run([sys.executable, "-c", made], ROOT)
    (place / "hooks.py").write_text(HOOKS.format(model=str(model)), "utf-8")
    configured(home, [f"made{n:05}" for n in range(1, count + 1)], [str(catalogue)], str(place / "hooks.py"))
    spent = built(home)
    assert (home / "site" / "activations" / f"made{count:05}" / "index.html").is_file()
    shutil.rmtree(home)
    return spent


# -- while somebody edits ------------------------------------------------------------------------------


def edits(place: Path, slugs: Sequence[str]) -> dict[str, float]:
    """Seconds from writing a file, a template or a definition, to the page of `mkdocs serve` showing it."""
    source, home = place / "source", place / "edited"
    for folder in ("derive", "templates", "docs", "tools"):
        shutil.copytree(ROOT / folder, source / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", source)
    configured(home, slugs, source=source)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "mkdocs", "serve", "-q", "--livereload", "--dev-addr", address]
    server = subprocess.Popen(command, cwd=home, env=surroundings(source=source), stderr=subprocess.DEVNULL)
    page = f"http://{address}/activations/{slugs[0]}/"
    try:
        _seen(page, "<h1", 3600)
        template = source / "templates" / "activation.md.j2"
        definition = source / "derive" / "catalogue" / f"{slugs[0]}.toml"
        found = {}
        for name, path, old, new in (
            ("template", template, 'Check it yourself"', 'Check it yourself now"'),
            ("definition", definition, 'summary = "', 'summary = "Seen at once: '),
        ):
            text = path.read_text("utf-8")
            assert old in text, f"expected {old!r} in {path}"
            began = time.perf_counter()
            path.write_text(text.replace(old, new, 1), "utf-8")
            _seen(page, "yourself now" if name == "template" else "Seen at once", PATIENCE)
            found[name] = time.perf_counter() - began
            time.sleep(2)  # the server comes to rest
    finally:
        server.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            server.wait(20)
        server.kill()
    return found


def _seen(address: str, text: str, patience: float) -> None:
    until = time.perf_counter() + patience
    while time.perf_counter() < until:
        with suppress(URLError, OSError), urlopen(address, timeout=patience) as answer:
            if text in answer.read().decode():
                return
        time.sleep(0.05)
    raise RuntimeError(f"expected {text!r} at {address} within {patience} seconds")
