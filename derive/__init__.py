"""Derive: the machine-proved reference of activation functions and of the affine layers between them.

What is exported here is loaded on first use, so that ``python -m derive.checker`` needs nothing but
Python. `docs/how-we-know` says what each status means.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive.compiled import use_compiled

if TYPE_CHECKING:
    from derive.checker import Rejected, Report, check
    from derive.collapse import Affine, Collapse, Residual, collapse
    from derive.gradients import Backpropagation, backpropagation, gradient
    from derive.language.catalogue import Catalogue
    from derive.language.records import Activation, Claim, Parameter, Statement, Status
    from derive.language.term import Term
    from derive.proof.prover import Proved, Refuted, Undecided, Vacuous, prove
    from derive.steps import Branch, Derivation, Kink, Rule, Step
    from derive.symbolic import derivation

__version__ = "0.1.0"

use_compiled(Path(__file__).parent)

_HOMES = {
    "derive.checker": ("Rejected", "Report", "check"),
    "derive.collapse": ("Affine", "Collapse", "Residual", "collapse"),
    "derive.gradients": ("Backpropagation", "backpropagation", "gradient"),
    "derive.language.catalogue": ("Catalogue",),
    "derive.language.records": ("Activation", "Claim", "Parameter", "Statement", "Status"),
    "derive.language.term": ("Term",),
    "derive.proof.prover": ("Proved", "Refuted", "Undecided", "Vacuous", "prove"),
    "derive.steps": ("Branch", "Derivation", "Kink", "Rule", "Step"),
    "derive.symbolic": ("derivation",),
}

__all__ = [
    "Activation", "Affine", "Backpropagation", "Branch", "Catalogue", "Claim", "Collapse", "Derivation",
    "Kink", "Parameter", "Proved", "Refuted", "Rejected", "Report", "Residual", "Rule", "Statement", "Status",
    "Step", "Term", "Undecided", "Vacuous", "backpropagation", "check", "collapse", "derivation", "gradient",
    "prove",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module 'derive' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
