"""Certificates as JSON: terms, trees and the part that all have in common."""

from __future__ import annotations

from typing import Any

from derive.checker import FORMAT, VERSION
from derive.checker.grown import Grown
from derive.checker.terms import Term
from derive.checker.terms import written as to_json

__all__ = ["header", "to_json", "written"]


def header(statement: Any, verdict: str) -> dict[str, Any]:
    """What every certificate of a statement (a JSON value) begins with."""
    return {
        "format": FORMAT, "version": VERSION, "kind": "statement", "verdict": verdict,
        "statement": statement,
    }  # fmt: skip


def written(node: Any) -> Any:
    """A tree with its terms as JSON; atoms are pairs of terms, or the field that names them."""
    out: dict[str, Any] = {}
    for key, value in node.items():
        if key == "atoms":
            if atoms := [*value.named()] if isinstance(value, Grown) else [_atom(*pair) for pair in value]:
                out[key] = atoms
        elif key == "products":
            if value:
                out[key] = [to_json(t) for t in value]
        elif key == "split":
            out[key] = to_json(value)
        else:
            out[key] = written(value) if isinstance(value, dict) else value
    return out


def _atom(term: Term, value: Term | None) -> list[Any]:
    return [to_json(term), None if value is None else to_json(value)]
