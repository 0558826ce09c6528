"""One page of each kind in the site of the tests: what holds of these holds of all."""

from __future__ import annotations

HOME, NOWHERE = "", "no/such/page/"
KINDS = (
    HOME,
    "activations/",
    "activations/families/rectifier/",
    "activations/silu/",
    "activations/relu/",  # a kink
    "activations/elu/",  # a parameter
    "vectors/",
    "vectors/softmax/",
    "chapter/",
    "chapter/gradients/",
    "chapter/piecewise-linear/",
    "chapter/witnesses/",
    "chapter/exercises/soft-maximum/",
    "collapse/",
    "find/",
    "compare/",
    "compare/pair/",
    "compare/identities/",
    "compare/timeline/",
    "compare/homonyms/",
    "how-we-know/",
    "benchmark/",
    "certificates/",
    "data-files/",
    "reference/",
    "reference/python/",
    "reference/rules/",
    "reference/command-line/",
    "tutorial/",
    "decisions/",
    "decisions/virtual-pages/",
    "zh/",
    "zh/activations/silu/",
    "zh/chapter/",
    "zh/find/",
    "zh/reference/rules/",
    "zh/compare/",
    NOWHERE,
)
