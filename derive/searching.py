"""The index of the search, fetched by who searches and not by who reads.

The theme's pages fetch the index as soon as they open, for every reader. Here it lies beside, and what they
fetch is an empty one that names it; a few lines before the theme's own program of the search, in its worker,
fetch the whole when the first word is looked for.

>>> print(*empty({"config": {"lang": ["en"]}, "docs": [{"title": "ReLU"}]}, "../pages.json").values())
{'lang': ['en'], 'whole': '../pages.json'} []
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

INDEX, WHOLE = Path("search/search_index.json"), Path("search/pages.json")
WORKERS = Path("assets/javascripts/workers")


def deferred(site: Path, lines: str, folders: Sequence[str] = ("",)) -> bool:
    """Changes a built site so; ``lines`` go before the worker's program. False where there is no search.

    ``folders`` are those with an index of their own.
    """
    workers = sorted((site / WORKERS).glob("search*.js"))
    if not (site / INDEX).is_file() or len(workers) != 1:
        return False
    program = workers[0].read_text("utf-8")
    if not program.startswith(lines):
        workers[0].write_text(lines + program, "utf-8")
    for folder in folders:
        home = site / folder
        index = json.loads((home / INDEX).read_text("utf-8"))
        (home / INDEX).replace(home / WHOLE)
        way = "../" * len(WORKERS.parts) + (Path(folder) / WHOLE).as_posix()
        (home / INDEX).write_text(json.dumps(empty(index, way), separators=(",", ":")), "utf-8")
    return True


def empty(index: Mapping[str, Any], way: str) -> dict[str, Any]:
    """An index of nothing, with the settings of another, and the way to that."""
    return {"config": {**index["config"], "whole": way}, "docs": []}
