"""A page of results in each language of the site, from the tables of one run.

Numbers stay as they are; cells of tables, and the line that names programs and machine, are said in Chinese.

>>> told("| depth | 2 |\\n|---|--:|", lambda cell: {"depth": "深度"}.get(cell, cell))
'| 深度 | 2 |\\n|---|--:|'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

DOCS = Path(__file__).parents[1] / "docs"


def pages(
    folder: Path, name: str, parts: Mapping[str, object], said: Callable[[str], str]
) -> dict[Path, str]:
    """Each page by its path, from the templates ``page.md.j2`` and ``page.zh.md.j2`` in a folder."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
    )
    chinese = {key: told(part, said) if isinstance(part, str) else part for key, part in parts.items()}
    return {
        DOCS / name: environment.get_template("page.md.j2").render(parts),
        DOCS / "zh" / name: environment.get_template("page.zh.md.j2").render(chinese),
    }


def told(text: str, said: Callable[[str], str]) -> str:
    """A table, cell by cell; or the line that names programs and machine."""
    if text.startswith("|"):
        return re.sub(r"(?<=\| )[^|\n]+(?= \|)", lambda cell: said(cell[0]), text)
    return text.replace(", ", "，").replace(" on ", "，").removesuffix(".") + "。" if text else ""
