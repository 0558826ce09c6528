"""The page of the site that shows what a build costs, in each language, from the tables of one run.

>>> said("Derive, from nothing"), said("Matplotlib alone, 260 plain figures"), said("1.05")
('Derive，从零开始', '单是 Matplotlib，260 幅普通的图', '1.05')
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from benchmarks import bilingual

PAGE = "site-benchmark.md"
CHINESE = {
    "build": "构建", "seconds": "秒", "CPU seconds": "CPU 秒", "memory, MB": "内存，MB",
    "times the parts alone": "各部分单独的倍数",
    "Derive, from nothing": "Derive，从零开始",
    "Derive, functions known, the book bound anew": "Derive，函数已知，重新装订成书",
    "Derive, nothing changed": "Derive，什么都没有改变",
    "Material alone, the same pages as ready Markdown": "单是 Material，同样的页面，现成的 Markdown",
    "Matplotlib and Material together": "Matplotlib 与 Material 合计",
    "generated functions": "生成的函数", "ms CPU a function": "每个函数 CPU 毫秒",
    "edited": "编辑", "seconds until it is seen": "看到为止的秒数", "goal": "目标",
    "a template": "一个模板", "a definition": "一个定义",
}  # fmt: skip
PATTERNS = (
    (re.compile(r"^Matplotlib alone, (\d+) plain figures$"), r"单是 Matplotlib，\1 幅普通的图"),
    (re.compile(r"^(\S+-gallery \S+), as many figures$"), r"\1，同样多的图"),
)


def pages(parts: Mapping[str, object]) -> dict[Path, str]:
    """Each page by its path, from the tables, their numbers and the line ``machine``."""
    return bilingual.pages(Path(__file__).parent, PAGE, parts, said)


def said(cell: str) -> str:
    """A cell of a table in Chinese; numbers stay as they are."""
    cell = CHINESE.get(cell, cell)
    for pattern, words in PATTERNS:
        cell = pattern.sub(words, cell)
    return cell
