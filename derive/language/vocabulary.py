"""Vocabulary: the names that a formula may use as functions, and what to say about other names.

>>> elu = Signature("elu", (("alpha", Fraction(1)),))
>>> suggestion("tahn", {"elu": elu})
'tanh'
>>> suggestion("arcsin", {})
'asin'
"""

from __future__ import annotations

import difflib
import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from derive.language.term import CONNECTIVES, CONSTANTS, FUNCTIONS, RELATIONS

# Forms of the grammar that are written like functions but bind a variable or hold conditions.
FORMS = ("Piecewise", "Derivative", "LeftDerivative", "RightDerivative", "Rational", "limit")
# Second spellings that are read, and what they stand for.
ALIASES: Mapping[str, str] = {"abs": "Abs", "max": "Max", "min": "Min", "ln": "log"}
# Spellings from elsewhere that are not read, and what they are called here.
ELSEWHERE: Mapping[str, str] = {
    "arcsin": "asin", "arctan": "atan", "arcsinh": "asinh", "arsinh": "asinh", "arctanh": "atanh",
    "artanh": "atanh", "sgn": "sign", "signum": "sign", "fabs": "Abs", "maximum": "Max", "minimum": "Min",
    "diff": "Derivative", "where": "Piecewise", "Fraction": "Rational", "step": "Heaviside",
    "lambertw": "LambertW", "Li": "polylog", "root": "sqrt", "power": "**", "pow": "**", "And": "and",
    "Or": "or", "Limit": "limit", "lim": "limit",
    "Not": "not", "Eq": "==", "Ne": "!=", "Lt": "<", "Le": "<=", "Gt": ">", "Ge": ">=",
}  # fmt: skip
# Words that name nothing real: they are neither functions nor symbols.
REFUSED: Mapping[str, str] = {
    "False": "write not True",
    "lambda": "a symbol of that letter is written lamda",
    "if": "a function by cases is written Piecewise((value, condition), ..., (value, True))",
    "I": "symbols and values are real",
    "oo": "infinity is no real number",
    "zoo": "infinity is no real number",
    "inf": "infinity is no real number",
    "nan": "it is no real number",
}
_STRUCTURE = {"number", "symbol", "rational", "add", "mul", "pow", "case", "Limit", *RELATIONS, *CONNECTIVES}
_NAME = re.compile("[A-Za-z_][A-Za-z0-9_]{0,29}")


@dataclass(frozen=True, slots=True)
class Signature:
    """A function of the catalogue: its head and, after x, its parameters with their defaults.

    Raises ValueError for a name that is no identifier or already means something else, for a parameter
    named twice, and for a default that is not exact.
    """

    name: str
    parameters: tuple[tuple[str, Fraction], ...] = ()

    def __post_init__(self) -> None:
        taken = _STRUCTURE | set(FORMS) | set(ALIASES) | set(CONSTANTS) | set(REFUSED)
        for name in (self.name, *(name for name, _ in self.parameters)):
            if not _NAME.fullmatch(name) or keyword.iskeyword(name) or name in taken:
                raise ValueError(
                    f"expected a free name of letters, digits and _ (at most 30), found {name!r}"
                )
        names = [name for name, _ in self.parameters]
        if len(set(names)) < len(names):
            raise ValueError(f"expected different parameters of {self.name}, found {', '.join(names)}")
        for name, default in self.parameters:
            if type(default) not in (int, Fraction):
                raise ValueError(f"expected an exact default of {name}, found {default!r}")


def is_callable(name: str, functions: Mapping[str, Signature]) -> bool:
    """Whether the name is written with arguments: a function, a form, or a function of the catalogue."""
    return name in FUNCTIONS or name in ALIASES or name in FORMS or name in functions


def suggestion(name: str, functions: Mapping[str, Signature]) -> str | None:
    """The known function that an unknown name most likely means; None when there is none like it."""
    known = [*FUNCTIONS, *FORMS, *functions]
    for other in known:
        if other.lower() == name.lower():
            return other
    if name in ELSEWHERE:
        return ELSEWHERE[name]
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.6)
    return max(near, key=lambda other: (sorted(other) == sorted(name), other[0] == name[0]), default=None)


def refusal(name: str) -> str | None:
    """Why a word cannot be a symbol, in one sentence; None when it can."""
    if name in REFUSED:
        return f"expected a symbol, a number or a function, found {name!r}: {REFUSED[name]}"
    if keyword.iskeyword(name):
        return f"expected a symbol, a number or a function, found {name!r}, a keyword of Python"
    return None
