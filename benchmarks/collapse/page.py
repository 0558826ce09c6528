"""The page of the site that shows the times, in each language, from the tables of one run.

>>> said("proves it, 9.25 (27×)"), said("2 to 4"), said("0.35")
('证明，9.25 (27×)', '2 到 4', '0.35')
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from benchmarks import bilingual

PAGE = "collapse-benchmark.md"
CHINESE = {
    "stack": "堆叠", "depth": "深度", "emit, ms": "写出，毫秒", "check, ms": "检验，毫秒",
    "together, ms": "合计，毫秒",
    "µs a layer": "每层微秒", "certificate, bytes": "证书，字节",
    "affine": "仿射", "residual": "残差", "every": "任意", "named matrices": "有名字的矩阵",
    "residual layers": "残差层",
    "4×4, sixteenths": "4×4，十六分之几", "4×4, floats": "4×4，浮点数",
    "Derive, ms": "Derive，毫秒",
}  # fmt: skip
PATTERNS = (
    (re.compile(r"^no, "), "否，"),
    (re.compile(r"^proves it, "), "证明，"),
    (re.compile(r"^(\d+) to (\d+)$"), r"\1 到 \2"),
)


def pages(parts: Mapping[str, object]) -> dict[Path, str]:
    """Each page by its path, from the tables, their numbers and the line ``machine``."""
    return bilingual.pages(Path(__file__).parent, PAGE, parts, said)


def said(cell: str) -> str:
    """A cell of a table in Chinese; numbers and code stay as they are."""
    cell = CHINESE.get(cell, cell)
    for pattern, words in PATTERNS:
        cell = pattern.sub(words, cell)
    return cell
