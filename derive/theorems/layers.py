"""The theorems of `derive.collapse`, by name."""

from __future__ import annotations

from collections.abc import Mapping

from derive.collapse import Theorem, step_lemma, theorem
from derive.theorems.theorem import Maker, NamedTheorem


def _named(title: str, where: str, proved: Theorem) -> NamedTheorem:
    return NamedTheorem(title, proved.latex, where, proved.certificate, proved.proof())


def _step() -> NamedTheorem:
    return _named("The step lemma", "For all positive n, d, h and q.", step_lemma())


def _every_depth() -> NamedTheorem:
    return _named("The collapse theorem", "For every L and all shapes that fit.", theorem())


def _residual() -> NamedTheorem:
    return _named("The collapse of residual layers", "For every L.", theorem("residual"))


THEOREMS: Mapping[str, Maker] = {
    "collapse/step": _step,
    "collapse/every-depth": _every_depth,
    "collapse/residual": _residual,
}
