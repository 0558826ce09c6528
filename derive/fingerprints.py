"""Fingerprints: what the page that finds a function knows of each: its names, what holds of it, its values.

The values are those at the parameters' defaults, in double precision, at the places of
`derive.facts.finding`; equal values propose a function in the browser, and `derive find` proves it.

>>> from derive.language.catalogue import Catalogue
>>> values(Catalogue.load()["relu"])[:2]
[0.0, 0.0]
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from derive.chapters import Chapter
from derive.facts.finding import PLACES, names, values_at
from derive.labels import FRAMEWORKS
from derive.language.records import Activation
from derive.language.vectors import VectorFunction, load_vectors
from derive.sheets.traits import FLAGS

DIGITS = 13


def values(activation: Activation) -> list[float | None]:
    """The values at the defaults, rounded; None where there is none."""
    found = values_at(activation, {})
    rounded = [] if found is None else [float(f"{y:.{DIGITS}g}") for y in found]
    return [y if math.isfinite(y) else None for y in rounded]


def fingerprints(chapters: Sequence[Chapter], catalogue: Mapping[str, Activation]) -> str:
    """The data of all functions as JSON."""
    rows = [_row(chapter, catalogue[chapter.page.entry.slug]) for chapter in chapters]
    rows += [_named(one) for slug, one in load_vectors().items() if slug not in catalogue]
    flags = {key: label for key, (label, _meaning) in FLAGS.items()}
    titles = sorted({word.lower() for row in FRAMEWORKS.items() for word in row})
    places = [float(x) for x in PLACES]
    return json.dumps(
        {"places": places, "flags": flags, "frameworks": titles, "functions": rows},
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _named(function: VectorFunction) -> dict[str, Any]:
    """A function of several variables: it is found by its names only."""
    called = [function.slug, function.name, *function.aliases]
    called += [name for row in function.names for name in (row.name, *row.also)]
    page = f"vectors/{function.slug}/"
    row = {"slug": function.slug, "page": page, "name": function.name, "names": list(dict.fromkeys(called))}
    return {**row, "flags": [], "letters": [], "defaults": [], "values": []}


def _row(chapter: Chapter, activation: Activation) -> dict[str, Any]:
    entry = chapter.page.entry
    return {
        "slug": entry.slug,
        "page": entry.path.removesuffix(".md") + "/",
        "name": entry.name,
        "names": list(dict.fromkeys(names(activation))),
        "flags": list(chapter.traits.flags),
        "letters": [p.name for p in activation.parameters],
        "defaults": [float(p.default) for p in activation.parameters],
        "values": values(activation),
    }
