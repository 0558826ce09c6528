"""All named theorems: the tables of the modules beside this one.

>>> "collapse/every-depth" in names()
True
"""

from __future__ import annotations

from collections.abc import Mapping

from derive.theorems.breaking import THEOREMS as BREAKING
from derive.theorems.closure import THEOREMS as CLOSURE
from derive.theorems.dependence import THEOREMS as DEPENDENCE
from derive.theorems.gradients import THEOREMS as GRADIENTS
from derive.theorems.layers import THEOREMS as LAYERS
from derive.theorems.networks import THEOREMS as NETWORKS
from derive.theorems.rank import THEOREMS as RANK
from derive.theorems.signals import THEOREMS as SIGNALS
from derive.theorems.sizes import THEOREMS as SIZES
from derive.theorems.theorem import Maker, NamedTheorem

TABLES: tuple[Mapping[str, Maker], ...] = (
    LAYERS, CLOSURE, SIGNALS, SIZES, RANK, DEPENDENCE, BREAKING, NETWORKS, GRADIENTS,
)  # fmt: skip


def names() -> tuple[str, ...]:
    """The names of all theorems, in the order of the tables."""
    return tuple(name for table in TABLES for name in table)


def named(name: str) -> NamedTheorem:
    """The theorem of that name, made anew; KeyError, with the names there are, for another."""
    for table in TABLES:
        if name in table:
            return table[name]()
    raise KeyError(f"expected one of the theorems {', '.join(names())}, found {name!r}")
