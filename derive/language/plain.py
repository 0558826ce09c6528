r"""LaTeX of matrices as a terminal shows it.

>>> plain(r"X \left(W_{1} W_{2}\right) + \mathbf{1}_{n} b_{2}")
'X (W₁ W₂) + 1ₙ b₂'
"""

from __future__ import annotations

import re
from collections.abc import Mapping

SIGNS: Mapping[str, str] = {
    r"\left": "", r"\right": "", r"\cdots": "⋯", r"\sum": "Σ", r"\qquad": "  ", r"\quad": "  ",
    r"\,": " ", r"\in": "∈", r"\times": "×",
    r"\ge": "≥", r"\le": "≤", r"\dots": "…", r"\mapsto": "↦", r"\to": "→",
}  # fmt: skip
BELOW = str.maketrans("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")


def plain(latex: str) -> str:
    """The text with indices below the line and signs in place of commands."""
    text = re.sub(r"\\(?:mathbf|mathrm|mathbb|operatorname|text)\{([^{}]*)\}", r"\1", latex)
    for command, sign in SIGNS.items():
        text = re.sub(re.escape(command) + r"(?![a-z])", sign, text)
    text = re.sub(r"_\{([^{}]*)\}|_(\w)", lambda m: _lowered(m[1] or m[2]), text)
    return re.sub(r"\s+", " ", re.sub(r"\^\{([^{}]*)\}", r"^\1", text)).strip()


def _lowered(index: str) -> str:
    small = index.replace(" ", "")
    return small.translate(BELOW) if all(ord(c) in BELOW for c in small) else f"_{small}"
