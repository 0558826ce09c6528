"""Functions of several variables as data: docs/data-files.md says what each entry means.

>>> from derive.language.vectors import load_vectors
>>> formulas(load_vectors()["glu"])
{'a': 'sigmoid(b)', 'b': 'a*sigmoid(b)*(1 - sigmoid(b))'}
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from derive.language.vectors import VectorFunction
from derive.sheets.sheet import names_json, references_json
from derive.sheets.vector_models import PropertyView, VectorPage

Row = dict[str, Any]


def formulas(function: VectorFunction) -> dict[str, str]:
    """The derivatives by input, or by x_k, in the formula language."""
    return {name: str(term) for name, term in function.partials.items()}


def vector_data(function: VectorFunction, page: VectorPage) -> str:
    """The file of a function."""
    data = {
        "schema": 1,
        "kind": "function of several variables",
        "slug": function.slug,
        "name": function.name,
        "aliases": list(function.aliases),
        "summary": function.summary,
        "family": function.family,
        "year": function.year,
        "formula": str(function.formula),
        "latex": page.entry.definition,
        "inputs": list(function.inputs),
        "output": "scalar" if function.scalar else "vector",
        "sizes": [] if function.inputs else list(function.sizes),
        "derivative": formulas(function),
        "definitions": {
            d.name: {"args": list(d.args), "formula": str(d.body)} for d in function.definitions
        },
        "jacobian": [row for size in page.sizes for row in _entries(function, size.n, page)],
        "facts": list(_facts(function, page)),
        "names": names_json(function.names),
        "references": references_json(function.references),
    }  # fmt: skip
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _entries(function: VectorFunction, n: int, page: VectorPage) -> Iterator[Row]:
    """Every entry of the Jacobian for n inputs, with its formula and its statement."""
    (size,) = [size for size in page.sizes if size.n == n]
    for entry in size.entries:
        stated = function.entry(entry.i, entry.k, n)
        yield {
            "n": len(function.variables(n)),
            "output": entry.i,
            "input": function.variables(n)[entry.k - 1],
            "formula": str(stated.right),
            "id": entry.claim.id,
            "status": entry.claim.status,
            "statement": str(stated.term),
            "hypotheses": [str(part) for part in stated.domain],
            "certificate": entry.claim.certificate or None,
        }


def _facts(function: VectorFunction, page: VectorPage) -> Iterator[Row]:
    by = function.inputs or ("k",)
    for name, view in zip(by, page.jacobian, strict=True):
        said = f"Derivative({'f' if function.scalar else 'f_i'}, {'x_k' if name == 'k' else name})"
        text = f"{said} == {function.partials[name]}"
        yield _fact(view, "jacobian", text, [str(part) for part in function.domain])
    for row, view in zip(function.claims, page.properties, strict=True):
        where = [str(part) for part in row.domain] + ["i != k"] * row.distinct
        yield _fact(view, "property", str(row.claim), where)
    for cited in page.cited:
        yield {
            "id": cited.id, "kind": "cited", "status": "cited", "title": cited.title,
            "statement": cited.text, "reference": cited.source.key, "place": cited.place,
        }  # fmt: skip


def _fact(view: PropertyView, kind: str, statement: str, domain: Sequence[str]) -> Row:
    return {
        "id": view.id,
        "kind": kind,
        "status": view.status,
        "title": view.title,
        "statement": statement,
        "domain": " and ".join(domain),
        "latex": view.latex,
        "sizes": list(view.sizes),
        "reason": view.reason,
        "statements": [
            {"id": p.id, "status": p.status, "certificate": p.certificate or None} for p in view.proofs
        ],
    }
