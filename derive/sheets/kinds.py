"""Which facts stand together on a page, in which order, and what they are called.

A kind that is not listed here comes in the last group under its own name.

>>> group_of("range"), group_of("something new"), title_of("something new")
('values', 'more', 'Something new')
"""

from __future__ import annotations

from collections.abc import Mapping

# name -> title, one sentence, whether it stands open, and its kinds.
GROUPS: Mapping[str, tuple[str, str, bool, tuple[str, ...]]] = {
    "shape": ("Shape", "Where it rises and falls, how it bends, and where it turns.", True,
              ("monotonicity", "convexity", "extrema", "inflection points", "parity", "point symmetry",
               "mirror symmetry")),
    "values": ("Values", "Which values it takes, and where it goes.", True,
               ("domain", "range", "exact values", "limits", "zeros", "fixed points")),
    "slopes": ("Slope and smoothness", "How steep it is, and how often it can be derived.", True,
               ("lipschitz", "smoothness", "kinks", "extreme slopes", "gradient decay")),
    "parameters": ("The parameter decides", "Proved for all its values at once.", True, ("conditions",)),
    "identities": ("Relations to other functions", "Searched over the catalogue, then proved.", True,
                   ("name", "identities", "approximation error")),
    "higher": ("Derivatives of higher order", "And the differential equation that the function satisfies.",
               False, ("derivatives", "differential equation")),
    "series": ("Series", "Near 0, and far out.", False,
               ("taylor series", "radius of convergence", "asymptotic expansion")),
    "inverse": ("Antiderivative and inverse", "Proved by differentiation, and by putting one into the other.",
                False, ("antiderivative", "inverse")),
    "gaussian": ("Random inputs", "Averages over a standard normal Z, and what follows for initialisation.",
                 False,
                 ("gaussian moments", "initialisation gain", "variance fixed point", "self-normalising")),
    "more": ("Further facts", "", False, ()),
}  # fmt: skip

TITLES: Mapping[str, str] = {
    "lipschitz": "Lipschitz constant", "monotonicity": "Rising and falling", "convexity": "Convexity",
    "parity": "Even or odd", "extrema": "Local extrema", "name": "The same function",
    "identities": "Identity", "derivatives": "Derivative", "kinks": "Kinks", "exact values": "In closed form",
    "gaussian moments": "Average", "extreme slopes": "Extreme slope", "taylor series": "Taylor series at 0",
    "conditions": "Condition",
}  # fmt: skip

# What a learner looks for first.
GLANCE = ("range", "monotonicity", "convexity", "limits", "extrema", "parity", "lipschitz", "smoothness")
ON_PAGE_ALREADY = ("derivative",)  # it has a section of its own


def group_of(kind: str) -> str:
    return next((name for name, row in GROUPS.items() if kind in row[3]), "more")


def title_of(kind: str) -> str:
    return TITLES.get(kind, kind[:1].upper() + kind[1:])
