"""Chapters of many functions for the benchmark: copies of one chapter, each under a name of its own."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import get_type_hints

from derive import chapters
from derive.language.catalogue import Catalogue
from derive.language.records import Activation
from derive.models import revived
from derive.pages import symbols

KEPT = "DERIVE_BENCHMARK_MODEL"


def kept(slug: str, path: str) -> None:
    """Works a chapter out and writes it to a file."""
    catalogue = Catalogue.load()
    made = chapters.made(catalogue[slug], symbols(catalogue))
    Path(path).write_text(json.dumps({"slug": slug, "chapter": asdict(made)}), "utf-8")


def copied(
    activation: Activation, written: Mapping[str, str], pictures: bool = False, words: object = ()
) -> chapters.Chapter:
    """The kept chapter as if it were that of another function."""
    model = json.loads(Path(os.environ[KEPT]).read_text("utf-8"))
    text = json.dumps(model["chapter"]).replace(model["slug"], activation.slug)
    data, hints = json.loads(text), get_type_hints(chapters.Chapter)
    parts = {name: revived(hint, data[name]) for name, hint in hints.items() if is_dataclass(hint)}
    return chapters.Chapter(**{**data, **parts, "uses": ()})


def prepared(model: str) -> None:
    """From now on the chapters of this process, and of those it starts, are copies of the kept one."""
    os.environ[KEPT] = model
    chapters.made = copied  # type: ignore[assignment]
