"""The programs that the pages of the chapter print run as they stand; of a framework, where it is there."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

DOCS = ROOT / "docs"
PAGES = [DOCS / "chapter.md", *sorted((DOCS / "chapter").rglob("*.md"))]
FENCE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OPTIONAL = ("torch", "jax")


def programs(page: Path) -> list[str]:
    return FENCE.findall(page.read_text("utf-8"))


def wants(program: str) -> str:
    """The framework that a program imports, or nothing."""
    return next((name for name in OPTIONAL if re.search(rf"^import {name}\b", program, re.MULTILINE)), "")


def name(page: Path) -> str:
    return page.relative_to(DOCS).with_suffix("").as_posix()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_programs_run(page: Path) -> None:
    names: dict[str, Any] = {}
    for program in programs(page):
        compile(program, name(page), "exec")  # all of them are Python, also where a framework is missing
        if not wants(program):
            exec(compile(program, name(page), "exec"), names)


@pytest.mark.parametrize("package", OPTIONAL)
@pytest.mark.parametrize("page", PAGES, ids=name)
def test_programs_of_frameworks_run(page: Path, package: str) -> None:
    found = [program for program in programs(page) if wants(program) == package]
    if not found:
        return
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    names: dict[str, Any] = {}
    for program in programs(page):
        if wants(program) in ("", package):
            exec(compile(program, name(page), "exec"), names)


def test_every_page_of_the_walk_has_programs_and_figures() -> None:
    for page in PAGES:
        text = page.read_text("utf-8")
        assert programs(page) or name(page).endswith("exercises/piecewise-linear"), page
        assert re.search(r"^!\[.{40,}\]\((\.\./)*figures/[\w/-]+\.svg\)$", text, re.MULTILINE), page


@pytest.mark.parametrize("package", OPTIONAL)
def test_frameworks_have_their_programs_for_layers_and_for_losses(package: str) -> None:
    for page in ("chapter", "chapter/closure", "chapter/breaking", "chapter/gradients"):
        assert any(wants(program) == package for program in programs(DOCS / f"{page}.md")), page
