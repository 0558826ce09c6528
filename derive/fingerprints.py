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
from derive.language.records import Activation
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
    flags = {key: label for key, (label, _meaning) in FLAGS.items()}
    return json.dumps(
        {"places": [float(x) for x in PLACES], "flags": flags, "functions": rows},
        ensure_ascii=False,
        separators=(",", ":"),
    )


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
