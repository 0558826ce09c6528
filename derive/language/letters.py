r"""Letters: how the names of symbols and functions are set in LaTeX.

>>> [symbol_latex(name) for name in ("alpha", "x1", "x_max", "slope")]
['\\alpha', 'x_1', 'x_{\\mathrm{max}}', '\\mathrm{slope}']
>>> function_latex("tanh"), function_latex("leaky_relu")
('\\tanh', '\\operatorname{leaky\\_relu}')
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_SMALL = (
    "alpha beta gamma delta zeta eta theta iota kappa mu nu xi pi rho sigma tau upsilon phi chi psi omega"
)
_CAPITAL = "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
GREEK: Mapping[str, str] = {
    **{name: f"\\{name}" for name in (_SMALL + " " + _CAPITAL).split()},
    "epsilon": r"\varepsilon",
    "lamda": r"\lambda",
    "Lamda": r"\Lambda",
    "omicron": "o",
}
# Functions whose name carries a power: tanh²(x).
POWERED = frozenset(("sin", "cos", "tan", "sinh", "cosh", "tanh", "sech"))
_FUNCTIONS: Mapping[str, str] = {
    "exp": r"\exp", "log": r"\log", "sign": r"\operatorname{sgn}", "Max": r"\max", "Min": r"\min",
    "Heaviside": "H", "sin": r"\sin", "cos": r"\cos", "tan": r"\tan", "asin": r"\arcsin", "atan": r"\arctan",
    "sinh": r"\sinh", "cosh": r"\cosh", "tanh": r"\tanh", "asinh": r"\operatorname{arsinh}",
    "atanh": r"\operatorname{artanh}", "LambertW": "W_0",
}  # fmt: skip


def function_latex(head: str) -> str:
    """A function's name as it is set by default; a name of many letters stands upright."""
    if len(head) == 1 and head.isalpha():
        return head
    return _FUNCTIONS.get(head) or f"\\operatorname{{{_escaped(head)}}}"


def symbol_latex(name: str) -> str:
    """A symbol as it is set by default: Greek by name, what follows the letters or a ``_`` as an index."""
    match = re.fullmatch(r"([A-Za-z]+)(?:_([A-Za-z0-9_]+)|([0-9]+))?", name)
    if match is None:
        return _letters(name)
    base, index = match[1], match[2] or match[3]
    if index is None:
        return _letters(base)
    low = index if index.isdigit() else _letters(index)
    return f"{_letters(base)}_{low if len(low) == 1 else f'{{{low}}}'}"


def _letters(word: str) -> str:
    if len(word) == 1 and word != "_":
        return word
    return GREEK.get(word) or f"\\mathrm{{{_escaped(word)}}}"


def _escaped(word: str) -> str:
    """A word in which ``_`` stands for itself, and nothing but letters, digits and ``_`` is left."""
    return re.sub("[^A-Za-z0-9_]", "", word).replace("_", r"\_")
