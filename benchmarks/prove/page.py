"""The page of the site that shows the results, written from results.json alone."""

from __future__ import annotations

from typing import Any

from benchmarks.prove.processes import ROOT

PAGE = ROOT / "docs" / "benchmark.md"


def page(results: Any) -> str:
    return ""
