"""The site as files: the export, and a folder of Markdown as HTML in the house style.

>>> documents().name, (documents() / "chapter.md").is_file()
('docs', True)
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from html import escape as escaped
from importlib.resources import files as resources
from pathlib import Path

from derive.book import book, key_of
from derive.cache import Cache, Tell, digest
from derive.language.catalogue import Catalogue
from derive.output import renewed, unchanged, write_files
from derive.translation import LANGUAGES


def export(
    catalogue: Catalogue,
    directory: Path,
    tell: Tell = lambda slug, number, total: None,
    cache: Cache | None = None,
    jobs: int = 1,
    pictures: bool = False,
) -> list[Path]:
    """Writes the pages as Markdown, the figures, the certificates and the site's own files.

    Those that are there already stay; those of an earlier export that are no longer made go.

    With ``pictures`` each figure is written as PNG and PDF too, and a card for each page of a function.
    Returns what was written, in order. Raises OSError where the directory cannot be written.
    """
    source = documents()
    prose, raw = texts_in(source), assets_in(source)
    own = [part for path, data in sorted(raw.items()) for part in (path, data)]
    key = digest([key_of(catalogue, prose, pictures, LANGUAGES), *own])
    there = unchanged(directory, key)
    if there is not None:
        return there
    whole = book(catalogue, prose, cache, tell, jobs, pictures, LANGUAGES, command_files)
    return renewed(directory, raw | whole.published(), key)


def html(markdown: Path, target: Path, title: str, inline: Mapping[str, str]) -> None:
    """Builds a site out of a folder of Markdown, in the house style; ``inline`` are its figures.

    The configuration is temporary; it inherits the one of Derive's own site.
    """
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    write_files(markdown, assets_in(documents()))
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        settings = {
            "INHERIT": str(documents().parent / "mkdocs.yml"),
            "site_name": escaped(title),  # the theme writes it as it is
            "docs_dir": str(markdown.resolve()),
            "site_dir": str(target.resolve()),
            "hooks": ["page_hooks.py"],
            "watch": [],
            "plugins": ["search"],
            "nav": [
                path.relative_to(markdown).as_posix()
                for path in sorted(markdown.rglob("*.md"), key=lambda p: (p.stem != "index", p.stem))
            ],
        }
        (home / "mkdocs.yml").write_text(json.dumps(settings), "utf-8")  # JSON is YAML
        (home / "page_hooks.py").write_text(
            "from derive.site import on_page_content, on_page_markdown, on_post_build, on_post_page\n",
            "utf-8",
        )
        config = load_config(str(home / "mkdocs.yml"))
        config.extra["derive_inline"] = dict(inline)
        build(config)


def command_files() -> dict[str, str]:
    """The pages about the commands: they depend on the program alone."""
    from derive.reference import command_pages  # it knows every command, and a command builds the site

    return command_pages()


def documents() -> Path:
    """Where the hand-written pages are: beside the package in a checkout, inside it once installed."""
    package = Path(str(resources("derive")))
    inside = package / "docs"
    return inside if inside.is_dir() else package.parent / "docs"


def texts_in(docs: Path) -> dict[str, str]:
    """The hand-written pages in a folder, by their paths."""
    return {path.relative_to(docs).as_posix(): path.read_text("utf-8") for path in sorted(docs.rglob("*.md"))}


def assets_in(docs: Path) -> dict[str, bytes]:
    """What lies beside the pages, by path."""
    beside = (path for path in sorted(docs.rglob("*")) if path.is_file() and path.suffix != ".md")
    return {path.relative_to(docs).as_posix(): path.read_bytes() for path in beside}
