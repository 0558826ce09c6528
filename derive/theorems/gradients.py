"""The formulas of `derive.gradients`, by name: ``gradients/cross-entropy``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from derive.gradients import gradient, names
from derive.theorems.theorem import Maker, NamedTheorem


def _named(name: str) -> NamedTheorem:
    found = gradient(name)
    return NamedTheorem(found.title, found.latex, found.where, found.certificate, found.lines())


THEOREMS: Mapping[str, Maker] = {f"gradients/{name}": partial(_named, name) for name in names()}
